"""A house with flats in a grid, people of the community, and numbers that are well-formed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from liren.apps.people.actions import register
from liren.apps.people.models import Person
from liren.apps.places import actions as places
from liren.apps.places.models import Dwelling
from liren.apps.places.rules import Pattern
from liren.kernel.access.actor import Actor
from liren.kernel.base.numbers import CHECKS, WEIGHTS
from liren.kernel.testing import world

COMMUNITY = "990101.001.001."
GRID = COMMUNITY + "01."
OTHER = "990101.001.002.01."


def number(born: str, serial: int, county: str = "990101") -> str:
    """A well-formed number of an invented county: nobody's."""
    text = f"{county}{born}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=True))
    return text + CHECKS[total % 11]


@dataclass
class Homes:
    """Who works here, and the flats of two houses."""

    worker: Actor
    elsewhere: Actor  # who works in the neighbouring community
    desk: Actor
    flats: list[Dwelling]
    others: list[Dwelling]


def house(path: str) -> list[Dwelling]:
    """The twelve flats of a house in a grid."""
    world.area(path)
    head = world.actor("builder" + path, "community_head", path[: len(COMMUNITY)])
    where = world.area(path)
    estate = places.add_estate(head, where, name="和园" + path[-3:-1], management="professional")
    building = places.add_building(head, estate, number="3", floors=3)
    places.lay_out(head, building, pattern=Pattern(stairwells=2, floors=3, per_floor=2))
    return list(Dwelling.objects.filter(building=building).order_by("pk"))


@pytest.fixture
def homes(db: None) -> Homes:
    """Two houses in two communities of one subdistrict."""
    world.rules()
    return Homes(
        worker=world.actor("worker", "community_worker", COMMUNITY),
        elsewhere=world.actor("elsewhere", "community_worker", OTHER[: len(COMMUNITY)]),
        desk=world.actor("desk", "subdistrict_desk", "990101.001."),
        flats=house(GRID),
        others=house(OTHER),
    )


Settle = Callable[..., Person]


@pytest.fixture
def settle(homes: Homes) -> Settle:
    """Somebody who lives in a flat; a new number each time."""
    count = iter(range(1, 900))

    def make(name: str = "沈家和", flat: Dwelling | None = None, **facts: Any) -> Person:
        flat = flat or homes.flats[0]
        facts.setdefault("id_number", number("19800315", next(count)))
        by = homes.worker if flat in homes.flats else homes.elsewhere
        return register(by, flat, name=name, **facts)

    return make
