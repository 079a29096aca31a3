"""Whatever happens in whatever order: nobody in two places, no household without a head, and
everything taken back gives the state before.
"""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction  # noqa: TID251 — undoes what an example did
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from liren.apps.people import actions
from liren.apps.people.models import Event, Household, Person, Stay
from liren.apps.people.rules import Bond, Relation, State
from liren.kernel.base.errors import Refused

from .conftest import Homes, Settle, number
from .world import state

START = date(2015, 1, 1)
NAMES = ("沈家和", "陆晓梅", "沈乐", "顾一", "钱二")
# what happens: the act, who, with whom, where, how many days later
Happens = tuple[int, int, int, int, int]
HAPPENS = st.tuples(
    st.integers(0, 8), st.integers(0, 5), st.integers(0, 5), st.integers(0, 3), st.integers(0, 90)
)


def acts(homes: Homes, day: date) -> list[Callable[[Person, Person, int], Event]]:
    """Every event, told whom it concerns, another person and a flat."""
    by, flats = homes.worker, homes.flats
    when: dict[str, Any] = {"on": day}
    return [
        lambda a, b, n: actions.move(by, a, dwelling=flats[n], along=_with(a, b), **when),
        lambda a, b, n: actions.move(
            by, a, dwelling=flats[n], household=_home(flats[n].pk), relation="90", **when
        ),
        lambda a, b, n: actions.move_out(by, a, successors=[b], with_hukou=bool(n % 2), **when),
        lambda a, b, n: actions.move_in(
            by, flats[n], name=a.name, id_number=a.id_number.open(), **when
        ),
        lambda a, b, n: actions.register_birth(by, a, name="新生", born=day, sex="2"),
        lambda a, b, n: actions.register_death(by, a, successors=[b], **when),
        lambda a, b, n: actions.register_marriage(by, a, other=b, together=bool(n % 2), **when),
        lambda a, b, n: actions.move_hukou(by, a, dwelling=flats[n], successors=[b], **when),
        lambda a, b, n: actions.change_head(by, _own(a), head=b, **when),
    ]


def _with(person: Person, other: Person) -> list[Person]:
    return [other] if other.household_id == person.household_id and other != person else []


def _own(person: Person) -> Household:
    if person.household is None:
        raise Refused("test.no-household", "nobody to head")
    return person.household


def _home(dwelling: int) -> Household | None:
    return Household.objects.filter(dwelling=dwelling, tie=Bond.HOME, until=None).first()


def check_sound() -> None:
    """What must always hold."""
    for person in Person.objects.all():
        for tie in Bond:
            stays = list(Stay.objects.filter(person=person, tie=tie).order_by("since", "pk"))
            real = [one for one in stays if one.until is None or one.until > one.since]
            for one, after in pairwise(real):
                assert (one.until or date.max) <= after.since, "in two places"
        home = Stay.objects.filter(person=person, tie=Bond.HOME, until=None).first()
        assert person.household_id == (home.household_id if home else None)
        assert person.home_id == (home.household.dwelling_id if home else None)
        if home:
            assert person.area_path == home.area_path
        anywhere = Stay.objects.filter(person=person, until=None).exists()
        assert anywhere == (person.state == State.PRESENT), person.state
    for household in Household.objects.all():
        rest = Stay.objects.filter(household=household, until=None)
        heads = rest.filter(relation=Relation.HEAD)
        assert (household.until is None) == rest.exists(), "an empty household stands"
        if household.until is None:
            assert [one.person_id for one in heads] == [household.head_id], "no head of its own"


@pytest.fixture
def town(homes: Homes, settle: Settle) -> Homes:
    """Five people in two flats."""
    head = settle(NAMES[0], since=START, id_number=number("19700315", 11))
    head.refresh_from_db()
    for place, name in enumerate(NAMES[1:3], start=1):
        settle(
            name, household=head.household, relation=Relation.KIN, since=START,
            id_number=number(f"19750{place}15", 20 + place),
        )  # fmt: skip
    settle(NAMES[3], homes.flats[1], since=START, id_number=number("19800315", 44))
    settle(NAMES[4], homes.flats[2], since=START, id_number=number("19810315", 45))
    return homes


@given(story=st.lists(HAPPENS, max_size=7))
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_history_puts_anybody_in_two_places_and_all_of_it_is_undone(
    town: Homes, story: list[Happens]
) -> None:
    with transaction.atomic():
        done, states, day = [], [], START
        for act, who, whom, where, later in story:
            day += timedelta(later)
            people = list(Person.objects.order_by("pk"))
            one, other = people[who % len(people)], people[whom % len(people)]
            before = state()
            with contextlib.suppress(Refused), transaction.atomic():
                done.append(acts(town, day)[act](one, other, where))
                states.append(before)
            check_sound()
        for event, before in reversed(list(zip(done, states, strict=True))):
            actions.undo(town.worker, Event.objects.get(pk=event.pk))
            check_sound()
            assert state() == before
        transaction.set_rollback(True)
