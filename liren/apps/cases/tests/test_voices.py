"""Questions and answers, neighbours who have the same trouble, and what is near."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liren.apps.cases import actions, rules
from liren.apps.cases.jobs import tell_step
from liren.apps.cases.models import Case, CaseKind, Join, Picture
from liren.apps.cases.queries import (
    course_for,
    joinable_for,
    joined_by,
    kinds_in_force,
    near_reports,
    own_open,
    question_of,
    usual_community,
    verbs_for,
)
from liren.apps.cases.tests.conftest import TEXT
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.audit.log import history
from liren.kernel.base.clock import moved_to, now
from liren.kernel.base.errors import Refused
from liren.kernel.files.tests import samples
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.values import changed
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world

BASE = "/api/v1/cases"
QUESTION = "纸箱堆在几楼？是哪一户的？"
ANSWER = "在三楼和四楼之间，是302的。"


@pytest.fixture
def neighbour(town: Area) -> Actor:
    return world.actor("neighbour", "resident", "990101.")


@pytest.fixture
def door() -> Callable[[Actor], Client]:
    """A browser signed in as somebody."""

    def open_for(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return open_for


# ── rules ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("cases.ask-too-late", lambda: rules.check_ask("closed", waiting=False, own=False)),
        ("cases.own-question", lambda: rules.check_ask("reported", waiting=False, own=True)),
        ("cases.asked-already", lambda: rules.check_ask("reported", waiting=True, own=False)),
        ("cases.thin-question", lambda: rules.check_question("哪", 6, "")),
        ("cases.no-question", lambda: rules.check_answer("三楼", waiting=False)),
        ("cases.thin-answer", lambda: rules.check_answer("  ", waiting=True)),
        ("cases.long-answer", lambda: rules.check_answer("长" * 4001, waiting=True)),
        (
            "cases.own-case",
            lambda: rules.check_join("reported", public=True, own=True, joined=False),
        ),
        (
            "cases.joined-already",
            lambda: rules.check_join("reported", public=True, own=False, joined=True),
        ),
        (
            "cases.not-to-join",
            lambda: rules.check_join("reported", public=False, own=False, joined=False),
        ),
        (
            "cases.not-to-join",
            lambda: rules.check_join("closed", public=True, own=False, joined=False),
        ),
    ],
)
def test_what_is_refused(code: str, call: Callable[[], None]) -> None:
    with pytest.raises(Refused) as no:
        call()
    assert no.value.code == code


def test_how_far() -> None:
    assert rules.metres((120.0, 30.0), (120.0, 30.001)) == pytest.approx(111, abs=1)
    assert rules.metres((120.0, 30.0), (120.001, 30.0)) == pytest.approx(96, abs=1)
    assert not rules.is_near(None, (120.0, 30.0), 100)
    assert rules.shares("南门花园 3栋", "南门花园3栋")
    assert not rules.shares("", "")


# ── questions ───────────────────────────────────────────────────────────────────────────────


def test_a_question_and_its_answer(resident: Actor, desk: Actor, case: Case) -> None:
    """cases.ask, cases.answer"""
    due = case.due_at
    case = actions.ask(desk, case, note=QUESTION)
    assert (case.asked_at is not None, case.due_at) == (True, due), "the clock goes on"
    found = question_of(case)
    assert found
    assert found.note == QUESTION
    assert own_open(resident, 3)[0].asks
    assert verbs_for(resident, case) == ["cases.answer"]
    case = actions.answer(resident, case, note=ANSWER)
    assert case.asked_at is None
    seen = [(step.verb, step.note) for step in course_for(resident, case)]
    assert seen[:2] == [("cases.answer", ANSWER), ("cases.ask", QUESTION)]
    assert [one.verb for one in history(case)[:2]] == ["cases.answer", "cases.ask"]


def test_who_asks_and_who_answers(
    resident: Actor, neighbour: Actor, desk: Actor, clerk: Actor, upto: Any
) -> None:
    case = upto("cases.sign")
    for nobody in (resident, neighbour):
        with pytest.raises(PermissionDenied):
            actions.ask(nobody, case, note=QUESTION)
    actions.ask(clerk, case, note=QUESTION)
    with pytest.raises(Refused) as no:
        actions.ask(desk, case, note=QUESTION)
    assert no.value.code == "cases.asked-already"
    for nobody in (neighbour, desk, clerk):
        with pytest.raises(PermissionDenied):
            actions.answer(nobody, case, note=ANSWER)
    actions.answer(resident, case, note=ANSWER)
    with pytest.raises(Refused) as no:
        actions.answer(resident, case, note=ANSWER)
    assert no.value.code == "cases.no-question"


def test_both_are_told(resident: Actor, desk: Actor, case: Case) -> None:
    actions.ask(desk, case, note=QUESTION)
    tell_step(case.pk, "cases.ask")
    assert QUESTION in Notice.objects.get(user=resident.user).text
    actions.answer(resident, case, note=f"{ANSWER}电话13800138000")
    tell_step(case.pk, "cases.answer")
    told = Notice.objects.get(user=desk.user).text
    assert "302" in told
    assert "13800138000" not in told


def test_a_place_may_let_the_clock_wait(resident: Actor, desk: Actor, case: Case) -> None:
    Parameter.objects.filter(key="cases.ask_puts_off").update(value="2 days")
    changed()
    due = case.due_at
    assert due
    case = actions.ask(desk, case, note=QUESTION)
    assert case.due_at
    assert case.due_at - due > timedelta(days=1)
    with moved_to(now() + timedelta(hours=3)):
        case = actions.answer(resident, case, note=ANSWER)
    assert case.due_at
    assert timedelta(hours=2.9) < case.due_at - due < timedelta(hours=3.1), "what was not needed"


def test_a_stage_that_began_meanwhile_is_left_alone(
    resident: Actor, desk: Actor, case: Case
) -> None:
    Parameter.objects.filter(key="cases.ask_puts_off").update(value="2 days")
    changed()
    actions.ask(desk, case, note=QUESTION)
    with moved_to(now() + timedelta(hours=1)):
        case = actions.accept(desk, case)
        due = case.due_at
        assert actions.answer(resident, case, note=ANSWER).due_at == due


def test_pages_of_question_and_answer(
    door: Callable[[Actor], Client], resident: Actor, desk: Actor, case: Case
) -> None:
    answer = door(desk).post(f"/cases/{case.uid}/ask/", {"note": QUESTION})
    assert answer.status_code == 302
    client = door(resident)
    assert "现在回答" in client.get("/my/").content.decode()
    page = client.get(f"/cases/{case.uid}/").content.decode()
    assert QUESTION in page
    assert client.post(f"/cases/{case.uid}/answer/", {"note": ANSWER}).status_code == 302
    assert ANSWER in door(desk).get(f"/cases/{case.uid}/").content.decode()
    api = door(desk).post(
        f"{BASE}/{case.uid}/ask", {"note": "哪"}, content_type="application/json"
    )
    assert (api.status_code, api.json()["type"]) == (409, "cases.thin-question")


# ── neighbours ──────────────────────────────────────────────────────────────────────────────


def test_a_neighbour_joins_once_and_hears_of_the_end(
    neighbour: Actor, resident: Actor, desk: Actor, upto: Any, case: Case
) -> None:
    """cases.join"""
    assert actions.join(neighbour, joinable_for(neighbour, case.uid)).join_count == 1
    with pytest.raises(Refused) as no:
        actions.join(neighbour, case)
    assert no.value.code == "cases.joined-already"
    with pytest.raises(Refused) as no:
        actions.join(resident, case)
    assert no.value.code == "cases.own-case"
    assert [one.uid for one in joined_by(neighbour)] == [case.uid]
    assert not Case.objects.allowed(neighbour, "cases.view").exists(), "joining shows nothing"
    case = upto("cases.close")
    tell_step(case.pk, "cases.close")
    tell_step(case.pk, "cases.close")
    told = Notice.objects.get(user=neighbour.user)
    assert "已办结" in told.text
    assert case.title not in told.text
    assert told.link == "/my/"
    with pytest.raises(Refused) as no:
        actions.join(world.actor("late", "resident", "990101."), case)
    assert no.value.code == "cases.not-to-join"


def test_what_is_not_public_is_not_joined(
    door: Callable[[Actor], Client], neighbour: Actor, case: Case
) -> None:
    CaseKind.objects.filter(pk=case.kind_id).update(public=False)
    changed()
    assert door(neighbour).post(f"/cases/{case.uid}/join/").status_code == 404
    api = door(neighbour).post(f"{BASE}/{case.uid}/join", {}, content_type="application/json")
    assert api.status_code == 404
    assert not Join.objects.exists()


def test_officials_do_not_join(desk: Actor, patrol: Actor, case: Case) -> None:
    for actor in (desk, patrol):
        with pytest.raises(PermissionDenied):
            actions.join(actor, case)


def test_points_are_known_by_their_square_only() -> None:
    one, other = (120.92501, 30.85502), (120.92502, 30.85501)
    assert rules.squared(one, 200) == rules.squared(other, 200)
    assert rules.metres(one, rules.squared(one, 200)) <= 142


# ── near ────────────────────────────────────────────────────────────────────────────────────


def reported(actor: Actor, area: Area, kind: CaseKind, **facts: Any) -> Case:
    """A case with a point."""
    return actions.report(actor, area, kind=kind, text=TEXT, source="resident", **facts)


def test_what_is_near(resident: Actor, town: Area, kind: CaseKind) -> None:
    here = (120.925, 30.855)
    close = reported(resident, town, kind, lng=120.9255, lat=30.855)
    other = world.area("990101.001.001.02.")
    far = reported(resident, other, kind, lng=120.95, lat=30.855)
    found = near_reports(kind, town, here)
    assert [one.uid for one in found] == [close.uid]
    assert found[0].close
    assert near_reports(kind, other, None)[0].uid == far.uid
    assert [one.uid for one in near_reports(kind, other, here)] == [close.uid, far.uid]
    with moved_to(now() + timedelta(days=40)):
        assert near_reports(kind, town, here) == []


def test_the_same_address_is_near(resident: Actor, town: Area, kind: CaseKind) -> None:
    other = world.area("990101.001.001.02.")
    one = reported(resident, other, kind, address="南门花园3栋2单元")
    said = "南门花园 3栋2单元"
    assert [n.uid for n in near_reports(kind, town, None, said, by=0)] == [one.uid]
    assert near_reports(kind, town, None, said) == [], "strangers do not try out addresses"


def test_private_kinds_are_not_shown(resident: Actor, town: Area, kind: CaseKind) -> None:
    reported(resident, town, kind)
    CaseKind.objects.update(public=False)
    assert near_reports(kind, town) == []


def facts_of(town: Area, **more: Any) -> dict[str, Any]:
    """What the form sends."""
    key = "0192f0c1-7e3a-7b5e-9c1d-2f6d5e4c3b2a"
    said = {"kind": "corridor_clutter", "text": "四楼楼道也堆了纸箱，走不过去。", "key": key}
    return {**said, "community": town.code[:12], **more}


def test_the_page_between_filling_and_sending(
    door: Callable[[Actor], Client], neighbour: Actor, case: Case, town: Area
) -> None:
    client = door(neighbour)
    page = client.post("/cases/report/", facts_of(town)).content.decode()
    assert "附近已上报" in page
    assert TEXT not in page
    assert "resident" not in page.split("<main")[1].split('name="key"')[0]
    assert f"/cases/{case.uid}/join/" in page
    back = client.post("/cases/report/", facts_of(town, back="1")).content.decode()
    assert "四楼楼道也堆了纸箱" in back
    assert client.post("/cases/report/", facts_of(town, sure="1")).status_code == 302
    assert Case.objects.count() == 2
    assert client.post(f"/cases/{case.uid}/join/").status_code == 302
    assert Join.objects.get().user == neighbour.user


def test_pictures_are_kept_between_filling_and_sending(
    door: Callable[[Actor], Client], neighbour: Actor, case: Case, town: Area
) -> None:
    client = door(neighbour)
    photo = SimpleUploadedFile("a.jpg", samples.with_place())
    page = client.post("/cases/report/", facts_of(town, pictures=photo))
    kept = dict(page.context["hidden"])["kept"]
    back = client.post("/cases/report/", facts_of(town, back="1", kept=kept)).content.decode()
    assert "1 张照片还在" in back
    for _time in range(2):  # pressed twice
        answer = client.post("/cases/report/", facts_of(town, sure="1", kept=kept))
        assert answer.status_code == 302
    assert Case.objects.exclude(pk=case.pk).get().picture_count == 1
    assert Picture.objects.count() == 1


def test_a_note_of_somebody_else_brings_no_picture(
    door: Callable[[Actor], Client], neighbour: Actor, town: Area
) -> None:
    for kept in ("x", "a:b:c", "'" * 9000):
        answer = door(neighbour).post("/cases/report/", facts_of(town, kept=kept, sure="1"))
        assert answer.status_code == 302
    assert not Picture.objects.exists()


def test_the_api_says_what_is_near(
    door: Callable[[Actor], Client], neighbour: Actor, case: Case, town: Area
) -> None:
    asked = {"kind": "corridor_clutter", "area": town.code}
    found = Client().get("/api/v1/open/near", asked).json()
    assert [one["id"] for one in found] == [str(case.uid)]
    assert set(found[0]) == {"id", "kind", "place", "at", "state", "joins", "ended"}
    answer = door(neighbour).post(f"{BASE}/{case.uid}/join", {}, content_type="application/json")
    assert answer.json()["joins"] == 1


# ── where one usually reports ───────────────────────────────────────────────────────────────


def test_the_form_knows_where_one_works_or_reported_before(
    town: Area, neighbour: Actor, door: Callable[[Actor], Client]
) -> None:
    mine = world.area("990101.001.002.01.")
    assert usual_community(neighbour) == ""
    kind = kinds_in_force()["corridor_clutter"]
    actions.report(neighbour, mine, kind=kind, text=TEXT, source=rules.Source.RESIDENT)
    assert usual_community(neighbour) == mine.parent.code  # type: ignore[union-attr]
    page = door(neighbour).get("/cases/report/").content.decode()
    assert f'<option value="{mine.parent.code}" selected>' in page  # type: ignore[union-attr]
    grid = world.actor("grid", "grid_worker", "990101.001.002.01.")
    assert usual_community(grid) == mine.parent.code  # type: ignore[union-attr]
    desk = world.actor("desk2", "subdistrict_desk", "990101.001.")
    assert usual_community(desk) == ""
