"""Pages and operations: the same answers by both doors, and what the pages say."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from liren.apps.offices import actions
from liren.apps.offices.models import Appointment, Deputy, Post
from liren.apps.offices.rules import Why
from liren.apps.offices.tests.conftest import BASIS, DISTRICT, HOME, Place, browser
from liren.apps.offices.tests.test_terms import roles_of, stand_in
from liren.kernel.access.models import Grant
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import today
from liren.kernel.testing import world

BASE = "/api/v1/offices"
HOSTILE = (
    "=1+1",
    "<script>alert(1)</script>",
    "'; DROP TABLE x;--",
    "@SUM(A1)",
    "𠮷野",
    "\u202eabc",
)


def post(client: Client, path: str, **facts: Any) -> Any:
    """Send facts to an operation."""
    return client.post(BASE + path, facts, content_type="application/json")


def test_a_post_s_life_through_the_api(place: Place) -> None:
    """offices.create_post, offices.change_post, offices.appoint, offices.extend, offices.end,
    offices.deputise, offices.end_deputy, offices.abolish_post, offices.view"""
    client = browser(place.chief.user)
    world.user("li"), world.user("wu")
    made = post(client, "", body="rc", kind="grid_worker", title="网格员", role="grid_worker")
    assert made.status_code == 201
    uid = made.json()["id"]
    changed = post(client, f"/posts/{uid}/change", title="专职网格员", seats=2)
    assert (changed.status_code, changed.json()["seats"]) == (200, 2)
    until = (today() + timedelta(days=90)).isoformat()
    term = post(client, f"/posts/{uid}/appoint", person="li", until=until)
    assert (term.status_code, term.json()["until"]) == (201, until)
    one = term.json()["id"]
    longer = (today() + timedelta(days=99)).isoformat()
    assert post(client, f"/terms/{one}/extend", until=longer).json()["until"] == longer
    facts = {"person": "wu", "since": today().isoformat(), "until": until, "reason": "产假"}
    deputy = post(client, f"/terms/{one}/deputise", **facts)
    assert (deputy.status_code, deputy.json()["stands_for"]) == (201, "li")
    ended = post(client, f"/deputies/{deputy.json()['id']}/end", reason="提前返岗")
    assert ended.json()["ended_on"] == today().isoformat()
    assert post(client, f"/terms/{one}/end", why="moved").status_code == 200
    gone = post(client, f"/posts/{uid}/abolish", on=today().isoformat(), basis="机构改革")
    assert gone.json()["valid_to"] == today().isoformat()
    listed = client.get(f"{BASE}?tab=vacant").json()
    assert {one["title"] for one in listed} >= {"社区书记、主任"} or listed
    assert roles_of("li") == []


def test_giving_and_taking_through_the_api(place: Place) -> None:
    """offices.give, offices.take, offices.view_grants"""
    client = browser(place.keeper.user)
    world.user("li")
    given = post(
        client, "/grants", person="li", role="auditor", area=world.area(DISTRICT).code, basis=BASIS
    )
    assert given.status_code == 201
    listed = client.get(f"{BASE}/grants?q=li").json()
    assert [(one["role"], one["given_by"]) for one in listed] == [("auditor", "keeper")]
    taken = post(client, f"/grants/{given.json()['id']}/take", reason="审计结束")
    assert taken.json()["taken"]


def test_page_and_api_give_the_same_no(place: Place) -> None:
    place.appoint("a"), place.appoint("b"), world.user("c")
    client = browser(place.chief.user)
    facts = {"person": "c", "since": today().isoformat(), "how": "hired"}
    page = client.post(f"/offices/posts/{place.worker.uid}/appoint/", facts)
    api = post(client, f"/posts/{place.worker.uid}/appoint", person="c")
    assert (page.status_code, api.status_code) == (422, 409)
    assert api.json()["type"] == "offices.no-seat"
    assert api.json()["detail"] in page.content.decode()


def test_a_role_is_spelled_out_before_it_is_given(place: Place) -> None:
    """offices.give: form, look, deed."""
    world.user("li")
    client = browser(place.keeper.user)
    facts = {
        "person": "li",
        "role": "community_worker",
        "area": world.area(HOME).code,
        "since": today().isoformat(),
        "until": (today() + timedelta(days=30)).isoformat(),
        "basis": BASIS,
        "key": "k",
    }
    look = client.post("/offices/grants/give/", facts).content.decode()
    assert "请核对" in look
    assert "派遣" in look
    assert "核查" in look
    assert not Grant.objects.filter(user__username="li").exists()
    again = client.post("/offices/grants/give/", {**facts, "sure": "no"}).content.decode()
    assert BASIS in again
    assert "下一步" in again
    done = client.post("/offices/grants/give/", {**facts, "sure": "yes"}, follow=True)
    assert "社区工作者" in done.content.decode()
    assert roles_of("li") == ["community_worker"]
    client.post("/offices/grants/give/", {**facts, "sure": "yes"})
    assert Grant.objects.filter(user__username="li").count() == 1


def test_one_s_own_page_says_what_and_why(place: Place) -> None:
    one = place.appoint("wang", place.head, basis="选举结果公告")
    stand_in(place, one, "zhao")
    page = browser(one.person).get("/offices/mine/").content.decode()
    for words in ("社区书记、主任", "随任职", "chief", "选举结果公告", "派遣"):
        assert words in page
    deputy = browser(world.user("zhao")).get("/offices/mine/").content.decode()
    assert "代理 wang" in deputy


def test_others_are_seen_within_reach_only(place: Place) -> None:
    one = place.appoint("li")
    far = world.actor("far", "community_head", "990101.002.001.")
    path = f"/offices/people/{one.person_id}/"
    assert browser(far.user).get(path).status_code == 404
    assert browser(place.chief.user).get(path).status_code == 200
    assert browser(world.actor("w", "community_worker", HOME).user).get(path).status_code == 404


def test_lists_filter_and_end(place: Place) -> None:
    one = place.appoint("li", until=today() + timedelta(days=20))
    gone = place.appoint("wu")
    actions.end(place.chief, gone, why=Why.RESIGNED, note="考取其他单位")
    client = browser(place.chief.user)
    assert "空缺 1 个" in client.get("/offices/?tab=vacant").content.decode()
    assert "li" in client.get("/offices/?tab=ending&q=li").content.decode()
    assert "没有找到岗位" in client.get("/offices/?q=没有的岗位").content.decode()
    assert "考取其他单位" in client.get(place.worker.get_absolute_url()).content.decode()
    for tab in ("now", "ending", "past"):
        assert client.get(f"/offices/grants/?tab={tab}&area={place.home.code}").status_code == 200
    assert one.grant is not None


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names(place: Place, name: str) -> None:
    leader = actions.create_post(
        place.chief, place.committee, kind=place.worker.kind, title=name[:60], seats=9
    )
    actions.appoint(place.chief, leader, name=name)
    world.grant(Appointment.objects.get(post=leader).person, "auditor", HOME)
    for path in ("/offices/", leader.get_absolute_url(), "/offices/grants/"):
        page = browser(place.keeper.user).get(path).content.decode()
        assert "<script>alert" not in page
    answer = browser(place.keeper.user).get("/offices/grants/export.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer))).get_sheet_by_index(0)
    assert name in [row[0] for row in rows.to_python()]
    assert Entry.objects.filter(verb="offices.export").count() == 1


def test_pages_of_steps_open_and_say_what_they_do(place: Place) -> None:
    one = place.appoint("wang", place.head)
    deputy: Deputy = stand_in(place, one, "zhao")
    client = browser(place.chief.user)
    for path, words in (
        (f"/offices/posts/{place.worker.uid}/appoint/", "自动获得"),
        (f"/offices/posts/{place.worker.uid}/change/", "保存"),
        (f"/offices/posts/{place.worker.uid}/abolish/", "历任记录保留"),
        (f"/offices/terms/{one.uid}/end/", "立刻收回"),
        (f"/offices/terms/{one.uid}/extend/", "现在的任期"),
        (f"/offices/terms/{one.uid}/deputise/", "同时写明"),
        (f"/offices/deputies/{deputy.uid}/end/", "立刻收回"),
        ("/offices/new/", "rc"),
        ("/offices/new/?body=rc", "岗位类别"),
        ("/offices/giving/", "不能由同一人兼任"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert words in answer.content.decode(), path


def test_a_post_is_set_up_on_its_page(place: Place) -> None:
    client = browser(place.chief.user)
    facts = {"for": "rc", "kind": "building_leader", "title": "楼栋长", "seats": "30"}
    assert client.post("/offices/new/", facts).status_code == 302
    made = Post.objects.get(title="楼栋长")
    assert (made.seats, made.role, made.how) == (30, "", "appointed")
    assert client.post("/offices/new/", {**facts, "seats": "0"}).status_code == 422
