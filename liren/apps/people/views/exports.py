"""Lists of people that leave the house: asked for, decided by another, taken."""

from collections.abc import Callable, Mapping
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urlencode
from uuid import UUID

import xlsxwriter
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from liren.apps.people.actions import exports as actions
from liren.apps.people.actions.searches import note_search
from liren.apps.people.forms.duties import AgreeForm, AskExportForm, RefuseForm
from liren.apps.people.models import Export, TagKind
from liren.apps.people.queries import exports as queries
from liren.apps.people.queries.tags import kinds_for
from liren.apps.people.rules.exports import COLUMNS
from liren.apps.people.rules.persons import Residence
from liren.apps.people.rules.rights import Asked, ExportState
from liren.apps.people.views.duties import areas_for, check_may, duty_tabs
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, now
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import value
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import go, part, toast

TONES = {ExportState.ASKED: "info", ExportState.APPROVED: "ok", ExportState.REFUSED: "warn"}


@require_safe
def exports(request: Request) -> HttpResponse:
    """Which lists were asked for, newest first."""
    check_may(request, "people.exports")
    state = request.GET.get("state", "")
    state = state if state in ExportState.values else ""
    found = queries.exports_for(request.actor, state, request.GET.get("cursor", ""))
    words = [("", _("全部")), *ExportState.choices[:3]]
    context = {
        "duties": duty_tabs(request, "people.exports"),
        "rows": [(one, standing(one)) for one in found.rows],
        "tabs": [
            {"label": label, "url": f"?state={code}", "current": code == state}
            for code, label in words
        ],
        "newer": turned(state, found.newer),
        "older": turned(state, found.older),
        "shown": _("本页 %(here)d 份") % {"here": len(found.rows)},
        "may_ask": request.actor.may("people.ask_export"),
    }
    return part(request, "people/exports.html", "exports", **context)


def turned(state: str, cursor: str) -> str:
    """The address of a neighbouring page."""
    return f"?{urlencode({'state': state, 'cursor': cursor})}" if cursor else ""


def standing(export: Export) -> tuple[str, str]:
    """How far a wish is, and in which tone."""
    if export.state == ExportState.APPROVED and export.until and export.until <= now():
        return str(ExportState.EXPIRED.label), ""
    return str(export.get_state_display()), TONES.get(ExportState(export.state), "")


def ask_export(request: Request) -> HttpResponse:
    """Ask for a list."""
    check_may(request, "people.ask_export")
    form = AskExportForm(
        request.POST or None,
        areas=areas_for(request, "people.ask_export"),
        purposes=queries.searching_purposes(),
        tags=kinds_for(request.actor),
    )
    return act_page(
        request,
        form,
        lambda actor, area, **facts: actions.ask_export(actor, area, **facts),
        title=_("申请导出名单"),
        label=_("提交申请"),
        back=reverse("people.exports"),
        said=_("已提交，等另一位负责人批准。"),
        to=lambda row: reverse("people.export", args=[row.uid]),
        lead=_("名单离开系统就管不住了，能在系统里办的，不要导出。批准后几天内可以下载。"),
    )


@require_safe
def export(request: Request, uid: UUID) -> HttpResponse:
    """One wish: what it asks for, how it was decided, how often it was taken."""
    row = queries.export_for(request.actor, uid)
    words, tone = standing(row)
    asked = row.state == ExportState.ASKED
    mine = permits(request.actor, "people.take_export", row)
    context = {
        "export": row,
        "words": words,
        "tone": tone,
        "rows": told(row),
        "may_decide": asked and permits(request.actor, "people.approve_export", row),
        "waits": asked and row.by_id == request.user.pk,
        "may_take": mine and tone == "ok",
        "left": max(0, int(value("people.export_most_taken")) - row.taken),
    }
    return part(request, "people/export.html", "export", **context)


def told(row: Export) -> list[tuple[str, Any]]:
    """A wish as names and values."""
    return [
        (_("辖区"), row.area),
        (_("条件"), question_words(row.question)),
        (_("名单的列"), _("、").join(str(COLUMNS[one]) for one in row.columns if one in COLUMNS)),
        (_("用途"), row.purpose),
        (_("用来做什么"), row.reason),
        (_("谁申请"), f"{row.by.name} {local(row.at):%F %H:%M}"),
        (_("谁处理"), row.decided_by),
        (_("附言、理由"), row.answer),
        (_("可下载到"), f"{local(row.until):%F %H:%M}" if row.until else ""),
        (_("已下载"), _("%(n)d 次") % {"n": row.taken}),
    ]


def question_words(question: Mapping[str, Any]) -> str:
    """A question in words."""
    parts = []
    if question.get("tag"):
        kind = TagKind.objects.filter(code=question["tag"]).first()
        parts.append(str(kind or question["tag"]))
    if question.get("residence") in Residence.values:
        parts.append(str(Residence(question["residence"]).label))
    youngest, oldest = question.get("youngest"), question.get("oldest")
    if youngest is not None:
        parts.append(_("满 %(n)d 岁") % {"n": youngest})
    if oldest is not None:
        parts.append(_("不超过 %(n)d 岁") % {"n": oldest})
    return _("、").join(parts) or _("全部在册人员")


DECIDES: Mapping[str, tuple[Callable[..., Export], Any, Any, Any]] = {
    "approve_export": (actions.approve_export, AgreeForm, gettext_lazy("批准"), "pri"),
    "refuse_export": (actions.refuse_export, RefuseForm, gettext_lazy("不批准"), ""),
}


def approve_export(request: Request, uid: UUID) -> HttpResponse:
    """Let it go out."""
    return decide(request, uid, "approve_export")


def refuse_export(request: Request, uid: UUID) -> HttpResponse:
    """Say why not."""
    return decide(request, uid, "refuse_export")


def decide(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """The answer to a wish."""
    row = queries.export_for(request.actor, uid)
    done, form_class, label, _tone = DECIDES[verb]
    return act_page(
        request,
        form_class(request.POST or None),
        lambda actor, **facts: done(actor, row, **facts),
        title=str(label),
        label=str(label),
        back=reverse("people.export", args=[uid]),
        said=_("已处理，申请人会看到结果。"),
        rows=told(row),
    )


@sensitive_variables()
@require_POST
def take_export(request: Request, uid: UUID) -> HttpResponseBase:
    """The list, made anew with the mark of who takes it; counted, and among the searches."""
    row = queries.export_for(request.actor, uid, "people.take_export")
    try:
        file = taken(request.actor, row)
    except Refused as no:
        toast(request, str(no))
        return go(request, reverse("people.export", args=[uid]))
    name = f"{_('人员名单')}-{local(now()):%Y%m%d%H%M}.xlsx"
    answer = FileResponse(file, as_attachment=True, filename=name)
    answer["Cache-Control"] = "no-store"
    return answer


def taken(actor: Actor, row: Export) -> IO[bytes]:
    """Count one download, note it as a search, and write the file."""
    done = actions.take_export(actor, row)
    file, count = workbook(actor, done)
    note_search(actor, Asked.LIST, done.purpose, count, done.area_path)
    return file


def workbook(actor: Actor, row: Export) -> tuple[IO[bytes], int]:
    """The file and how many people it holds; on every page and below stands whose it is."""
    file = TemporaryFile()  # noqa: SIM115 — the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book, mark = xlsxwriter.Workbook(file, options), watermark(actor, row)
    sheet = book.add_worksheet(_("人员名单"))
    sheet.set_column(0, len(row.columns) - 1, 18)
    sheet.set_header(f"&C&14{mark.replace('&', '&&')}")
    sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")
    book.set_properties({"comments": mark, "subject": str(row.uid)})
    sheet.write_string(0, 0, mark, book.add_format({"italic": True}))
    head = [str(COLUMNS[one]) for one in row.columns]
    sheet.write_row(1, 0, head, book.add_format({"bold": True, "bottom": 1}))
    count = 0
    for count, line in enumerate(queries.lines_of(actor, row), start=1):
        sheet.write_row(count + 1, 0, line)
    sheet.write_string(count + 3, 0, mark)
    book.close()
    file.seek(0)
    return file, count


def watermark(actor: Actor, row: Export) -> str:
    """Whose copy it is, since when, what it may be used for."""
    facts = {
        "name": actor.user.name,
        "at": f"{local(now()):%Y-%m-%d %H:%M}",
        "purpose": row.purpose,
        "n": row.taken,
        "key": str(row.uid)[-8:],
    }
    return (
        _("%(name)s 于 %(at)s 第 %(n)d 次下载，仅用于“%(purpose)s”，请勿外传（%(key)s）") % facts
    )
