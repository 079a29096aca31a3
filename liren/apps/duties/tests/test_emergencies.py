"""Exceptions by law: named, limited, by two, and ended; departments in figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.duties.actions import assignments, emergencies, refusals
from liren.apps.duties.models import Assignment, Emergency
from liren.apps.duties.queries.departments import departments, figures
from liren.apps.duties.tests import standing
from liren.apps.duties.tests.conftest import DISTRICT, STREET, Offices
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

DAY = timedelta(days=1)


def declare(offices: Offices, actor: Actor | None = None, **facts: Any) -> Emergency:
    """The district office declares a flood."""
    given = {
        "title": "防汛Ⅲ级响应",
        "reason": "连续强降雨，河道超警",
        "law": "突发事件应对法",
        "article": "第七十三条",
        "since": today(),
        "until": today() + 7 * DAY,
        "bodies": [offices.department],
        **facts,
    }
    area = facts.pop("area", None) or world.area(DISTRICT)
    given.pop("area", None)
    return emergencies.declare_emergency(actor or offices.office, area, **given)


def ask(offices: Offices, row: Emergency) -> Assignment:
    """The department asks under it."""
    return assignments.assign(
        offices.clerk, offices.department, area=offices.communities[0], emergency=row,
        title="巡堤值守", due_on=today() + DAY,
    )  # fmt: skip


def test_it_lets_through_once_a_second_person_confirmed(offices: Offices) -> None:
    row = declare(offices)  # duties.declare_emergency
    with standing.no("duties.not-active"):
        ask(offices, row)
    with pytest.raises(Refused) as own:
        emergencies.confirm_emergency(offices.office, row)
    assert own.value.code == "access.own-work"
    emergencies.confirm_emergency(offices.second, row)  # duties.confirm_emergency
    assert ask(offices, row).passed_as == "emergency"


def test_it_is_over_after_its_day_or_when_it_is_ended(offices: Offices) -> None:
    row = emergencies.confirm_emergency(offices.second, declare(offices))
    with moved_to(now() + 8 * DAY), standing.no("duties.expired"):
        ask(offices, row)
    emergencies.end_emergency(offices.office, row, note="水位已退")  # duties.end_emergency
    assert ask(offices, row).pk  # its last day is today
    with moved_to(now() + DAY), standing.no("duties.expired"):
        ask(offices, row)
    with moved_to(now() + DAY), standing.no("duties.over"):
        emergencies.end_emergency(offices.office, row, note="再结束一次")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"law": " "}, "duties.no-law"),
        ({"article": ""}, "duties.no-law"),
        ({"bodies": []}, "duties.no-bodies"),
        ({"since": -1}, "duties.since-before"),
        ({"until": -1}, "duties.ends-before"),
        ({"until": 400}, "duties.too-long"),
    ],
)
def test_it_names_its_law_its_bodies_and_its_end(
    offices: Offices, facts: dict[str, Any], code: str
) -> None:
    days = {name: today() + n * DAY for name, n in facts.items() if name in ("since", "until")}
    with standing.no(code):
        declare(offices, **{**facts, **days})


def test_others_declare_none(offices: Offices) -> None:
    for actor in (offices.clerk, offices.desk, offices.heads[0]):
        with pytest.raises(PermissionDenied):
            declare(offices, actor)


def test_it_covers_its_place_and_bodies_only(offices: Offices) -> None:
    row = declare(offices, area=world.area(STREET))
    emergencies.confirm_emergency(offices.second, row)
    with standing.no("duties.out-of-scope"):
        assignments.assign(
            offices.clerk, offices.department, area=offices.communities[2], emergency=row,
            title="巡堤", due_on=today(),
        )  # fmt: skip
    with standing.no("duties.other-body"):
        assignments.assign(
            offices.other, offices.neighbour, area=offices.communities[0], emergency=row,
            title="报数", due_on=today(),
        )  # fmt: skip


def signed_in(actor: Actor) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_the_list_is_seen_by_all_who_are_asked(offices: Offices) -> None:
    form = {
        **{"title": "防汛", "reason": "强降雨", "law": "突发事件应对法", "article": "第七十三条"},
        **{"area": world.area(DISTRICT).code, "since": f"{today():%F}", "key": "k"},
        **{"until": f"{today() + DAY:%F}", "bodies": [offices.department.code]},
    }
    office = signed_in(offices.office)
    assert office.get("/duties/emergencies/declare/").status_code == 200
    assert office.post("/duties/emergencies/declare/", form).status_code == 302
    row = Emergency.objects.get()
    second = signed_in(offices.second)
    assert "待第二人确认" in second.get(row.get_absolute_url()).content.decode()
    confirm = f"/duties/emergencies/{row.uid}/confirm/"
    assert second.get(confirm).status_code == 200
    assert second.post(confirm, {"key": "c"}).status_code == 302
    for actor in (offices.heads[0], offices.clerk, offices.desk):
        page = signed_in(actor).get("/duties/emergencies/").content.decode()
        assert "防汛" in page
    end = {"note": "水退了，结束", "key": "e"}
    assert office.post(f"/duties/emergencies/{row.uid}/end/", end).status_code == 302


# ── departments ─────────────────────────────────────────────────────────────────────────────


def test_a_department_in_figures(offices: Offices) -> None:
    made = standing.active(offices)
    day: dict[str, Any] = {"due_on": today() + 7 * DAY, "application": made, "quantity": 10}
    tasks = [
        assignments.assign(offices.clerk, offices.department, area=area, **day)
        for area in offices.communities
    ]
    refusals.refuse(offices.heads[0], tasks[0], ground="held", note="人口库里已有")
    for _turn in range(2):
        refusals.refuse_outside(
            offices.heads[0], offices.communities[0], asker=offices.department, kind="form",
            title="月报表",
        )  # fmt: skip
    found = figures(offices.office, offices.department)
    assert (found.number, found.open, found.communities) == (3, 2, 3)
    assert (found.refused, found.outside, found.repeated) == (3, 2, 1)
    seen = figures(offices.heads[1], offices.department)
    assert (seen.number, seen.refused) == (1, 0)
    assert [line["body"] for line in departments(offices.clerk)] == [offices.department]
    for actor in (offices.clerk, offices.office, offices.desk, offices.heads[0]):
        client = signed_in(actor)
        assert client.get("/duties/departments/").status_code == 200
        page = client.get(f"/duties/departments/{offices.department.code}/")
        assert "老年人需求调查" in page.content.decode()  # duties.department
        listed = client.get("/duties/assignments/?tab=all").content.decode()
        assert "老年人需求调查" in listed
    sheet = signed_in(offices.office).get("/duties/assignments/export.xlsx?tab=all")
    assert sheet.status_code == 200  # duties.export_assignments
    task = signed_in(offices.clerk).get(tasks[1].get_absolute_url()).content.decode()
    assert made.number in task
