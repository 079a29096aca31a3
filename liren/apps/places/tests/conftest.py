"""A district with a drawn grid, people of each kind, and an estate with a building."""

import pytest

from liren.apps.places import actions
from liren.apps.places.models import Building, Estate
from liren.apps.places.rules import Pattern
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.policy.values import changed
from liren.kernel.testing import world

COMMUNITY = "990101.001.001."


@pytest.fixture
def grid(db: None) -> Area:
    """Grid 01 of community 001, a square on the map."""
    world.rules()
    found = world.square(world.area(f"{COMMUNITY}01."), 120.90, 30.85)
    changed()
    return found


@pytest.fixture
def community(grid: Area) -> Area:
    return Area.objects.get(path=COMMUNITY)


@pytest.fixture
def worker(community: Area) -> Actor:
    return world.actor("worker", "community_worker", COMMUNITY)


@pytest.fixture
def head(community: Area) -> Actor:
    return world.actor("head", "community_head", COMMUNITY)


@pytest.fixture
def office(community: Area) -> Actor:
    return world.actor("office", "district_office", "990101.")


@pytest.fixture
def stranger(community: Area) -> Actor:
    """Somebody of another district with the same office."""
    return world.actor("stranger", "community_head", "990102.001.001.")


@pytest.fixture
def resident(community: Area) -> Actor:
    return world.actor("resident", "resident", "990101.")


@pytest.fixture
def estate(worker: Actor, community: Area) -> Estate:
    return actions.add_estate(
        worker, community, name="南门花园", management="professional", lng=120.905, lat=30.855
    )


@pytest.fixture
def building(worker: Actor, estate: Estate) -> Building:
    """Building 3: two stairwells, six floors, two flats on each."""
    made = actions.add_building(worker, estate, number="3", floors=6)
    return actions.lay_out(worker, made, pattern=Pattern(2, 6, 2))
