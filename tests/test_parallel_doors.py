"""Doors under many hands: a limit is a limit, and what opens once opens once."""

import pytest

from liren.kernel.base.errors import TooOften
from liren.kernel.doors import limits
from liren.kernel.policy.values import value
from liren.kernel.testing import world
from tests.threads import at_once


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_not_more_guesses() -> None:
    world.rules()
    most = value("limits.second_factor")
    tried = at_once([lambda: limits.count("second_factor", 1)] * (most + 10))
    refused = [one for one in tried if isinstance(one, TooOften)]
    assert len(refused) == 10
    assert [one for one in tried if one is not None and one not in refused] == []
