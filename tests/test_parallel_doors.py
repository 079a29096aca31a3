"""Doors under many hands: a limit is a limit, and what opens once opens once."""

import pytest

from liren.kernel.access.who import actor_of
from liren.kernel.base.errors import Refused, TooOften
from liren.kernel.doors import actions, limits
from liren.kernel.doors.tests.test_second_factor import SECRET, code
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


@pytest.mark.django_db(transaction=True)
def test_two_log_ins_with_one_recovery_code_are_one() -> None:
    world.rules()
    user = world.user("li")
    user.second_factor = False
    user.save()
    actions.set_second_factor(actor_of(user), user, secret=SECRET, code=code())
    codes = actions.recovery_codes(user)
    tried = at_once([lambda: actions.spend(user, codes[0])] * 4)
    assert tried.count("recovery_codes") == 1
    assert len([one for one in tried if isinstance(one, Refused)]) == 3
    tried = at_once([lambda: actions.spend(user, code(1))] * 4)
    assert tried.count("totp") == 1
