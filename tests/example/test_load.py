"""The example district is written through the actions, and everybody finds work in it."""

import pytest
from django.conf import LazySettings

from liren.apps.cases.models import Case, CaseDay, Step
from liren.apps.cases.queries import Wanted, counts_for
from liren.apps.cases.rules import State
from liren.apps.money.models import Purchase
from liren.apps.money.queries.projects import ProjectsSought, sums
from liren.apps.money.rules.purchases import LIVE
from liren.kernel.access.models import Area, Body, User
from liren.kernel.access.who import actor_of
from liren.kernel.policy import packs
from liren.site import example
from liren.site.terminal import Stop

pytestmark = pytest.mark.django_db
WORKING = {
    "grid_worker",
    "community_worker",
    "community_head",
    "station_head",
    "department_clerk",
    "department_head",
    "subdistrict_desk",
    "subdistrict_head",
    "property_company",
}
READING = WORKING | {"resident", "rc_member", "supervisor", "auditor", "district_office"}


def test_it_is_not_loaded_into_a_database_of_real_people(settings: LazySettings) -> None:
    settings.LIREN_EXAMPLE = False
    with pytest.raises(Stop):
        example.load()


@pytest.mark.slow
def test_a_small_district_gives_everybody_work(settings: LazySettings) -> None:
    settings.LIREN_EXAMPLE = True
    packs.apply("jiashan", leave_out=frozenset({"areas.csv"}))
    assert not example.is_loaded()
    example.load(0.02, hands=1)
    assert example.is_loaded()
    _places_and_people()
    _cases()
    _everybody_has_work()


def _places_and_people() -> None:
    levels = list(Area.objects.valid().values_list("level", flat=True))
    assert (levels.count("subdistrict"), levels.count("community")) == (3, 24)
    assert Body.objects.filter(kind="property_company").count() == 8
    assert not User.objects.filter(example=False, is_system=False).exists()


def _cases() -> None:
    assert set(Case.objects.values_list("state", flat=True)) >= set(State.values) - {"rejected"}
    numbered = list(Case.objects.order_by("pk").values_list("reported_at", flat=True))
    assert numbered == sorted(numbered)
    assert CaseDay.objects.exists()
    for case in Case.objects.select_related("area"):
        assert case.area.level == "grid"
    own = Step.objects.filter(verb="cases.verify").select_related("case")
    assert all(step.actor_id != step.case.handled_by_id for step in own)


def _everybody_has_work() -> None:
    for one in example.logins():
        person = User.objects.get(username=one["username"])
        assert person.check_password(one["password"])
        found = counts_for(actor_of(person), Wanted(), ("mine", "all"))
        if one["role"] in READING:
            assert found["all"] >= 3, one
        if one["role"] == "provider":
            served = Purchase.objects.allowed(actor_of(person), "money.services")
            assert served.filter(state__in=LIVE).count() >= 3, one
            assert Purchase.objects.allowed(actor_of(person), "money.tenders").count() >= 2, one
        if one["role"].startswith("foundation"):
            waiting = sums(actor_of(person), ProjectsSought("waiting"))
            assert waiting["n"] >= 3, one
        if one["role"] in WORKING:
            assert found["mine"] >= 3, one
