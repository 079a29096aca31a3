"""A community with its bodies, and a switch for the institutional model."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from liren.apps.bodies.models import Adoption, Body, BodyKind, Institution
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.policy.values import changed
from liren.kernel.testing import world

DISTRICT, SUBDISTRICT, COMMUNITY = "990101.", "990101.001.", "990101.001.001."
SINCE = date(2025, 1, 1)


@pytest.fixture
def place(db: None) -> Area:
    """A community."""
    return world.area(COMMUNITY)


@pytest.fixture
def holds(db: None) -> Iterator[Callable[[str], None]]:
    """Let one of the four models hold everywhere."""

    def choose(code: str) -> None:
        Adoption.objects.all().update(model=Institution.objects.get(code=code))
        changed()

    yield choose
    changed()


@pytest.fixture
def bodies(place: Area) -> dict[str, Body]:
    """One body of every kind that any of the models knows, and those above them."""
    here = (
        *("party_general_branch", "party_branch", "party_centre", "residents_assembly"),
        *("representative_conference", "standing_council", "consultative_committee"),
        *("community", "supervisory_committee", "station", "grid_centre", "police_room"),
    )
    found = {kind: world.body(kind, kind, COMMUNITY) for kind in here}
    for kind in ("party_work_committee", "subdistrict", "police_station"):
        found[kind] = world.body(kind, kind, SUBDISTRICT)
    found["government"] = world.body("government", "government", DISTRICT)
    return found


@pytest.fixture
def leader(db: None) -> Actor:
    """The head of the subdistrict."""
    return world.actor("leader", "subdistrict_head", SUBDISTRICT)


@pytest.fixture
def head(db: None) -> Actor:
    """The head of the community."""
    return world.actor("head", "community_head", COMMUNITY)


def kind(code: str) -> BodyKind:
    """A kind of bodies."""
    return BodyKind.objects.get(code=code)
