"""Pages and operations: the same answers at both doors, whatever is typed."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from python_calamine import CalamineWorkbook

from liren.apps.bodies.models import Body
from liren.apps.cases import actions as cases
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.testing import world
from tests.town import token_of

PAPER = "和安委办〔2026〕8号"
HOSTILE = (
    "<script>alert(1)</script>",
    "'; DROP TABLE access_body; --",
    "=1+1|cmd",
    "{{ 7*7 }}{% now %}",
    "‮gnp.exe",
    "a\x00b",
    "💣" * 30,
)


@pytest.fixture
def browser(leader: Actor) -> Client:
    """The head of the subdistrict at the screen."""
    client = Client(raise_request_exception=False)
    client.force_login(leader.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture
def api(leader: Actor) -> Callable[..., tuple[int, object]]:
    """The same person's program."""
    verbs = ("view", "found", "change", "dissolve", "count_members", "relate", "end_relation")
    token_of(leader.user, *(f"bodies.{verb}" for verb in verbs), "places.view", secret="lr_b")

    def call(path: str, facts: object = None) -> tuple[int, object]:
        client = Client(raise_request_exception=False)
        headers = {"Authorization": "Bearer lr_b"}
        if facts is None:
            answer = client.get(f"/api/v1{path}", headers=headers)
        else:
            answer = client.post(f"/api/v1{path}", facts, "application/json", headers=headers)
        return answer.status_code, answer.json()

    return call


def test_both_doors_say_the_same_no(
    browser: Client, api: Callable[..., tuple[int, object]], place: Area
) -> None:
    facts = {"kind": "unit", "name": "甲", "founding": PAPER, "since": today().isoformat()}
    page = browser.post(f"/bodies/found/?area={place.code}", facts)
    status, answer = api("/bodies", {**facts, "area": place.code})
    assert (page.status_code, status) == (422, 409)
    assert isinstance(answer, dict)
    assert answer["type"] == "bodies.no-name"
    assert answer["detail"] in page.content.decode()


def test_a_body_lives_through_the_api(
    api: Callable[..., tuple[int, object]], place: Area, bodies: dict[str, Body]
) -> None:
    facts = {"area": place.code, "kind": "residents_group", "name": "第一居民小组"}
    status, made = api("/bodies", {**facts, "founding": PAPER, "since": today().isoformat()})
    assert status == 201
    assert isinstance(made, dict)
    one = f"/bodies/{made['code']}"
    assert api(f"{one}/change", {"phone": "0199-1", "parent": "community"})[0] == 200
    status, counted = api(f"{one}/count", {"members": 300, "on": today().isoformat()})
    assert isinstance(counted, dict)
    assert (status, counted["members"], counted["parent"]) == (200, 300, "community")
    ties = {"other": "community", "tie": "executes_for", "basis": PAPER, "since": "2026-01-05"}
    status, refused = api(f"{one}/relate", ties)
    assert isinstance(refused, dict)
    assert (status, refused["type"]) == (409, "bodies.too-early")
    assert api(f"{one}/relate", {**ties, "since": today().isoformat()})[0] == 200
    status, chart = api(f"/bodies/chart/{place.code}")
    assert isinstance(chart, dict)
    assert (status, chart["model"]) == (200, "merged")
    assert chart["parts"]["executes"] == ["community"]
    key = next(line["id"] for line in chart["lines"] if line["id"])
    ended = api(f"/bodies/relations/{key}/end", {"on": today().isoformat()})
    assert ended[0] == 200
    status, gone = api(f"{one}/dissolve", {"closing": PAPER, "on": today().isoformat()})
    assert isinstance(gone, dict)
    assert (status, gone["valid_to"]) == (200, today().isoformat())
    assert api(f"{one}/dissolve", {"closing": PAPER, "on": today().isoformat()})[0] == 409
    assert len(api("/bodies/models")[1]) == 4  # type: ignore[arg-type]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(
    browser: Client, api: Callable[..., tuple[int, object]], place: Area, text: str
) -> None:
    facts = {"kind": "unit", "name": text, "founding": f"{text} {PAPER}", "since": today()}
    shown_at = 400 if "\x00" in text else 200
    page = browser.post(f"/bodies/found/?area={place.code}", facts)
    assert page.status_code in (302, 422)
    if page.status_code == 302:
        shown = browser.get(page["Location"]).content.decode()
        assert "<script>alert" not in shown
        assert browser.get(f"/bodies/chart/{place.code}/").status_code == 200
    assert browser.get("/bodies/", {"q": text}).status_code == shown_at
    assert browser.get("/bodies/", {"area": text, "kind": text}).status_code == shown_at
    assert browser.get("/bodies/models/", {"model": text}).status_code == shown_at
    assert browser.get("/bodies/missing/", {"area": text}).status_code in (400, 404)
    given = {**facts, "since": today().isoformat(), "area": place.code}
    assert api("/bodies", given)[0] in (201, 400, 409, 422)
    sheet = browser.get("/bodies/export.xlsx")
    content = b"".join(sheet.streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "名称"


def test_a_body_with_open_cases_stays(
    browser: Client, place: Area, leader: Actor, bodies: dict[str, Body]
) -> None:
    desk = world.actor("desk", "subdistrict_desk", "990101.001.")
    resident = world.actor("resident", "resident", place.path)
    kind = kinds_in_force()["corridor_clutter"]
    case = cases.report(
        resident, place, kind=kind, text="楼道堆放纸箱，挡住消火栓。", source="resident"
    )
    cases.accept(desk, case)
    cases.dispatch(desk, case, handler=bodies["community"], note="请居委会先处理。")
    facts = {"closing": PAPER, "on": today().isoformat()}
    page = browser.post("/bodies/community/dissolve/", facts)
    assert page.status_code == 422
    assert "还有 1 件事件由它承办" in page.content.decode()
    assert "先办结或改派" in page.content.decode()


def test_the_chart_names_who_decides_executes_pays_and_supervises(
    browser: Client, place: Area, bodies: dict[str, Body], holds: Callable[[str], None]
) -> None:
    holds("panlong")
    html = browser.get(f"/bodies/chart/{place.code}/").content.decode()
    assert "一委一站" in html
    for word in ("谁决定", "谁执行", "谁出钱", "谁监督", "谁领导"):
        assert word in html
    targets = {part.split('"')[0] for part in html.split('href="#line-')[1:]}
    marks = {part.split('"')[0] for part in html.split('id="line-')[1:]}
    assert targets
    assert targets == marks, "every line opens into its basis"
    table = browser.get("/bodies/models/").content.decode()
    for name in ("议行合一", "代表会议决策，居委会执行", "一委一站", "两委两中心"):
        assert name in table


def test_steps_are_offered_to_those_who_may(
    browser: Client, head: Actor, bodies: dict[str, Body]
) -> None:
    assert "撤销机构" in browser.get("/bodies/community/").content.decode()
    client = Client(raise_request_exception=False)
    client.force_login(head.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    own = client.get("/bodies/community/").content.decode()
    assert "修改信息" in own
    assert "登记关系" not in own
    assert client.get("/bodies/community/relate/").status_code == 403
    assert client.get("/bodies/subdistrict/").status_code == 200
    assert client.get("/bodies/subdistrict/change/").status_code == 403
