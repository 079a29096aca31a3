"""Money for a purchase that the bank sends back when the year of its purse is closed."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from liren.apps.money.actions import purchases, spendings
from liren.apps.money.actions.booking import purse_of
from liren.apps.money.actions.years import close_year, confirm_close
from liren.apps.money.models import Category, Purchase, Purse, Spending
from liren.apps.money.queries.purchases import came_back
from liren.apps.money.rules.purchases import PurchaseState
from liren.apps.money.rules.spending import SpendingState
from liren.apps.money.tests.conftest import Treasury
from liren.kernel.base.clock import moved_to, today, zone
from liren.kernel.ledger import book
from liren.kernel.ledger.proof import check

pytestmark = pytest.mark.django_db
FEN = 9_000_00


def left(purse: Purse) -> int:
    """What lies in a purse now."""
    purse.account.refresh_from_db()
    return purse.account.amount


def bought(treasury: Treasury, code: str) -> tuple[Purchase, Purse]:
    """Bought and paid last year out of a purse with a hundred yuan more, and the year closed."""
    year, area = today().year - 1, treasury.communities[0]
    head, worker = treasury.heads[0], treasury.workers[0]
    with moved_to(datetime(year, 10, 8, 10, tzinfo=zone())):
        purse = purse_of(area, treasury.fund(code), year)
        source = book.open_account("outside/test", least=None)
        book.move("receive", source, purse.account, FEN + 100_00)
        row = purchases.need_service(
            worker, area, title="助浴", need="每月一次",
            category=Category.objects.get(code="purchase"), limit_fen=FEN,
        )  # fmt: skip
        row = purchases.budget_purchase(treasury.chief, row, purse=purse)
        row = purchases.open_purchase(head, row, manner="entrust", reason="续做")
        row = purchases.add_offer(worker, row, name="颐和家政", fen=FEN)
        row = purchases.choose_offer(head, row, offer=row.offers.get())
        row = purchases.sign_contract(
            head, row, contract="购 1", fen=FEN, start_on=today(),
            end_on=today() + timedelta(days=30),
        )  # fmt: skip
        row = purchases.record_service(worker, row, outcome="已完成")
        row = purchases.accept_service(head, row, fen=FEN, finding="合格")
        row = purchases.pay_purchase(worker, row, payee_account="6222000011112222")
        assert row.spending is not None
        spending = spendings.approve(treasury.chief, row.spending)
        spendings.pay(treasury.desk, spending, day=today(), bank_paper="回单 1")
    end = close_year(head, area, year=year)
    confirm_close(treasury.chief, end)
    return Purchase.objects.get(pk=row.pk), purse


def returned(treasury: Treasury, row: Purchase) -> Spending:
    """The bank sends it back this year; written down by another than who paid."""
    assert row.spending is not None
    return spendings.undo_payment(treasury.finance, row.spending, reason="户名不符")


def fresh(row: Purchase) -> Purchase:
    """As it stands now."""
    found: Purchase = Purchase.objects.get(pk=row.pk)
    return found


@pytest.mark.parametrize("code", ["rent", "fiscal_district"])
def test_what_is_owed_waits_in_the_next_year_and_is_paid_again(
    treasury: Treasury, code: str
) -> None:
    """Whether the fund carries or not: what was bought and accepted is still owed."""
    row, old = bought(treasury, code)
    spending = returned(treasury, row)
    next_year = purse_of(old.area, old.fund, today().year)
    before = left(next_year)
    spendings.withdraw(treasury.workers[0], spending, reason="账号要改")
    row = fresh(row)
    assert (row.state, row.spending, row.purse) == (PurchaseState.ACCEPTED, None, next_year)
    assert row.account is not None
    assert row.account.amount == FEN
    assert (left(old), left(next_year)) == (0, before)
    again = purchases.pay_purchase(treasury.workers[0], row, payee_account="6222000033334444")
    assert again.spending is not None
    assert again.spending.purse == next_year
    paid = spendings.approve(treasury.chief, again.spending)
    spendings.pay(treasury.desk, paid, day=today(), bank_paper="回单 2")
    assert fresh(row).state == PurchaseState.PAID
    assert (left(old), left(next_year)) == (0, before)
    assert not check().faults


def test_it_may_be_paid_again_at_once(treasury: Treasury) -> None:
    row, old = bought(treasury, "fiscal_district")
    spending = returned(treasury, row)
    assert spending.state == SpendingState.ACCEPTED
    spendings.pay(treasury.desk, spending, day=today(), bank_paper="回单 2")
    assert fresh(row).state == PurchaseState.PAID
    assert left(old) == 0
    assert not check().faults


def test_a_page_says_where_the_money_is(client: Client, treasury: Treasury) -> None:
    row, old = bought(treasury, "fiscal_district")
    spending = returned(treasury, row)
    client.force_login(treasury.workers[0].user)
    text = client.get(spending.get_absolute_url()).content.decode()
    assert "已经决算" in text
    assert "可以再次登记付款" in text
    spendings.withdraw(treasury.workers[0], spending, reason="账号要改")
    assert came_back(fresh(row))
    text = client.get(row.get_absolute_url()).content.decode()
    assert "可以重新申请付款" in text
    text = client.get(spending.get_absolute_url()).content.decode()
    assert str(old.year + 1) in text
