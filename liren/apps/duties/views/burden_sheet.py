"""Burdens as a spreadsheet, and the spreadsheet from which many are registered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from liren.apps.duties.models import Burden
from liren.apps.duties.queries.burdens import kinds
from liren.apps.duties.rules.burdens import Rhythm
from liren.kernel.access.models import Area
from liren.kernel.base.errors import Refused
from liren.kernel.web.workbook import workbook as written

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST = 2 * 1024 * 1024
MOST_LINES = 1000
READ_COLUMNS = 9


def workbook(rows: Iterable[Burden]) -> IO[bytes]:
    """The file, one line for each burden; the first columns are those that are read back."""
    head = [*read_head(), *(_("状态"), _("准入编号"), _("清理期限"), _("清理依据"), _("清理日期"))]
    return written(_("负担清单"), head, map(line, rows))


def read_head() -> list[str]:
    """The columns that are read back, in their order."""
    return [
        *(_("社区代码"), _("社区"), _("类型"), _("名称"), _("要求单位"), _("周期")),
        *(_("系统生成"), _("开始日期"), _("说明")),
    ]


def line(row: Burden) -> list[Any]:
    """One burden."""
    return [
        *(row.area.code, str(row.area), str(row.get_kind_display()), row.title),
        *(str(row.asker or row.asker_name), str(row.get_rhythm_display())),
        *(_("是") if row.generated else _("否"), day_text(row.since), row.note),
        *(str(row.get_state_display()), row.application.number if row.application else ""),
        *(day_text(row.remove_by), row.order, day_text(row.ended_on)),
    ]


def day_text(day: date | None) -> str:
    """A day as it is written, or nothing."""
    return f"{day:%F}" if day else ""


# ── reading ─────────────────────────────────────────────────────────────────────────────────


@dataclass
class Line:
    """One line of a sheet: what it says, and what is wrong with it."""

    at: int
    area: Area | None
    kind: str
    title: str
    asker: str
    rhythm: str
    generated: bool
    since: str
    note: str
    wrong: str = ""
    twin: bool = False
    place: str = field(default="")

    def facts(self) -> dict[str, Any]:
        """As it is carried from the preview to the taking."""
        return {
            "area": self.area.code if self.area else "",
            **{
                name: getattr(self, name)
                for name in ("kind", "title", "asker", "rhythm", "generated", "since", "note")
            },
        }


def lines_in(file: "UploadedFile[bytes]", areas: Sequence[Area]) -> list[Line]:
    """The lines of the first sheet; what cannot be read says so."""
    if (file.size or 0) > LARGEST:
        raise Refused("duties.large-sheet", _("文件超过 2 MB。请分成几张表上传。"))
    try:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError, IndexError) as fault:
        sentence = _("读不出这个文件。请用 XLSX 格式，列名与导出的表相同。")
        raise Refused("duties.no-sheet", sentence) from fault
    if len(rows) > MOST_LINES + 1:
        sentence = _("一张表最多 %(most)d 行，请分成几张上传。")
        raise Refused("duties.long-sheet", sentence % {"most": MOST_LINES})
    known = named(areas)
    texts = [[text(cell) for cell in row[:READ_COLUMNS]] for row in rows[1:]]
    return [read(n, cells, known) for n, cells in enumerate(texts, start=2) if any(cells)]


def named(areas: Sequence[Area]) -> dict[str, Area | None]:
    """Areas by code and name; a name that two share leads to none."""
    found: dict[str, Area | None] = {}
    for area in areas:
        for name in (area.code, area.name):
            found[name] = None if name in found and found[name] != area else area
    return found


def text(cell: object) -> str:
    """A cell as text: whole numbers without a point, days as they are written."""
    if isinstance(cell, date | datetime):
        return f"{cell:%F}"
    whole = isinstance(cell, float) and cell == int(cell)
    return str(int(cell)) if whole else str(cell).strip()  # type: ignore[call-overload]


def read(at: int, cells: list[str], known: Mapping[str, Area | None]) -> Line:
    """One line, with the first thing that is wrong."""
    cells = [*cells, *[""] * READ_COLUMNS][:READ_COLUMNS]
    code, place, kind, title, asker, rhythm, made, since, note = cells
    found = Line(
        at=at, area=known.get(code) or known.get(place), kind=code_of(kind, kinds()),
        title=title[:80], asker=asker[:80], rhythm=code_of(rhythm, Rhythm.choices),
        generated=made in YES, since=since, note=note[:500], place=place or code,
    )  # fmt: skip
    found.wrong = wrong(found, kind, rhythm)
    return found


YES = ("是", "Yes", "yes", "1", "√")


def code_of(word: str, choices: Iterable[tuple[str, Any]]) -> str:
    """The code of a word or a code."""
    return next((code for code, name in choices if word in (code, str(name))), "")


def wrong(line: Line, kind: str, rhythm: str) -> str:
    """What is wrong with a line, in a sentence."""
    if line.area is None:
        return _("没有找到社区「%(given)s」，或有几个同名的，请填社区代码。") % {
            "given": line.place
        }
    if not line.kind:
        return _("类型「%(given)s」不认识，请照导出表里的写法。") % {"given": kind}
    if rhythm and not line.rhythm:
        return _("周期「%(given)s」不认识，请照导出表里的写法。") % {"given": rhythm}
    if line.since and day_of(line.since) is None:
        return _("日期「%(given)s」读不懂，请写成 2026-03-01。") % {"given": line.since}
    return "" if line.title and line.asker else _("请写明名称和要求单位。")


def day_of(given: str) -> date | None:
    """A day as written in a cell."""
    try:
        return date.fromisoformat(given[:10])
    except ValueError:
        return None
