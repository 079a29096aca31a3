"""Buying a service from the need to the rating, and bills that several bear."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.money.actions import bills, providers, purchases, spendings
from liren.apps.money.actions.bills import Share
from liren.apps.money.models import Bill, Category, Claim, Offer, Purchase, Purse
from liren.apps.money.rules.bills import divided
from liren.apps.money.rules.purchases import PurchaseState, is_best
from liren.apps.money.rules.spending import SpendingState
from liren.apps.money.tests.conftest import COMMUNITIES, DISTRICT, Treasury
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger.proof import check
from liren.kernel.testing import world
from tests.threads import at_once

pytestmark = pytest.mark.django_db
YUAN = 100
P = PurchaseState
DAY = timedelta(days=1)


def refused(do: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as no:
        do()
    return no.value.code


def free(purse: Purse) -> int:
    purse.account.refresh_from_db()
    return purse.account.amount


def provider() -> Body:
    found = Body.objects.filter(code="爱心社工站").first()
    return found or world.body("爱心社工站", "property_company", DISTRICT)


def needed(treasury: Treasury, yuan: int = 40_000) -> Purchase:
    """A worker says what residents need."""
    return purchases.need_service(
        treasury.workers[0],
        treasury.communities[0],
        title="独居老人探访",
        need="为 30 位独居老人每周探访一次，全年",
        standard="每次有记录，满意率不低于九成",
        category=Category.objects.get(code="purchase"),
        limit_fen=yuan * YUAN,
    )


def opened(treasury: Treasury, purse: Purse, yuan: int = 40_000) -> Purchase:
    """With money and open for offers."""
    row = purchases.budget_purchase(treasury.chief, needed(treasury, yuan), purse=purse)
    return purchases.open_purchase(
        treasury.heads[0], row, manner="quotes", offers_until=today() + DAY
    )


def offered(treasury: Treasury, row: Purchase) -> Purchase:
    """Three offers, the second the cheapest and by a body of the house."""
    add = purchases.add_offer
    row = add(treasury.workers[0], row, name="阳光社工", fen=39_000 * YUAN)
    row = add(treasury.workers[0], row, name="", body=provider(), fen=36_000 * YUAN)
    return add(treasury.workers[0], row, name="邻里服务", fen=38_000 * YUAN)


def contracted(treasury: Treasury, purse: Purse) -> Purchase:
    """Chosen after the offers closed, and signed."""
    row = offered(treasury, opened(treasury, purse))
    with moved_to(now() + 2 * DAY):
        row = providers.open_offers(treasury.heads[0], row)
        row = purchases.choose_offer(treasury.heads[0], row, offer=cheapest(row))
        return purchases.sign_contract(
            treasury.heads[0], row, contract="购 2026-1", fen=36_000 * YUAN,
            start_on=today(), end_on=today() + 300 * DAY,
        )  # fmt: skip


def cheapest(row: Purchase) -> Offer:
    return row.offers.order_by("fen")[0]


def test_a_service_from_the_need_to_the_rating(treasury: Treasury) -> None:
    purse = treasury.purse(50_000 * YUAN)
    row = contracted(treasury, purse)
    assert row.provider == provider()
    assert free(purse) == 14_000 * YUAN
    clerk = world.actor("provider", "property_company", for_body=provider())
    row = purchases.report_service(clerk, row, outcome="探访 1560 次，记录齐全")
    row = purchases.return_service(treasury.heads[0], row, finding="缺六月的记录")
    row = purchases.report_service(clerk, row, outcome="已补六月的记录")
    row = purchases.accept_service(
        treasury.heads[0], row, fen=35_000 * YUAN, finding="少探访 40 次，按合同扣减"
    )
    row = purchases.pay_purchase(treasury.workers[0], row, payee_account="6222000011112222")
    assert free(purse) == 15_000 * YUAN
    assert refused(lambda: purchases.pay_purchase(treasury.workers[0], row)) == (
        "money.payment-asked"
    )
    spending = row.spending
    assert spending is not None
    spending = spendings.approve(treasury.chief, spending)
    assert spending.state == SpendingState.ACCEPTED
    spending = spendings.pay(treasury.desk, spending, day=today(), bank_paper="回单 7")
    row.refresh_from_db()
    assert row.state == P.PAID
    row = purchases.rate_purchase(treasury.workers[0], row, rating=4, text="老人满意")
    assert (row.state, row.rating) == (P.RATED, 4)
    assert not check().faults


def test_a_payment_that_was_refused_may_be_asked_for_again(treasury: Treasury) -> None:
    purse = treasury.purse(50_000 * YUAN)
    row = contracted(treasury, purse)
    row = purchases.record_service(treasury.workers[0], row, outcome="纸质报告已收")
    row = purchases.accept_service(treasury.heads[0], row, fen=36_000 * YUAN, finding="合格")
    row = purchases.pay_purchase(treasury.workers[0], row)
    assert row.spending is not None
    spendings.refuse(treasury.chief, row.spending, reason="账户不对")
    row = purchases.pay_purchase(treasury.workers[0], Purchase.objects.get(pk=row.pk))
    assert free(purse) == 14_000 * YUAN
    assert row.spending is not None
    assert row.spending.state == SpendingState.ASKED


def test_offers_are_compared_when_they_are_enough_and_closed(treasury: Treasury) -> None:
    row = opened(treasury, treasury.purse(50_000 * YUAN))
    row = purchases.add_offer(treasury.workers[0], row, name="阳光社工", fen=39_000 * YUAN)
    head = treasury.heads[0]
    with moved_to(now() + 2 * DAY):
        assert refused(lambda: providers.open_offers(head, row)) == "money.few-offers"
    again = lambda: purchases.add_offer(head, row, name="阳光社工", fen=1)  # noqa: E731
    assert refused(again) == "money.offer-twice"
    row = purchases.add_offer(head, row, name="甲", fen=41_000 * YUAN)
    row = purchases.add_offer(head, row, name="乙", fen=38_000 * YUAN)
    early = refused(lambda: purchases.choose_offer(head, row, offer=cheapest(row)))
    assert early == "money.offers-sealed"
    assert refused(lambda: providers.open_offers(head, row)) == "money.offers-open"
    with moved_to(now() + 2 * DAY):
        row = providers.open_offers(head, row)
        dear = row.offers.get(name="甲")
        assert refused(lambda: purchases.choose_offer(head, row, offer=dear)) == "money.above-need"
        dearer = row.offers.get(name="阳光社工")
        no = refused(lambda: purchases.choose_offer(head, row, offer=dearer))
        assert no == "money.choice-reason"
        late = refused(lambda: purchases.add_offer(head, row, name="丙", fen=1))
        assert late == "money.offers-over"
        row = purchases.choose_offer(head, row, offer=dearer, reason="唯一有持证社工的")
    assert row.choice_reason


def test_who_raised_the_need_does_not_choose(treasury: Treasury) -> None:
    head = treasury.heads[0]
    row = purchases.need_service(
        head, treasury.communities[0], title="保洁", need="楼道保洁",
        category=Category.objects.get(code="purchase"), limit_fen=100 * YUAN,
    )  # fmt: skip
    row = purchases.budget_purchase(head, row, purse=treasury.purse(100 * YUAN))
    row = purchases.open_purchase(head, row, manner="entrust", reason="原承接单位延续半年")
    row = purchases.add_offer(head, row, name="洁净家政", fen=90 * YUAN)
    offer = cheapest(row)
    no = refused(lambda: purchases.choose_offer(head, row, offer=offer))
    assert no == "access.own-work"
    assert purchases.choose_offer(treasury.chief, row, offer=offer).state == P.CHOSEN


@pytest.mark.parametrize(
    ("yuan", "reason", "basis", "code"),
    [
        (29_999, "", "", "money.entrust-reason"),
        (29_999, "只有一家", "", ""),
        (30_000, "只有一家", "", "money.entrust-basis"),
        (30_000, "只有一家", "政府采购法第三十一条", ""),
    ],
)
def test_above_a_sum_entrusting_needs_a_document(
    treasury: Treasury, yuan: int, reason: str, basis: str, code: str
) -> None:
    head = treasury.heads[0]
    purse = treasury.purse(50_000 * YUAN)
    row = purchases.budget_purchase(treasury.chief, needed(treasury, yuan), purse=purse)

    def entrust() -> Purchase:
        return purchases.open_purchase(head, row, manner="entrust", reason=reason, basis=basis)

    if code:
        assert refused(entrust) == code
    else:
        assert entrust().state == P.OPEN


def test_what_is_given_up_frees_its_money(treasury: Treasury) -> None:
    purse = treasury.purse(50_000 * YUAN)
    row = contracted(treasury, purse)
    purchases.cancel_purchase(treasury.heads[0], row, reason="承接单位注销")
    assert free(purse) == 50_000 * YUAN


def test_a_provider_sees_and_reports_only_its_own(treasury: Treasury) -> None:
    row = contracted(treasury, treasury.purse(50_000 * YUAN))
    other = world.body("别家", "property_company", DISTRICT)
    stranger = world.actor("stranger", "property_company", for_body=other)
    with pytest.raises(PermissionDenied):
        purchases.report_service(stranger, row, outcome="完成")
    with pytest.raises(PermissionDenied):
        purchases.report_service(treasury.workers[0], row, outcome="完成")
    with pytest.raises(PermissionDenied):
        purchases.record_service(treasury.workers[1], row, outcome="完成")


def test_a_purse_of_another_area_does_not_pay(treasury: Treasury) -> None:
    theirs = treasury.purse(50_000 * YUAN, at=1)
    row = needed(treasury)
    no = refused(lambda: purchases.budget_purchase(treasury.chief, row, purse=theirs))
    assert no == "money.foreign-purse"


def test_points_come_before_the_price_where_all_have_them() -> None:
    assert is_best(200, 90, [(100, 80), (200, 90)])
    assert not is_best(100, 80, [(100, 80), (200, 90)])
    assert is_best(100, None, [(100, None), (200, 90)])


# ── bills ───────────────────────────────────────────────────────────────────────────────────


def shared(treasury: Treasury, **changes: Any) -> Bill:
    """A pump is mended: the property firm two parts, the developer one, the community one."""
    facts: dict[str, Any] = {
        "title": "地下室排水泵维修",
        "about": "JS20260001",
        "reason": "水泵属小区共用设施",
        "basis": "物业服务合同第九条",
        "fen": 100_001,
        "day": today(),
        "fund": treasury.fund("other"),
        "shares": [Share(provider(), 2), Share(treasury.department, 1), Share(None, 1)],
    }
    return bills.share_bill(treasury.workers[0], treasury.communities[0], **{**facts, **changes})


def test_a_confirmed_bill_is_owed_by_each_to_the_fen(treasury: Treasury) -> None:
    row = bills.confirm_bill(treasury.heads[0], shared(treasury))
    owed = {claim.debtor_id: claim.fen for claim in Claim.objects.filter(kind="share")}
    assert owed == {provider().pk: 50_001, treasury.department.pk: 25_000}
    assert sum(one.fen for one in row.shares.all()) == 100_001
    assert refused(lambda: bills.confirm_bill(treasury.heads[0], row)) == "money.bill-decided"
    assert not check().faults


def test_a_bill_is_confirmed_by_another_and_dropped_with_a_reason(treasury: Treasury) -> None:
    own = bills.share_bill(
        treasury.heads[0], treasury.communities[0], title="路灯", reason="两家共用", basis="协议",
        fen=100, day=today(), fund=treasury.fund("other"), shares=[Share(provider(), 1)],
    )  # fmt: skip
    assert refused(lambda: bills.confirm_bill(treasury.heads[0], own)) == "access.own-work"
    with pytest.raises(PermissionDenied):
        bills.confirm_bill(treasury.heads[1], own)
    own = bills.drop_bill(treasury.heads[0], own, reason="算错了")
    assert refused(lambda: bills.confirm_bill(treasury.chief, own)) == "money.bill-decided"


def test_shares_that_do_not_fit_are_refused(treasury: Treasury) -> None:
    for changes, code in (
        ({"shares": [Share(None, 1)]}, "money.nobody-shares"),
        ({"shares": [Share(provider(), 0)]}, "money.empty-share"),
        ({"shares": [Share(provider(), 1), Share(provider(), 2)]}, "money.share-twice"),
        ({"by": "sums", "shares": [Share(provider(), 100_000)]}, "money.shares-differ"),
        ({"fen": 0}, "money.no-sum"),
    ):
        assert refused(partial(shared, treasury, **changes)) == code
    assert divided(100_001, "sums", [1, 100_000]) == [1, 100_000]


@pytest.mark.django_db(transaction=True)
def test_a_bill_confirmed_by_two_at_once_is_owed_once(treasury: Treasury) -> None:
    row = shared(treasury)
    chief = world.actor("chief2", "subdistrict_head", COMMUNITIES[0][:11])
    found = at_once(
        [lambda who=who: bills.confirm_bill(who, row) for who in (treasury.heads[0], chief)] * 3
    )
    assert sum(isinstance(one, Bill) for one in found) == 1
    assert Claim.objects.filter(kind="share").count() == 2


def test_who_signs_for_a_sum_may_approve_it(treasury: Treasury) -> None:
    purse, row = treasury.purse(200_000 * YUAN), needed(treasury, 60_000)

    def budget(who: Actor) -> Purchase:
        return purchases.budget_purchase(who, row, purse=purse)

    assert refused(lambda: budget(treasury.heads[0])) == "money.above-limit"
    assert refused(lambda: budget(treasury.chief)) == "money.above-limit"
    assert budget(treasury.finance).state == "budgeted"
