"""Assignments as a spreadsheet, and the spreadsheet from which many are handed out."""

from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from python_calamine import CalamineError, CalamineWorkbook

from liren.apps.duties.actions.assignments import Wanted
from liren.apps.duties.models import Assignment
from liren.apps.duties.rules.gate import Pass
from liren.kernel.access.models import Area
from liren.kernel.base.clock import local
from liren.kernel.base.errors import Refused
from liren.kernel.web.workbook import workbook as written

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST = 2 * 1024 * 1024
MOST_LINES = 2000


def workbook(rows: Iterable[Assignment]) -> IO[bytes]:
    """The file, one line for each assignment; texts stay texts, whatever they begin with."""
    return written(_("交办清单"), head(), map(line, rows))


def head() -> list[str]:
    """The columns."""
    return [
        *(
            _("街道"),
            _("社区"),
            _("交办单位"),
            _("交办事项"),
            _("类型"),
            pgettext("duty", "依据"),
            _("编号"),
        ),
        *(
            _("交办日期"),
            pgettext("duty", "完成日期"),
            _("状态"),
            _("数量单位"),
            _("交办数量"),
            _("完成数量"),
        ),
        *(_("验收数量"), _("单价（元）"), _("应付（元）")),
    ]


def line(row: Assignment) -> list[Any]:
    """One assignment."""
    number = row.application.number if row.application else row.entry_code
    return [
        *(str(row.area.parent or ""), str(row.area), str(row.asker), row.title),
        *(str(row.get_kind_display()), str(Pass(row.passed_as).label), number),
        *(f"{local(row.sent_at):%F}", f"{row.due_on:%F}", str(row.get_state_display()), row.unit),
        *(row.quantity, row.done_quantity, row.accepted_quantity, row.unit_fen / 100),
        row.unit_fen * row.accepted_quantity / 100,
    ]


# ── communities and quantities ──────────────────────────────────────────────────────────────


def wanted_in(file: "UploadedFile[bytes]", areas: Sequence[Area], usual: int) -> list[Wanted]:
    """The lines of a sheet: a community by name or code, and how much is wanted of it."""
    by_name: dict[str, Area | None] = {}
    for area in areas:
        for name in (area.name, area.name.removesuffix("社区"), area.code):
            by_name[name] = None if name in by_name and by_name[name] != area else area
    return [_wanted(cells, by_name, usual) for cells in lines_of(file)]


def lines_of(file: "UploadedFile[bytes]") -> list[list[str]]:
    """The lines of the first sheet under its heading, empty ones left out."""
    if (file.size or 0) > LARGEST:
        raise Refused("duties.large-sheet", _("文件超过 2 MB。只要社区和数量两列，请删去其他。"))
    try:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError, IndexError) as fault:
        raise Refused(
            "duties.no-sheet", _("读不出这个文件。请用 XLSX 格式，第一列社区，第二列数量。")
        ) from fault
    texts = [[_text(cell) for cell in row[:2]] for row in rows[: MOST_LINES + 1]]
    return [cells for cells in texts[1:] if cells and cells[0]]


def _text(cell: object) -> str:
    whole = isinstance(cell, float) and cell == int(cell)
    return str(int(cell)) if whole else str(cell).strip()  # type: ignore[call-overload]


def _wanted(cells: Sequence[str], by_name: dict[str, Area | None], usual: int) -> Wanted:
    named = cells[0]
    number = cells[1] if len(cells) > 1 else ""
    if number and not number.isdecimal():
        sentence = _("社区「%(name)s」的数量「%(given)s」不是整数，请改正后再上传。")
        raise Refused("duties.odd-number", sentence % {"name": named, "given": number})
    return Wanted(by_name.get(named), int(number) if number else usual, named)
