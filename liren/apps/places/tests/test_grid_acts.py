"""Who draws grids, what becomes of houses in them, and what stands on the wall."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from shapely.geometry import box, mapping

from liren.apps.places import actions
from liren.apps.places.models import Area, FormerBorder, Particulars
from liren.apps.places.queries.grids import faults_in
from liren.apps.places.rules.coordinates import gcj_of
from liren.apps.places.rules.grids import Border, check_border
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Shape, Token, User
from liren.kernel.api.tokens import digest
from liren.kernel.audit.log import history
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

HOME = "990101.001.001."
X, Y, SIDE = 120.9, 30.8, 0.01


def square(column: int, shift: float = 0) -> Border:
    """The square in a column."""
    x = X + column * SIDE + shift
    return check_border(box(x, Y, x + SIDE, Y + SIDE))


def client_of(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture
def community(db: None) -> Area:
    """A community of four squares in a row."""
    world.rules()
    area = world.area(HOME)
    Shape.objects.create(area=area, geometry=mapping(box(X, Y, X + 4 * SIDE, Y + SIDE)))
    area.lng, area.lat = X, Y
    area.save()
    return area


@pytest.fixture
def head(community: Area) -> Actor:
    """The head of the subdistrict."""
    return world.actor("head", "subdistrict_head", "990101.001.")


def test_a_grid_is_drawn_under_the_next_code(community: Area, head: Actor) -> None:
    one = actions.draw_grid(head, community, name="第一网格", border=square(0))
    two = actions.draw_grid(head, community, name="第二网格", border=square(1))
    assert (one.code, two.code) == (community.code + "01", community.code + "02")
    assert one.path == HOME + "01."
    small = actions.draw_grid(head, one, name="一组", border=square(0))
    assert (small.level, small.path) == ("micro_grid", HOME + "01.01.")
    assert {fault.kind.value for fault in faults_in(community)} == {"gap"}
    with pytest.raises(Refused, check=lambda no: no.code == "places.grid-name-taken"):
        actions.draw_grid(head, community, name="第一网格", border=square(2))
    with pytest.raises(Refused, check=lambda no: no.code == "places.no-grid-here"):
        actions.draw_grid(head, small, name="再小", border=square(2))


@pytest.mark.parametrize("role", ["department_clerk", "department_head", "community_head"])
def test_departments_do_not_draw_grids_of_their_own(community: Area, role: str) -> None:
    body = world.body("b-police", "department", "990101.") if "department" in role else None
    who = world.actor("other", role, "" if body else HOME, for_body=body)
    world.grant(who.user, "department_clerk", HOME)
    client = client_of(who.user)
    shown = client.get(f"/places/{community.code}/grids/")
    assert shown.status_code == 200
    assert "不得另行划分" in shown.content.decode()
    assert "嘉兴市城乡网格化服务管理条例" in shown.content.decode()
    for path in ("grids/draw/", "grids/import/"):
        assert client.get(f"/places/{community.code}/{path}").status_code == 403
    answer = client.post(
        f"/places/{community.code}/grids/draw/", {"name": "警格", "text": json.dumps(square(0))}
    )
    assert answer.status_code == 403
    assert not Area.objects.filter(name="警格").exists()


def test_a_neighbours_head_finds_no_community(community: Area) -> None:
    foreign = client_of(world.actor("foreign", "subdistrict_head", "990102.001.").user)
    for path in ("grids/", "grids/draw/", "grids/import/", "grids.json", "redraw/", "close/"):
        assert foreign.get(f"/places/{community.code}/{path}").status_code == 404, path


def test_drawing_through_the_page_with_a_look_first(community: Area, head: Actor) -> None:
    client, path = client_of(head.user), f"/places/{community.code}/grids/draw/"
    assert client.get(path).status_code == 200
    listed = "\n".join("{},{}".format(*gcj_of(*at)) for at in square(0)["coordinates"][0])
    facts = {"name": "第一网格", "text": listed, "system": "gcj02"}
    look = client.post(path, facts | {"look": "1"}).content.decode()
    assert "没有网格管到" in look
    assert not Area.objects.filter(name="第一网格").exists()
    assert client.post(path, facts).status_code == 302
    made = Area.objects.get(name="第一网格")
    assert made.lng == pytest.approx(X + SIDE / 2, abs=1e-5)
    bad = client.post(path, {**facts, "name": "结", "text": "0,0 1,1 1,0 0,1", "system": "wgs84"})
    assert bad.status_code == 422
    assert "交叉" in bad.content.decode()
    drawn = client.get(f"/places/{community.code}/grids.json").json()
    assert {one["properties"]["k"] for one in drawn["features"]} == {"home", "grid", "gap"}


def test_an_import_is_looked_at_and_then_taken_whole(community: Area, head: Actor) -> None:
    actions.draw_grid(head, community, name="第一网格", border=square(0, 0.002))
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": square(n)}
        for n, name in enumerate(("第一网格", "第二网格", "第三网格", "第四网格"))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    file = SimpleUploadedFile("网格.geojson", text.encode())
    client, path = client_of(head.user), f"/places/{community.code}/grids/import/"
    shown = client.post(path, {"file": file, "system": "wgs84"})
    assert "没有缝隙，也没有重叠" in shown.content.decode()
    assert Area.objects.valid().filter(level="grid").count() == 1
    sure = {"signed": shown.context["signed"], "sure": "1", "key": "k"}
    assert client.post(path, sure).status_code == 302
    assert Area.objects.valid().filter(level="grid").count() == 4
    assert faults_in(community) == []
    assert FormerBorder.objects.get().area.name == "第一网格"
    assert client.post(path, {"signed": "x", "sure": "1"}).status_code == 409


def test_houses_go_with_the_border(community: Area, head: Actor) -> None:
    builder = world.actor("builder", "community_head", HOME)
    estate: Any = actions.add_estate(builder, community, name="锦园", management="self")
    house: Any = actions.add_building(
        builder, estate, number="1", floors=6, lng=X + 0.005, lat=Y + 0.005
    )
    assert house.area == community
    grid = actions.draw_grid(head, community, name="第一网格", border=square(0))
    house.refresh_from_db()
    assert house.area == grid
    actions.redraw_grid(head, grid, border=square(1))
    house.refresh_from_db()
    assert house.area_path == community.path
    old = FormerBorder.objects.get(area=grid)
    assert old.valid_to == today() - timedelta(days=1)


def test_a_grid_with_people_is_not_closed_over_their_heads(community: Area, head: Actor) -> None:
    grid = actions.draw_grid(head, community, name="第一网格", border=square(0))
    worker = world.actor("ye", "grid_worker", grid.path)
    with pytest.raises(Refused, check=lambda no: no.code == "places.grid-in-use"):
        actions.close_grid(head, grid, reason="并入第二网格")
    worker.user.grants.update(until=today() - timedelta(days=1))
    closed = actions.close_grid(head, grid, reason="并入第二网格")
    assert closed.valid_to
    again = actions.draw_grid(head, community, name="第一网格", border=square(0))
    assert again.code.endswith("02"), "the code of an ended grid is not given again"


def test_the_posting_is_open_and_complete(community: Area, head: Actor) -> None:
    grid = actions.draw_grid(head, community, name="第一网格", border=square(0))
    worker = world.actor("叶国强", "grid_worker", grid.path)
    Particulars.objects.create(area=community, phone="0573-84000001")
    Particulars.objects.create(area=world.area("990101.001."), phone="0573-84000000")
    shown = Client().get(f"/places/{grid.code}/posting/").content.decode()
    for said in ("第一网格", worker.user.name, "0573-84000001", "0573-84000000", "<path d="):
        assert said in shown
    assert Client().get(f"/places/{community.code}/posting/").status_code == 404


def test_the_other_door_gives_the_same_no(community: Area, head: Actor) -> None:
    verbs = ["draw_grid", "redraw_grid", "close_grid", "import_grids", "view"]
    Token.objects.create(
        user=head.user, name="t", digest=digest("lr_grids"), made_at=now(), until=today(),
        scopes=[f"places.{verb}" for verb in verbs],
    )  # fmt: skip
    client = Client(headers={"Authorization": "Bearer lr_grids"})

    def post(path: str, facts: dict[str, Any]) -> Any:
        return client.post(f"/api/v1/places/{path}", facts, "application/json")

    home, knot = f"{community.code}/", {"name": "结", "border": "0,0 1,1 1,0 0,1"}
    answer = post(home + "grids", knot)
    assert (answer.status_code, answer.json()["type"]) == (409, "places.crosses-itself")
    good = {"name": "第一网格", "border": json.dumps(square(0))}
    code = post(home + "grids", good).json()["code"]
    taken = post(home + "import_grids", {"grids": [{**good, "name": "第二网格"}]}).json()
    assert [grid["name"] for grid in taken["grids"]] == ["第一网格", "第二网格"]
    assert {fault["kind"] for fault in taken["faults"]} == {"overlap", "gap"}
    moved = post(f"{code}/redraw_grid", {"border": json.dumps(square(1))})
    assert moved.json()["code"] == code
    assert post(f"{code}/close_grid", {"reason": "不"}).json()["type"] == "places.no-reason"
    assert post(f"{code}/close_grid", {"reason": "并入第二网格"}).status_code == 200
    assert post("990102001001/grids", good).status_code == 404


def test_every_act_on_a_grid_is_on_record(community: Area, head: Actor) -> None:
    grid = actions.draw_grid(head, community, name="第一网格", border=square(0))
    actions.redraw_grid(head, grid, border=square(1))
    actions.close_grid(head, grid, reason="与第二网格合并")
    actions.import_grids(head, community, grids=[{"name": "第三网格", "border": square(2)}])
    of_grid = [entry.verb for entry in history(grid)]
    assert of_grid == ["places.close_grid", "places.redraw_grid", "places.draw_grid"]
    assert history(community)[0].verb == "places.import_grids"
