"""The fee of a rental becomes a receipt once a term, without anybody's name."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from liren.apps.money.actions.receipts import confirm_receipt, drop_receipt
from liren.apps.money.actions.tenancy_fees import book_tenancy_fee
from liren.apps.money.models import Receipt
from liren.apps.money.queries.tenancy_fees import fees_waiting
from liren.apps.money.tests.conftest import Treasury
from liren.apps.people.models import Tenancy
from liren.apps.places.models import Building, Dwelling, Estate
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.base.ids import uuid7
from liren.kernel.ledger.models import Posting
from tests.threads import at_once


def let(treasury: Treasury, **facts: Any) -> Tenancy:
    """A flat of the first community that is let, with a fee."""
    place = treasury.communities[0]
    at = {"area": place, "area_path": place.path}
    estate = Estate.objects.create(**at, name="和安新村")
    building = Building.objects.create(**at, estate=estate, number="3", floors=6)
    flat = Dwelling.objects.create(**at, building=building, number="301", floor=3)
    facts = {"fee_fen": 60_00, "fee_basis": "和安办〔2026〕3 号", **facts}
    day = today() - timedelta(days=20)
    return Tenancy.objects.create(
        **at, uid=uuid7(), dwelling=flat, landlord_name="沈国强", since=day, moved_in_on=day,
        until=day + timedelta(days=365), told_on=day, told_by="landlord", due_on=day,
        by=treasury.workers[0].user, at=now(), **facts,
    )  # fmt: skip


@pytest.mark.django_db
def test_it_is_booked_once_a_term(treasury: Treasury) -> None:
    row = let(treasury)
    assert list(fees_waiting(treasury.workers[0])) == [row]
    made = book_tenancy_fee(treasury.workers[0], row)
    assert (made.fen, made.paper, made.confirmed_by) == (60_00, "和安办〔2026〕3 号", None)
    assert not fees_waiting(treasury.workers[0]).exists()
    with pytest.raises(Refused) as no:
        book_tenancy_fee(treasury.heads[0], row)
    assert no.value.code == "money.fee-booked"
    confirm_receipt(treasury.heads[0], made)
    told = "".join([made.title, made.payer, *Posting.objects.values_list("title", flat=True)])
    assert str(row.pk) in told
    assert "沈国强" not in told
    assert row.until is not None
    row.until += timedelta(days=365)
    row.save(update_fields=["until"])
    assert list(fees_waiting(treasury.workers[0])) == [row], "the next term"
    again = book_tenancy_fee(treasury.workers[0], row)
    drop_receipt(treasury.workers[0], again, reason="没有收到")
    assert fees_waiting(treasury.workers[0]).exists()


@pytest.mark.django_db
def test_without_a_fee_nothing_is_booked_and_neighbours_may_not(treasury: Treasury) -> None:
    row = let(treasury, fee_fen=None, fee_basis="")
    assert not fees_waiting(treasury.workers[0]).exists()
    with pytest.raises(Refused) as no:
        book_tenancy_fee(treasury.workers[0], row)
    assert no.value.code == "money.no-fee"
    for actor in (treasury.workers[1], treasury.auditor, treasury.resident):
        with pytest.raises(PermissionDenied):
            book_tenancy_fee(actor, row)


@pytest.mark.django_db
def test_one_click_on_the_page(client: Client, treasury: Treasury) -> None:
    row = let(treasury)
    client.force_login(treasury.workers[0].user)
    assert "1 笔租赁登记费待入账" in client.get(reverse("money.purses")).content.decode()
    page = client.get(reverse("money.tenancy_fees")).content.decode()
    url = reverse("money.book_tenancy_fee", args=[row.uid])
    assert url in page
    assert "沈国强" not in page
    assert len(client.get("/api/v1/money/tenancy-fees").json()) == 1
    assert client.post(url).status_code == 302
    assert Receipt.objects.get().tenancy == row
    assert client.post(f"/api/v1/money/tenancy-fees/{row.uid}/book").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_two_at_once_book_it_once(treasury: Treasury) -> None:
    row = let(treasury)
    acts: list[Any] = [partial(book_tenancy_fee, treasury.workers[0], row) for _n in range(4)]
    found = sorted(type(one).__name__ for one in at_once(acts))
    assert found == ["Receipt", "Refused", "Refused", "Refused"]
    assert Receipt.objects.count() == 1
