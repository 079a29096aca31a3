"""The telephone: whose tasks, what is kept of them, what a waiting form is answered."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liren.apps.bodies.models import Body
from liren.apps.cases import actions
from liren.apps.cases.models import Case, Picture
from liren.apps.cases.queries import kinds_in_force
from liren.apps.cases.queries.phone import tasks_for
from liren.apps.cases.rules import State
from liren.kernel.access.actor import Actor
from liren.kernel.files.tests import samples
from liren.kernel.testing import world

COMMUNITY = "990101.001.001."
GRID = COMMUNITY + "01."
NEXT_GRID = COMMUNITY + "02."
TEXT = "3栋2单元楼道堆放纸箱，挡住消火栓，联系人 13912345678。"
DONE = "已联系住户清运，楼道恢复畅通。"
MOST = 12


@pytest.fixture
def worker(db: None) -> Actor:
    """A grid worker of the first grid."""
    world.rules()
    world.square(world.area(GRID), 120.92, 30.85)
    world.square(world.area(NEXT_GRID), 120.93, 30.85)
    return world.actor("ye", "grid_worker", GRID)


@pytest.fixture
def desk(worker: Actor) -> Actor:
    """The desk of the subdistrict."""
    return world.actor("xu", "subdistrict_desk", "990101.001.")


@pytest.fixture
def company(worker: Actor) -> Body:
    """A property company of the community."""
    return world.body("和睦物业", "property_company", COMMUNITY, "property")


@pytest.fixture
def clerk(company: Body) -> Actor:
    """Somebody who acts for it."""
    return world.actor("qian", "property_company", for_body=company)


def reported(by: Actor, where: str = GRID, kind: str = "corridor_clutter") -> Case:
    """A report somewhere."""
    found = kinds_in_force()[kind]
    return actions.report(by, world.area(where), kind=found, text=TEXT, source="resident")


def handled(desk: Actor, clerk: Actor, company: Body, where: str = GRID) -> Case:
    """A case whose outcome waits for its check."""
    case = actions.dispatch(desk, actions.accept(desk, reported(desk, where)), handler=company)
    return actions.feed_back(clerk, actions.sign(clerk, case), outcome=DONE)


def browser(who: Actor) -> Client:
    """Somebody's telephone."""
    client = Client()
    client.force_login(who.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def send(who: Actor, path: str, **facts: Any) -> Any:
    """What the outbox sends."""
    return browser(who).post(f"/m/{path}", facts, headers={"Accept": "application/json"})


# ── whose tasks ─────────────────────────────────────────────────────────────────────────────


def test_my_tasks_are_those_of_my_grid_that_i_can_do(
    worker: Actor, desk: Actor, clerk: Actor, company: Body
) -> None:
    check = handled(desk, clerk, company)
    small = next(code for code, kind in kinds_in_force().items() if kind.self_handle)
    other = next(code for code, kind in kinds_in_force().items() if not kind.self_handle)
    own = reported(desk, kind=small)
    reported(desk, kind=other)  # for others to dispatch
    handled(desk, clerk, company, NEXT_GRID)  # for a neighbour to check
    assert {case.pk for case in tasks_for(worker)} == {check.pk, own.pk}


def test_tasks_come_by_the_clock(worker: Actor, desk: Actor, clerk: Actor, company: Body) -> None:
    for _ in range(3):
        handled(desk, clerk, company)
    due = [case.due_at for case in tasks_for(worker)]
    assert due == sorted(due, key=str)


def test_one_does_not_check_ones_own_work(worker: Actor, desk: Actor) -> None:
    small = next(code for code, kind in kinds_in_force().items() if kind.self_handle)
    actions.self_handle(worker, reported(desk, kind=small), outcome=DONE)
    assert tasks_for(worker) == []


def test_the_telephone_keeps_only_what_the_task_needs(
    worker: Actor, desk: Actor, clerk: Actor, company: Body
) -> None:
    case = handled(desk, clerk, company)
    kept = browser(worker).get("/m/tasks.json").json()
    assert [task["uid"] for task in kept["tasks"]] == [str(case.uid)]
    assert kept["tasks"][0]["verbs"] == ["cases.verify"]
    assert "13912345678" not in json.dumps(kept)
    assert set(kept["tasks"][0]) == {
        *("uid", "number", "verb", "label", "verbs", "title", "address", "text", "outcome"),
        *("kind", "state", "urgent", "seen", "due", "url"),
    }


# ── a report ────────────────────────────────────────────────────────────────────────────────


def test_a_report_needs_a_kind_and_words_and_lies_in_ones_grid(worker: Actor) -> None:
    answer = send(worker, "report/", common="street_lamp", text="路灯不亮三天了。", key="k1")
    assert answer.status_code == 200
    case = Case.objects.get()
    assert (str(case.uid), case.number) == (answer.json()["id"], answer.json()["number"])
    assert (case.area.path, case.source) == (GRID, "patrol")


def test_the_same_report_sent_again_makes_one_case(worker: Actor) -> None:
    facts = {"common": "street_lamp", "text": "路灯不亮三天了。", "key": "k1"}
    first, second = (send(worker, "report/", **facts).json() for _ in range(2))
    assert first == second
    assert Case.objects.count() == 1


def test_a_point_decides_and_a_neighbours_is_refused(worker: Actor) -> None:
    facts = {"common": "street_lamp", "text": "路灯不亮三天了。"}
    inside = send(worker, "report/", **facts, key="k1", lng="120.925", lat="30.855")
    outside = send(worker, "report/", **facts, key="k2", lng="120.935", lat="30.855")
    away = send(worker, "report/", **facts, key="k3", lng="121.5", lat="30.855")
    assert (inside.status_code, outside.status_code, away.status_code) == (200, 409, 409)
    assert outside.json()["type"] == "cases.outside"
    assert Case.objects.get().lng == pytest.approx(120.925)


def test_what_is_wrong_with_a_report_is_said(worker: Actor) -> None:
    thin = send(worker, "report/", common="street_lamp", text="坏", key="k1")
    none = send(worker, "report/", text="路灯不亮三天了。", key="k2")
    assert (thin.status_code, none.status_code) == (409, 422)
    assert thin.json()["type"] == "cases.thin-report"
    assert "问题类型" in none.json()["detail"]


def test_its_pictures_follow_once(worker: Actor) -> None:
    said = send(worker, "report/", common="street_lamp", text="路灯不亮三天了。", key="k1").json()
    photo = samples.picture("JPEG", (640, 480), "#79c")
    for _ in range(2):
        answer = browser(worker).post(
            f"/api/v1/cases/{said['id']}/pictures",
            {"file": SimpleUploadedFile("a.jpg", photo), "phase": "before"},
            headers={"Idempotency-Key": "k1:1"},
        )
        assert answer.status_code == 201
    assert Picture.objects.count() == 1


# ── a step ──────────────────────────────────────────────────────────────────────────────────


def test_a_waiting_step_is_done_once_with_its_pictures(
    worker: Actor, desk: Actor, clerk: Actor, company: Body
) -> None:
    case = handled(desk, clerk, company)
    seen = case.stage_at.isoformat()
    for _ in range(2):
        photo = SimpleUploadedFile("a.jpg", samples.picture("JPEG", (640, 480), "#79c"))
        answer = send(
            worker, f"cases/{case.uid}/verify/", passed="yes", seen=seen, key="k1", pictures=photo
        )
        assert answer.status_code == 200, answer.content
    case.refresh_from_db()
    assert case.state == State.VERIFIED
    assert Picture.objects.get().phase == "check"


def test_what_happened_meanwhile_is_told(
    worker: Actor, desk: Actor, clerk: Actor, company: Body
) -> None:
    case = handled(desk, clerk, company)
    mate = world.actor("bao", "grid_worker", GRID)
    actions.verify(mate, case, passed=True, note="看过了，已清走。")
    facts = {"passed": "no", "note": "纸箱还在，没有清走。", "key": "k1"}
    answer = send(worker, f"cases/{case.uid}/verify/", seen=case.stage_at.isoformat(), **facts)
    told = answer.json()
    assert answer.status_code == 409
    assert told["since"]["state"] == "待结案"
    assert "bao" in told["since"]["said"]
    assert "看过了" in told["since"]["note"]
    case.refresh_from_db()
    assert case.state == State.VERIFIED


def test_another_round_is_another_matter(
    worker: Actor, desk: Actor, clerk: Actor, company: Body
) -> None:
    case = handled(desk, clerk, company)
    seen = case.stage_at.isoformat()
    mate = world.actor("bao", "grid_worker", GRID)
    actions.verify(mate, case, passed=False, note="纸箱还在，没有清走。")
    actions.feed_back(clerk, Case.objects.get(pk=case.pk), outcome=DONE)
    answer = send(worker, f"cases/{case.uid}/verify/", passed="yes", seen=seen, key="k1")
    assert (answer.status_code, answer.json()["type"]) == (409, "cases.moved-on")
    case.refresh_from_db()
    assert case.state == State.HANDLED


def test_a_case_out_of_reach_does_not_exist(
    worker: Actor, desk: Actor, clerk: Actor, company: Body
) -> None:
    case = handled(desk, clerk, company, NEXT_GRID)
    answer = send(worker, f"cases/{case.uid}/verify/", passed="yes", key="k1")
    assert (answer.status_code, answer.json()["since"]) == (404, None)
    assert browser(worker).get(f"/m/cases/{case.uid}/").status_code == 404


def test_what_the_role_does_not_hold_is_refused(worker: Actor, desk: Actor) -> None:
    case = reported(desk)
    answer = send(worker, f"cases/{case.uid}/accept/", kind="corridor_clutter", key="k1")
    assert (answer.status_code, answer.json()["type"]) == (403, "denied")


def test_a_picture_of_after_is_added_from_the_telephone(worker: Actor, desk: Actor) -> None:
    case = reported(desk)
    photo = SimpleUploadedFile("a.jpg", samples.picture("JPEG", (640, 480), "#79c"))
    path = f"cases/{case.uid}/add_picture/"
    assert send(worker, path, phase="after", pictures=photo, key="k1").status_code == 200
    assert Picture.objects.get().phase == "after"


# ── pages ───────────────────────────────────────────────────────────────────────────────────


def test_who_works_outside_starts_there_and_others_at_their_desk(
    worker: Actor, desk: Actor
) -> None:
    resident = world.actor("lan", "resident", "990101.")
    assert browser(worker).get("/")["Location"] == "/m/"
    assert browser(desk).get("/")["Location"] == "/cases/"
    assert browser(resident).get("/m/")["Location"] == "/"
    assert browser(desk).get("/m/").status_code == 200


def test_lists_are_searched_and_parted(worker: Actor, desk: Actor) -> None:
    mine = reported(worker)
    actions.reject(desk, reported(desk), reason="重复上报，已在另一件中办理。")
    client = browser(worker)

    def found(query: str) -> int:
        return client.get(f"/m/cases/?{query}").content.decode().count("/m/cases/0")

    assert [found(f"tab={tab}") for tab in ("open", "closed", "reported")] == [1, 1, 1]
    assert found("q=消火栓") == 1
    assert found("q=不存在的词") == 0
    assert str(mine.uid) in client.get("/m/points.json").content.decode() or mine.lng is None


def test_pages_do_not_ask_more_for_more_tasks(
    worker: Actor, desk: Actor, clerk: Actor, company: Body
) -> None:
    client = browser(worker)

    def asked(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    handled(desk, clerk, company)
    paths = ("/m/", "/m/tasks.json", "/m/cases/", "/m/map/", "/m/points.json")
    few = [asked(path) for path in paths]
    for _ in range(6):
        handled(desk, clerk, company)
    assert [asked(path) for path in paths] == few
    assert max(few) <= MOST, few


def test_the_shell_holds_nobodys_data(worker: Actor, desk: Actor) -> None:
    case = reported(desk)
    for client in (Client(), browser(worker)):
        page = client.get("/m/shell/?lang=en").content.decode()
        assert 'lang="en"' in page
        assert "data-user" not in page
        assert str(case.uid) not in page
        assert 'name="csrfmiddlewaretoken" value=""' in page


def test_the_worker_keeps_the_shell_and_files_only(worker: Actor) -> None:
    answer = Client().get("/sw.js")
    facts = json.loads(answer.content.decode().split("const KEPT = ")[1].split(";\n")[0])
    assert "no-store" in answer["Cache-Control"]
    assert facts["root"] == "/m/"
    assert facts["shell"] == "/m/shell/"
    assert all(name.startswith("/static/") for name in facts["files"])
    assert "/static/web/outbox.js" in facts["files"]
    pages = [f"{facts['shell']}?lang={code}" for code in facts["languages"]]
    gone = [name for name in (*facts["files"], *pages) if Client().get(name).status_code != 200]
    assert gone == [], "one that is not there, and nothing is kept at all"


def test_a_token_is_given_to_who_is_signed_in(worker: Actor) -> None:
    assert Client().get("/token.json").status_code == 401
    said = browser(worker).get("/token.json").json()
    assert said["user"] == str(worker.user.pk)
    assert said["csrf"]
