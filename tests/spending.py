"""Payments, purchases and shared bills at every stage in the town of the matrix."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from liren.apps.money.actions import bills, booking, invoices, providers, purchases, spendings
from liren.apps.money.actions.bills import Share
from liren.apps.money.models import (
    Bill,
    Category,
    Fund,
    Invoice,
    Offer,
    Purchase,
    Purse,
    ServiceLog,
    Spending,
)
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import now, today
from liren.kernel.ledger import book
from liren.kernel.testing import world

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = timedelta(days=1)


@dataclass
class Spent:
    """By the state in which each stands; the purse out of which all of it comes."""

    purse: Purse
    invoice: Invoice
    bill: Bill
    offer: Offer
    log: ServiceLog
    spendings: dict[str, Spending] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)


def spent(community: Area, provider: Body, drawing: bytes) -> Spent:
    """The own community buys, its own firm performs."""
    path = community.path
    worker = world.actor("maker-spender", "community_worker", path)
    head = world.actor("maker-approver", "community_head", path)
    desk = world.actor("maker-payer", "subdistrict_desk", path)
    fund = Fund.objects.get(code="fiscal_district")
    purse = booking.purse_of(community, fund, today().year)
    book.move("receive", book.open_account("outside/town", least=None), purse.account, 10**7)
    paid = {state: spending(state, worker, head, desk, purse) for state in STATES}
    file = SimpleUploadedFile("i.png", drawing)
    with invoices.paper(worker, file) as kept:
        invoice = invoices.add_invoice(worker, paid["paid"], file=kept, number="20260001")
    bought = {state: purchase(state, worker, head, purse, provider) for state in BOUGHT}
    bought["tendered"] = tendered(worker, head, purse, provider)
    bought["over"] = over(worker, head, purse)
    log = logged(bought["contracted"], provider, drawing)
    bill = bills.share_bill(
        worker, community, title="水泵维修", reason="共用", basis="合同", fen=1000, day=today(),
        fund=fund, shares=[Share(provider, 1), Share(None, 1)],
    )  # fmt: skip
    return Spent(purse, invoice, bill, bought["open"].offers.get(), log, paid, bought)


STATES = ("asked", "approved", "accepted", "paid")


def spending(state: str, worker: Actor, head: Actor, desk: Actor, purse: Purse) -> Spending:
    """A payment that stands in a state."""
    category = Category.objects.get(code="office")
    facts: dict[str, Any] = {
        "category": category,
        "title": "打印纸",
        "fen": 5000,
        "payee": "文具店",
    }
    row = spendings.ask(worker, purse, payee_account="6222000011112222", **facts)
    acts: tuple[Callable[[], Spending], ...] = (
        lambda: spendings.approve(head, row),
        lambda: spendings.accept(worker, row, fen=5000, outcome="齐全"),
        lambda: spendings.pay(desk, row, day=today(), bank_paper="回单 1"),
    )
    for act in acts[: STATES.index(state)]:
        row = act()
    return row


BOUGHT = ("need", "budgeted", "open", "chosen", "contracted", "performed", "accepted", "paid")


def purchase(
    state: str, worker: Actor, head: Actor, purse: Purse, provider: Body | None
) -> Purchase:
    """A purchase that stands in a state."""
    row = purchases.need_service(
        worker, purse.area, title="老人助餐", need="每天中午送餐",
        category=Category.objects.get(code="purchase"), limit_fen=10_000,
    )  # fmt: skip
    last = BOUGHT.index(state)
    if last >= 1:
        row = purchases.budget_purchase(head, row, purse=purse)
    if last >= 2:
        row = purchases.open_purchase(head, row, manner="entrust", reason="原单位延续")
        row = purchases.add_offer(worker, row, name="", body=provider, fen=9_000)
    if last >= 3:
        row = purchases.choose_offer(head, row, offer=row.offers.get())
    if last >= 4:
        row = purchases.sign_contract(
            head, row, contract="购 1", fen=9_000, start_on=today(), end_on=today() + 30 * DAY
        )
    if last >= 5:
        row = purchases.record_service(worker, row, outcome="送餐 600 份")
    if last >= 6:
        row = purchases.accept_service(head, row, fen=9_000, finding="合格")
    if last >= 7:
        Purchase.objects.filter(pk=row.pk).update(state="paid", ended_at=now())
        row.refresh_from_db()
    return row


def competed(worker: Actor, head: Actor, purse: Purse) -> Purchase:
    """One that asks several for offers."""
    row = purchase("budgeted", worker, head, purse, None)
    return purchases.open_purchase(head, row, manner="quotes", offers_until=today() + 30 * DAY)


def tendered(worker: Actor, head: Actor, purse: Purse, provider: Body) -> Purchase:
    """One that still asks for offers; the own firm sent one."""
    row = competed(worker, head, purse)
    sender = world.actor("maker-provider", "provider", for_body=provider)
    return providers.send_offer(sender, row, fen=9_000, text="两名持证人员")


def over(worker: Actor, head: Actor, purse: Purse) -> Purchase:
    """One with enough sealed offers whose last day is over."""
    row = competed(worker, head, purse)
    for name in ("甲", "乙", "丙"):
        purchases.add_offer(worker, row, name=name, fen=9_000)
    Purchase.objects.filter(pk=row.pk).update(offers_until=today() - DAY)
    row.refresh_from_db()
    return row


def logged(row: Purchase, provider: Body, drawing: bytes) -> ServiceLog:
    """A record of work with a paper."""
    sender = world.actor("maker-provider")
    with invoices.paper(sender, SimpleUploadedFile("l.png", drawing)) as kept:
        providers.log_service(
            sender, row, day=today(), text="送餐 20 份", quantity=20, files=[kept]
        )
    return row.logs.get()
