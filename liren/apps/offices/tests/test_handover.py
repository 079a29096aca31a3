"""Hand-over: everything that hangs on a person, in one act."""

from datetime import timedelta
from typing import Any

from django.test import Client

from liren.apps.cases.models import SavedView
from liren.apps.offices import actions
from liren.apps.offices.models import Appointment, HandOver
from liren.apps.offices.queries import holdings_of
from liren.apps.offices.rules import Fate
from liren.apps.offices.tests.conftest import BASIS, DISTRICT, Place, browser
from liren.apps.offices.tests.test_terms import refused, roles_of, stand_in
from liren.kernel.access.models import Token, User
from liren.kernel.api.tokens import digest
from liren.kernel.base.clock import now, today
from liren.kernel.testing import world


def loaded(place: Place) -> User:
    """Somebody with a post, a role, an absence to fill, a token and a kept view."""
    person = place.appoint("li", until=today() + timedelta(days=90)).person
    actions.give(
        place.keeper,
        place.committee,
        person=person,
        role="department_clerk",
        basis=BASIS,
    )
    stand_in(place, place.appoint("wang", place.head), "li")
    Token.objects.create(
        user=person,
        name="对接",
        digest=digest("lr_li"),
        scopes=["cases.view"],
        made_at=now(),
        until=today(),
    )
    SavedView.objects.create(user=person, name="超期件", query="tab=late")
    return person


def plan_for(person: User, to: User) -> dict[str, tuple[Fate, User | None]]:
    """All that can move moves, the rest ends."""
    return {
        line.key: (Fate.MOVE, to) if line.moves else (Fate.DROP, None)
        for line in holdings_of(person)
    }


def test_a_hand_over_moves_everything_and_signs_out(place: Place) -> None:
    person, to = loaded(place), world.user("wu")
    device = browser(person)
    assert device.get("/offices/mine/").status_code == 200
    assert {line.sort for line in holdings_of(person)} == {
        *("post", "grant", "deputy", "token", "view")
    }
    done = actions.hand_over(
        place.keeper,
        world.area(DISTRICT),
        person=person,
        plan=plan_for(person, to),
        reason="调往区民政局",
    )
    assert roles_of("li") == []
    assert sorted(roles_of("wu")) == ["community_worker", "department_clerk"]
    assert SavedView.objects.get().user == to
    moved = Appointment.objects.get(person=to)
    assert moved.until == today() + timedelta(days=90)
    person.refresh_from_db()
    assert not person.is_active
    assert device.get("/offices/mine/").status_code == 302
    program = Client(headers={"Authorization": "Bearer lr_li"})
    assert program.get("/api/v1/me").status_code == 401
    assert len(done.lines) == 5
    assert holdings_of(person) == []


def test_every_line_is_decided_and_nothing_is_half_done(place: Place) -> None:
    person, to = loaded(place), world.user("wu")
    plan = plan_for(person, to)
    area = world.area(DISTRICT)

    def act(plan: Any, **facts: Any) -> Any:
        return lambda: actions.hand_over(
            place.keeper, area, person=person, plan=plan, reason="调动", **facts
        )

    short = dict(list(plan.items())[1:])
    refused(act(short), "offices.lines-changed")
    nobody = {**plan, next(iter(plan)): (Fate.MOVE, None)}
    refused(act(nobody), "offices.no-successor")
    kept = {**plan, next(iter(plan)): (Fate.KEEP, None)}
    refused(act(kept), "offices.nothing-kept")
    world.grant(to, "auditor", DISTRICT)
    refused(act(plan), "offices.roles-apart")
    assert sorted(set(roles_of("li"))) == [
        "community_head",
        "community_worker",
        "department_clerk",
    ]
    assert not HandOver.objects.exists()
    assert act(kept, close_account=False)


def test_who_holds_more_than_i_may_give_is_not_mine_to_hand_over(place: Place) -> None:
    admin = world.actor("sys", "system_administrator", DISTRICT).user
    area, plan = world.area(DISTRICT), plan_for(admin, world.user("wu"))
    refused(
        lambda: actions.hand_over(place.keeper, area, person=admin, plan=plan, reason="调动"),
        "access.beyond-you",
    )
    mine = plan_for(place.keeper.user, world.user("wu"))
    refused(
        lambda: actions.hand_over(
            place.keeper, area, person=place.keeper.user, plan=mine, reason="调动"
        ),
        "offices.own-hand",
    )


def test_the_page_asks_for_every_line_then_looks_once_more(place: Place) -> None:
    """offices.hand_over"""
    person = loaded(place)
    world.user("wu")
    client, path = browser(place.keeper.user), f"/offices/people/{person.pk}/hand-over/"
    page = client.get(path).content.decode()
    assert "超期件" in page
    assert "对接" in page
    lines = holdings_of(person)
    facts = {"reason": "调往区民政局", "close_account": "on", "key": "k"}
    for at, line in enumerate(lines):
        facts[f"fate-{at}"] = "move" if line.moves else "drop"
        if line.moves:
            facts[f"to-{at}"] = "wu"
    bad = client.post(path, {**facts, "to-0": "没有这个人"})
    assert bad.status_code == 422
    look = client.post(path, facts)
    assert look.status_code == 200
    assert "确认交接" in look.content.decode()
    assert not HandOver.objects.exists()
    done = client.post(path, {**facts, "sure": "yes"}, follow=True)
    assert "离岗交接记录" in done.content.decode()
    assert HandOver.objects.count() == 1
