"""Lists that go out as a spreadsheet: texts stay texts, whatever they begin with."""

from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter

WIDTH = 16
# no line is held in memory, and nothing that somebody typed becomes a formula or a link
SAFE = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(
    title: str,
    head: Sequence[str],
    lines: Iterable[Sequence[Any]],
    *,
    widths: Sequence[int] = (),
    still: int = 0,
) -> IO[bytes]:
    """A file of one sheet under its head; `still` columns stay in sight, as the head does."""
    file = TemporaryFile()  # noqa: SIM115 — the response closes it
    book = xlsxwriter.Workbook(file, SAFE)
    sheet = book.add_worksheet(title)
    sheet.set_column(0, len(head) - 1, WIDTH)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, still)
    sheet.write_row(0, 0, head, book.add_format({"bold": True, "bottom": 1}))
    for at, cells in enumerate(lines, start=1):
        sheet.write_row(at, 0, cells)
    book.close()
    file.seek(0)
    return file
