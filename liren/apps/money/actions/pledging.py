"""What is posted for the money behind tasks; the action around it asked for permission.

All of it is posted while the pledge is locked, so that two tasks of one matter come one after the
other.
"""

from typing import Any

from liren.apps.duties.models import Application, Assignment, Cover
from liren.apps.duties.rules.admission import CoverKind
from liren.apps.duties.rules.admission import State as AdmissionState
from liren.apps.money.actions.booking import paid_in, pay_claim, promised
from liren.apps.money.models import Claim, Fee, Pledge, Remittance
from liren.apps.money.queries.fees import gone_back
from liren.apps.money.rules import chart
from liren.apps.money.rules import fees as rules
from liren.apps.money.rules.chart import Kind
from liren.kernel.access.models import User
from liren.kernel.base.clock import now
from liren.kernel.ledger import book
from liren.kernel.ledger.models import Account


def pledge_at(application: Application) -> Pledge:
    """The pledge of an admitted matter, locked; opened with all that was confirmed for it."""
    rows = Pledge.objects.select_for_update(of=("self",)).select_related("body", "application")
    if found := rows.filter(application=application).first():
        return _read(found)
    facts = {
        "area": application.area,
        "area_path": application.area_path,
        "body": application.body,
        "account": book.open_account(chart.pledge(application.pk)),
        "deposit": book.open_account(chart.deposit(application.pk)),
        "at": now(),
    }
    Pledge.objects.get_or_create(application=application, defaults=facts)
    made = _read(rows.get(application=application))
    for row in application.covers.exclude(confirmed_by=None).order_by("pk"):
        promise(made, row)
    return made


def _read(pledge: Pledge) -> Pledge:
    """Its accounts as they stand now, under the lock."""
    accounts = Account.objects.in_bulk([pledge.account_id, pledge.deposit_id])
    pledge.account, pledge.deposit = accounts[pledge.account_id], accounts[pledge.deposit_id]
    return pledge


def promise(pledge: Pledge, cover: Cover) -> None:
    """What was confirmed is promised; what lies on the account for it is paid in as well."""
    if cover.kind == CoverKind.NONE or not cover.fen or cover.confirmed_by is None:
        return
    facts = _facts(pledge, cover.confirmed_by, cover.paper)
    giver = promised(pledge.body)
    book.move(Kind.PLEDGE, giver, pledge.account, cover.fen, key=f"cover:{cover.pk}", **facts)
    if cover.kind == CoverKind.DEPOSIT:
        source, key = paid_in(pledge.body), f"deposited:{cover.pk}"
        book.move(Kind.DEPOSIT, source, pledge.deposit, cover.fen, key=key, **facts)


def _facts(pledge: Pledge, by: User, title: str) -> dict[str, Any]:
    return {"title": title, "about": book.about(pledge), "by": by}


def hold(pledge: Pledge, row: Assignment, fen: int, *, by: User, key: str) -> Account:
    """So much of the pledge is for this task, in an account of its own."""
    facts = {"title": row.title, "about": book.about(row), "by": by, "key": key}
    return book.set_aside(Kind.TASK, pledge.account, fen, name=f"task/{row.pk}", **facts)


def release(fee: Fee, *, by: User, key: str) -> None:
    """What a task still holds is free again; of a matter that is over it goes back."""
    fee.account.refresh_from_db(fields=["amount"])
    if fee.account.amount:
        facts = {"title": fee.assignment.title, "about": book.about(fee.assignment), "by": by}
        book.give_back(Kind.UNTASK, fee.account, fee.account.amount, key=key, **facts)
    fee.ended_at = now()
    fee.save(update_fields=["ended_at"])
    if fee.pledge.application.state == AdmissionState.EXITED:
        sweep(fee.pledge, by=by, key=f"unpledge:{key}")


def sweep(pledge: Pledge, *, by: User, key: str) -> None:
    """What is promised and free goes back to who promised it."""
    _read(pledge)
    if pledge.account.amount:
        facts = _facts(pledge, by, str(pledge.application))
        taker, free = promised(pledge.body), pledge.account.amount
        book.move(Kind.UNPLEDGE, pledge.account, taker, free, key=key, **facts)


def promise_again(pledge: Pledge, fen: int, *, by: User, key: str) -> None:
    """What a task needs after all and went back at the end is promised once more.

    It is never more than what went back: the money behind it was confirmed by two people.
    """
    _read(pledge)
    back, free = gone_back(pledge), pledge.account.amount
    rules.check_again(
        fen, free, back, name=pledge.application.title, body=pledge.body, ended=back > 0
    )
    if fen > free:
        facts = _facts(pledge, by, str(pledge.application))
        giver = promised(pledge.body)
        book.move(Kind.REPLEDGE, giver, pledge.account, fen - free, key=key, **facts)


def draw(pledge: Pledge, claim: Claim, *, by: User) -> None:
    """A claim is paid out of the deposit as far as that reaches."""
    _read(pledge)
    fen = min(pledge.deposit.amount, claim.fen)
    if fen:
        key = f"draw:{claim.uid}"
        pay_claim(claim, fen, key=key, by=by, title=claim.title, out_of=pledge.deposit)


def pay_in(pledge: Pledge, row: Remittance, *, by: User) -> None:
    """What was sent before the work lies in the deposit."""
    facts: dict[str, Any] = {"title": row.paper, "about": book.about(row), "by": by}
    source = paid_in(pledge.body)
    key = f"remittance:{row.uid}"
    book.move(Kind.DEPOSIT, source, pledge.deposit, row.fen, key=key, day=row.day, **facts)


def pay_back(pledge: Pledge, row: Remittance, *, by: User) -> None:
    """What was paid in and not used is with the department again."""
    facts: dict[str, Any] = {"title": row.paper, "about": book.about(row), "by": by}
    taker, key = paid_in(pledge.body), f"remittance:{row.uid}"
    book.move(Kind.UNDEPOSIT, pledge.deposit, taker, row.fen, key=key, day=row.day, **facts)
