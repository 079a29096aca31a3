"""Two at the same moment: one dissolves a body, one founds the only one of its kind."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from liren.apps.bodies import actions
from liren.apps.bodies.models import Body
from liren.apps.bodies.tests.conftest import COMMUNITY, SINCE, SUBDISTRICT, kind
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rules() -> None:
    """The rules in force."""
    world.rules()


def test_two_dissolves_are_one() -> None:
    body = world.body("unit", "unit", COMMUNITY)
    people = [world.actor(f"leader{n}", "subdistrict_head", SUBDISTRICT) for n in "12"]
    acts: list[Any] = [
        partial(actions.dissolve, who, body, closing="和安委办〔2026〕9号", on=today())
        for who in people
    ]
    found = at_once(acts)
    assert Counter(type(one).__name__ for one in found) == {"Body": 1, "Refused": 1}
    no = next(one for one in found if isinstance(one, Refused))
    assert no.code == "bodies.dissolved"


def test_two_founders_of_the_only_one() -> None:
    place = world.area(COMMUNITY)
    people = [world.actor(f"leader{n}", "subdistrict_head", SUBDISTRICT) for n in "12"]
    acts: list[Any] = [
        partial(
            actions.found, who, place, kind=kind("community"), name=f"镜湖居委会{n}",
            founding="和安委办〔2026〕9号", since=SINCE,
        )
        for n, who in enumerate(people)
    ]  # fmt: skip
    found = at_once(acts)
    assert Counter(type(one).__name__ for one in found) == {"Body": 1, "Refused": 1}
    assert Body.objects.filter(kind="community").count() == 1
