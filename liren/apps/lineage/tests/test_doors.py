"""Pages and API: who sees and does what, and that both give the same no."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from liren.apps.lineage import actions
from liren.apps.lineage.models import Change
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Token, User
from liren.kernel.access.who import actor_of
from liren.kernel.api.tokens import digest
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.testing import world

from .conftest import OFFICE, noon, wish

WHY = "居民意见还没有听取，请先召开居民会议。"


def client_of(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def api_of(user: User, *scopes: str) -> Any:
    """A program with a key of its own."""
    secret = f"lr_{user.pk}"
    Token.objects.create(
        user=user, name="t", digest=digest(secret), scopes=list(scopes), made_at=now(),
        until=today() + timedelta(days=60),
    )  # fmt: skip
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def post(path: str, facts: dict[str, Any] | None = None) -> Any:
        return client.post(f"/api/v1/lineage{path}", facts or {}, "application/json")

    return post


@pytest.fixture
def drafted(communities: list[Area], head: Actor) -> Change:
    """A draft: 南门 gives its last two grids to 瓶山."""
    south = communities[0]
    parts = [
        wish("南门社区", continues=south.code, households=2100),
        wish("瓶山社区", south.code + "03", south.code + "04", households=900),
    ]
    office = Area.objects.get(path=OFFICE)
    return actions.draft(
        head, office, kind="split", predecessors=[south], parts=parts,
        effective=today() + timedelta(days=10), title="南门社区拆分", document="和政发〔2026〕8号",
    )  # fmt: skip


def test_from_the_form_to_the_day(communities: list[Area], head: Actor, district: Actor) -> None:
    office, south = Area.objects.get(path=OFFICE), communities[0]
    page = client_of(head.user)
    address = f"/lineage/draft/?office={office.code}&kind=split"
    assert page.get("/lineage/draft/").status_code == 200
    assert "南门社区" in page.get(address).content.decode()
    day = today() + timedelta(days=9)
    facts = {
        "title": "南门拆分", "document": "和政发〔2026〕9号", "effective": f"{day:%F}",
        "predecessors": south.code, "names": "南门社区\n瓶山社区",
    }  # fmt: skip
    answer = page.post(address, facts)
    assert answer.status_code == 302
    change = Change.objects.get()
    assign_all(page, change)
    assert page.post(f"/lineage/{change.uid}/propose/", {}).status_code == 302
    other = client_of(district.user)
    assert "由系统执行" in other.get(f"/lineage/{change.uid}/consent/").content.decode()
    assert other.post(f"/lineage/{change.uid}/consent/", {}).status_code == 302
    change.refresh_from_db()
    assert change.state == "consented"
    with moved_to(noon(day)):
        assert other.post(f"/lineage/{change.uid}/carry_out/", {}).status_code == 302
        actions.follow(Change.objects.get())
        shown = page.get(f"/lineage/areas/{south.code}/").content.decode()
    assert "瓶山社区" in shown
    assert "和政发〔2026〕9号" in shown


def assign_all(page: Client, change: Change) -> None:
    """Give every other grid to the second successor through the form."""
    shown = page.get(f"/lineage/{change.uid}/assign/")
    assert shown.status_code == 200
    form = shown.context["form"]
    facts: dict[str, Any] = {name: form[name].value() or "" for name in form.fields}
    for number, area in enumerate(form.grids):
        facts[f"grid_{area.pk}"] = str(number % 2)
    assert page.post(f"/lineage/{change.uid}/assign/", facts).status_code == 302
    assert len(change.parts.get(order=1).grids) == 2


def test_the_preview_counts_and_says_what_is_missing(drafted: Change, head: Actor) -> None:
    shown = client_of(head.user).get(f"/lineage/{drafted.uid}/").content.decode()
    assert "南门社区：2100 户，在标准" in shown
    assert "瓶山社区：900 户，少于标准" in shown
    assert "无法计算" in shown, "nobody declared voters"
    assert '<svg class="ground"' in shown


@pytest.mark.parametrize("path", ["", "assign/", "propose/", "consent/", "refuse/", "withdraw/"])
def test_a_neighbour_finds_nothing(drafted: Change, path: str) -> None:
    for role in ("subdistrict_head", "district_office", "community_head"):
        foreign = world.actor(f"foreign-{role}", role, "990102.001.").user
        client = client_of(foreign)
        assert client.get(f"/lineage/{drafted.uid}/{path}").status_code == 404
        assert client.post(f"/lineage/{drafted.uid}/{path}", {}).status_code in (404, 405)


def test_the_proposer_does_not_agree_with_himself(communities: list[Area]) -> None:
    both = world.actor("both", "district_office", "990101.")
    south = communities[0]
    change = actions.draft(
        both, Area.objects.get(path=OFFICE), kind="rename", title="更名", document="甲1号",
        effective=today() + timedelta(days=5), predecessors=[south],
        parts=[wish("南苑社区", continues=south.code)],
    )  # fmt: skip
    actions.propose(actor_of(both.user), change)
    post = api_of(both.user, "lineage.view", "lineage.consent")
    answer = post(f"/{change.uid}/consent")
    assert (answer.status_code, answer.json()["type"]) == (409, "access.own-work")
    shown = client_of(both.user).post(f"/lineage/{change.uid}/consent/", {})
    assert shown.status_code == 422
    assert "自己经手" in shown.content.decode()


def test_page_and_api_give_the_same_no(drafted: Change, district: Actor, head: Actor) -> None:
    actions.propose(head, drafted)
    post = api_of(district.user, "lineage.view", "lineage.refuse", "lineage.consent")
    short = post(f"/{drafted.uid}/refuse", {"reason": "不"})
    assert (short.status_code, short.json()["type"]) == (409, "lineage.no-reason")
    shown = client_of(district.user).post(f"/lineage/{drafted.uid}/refuse/", {"reason": "不"})
    assert short.json()["detail"] in shown.content.decode()
    assert post(f"/{drafted.uid}/refuse", {"reason": WHY}).json()["state"] == "refused"
    again = post(f"/{drafted.uid}/consent")
    assert (again.status_code, again.json()["type"]) == (409, "flow.wrong-state")


def test_the_whole_way_through_the_api(
    communities: list[Area], head: Actor, district: Actor
) -> None:
    south, river, _isle = communities
    day = today() + timedelta(days=3)
    verbs = ("view", "draft", "assign", "propose", "withdraw")
    post = api_of(head.user, "places.view", *(f"lineage.{verb}" for verb in verbs))
    other = api_of(district.user, "lineage.view", "lineage.consent", "lineage.carry_out")
    parts = [{"name": "南江社区", "households": 2600}]
    facts = {
        "office": Area.objects.get(path=OFFICE).code, "kind": "merge", "title": "合并",
        "document": "和政发〔2026〕10号", "effective": f"{day:%F}",
        "predecessors": [south.code, river.code], "parts": parts,
    }  # fmt: skip
    uid = post("", facts).json()["id"]
    assert post(f"/{uid}/assign", {"parts": parts}).status_code == 200
    assert post(f"/{uid}/propose").json()["state"] == "proposed"
    assert other(f"/{uid}/consent").json()["state"] == "consented"
    early = other(f"/{uid}/carry_out")
    assert (early.status_code, early.json()["type"]) == (409, "lineage.too-early")
    with moved_to(noon(day)):
        assert other(f"/{uid}/carry_out").json()["state"] == "carried_out"
    assert Area.objects.valid().get(name="南江社区").code[-3:] == "004"
    page = client_of(head.user)
    eve = f"{day - timedelta(days=1):%F}"
    assert page.get(f"/api/v1/lineage/as_of?day={eve}&q=南门").json()[0]["code"] == south.code
    assert page.get(f"/lineage/as-of/?day={eve}&q=江南").status_code == 200
    kin = page.get(f"/api/v1/lineage/areas/{south.code}").json()
    assert [one["document"] for one in kin["descents"]] == ["和政发〔2026〕10号"] * 2


def test_sizes_and_lists_open(drafted: Change, head: Actor) -> None:
    client = client_of(head.user)
    for path in ("", "sizes/", "sizes/?only=warn", "as-of/", "?tab=all", "as-of/?day=x"):
        assert client.get(f"/lineage/{path}").status_code == 200, path
    resident = client_of(world.actor("lan", "resident", "990101.").user)
    assert resident.get("/lineage/").status_code == 403
    assert resident.get(f"/lineage/areas/{OFFICE.replace('.', '')}000/").status_code == 200
