"""Spreadsheets of entries: what one would change, taking it, and the way out in the same shape."""

from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from python_calamine import CalamineError, CalamineWorkbook

from liren.apps.duties.actions import entries as writing
from liren.apps.duties.forms.lists import SheetForm
from liren.apps.duties.models import Version
from liren.apps.duties.queries import lists as queries
from liren.apps.duties.queries.entry_sheets import vocabulary
from liren.apps.duties.rules import entry_sheet as rules
from liren.apps.duties.views.shells import reader
from liren.apps.duties.views.versions import check_open
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.web.respond import go, part, refusals_to
from liren.kernel.web.workbook import workbook as written

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST = 4 * 1024 * 1024
SALT = "duties.import_entries"
KEPT = 3600  # seconds between the look and the yes
WIDTHS = (18, 22, 12, 34, 24)
FORBIDDEN = str.maketrans("[]:*?/\\'", "()    --")  # what no sheet may be called


def import_entries(request: Request, uid: UUID) -> HttpResponse:
    """A spreadsheet in two steps: what it would change, then the yes."""
    found = queries.version_of(request.actor, uid)
    check_open(request, "duties.import_entries", found)
    form = SheetForm()
    context: dict[str, Any] = {"version": found, "form": form}
    if request.method == "POST" and request.POST.get("sure"):
        taken = confirmed(request, uid)
        actor = request.actor.once(request.POST.get("key", "")[:80])
        writing.import_entries(actor, found, lines=taken)
        said = _("已导入 %(n)d 项到草稿。") % {"n": len(taken)}
        return go(request, found.get_absolute_url(), said=said)
    if request.method == "POST":
        form = context["form"] = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            with refusals_to(form):
                context |= looked_at(found, form)
    return part(request, "duties/entry_sheet.html", "sheet", **context)


def looked_at(found: Version, form: SheetForm) -> dict[str, Any]:
    """What taking a sheet would change, and which of its lines are wrong."""
    sheet = rules.read(rows_of(form.cleaned_data["file"]), vocabulary())
    told, faults, good = writing.judged(found, sheet)
    packed = signing.dumps(writing.cells_of(good), salt=f"{SALT}{found.uid}", compress=True)
    return {"told": told, "faults": faults, "good": len(good), "signed": packed}


def confirmed(request: Request, uid: UUID) -> list[dict[str, str]]:
    """The lines that were looked at, as they were."""
    signed = request.POST.get("signed", "")
    try:
        found: list[dict[str, str]] = signing.loads(signed, salt=f"{SALT}{uid}", max_age=KEPT)
    except signing.BadSignature as fault:
        sentence = _("这份核对结果已过期或不完整，请重新上传表格。")
        raise Refused("duties.stale-sheet", sentence) from fault
    return found


def rows_of(file: "UploadedFile[bytes]") -> list[list[str]]:
    """The first sheet of a workbook as texts; days as days, numbers without a needless point."""
    if (file.size or 0) > LARGEST:
        raise Refused("duties.big-sheet", _("文件超过 4 MB，请删去多余的列和图片。"))
    try:
        book = CalamineWorkbook.from_filelike(file)
        rows = book.get_sheet_by_index(0).to_python(nrows=rules.MOST_ROWS + 2)
    except (CalamineError, ValueError, IndexError, OSError) as fault:
        sentence = _("这个文件打不开。请用导出的清单填写，存成 .xlsx 再上传。")
        raise Refused("duties.no-sheet", sentence) from fault
    return [[text_of(cell) for cell in row] for row in rows]


def text_of(cell: object) -> str:
    """A cell as text."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())[:10]
    return str(cell).replace("\x00", "").strip()


@login_not_required
@require_safe
def export_list(request: HttpRequest, uid: UUID) -> FileResponse:
    """A version as a spreadsheet, in the shape in which one comes in."""
    found = queries.version_of(reader(request), uid)
    name = f"{found.list}-{found.number}-{today():%Y%m%d}.xlsx"
    return FileResponse(workbook(found), as_attachment=True, filename=name)


def workbook(found: Version) -> IO[bytes]:
    """Texts stay texts, whatever they begin with."""
    title = str(found.list)[:20].translate(FORBIDDEN)
    lines = map(rules.row_of, queries.lines_of(found))
    return written(title, rules.titles(), lines, widths=WIDTHS, still=4)
