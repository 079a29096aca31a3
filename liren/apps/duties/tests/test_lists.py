"""Lists and their versions: written by one, released by another, never changed after."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from liren.apps.duties.actions.documents import add_document
from liren.apps.duties.actions.entries import (
    add_entry,
    cells_of,
    change_entry,
    drop_entry,
    import_entries,
    judged,
)
from liren.apps.duties.actions.lists import add_list, draft_version, drop_version, publish
from liren.apps.duties.models import DutyList, Version
from liren.apps.duties.queries.entry_sheets import vocabulary
from liren.apps.duties.queries.gate import ask_gate, in_force
from liren.apps.duties.queries.lists import counts_of, lines_of, version_on
from liren.apps.duties.rules import entry_sheet
from liren.apps.duties.rules.entries import difference
from liren.apps.duties.tests.conftest import DISTRICT, Offices
from liren.apps.duties.views.entry_sheets import rows_of, workbook
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db
ONE = {
    "heading0": "民政", "heading1": "养老", "code": "A01", "zh": "高龄津贴受理",
    "duty_class": "basic",
}  # fmt: skip


def made(offices: Offices, kind: str = "tasks") -> Version:
    """A list with an empty draft."""
    area = world.area(DISTRICT)
    row = add_list(offices.office, area, kind=kind, zh="社区工作任务清单", issuer="区社区办")
    return row.versions.get()


def released(offices: Offices, day: date | None = None, **cells: str) -> Version:
    """A version that is out, with one entry."""
    draft = made(offices)
    add_entry(offices.office, draft, cells={**ONE, **cells})
    return publish(offices.second, draft, valid_from=day or today())


def refusal(act: Callable[[], object]) -> str:
    """The code of the no."""
    with pytest.raises(Refused) as no:
        act()
    return no.value.code


# ── the course of a version ─────────────────────────────────────────────────────────────────


def test_a_list_is_set_up_filled_and_released_by_another_and_is_on_record(
    offices: Offices,
) -> None:
    version = released(offices)
    assert version.state == "published"
    assert version_on(version.list, today()) == version
    assert history(version)[0].verb == "duties.publish"
    verdict = ask_gate(
        offices.department, offices.communities[0], "task", today(), entry_code="A01"
    )
    assert verdict.passed == "basic"


def test_who_wrote_in_a_draft_does_not_release_it(offices: Offices) -> None:
    draft = made(offices)
    add_entry(offices.second, draft, cells=ONE)
    assert (
        refusal(lambda: publish(offices.second, draft, valid_from=today())) == "duties.own-edits"
    )
    assert refusal(lambda: publish(offices.office, draft, valid_from=today())) == "access.own-work"
    third = world.actor("third", "district_office", DISTRICT)
    assert publish(third, draft, valid_from=today()).state == "published"


def test_a_version_never_holds_for_days_that_are_over(offices: Offices) -> None:
    draft = made(offices)
    add_entry(offices.office, draft, cells=ONE)
    before = today() - timedelta(days=1)
    assert refusal(lambda: publish(offices.second, draft, valid_from=before)) == "duties.past-day"


def test_an_empty_version_is_not_released(offices: Offices) -> None:
    draft = made(offices)
    assert refusal(lambda: publish(offices.second, draft, valid_from=today())) == (
        "duties.empty-version"
    )


def test_the_next_version_begins_with_all_of_the_last_and_holds_later(offices: Offices) -> None:
    first = released(offices)
    draft = draft_version(offices.office, first.list)
    assert [one.code for one in draft.entries.all()] == ["A01"]
    assert refusal(lambda: draft_version(offices.office, first.list)) == "duties.draft-exists"
    add_entry(offices.office, draft, cells={**ONE, "code": "A02", "zh": "困难家庭走访"})
    assert refusal(lambda: publish(offices.second, draft, valid_from=today())) == (
        "duties.before-last"
    )
    later = today() + timedelta(days=10)
    second = publish(offices.second, draft, valid_from=later)
    assert version_on(first.list, later - timedelta(days=1)) == first
    assert version_on(first.list, later) == second


def test_what_was_released_is_never_written_in(offices: Offices) -> None:
    version = released(offices)
    for act in (
        lambda: add_entry(offices.office, version, cells={**ONE, "code": "A09"}),
        lambda: change_entry(offices.office, version, code="A01", cells=ONE),
        lambda: drop_entry(offices.office, version, code="A01"),
        lambda: import_entries(offices.office, version, lines=[ONE]),
        lambda: drop_version(offices.office, version),
        lambda: publish(offices.second, version, valid_from=today() + timedelta(days=3)),
    ):
        assert refusal(act) == "duties.not-draft"
    assert [one.zh for one in version.entries.all()] == ["高龄津贴受理"]


def test_a_draft_is_given_up_and_what_holds_goes_on_holding(offices: Offices) -> None:
    first = released(offices)
    draft = draft_version(offices.office, first.list)
    assert drop_version(offices.office, draft).state == "dropped"
    assert version_on(first.list, today()) == first
    assert draft_version(offices.office, first.list).number == 3


def test_only_who_keeps_lists_writes_them(offices: Offices) -> None:
    draft = made(offices)
    for actor in (offices.clerk, offices.desk, offices.heads[0], offices.finance):
        with pytest.raises(PermissionDenied):
            add_entry(actor, draft, cells=ONE)
        with pytest.raises(PermissionDenied):
            add_list(actor, world.area(DISTRICT), kind="tasks", zh="清单一", issuer="区里")
    with pytest.raises(PermissionDenied):
        draft_version(offices.office, DutyList.objects.get(code="national-certificates"))


def test_two_drafts_at_once_are_one(offices: Offices) -> None:
    first = released(offices)
    draft_version(offices.office, first.list)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "insert into duties_version (uid, list_id, area_path, number, state, note, drafted_at,"
            " editors) values (gen_random_uuid(), %s, '', 9, 'draft', '', now(), '[]')",
            [first.list_id],
        )


# ── entries ─────────────────────────────────────────────────────────────────────────────────


def test_an_entry_is_changed_and_taken_off_and_empty_headings_go_with_it(
    offices: Offices,
) -> None:
    draft = made(offices)
    add_entry(offices.office, draft, cells=ONE)
    cells = {**ONE, "heading0": "社会事务", "heading1": "", "responsible": "民政局"}
    change_entry(offices.office, draft, code="A01", cells=cells)
    entry = draft.entries.get()
    assert entry.body == offices.department
    assert [one.zh for one in draft.headings.all()] == ["社会事务"]
    drop_entry(offices.office, draft, code="A01")
    assert draft.headings.count() == draft.entries.count() == 0


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"code": "第一项"}, "duties.bad-code"),
        ({"zh": "高"}, "duties.no-name"),
        ({"duty_class": "重要"}, "duties.bad-cell"),
        ({"clock": "十五天"}, "duties.bad-clock"),
        ({"valid_from": "明天"}, "duties.bad-cell"),
        ({"valid_from": "2026-05-01", "valid_to": "2026-04-01"}, "duties.backwards"),
        ({"heading0": ""}, "duties.bad-cell"),
        ({"document": "没有的文件〔2026〕1号"}, "duties.no-document"),
        ({"zh": "长" * 121}, "duties.bad-cell"),
    ],
)
def test_an_entry_that_does_not_hold_together_is_refused(
    offices: Offices, cells: dict[str, str], code: str
) -> None:
    draft = made(offices)
    assert refusal(lambda: add_entry(offices.office, draft, cells={**ONE, **cells})) == code
    assert draft.entries.count() == draft.headings.count() == 0


def test_a_code_stands_once_on_a_version(offices: Offices) -> None:
    draft = made(offices)
    add_entry(offices.office, draft, cells=ONE)
    assert refusal(lambda: add_entry(offices.office, draft, cells=ONE)) == "duties.code-taken"


# ── spreadsheets ────────────────────────────────────────────────────────────────────────────


def full(offices: Offices) -> Version:
    """A draft with much on it."""
    add_document(
        offices.office, world.area(DISTRICT), title="社区减负若干措施", number="和政办〔2026〕5号",
        kind="opinion", issuer="区政府办公室",
    )  # fmt: skip
    draft = made(offices)
    for n in range(1, 8):
        cells = {
            "heading0": f"第{n % 2}类", "heading1": f"小类{n % 3}" if n % 3 else "",
            "code": f"A{n:02d}", "zh": f"=事项{n}", "en": f"Matter {n}",
            "duty_class": "assist", "asked_as": "survey", "doer": "both",
            "document": "和政办〔2026〕5号", "article": "第二条", "responsible": "民政局",
            "clock": "15 working_days", "inputs": "身份证；户口簿", "output": "调查表",
            "unit": "户", "money": "部门预算", "case_kinds": "dirty_road，small_ads",
            "valid_from": "2026-01-01", "valid_to": "2027-01-01", "note": "按年开展",
        }  # fmt: skip
        add_entry(offices.office, draft, cells=cells)
    return draft


def uploaded(version: Version) -> SimpleUploadedFile:
    """The version as the file that somebody sends back."""
    return SimpleUploadedFile("a.xlsx", workbook(version).read())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_goes_out_comes_in_as_it_was(offices: Offices, language: str) -> None:
    from django.utils.translation import override

    draft = full(offices)
    with override(language):
        rows = rows_of(uploaded(draft))
    with override("zh-hans"):
        sheet = entry_sheet.read(rows, vocabulary())
    assert sheet.faults == []
    told, faults, good = judged(draft, sheet)
    assert (told.total, told.same, faults) == (0, 7, [])
    before = lines_of(draft)
    import_entries(offices.office, draft, lines=cells_of(good))
    assert lines_of(draft) == before
    assert counts_of([draft])[draft.pk].entries == 7


def test_a_sheet_says_what_is_new_changed_gone_and_wrong(offices: Offices) -> None:
    draft = full(offices)
    rows = rows_of(uploaded(draft))
    name = rows[0].index(str(entry_sheet.COLUMNS["zh"]))
    code = rows[0].index(str(entry_sheet.COLUMNS["code"]))
    rows[1][name] = "改了名的事项"
    rows[2][code] = "B01"
    rows[3][rows[0].index("职责类别")] = "重要"
    sheet = entry_sheet.read(rows, vocabulary())
    told, faults, good = judged(draft, sheet)
    assert [one.after.name for one in told.changed] == ["改了名的事项"]
    assert [one.code for one in told.new] == ["B01"]
    assert [one.code for one in told.gone] == ["A02"]
    assert [line for line, _said in faults] == [4]
    assert [one.code for one in good] == ["A01", "B01", *(f"A{n:02d}" for n in range(3, 8))]


def test_a_sheet_without_its_columns_or_lines_is_refused() -> None:
    known = vocabulary()
    assert (
        refusal(lambda: entry_sheet.read([["甲", "乙"], ["1", "2"]], known)) == "duties.no-column"
    )
    assert refusal(lambda: entry_sheet.read([["编码"]], known)) == "duties.empty-sheet"
    long = [["编码", "事项名称"], *([["A", "乙乙"]] * (entry_sheet.MOST_ROWS + 1))]
    assert refusal(lambda: entry_sheet.read(long, known)) == "duties.long-sheet"


def test_versions_are_told_apart_by_code_and_field(offices: Offices) -> None:
    first = released(offices)
    draft = draft_version(offices.office, first.list)
    change_entry(offices.office, draft, code="A01", cells={**ONE, "duty_class": "assist"})
    add_entry(offices.office, draft, cells={**ONE, "code": "A02", "zh": "新的一项"})
    told = difference(lines_of(first), lines_of(draft))
    assert [one.code for one in told.new] == ["A02"]
    ((label, before, after),) = told.changed[0].fields
    assert (str(label), before, after) == ("职责类别", "基本职责", "协助职责")


# ── on every day exactly one ────────────────────────────────────────────────────────────────


@given(gaps=st.lists(st.integers(0, 40), min_size=1, max_size=6), look=st.integers(0, 200))
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_on_every_day_since_the_first_one_version_holds(
    offices: Offices, gaps: list[int], look: int
) -> None:
    row = made(offices).list
    draft, day = row.versions.get(), today()
    out: list[Version] = []
    for gap in gaps:
        day += timedelta(days=gap)
        if not draft.entries.exists():
            add_entry(offices.office, draft, cells=ONE)
        if out and gap == 0:
            twice = refusal(partial(publish, offices.second, draft, valid_from=day))
            assert twice == "duties.before-last"
            continue
        out.append(publish(offices.second, draft, valid_from=day))
        draft = draft_version(offices.office, row)
    asked = today() + timedelta(days=look)
    holds = [one for one in in_force(DISTRICT, asked) if one.list_id == row.pk]
    begun = [one for one in out if one.valid_from and one.valid_from <= asked]
    assert holds == begun[-1:]
    days = [one.valid_from for one in out]
    assert len(set(days)) == len(days)


# ── packs ───────────────────────────────────────────────────────────────────────────────────


# ── doors ───────────────────────────────────────────────────────────────────────────────────
