"""星辰 and 星河 run 华夏新城 for a time: offices that begin and end by themselves."""

from datetime import timedelta

import pytest

from liren.apps.lineage import actions
from liren.apps.lineage.models import Change, Custody
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Grant
from liren.kernel.access.who import actor_of, system
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

from .conftest import OFFICE, noon

FROM, TO = 3, 100


@pytest.fixture
def custody(communities: list[Area], head: Actor, district: Actor) -> Change:
    """The first grid of 泗洲 (华夏新城) goes into the custody of 南门."""
    keeper, place = communities[0], Area.objects.get(code=communities[2].code + "01")
    change = actions.draft(
        head, Area.objects.get(path=OFFICE), kind="custody", title="代管华夏新城",
        document="罗政办〔2019〕31号", effective=today() + timedelta(days=FROM),
        until=today() + timedelta(days=TO), predecessors=[place], keeper=keeper,
    )  # fmt: skip
    actions.propose(head, change)
    actions.consent(district, change)
    return Change.objects.get(pk=change.pk)


def test_the_keepers_people_work_there_until_the_end(
    custody: Change, communities: list[Area]
) -> None:
    keeper, place = communities[0], Area.objects.get(code=communities[2].code + "01")
    person = world.actor("li", "community_worker", keeper.path).user
    with moved_to(noon(custody.effective)):
        actions.carry_out(system(), custody)
        inside = actor_of(person).paths("cases.accept")
        assert place.path in inside
        assert place.path.startswith(communities[2].path), "the area has no second parent"
    with moved_to(noon(today() + timedelta(days=TO))):
        assert place.path in actor_of(person).paths("cases.accept")
    with moved_to(noon(today() + timedelta(days=TO + 1))):
        assert place.path not in actor_of(person).paths("cases.accept")


def test_who_comes_and_goes_during_a_custody_gets_and_loses_it(
    custody: Change, communities: list[Area]
) -> None:
    keeper = communities[0]
    with moved_to(noon(custody.effective)):
        actions.carry_out(system(), custody)
    with moved_to(noon(custody.effective + timedelta(days=1))):
        held = world.actor("wang", "community_worker", keeper.path)
        actions.keep_custodies()
        mark = Custody.objects.get().mark
        assert Grant.objects.kept().filter(user=held.user, follows=mark).count() == 1
        actions.keep_custodies()
        assert Grant.objects.filter(user=held.user, follows=mark).count() == 1
        Grant.objects.filter(user=held.user, area=keeper).update(taken_at=now())
        actions.keep_custodies()
        assert not Grant.objects.kept().filter(user=held.user, follows=mark).exists()


def test_one_area_has_one_keeper_at_a_time(
    custody: Change, communities: list[Area], head: Actor
) -> None:
    with moved_to(noon(custody.effective)):
        actions.carry_out(system(), custody)
    place = Area.objects.get(code=communities[2].code + "01")
    second = actions.draft(
        head, Area.objects.get(path=OFFICE), kind="custody", title="再代管", document="甲2号",
        effective=today() + timedelta(days=50), until=today() + timedelta(days=60),
        predecessors=[place], keeper=communities[1],
    )  # fmt: skip
    with pytest.raises(Refused, check=lambda no: no.code == "lineage.kept-already"):
        actions.propose(actor_of(head.user), second)


def test_a_community_does_not_keep_itself(communities: list[Area], head: Actor) -> None:
    place = Area.objects.get(code=communities[0].code + "01")
    with pytest.raises(Refused, check=lambda no: no.code == "lineage.wrong-keeper"):
        actions.draft(
            head, Area.objects.get(path=OFFICE), kind="custody", title="代管", document="甲3号",
            effective=today() + timedelta(days=5), until=today() + timedelta(days=6),
            predecessors=[place], keeper=communities[0],
        )  # fmt: skip
