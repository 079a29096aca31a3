"""The rules of cases as plain functions, and the whole course as one table."""

import csv
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from liren.apps.cases import rules
from liren.apps.cases.rules import COURSE, STAGES, State, stages, title_of
from liren.kernel.base.calendar import Calendar, Hours, Span
from liren.kernel.base.errors import Refused

TABLE = Path(__file__).parents[4] / "tests/baselines/cases_course.csv"
ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar((Hours.parse("08:30-17:30"),), ZONE)


def table() -> list[dict[str, str]]:
    """Every verb × state: the state after it, or empty where it may not happen."""
    rows = []
    for move in COURSE.moves:
        ends = {state.value: move.end if state in move.start else "" for state in State}
        rows.append({"verb": move.verb} | {k: str(v) for k, v in ends.items()})
    return rows


def test_the_course_is_the_table() -> None:
    """Read tests/baselines/cases_course.csv: a change of the course is a change of that page."""
    found = table()
    if os.environ.get("UPDATE_BASELINES"):
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["verb", *State.values], lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)
    with TABLE.open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == found


@pytest.mark.parametrize("verb", [move.verb for move in COURSE.moves])
@pytest.mark.parametrize("state", State)
def test_every_verb_in_every_state(verb: str, state: State) -> None:
    expected = next(row for row in table() if row["verb"] == verb)[state.value]
    if expected:
        assert COURSE.after(verb, state) == expected
        return
    with pytest.raises(Refused) as no:
        COURSE.after(verb, state)
    assert no.value.code == "flow.wrong-state"
    assert str(state.label) in str(no.value)


def test_nothing_is_a_dead_end_but_the_ends() -> None:
    for state in State:
        assert bool(COURSE.verbs(state)) is (state != State.REJECTED)
        if state in rules.OPEN:
            assert rules.NEXT[state] in COURSE.verbs(state)
            assert rules.CLOCKS[state] in rules.CLOCK_WORDS
        assert state in rules.SHAPES
        assert stages(state)
    for move in COURSE.moves:
        assert move.verb in rules.STEP_WORDS
        assert move.verb in rules.BUTTONS


def test_the_progress_line() -> None:
    signs = {state: [sign for _label, sign in stages(state)] for state in State}
    assert signs[State.REPORTED] == ["past", "now", "next", "next", "next", "next"]
    assert signs[State.HANDLING] == ["past", "past", "past", "now", "next", "next"]
    assert signs[State.CLOSED] == ["past"] * len(STAGES)
    assert signs[State.REJECTED] == ["past", "stop"]


REFUSALS: list[tuple[str, Callable[[], object]]] = [
    ("cases.thin-report", lambda: rules.check_text("  短  ", 6, "s")),
    ("cases.thin-report", lambda: rules.check_text("", 1, "s")),
    ("cases.long-report", lambda: rules.check_text("长" * 4001, 6, "s")),
    ("cases.thin-reason", lambda: rules.check_reason("不行 ", 4, "s")),
    ("cases.thin-outcome", lambda: rules.check_outcome("好了", 6, "s")),
    ("cases.not-open", lambda: rules.check_open_to("desk", ["resident"], "k")),
    ("cases.no-place", lambda: rules.check_place("district")),
    ("cases.no-place", lambda: rules.check_place("subdistrict")),
    ("cases.not-for-self", lambda: rules.check_self_handle(False, "k")),
    ("cases.rated-already", lambda: rules.check_not_rated("fair")),
]


@pytest.mark.parametrize(("code", "check"), REFUSALS)
def test_refusals(code: str, check: Callable[[], object]) -> None:
    with pytest.raises(Refused) as no:
        check()
    assert no.value.code == code
    assert str(no.value)


def test_what_is_allowed_says_nothing() -> None:
    rules.check_text("长" * 4000, 6, "s")
    rules.check_reason("四个字符", 4, "s")
    rules.check_open_to("desk", ["desk"], "k")
    rules.check_place("grid")
    rules.check_self_handle(True, "k")
    rules.check_not_rated("")


def test_the_window_closes_at_the_end_of_its_last_day() -> None:
    closed = datetime(2026, 3, 2, 10, tzinfo=ZONE)
    last = datetime(2026, 3, 10, tzinfo=ZONE)
    week = Span.parse("7 days")
    rules.check_window(closed, last, week, CALENDAR)
    with pytest.raises(Refused) as no:
        rules.check_window(closed, last + timedelta(seconds=1), week, CALENDAR)
    assert no.value.code == "cases.too-late"
    assert "7 天" in str(no.value)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("路灯不亮。已经三天。", "路灯不亮"),
        ("路灯不亮！快来", "路灯不亮"),
        ("  路灯不亮\n第二行", "路灯不亮"),
        ("长" * 61, "长" * 59 + "…"),
        ("长" * 60, "长" * 60),
        ("。", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert title_of(text) == title


def test_numbers() -> None:
    assert rules.number("330421001", 2026, 123) == "330421001-2026-000123"
    assert rules.number("330421001", 2026, 1234567) == "330421001-2026-1234567"
    assert rules.serial_of("330421001-2026-000123") == 123
    assert rules.serial_of(" 000123 ") == 123
    assert rules.serial_of("1234567") == 1234567
    for text in ("123", "x", "330421001-2026-", "", "12345678901234567", "-1234"):
        assert rules.serial_of(text) is None


def test_tones() -> None:
    assert [rules.tone(left, 100) for left in (-1, 0, 24, 25, 100)] == [
        *("bad", "warn", "warn", "", "")
    ]
    assert rules.tone(0, 0) == "warn"
