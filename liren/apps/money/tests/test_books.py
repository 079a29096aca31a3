"""The check of the books as operators and finance see it, and vouchers as their readers do."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from liren.apps.money.actions.books import prove
from liren.apps.money.actions.receipts import add_receipt, confirm_receipt
from liren.apps.money.jobs.books import prove_now
from liren.apps.money.models import Category, Receipt
from liren.apps.money.queries.books import last_proof, sums
from liren.apps.money.queries.receipts import posting_of
from liren.apps.money.queries.vouchers import voucher_for
from liren.apps.money.tests.conftest import DISTRICT, Treasury
from liren.kernel.base.clock import today
from liren.kernel.ledger.models import Posting
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db


def booked(treasury: Treasury) -> Receipt:
    """A receipt that is in the books."""
    made = add_receipt(
        treasury.workers[0], treasury.communities[0], fund=treasury.fund("rent"),
        category=Category.objects.get(code="in_rent"), payer="便民超市", title="三季度门面租金",
        fen=1234_56, day=today(), paper="收据 0021",
    )  # fmt: skip
    return confirm_receipt(treasury.heads[0], made)


def test_the_sum_of_everything_is_nothing(treasury: Treasury) -> None:
    booked(treasury)
    found = {one.kind: one.fen for one in sums()}
    assert found == {"outside": -1234_56, "purse": 1234_56}


def test_finance_has_the_books_checked(treasury: Treasury) -> None:
    booked(treasury)
    assert prove(treasury.finance, world.area(DISTRICT))
    prove_now()
    last = last_proof()
    assert last is not None
    assert (last.postings, last.faults) == (1, [])


def test_a_voucher_names_both_hands_and_both_sides(treasury: Treasury) -> None:
    found = voucher_for(treasury.auditor, posting_of(booked(treasury)).uid)
    assert (found.maker, found.checker, found.papers) == ("worker0", "head0", 1)
    assert sum(one.debit for one in found.lines) == sum(one.credit for one in found.lines)


def test_a_neighbour_sees_no_voucher(treasury: Treasury) -> None:
    posting = posting_of(booked(treasury))
    with pytest.raises(Posting.DoesNotExist):
        voucher_for(treasury.heads[1], posting.uid)


def test_pages_show_what_is_there(treasury: Treasury, client: Client) -> None:
    made = booked(treasury)
    client.force_login(treasury.finance.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    pages: list[Any] = [
        reverse("money.purses"),
        made.purse.get_absolute_url(),
        made.get_absolute_url(),
        reverse("money.voucher", args=[posting_of(made).uid]),
        reverse("money.receipts"),
    ]
    for address in pages:
        page = client.get(address).content.decode()
        assert "1,234.56" in page, address
    assert "为零" in client.get(reverse("money.books")).content.decode()
