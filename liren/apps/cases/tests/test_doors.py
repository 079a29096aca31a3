"""Page and API give the same answers: what is refused, where, and in which words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from liren.apps.cases import actions
from liren.apps.cases.models import Case, CaseKind
from liren.apps.cases.queries import kinds_in_force
from liren.apps.cases.tests.conftest import GOOD, TEXT
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import changed
from liren.kernel.testing import world

BASE = "/api/v1/cases"


@pytest.fixture
def door(client: Client) -> Callable[[Actor], Client]:
    """A browser signed in as somebody."""

    def open_for(actor: Actor) -> Client:
        client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return open_for


def post(client: Client, path: str, **facts: Any) -> Any:
    """Send facts to an operation."""
    return client.post(f"{BASE}{path}", facts, content_type="application/json")


# ── report ──────────────────────────────────────────────────────────────────────────────────


def test_reporting(door: Callable[[Actor], Client], resident: Actor, town: Area) -> None:
    """cases.report: by code, by point, by address; the answer is the case."""
    client = door(resident)
    answer = post(client, "", kind="corridor_clutter", text=TEXT, area=town.code)
    assert answer.status_code == 201
    case = Case.objects.get(uid=answer.json()["id"])
    assert answer.json()["number"] == case.number
    assert (case.area, case.state, case.source) == (town, "reported", "resident")
    assert case.title == "3栋2单元楼道堆放纸箱，挡住消火栓"
    world.square(world.area("990101.001.002.01."), 120.5, 30.5)
    changed()
    facts = {"kind": "corridor_clutter", "text": TEXT, "lng": 120.505, "lat": 30.505}
    answer = post(client, "", **facts)
    assert answer.json()["area"] == "99010100100201"


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("cases.thin-report", {"text": "短"}),
    ("cases.no-such-kind", {"kind": "no_such"}),
    ("cases.no-place", {"area": ""}),
    ("cases.no-place", {"area": "990101000000"}),
    ("cases.no-place", {"area": "990101001000"}),
    ("cases.not-open", {"source": "desk"}),
    ("cases.not-open", {"source": "patrol"}),
]


@pytest.mark.parametrize(("code", "change"), REFUSED)
def test_a_refusal_is_a_problem_with_a_sentence(
    door: Callable[[Actor], Client], resident: Actor, town: Area, code: str, change: dict[str, Any]
) -> None:
    facts = {"kind": "corridor_clutter", "text": TEXT, "area": town.code, **change}
    answer = post(door(resident), "", **facts)
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    said = answer.json()
    assert said["type"] == code
    assert len(said["detail"]) > 8
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("text", {"text": None}),
        ("text", {"text": "长" * 5000}),
        ("lng", {"lng": 200, "lat": 0}),
        ("lat", {"lng": 0, "lat": "north"}),
        ("source", {"source": "rumour"}),
        ("area", {"area": "000000000000"}),
        ("title", {"title": "长" * 61}),
    ],
)
def test_a_wrong_form_names_the_field(
    door: Callable[[Actor], Client],
    resident: Actor,
    town: Area,
    field: str,
    change: dict[str, Any],
) -> None:
    facts = {"kind": "corridor_clutter", "text": TEXT, "area": town.code, **change}
    answer = post(door(resident), "", **facts)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    named = [one["field"].split(".")[-1] for one in answer.json()["fields"]]
    assert field in named, answer.json()


def test_a_source_that_the_kind_is_not_open_to(resident: Actor, town: Area) -> None:
    closed = [kind for kind in kinds_in_force().values() if "resident" not in kind.open_to]
    for kind in closed[:3]:
        with pytest.raises(Refused) as no:
            actions.report(resident, town, kind=kind, text=TEXT, source="resident")
        assert no.value.code == "cases.not-open"


# ── dispatch ────────────────────────────────────────────────────────────────────────────────


def test_a_body_that_does_not_reach_the_place(case: Case, desk: Actor) -> None:
    actions.accept(desk, case)
    far = world.body("far", "property_company", "990101.002.", "property")
    with pytest.raises(Refused) as no:
        actions.dispatch(desk, case, handler=far, note="确需")
    assert no.value.code == "cases.wrong-area"


def test_nothing_is_sent_to_a_body_that_was_dissolved(case: Case, desk: Actor) -> None:
    actions.accept(desk, case)
    gone = world.body("gone", "property_company", "990101.", "property")
    Body.objects.filter(pk=gone.pk).update(valid_to=today())
    with pytest.raises(Refused) as no:
        actions.dispatch(desk, case, handler=Body.objects.get(pk=gone.pk), note="确需")
    assert no.value.code == "cases.body-gone"


def test_a_body_that_is_not_competent_needs_a_reason(case: Case, desk: Actor) -> None:
    actions.accept(desk, case)
    odd = world.body("odd", "department", "990101.", "parks")
    with pytest.raises(Refused) as no:
        actions.dispatch(desk, case, handler=odd)
    assert no.value.code == "cases.not-competent"
    done = actions.dispatch(desk, case, handler=odd, note="物业撤场，由园林先行处理。")
    assert done.handler == odd


# ── page and API ────────────────────────────────────────────────────────────────────────────


def test_page_and_api_give_the_same_no(
    door: Callable[[Actor], Client], case: Case, desk: Actor
) -> None:
    client, thin = door(desk), {"reason": "不"}
    page = client.post(f"/cases/{case.uid}/reject/", thin)
    htmx = client.post(f"/cases/{case.uid}/reject/", thin, headers={"HX-Request": "true"})
    api = post(client, f"/{case.uid}/reject", **thin)
    assert (page.status_code, htmx.status_code, api.status_code) == (422, 422, 409)
    for answer in (page, htmx):
        assert api.json()["detail"] in answer.content.decode()
    assert b"<html" in page.content
    assert b"<html" not in htmx.content
    assert "HX-Request" in page["Vary"]


def test_what_was_typed_is_kept(
    door: Callable[[Actor], Client], resident: Actor, town: Area
) -> None:
    facts = {"kind": "corridor_clutter", "text": "短", "community": town.code[:12]}
    page = door(resident).post("/cases/report/", facts)
    assert page.status_code == 422
    assert "短</textarea>" in page.content.decode()


def test_a_foreign_case_does_not_exist(door: Callable[[Actor], Client], case: Case) -> None:
    client = door(world.actor("n", "subdistrict_desk", "990101.002."))
    for answer in (client.get(f"{BASE}/{case.uid}"), post(client, f"/{case.uid}/accept")):
        assert (answer.status_code, answer.json()["type"]) == (404, "not-found")
        assert case.title not in answer.content.decode()
    missing = client.get(f"{BASE}/0192f0c1-7e3a-7b5e-9c1d-2f6d5e4c3b2a")
    assert missing.json() == client.get(f"{BASE}/{case.uid}").json(), "no hint which of the two"


def test_listing(door: Callable[[Actor], Client], resident: Actor, desk: Actor, town: Area,
                 kind: CaseKind) -> None:  # fmt: skip
    made = [
        actions.report(resident, town, kind=kind, text=f"{TEXT}第{n}次。", source="resident")
        for n in range(5)
    ]
    client, cursor = door(desk), ""
    seen: list[str] = []
    while True:
        answer = client.get(BASE, {"limit": "2", "cursor": cursor, "sort": "new"}).json()
        seen += [one["id"] for one in answer["items"]]
        if not (cursor := answer["next"]):
            break
    assert seen == [str(case.uid) for case in reversed(made)]
    assert client.get(BASE, {"cursor": "x"}).status_code == 409
    for limit in ("0", "201", "x"):
        assert client.get(BASE, {"limit": limit}).status_code == 422
    assert client.get(BASE, {"kind": "no_such"}).json()["items"] == []
    assert client.get(BASE, {"area": "no_such"}).json()["items"] == []


def test_times_and_points_as_the_contract_says(
    door: Callable[[Actor], Client], desk: Actor, case: Case
) -> None:
    said = door(desk).get(f"{BASE}/{case.uid}").json()
    assert said["reported_at"].endswith(("Z", "+00:00", "+08:00"))
    assert said["steps"][0]["verb"] == "cases.report"
    assert said["text"] == TEXT


def test_one_key_is_one_case(door: Callable[[Actor], Client], resident: Actor, town: Area) -> None:
    client = door(resident)
    facts = {"kind": "corridor_clutter", "text": TEXT, "area": town.code}
    headers = {"Idempotency-Key": "k1"}
    answers = [
        client.post(BASE, facts, content_type="application/json", headers=headers)
        for _time in range(3)
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = {**facts, "text": f"{TEXT}另一处。"}
    again = client.post(BASE, other, content_type="application/json", headers=headers)
    assert (again.status_code, again.json()["type"]) == (409, "access.key-reused")


def test_the_page_is_idempotent_too(
    door: Callable[[Actor], Client], resident: Actor, town: Area
) -> None:
    facts = {"kind": "corridor_clutter", "text": TEXT, "community": town.code[:12], "key": "p1"}
    client = door(resident)
    places = {client.post("/cases/report/", facts)["Location"] for _time in range(3)}
    assert len(places) == 1
    assert Case.objects.count() == 1


def test_numbers_in_texts_are_masked_at_every_door(
    door: Callable[[Actor], Client], desk: Actor, resident: Actor, town: Area, kind: CaseKind
) -> None:
    text = "楼道堆物，请打13800138000找沈先生，身份证330421199001011237。"
    case = actions.report(
        resident, town, kind=kind, text=text, source="resident", address="电话13900139000",
        title="请打13800138000",
    )  # fmt: skip
    client = door(desk)
    paths = (
        *("/cases/?tab=all", f"/cases/{case.uid}/", f"/cases/{case.uid}/print/", "/cases/map/"),
        *("/cases/points.json?tab=all", BASE, f"{BASE}/{case.uid}", "/audit/"),
    )
    for path in paths:
        said = client.get(path).content.decode()
        for number in ("13800138000", "13900139000", "330421199001011237"):
            assert number not in said, path


def test_the_desk_reports_for_a_caller(
    door: Callable[[Actor], Client], desk: Actor, town: Area
) -> None:
    facts = {"kind": "corridor_clutter", "text": TEXT, "community": town.code[:12]}
    client = door(desk)
    for _time in range(2):
        caller = {"caller": "沈丽", "phone": "13800138000"}
        assert client.post("/cases/report/", {**facts, **caller}).status_code == 302
    first, second = Case.objects.order_by("pk")
    assert first.reporter == second.reporter != desk.user
    assert first.reporter.phone == "13800138000"
    assert "13800138000" not in first.reporter.username


def test_a_body_signs_what_was_sent_to_it(
    door: Callable[[Actor], Client], upto: Callable[[str], Case], clerk: Actor, company: Body
) -> None:
    case, client = upto("cases.dispatch"), door(clerk)
    assert client.get(BASE, {"tab": "mine"}).json()["items"][0]["handler"] == company.code
    assert post(client, f"/{case.uid}/sign").json()["state"] == "signed"
    assert post(client, f"/{case.uid}/feed_back", outcome=GOOD).json()["state"] == "handled"
    assert post(client, f"/{case.uid}/verify", passed=True).status_code == 403
