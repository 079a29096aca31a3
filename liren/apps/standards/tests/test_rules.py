"""What may be declared and changed, without a database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from liren.apps.standards.rules import changes, declared, themes, writing
from liren.kernel.base.errors import Refused

TODAY = date(2026, 11, 22)


@dataclass
class Row:
    """A dated value."""

    valid_from: date
    valid_to: date | None = None


def code(call: Any, *args: Any, **facts: Any) -> str:
    """The code with which a rule says no."""
    with pytest.raises(Refused) as no:
        call(*args, **facts)
    assert str(no.value)
    return no.value.code


@pytest.mark.parametrize(
    ("value", "day", "document", "said"),
    [
        (Decimal(-1), TODAY, "统计年报", "standards.bad-value"),
        (Decimal(10) ** 14, TODAY, "统计年报", "standards.bad-value"),
        (Decimal("1.5"), TODAY, "统计年报", "standards.not-whole"),
        (Decimal(5), date(2026, 11, 23), "统计年报", "standards.not-yet"),
        (Decimal(5), TODAY, " 表 ", "standards.no-document"),
    ],
)
def test_impossible_numbers_are_refused(
    value: Decimal, day: date, document: str, said: str
) -> None:
    assert code(
        declared.check_declare, value, day, TODAY, whole=True, document=document
    ) == said  # fmt: skip


def test_a_measured_number_may_have_a_fraction() -> None:
    declared.check_declare(Decimal("138.5"), TODAY, TODAY, whole=False, document="测绘报告")


def test_one_confirms_once_and_what_one_has_seen() -> None:
    declared.check_confirm(confirmed=False, seen=Decimal(5), now=Decimal("5.0000"))
    seen = {"seen": Decimal(5), "now": Decimal(5)}
    assert code(declared.check_confirm, confirmed=True, **seen) == "standards.confirmed"
    other = {"seen": Decimal(5), "now": Decimal(6)}
    assert code(declared.check_confirm, confirmed=False, **other) == "standards.changed-since"


def test_a_whole_is_its_own_number_or_that_of_all_its_parts() -> None:
    two, three = declared.Whole(Decimal(2)), declared.Whole(Decimal(3))
    assert declared.whole_of(None, [("甲", two), ("乙", three)]).value == 5
    own = Row(TODAY)
    own.value = Decimal(9)  # type: ignore[attr-defined]
    assert declared.whole_of(own, [("甲", two)]).value == 9
    lacking = declared.whole_of(None, [("甲", two), ("乙", declared.NOTHING)])
    assert (lacking.value, lacking.lacking) == (None, ("乙",))
    assert declared.whole_of(None, []).value is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (5, 5, "policy.same-value"),
        (5, "五", "policy.other-shape"),
        ([6, 12], 12, "policy.other-shape"),
        ([6, 12], [12, 6], "policy.band-order"),
        ([6, 12], [6, 9, 12], "policy.band-order"),
        ({"1": 800, "2": 1200}, {"1": 800}, "policy.lost-entries"),
        ({"1": 800}, {"1": [8]}, "policy.other-shape"),
        (True, 1, "policy.other-shape"),
    ],
)
def test_a_new_value_keeps_the_shape_of_the_old_one(old: Any, new: Any, said: str) -> None:
    assert code(changes.check_value, old, new) == said


@pytest.mark.parametrize(
    ("old", "new"),
    [(20, 25), (20, 25.5), ([6, 12], [6, 13]), ({"1": 800}, {"1": 900, "2": 1}), ("a", "b")],
)
def test_a_value_of_the_same_shape_may_follow(old: Any, new: Any) -> None:
    changes.check_value(old, new)


def test_two_values_cannot_begin_on_one_day_and_the_next_one_ends_the_new_one() -> None:
    rows = [Row(date(2018, 1, 1)), Row(date(2027, 1, 1))]
    assert code(changes.check_start, date(2018, 1, 1), rows) == "policy.same-day"
    changes.check_start(date(2026, 1, 1), rows)
    assert changes.end_of(date(2026, 1, 1), rows) == date(2026, 12, 31)
    assert changes.end_of(date(2028, 1, 1), rows) is None


def test_only_an_open_change_is_decided() -> None:
    changes.check_open("proposed")
    assert code(changes.check_open, "applied") == "policy.decided"
    assert code(changes.check_source, "  文 ") == "policy.no-source"


@pytest.mark.parametrize(
    ("typed", "like", "value"),
    [
        ("25", 20, 25), ("1,200", 20, 1200), ("1.35", 1.3, 1.35), ("6-12", [6, 12], [6, 12]),
        ("6–13", [6, 12], [6, 13]), ("6, 13", [6, 12], [6, 13]), ("6 至 13", [6, 12], [6, 13]),
        ("[6, 13]", [6, 12], [6, 13]), ("否", True, False),
        ("4 working_hours", "2 hours", "4 working_hours"),
        ("1: 900\n2：1300", {"1": 800, "2": 1200}, {"1": 900, "2": 1300}),
        ('{"a": [1]}', {"a": [2]}, {"a": [1]}), ("07:00-11:00, 13:00-18:00", ["08:30-12:00"],
        ["07:00-11:00", "13:00-18:00"]),
    ],
)  # fmt: skip
def test_values_are_read_as_people_write_them(typed: str, like: Any, value: Any) -> None:
    assert writing.read(typed, like) == value


@pytest.mark.parametrize(
    ("typed", "like", "said"),
    [
        ("", 5, "policy.no-value"),
        ("很多", 5, "policy.not-a-number"),
        ("6-很多", [6, 12], "policy.not-a-number"),
        ("也许", True, "policy.not-yes-no"),
        ("没有冒号", {"1": 2}, "policy.bad-line"),
        ("{", {"a": [1]}, "policy.bad-table"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, like: Any, said: str) -> None:
    assert code(writing.read, typed, like) == said


@pytest.mark.parametrize("value", [5, 1.3, [6, 12], {"1": 800}, {"a": [1]}, "2 hours", True])
def test_a_value_is_written_as_it_can_be_read_again(value: Any) -> None:
    assert writing.read(writing.written(value), value) == value


def test_bands_and_gaps_are_known_by_their_names() -> None:
    assert themes.bare("应配社区工作者下限") == "应配社区工作者"
    assert themes.bare("Least workers due") == "Workers due"
    assert themes.is_gap("premises.used_gap")
    assert not themes.is_gap("premises.need")
    assert themes.rank("staff") < themes.rank("unheard")
