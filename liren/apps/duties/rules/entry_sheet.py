"""Spreadsheets of entries: one heading column for each level, then the code and what is said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liren.apps.duties.rules.entries import (
    CODED,
    FIELDS,
    HEADINGS,
    WORDS,
    Line,
    check_clock,
    check_code,
)
from liren.apps.duties.rules.versions import check_name, check_period
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

COLUMNS: Mapping[str, object] = {
    **{f"heading{at}": label for at, label in enumerate(HEADINGS)},
    "code": CODED,
    **FIELDS,
}
NEEDED = ("code", "zh")
CHOICES: Mapping[str, Any] = WORDS
DAYS = ("valid_from", "valid_to")
MOST_ROWS = 3000
LONGEST = {
    "zh": 120, "en": 240, "document": 200, "article": 40, "responsible": 80, "clock": 30,
    "inputs": 500, "output": 200, "unit": 20, "money": 120, "note": 1000, "case_kinds": 400,
    "heading0": 80, "heading1": 80,
}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """What a sheet may call its columns and the words of lists, in every language."""

    titles: Mapping[str, str]  # title → column
    words: Mapping[str, Mapping[str, str]]  # column → what is said → value


@dataclass
class Sheet:
    """What a sheet says: the lines that hold together, and what is wrong with the others."""

    lines: list[Line] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)  # code → line of the sheet
    order: list[str] = field(default_factory=list)  # codes as they follow, of wrong lines too


def read(rows: Sequence[Sequence[str]], known: Vocabulary) -> Sheet:
    """The lines of a sheet, its columns found by their titles in either language."""
    if len(rows) < 2:
        raise Refused("duties.empty-sheet", _("表格里没有事项。第一行写列名，下面一行一个事项。"))
    if len(rows) > MOST_ROWS + 1:
        sentence = _("一次最多导入 %(n)d 行。") % {"n": MOST_ROWS}
        raise Refused("duties.long-sheet", sentence)
    places = columns_of(rows[0], known)
    sheet = Sheet()
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
        if any(cells.values()):
            take(sheet, number, cells, known)
    return sheet


def take(sheet: Sheet, number: int, cells: Mapping[str, str], known: Vocabulary) -> None:
    """One line of the sheet, or what is wrong with it."""
    sheet.order.append(cells.get("code", ""))
    try:
        line = parsed(cells, known)
        if line.code in sheet.rows:
            sentence = _("编码 %(code)s 与第 %(row)d 行重复。")
            facts = {"code": line.code, "row": sheet.rows[line.code]}
            raise Refused("duties.bad-cell", sentence % facts)
    except Refused as no:
        sheet.faults.append((number, str(no)))
        return
    sheet.rows[line.code] = number
    sheet.lines.append(line)


def columns_of(head: Sequence[str], known: Vocabulary) -> dict[str, int]:
    """Which column of the sheet is which, by its title."""
    found: dict[str, int] = {}
    for at, title in enumerate(head):
        name = known.titles.get(title.strip().casefold())
        if name and name not in found:
            found[name] = at
    missing = [str(COLUMNS[name]) for name in NEEDED if name not in found]
    if missing:
        sentence = _("表格缺少这些列：%(names)s。请用导出的清单或模板填写。")
        raise Refused("duties.no-column", sentence % {"names": "、".join(missing)})
    return found


def parsed(cells: Mapping[str, str], known: Vocabulary) -> Line:
    """One line; Refused with a sentence that names its column."""
    for name, most in LONGEST.items():
        if len(cells.get(name, "")) > most:
            sentence = _("“%(column)s”超过 %(n)d 个字。")
            raise Refused("duties.bad-cell", sentence % {"column": COLUMNS[name], "n": most})
    check_code(cells["code"])
    check_name(cells["zh"])
    headings = tuple(one for one in (cells.get("heading0", ""), cells.get("heading1", "")) if one)
    if cells.get("heading1") and not cells.get("heading0"):
        raise Refused("duties.bad-cell", _("写了二级类目，也要写一级类目。"))
    check_clock(cells.get("clock", ""))
    facts: dict[str, str] = {name: cells.get(name, "") for name in FIELDS}
    facts |= {name: choice(name, facts[name], known) for name in CHOICES}
    facts |= {name: day(name, facts[name]) for name in DAYS}
    start, end = (date.fromisoformat(facts[n]) if facts[n] else None for n in DAYS)
    check_period(start, end)
    facts["case_kinds"] = kinds(facts["case_kinds"])
    return Line(cells["code"], headings, facts)


def choice(name: str, said: str, known: Vocabulary) -> str:
    """The value of a word of a list of words, written in either language or as its code."""
    value = known.words[name].get(said.casefold(), "")
    if value or not said:
        return value
    sentence = _("“%(column)s”写的“%(said)s”不认识，可以写：%(words)s。")
    words = "、".join(str(label) for _value, label in CHOICES[name].choices)
    facts = {"column": COLUMNS[name], "said": said[:20], "words": words}
    raise Refused("duties.bad-cell", sentence % facts)


def day(name: str, said: str) -> str:
    """A day as 2026-03-01."""
    if not said:
        return ""
    try:
        return date.fromisoformat(said.replace("/", "-").replace(".", "-")[:10]).isoformat()
    except ValueError as fault:
        sentence = _("“%(column)s”要写成 2026-03-01 这样的日期。") % {"column": COLUMNS[name]}
        raise Refused("duties.bad-cell", sentence) from fault


def kinds(said: str) -> str:
    """Codes of kinds of cases, separated by commas of either width."""
    return "，".join(one for one in (w.strip() for w in parts(said)) if one)


def parts(said: str) -> list[str]:
    """What stands between commas of any kind."""
    for mark in ("，", "、", ";", "；"):
        said = said.replace(mark, ",")
    return said.split(",")


def row_of(line: Line) -> list[str]:
    """A line as the sheet writes it: words of lists in the language of who reads."""
    said = dict(line.facts)
    for name, choices in CHOICES.items():
        said[name] = str(choices(said[name]).label) if said.get(name) else ""
    headings = [*line.headings, "", ""][:2]
    return [*headings, line.code, *(said.get(name, "") for name in FIELDS)]


def titles() -> list[str]:
    """The first row of a sheet."""
    return [str(label) for label in COLUMNS.values()]


def headings_of(lines: Iterable[Line]) -> list[tuple[str, ...]]:
    """The headings of lines, outer ones before inner ones, each once, in their order."""
    found: dict[tuple[str, ...], None] = {}
    for line in lines:
        for depth in range(1, len(line.headings) + 1):
            found.setdefault(line.headings[:depth])
    return list(found)
