"""Spending: asked for, approved by another, accepted, paid, settled; or taken back.

Money is set aside when it is asked for, so that two who ask at once cannot spend it twice.
"""

from datetime import date

from liren.apps.money.actions import booking
from liren.apps.money.models import Category, Purchase, Purse, Spending
from liren.apps.money.queries import spendings as queries
from liren.apps.money.queries.purchases import AGAIN
from liren.apps.money.queries.years import check_open, stays_closed
from liren.apps.money.rules import spending as rules
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.purchases import PurchaseState
from liren.apps.money.rules.spending import COURSE, SpendingState
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.choices import _
from liren.kernel.base.clock import local, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.base.ids import uuid7
from liren.kernel.ledger import book
from liren.kernel.ledger.models import Posting


@action("money.ask", creates=True, secret=("payee_account",))
def ask(
    actor: Actor,
    purse: Purse,
    /,
    *,
    category: Category,
    title: str,
    fen: int,
    payee: str,
    payee_account: str = "",
    payee_bank: str = "",
    reason: str = "",
) -> Spending:
    """Ask for a payment out of a purse; the money is set aside at once."""
    facts = {"title": title, "payee": payee, "payee_bank": payee_bank, "reason": reason}
    return open_spending(actor, purse, category, fen, account=payee_account, **facts)


def open_spending(
    actor: Actor, purse: Purse, category: Category, fen: int, *, account: str, **texts: str
) -> Spending:
    """The new payment with its money set aside, inside an action that may ask for it."""
    rules.check_sum(fen)
    rules.check_heading(category.flow, category)
    if purse.earmark is not None:
        one = purse.earmark
        rules.check_earmark(one.title, one.until, one.ended_on, today())
    made = Spending(
        uid=uuid7(), area=purse.area, area_path=purse.area_path, purse=purse, category=category,
        fen=fen, state=COURSE.after("money.ask", SpendingState.DRAFT), asked_by=actor.user,
        asked_at=now(), **{name: text.strip() for name, text in texts.items()},
    )  # fmt: skip
    made.payee_account = rules.bank_account(account)
    made.save()
    made.account = booking.hold(
        purse, fen, name=str(made.uid), key=f"ask:{made.uid}", by=actor.user,
        title=made.title, about=book.about(made),
    )  # fmt: skip
    made.save(update_fields=["account"])
    return made


@action("money.approve")
def approve(actor: Actor, row: Spending, /, *, note: str = "") -> Spending:
    """Say yes to a payment that somebody else asked for, within what one's office may approve."""
    row.state = COURSE.after("money.approve", row.state)
    levels, over = queries.levels(actor, "money.approve", row), queries.over(row)
    rules.check_limit(row.fen, levels, queries.limits(), rules.OFFICES)
    rules.check_budget(over, levels, row.area.level, note, rules.OFFICES)
    row.over_budget, row.approval_note = over > 0, note.strip()
    row.approved_by, row.approved_at = actor.user, now()
    names = ["state", "over_budget", "approval_note", "approved_by", "approved_at"]
    if purchase := Purchase.objects.filter(spending=row).first():
        names += _taken_already(row, purchase)
    row.save(update_fields=names)
    return row


def _taken_already(row: Spending, purchase: Purchase) -> list[str]:
    """What was bought was accepted before its payment was asked for."""
    row.state, row.final_fen = SpendingState.ACCEPTED, row.fen
    row.accepted_by, row.accepted_at = purchase.accepted_by, now()
    row.outcome = str(purchase.finding)[:500]
    return ["final_fen", "accepted_by", "accepted_at", "outcome"]


@action("money.refuse")
def refuse(actor: Actor, row: Spending, /, *, reason: str) -> Spending:
    """Say no; what was set aside is free again."""
    rules.check_reason(reason)
    return _ended(actor, row, "money.refuse", reason)


@action("money.withdraw")
def withdraw(actor: Actor, row: Spending, /, *, reason: str) -> Spending:
    """Take back what is not paid yet; what was set aside is free again."""
    rules.check_reason(reason)
    return _ended(actor, row, "money.withdraw", reason)


def _ended(actor: Actor, row: Spending, verb: str, reason: str) -> Spending:
    row.state, row.answer = COURSE.after(verb, row.state), reason.strip()
    row.save(update_fields=["state", "answer"])
    fen, late = row.fen if row.final_fen is None else row.final_fen, _is_late(row)
    _released(actor, row, fen, "end")
    purchase, purse = Purchase.objects.select_for_update().filter(spending=row).first(), row.purse
    if late:
        owed, key = purchase is not None, queries.late_key(row)
        purse = booking.move_on(purse, fen, key=key, by=actor.user, title=row.title, owed=owed)
    if purchase is not None:
        _owed_still(actor, row, purchase, purse, fen)
    return row


def let_go(actor: Actor, row: Spending, reason: str) -> Spending:
    """Taken back inside the end of its year."""
    return _ended(actor, row, "money.withdraw", reason)


def _owed_still(actor: Actor, row: Spending, purchase: Purchase, purse: Purse, fen: int) -> None:
    """What was bought and accepted is still to be paid: its money is held, here or a year on."""
    purchase.account = booking.hold(
        purse, fen, name=str(purchase.uid), key=f"{AGAIN}{row.uid}", by=actor.user,
        title=purchase.title, about=book.about(purchase),
    )  # fmt: skip
    purchase.spending, purchase.purse = None, purse
    purchase.save(update_fields=["spending", "purse", "account"])


def _is_late(row: Spending) -> bool:
    """Whether its year was closed before the bank sent it back."""
    return stays_closed(row.area, row.purse.year)


def _released(actor: Actor, row: Spending, fen: int, step: str) -> None:
    key, about = f"{step}:{row.uid}", book.about(row)
    if row.account is not None:
        booking.release(row.account, fen, key=key, by=actor.user, title=row.title, about=about)


@action("money.accept")
def accept(actor: Actor, row: Spending, /, *, fen: int, outcome: str) -> Spending:
    """Take what was delivered, for no more than was asked; the rest is free again."""
    row.state = COURSE.after("money.accept", row.state)
    rules.check_final(fen, row.fen, outcome)
    row.final_fen, row.outcome = fen, outcome.strip()
    row.accepted_by, row.accepted_at = actor.user, now()
    row.save(update_fields=["state", "final_fen", "outcome", "accepted_by", "accepted_at"])
    _released(actor, row, row.fen - fen, "rest")
    return row


@action("money.pay")
def pay(actor: Actor, row: Spending, /, *, day: date, bank_paper: str) -> Spending:
    """Write down that the bank paid; done by another than who approved."""
    row.state = COURSE.after("money.pay", row.state)
    rules.check_paid_on(day, local(row.asked_at).date(), today())
    rules.check_paper(bank_paper)
    check_open(row.area, day.year)
    if row.account is None or row.final_fen is None:
        raise ValueError(f"{row.pk} holds no money")
    booking.pay_out(
        row.account, row.final_fen, to=f"spent/{row.area_id}/{row.category.code}",
        key=f"{payments_of(row)}{paid_times(row) + 1}", by=actor.user, title=row.title,
        about=book.about(row), day=day,
    )  # fmt: skip
    row.paid_by, row.paid_on, row.bank_paper = actor.user, day, bank_paper.strip()
    row.save(update_fields=["state", "paid_by", "paid_on", "bank_paper"])
    _follow(row, PurchaseState.ACCEPTED, PurchaseState.PAID)
    return row


def payments_of(row: Spending) -> str:
    """How the keys of its payments begin; one that came back may be paid again."""
    return f"pay:{row.uid}:"


def paid_times(row: Spending) -> int:
    """How often it was paid."""
    return Posting.objects.filter(about=book.about(row), kind=Kind.PAY).count()


def _follow(row: Spending, start: PurchaseState, end: PurchaseState) -> None:
    """What was bought is paid, or is not, with its payment."""
    Purchase.objects.filter(spending=row, state=start).update(state=end)


@action("money.undo_payment")
def undo_payment(actor: Actor, row: Spending, /, *, reason: str) -> Spending:
    """The bank sent it back: a counter-posting, and it waits to be paid again."""
    rules.check_reason(reason)
    row.state, row.answer = COURSE.after("money.undo_payment", row.state), reason.strip()
    key = f"{payments_of(row)}{paid_times(row)}"
    check_open(row.area, today().year)
    book.reverse(Posting.objects.get(key=key), kind=Kind.REVERSE, by=actor.user)
    row.paid_by = row.paid_on = None
    row.bank_paper = ""
    row.save(update_fields=["state", "answer", "paid_by", "paid_on", "bank_paper"])
    _follow(row, PurchaseState.PAID, PurchaseState.ACCEPTED)
    return row


@action("money.settle")
def settle(actor: Actor, row: Spending, /, *, note: str = "") -> Spending:
    """The invoice is checked by another than who paid; that closes it."""
    row.state = COURSE.after("money.settle", row.state)
    numbers = queries.numbers_of(row)
    rules.check_invoices(queries.invoices_of(row).count(), queries.twice(row, numbers), note)
    row.settled_by, row.settled_at, row.settle_note = actor.user, now(), note.strip()
    row.save(update_fields=["state", "settled_by", "settled_at", "settle_note"])
    return row


def note_file(actor: Actor, rows: list[Spending], query: str) -> None:
    """Put on record who took the accounts of which payees out for the bank."""
    facts = {"rows": len(rows), "query": query, "numbers": [str(one.uid) for one in rows]}
    together(entry(actor.user, "money.bank_file", actor.user, facts).save)


def note_export(actor: Actor, verb: str, query: str, rows: int) -> None:
    """Put on record who took how many lines out with which question."""
    together(entry(actor.user, verb, actor.user, {"query": query, "rows": rows}).save)


def check_any(rows: list[Spending]) -> None:
    """A file for the bank has at least one line."""
    if not rows:
        raise Refused("money.nothing-to-pay", _("没有勾选要付的款。请至少勾选一笔。"))
