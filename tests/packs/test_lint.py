"""The linter: every finding has file, line and sentence; the packs of the house are clean."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house

from liren.kernel.policy import packs
from liren.kernel.policy.packs.lint import lint
from liren.site.linting import keys_read

HEAD = "code: here\nzh: 此地\nen: Here\n"
GOOD = """parameters:
  - key: test.rate
    zh: 标准
    en: Rate
    from: 2020-01-01
    value: 20
    unit: 元/人
    source: 一号文件
"""
FORMULAS = """inputs:
  - {key: people, zh: 人数, en: People, unit: 人}
formulas:
  - key: test.total
    zh: 合计
    en: Total
    from: 2020-01-01
    expression: test.rate * people
    unit: 元
    source: 一号文件
"""


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Path:
    """A pack of one's own."""
    settings.LIREN_PACKS = tmp_path
    at = tmp_path / "here"
    at.mkdir()
    (at / "pack.yaml").write_text(HEAD)
    (at / "parameters.yaml").write_text(GOOD)
    (at / "formulas.yaml").write_text(FORMULAS)
    return at


@pytest.mark.parametrize("name", packs.names())
def test_the_packs_of_the_house_are_clean(name: str) -> None:
    assert [str(one) for one in lint(name) if not one.note] == []


def test_a_clean_pack_gives_nothing(place: Path) -> None:
    assert lint("here") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "says"),
    [
        ("formulas", "test.rate * people", "test.rat * people", "8:17", "test.rat"),
        ("formulas", "test.rate * people", "test.rate * persons", "8:29", "persons"),
        (
            "formulas",
            "test.rate * people",
            "people + test.total",
            "8:17",
            "test.total →",
        ),
        ("formulas", "test.rate * people", "test.rate + people", "8:17", "单位不一致"),
        ("formulas", "unit: 元", "unit: 户", "8:17", "登记的单位"),
        ("formulas", "test.rate * people", "people.real", "8:17", "people.real"),
        ("formulas", "test.rate * people", "people / 0", "8:26", "除数"),
        ("formulas", "test.rate * people", "\"max('x', people)\"", "8:22", "文字"),
        ("formulas", "test.rate * people", "test.rate ** people", "8:17", "四种运算"),
        ("formulas", "key: people", "key: min", "2:11", "min"),
        ("parameters", "value: 20", "value: '4 working_weeks'", "6:13", "working_hours"),
        ("parameters", "value: 20", "value: [5, 3]", "6:12", "下限"),
        ("parameters", "en: Rate", "en: ''", "4:10", "英文"),
        ("parameters", "source: 一号文件", "source: ''", "8:14", "source"),
        ("parameters", "    source: 一号文件\n", "", "2:5", "source"),
        ("parameters", "source: 一号文件", "source: 产品默认 (product default)", "8:13", "verify"),
        ("parameters", "key: test.rate", "key: test.in", "2:10", "has a meaning in formulas"),
        ("parameters", "value: 20", "valu: 20", "2:5", "value"),
        ("parameters", "value: 20", "value: [", "8:", "did not find"),
    ],
)
def test_a_fault_has_its_line(
    place: Path, file: str, old: str, new: str, where: str, says: str
) -> None:
    path = place / f"{file}.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    found = [str(one) for one in lint("here") if not one.note]
    said = [one for one in found if one.startswith(f"here/{file}.yaml:{where}")]
    assert any(says in one for one in said), found


def more(place: Path, *changes: tuple[str, str]) -> list[str]:
    """What is found when the entry stands there once more, changed."""
    entry = GOOD.removeprefix("parameters:\n")
    for old, new in changes:
        entry = entry.replace(old, new)
    (place / "parameters.yaml").write_text(GOOD + entry)
    return [str(one) for one in lint("here") if not one.note]


def test_entries_are_compared(place: Path) -> None:
    (twice,) = more(place)
    assert twice.startswith("here/parameters.yaml:9:5: 与前面的条目重复")
    assert more(place, ("2020-01-01", "2021-01-01")) == []
    assert more(place, ("from: 2020-01-01", "from: 2020-01-01\n    known: 2021-05-01")) == []
    (unit,) = more(place, ("2020-01-01", "2021-01-01"), ("元/人", "元/户"))
    assert unit.startswith("here/parameters.yaml:14:11: 单位")
    path = place / "parameters.yaml"
    path.write_text(
        path.read_text().replace("from: 2020-01-01", "from: 2020-01-01\n    to: 2021-06-30", 1)
    )
    assert any("有效期重叠" in str(one) for one in lint("here"))


def test_a_file_of_no_theme_is_said(place: Path) -> None:
    (place / "staf.yaml").write_text("parameters: []")
    (one,) = lint("here")
    assert str(one) == "here/staf.yaml: 没有这种文件，不会装入。"


def test_what_nothing_reads_is_a_note(place: Path) -> None:
    (place / "formulas.yaml").unlink()
    (one,) = lint("here")
    assert one.note
    assert str(one) == "here/parameters.yaml:2:10: 提示：没有公式或程序读取“test.rate”。"
    assert lint("here", frozenset({"test.rate"})) == []
    assert lint("here", frozenset({"test."})) == []


def test_a_check_has_to_come_out(place: Path) -> None:
    (place / "checks.yaml").write_text(
        "checks:\n  - {code: one, zh: 一, en: One, sentence: {zh: 一, en: One}, day: 2021-01-01,\n"
        "     expression: test.total, inputs: {people: 3}, expected: 61, agrees: true,"
        " source: 一号文件}\n"
    )
    (one,) = lint("here")
    assert "here/checks.yaml:3:" in str(one)
    assert "算出 60，登记的是 61" in str(one)


def test_a_pack_whose_rules_do_not_fit_is_not_put_in_force(place: Path, db: None) -> None:
    path = place / "formulas.yaml"
    path.write_text(path.read_text().replace("* people", "* persons"))
    with pytest.raises(packs.Malformed, match=r"here/formulas\.yaml:8:29.*persons"):
        packs.apply("here")


def test_keys_that_the_code_reads_are_found() -> None:
    found = keys_read()
    assert {"base.office_hours", "cases.clock.", "offices.term_committee"} <= found


@pytest.mark.slow
def test_the_command() -> None:
    command = [sys.executable, "-m", "liren", "pack", "lint"]
    root = Path(house.BASE_DIR)
    good = subprocess.run([*command, "--all"], cwd=root, capture_output=True, text=True)
    assert good.returncode == 0, good.stdout + good.stderr
    none = subprocess.run([*command, "no_such"], cwd=root, capture_output=True, text=True)
    assert none.returncode == 1
    both = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert both.returncode == 1
