"""Many at the same moment: a dwelling is let once, a permit is written down once."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from liren.apps.people.actions import permits, register, rentals
from liren.apps.people.models import Permit, Person, Tenancy
from liren.apps.places import actions as places
from liren.apps.places.models import Dwelling
from liren.apps.places.rules import Pattern
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world
from tests.rented import number
from tests.threads import at_once
from tests.town import OWN

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


@pytest.fixture
def head() -> Actor:
    """The head of a community."""
    world.rules()
    return world.actor("head-rents", "community_head", OWN)


@pytest.fixture
def flats(head: Actor) -> list[Dwelling]:
    """The flats of a house."""
    estate = places.add_estate(head, world.area(OWN), name="和园", management="professional")
    building = places.add_building(head, estate, number="3", floors=3)
    places.lay_out(head, building, pattern=Pattern(1, 3, 2))
    return list(Dwelling.objects.filter(building=building).order_by("pk"))


def codes(found: list[Any]) -> Counter[str]:
    """What came of each: the code of a refusal, or done."""
    return Counter(one.code if isinstance(one, Refused) else type(one).__name__ for one in found)


def let(head: Actor, flat: Dwelling, serial: int) -> Callable[[], Tenancy]:
    """Let a flat to somebody."""
    tenant = {"name": "何远", "id_number": number(f"99020519920607{serial:03d}")}
    facts: dict[str, Any] = {"landlord_name": "沈国强", "tenants": [tenant], "since": today()}
    return lambda: rentals.let(head, flat, **facts)


def test_a_dwelling_is_let_to_one(head: Actor, flats: list[Dwelling]) -> None:
    found = codes(at_once([let(head, flats[0], n) for n in range(MANY)]))
    assert found == {"Tenancy": 1, "people.let-already": MANY - 1}
    assert (Tenancy.objects.count(), Person.objects.count()) == (1, 1)


def test_one_new_tenant_comes_into_one_home(head: Actor, flats: list[Dwelling]) -> None:
    found = codes(at_once([let(head, flat, 77) for flat in flats]))
    assert found == {"Tenancy": 1, "people.lives-elsewhere": len(flats) - 1}
    assert (Tenancy.objects.count(), Person.objects.count()) == (1, 1)


def test_one_permit_each(head: Actor, flats: list[Dwelling]) -> None:
    since = today() - timedelta(days=300)
    text = number("99020519920607088")
    person = register(head, flats[0], name="何远", id_number=text, since=since)
    found = codes(at_once([lambda: permits.issue_permit(head, person)] * MANY))
    assert found == {"Permit": 1, "people.permit-known": MANY - 1}
    assert Permit.objects.count() == 1
