"""Estates out of a spreadsheet and back into one; the search over all places; the pages."""

from io import BytesIO

import pytest
import xlsxwriter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from liren.apps.places import actions
from liren.apps.places.models import Area, Building, Dwelling, Estate
from liren.apps.places.queries import areas_like, divisions_like, estates_like
from liren.apps.places.rules.sheets import CHINESE, read
from liren.kernel.access.actor import Actor
from liren.kernel.audit.log import history
from liren.kernel.base.errors import Refused

HEAD = list(CHINESE)


def line(**facts: str) -> list[str]:
    """A line of a sheet by the names of its columns."""
    return [facts.get(title, "") for title in HEAD]


GOOD = line(
    **{
        "社区（名称或代码）": "990101001001", "小区名称": "北门花园", "管理类型": "准物业",
        "楼号": "3栋", "单元数": "2", "地上层数": "6", "每单元每层户数": "2",
        "各户面积": "89.5，120",
    }
)  # fmt: skip


def workbook(rows: list[list[str]]) -> SimpleUploadedFile:
    """A file as a spreadsheet program writes it."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile("x.xlsx", file.getvalue())


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def changed(**facts: str) -> list[str]:
    """The good line with other cells."""
    return [facts.get(title, cell) for title, cell in zip(HEAD, GOOD, strict=True)]


def test_a_sheet_is_judged_line_by_line() -> None:
    bad = [
        changed(**{"管理类型": "外星人管理"}),
        changed(**{"楼号": "5", "经度": "999"}),
        changed(**{"楼号": "6", "地上层数": "六"}),
        changed(**{"楼号": "7", "地上层数": ""}),
        changed(**{"楼号": "8", "各户面积": "1，2，3"}),
        changed(**{"小区名称": ""}),
        changed(**{"小区名称": "长" * 81}),
        GOOD,
    ]
    found = read([HEAD, GOOD, [], *bad])
    assert [house.number for house in found.houses] == ["3"]
    assert [number for number, _said in found.faults] == [4, 5, 6, 7, 8, 9, 10, 11]
    assert found.houses[0].pattern is not None
    assert found.houses[0].pattern.size == 24


@pytest.mark.parametrize("rows", [[], [["甲", "乙"]], [HEAD] + [GOOD] * 5001])
def test_what_is_no_sheet(rows: list[list[str]]) -> None:
    with pytest.raises(Refused):
        read(rows)


def test_a_sheet_becomes_estates_buildings_and_homes(worker: Actor, community: Area) -> None:
    houses = read([HEAD, GOOD, changed(**{"楼号": "4"})]).houses
    outcome = actions.judged(community, houses)
    assert (outcome.estates, outcome.buildings, outcome.dwellings) == (1, 2, 48)
    assert Estate.objects.count() == 0, "a look writes nothing"
    actions.import_estates(worker, community, houses=[house.plain() for house in houses])
    assert (Estate.objects.count(), Building.objects.count()) == (1, 2)
    assert history(community)[0].verb == "places.import_estates"
    assert Dwelling.objects.count() == sum(Building.objects.values_list("flats", flat=True)) == 48
    again = actions.judged(community, houses)
    assert (again.estates, again.buildings, again.known) == (0, 0, 2)


def test_a_stranger_imports_nothing(stranger: Actor, community: Area) -> None:
    with pytest.raises(PermissionDenied):
        actions.import_estates(stranger, community, houses=[])


def test_a_file_is_looked_at_then_taken(worker: Actor, community: Area) -> None:
    client = browser(worker)
    rows = [HEAD, GOOD, changed(**{"社区（名称或代码）": "没有的社区", "楼号": "9"})]
    page = client.post("/estates/import/", {"file": workbook(rows)})
    html = page.content.decode()
    assert page.status_code == 200
    assert "没有的社区" in html
    assert Estate.objects.count() == 0
    signed = page.context["signed"]
    answer = client.post("/estates/import/", {"sure": "1", "signed": signed, "key": "k1"})
    assert answer.status_code == 302
    assert Dwelling.objects.count() == 24
    client.post("/estates/import/", {"sure": "1", "signed": signed, "key": "k1"})
    assert Dwelling.objects.count() == 24, "a second press does nothing more"
    forged = client.post("/estates/import/", {"sure": "1", "signed": signed + "x"})
    assert forged.status_code == 409


def test_a_file_that_is_no_workbook(worker: Actor) -> None:
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04 not a workbook")
    page = browser(worker).post("/estates/import/", {"file": file})
    assert page.status_code == 422
    assert "打不开" in page.content.decode()


def test_what_goes_out_comes_in_again(worker: Actor, building: Building) -> None:
    client = browser(worker)
    out = b"".join(client.get("/estates/export.xlsx").streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(BytesIO(out)).get_sheet_by_index(0).to_python()
    found = read([[str(cell) for cell in row] for row in rows])
    assert found.faults == []
    assert [(one.name, one.number) for one in found.houses] == [("南门花园", "3")]
    template = b"".join(client.get("/estates/template.xlsx").streaming_content)  # type: ignore[attr-defined]
    assert template.startswith(b"PK")


# ── finding ─────────────────────────────────────────────────────────────────────────────────


def test_places_are_found_by_name_sound_initials_and_code(worker: Actor, estate: Estate) -> None:
    Area.objects.filter(code="990101001001").update(name="南门社区")
    Area.objects.get(code="990101001001").save()
    for q in ("nm", "NM", "nanmen", "南门", "990101001001", " 南门社区 "):
        assert "南门社区" in [str(area) for area in areas_like(worker, q, 10)], q
    for q in ("nmhy", "花园", "nanmenhua"):
        assert estates_like(worker, q, 10) == [estate], q
    for q in ("", "%", "'", "zzzz", "\\", "_"):
        assert areas_like(worker, q, 10) == []
        assert divisions_like(q, 10) == []


def test_the_pages_of_the_register(worker: Actor, building: Building) -> None:
    client = browser(worker)
    dwelling = Dwelling.objects.filter(building=building)[0]
    for url in (
        "/places/", "/places/?q=nm", "/places/?open=99010100100101", "/places/divisions/",
        "/places/990101001001/", "/places/990101001001/children/", "/estates/",
        "/estates/?q=花园&management=professional", "/dwellings/?q=301",
        building.estate.get_absolute_url(), building.get_absolute_url(),
        dwelling.get_absolute_url(), "/estates/points.json",
    ):  # fmt: skip
        assert client.get(url).status_code == 200, url
    html = client.get("/places/990101001001/").content.decode()
    assert 'href="/dwellings/?area=990101001001"' in html, "the figure opens into its list"


def test_the_picture_comes_before_the_deed(worker: Actor, estate: Estate) -> None:
    bare = actions.add_building(worker, estate, number="8", floors=3)
    given = {"stairwells": 1, "floors": 3, "per_floor": 2, "numbering": "stairwell"}
    url = f"/buildings/{bare.uid}/lay-out/"
    client = browser(worker)
    look = client.post(url, {**given, "ground": "shop"})
    assert look.context["number"] == 6
    assert Dwelling.objects.count() == 0
    client.post(url, {**given, "ground": "shop", "sure": "1"})
    assert Dwelling.objects.filter(use="shop").count() == 2


def test_an_unknown_area_code_of_a_report_is_a_fault(grid: Area, resident: Actor) -> None:
    facts = {"kind": "corridor_clutter", "text": "楼道堆放纸箱，挡住消火栓。", "area": "nowhere"}
    point = {"lng": 120.905, "lat": 30.855}
    answer = browser(resident).post(
        "/api/v1/cases", {**facts, **point}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "given.area"
