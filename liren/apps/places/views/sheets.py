"""Spreadsheets of estates: the template, what a file would do, taking it, and the way out."""

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Any

from django.core import signing
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from python_calamine import CalamineError, CalamineWorkbook

from liren.apps.places import actions
from liren.apps.places.forms.estates import SheetForm
from liren.apps.places.models import Area, Building
from liren.apps.places.queries import area_for, exported, tops_for
from liren.apps.places.rules import sheets as rules
from liren.apps.places.views.estates import sought_of
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.web.respond import go, part, refusals_to
from liren.kernel.web.workbook import workbook

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST = 2 * 1024 * 1024
SALT = "places.import_estates"
KEPT = 3600  # seconds between the look and the yes
SAMPLE = (
    *("锦湖社区", "示例花园一期", "专业物业", "商品房", "", "锦湖路 88 号", "", ""),
    *("2008", "1", "2", "18", "2", "4，14", "89.5，120"),
)


def import_estates(request: Request) -> HttpResponse:
    """A spreadsheet in two steps: what it would do, then the yes."""
    area = _where(request)
    form = SheetForm(None)
    context: dict[str, Any] = {"area": area, "form": form}
    if request.method == "POST" and request.POST.get("sure"):
        taken = _confirmed(request)
        actor = request.actor.once(request.POST.get("key", ""))
        actions.import_estates(actor, area, houses=taken)
        url = f"{reverse('places.estates')}?area={area.code}"
        return go(request, url, said=_("已导入 %(n)d 行。") % {"n": len(taken)})
    if request.method == "POST":
        form = context["form"] = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            with refusals_to(form):
                context |= _judged(area, form.cleaned_data["file"])
    return part(request, "places/sheet.html", "sheet", **context)


def _where(request: Request) -> Area:
    code = request.GET.get("area", "")[:20]
    tops = tops_for(request.actor, "places.import_estates")
    if not tops:
        raise Refused("places.no-import", _("您的角色不能导入小区。请联系社区或街道的工作人员。"))
    return area_for(request.actor, code) if code else tops[0]


def _judged(area: Area, file: "UploadedFile[bytes]") -> dict[str, Any]:
    read = rules.read(rows_of(file))
    outcome = actions.judged(area, read.houses)
    faults = sorted([*read.faults, *outcome.faults])
    bad = {line for line, _said in outcome.faults}
    good = [house for house in read.houses if house.line not in bad]
    return {
        "outcome": outcome,
        "faults": faults,
        "good": len(good),
        "rows": good[:200],
        "signed": signing.dumps([one.plain() for one in good], salt=SALT, compress=True),
    }


def _confirmed(request: Request) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = signing.loads(
            request.POST.get("signed", ""), salt=SALT, max_age=KEPT
        )
    except signing.BadSignature as fault:
        sentence = _("这份核对结果已过期或不完整，请重新上传表格。")
        raise Refused("places.stale-sheet", sentence) from fault
    return found


def rows_of(file: "UploadedFile[bytes]") -> list[list[str]]:
    """The first sheet of a workbook as texts; numbers without a needless point."""
    if (file.size or 0) > LARGEST:
        raise Refused("places.big-sheet", _("文件超过 2 MB，请分成几个文件。"))
    try:
        book = CalamineWorkbook.from_filelike(file)
        rows = book.get_sheet_by_index(0).to_python(nrows=rules.MOST_ROWS + 2)
    except (CalamineError, ValueError, IndexError, OSError) as fault:
        sentence = _("这个文件打不开。请用下载的模板填写，存成 .xlsx 再上传。")
        raise Refused("places.no-sheet", sentence) from fault
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\x00", "").strip()


@require_safe
def template(request: Request) -> FileResponse:
    """An empty sheet with one line as an example."""
    file = written([SAMPLE], _("小区和楼栋"))
    return FileResponse(file, as_attachment=True, filename=f"{_('小区楼栋模板')}.xlsx")


@require_safe
def export_estates(request: Request) -> FileResponse:
    """The estates of a list with their buildings, in the columns in which they come in."""
    if not request.actor.may("places.export_estates"):
        raise Refused("places.no-export", _("您的角色不能导出小区清单。"))
    rows = (line(one) for one in exported(request.actor, sought_of(request)))
    return FileResponse(
        written(rows, _("小区和楼栋")), as_attachment=True, filename=f"{_('小区清单')}.xlsx"
    )


def line(one: tuple[Any, Building | None]) -> tuple[str, ...]:
    """One building of an estate, or an estate without one."""
    estate, building = one
    community = estate.area if estate.area.level == "community" else estate.area.parent
    place = building or estate
    return (
        *(str(community.code), estate.name, str(estate.get_management_display())),
        *(str(estate.get_kind_display()), estate.manager.name if estate.manager else ""),
        *(estate.address, f"{place.lng or ''}", f"{place.lat or ''}"),
        str(place.built_year or ""),
        *((building.number, "", str(building.floors), "", "", "") if building else [""] * 6),
    )


def written(rows: Iterable[Iterable[str]], title: str) -> IO[bytes]:
    """A workbook of texts under the columns of the sheet."""
    head = [str(label) for label in rules.COLUMNS.values()]
    return workbook(title, head, map(list, rows), still=2)
