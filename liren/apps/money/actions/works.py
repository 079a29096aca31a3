"""Works that residents pay for: decided, collected, begun, finished, closed or cancelled."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from liren.apps.money.actions import booking
from liren.apps.money.models import Contribution, Earmark, Fund, Purse, Work
from liren.apps.money.queries import earmarked
from liren.apps.money.queries.works import confirmed_of, given_for, waiting_of
from liren.apps.money.rules import works as rules
from liren.apps.money.rules.projects import check_nothing_held
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.money import shares
from liren.kernel.ledger import book
from liren.kernel.policy.values import value

RESIDENTS = "residents"  # the account outside from which contributions come


@dataclass(frozen=True)
class Given:
    """What one household gives."""

    place: str
    fen: int
    name: str = ""
    paper: str = ""


@action("money.decide_work", creates=True)
def decide_work(
    actor: Actor,
    area: Area,
    /,
    *,
    title: str,
    text: str,
    decided_by: str,
    decided_on: date,
    entitled: int,
    present: int,
    votes_for: int,
    minutes: str,
    target_fen: int,
    share_fen: int = 0,
) -> Work:
    """Write down what residents decided to pay for, if enough came and enough agreed."""
    rules.check_work(title, text, minutes, target_fen)
    rules.check_day(decided_on, today())
    rules.check_vote(entitled, present, votes_for, *shares_asked(decided_by, decided_on))
    made = Work(
        area=area, area_path=area.path, title=title.strip(), text=text.strip(),
        decided_by=decided_by, decided_on=decided_on, entitled=entitled, present=present,
        votes_for=votes_for, minutes=minutes.strip(), target_fen=target_fen,
        share_fen=share_fen, by=actor.user, at=now(),
    )  # fmt: skip
    made.purse = purse_for(actor, made)
    made.save()
    return made


def shares_asked(decided_by: str, day: date) -> tuple[str, str]:
    """How many must come and agree, as the rules of that day say."""
    names = ("owners_quorum", "owners_majority")
    if decided_by != rules.OWNERS:
        names = ("work_quorum", "work_majority")
    quorum, majority = (str(value(f"money.{name}", day)) for name in names)
    return quorum, majority


def purse_for(actor: Actor, work: Work) -> Purse:
    """The purse of a work: for it alone."""
    fund = Fund.objects.get(code=rules.FUND)
    own = Earmark.objects.create(
        area=work.area, area_path=work.area_path, fund=fund, title=work.title,
        purpose=work.text[:500], document=work.minutes, by=actor.user, at=now(),
    )  # fmt: skip
    return booking.purse_of(work.area, fund, today().year, own)


@action("money.collect", secret=("lines",))
def collect(actor: Actor, row: Work, /, *, lines: Sequence[Given], day: date) -> Work:
    """Write down what households gave, one or many at once; it counts when another confirmed."""
    state = rules.COURSE.after("money.collect", row.state)
    rules.check_lines(len(lines))
    rules.check_day(day, today())
    for line in lines:
        rules.check_contribution(line.place, line.fen)
    Contribution.objects.bulk_create(contribution(actor, row, line, day) for line in lines)
    row.state = state
    row.save(update_fields=["state"])
    return row


@action("money.confirm_contributions")
def confirm_contributions(actor: Actor, row: Work, /, *, lines: Collection[UUID]) -> Work:
    """A second person saw the cash and the receipts: it lies in the purse of the work."""
    row.state = rules.COURSE.after("money.confirm_contributions", row.state)
    found = picked(actor, row, lines)
    booking.receive(
        this_years(row), sum(one.fen for one in found), of=booking.outside(RESIDENTS),
        key=f"collect:{found[0].uid}", by=actor.user, about=book.about(row), day=today(),
        title=str(_("居民筹款：%(title)s") % {"title": row.title}),
    )  # fmt: skip
    keys = [one.pk for one in found]
    Contribution.objects.filter(pk__in=keys).update(confirmed_by=actor.user, confirmed_at=now())
    row.save(update_fields=["state"])
    return row


@action("money.strike_contributions")
def strike_contributions(
    actor: Actor, row: Work, /, *, lines: Collection[UUID], reason: str
) -> Work:
    """A second person saw that it did not come, or not like this: it counts for nothing."""
    row.state = rules.COURSE.after("money.strike_contributions", row.state)
    rules.check_reason(reason)
    keys = [one.pk for one in picked(actor, row, lines)]
    facts = {"struck_by": actor.user, "struck_at": now(), "strike_reason": reason.strip()}
    Contribution.objects.filter(pk__in=keys).update(**facts)
    row.save(update_fields=["state"])
    return row


def picked(actor: Actor, row: Work, lines: Collection[UUID]) -> list[Contribution]:
    """The lines that are meant, locked by one question; all of them wait for this person."""
    rules.check_most(len(set(lines)))
    rows = waiting_of(row).filter(uid__in=lines).select_for_update().order_by("pk")
    found = list(rows)
    own = sum(one.by_id == actor.user.pk for one in found)
    rules.check_picked(len(set(lines)), len(found), own)
    return found


def contribution(actor: Actor, row: Work, line: Given, day: date) -> Contribution:
    """One household's line."""
    facts = {name: one.strip() for name, one in asdict(line).items() if isinstance(one, str)}
    return Contribution(
        work=row, area=row.area, area_path=row.area_path, fen=line.fen, day=day,
        by=actor.user, at=now(), **facts,
    )  # fmt: skip


def this_years(row: Work) -> Purse:
    """The purse of a work in this year; of a work that runs on, the next one."""
    purse = row.purse
    assert purse is not None  # noqa: S101 — a work has one from the beginning
    return booking.purse_of(row.area, purse.fund, today().year, purse.earmark)


@action("money.start_work")
def start_work(actor: Actor, row: Work, /) -> Work:
    """Enough is there: the work begins, and nothing more is collected."""
    state = rules.COURSE.after("money.start_work", row.state)
    rules.check_none_waits(waiting_of(row).count())
    rules.check_started(given_for(row))
    row.state = state
    row.save(update_fields=["state"])
    return row


@action("money.finish_work")
def finish_work(actor: Actor, row: Work, /, *, outcome: str, done_on: date) -> Work:
    """It is done: what came of it."""
    state = rules.COURSE.after("money.finish_work", row.state)
    rules.check_outcome(outcome)
    rules.check_day(done_on, today())
    row.state, row.outcome, row.done_on = state, outcome.strip(), done_on
    row.save(update_fields=["state", "outcome", "done_on"])
    return row


@action("money.close_work")
def close_work(actor: Actor, row: Work, /, *, into: Work | None = None, paper: str = "") -> Work:
    """A second person closes the accounts: they are published, the rest goes back or on."""
    state = rules.COURSE.after("money.close_work", row.state)
    rules.check_other_hand(row.contributions.filter(by=actor.user).exists())
    purse = this_years(row)
    check_nothing_held(earmarked.held(purse))
    purses = [one for one in earmarked.purses_like(purse) if one.account.amount]
    left = sum(one.account.amount for one in purses)
    given = given_for(row)
    odd = into is not None and (into.pk == row.pk or into.area_id != row.area_id)
    rules.check_rest(left, given, odd, into is not None)
    if into is not None:
        rules.check_decision(paper)
        leave(actor, row, purses, into)
    else:
        divide(actor, row, purses, left)
    row.state, row.rest_fen, row.rest_into, row.rest_paper = state, left, into, paper.strip()
    row.closed_by, row.closed_at, row.published_at = actor.user, now(), now()
    row.save()
    ended(row)
    return row


def ended(row: Work) -> None:
    """The earmark of a work ends with it."""
    Earmark.objects.filter(purses=row.purse).update(ended_on=today())


def leave(actor: Actor, row: Work, purses: Sequence[Purse], into: Work) -> None:
    """The rest goes into the purse of another work."""
    taker = Work.objects.select_for_update().get(pk=into.pk)
    rules.COURSE.after("money.collect", taker.state)  # one that still takes money
    for purse in purses:
        booking.hand_over(
            purse, this_years(taker), purse.account.amount, by=actor.user,
            key=f"work-rest:{row.uid}:{purse.year}", about=book.about(row),
            title=str(_("余款留给：%(title)s") % {"title": taker.title}),
        )  # fmt: skip


def divide(actor: Actor, row: Work, purses: Sequence[Purse], left: int) -> None:
    """The rest goes back to all who gave, in proportion, to the fen."""
    if not left:
        return
    gave = list(confirmed_of(row).order_by("pk"))
    for one, fen in zip(gave, shares(left, [one.fen for one in gave]), strict=True):
        one.refunded_fen = fen
    Contribution.objects.bulk_update(gave, ["refunded_fen"])
    for purse in purses:
        back(actor, row, purse, purse.account.amount)


def back(actor: Actor, row: Work, purse: Purse, fen: int) -> None:
    """Money goes back to residents."""
    booking.refund(
        purse, fen, to=booking.outside(RESIDENTS), key=f"work-back:{row.uid}:{purse.year}",
        by=actor.user, about=book.about(row),
        title=str(_("退还居民筹款：%(title)s") % {"title": row.title}),
    )  # fmt: skip


@action("money.cancel_work")
def cancel_work(actor: Actor, row: Work, /, *, reason: str) -> Work:
    """It is not done: everybody gets everything back; what another work left stays here."""
    state = rules.COURSE.after("money.cancel_work", row.state)
    rules.check_other_hand(row.contributions.filter(by=actor.user).exists())
    rules.check_outcome(reason)
    rules.check_none_waits(waiting_of(row).count())
    purse, given = this_years(row), given_for(row)
    rules.check_untouched(earmarked.there(purse), given)
    rest = given
    for one in earmarked.purses_like(purse):
        part = min(rest, one.account.amount)
        if part:
            back(actor, row, one, part)
            rest -= part
    confirmed_of(row).update(refunded_fen=F("fen"))
    row.state, row.outcome = state, reason.strip()
    row.closed_by, row.closed_at = actor.user, now()
    row.save(update_fields=["state", "outcome", "closed_by", "closed_at"])
    if not earmarked.there(purse):
        ended(row)
    return row
