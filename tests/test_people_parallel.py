"""Many at the same moment: one number is one person, one kind of tag stands once."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from liren.apps.people.actions import change, register, tag
from liren.apps.people.models import Person, Tag, TagKind
from liren.apps.places import actions as places
from liren.apps.places.models import Dwelling
from liren.apps.places.rules import Pattern
from liren.kernel.access.actor import Actor
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once
from tests.town import OWN

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def flat() -> tuple[Actor, Dwelling]:
    """A worker, and a flat of the community."""
    world.rules()
    head = world.actor("head", "community_head", OWN)
    estate = places.add_estate(head, world.area(OWN), name="和园", management="self")
    building = places.add_building(head, estate, number="1", floors=1)
    places.lay_out(head, building, pattern=Pattern(1, 1, 1))
    return head, Dwelling.objects.get(building=building)


def codes(found: list[Any]) -> Counter[str]:
    """What came of each: the code of a refusal, or done."""
    return Counter(one.code if isinstance(one, Refused) else type(one).__name__ for one in found)


def test_one_number_is_one_person() -> None:
    head, home = flat()

    def write() -> Person:
        return register(head, home, name="沈家和", paper="passport", id_number="E12345678")

    found = at_once([write] * MANY)
    assert codes(found) == {"Person": 1, "people.known": MANY - 1}
    assert Person.objects.count() == 1


def test_a_correction_that_came_too_late_is_told_so() -> None:
    head, home = flat()
    person = register(head, home, name="沈家和", paper="none")

    def correct(number: int) -> Callable[[], Person]:
        return lambda: change(head, person, version=1, employer=f"单位{number}")

    works = [correct(number) for number in range(MANY)]
    assert codes(at_once(works)) == {"Person": 1, "people.changed-meanwhile": MANY - 1}


def test_a_tag_stands_once() -> None:
    head, home = flat()
    person = register(head, home, name="沈家和", paper="none")
    kind = TagKind.objects.get(code="veteran")
    found = at_once([lambda: tag(head, person, kind=kind, basis="优待证")] * MANY)
    assert codes(found) == {"Tag": 1, "people.tagged": MANY - 1}
    assert Tag.objects.count() == 1
