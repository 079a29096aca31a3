"""Money that comes in: written down by one, confirmed by another, reversed by a third."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.money.actions.earmarks import add_earmark, end_earmark
from liren.apps.money.actions.receipts import (
    add_receipt,
    confirm_receipt,
    drop_receipt,
    reverse,
    transfer,
)
from liren.apps.money.models import Category, Receipt
from liren.apps.money.queries.purses import purses_below, standings, total
from liren.apps.money.queries.receipts import postings_of
from liren.apps.money.tests.conftest import Treasury
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import proof
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db


def rent(treasury: Treasury, **changed: Any) -> Receipt:
    """The rent of a shop, written down by a worker."""
    facts: dict[str, Any] = {
        "fund": treasury.fund("rent"), "category": Category.objects.get(code="in_rent"),
        "payer": "便民超市", "title": "一季度门面租金", "fen": 1_200_000, "day": today(),
        "paper": "收据 0017", **changed,
    }  # fmt: skip
    return add_receipt(treasury.workers[0], treasury.communities[0], **facts)


def test_a_second_person_confirms_and_the_money_lies_in_the_purse(treasury: Treasury) -> None:
    made = rent(treasury)
    assert made.purse.account.amount == 0
    confirm_receipt(treasury.heads[0], made)
    made.purse.account.refresh_from_db()
    assert made.purse.account.amount == 1_200_000
    (voucher,) = postings_of(made)
    assert (voucher.kind, voucher.day) == ("receive", made.day)


def test_nobody_confirms_what_they_wrote_down(treasury: Treasury) -> None:
    with pytest.raises(Refused) as no:
        confirm_receipt(
            treasury.heads[0],
            add_receipt(
                treasury.heads[0],
                treasury.communities[0],
                fund=treasury.fund("rent"),
                category=Category.objects.get(code="in_rent"),
                payer="超市",
                title="租金",
                fen=100,
                day=today(),
                paper="1",
            ),
        )
    assert no.value.code == "access.own-work"


def test_what_is_confirmed_is_not_confirmed_again_nor_dropped(treasury: Treasury) -> None:
    made = confirm_receipt(treasury.heads[0], rent(treasury))
    acts: list[Any] = [
        partial(confirm_receipt, treasury.chief, made),
        partial(drop_receipt, treasury.workers[0], made, reason="写错了"),
    ]
    for again in acts:
        with pytest.raises(Refused) as no:
            again()
        assert no.value.code == "money.not-waiting"
    made.purse.account.refresh_from_db()
    assert made.purse.account.amount == 1_200_000


def test_a_third_person_reverses_and_the_books_show_both(treasury: Treasury) -> None:
    made = confirm_receipt(treasury.finance, rent(treasury))
    with pytest.raises(Refused) as no:
        reverse(treasury.finance, made, reason="记重了")
    assert no.value.code == "access.own-work"
    with pytest.raises(Refused) as empty:
        reverse(treasury.second, made, reason=" ")
    assert empty.value.code == "money.no-reason"
    reverse(treasury.second, made, reason="同一笔租金登记了两次")
    made.purse.account.refresh_from_db()
    assert made.purse.account.amount == 0
    assert [one.kind for one in postings_of(made)] == ["receive", "reverse"]
    with pytest.raises(Refused) as twice:
        reverse(treasury.second, made, reason="再来一次")
    assert twice.value.code == "money.not-booked"
    assert not proof.check().faults


def test_reversed_money_counts_as_not_received(treasury: Treasury) -> None:
    made = confirm_receipt(treasury.finance, rent(treasury))
    confirm_receipt(treasury.heads[0], rent(treasury, fen=500, paper="收据 0018"))
    reverse(treasury.second, made, reason="记重了")
    known = standings(purses_below(treasury.finance, treasury.communities[0], today().year))
    whole = total(known)
    assert (whole.there, whole.received, whole.spent) == (500, 500, 0)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"day": today() + timedelta(days=1)}, "money.future"),
        ({"day": date(today().year - 2, 12, 31)}, "money.too-old"),
        ({"fen": 0}, "money.odd-amount"),
        ({"fen": 10**14}, "money.odd-amount"),
    ],
)
def test_what_cannot_be_is_refused(treasury: Treasury, changed: Any, code: str) -> None:
    with pytest.raises(Refused) as no:
        rent(treasury, **changed)
    assert no.value.code == code


def test_income_stands_under_a_heading_of_income(treasury: Treasury) -> None:
    with pytest.raises(Refused) as no:
        rent(treasury, category=Category.objects.get(code="office"))
    assert no.value.code == "money.wrong-heading"


def test_neighbours_residents_and_auditors_write_nothing(treasury: Treasury) -> None:
    made = rent(treasury)
    for who in (treasury.heads[1], treasury.resident, treasury.auditor, treasury.clerk):
        with pytest.raises(PermissionDenied):
            confirm_receipt(who, made)


def test_an_earmark_keeps_its_fund_and_takes_nothing_when_it_is_over(treasury: Treasury) -> None:
    facts: dict[str, Any] = {"title": "星光老年之家", "purpose": "老年活动室设备", "until": None}
    lottery, place = treasury.fund("lottery"), treasury.communities[0]
    mark = add_earmark(treasury.chief, place, fund=lottery, **facts)
    with pytest.raises(Refused) as no:
        rent(treasury, earmark=mark)
    assert no.value.code == "money.wrong-earmark"
    made = rent(treasury, fund=lottery, earmark=mark)
    with pytest.raises(Refused) as waits:
        end_earmark(treasury.chief, mark)
    assert waits.value.code == "money.earmark-waits"
    confirm_receipt(treasury.heads[0], made)
    end_earmark(treasury.chief, mark)
    with pytest.raises(Refused) as over:
        rent(treasury, fund=lottery, earmark=mark)
    assert over.value.code == "money.earmark-ended"


def test_a_transfer_waits_for_the_other_side(treasury: Treasury) -> None:
    giver = treasury.purse(5000_00, at=1)
    facts: dict[str, Any] = {
        "area": treasury.communities[0], "category": Category.objects.get(code="in_fiscal"),
        "fen": 2000_00, "title": "调剂办公经费", "paper": "街道办 12 号",
    }  # fmt: skip
    made = transfer(treasury.chief, giver, **facts)
    giver.account.refresh_from_db()
    assert giver.account.amount == 5000_00
    confirm_receipt(treasury.heads[0], made)
    giver.account.refresh_from_db()
    made.purse.account.refresh_from_db()
    assert (giver.account.amount, made.purse.account.amount) == (3000_00, 2000_00)
    whole = total(standings([giver]))
    assert whole.given == 2000_00


def test_a_transfer_of_more_than_there_is_goes_nowhere(treasury: Treasury) -> None:
    giver = treasury.purse(100, at=1)
    made = transfer(
        treasury.chief, giver, area=treasury.communities[0], fen=101, title="调剂", paper="1",
        category=Category.objects.get(code="in_fiscal"),
    )  # fmt: skip
    with pytest.raises(Refused) as no:
        confirm_receipt(treasury.heads[0], made)
    assert no.value.code == "ledger.short"


def test_money_is_not_handed_to_where_it_is(treasury: Treasury) -> None:
    with pytest.raises(Refused) as no:
        transfer(
            treasury.chief, treasury.purse(100), area=treasury.communities[0], fen=1, title="调",
            paper="1", category=Category.objects.get(code="in_fiscal"),
        )  # fmt: skip
    assert no.value.code == "money.same-purse"
    assert world.area("990101.").code
