"""What every action does to the books. No permission is asked here: the action around it did.

A purse or a claim has an account of its own; what happens to it is a posting with a key, so that
what is done twice is booked once.
"""

from datetime import date
from typing import Any

from liren.apps.duties.models import Assignment
from liren.apps.money.models import Claim, Earmark, Fund, Purse
from liren.apps.money.queries.years import check_open, stays_closed
from liren.apps.money.rules import chart
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.claims import ClaimState
from liren.apps.money.rules.years import split
from liren.kernel.access.models import Area, Body, User
from liren.kernel.base.clock import now, today
from liren.kernel.base.ids import uuid7
from liren.kernel.ledger import book
from liren.kernel.ledger.models import Account, Posting


def purse_of(area: Area, fund: Fund, year: int, earmark: Earmark | None = None) -> Purse:
    """The purse of an area for a fund, an earmark and a year; opened when it is not there."""
    found = Purse.objects.filter(area=area, fund=fund, year=year, earmark=earmark)
    if purse := found.select_related("account", "fund", "area").first():
        return purse
    check_open(area, year)
    uid = uuid7()
    account = book.open_account(chart.purse(uid))
    facts = {"uid": uid, "account": account, "area_path": area.path}
    return Purse.objects.get_or_create(
        area=area, fund=fund, year=year, earmark=earmark, defaults=facts
    )[0]


def promised(body: Body) -> Account:
    """Where promises of a body come from."""
    return book.open_account(chart.promise(body.pk), least=None)


def paid_in(body: Body) -> Account:
    """Where money that a body pays comes from."""
    return book.open_account(chart.cash(body.pk), least=None)


def outside(what: str) -> Account:
    """Where money of others comes from, and where spent money goes."""
    return book.open_account(chart.outside(what), least=None)


def raise_claim(
    area: Area,
    debtor: Body,
    *,
    kind: str,
    fund: Fund,
    title: str,
    basis: str,
    fen: int,
    due_on: date,
    year: int,
    by: User,
    key: str,
    earmark: Earmark | None = None,
    assignment: Assignment | None = None,
    of: Account | None = None,
) -> Claim:
    """A community may ask a body for money: taken from what was held for it, or newly promised."""
    made = Claim(
        uid=uuid7(), area=area, area_path=area.path, debtor=debtor, kind=kind, fund=fund,
        earmark=earmark, title=title, basis=basis, year=year, fen=fen, raised_on=today(),
        due_on=due_on, assignment=assignment, by=by, at=now(),
    )  # fmt: skip
    made.account = book.open_account(chart.claim(made.uid))
    made.save()
    what = Kind.EARN if of else Kind.ENTITLE
    facts: dict[str, Any] = {"key": key, "title": title, "about": book.about(made), "by": by}
    book.move(what, of or promised(debtor), made.account, fen, **facts)
    return made


def pay_claim(
    claim: Claim, fen: int, *, key: str, by: User, title: str, out_of: Account | None = None
) -> Posting:
    """Pay a claim, or a part of it: the promise is answered and money lies in the purse.

    `out_of` is a deposit that was paid in before; otherwise the debtor pays now.
    """
    purse = purse_of(claim.area, claim.fund, today().year, claim.earmark)
    moves = [
        (claim.account, -fen),
        (promised(claim.debtor), fen),
        (out_of or paid_in(claim.debtor), -fen),
        (purse.account, fen),
    ]
    facts: dict[str, Any] = {"key": key, "title": title, "about": book.about(claim), "by": by}
    made = book.post(Kind.REMIT, moves, **facts)
    settle(claim)
    return made


def cancel(claim: Claim, *, by: User, title: str, to: Account | None = None) -> None:
    """What is still open of a claim falls away and goes back to where it was promised."""
    claim.account.refresh_from_db(fields=["amount"])
    if claim.account.amount:
        facts: dict[str, Any] = {"title": title, "about": book.about(claim), "by": by}
        goes = to or promised(claim.debtor)
        key = f"cancel:{claim.uid}"
        book.move(Kind.CANCEL, claim.account, goes, claim.account.amount, key=key, **facts)
    claim.state, claim.ended_at = ClaimState.CANCELLED, now()
    claim.save(update_fields=["state", "ended_at", "reason"])


def settle(claim: Claim) -> None:
    """The state of a claim as its account says."""
    claim.account.refresh_from_db(fields=["amount"])
    left = claim.account.amount
    claim.state = ClaimState.PART if left else ClaimState.PAID
    claim.ended_at = None if left else now()
    claim.save(update_fields=["state", "ended_at"])


def receive(
    purse: Purse, fen: int, *, of: Account, key: str, by: User, title: str, about: str, day: date
) -> Posting:
    """Money from outside comes into a purse."""
    check_open(purse.area, purse.year)
    facts: dict[str, Any] = {"key": key, "title": title, "about": about, "by": by, "day": day}
    return book.move(Kind.RECEIVE, of, purse.account, fen, **facts)


def hand_over(
    giver: Purse, taker: Purse, fen: int, *, key: str, by: User, title: str, about: str
) -> Posting:
    """Money of one area goes into the purse of another."""
    check_open(giver.area, giver.year)
    check_open(taker.area, taker.year)
    # never a day of a year that may be closed on the other side
    day = min(today(), date(max(giver.year, taker.year), 12, 31))
    facts: dict[str, Any] = {"key": key, "title": title, "about": about, "by": by, "day": day}
    return book.move(Kind.TRANSFER, giver.account, taker.account, fen, **facts)


def carry(purse: Purse, fen: int, *, by: User, title: str) -> Posting:
    """What is left at the end of a year stays for the same thing in the next one."""
    facts = _at_the_end(purse, by, title)
    return book.move(Kind.CARRY, purse.account, next_of(purse).account, fen, **facts)


def next_of(purse: Purse) -> Purse:
    """The purse for the same thing in the next year that is not closed."""
    year = purse.year + 1
    while stays_closed(purse.area, year):
        year += 1
    return purse_of(purse.area, purse.fund, year, purse.earmark)


def carry_held(
    held: Account, giver: Purse, taker: Purse, *, name: str, by: User, title: str, about: str
) -> Account:
    """What is held for something agreed stays held, in the purse of the next year."""
    key, day = f"year-end:{giver.uid}:{name}", date(giver.year, 12, 31)
    facts: dict[str, Any] = {"key": key, "title": title, "about": about, "by": by, "day": day}
    return book.hold_elsewhere(Kind.CARRY, held, taker.account, name=name, **facts)


def lapse(purse: Purse, fen: int, *, by: User, title: str) -> Posting:
    """What is left at the end of a year goes back to where it came from."""
    facts = _at_the_end(purse, by, title)
    return book.move(Kind.LAPSE, purse.account, outside(purse.fund.code), fen, **facts)


def move_on(
    purse: Purse, fen: int, *, key: str, by: User, title: str, owed: bool = False
) -> Purse:
    """What comes back into a purse whose year is closed stays or goes back, as at its end.

    What is still `owed` for something is not left over: it goes on whatever the fund.
    """
    facts: dict[str, Any] = {"key": key, "title": title, "about": book.about(purse), "by": by}
    carried, returned = split(fen, owed or purse.fund.carries)
    if returned:
        book.move(Kind.LAPSE, purse.account, outside(purse.fund.code), returned, **facts)
    if not carried:
        return purse
    following = next_of(purse)
    book.move(Kind.CARRY, purse.account, following.account, carried, **facts)
    return following


def _at_the_end(purse: Purse, by: User, title: str) -> dict[str, Any]:
    key, day = f"year-end:{purse.uid}", date(purse.year, 12, 31)
    return {"key": key, "title": title, "about": book.about(purse), "by": by, "day": day}


def hold(
    purse: Purse, fen: int, *, name: str, key: str, by: User, title: str, about: str
) -> Account:
    """Set money of a purse aside for a payment or a purchase."""
    check_open(purse.area, purse.year)
    facts: dict[str, Any] = {"key": key, "title": title, "about": about, "by": by}
    return book.set_aside(Kind.COMMIT, purse.account, fen, name=name, **facts)


def release(held: Account, fen: int, *, key: str, by: User, title: str, about: str) -> None:
    """Give what was set aside, or a part of it, back to its purse."""
    if fen:
        facts: dict[str, Any] = {"key": key, "title": title, "about": about, "by": by}
        book.give_back(Kind.UNCOMMIT, held, fen, **facts)


def pay_out(
    held: Account, fen: int, *, to: str, key: str, by: User, title: str, about: str, day: date
) -> Posting:
    """What was set aside leaves for good."""
    facts: dict[str, Any] = {"key": key, "title": title, "about": about, "by": by, "day": day}
    return book.move(Kind.PAY, held, outside(to), fen, **facts)


def refund(
    purse: Purse, fen: int, *, to: Account, key: str, by: User, title: str, about: str
) -> Posting:
    """Money that came from outside goes back there."""
    check_open(purse.area, purse.year)
    facts: dict[str, Any] = {"key": key, "title": title, "about": about, "by": by}
    return book.move(Kind.REFUND, purse.account, to, fen, **facts)
