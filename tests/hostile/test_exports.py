"""No spreadsheet of ours computes what somebody typed."""

import re
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

LIREN = Path(__file__).parents[2] / "liren"
WRITERS = [
    path
    for path in LIREN.rglob("*.py")
    if "tests" not in path.parts and "Workbook(" in path.read_text(encoding="utf-8")
    and "xlsxwriter" in path.read_text(encoding="utf-8")
]  # fmt: skip
BEGINNINGS = ("=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "=HYPERLINK(1)",
              "{=1}", "http://evil.example", "mailto:x@evil.example")  # fmt: skip


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: str(path.relative_to(LIREN)))
def test_every_writer_keeps_texts_as_texts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r'"strings_to_formulas": False', text), "a text that begins with = computes"
    assert re.search(r'"strings_to_urls": False', text), "a text that is an address leads away"
    assert not re.search(r"\.write_(formula|url|array_formula)\(", text)


def test_and_so_they_come_back_as_they_were() -> None:
    """The options do what the test above relies on."""
    into = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(into, options)
    sheet = book.add_worksheet("x")
    for row, text in enumerate(BEGINNINGS):
        sheet.write(row, 0, text)
    book.close()
    raw = into.getvalue()
    rows = CalamineWorkbook.from_filelike(BytesIO(raw)).get_sheet_by_index(0).to_python()
    assert [str(row[0]) for row in rows] == list(BEGINNINGS)
    from zipfile import ZipFile

    page = ZipFile(BytesIO(raw)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in page
    assert b"hyperlink" not in page


def test_nothing_else_writes_tables() -> None:
    """CSV has no way to say that a cell is a text; we offer none."""
    csv = [p for p in LIREN.rglob("*.py") if re.search(r"csv\.(Dict)?[wW]riter\(", p.read_text())]
    assert [path for path in csv if "tests" not in path.parts] == []
