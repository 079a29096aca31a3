"""Giving and taking roles: never to oneself, never more than one's own to give."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.offices import actions
from liren.apps.offices.queries import Sought, grants_for
from liren.apps.offices.tests.conftest import (
    BASIS,
    DISTRICT,
    FOREIGN,
    HOME,
    STREET,
    Place,
    browser,
)
from liren.apps.offices.tests.test_terms import refused, roles_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body, Grant, Token
from liren.kernel.access.who import actor_of
from liren.kernel.api.tokens import digest
from liren.kernel.audit.log import history
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.testing import world
from liren.site.giving import ADMINISTRATORS, BY_BODY, GIVES, WORK
from liren.site.roles import ROLES


def give(actor: Actor, name: str, role: str, path: str = HOME, **facts: Any) -> Grant:
    """Give a role in an area, on good grounds."""
    facts.setdefault("basis", BASIS)
    return actions.give(actor, world.area(path), person=world.user(name), role=role, **facts)


def test_a_role_is_given_until_a_day_and_says_on_whose_word(place: Place) -> None:
    end = today() + timedelta(days=30)
    grant = give(place.keeper, "li", "community_worker", body=place.committee, until=end)
    assert roles_of("li") == ["community_worker"]
    assert (grant.given_by, grant.basis, grant.since, grant.until) == (
        place.keeper.user,
        BASIS,
        today(),
        end,
    )
    entry = history(grant)[0]
    assert (entry.verb, entry.area_path) == ("offices.give", HOME)
    assert entry.facts["basis"] == BASIS
    with moved_to(now() + timedelta(days=31)):
        assert roles_of("li") == []


def test_taking_works_at_once_and_stays_on_record(place: Place) -> None:
    grant = give(place.keeper, "li", "auditor", DISTRICT)
    actions.take(place.keeper, grant, reason="审计结束")
    assert roles_of("li") == []
    grant.refresh_from_db()
    assert (grant.taken_by, grant.taken_why) == (place.keeper.user, "审计结束")
    refused(lambda: actions.take(place.keeper, grant, reason="再来"), "offices.ended")
    assert give(place.keeper, "li", "auditor", DISTRICT).pk != grant.pk


def test_the_same_is_not_given_twice_but_again_after_its_end(place: Place) -> None:
    give(place.keeper, "li", "auditor", DISTRICT, until=today())
    refused(lambda: give(place.keeper, "li", "auditor", DISTRICT), "offices.has-grant")
    with moved_to(now() + timedelta(days=1)):
        assert give(place.keeper, "li", "auditor", DISTRICT)
        assert roles_of("li") == ["auditor"]


def test_what_follows_from_a_post_is_not_taken_by_itself(place: Place) -> None:
    one = place.appoint("li")
    assert one.grant is not None
    grant = Grant.objects.get(pk=one.grant.pk)
    refused(lambda: actions.take(place.keeper, grant, reason="不对"), "offices.follows-post")


# ── no escalation ───────────────────────────────────────────────────────────────────────────


def test_nobody_gives_himself_anything(place: Place) -> None:
    system = world.actor("system-admin", "system_administrator", DISTRICT)
    refused(lambda: give(place.keeper, "keeper", "auditor"), "offices.own-hand")
    refused(lambda: give(system, "system-admin", "audit_administrator"), "offices.own-hand")


@pytest.mark.parametrize("giver", sorted(set(ROLES) - {"reporter", "self", "system"}))
def test_everyone_gives_what_the_page_says_and_nothing_else(place: Place, giver: str) -> None:
    path = DISTRICT if giver in ADMINISTRATORS else STREET
    actor = world.actor("giver", giver, path)
    for role in sorted(ROLES):
        person, body = f"to-{role}", None
        where: Any = world.area(HOME)
        if role in BY_BODY:
            where = body = place.committee
        facts: dict[str, Any] = {"person": world.user(person), "role": role, "basis": BASIS}
        lawful = role in GIVES.get(giver, frozenset())
        try:
            actions.give(actor, where, **facts)
            done = True
        except (PermissionDenied, actions_refused()):
            done = False
        assert done == (lawful and "offices.give" in ROLES[giver]), (giver, role, body)


def actions_refused() -> type[Exception]:
    """What a rule says no with."""
    from liren.kernel.base.errors import Refused

    return Refused


def test_not_outside_one_s_own_area(place: Place) -> None:
    near = world.actor("near", "security_administrator", STREET)
    with pytest.raises(PermissionDenied):
        give(near, "li", "community_worker", FOREIGN)
    with pytest.raises(PermissionDenied):
        give(near, "li", "community_worker", DISTRICT)
    far = world.body("far", "department", FOREIGN)
    with pytest.raises(PermissionDenied):
        give(near, "li", "community_worker", body=far)
    with pytest.raises(PermissionDenied):
        actions.give(near, far, person=world.user("li"), role="department_clerk", basis=BASIS)
    assert roles_of("li") == []


def test_a_body_s_role_never_reaches_an_area(place: Place) -> None:
    for facts in ({}, {"body": place.committee}):
        refused(
            lambda facts=facts: give(place.keeper, "li", "department_clerk", **facts),
            "offices.body-only",
        )
    refused(
        lambda: actions.give(
            place.keeper, place.committee, person=world.user("li"), role="auditor", basis=BASIS
        ),
        "offices.no-area",
    )


@pytest.mark.parametrize(
    ("held", "role"),
    [
        ("auditor", "community_worker"),
        ("community_worker", "auditor"),
        ("subdistrict_desk", "supervisor"),
        ("audit_administrator", "community_worker"),
        ("system_administrator", "auditor"),
    ],
)
def test_who_works_is_not_who_watches(place: Place, held: str, role: str) -> None:
    world.grant(world.user("li"), held, HOME)
    refused(lambda: give(place.keeper, "li", role), "offices.roles-apart")


def test_three_administrators_are_three_people(place: Place) -> None:
    system = world.actor("system-admin", "system_administrator", DISTRICT)
    assert give(system, "a", "audit_administrator", DISTRICT)
    refused(lambda: give(system, "a", "security_administrator"), "offices.roles-apart")
    for role in ADMINISTRATORS:
        refused(lambda role=role: give(place.keeper, "b", role), "offices.may-not-give")


def test_roles_meet_no_rival_that_begins_later(place: Place) -> None:
    give(place.keeper, "li", "auditor", since=today() + timedelta(days=9))
    refused(lambda: place.appoint("li"), "offices.roles-apart")
    with moved_to(now() + timedelta(days=1)):
        world.grant(world.user("wu"), "auditor", HOME, until=today() - timedelta(days=1))
        assert place.appoint("wu")


def test_the_last_keeper_stays(place: Place) -> None:
    system = world.actor("system-admin", "system_administrator", DISTRICT)
    mine = Grant.objects.get(user=place.keeper.user)
    refused(lambda: actions.take(system, mine, reason="调岗"), "access.last-keeper")
    give(system, "second", "security_administrator", DISTRICT)
    assert actions.take(system, mine, reason="调岗").taken_at
    refused(lambda: actions.take(place.keeper, mine, reason="调岗"), "offices.ended")


def test_a_closed_account_gets_nothing(place: Place) -> None:
    person = world.user("li")
    person.is_active = False
    person.save()
    refused(lambda: give(place.keeper, "li", "auditor"), "offices.closed-account")


def test_a_token_gives_no_more_than_its_verbs_and_its_area(place: Place) -> None:
    narrow = actor_of(place.keeper.user, scopes=frozenset({"offices.give"}), within=STREET)
    assert give(narrow, "li", "community_worker")
    with pytest.raises(PermissionDenied):
        give(narrow, "li", "auditor", DISTRICT)
    blind = actor_of(place.keeper.user, scopes=frozenset({"cases.view"}))
    with pytest.raises(PermissionDenied):
        give(blind, "wu", "community_worker")


def test_nothing_gets_through_the_api(place: Place) -> None:
    """Somebody without the verb, and a program with it and a wish for more."""
    for name, role in (("w", "community_worker"), ("s", "subdistrict_head")):
        person = world.actor(name, role, STREET).user
        client = browser(person)
        for wanted in ("security_administrator", "district_office", "auditor"):
            facts = {
                "person": name,
                "role": wanted,
                "area": world.area(DISTRICT).code,
                "basis": BASIS,
            }
            answer = client.post("/api/v1/offices/grants", facts, "application/json")
            assert answer.status_code in (403, 409)
    Token.objects.create(
        user=place.keeper.user,
        name="t",
        digest=digest("lr_t"),
        scopes=["offices.give", "offices.appoint", "offices.create_post"],
        made_at=now(),
        until=today(),
    )
    client = browser(world.user("nobody"))
    head = {"Authorization": "Bearer lr_t"}
    path = "/api/v1/offices/grants"
    area = world.area(DISTRICT).code
    for facts, code in (
        ({"person": "keeper", "role": "auditor"}, "offices.own-hand"),
        ({"person": "nobody", "role": "system_administrator"}, "offices.may-not-give"),
        ({"person": "nobody", "role": "self"}, "offices.may-not-give"),
        ({"person": "nobody", "role": "system"}, "offices.may-not-give"),
        ({"person": "nobody", "role": "resident"}, "offices.may-not-give"),
        ({"person": "system", "role": "auditor"}, "offices.no-person"),
    ):
        given = {**facts, "area": area, "basis": BASIS}
        answer = client.post(path, given, "application/json", headers=head)
        assert (answer.status_code, answer.json()["type"]) == (409, code)
    assert not Grant.objects.filter(user=world.user("nobody")).exists()


# ── who holds what here ─────────────────────────────────────────────────────────────────────


def test_who_holds_what_is_seen_in_one_s_own_area(place: Place) -> None:
    place.appoint("li")
    department = world.body("dept", "department", DISTRICT)
    actions.give(
        place.keeper, department, person=world.user("c"), role="department_clerk", basis=BASIS
    )
    head = world.actor("head", "community_head", HOME)
    found = {grant.user.username for grant in grants_for(head, Sought())}
    assert found == {"li", "head"}
    every = {grant.user.username for grant in grants_for(place.keeper, Sought())}
    assert {"li", "c", "chief"} <= every
    asked = grants_for(place.keeper, Sought(body="dept", role="department_clerk", q="c"))
    assert [grant.user.username for grant in asked] == ["c"]
    assert not grants_for(place.keeper, Sought(area="nowhere")).exists()
    assert WORK


def test_residents_are_in_no_list(place: Place) -> None:
    world.grant(world.user("lan"), "resident", DISTRICT)
    assert not grants_for(place.keeper, Sought(q="lan")).exists()


def test_the_list_costs_the_same_for_a_thousand_people(
    place: Place, django_assert_max_num_queries: Any
) -> None:
    client = browser(place.keeper.user)
    path = "/offices/grants/"
    client.get(path)
    many(place.committee, 1000)
    with django_assert_max_num_queries(16):
        answer = client.get(path)
    assert "1003" in answer.content.decode() or "共 " in answer.content.decode()
    with django_assert_max_num_queries(20):
        assert client.get("/offices/").status_code == 200
    with django_assert_max_num_queries(14):
        assert client.get("/offices/grants/export.xlsx").status_code == 200


def many(body: Body, number: int) -> None:
    """So many people with a role."""
    from liren.kernel.access.models import User

    users = User.objects.bulk_create(
        User(username=f"u{n}", name=f"人{n}", password="!") for n in range(number)
    )
    Grant.objects.bulk_create(
        Grant(user=one, role="community_worker", area=body.area, body=body) for one in users
    )
