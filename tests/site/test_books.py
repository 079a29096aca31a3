"""What `liren check` and the figures for operators say of the books."""

from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from liren.apps.money.queries.books import is_stale, last_proof
from liren.kernel.base.clock import moved_to, now
from liren.kernel.ledger.models import Proof
from liren.site import checks, health

pytestmark = pytest.mark.django_db


def measured() -> CollectorRegistry:
    """The figures of this moment."""
    registry = CollectorRegistry()
    health._books(registry)
    return registry


def test_operators_are_told_of_faults_and_of_a_check_that_is_late() -> None:
    home = Path()
    assert checks.books(home).fine, "empty books need no check"
    with moved_to(now() - timedelta(days=3)):
        Proof.objects.create(at=now(), postings=1, lines=2, accounts=2)
    assert is_stale(last_proof())
    assert not checks.books(home).fine
    fault = [{"code": "wrong-balance", "row": 1, "off": 5}]
    Proof.objects.create(at=now(), postings=1, lines=2, accounts=2, faults=fault)
    assert "1" in checks.books(home).says
    assert not checks.books(home).fine
    assert measured().get_sample_value("liren_books_faults") == 1
    assert measured().get_sample_value("liren_books_stale") == 0
