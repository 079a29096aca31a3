"""Money that comes in or goes to another area: written down by one, confirmed by another."""

from datetime import date
from typing import Any

from liren.apps.money.actions import booking
from liren.apps.money.models import Category, Earmark, Fund, Purse, Receipt
from liren.apps.money.queries.receipts import posting_of
from liren.apps.money.queries.years import check_open
from liren.apps.money.rules import earmarks as earmark_rules
from liren.apps.money.rules import receipts as rules
from liren.apps.money.rules.chart import Kind
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import now, today
from liren.kernel.ledger import book


@action("money.add_receipt", creates=True)
def add_receipt(
    actor: Actor,
    area: Area,
    /,
    *,
    fund: Fund,
    category: Category,
    payer: str,
    title: str,
    fen: int,
    day: date,
    paper: str,
    earmark: Earmark | None = None,
    body: Body | None = None,
) -> Receipt:
    """Write down money that came in; it counts when a second person has confirmed it."""
    rules.check_in(category.flow)
    rules.check_day(day, today())
    check_earmark(earmark, fund, area)
    check_open(area, day.year)
    rules.check_fen(fen)
    purse = booking.purse_of(area, fund, day.year, earmark)
    return Receipt.objects.create(
        area=area, area_path=area.path, purse=purse, category=category, payer=payer.strip(),
        body=body, title=title.strip(), fen=fen, day=day, paper=paper.strip(),
        by=actor.user, at=now(),
    )  # fmt: skip


def check_earmark(earmark: Earmark | None, fund: Fund, area: Area) -> None:
    """An earmark that is chosen is running, of this fund, and reaches this place."""
    if earmark is not None:
        earmark.refresh_from_db(fields=["ended_on"])
        earmark_rules.check_running(earmark.ended_on)
        inside = area.path.startswith(earmark.area_path)
        earmark_rules.check_fits(earmark.fund_id == fund.pk, inside)


@action("money.transfer", creates=True)
def transfer(
    actor: Actor,
    giver: Purse,
    /,
    *,
    area: Area,
    category: Category,
    fen: int,
    title: str,
    paper: str,
) -> Receipt:
    """Hand money of a purse to another area; it goes when somebody else has confirmed it."""
    rules.check_transfer(area.pk != giver.area_id, same_fund=True)
    rules.check_in(category.flow)
    check_open(giver.area, giver.year)
    check_open(area, giver.year)
    rules.check_fen(fen)
    check_earmark(giver.earmark, giver.fund, area)
    return Receipt.objects.create(
        area=area, area_path=area.path, giver=giver, category=category, payer=str(giver.area),
        purse=booking.purse_of(area, giver.fund, giver.year, giver.earmark),
        title=title.strip(), fen=fen, day=booking_day(giver.year), paper=paper.strip(),
        by=actor.user, at=now(),
    )  # fmt: skip


def booking_day(year: int) -> date:
    """Today, or the last day of a year that is over."""
    return min(today(), date(year, 12, 31))


@action("money.confirm_receipt")
def confirm_receipt(actor: Actor, receipt: Receipt, /) -> Receipt:
    """A second person has seen that the money is there: it lies in the purse."""
    rules.check_waiting(state_of(receipt))
    facts: dict[str, Any] = {
        "key": f"receipt:{receipt.uid}",
        "by": actor.user,
        "title": receipt.title,
    }
    about = book.about(receipt)
    if receipt.giver is None:
        source = booking.outside(receipt.category.code)
        day = receipt.day
        booking.receive(receipt.purse, receipt.fen, of=source, about=about, day=day, **facts)
    else:
        booking.hand_over(receipt.giver, receipt.purse, receipt.fen, about=about, **facts)
    receipt.confirmed_by, receipt.confirmed_at = actor.user, now()
    receipt.save(update_fields=["confirmed_by", "confirmed_at"])
    return receipt


def state_of(receipt: Receipt) -> str:
    """How far a receipt is."""
    return rules.state_of(bool(receipt.confirmed_by_id), bool(receipt.dropped_at))


@action("money.drop_receipt")
def drop_receipt(actor: Actor, receipt: Receipt, /, *, reason: str) -> Receipt:
    """Take back what was written down and is in no book yet."""
    rules.check_waiting(state_of(receipt))
    rules.check_reason(reason)
    return ended(receipt, reason)


@action("money.reverse")
def reverse(actor: Actor, receipt: Receipt, /, *, reason: str) -> Receipt:
    """Answer a booked receipt by its opposite; a third person does it, with a reason."""
    rules.check_booked(state_of(receipt))
    rules.check_reason(reason)
    check_open(receipt.area, receipt.purse.year)
    if receipt.giver:
        check_open(receipt.giver.area, receipt.giver.year)
    posting = posting_of(receipt)
    title = f"{receipt.title}（{reason.strip()}）"[:160]
    day = booking_day(receipt.purse.year)
    book.reverse(posting, kind=Kind.REVERSE, by=actor.user, title=title, day=day)
    return ended(receipt, reason)


def ended(receipt: Receipt, reason: str) -> Receipt:
    """What was taken back or reversed, with the reason."""
    receipt.dropped_at, receipt.reason = now(), reason.strip()
    receipt.save(update_fields=["dropped_at", "reason"])
    return receipt
