"""Fixtures for tests of the house as a whole."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction  # noqa: TID251 — undoes what a test did

from tests import town as towns


@pytest.fixture(scope="module")
def standing_town(django_db_setup: None, django_db_blocker: Any) -> Iterator[towns.Town]:
    """The town, built once for all tests of a module; gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield towns.build()
        transaction.set_rollback(True)


@pytest.fixture
def town(standing_town: towns.Town, django_db_blocker: Any) -> Iterator[towns.Town]:
    """Each role in three places, and a case at every stage; what a test does is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield standing_town
        transaction.set_rollback(True)
