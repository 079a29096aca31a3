"""Fixtures for tests of the house as a whole."""

import pytest

from tests import town as towns


@pytest.fixture
def town(db: None) -> towns.Town:
    """Each role in three places, and a case at every stage."""
    return towns.build()
