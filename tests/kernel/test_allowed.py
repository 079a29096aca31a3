"""Permission is one decision: the queryset, the row in memory and the rule in words agree."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction  # noqa: TID251 — undoes what the module made
from hypothesis import given, settings
from hypothesis import strategies as st

from liren.apps.cases.models import Case
from liren.apps.cases.queries import kinds_in_force
from liren.apps.cases.rules import HANDLER_VERBS
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Body, Grant, User
from liren.kernel.access.ways import outermost
from liren.kernel.base.clock import now
from liren.kernel.testing import world
from liren.site.roles import ROLES

PATHS = tuple(
    path
    for top in ("990101.", "990102.")
    for path in (top, f"{top}001.", f"{top}001.001.", f"{top}001.001.01.", f"{top}001.0010.")
)
CASE_VERBS = sorted(verb for verb in set().union(*ROLES.values()) if verb.startswith("cases."))
ROLE = st.sampled_from(sorted(set(ROLES) - {"self", "system", "reporter"}))


class Rows:
    """Cases of all sorts, and who is on them."""

    def __init__(self) -> None:
        world.rules()
        chance = random.Random(7)  # noqa: S311 — the same rows in every run
        self.areas = [world.area(path) for path in PATHS]
        self.people = [world.user(f"p{n}") for n in range(3)]
        self.bodies = [world.body(f"b{n}", "department", "990101.") for n in range(3)]
        kind = kinds_in_force()["corridor_clutter"]
        for number in range(80):
            area = chance.choice(self.areas)
            Case.objects.create(
                area=area,
                area_path=area.path,
                office=area.code[:9],
                kind=kind,
                title=f"{number}",
                words="",
                source="resident",
                reporter=chance.choice(self.people),
                handler=chance.choice([*self.bodies, None]),
                handled_by=chance.choice([*self.people, None]),
                reported_at=now(),
                stage_at=now(),
                due_at=now(),
            )
        self.cases = list(Case.objects.all())


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[Rows]:
    """Made once for all examples."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Rows()
        transaction.set_rollback(True)


@st.composite
def actors(draw: Any, areas: list[Area], bodies: list[Body], people: list[User]) -> Actor:
    """Somebody with any grants, perhaps behind a token."""
    area, body = st.sampled_from([None, *areas]), st.sampled_from([None, *bodies])
    grants = draw(st.lists(st.builds(Grant, role=ROLE, area=area, body=body), max_size=4))
    scopes = draw(st.none() | st.frozensets(st.sampled_from(CASE_VERBS), max_size=6))
    return Actor(
        draw(st.sampled_from(people)),
        tuple(grants),
        scopes=scopes,
        within=draw(st.sampled_from(["", "", *PATHS])),
    )


def rule(actor: Actor, verb: str, case: Case) -> bool:
    """The rule as a person would say it, written a third time and without cleverness."""
    if actor.scopes is not None and verb not in actor.scopes:
        return False
    if not case.area_path.startswith(actor.within):
        return False
    if verb == "cases.verify" and case.handled_by_id == actor.user.pk:
        return False
    if verb in ROLES["reporter"] and case.reporter_id == actor.user.pk:
        return True
    return any(leads(held, verb, case) for held in actor.grants if verb in ROLES[held.role])


def leads(held: Grant, verb: str, case: Case) -> bool:
    """By the body that holds the case; by the area for all that is not a body's."""
    by_body = held.body is not None and held.body.pk == case.handler_id
    by_area = held.area is not None and case.area_path.startswith(held.area.path)
    return by_body or (by_area and verb not in HANDLER_VERBS)


@settings(max_examples=120, deadline=None)
@given(draw=st.data(), verb=st.sampled_from(CASE_VERBS))
def test_query_memory_and_words_agree(rows: Rows, draw: st.DataObject, verb: str) -> None:
    actor = draw.draw(actors(rows.areas, rows.bodies, rows.people))
    asked = set(Case.objects.allowed(actor, verb).values_list("pk", flat=True))
    in_memory = {case.pk for case in rows.cases if permits(actor, verb, case)}
    in_words = {case.pk for case in rows.cases if rule(actor, verb, case)}
    by_branch = {
        pk
        for branch in Case.objects.branches(actor, verb)
        for pk in Case.objects.filter(branch).values_list("pk", flat=True)
    }
    assert asked == in_words
    assert in_memory == in_words
    assert by_branch == in_words


@given(st.lists(st.sampled_from(PATHS)))
def test_outermost_paths_hold_all_and_none_twice(paths: list[str]) -> None:
    kept = outermost(paths)
    assert all(any(path.startswith(one) for one in kept) for path in paths)
    assert not any(a != b and a.startswith(b) for a in kept for b in kept)
    assert set(kept) <= set(paths)


def test_a_neighbour_whose_code_begins_alike_is_not_inside(rows: Rows) -> None:
    """`001.` is no part of `0010.`: the path ends with a point."""
    actor = Actor(rows.people[0], (Grant(role="auditor", area=world.area("990101.001.001.")),))
    inside = set(Case.objects.allowed(actor, "cases.view").exclude(reporter=rows.people[0])
                 .values_list("area_path", flat=True))  # fmt: skip
    assert inside == {"990101.001.001.", "990101.001.001.01."}


def test_the_platform_does_what_its_role_says_and_no_more(rows: Rows) -> None:
    robot = Actor(User(username="system", is_system=True, pk=0))
    assert Case.objects.allowed(robot, "cases.view").count() == len(rows.cases)
    assert not Case.objects.allowed(robot, "cases.close").exists()
    assert not permits(robot, "cases.close", rows.cases[0])


def test_nobody_without_a_grant_sees_anything(rows: Rows) -> None:
    nobody = Actor(world.user("nobody"))
    for verb in CASE_VERBS:
        assert not Case.objects.allowed(nobody, verb).exists()
