"""Spreadsheets of people as pages: sent in, matched, looked at, taken, reported."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe
from python_calamine import CalamineError, CalamineWorkbook

from liren.apps.people import actions
from liren.apps.people.actions.sheets import judged, texts, unpacked
from liren.apps.people.forms.sheets import ColumnsForm, SheetForm
from liren.apps.people.models import Sheet
from liren.apps.people.queries.sheets import doors_in, page_of_sheets, senders_for, sheet_for
from liren.apps.people.rules import mask_number
from liren.apps.people.rules.sheets import NEEDED, Line, SheetState
from liren.apps.places.models import Area
from liren.apps.places.queries import open_to
from liren.apps.places.views.shown import asked
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.base.masking import mask_phone
from liren.kernel.policy.values import value
from liren.kernel.web.respond import go, part, refusals_to

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LOOKED_AT = 3000  # lines that the page judges at once; the rest is judged while taking
SHOWN = 20
LARGEST = 40 * 1024 * 1024


@require_safe
def sheets(request: Request) -> HttpResponse:
    """The sheets of one's areas, the latest first."""
    check_may(request)
    found = page_of_sheets(request.actor, request.GET.get("cursor", "")[:900])
    context = {
        "rows": found.rows,
        "newer": asked(request, cursor=found.newer) if found.newer else "",
        "older": asked(request, cursor=found.older) if found.older else "",
    }
    return part(request, "people/sheets.html", "sheets", **context)


def check_may(request: Request) -> None:
    """Who may bring in people at all."""
    if not request.actor.may("people.import"):
        raise Refused("people.no-import", _("您的角色不能导入人员。请联系社区的工作人员。"))


@sensitive_variables()
def import_people(request: Request) -> HttpResponse:
    """Send a sheet in: it is read, and nothing is taken yet."""
    check_may(request)
    areas = open_to(request.actor, "people.import")
    form = SheetForm(request.POST or None, request.FILES or None, areas=areas)
    if form.is_valid():
        with refusals_to(form):
            area = next(one for one in areas if one.code == form.cleaned_data["area"])
            return go(request, _read(request, area, form).get_absolute_url())
    senders = senders_for(request.actor)
    return part(request, "people/sheet_new.html", "new", form=form, senders=senders)


def _read(request: Request, area: Area, form: SheetForm) -> Sheet:
    given, actor = form.cleaned_data, form.acting(request.actor)
    facts = {"sender": given["sender"], "file": str(given["file"].name)}
    made: Sheet = actions.import_people(actor, area, rows=rows_of(given["file"]), **facts)
    return made


def rows_of(file: "UploadedFile[bytes]") -> list[list[str]]:
    """The first sheet of a workbook as texts."""
    if (file.size or 0) > LARGEST:
        raise Refused("people.big-sheet", _("文件超过 40 MB，请分成几个文件。"))
    try:
        book = CalamineWorkbook.from_filelike(file)
        rows = book.get_sheet_by_index(0).to_python(nrows=int(value("people.sheet_lines")) + 2)
    except (CalamineError, ValueError, IndexError, OSError) as fault:
        sentence = _("这个文件打不开。请存成 .xlsx 再上传。")
        raise Refused("people.no-sheet", sentence) from fault
    return texts(rows)


@require_safe
@sensitive_variables()
def sheet(request: Request, uid: UUID) -> HttpResponse:
    """One sheet: its columns, what would be taken, and how far it is."""
    row = sheet_for(request.actor, uid)
    return shown(request, row, ColumnsForm(sheet=row))


@sensitive_variables()
def shown(request: Request, row: Sheet, form: ColumnsForm) -> HttpResponse:
    """The page of a sheet."""
    context: dict[str, Any] = {
        "sheet": row,
        "form": form,
        "waits": row.state == SheetState.READ,
        "runs": row.state in (SheetState.QUEUED, SheetState.RUNNING),
        "faults": row.faults,
        "percent": 100 * row.seen // max(row.total, 1),
    }
    if context["waits"] and all(name in row.mapping for name in NEEDED):
        context |= looked_at(row)
    return part(request, "people/sheet.html", "sheet", **context)


@sensitive_variables()
def looked_at(row: Sheet) -> dict[str, Any]:
    """What taking the first lines would do; numbers are masked."""
    rows = unpacked(row)[:LOOKED_AT]
    good, faults = judged(row, rows, today())
    doors = doors_in(row.area_path)
    lost = {one.line for one in good if doors.find(one.home) is None}
    said = _("没有这个户室，请核对小区、楼号、单元、室号，或先登记户室。")
    faults = sorted([*faults, *((line, said) for line in lost)])
    fit = [one for one in good if one.line not in lost]
    return {
        "judged": True,
        "good": len(fit),
        "faults": faults[:200],
        "more_faults": max(0, len(faults) - 200),
        "only": LOOKED_AT if row.total > LOOKED_AT else 0,
        "lines": [line_shown(one) for one in fit[:SHOWN]],
    }


def line_shown(line: Line) -> dict[str, Any]:
    """A line as the page shows it."""
    return {
        "line": line.line,
        "name": line.name,
        "number": mask_number(line.id_number) if line.id_number else "",
        "phone": mask_phone(line.phone) if line.phone else "",
        "home": " ".join(one for one in line.home if one),
        "born": line.born,
    }


@require_POST
def match_columns(request: Request, uid: UUID) -> HttpResponse:
    """Say which column is which."""
    row = sheet_for(request.actor, uid)
    form = ColumnsForm(request.POST, sheet=row)
    if form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            actions.match_columns(actor, row, mapping=form.mapping())
            return go(request, row.get_absolute_url(), said=_("列已对应，请核对下面的结果。"))
    return shown(request, row, form)


@require_POST
def take_sheet(request: Request, uid: UUID) -> HttpResponse:
    """Take all good lines."""
    row = sheet_for(request.actor, uid)
    actions.take_sheet(request.actor, row)
    return go(request, row.get_absolute_url(), said=_("已开始导入，可以离开这一页。"))


@require_POST
def drop_sheet(request: Request, uid: UUID) -> HttpResponse:
    """Throw the sheet away."""
    row = sheet_for(request.actor, uid)
    actions.drop_sheet(request.actor, row)
    return go(request, reverse("people.sheets"), said=_("已放弃，表格里的内容已删除。"))
