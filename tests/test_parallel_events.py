"""Many at the same moment: the last two leave, one is fetched by two, an event is taken back."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from liren.apps.people import actions
from liren.apps.people.models import Event, Household, Person, Stay
from liren.apps.people.rules import Relation
from liren.apps.people.tests.conftest import house, number
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
COMMUNITY, GRID = "990101.001.001.", "990101.001.001.01."
SINCE, DAY = date(2020, 1, 1), date(2024, 5, 1)


@pytest.fixture
def flats() -> list[Dwelling]:
    """A house with twelve flats."""
    world.rules()
    return house(GRID)


@pytest.fixture
def worker() -> Actor:
    """Who keeps the people of the community."""
    return world.actor("worker", "community_worker", COMMUNITY)


def pair(worker: Actor, flat: Dwelling) -> list[Person]:
    """A head and one who lives with him."""
    head = actions.register(
        worker, flat, name="沈家和", since=SINCE, id_number=number("19800315", 1)
    )
    head.refresh_from_db()
    home: dict[str, Any] = {"household": head.household, "relation": Relation.KIN, "since": SINCE}
    other = actions.register(
        worker, flat, name="沈乐", id_number=number("19820315", 2), **home
    )  # fmt: skip
    return [Person.objects.get(pk=one.pk) for one in (head, other)]


def test_the_last_two_leave_at_once_and_the_household_ends(
    worker: Actor, flats: list[Dwelling]
) -> None:
    people = pair(worker, flats[0])
    found = at_once([partial(actions.move_out, worker, one, on=DAY) for one in people])
    assert all(isinstance(one, Event) for one in found), found
    home = Household.objects.get()
    assert (home.until, home.head) == (DAY, None)
    assert not Stay.objects.filter(until=None).exists()


def test_one_who_is_fetched_by_two_lives_in_one_place(
    worker: Actor, flats: list[Dwelling]
) -> None:
    person = pair(worker, flats[0])[1]
    into = [partial(actions.move, worker, person, dwelling=flat, on=DAY) for flat in flats[1:5]]
    found = at_once(into)
    assert any(isinstance(one, Event) for one in found), found
    assert all(isinstance(one, Event | Refused) for one in found), found
    stay = Stay.objects.get(person=person, until=None)
    person.refresh_from_db()
    assert person.home_id == stay.household.dwelling_id
    for home in Household.objects.filter(until=None):
        assert Stay.objects.filter(household=home, person=home.head, until=None).exists()


def test_an_event_is_taken_back_once(worker: Actor, flats: list[Dwelling]) -> None:
    person = pair(worker, flats[0])[1]
    event = actions.move_out(worker, person, on=DAY)
    found = at_once([partial(actions.undo, worker, event) for _n in range(4)])
    assert sum(isinstance(one, Event) for one in found) == 1, found
    assert Stay.objects.get(person=person, until=None).household == Household.objects.get()
