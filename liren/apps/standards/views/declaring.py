"""The facts of an area: declared, confirmed, brought in as a sheet."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.places.queries import around
from liren.apps.standards import actions
from liren.apps.standards.forms.declaring import ConfirmForm, DeclareForm, LinesForm, SheetForm
from liren.apps.standards.queries import ledger, sheets
from liren.apps.standards.queries.inputs import declarable, facts, input_of
from liren.apps.standards.queries.known import ground
from liren.apps.standards.queries.reach import area_for
from liren.apps.standards.views.sent import given_in
from liren.apps.standards.views.workbook import facts_sheet
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.web.respond import go, part, refusals_to, toast


def facts_url(area: Area) -> str:
    """The page of an area's facts."""
    return reverse("standards.facts", args=[area.code])


@require_safe
def facts_of(request: Request, code: str) -> HttpResponse:
    """All facts of an area with where they come from, and what waits for a second person."""
    area = area_for(request.actor, code)
    chosen = request.GET.get("key", "")
    return part(
        request,
        "standards/facts.html",
        "facts",
        area=area,
        way=around(area),
        entries=ledger.entries(request.actor, ground(area, today())),
        chosen=input_of(chosen) if chosen in facts() else None,
        history=ledger.history(area, chosen) if chosen in facts() else [],
        may_declare=permits(request.actor, "standards.declare", area),
    )


@require_safe
def waiting(request: Request) -> HttpResponse:
    """All declarations that wait for this person's confirmation."""
    rows = ledger.waiting_for(request.actor)
    listed = [{"row": row, "fact": facts().get(row.key)} for row in rows]
    return part(request, "standards/waiting.html", "waiting", rows=listed)


def declare(request: Request, code: str) -> HttpResponse:
    """Declare a number of an area."""
    area = area_for(request.actor, code, "standards.declare")
    first = {"item": request.GET.get("key", "")}
    form = DeclareForm(given_in(request), listed=declarable(area.level), initial=first)
    if request.method == "POST" and form.is_valid():
        given, actor = form.facts(), form.acting(request.actor)
        with refusals_to(form):
            row = actions.declare(actor, area, key=given.pop("item"), **given)
            said = _("已填报“%(fact)s”，等另一位工作人员复核后计入测算。") % {
                "fact": input_of(row.key).label
            }
            return go(request, facts_url(area), said=said)
    return part(request, "standards/declare.html", "declare", area=area, form=form)


def confirm(request: Request, uid: UUID) -> HttpResponse:
    """Look at a declared number once more, and make it count."""
    row = ledger.declared_for(request.actor, uid)
    form = ConfirmForm(given_in(request) or {"value": row.value})
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actions.confirm(request.actor, row, value=form.cleaned_data["value"])
            said = _("已复核“%(fact)s”，从现在起计入测算。") % {"fact": input_of(row.key).label}
            back = request.POST.get("back", "")
            waiting_url = reverse("standards.waiting")
            return go(
                request, waiting_url if back == waiting_url else facts_url(row.area), said=said
            )
    return part(
        request,
        "standards/confirm.html",
        "confirm",
        row=row,
        fact=input_of(row.key),
        before=before(row.area, row.key),
        form=form,
        may_confirm=permits(request.actor, "standards.confirm", row),
    )


def before(area: Area, key: str) -> object:
    """The number that counts now."""
    return ground(area, today()).whole(area.pk, key)


def bring(request: Request, code: str) -> HttpResponse:
    """Bring in a sheet: look through it first, then declare its numbers."""
    area = area_for(request.actor, code, "standards.declare")
    if "lines" in request.POST:
        return take(request, area)
    files = request.FILES if request.method == "POST" else None
    form = SheetForm(given_in(request), files, initial={"day": today()})
    looked = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with refusals_to(form):
            rows = sheets.read(given["file"].name, given["file"].read())
            looked = sheets.look(request.actor, rows, given["day"], today(), given["document"])
    return part(
        request,
        "standards/bring.html",
        "bring",
        area=area,
        form=form,
        looked=looked,
        kept=looked.kept() if looked else "",
    )


def take(request: Request, area: Area) -> HttpResponse:
    """Declare the numbers of a sheet that was looked through; each is an act of its own."""
    form = LinesForm(request.POST)
    if not form.is_valid():
        raise Refused("standards.lost-sheet", _("导入的内容不完整。请重新选择文件，再看一遍。"))
    given = form.cleaned_data
    done, refused = 0, []
    for where, key, value in sheets.again(request.actor, given["lines"]):
        try:
            actions.declare(
                request.actor,
                where,
                key=key,
                value=value,
                day=given["day"],
                document=given["document"],
            )
            done += 1
        except Refused as no:
            refused.append(f"{where}：{no}")
    for fault in refused[:5]:
        toast(request, fault)
    said = _("已填报 %(done)d 个数，等另一位工作人员复核后计入测算。") % {"done": done}
    return go(request, facts_url(area), said=said)


@require_safe
def take_out(request: Request, code: str) -> FileResponse:
    """The facts of an area's parts as a sheet, in the shape in which it can be brought in."""
    area = area_for(request.actor, code)
    file, count = facts_sheet(ground(area, today()))
    actions.note_export(request.actor, f"facts:{area.code}", count)
    return FileResponse(file, as_attachment=True, filename=f"{area}{_('各项底数')}.xlsx")
