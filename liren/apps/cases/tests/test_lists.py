"""Lists: search, pages in both directions, counts, export; and what a reporter does not see."""

import io
import random
import zipfile
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from python_calamine import CalamineWorkbook

from liren.apps.cases import actions
from liren.apps.cases.models import Case, CaseKind, SavedView
from liren.apps.cases.queries import (
    TABS,
    Wanted,
    capped,
    counts_for,
    course_for,
    exported,
    page_for,
    points_for,
    verbs_for,
)
from liren.apps.cases.tests.conftest import GOOD, TEXT, WHY
from liren.apps.cases.views.workbook import workbook
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.who import actor_of
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import moved_to, now
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world


@pytest.fixture
def report(resident: Actor, town: Area, kind: CaseKind) -> Callable[..., Case]:
    """File a report by its text."""

    def make(text: str = TEXT, **facts: Any) -> Case:
        return actions.report(resident, town, kind=kind, text=text, source="resident", **facts)

    return make


def found(actor: Actor, q: str) -> list[str]:
    """The titles that a search gives."""
    return sorted(case.title for case in page_for(actor, Wanted(q=q)).rows)


def test_search(report: Callable[..., Case], desk: Actor) -> None:
    lamp = report("路灯不亮，晚上看不清路。", address="人民路12号 Garden Court")
    bin_ = report("垃圾桶满了，已经三天没人清运。", title="垃圾满溢")
    assert found(desk, "路灯") == [lamp.title]
    assert found(desk, "垃圾") == [bin_.title]
    assert found(desk, "人民路") == [lamp.title]
    assert found(desk, "garden") == [lamp.title]
    assert found(desk, lamp.number) == [lamp.title]
    assert found(desk, f"{lamp.pk:06d}") == [lamp.title]
    assert found(desk, " 路灯 人民路 ") == [lamp.title]
    assert found(desk, "灯路") == []
    assert found(desk, "") == sorted([lamp.title, bin_.title])


@pytest.mark.parametrize(
    "q",
    ["'", "''", "\\", "%", "_", "' OR 1=1 --", "路灯' | '垃圾", "!路灯", "🚨", "()", "a:b",
     "9" * 60, "330421001-2026-999999999999", "\u202e", "<script>", "*" * 60],
)  # fmt: skip
def test_hostile_search_is_only_text(report: Callable[..., Case], desk: Actor, q: str) -> None:
    report("垃圾桶满了，已经三天没人清运。")
    assert found(desk, q) == []
    counts_for(desk, Wanted(q=q))


def test_a_search_finds_only_what_one_may_see(report: Callable[..., Case]) -> None:
    case = report("路灯不亮，晚上看不清路。")
    neighbour = world.actor("n", "subdistrict_desk", "990101.002.")
    for q in ("路灯", case.number, str(case.pk).zfill(6)):
        assert found(neighbour, q) == []


@pytest.fixture
def many(report: Callable[..., Case], clerk: Actor, company: Body, desk: Actor) -> Actor:
    """Forty cases at mixed moments, some twice at the same one, and who reaches them three ways:
    by two areas, by the body that holds them, and as their reporter."""
    chance, start = random.Random(11), now() - timedelta(days=9)  # noqa: S311
    person = world.user("three ways")
    world.grant(person, "community_worker", "990101.001.001.")
    world.grant(person, "auditor", "990101.001.")
    world.grant(person, "property_company", for_body=company)
    world.grant(person, "resident", "990101.")
    mine = actor_of(person)
    for number in range(40):
        with moved_to(start + timedelta(minutes=chance.randrange(12) * 10)):
            who = mine if number % 3 == 0 else clerk
            case = report(f"{TEXT}第{number}次。")
            Case.objects.filter(pk=case.pk).update(reporter=who.user)
            if number % 2:
                actions.dispatch(desk, actions.accept(desk, case), handler=company)
    return mine


def walk(actor: Actor, wanted: Wanted, limit: int) -> tuple[list[int], list[str]]:
    """All rows by the way of older pages, and the cursors passed."""
    cursor, rows, cursors = "", [], [""]
    while True:
        page = page_for(actor, wanted, cursor, limit)
        rows += [case.pk for case in page.rows]
        if not page.older:
            return rows, cursors
        cursor = page.older
        cursors.append(cursor)


@pytest.mark.parametrize("sort", ["new", "old", "due"])
@pytest.mark.parametrize("limit", [1, 3, 7, 39, 40, 50])
def test_pages_have_no_gaps_and_no_doubles(many: Actor, sort: str, limit: int) -> None:
    wanted = Wanted(tab="doing" if sort == "due" else "all", sort=sort)
    rows, _cursors = walk(many, wanted, limit)
    field = {"new": ("-reported_at", "-pk"), "old": ("reported_at", "pk")}
    order = field.get(sort, ("due_at", "pk"))
    seen = Case.objects.allowed(many, "cases.view")
    seen = seen.filter(state="dispatched") if sort == "due" else seen
    assert rows == list(seen.order_by(*order).values_list("pk", flat=True))


@pytest.mark.parametrize("sort", ["new", "old"])
def test_the_way_back_shows_the_same_pages(many: Actor, sort: str) -> None:
    wanted, pages, cursor = Wanted(sort=sort), [], ""
    while True:
        page = page_for(many, wanted, cursor, 7)
        pages.append([case.pk for case in page.rows])
        if not page.older:
            break
        cursor = page.older
    assert len(pages) == 6
    for before in reversed(pages[:-1]):
        page = page_for(many, wanted, page.newer, 7)
        assert [case.pk for case in page.rows] == before
    assert page.newer == ""
    assert page.older != ""


def test_new_rows_do_not_shift_a_page(many: Actor, report: Callable[..., Case]) -> None:
    first = page_for(many, Wanted(sort="new"), limit=5)
    second = [c.pk for c in page_for(many, Wanted(sort="new"), first.older, 5).rows]
    report("新来的一件，刚刚上报的。")
    again = [c.pk for c in page_for(many, Wanted(sort="new"), first.older, 5).rows]
    assert again == second


@pytest.mark.parametrize(
    "cursor", ["x", "bm90IGpzb24", "WzEsMl0", "WzAsICJ4IiwgMV0", "é", "=" * 400, "W10", "bnVsbA"]
)
def test_a_cursor_of_nobody_is_refused(desk: Actor, cursor: str) -> None:
    with pytest.raises(Refused) as no:
        page_for(desk, Wanted(), cursor)
    assert no.value.code == "access.bad-cursor"


def test_counts_are_those_of_the_lists(many: Actor, desk: Actor) -> None:
    for actor in (many, desk):
        counts = counts_for(actor, Wanted())
        for tab in TABS:
            rows, _cursors = walk(actor, Wanted(tab=tab), 200)
            assert counts[tab] == len(rows), tab
        assert counts["all"] == 40
    assert capped(999) == "999"
    assert capped(1000) == "999+"


def test_mine_is_what_waits_for_me(
    upto: Callable[[str], Case], desk: Actor, clerk: Actor, patrol: Actor
) -> None:
    """At each stage the case waits for those who can take the next step, and for no others."""
    waits = {
        "cases.accept": [desk],
        "cases.dispatch": [clerk],
        "cases.sign": [clerk],
        "cases.handle": [clerk],
        "cases.feed_back": [desk, patrol],
        "cases.verify": [desk],
        "cases.close": [],
    }
    company = Body.objects.get(code="company")
    case = upto("cases.accept")
    acts: dict[str, Callable[[], Case]] = {
        "cases.accept": lambda: case,
        "cases.dispatch": lambda: actions.dispatch(desk, case, handler=company),
        "cases.sign": lambda: actions.sign(clerk, case),
        "cases.handle": lambda: actions.handle(clerk, case, note=WHY),
        "cases.feed_back": lambda: actions.feed_back(clerk, case, outcome=GOOD),
        "cases.verify": lambda: actions.verify(patrol, case, passed=True),
        "cases.close": lambda: actions.close(desk, case),
    }
    for verb, people in waits.items():
        acts[verb]()
        for actor in (desk, clerk, patrol):
            rows = page_for(actor, Wanted(tab="mine")).rows
            assert (case in rows) is (actor in people), (verb, actor.user)


def test_the_map_holds_what_has_a_place(report: Callable[..., Case], desk: Actor) -> None:
    report()
    placed = report("路灯不亮，晚上看不清路。", lng=120.9, lat=30.8)
    assert points_for(desk, Wanted()) == [placed]


# ── export ──────────────────────────────────────────────────────────────────────────────────


def cells(cases: Iterable[Case]) -> list[list[Any]]:
    """The file as a spreadsheet program reads it."""
    file, count = workbook(cases)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.read())).get_sheet_by_index(0)
    listed: list[list[Any]] = rows.to_python()
    assert len(listed) == count + 1
    return listed


FORMULAS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stays_a_text(report: Callable[..., Case], desk: Actor, text: str) -> None:
    report(title=text, address=f"{text} http://example.org")
    row = cells(exported(desk, Wanted(), 100))[1]
    assert row[1] == text.strip()
    assert row[9] == f"{text} http://example.org".strip()
    file, _count = workbook(exported(desk, Wanted(), 100))
    sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_numbers_are_masked_in_the_file(report: Callable[..., Case], desk: Actor) -> None:
    report(title="请打13800138000", address="电话13900139000")
    said = str(cells(exported(desk, Wanted(), 100)))
    assert "13800138000" not in said
    assert "13900139000" not in said
    assert "138****8000" in said


def test_an_export_stops_at_its_limit_and_is_in_order(many: Actor) -> None:
    rows = list(exported(many, Wanted(sort="new"), 25))
    assert [case.pk for case in rows] == walk(many, Wanted(sort="new"), 200)[0][:25]


def test_who_takes_rows_out_is_on_record(
    client: Client, report: Callable[..., Case], desk: Actor
) -> None:
    report()
    sign_in(client, desk)
    answer = client.get("/cases/export.xlsx?tab=all&q=楼道")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    entry = Entry.objects.get(verb="cases.export")
    assert (entry.actor, entry.facts["rows"]) == (desk.user, 1)
    file = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    last = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()[-1][0]
    assert f"{desk.user.name} 于 " in str(last)
    assert "楼道" in str(last)
    footer = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert f"<oddFooter>&amp;L{desk.user.name}" in footer


def sign_in(client: Client, actor: Actor) -> None:
    """Through the door."""
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])


# ── what a reporter sees ────────────────────────────────────────────────────────────────────


def test_a_reporter_reads_less(upto: Callable[[str], Case], resident: Actor, desk: Actor) -> None:
    case = upto("cases.close")
    full = [step.verb for step in course_for(desk, case)]
    less = {step.verb: step.note for step in course_for(resident, case)}
    assert "cases.handle" in full
    assert "cases.verify" in full
    assert "cases.handle" not in less
    assert "cases.verify" not in less
    assert less["cases.feed_back"] == GOOD
    assert less["cases.dispatch"] == ""


def test_the_page_of_a_reporter_names_no_official(
    client: Client, upto: Callable[[str], Case], resident: Actor, desk: Actor
) -> None:
    case = upto("cases.close")
    for actor, sees in ((resident, False), (desk, True)):
        sign_in(client, actor)
        page = client.get(f"/cases/{case.uid}/").content.decode()
        assert ("已派两名保洁员" in page) is sees
        assert (str(actor_named("clerk")) in page) is sees
        program = client.get(f"/api/v1/cases/{case.uid}").content.decode()
        assert ("已派两名保洁员" in program) is sees


def actor_named(name: str) -> object:
    """A person by the log-in name."""
    return world.user(name)


def test_verbs_for_a_person(upto: Callable[[str], Case], resident: Actor, desk: Actor) -> None:
    case = upto("cases.close")
    assert set(verbs_for(resident, case)) == {"cases.rate", "cases.reopen"}
    assert verbs_for(desk, case) == []
    actions.rate(resident, case, rating="fair")
    case.refresh_from_db()
    assert verbs_for(resident, case) == ["cases.reopen"]


# ── kept views ──────────────────────────────────────────────────────────────────────────────


def test_views_are_ones_own(desk: Actor, patrol: Actor) -> None:
    """cases.save_view, cases.drop_view: the same name takes the new filters."""
    view = actions.save_view(desk, desk.user, name="超期", query="tab=late")
    again = actions.save_view(desk, desk.user, name="超期", query="tab=late&q=路灯")
    assert view.pk == again.pk
    assert again.query == "tab=late&q=路灯"
    with pytest.raises(Exception, match=r"cases\.drop_view"):
        actions.drop_view(patrol, view)
    with pytest.raises(Exception, match=r"cases\.save_view"):
        actions.save_view(patrol, desk.user, name="别人的", query="")
    actions.drop_view(desk, view)
    assert not SavedView.objects.exists()
