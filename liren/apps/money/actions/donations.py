"""Writing down what people give, confirming it, telling them, giving it back."""

from datetime import date

from liren.apps.money.actions import booking
from liren.apps.money.models import Donation, Earmark, Fund, Purse
from liren.apps.money.queries import earmarked
from liren.apps.money.queries.years import is_closed
from liren.apps.money.rules import donations as rules
from liren.apps.money.rules.giving import DonationState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.ledger import book
from liren.kernel.policy.values import value

DONORS = "donors"  # the account outside from which donations come


@action("money.add_donation", creates=True, secret=("donor", "donor_phone"))
def add_donation(
    actor: Actor,
    area: Area,
    /,
    *,
    fen: int,
    donor: str,
    donor_kind: str,
    day: date,
    paper: str,
    purpose: str = "",
    donor_phone: str = "",
    unnamed: bool = False,
    held_by: Body | None = None,
) -> Donation:
    """Write down what somebody gave; it counts when a second person has confirmed it."""
    rules.check_donation(donor, paper, fen, day, today())
    if held_by is None:
        rules.check_place(area.level)
    made = Donation(
        area=area, area_path=area.path, held_by=held_by, fen=fen, donor=donor.strip(),
        donor_kind=donor_kind, day=day, paper=paper.strip(), purpose=purpose.strip(),
        donor_phone=donor_phone.strip(), unnamed=unnamed, by=actor.user, at=now(),
    )  # fmt: skip
    made.purse = purse_for(actor, made, made.purpose)
    made.save()
    return made


def purse_for(actor: Actor, row: Donation, purpose: str) -> Purse:
    """The purse of a donation: of its purpose, or for anything where none was said."""
    fund = Fund.objects.get(code=rules.FOUNDATION_FUND if row.held_by_id else rules.FUND)
    earmark = earmark_for(actor, row.area, fund, purpose) if purpose else None
    return booking.purse_of(row.area, fund, year_of(row.area, row.day), earmark)


def earmark_for(actor: Actor, area: Area, fund: Fund, purpose: str) -> Earmark:
    """The earmark for what a donor said; others who said the same share it."""
    known = earmarked.running(area, fund, purpose)
    return known or Earmark.objects.create(
        area=area, area_path=area.path, fund=fund, title=purpose[:80], purpose=purpose,
        by=actor.user, at=now(),
    )  # fmt: skip


def year_of(area: Area, day: date) -> int:
    """The year in which a day is booked: its own, or this one where that is closed or long ago."""
    late = day.year < today().year - 1 or is_closed(area, day.year)
    return today().year if late else day.year


@action("money.confirm_donation")
def confirm_donation(actor: Actor, row: Donation, /, *, check: str = "") -> Donation:
    """A second person saw the money: it lies in the purse of its purpose."""
    state = rules.COURSE.after("money.confirm_donation", row.state)
    rules.check_foreign(row.donor_kind, check, law_on_foreign())
    year = year_of(row.area, row.day)
    row.purse = booking.purse_of(row.area, row.purse.fund, year, row.purse.earmark)
    booking.receive(
        row.purse, row.fen, of=booking.outside(DONORS), key=f"donation:{row.uid}", by=actor.user,
        title=named_by(row, _("捐赠 %(number)s")), about=book.about(row),
        day=row.day if row.day.year == year else today(),
    )  # fmt: skip
    row.state, row.law_paper = state, check.strip()
    row.confirmed_by, row.confirmed_at = actor.user, now()
    row.save(update_fields=["state", "law_paper", "purse", "confirmed_by", "confirmed_at"])
    return row


def named_by(row: Donation, words: object) -> str:
    """What the books say: the number alone, as they are read by more people than the gift is."""
    return str(words) % {"number": row.number}


def law_on_foreign() -> str:
    """What comes before a donation from abroad is taken, as the rules in force say."""
    return str(value("money.foreign_donation"))


@action("money.return_donation")
def return_donation(actor: Actor, row: Donation, /, *, reason: str, fen: int = 0) -> Donation:
    """Give it back, or what is left of it; what was not confirmed only falls away."""
    state = rules.COURSE.after("money.return_donation", row.state)
    rules.check_reason(reason)
    if row.state == DonationState.CONFIRMED:
        left = row.fen - row.returned_fen - row.turned_fen
        fen = fen or left
        rules.check_left(fen, left)
        booking.refund(
            purse_with(row, fen), fen, to=booking.outside(DONORS), by=actor.user,
            key=f"donation-back:{row.uid}:{row.returned_fen}", about=book.about(row),
            title=named_by(row, _("退回捐赠 %(number)s")),
        )  # fmt: skip
        row.returned_fen += fen
        state = state if row.returned_fen == row.fen else DonationState.CONFIRMED
    row.state, row.reason = state, reason.strip()
    row.save(update_fields=["state", "reason", "returned_fen"])
    return row


def purse_with(row: Donation, fen: int) -> Purse:
    """The newest purse of the same purpose in which so much lies; else its own."""
    like = earmarked.purses_like(row.purse).filter(account__amount__gte=fen, closed_at=None)
    return like.first() or row.purse


@action("money.turn_over")
def turn_over(
    actor: Actor, row: Donation, /, *, purpose: str, consent: str, fen: int = 0
) -> Donation:
    """What is left goes to another purpose, because the donor agreed to it."""
    state = rules.COURSE.after("money.turn_over", row.state)
    rules.check_consent(purpose, row.purpose, consent)
    left = row.fen - row.returned_fen - row.turned_fen
    fen = fen or left
    rules.check_left(fen, left)
    giver = purse_with(row, fen)
    earmark = earmark_for(actor, row.area, giver.fund, purpose.strip())
    taker = booking.purse_of(row.area, giver.fund, giver.year, earmark)
    booking.hand_over(
        giver, taker, fen, key=f"donation-turned:{row.uid}:{row.turned_fen}", by=actor.user,
        title=named_by(row, _("捐赠 %(number)s 改变用途")), about=book.about(row),
    )  # fmt: skip
    row.state, row.reason = state, f"{purpose.strip()}：{consent.strip()}"[:200]
    row.turned_fen += fen
    row.save(update_fields=["state", "reason", "turned_fen"])
    return row


@action("money.tell_donors")
def tell_donors(actor: Actor, row: Donation, /) -> Donation:
    """The donor was told what became of it, by the letter that the page makes."""
    rules.COURSE.after("money.tell_donors", row.state)
    row.told_at = now()
    row.save(update_fields=["told_at"])
    return row


def note_export(actor: Actor, verb: str, query: str, rows: int) -> None:
    """Put on record who took how many lines out with which question."""
    together(entry(actor.user, verb, actor.user, {"query": query, "rows": rows}).save)
