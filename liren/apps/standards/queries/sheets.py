"""Sheets of declared facts: one line for each area, one column for each fact."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from liren.apps.standards.queries.inputs import Fact, declarable
from liren.apps.standards.rules.declared import MOST_CELLS, check_declare
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

CODE_WORDS = ("code", "area", "区划代码", "辖区代码", "代码")
NAME_WORDS = ("name", "名称", "辖区名称", "辖区")


@dataclass(frozen=True)
class Cell:
    """One number of one area."""

    area: Area
    fact: Fact
    value: Decimal


@dataclass
class Line:
    """One line of a sheet: what it gives, and what is wrong with it."""

    number: int
    area: Area | None
    code: str
    cells: list[Cell] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Looked:
    """A sheet looked through."""

    lines: Sequence[Line]
    unknown: Sequence[str]

    @property
    def cells(self) -> list[Cell]:
        """All numbers that can be declared."""
        return [cell for line in self.lines for cell in line.cells]

    @property
    def faulty(self) -> list[Line]:
        """The lines with something wrong."""
        return [line for line in self.lines if line.faults]

    def kept(self) -> str:
        """The numbers as text, to be sent back when they were looked at."""
        return json.dumps([[c.area.code, c.fact.key, str(c.value)] for c in self.cells])


def read(name: str, content: bytes) -> list[list[Any]]:
    """The rows of a spreadsheet or a CSV file; refused when it is neither."""
    try:
        if name.lower().endswith(".csv"):
            return [list(row) for row in csv.reader(io.StringIO(_text(content)))]
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return list(book.get_sheet_by_index(0).to_python())
    except (CalamineError, csv.Error, OSError, ValueError, IndexError) as fault:
        raise Refused(
            "standards.unreadable",
            _("这个文件读不出来。请另存为 XLSX 或 CSV（UTF-8）后再导入。"),
        ) from fault


def _text(content: bytes) -> str:
    for code in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor GB 18030")


def look(
    actor: Actor, rows: Sequence[Sequence[Any]], day: date, today: date, document: str
) -> Looked:
    """What a sheet would declare, line by line; nothing is written."""
    at = next((n for n, row in enumerate(rows) if _code_column(row) is not None), None)
    if at is None:
        raise Refused(
            "standards.no-code-column",
            _("表头里没有“辖区代码”一列。请先下载模板，按模板填写。"),
        )
    code_at, (columns, unknown) = _code_column(rows[at]) or 0, _columns(rows[at])
    codes = {plain(row[code_at]) for row in rows[at + 1 :] if len(row) > code_at}
    found = Area.objects.allowed(actor, "standards.declare").valid().filter(code__in=codes)
    areas = {area.code: area for area in found}
    lines = [
        _line(n, row, code_at, columns, areas, lambda c: _check(c, day, today, document))
        for n, row in enumerate(rows[at + 1 :], start=at + 2)
        if any(plain(one) for one in row)
    ]
    if sum(len(line.cells) for line in lines) > MOST_CELLS:
        words = {"most": MOST_CELLS}
        raise Refused(
            "standards.sheet-too-large",
            _("一次最多导入 %(most)d 个数。请按街道拆成几个表。") % words,
        )
    return Looked(lines, unknown)


def _line(
    number: int,
    row: Sequence[Any],
    code_at: int,
    columns: Mapping[int, Fact],
    areas: Mapping[str, Area],
    check: Any,
) -> Line:
    code = plain(row[code_at]) if len(row) > code_at else ""
    line = Line(number, areas.get(code), code)
    if line.area is None:
        line.faults.append(
            str(_("没有代码为“%(code)s”的辖区，或您不能为它填报。")) % {"code": code}
        )
        return line
    for at, fact in columns.items():
        text = plain(row[at]) if len(row) > at else ""
        if not text:
            continue
        try:
            cell = Cell(line.area, fact, Decimal(text.replace(",", "")))
            check(cell)
            line.cells.append(cell)
        except InvalidOperation:
            line.faults.append(
                str(_("“%(fact)s”一栏的“%(text)s”不是数字。"))
                % {"fact": fact.label, "text": text[:20]}
            )
        except Refused as no:
            line.faults.append(f"{fact.label}：{no}")
    return line


def _check(cell: Cell, day: date, today: date, document: str) -> None:
    check_declare(cell.value, day, today, whole=cell.fact.whole, document=document)


def _code_column(row: Sequence[Any]) -> int | None:
    words = [plain(one).lower() for one in row]
    return next((words.index(word) for word in CODE_WORDS if word in words), None)


def _columns(head: Iterable[Any]) -> tuple[dict[int, Fact], list[str]]:
    by_name = {}
    for fact in declarable():
        for name in (fact.key, fact.row.zh, fact.row.en):
            by_name[name.strip().lower()] = fact
    columns, unknown = {}, []
    for at, cell in enumerate(head):
        whole = plain(cell).lower()
        word = whole.partition("（")[0].strip()
        found = by_name.get(whole) or by_name.get(word)
        if found:
            columns[at] = found
        elif word and word not in (*CODE_WORDS, *NAME_WORDS):
            unknown.append(plain(cell))
    return columns, unknown


def plain(cell: Any) -> str:
    """A cell as text; spreadsheets keep codes as numbers with a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell if cell is not None else "").strip()


def again(actor: Actor, text: str) -> list[tuple[Area, str, Decimal]]:
    """The numbers that were looked at, from the text that came back."""
    try:
        listed = [(str(code), str(key), Decimal(value)) for code, key, value in json.loads(text)]
    except (ValueError, TypeError, InvalidOperation) as fault:
        raise Refused(
            "standards.lost-sheet", _("导入的内容不完整。请重新选择文件，再看一遍。")
        ) from fault
    codes = {code for code, _key, _value in listed[:MOST_CELLS]}
    rows = Area.objects.allowed(actor, "standards.declare").valid().filter(code__in=codes)
    areas = {area.code: area for area in rows}
    return [(areas[code], key, value) for code, key, value in listed[:MOST_CELLS] if code in areas]
