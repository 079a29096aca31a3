"""Spending: who may say yes to how much, money that is set aside, two who ask at once."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.money.actions import spendings as actions
from liren.apps.money.models import Budget, BudgetLine, Category, Earmark, Purse, Spending
from liren.apps.money.queries import spendings as queries
from liren.apps.money.queries.spendings import SpendingsSought
from liren.apps.money.queries.spent import by_heading, spent
from liren.apps.money.rules.spending import SpendingState
from liren.apps.money.tests.conftest import Treasury
from liren.kernel.access.actor import Actor
from liren.kernel.audit.log import history
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger.models import Posting
from liren.kernel.ledger.proof import check
from tests.threads import at_once

pytestmark = pytest.mark.django_db
YUAN = 100
S = SpendingState


def heading(code: str = "activities") -> Category:
    return Category.objects.get(code=code)


def asked(
    treasury: Treasury, yuan: int = 800, *, purse: Purse | None = None, who: Actor | None = None
) -> Spending:
    """A worker of the first community asks."""
    return actions.ask(
        who or treasury.workers[0],
        purse or treasury.purse(100_000 * YUAN),
        category=heading(),
        title="重阳节活动用品",
        fen=yuan * YUAN,
        payee="和安区惠民超市",
        payee_account="6222 0000 1111 2222 333",
        payee_bank="农商银行",
        reason="重阳节慰问老人",
    )


def paid(treasury: Treasury, row: Spending) -> Spending:
    """Approved, accepted and paid."""
    row = actions.approve(treasury.chief, row)
    row = actions.accept(treasury.workers[0], row, fen=row.fen, outcome="货物齐全")
    return actions.pay(treasury.desk, row, day=today(), bank_paper="回单 001")


def free(purse: Purse) -> int:
    purse.account.refresh_from_db()
    return purse.account.amount


def refused(do: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as no:
        do()
    return no.value.code


def test_the_course_from_the_wish_to_the_voucher(treasury: Treasury) -> None:
    purse = treasury.purse(1000 * YUAN)
    row = asked(treasury, 800, purse=purse)
    assert (row.state, free(purse)) == (S.ASKED, 200 * YUAN)
    row = actions.approve(treasury.heads[0], row)
    row = actions.accept(treasury.workers[0], row, fen=750 * YUAN, outcome="实际少买十份")
    assert free(purse) == 250 * YUAN
    row = actions.pay(treasury.desk, row, day=today(), bank_paper="回单 001")
    assert row.account is not None
    row.account.refresh_from_db()
    assert (row.state, row.account.amount) == (S.PAID, 0)
    row = actions.settle(treasury.heads[0], row, note="小额收据，已核对")
    assert row.state == S.SETTLED
    assert [one.verb for one in history(row)][:2] == ["money.settle", "money.pay"]
    assert not check().faults


def test_the_account_of_the_payee_is_sealed_and_not_on_record(treasury: Treasury) -> None:
    row = asked(treasury)
    assert row.payee_account.open() == "6222000011112222333"
    assert "2222333" not in str(row.payee_account)
    assert "6222" not in str(history(row).get(verb="money.ask").facts)


@pytest.mark.parametrize(
    ("yuan", "who", "code"),
    [
        (5000, "head", ""),
        (5001, "head", "money.above-limit"),
        (50000, "chief", ""),
        (50001, "chief", "money.above-limit"),
        (50001, "finance", ""),
    ],
)
def test_each_level_says_yes_up_to_its_limit(
    treasury: Treasury, yuan: int, who: str, code: str
) -> None:
    row = asked(treasury, yuan)
    actor = {"head": treasury.heads[0], "chief": treasury.chief, "finance": treasury.finance}[who]
    if code:
        assert refused(lambda: actions.approve(actor, row)) == code
        assert not queries.spendings_sought(actor, SpendingsSought()).exists()
    else:
        assert row in queries.spendings_sought(actor, SpendingsSought())
        assert actions.approve(actor, row).state == S.APPROVED


def test_nobody_says_yes_to_what_he_asked_for_and_who_said_yes_does_not_pay(
    treasury: Treasury,
) -> None:
    own = asked(treasury, who=treasury.heads[0])
    assert refused(lambda: actions.approve(treasury.heads[0], own)) == "access.own-work"
    row = actions.approve(treasury.finance, own)
    row = actions.accept(treasury.workers[0], row, fen=row.fen, outcome="齐全")
    no = refused(lambda: actions.pay(treasury.finance, row, day=today(), bank_paper="回单"))
    assert no == "access.own-work"
    row = actions.pay(treasury.second, row, day=today(), bank_paper="回单")
    assert row.paid_by == treasury.second.user


def test_a_neighbour_and_who_only_reads_may_not(treasury: Treasury) -> None:
    row = asked(treasury)
    for who in (treasury.heads[1], treasury.auditor, treasury.resident, treasury.clerk):
        with pytest.raises(PermissionDenied):
            actions.approve(who, row)
    with pytest.raises(PermissionDenied):
        asked(treasury, who=treasury.workers[1], purse=row.purse)


def test_what_the_purse_does_not_hold_is_not_asked_for(treasury: Treasury) -> None:
    purse = treasury.purse(100 * YUAN)
    assert refused(lambda: asked(treasury, 101, purse=purse)) == "ledger.short"
    assert free(purse) == 100 * YUAN
    assert not Spending.objects.exists()


def test_refused_and_withdrawn_money_is_free_again(treasury: Treasury) -> None:
    purse = treasury.purse(1000 * YUAN)
    row = asked(treasury, 400, purse=purse)
    assert refused(lambda: actions.refuse(treasury.heads[0], row, reason=" ")) == "money.no-reason"
    assert actions.refuse(treasury.heads[0], row, reason="重复申请").state == S.REFUSED
    other = actions.approve(treasury.heads[0], asked(treasury, 300, purse=purse))
    actions.withdraw(treasury.workers[0], other, reason="活动取消")
    assert free(purse) == 1000 * YUAN
    assert refused(lambda: actions.approve(treasury.heads[0], other)) == "flow.wrong-state"


def test_what_came_back_from_the_bank_waits_again_and_the_quarter_stays(
    treasury: Treasury,
) -> None:
    row = paid(treasury, asked(treasury, 800))
    path, year = row.area_path, today().year
    assert by_heading(spent(path, year)) == {row.category_id: 800 * YUAN}
    row = actions.undo_payment(treasury.second, row, reason="户名不符，银行退回")
    assert row.state == S.ACCEPTED
    assert not spent(path, year)
    row = actions.pay(treasury.desk, row, day=today(), bank_paper="回单 002")
    assert by_heading(spent(path, year)) == {row.category_id: 800 * YUAN}
    assert Posting.objects.filter(about=f"money.spending:{row.pk}", kind="pay").count() == 2
    assert not check().faults


def test_what_is_spent_stands_under_its_quarter_fund_and_heading(treasury: Treasury) -> None:
    row = paid(treasury, asked(treasury, 800))
    (one,) = spent("990101.", today().year)
    assert (one.fund, one.category) == (row.purse.fund_id, row.category_id)
    assert (one.quarter, one.fen) == ((today().month + 2) // 3, 800 * YUAN)
    assert not spent("990101.002.", today().year)
    assert not spent("990101.", today().year, quarter=one.quarter % 4 + 1)


def test_money_does_not_leave_tomorrow_nor_before_it_was_asked_for(treasury: Treasury) -> None:
    row = actions.approve(treasury.chief, asked(treasury))
    row = actions.accept(treasury.workers[0], row, fen=row.fen, outcome="齐全")
    for days, code in ((1, "money.paid-tomorrow"), (-1, "money.paid-before")):
        day = today() + timedelta(days=days)
        no = refused(partial(actions.pay, treasury.desk, row, day=day, bank_paper="回单"))
        assert no == code


def test_an_acceptance_is_no_more_than_was_asked_and_says_what_came(treasury: Treasury) -> None:
    worker, row = treasury.workers[0], actions.approve(treasury.chief, asked(treasury, 800))
    for fen, text, code in (
        (801 * YUAN, "多了", "money.above-asked"),
        (0, "没有", "money.no-sum"),
        (800 * YUAN, " ", "money.no-outcome"),
    ):
        no = refused(partial(actions.accept, worker, row, fen=fen, outcome=text))
        assert no == code


def test_over_budget_only_the_level_above_with_a_reason(treasury: Treasury) -> None:
    row = asked(treasury, 800)
    budget = Budget.objects.create(
        area=row.area, area_path=row.area_path, year=today().year, state="approved",
        drafted_by=treasury.workers[0].user, drafted_at=now(),
    )  # fmt: skip
    BudgetLine.objects.create(
        budget=budget, flow="out", fund=row.purse.fund, category=row.category, fen=500 * YUAN
    )
    assert queries.over(row) == 300 * YUAN
    assert refused(lambda: actions.approve(treasury.heads[0], row)) == "money.over-budget"
    assert refused(lambda: actions.approve(treasury.chief, row)) == "money.over-budget-reason"
    row = actions.approve(treasury.chief, row, note="节前必须采购，已列入调整")
    assert row.over_budget


def test_what_was_given_for_one_thing_is_bounded_by_its_purse(treasury: Treasury) -> None:
    row = asked(treasury, 800)
    earmark = Earmark.objects.create(
        area=row.area, fund=row.purse.fund, title="星光计划", purpose="为老设施",
        by=treasury.heads[0].user, at=now(),
    )  # fmt: skip
    row.purse.earmark = earmark
    Budget.objects.create(
        area=row.area, area_path=row.area_path, year=today().year, state="approved",
        drafted_by=treasury.workers[0].user, drafted_at=now(),
    )  # fmt: skip
    assert queries.over(row) == 0


def test_a_sum_of_nothing_a_heading_of_income_and_a_wrong_account_are_refused(
    treasury: Treasury,
) -> None:
    purse, who = treasury.purse(1000 * YUAN), treasury.workers[0]
    good: dict[str, Any] = {"category": heading(), "title": "纸", "fen": 1, "payee": "甲"}
    for change, code in (
        ({"fen": 0}, "money.no-sum"),
        ({"category": heading("in_rent")}, "money.wrong-heading"),
        ({"payee_account": "建行尾号三"}, "money.bad-account"),
    ):
        no = refused(partial(actions.ask, who, purse, **{**good, **change}))
        assert no == code


def test_a_repeat_under_one_key_asks_once(treasury: Treasury) -> None:
    purse = treasury.purse(1000 * YUAN)
    one = asked(treasury, 600, purse=purse, who=treasury.workers[0].once("k1"))
    same = asked(treasury, 600, purse=purse, who=treasury.workers[0].once("k1"))
    assert one.pk == same.pk
    assert free(purse) == 400 * YUAN


def test_a_list_shows_what_waits_for_me(treasury: Treasury) -> None:
    row = asked(treasury)
    for who, waits in (
        (treasury.heads[0], True),
        (treasury.workers[0], False),
        (treasury.heads[1], False),
    ):
        assert (row in queries.seen(who, SpendingsSought())) is waits
    row = actions.approve(treasury.heads[0], row)
    assert row in queries.seen(treasury.workers[0], SpendingsSought())
    with moved_to(now() + timedelta(days=1)):
        assert queries.counted(treasury.auditor, SpendingsSought("approved")) == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_who_say_yes_at_once_say_it_once(treasury: Treasury) -> None:
    row = asked(treasury)
    found = at_once([lambda: actions.approve(treasury.heads[0], row) for _n in range(50)], 8)
    done = [one for one in found if isinstance(one, Spending)]
    rest = {one.code for one in found if isinstance(one, Refused)}
    assert (len(done), rest) == (1, {"flow.wrong-state"})


@pytest.mark.django_db(transaction=True)
def test_two_payments_that_together_are_too_much_do_not_both_pass(treasury: Treasury) -> None:
    purse = treasury.purse(1000 * YUAN)
    found = at_once([lambda: asked(treasury, 600, purse=purse) for _n in range(2)])
    codes = [one.code for one in found if isinstance(one, Refused)]
    assert codes == ["ledger.short"]
    assert free(purse) == 400 * YUAN


@pytest.mark.django_db(transaction=True)
def test_a_payment_is_booked_once_however_many_press(treasury: Treasury) -> None:
    row = actions.approve(treasury.chief, asked(treasury, 800))
    row = actions.accept(treasury.workers[0], row, fen=row.fen, outcome="齐全")
    pay = lambda: actions.pay(treasury.desk, row, day=today(), bank_paper="回单")  # noqa: E731
    found = at_once([pay] * 8)
    assert sum(isinstance(one, Spending) for one in found) == 1
    assert sum(one.fen for one in spent(row.area_path, today().year)) == 800 * YUAN
