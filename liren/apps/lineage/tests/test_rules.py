"""What a change may be, without a database."""

from datetime import date

import pytest

from liren.apps.lineage import rules
from liren.kernel.base.errors import Refused

OFFICE = "330421002000"


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    """A refusal with this code."""
    return pytest.raises(Refused, check=lambda no: no.code == code)


@pytest.mark.parametrize(
    ("kind", "before", "after", "fits"),
    [
        ("split", 3, 6, True),
        ("split", 1, 1, False),
        ("merge", 2, 1, True),
        ("merge", 1, 1, False),
        ("rename", 1, 1, True),
        ("rename", 2, 2, False),
        ("redraw", 2, 2, True),
        ("redraw", 1, 1, False),
        ("custody", 1, 0, True),
        ("split", 1, 13, False),
    ],
)
def test_numbers_fit_the_kind(kind: str, before: int, after: int, fits: bool) -> None:
    if fits:
        rules.check_numbers(kind, before, after)
        return
    with refused("lineage.wrong-number"):
        rules.check_numbers(kind, before, after)


def test_names_and_codes_are_said_once() -> None:
    with refused("lineage.same-name"):
        rules.check_parts("split", ["1"], [{"name": "甲"}, {"name": "甲"}])
    with refused("lineage.no-name"):
        rules.check_parts("split", ["1"], [{"name": "甲"}, {"name": " "}])
    with refused("lineage.code-not-there"):
        rules.check_parts("split", ["1"], [{"name": "甲", "continues": "2"}, {"name": "乙"}])


def test_codes_are_never_given_twice() -> None:
    taken = ["330421002001", "330421002004", "330421002200", "330421001009"]
    assert rules.free_code(OFFICE, taken) == "330421002005"
    used = [f"330421002{n:03d}" for n in range(1, 200)]
    assert rules.free_code(OFFICE, used[:-1]) == "330421002199"
    assert rules.free_code(OFFICE, used[1:]) == "330421002001"
    with refused("lineage.no-code"):
        rules.free_code(OFFICE, used)
    assert rules.free_inner_code("330421002001", ["33042100200101"]) == "33042100200102"
    many = [f"330421002001{n:02d}" for n in range(1, 100)]
    assert rules.free_inner_code("330421002001", many) == "330421002001100"


def test_no_change_is_backdated() -> None:
    with refused("lineage.past"):
        rules.check_effective(date(2026, 3, 1), date(2026, 3, 1), None)
    with refused("lineage.before-beginning"):
        rules.check_effective(date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 2))
    rules.check_effective(date(2026, 3, 3), date(2026, 3, 1), date(2026, 3, 2))
    with refused("lineage.too-early"):
        rules.check_day_has_come(date(2026, 3, 2), date(2026, 3, 1))


def test_a_custody_ends() -> None:
    with refused("lineage.no-end"):
        rules.check_custody(date(2026, 3, 1), None, True)
    with refused("lineage.no-keeper"):
        rules.check_custody(date(2026, 3, 1), date(2026, 4, 1), False)


@pytest.mark.parametrize(
    ("households", "tone", "said"),
    [(1234, "bad", "少于标准 1500–3000 户"), (3551, "bad", "超过"), (None, "warn", "没有户数")],
)
def test_the_size_is_a_sentence(households: int | None, tone: str, said: str) -> None:
    size = rules.size_of("星辰社区", households, (1500, 3000))
    assert size.tone == tone
    assert said in size.sentence
    assert rules.size_of("瓶山社区", 1500, (1500, 3000)).tone == "ok"
