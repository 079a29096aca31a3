"""Exceptions by law as pages: their own list, one of them, and the acts on it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.actions import emergencies as actions
from liren.apps.duties.forms import emergencies as forms
from liren.apps.duties.models import Emergency
from liren.apps.duties.queries import emergencies as queries
from liren.apps.duties.queries.assignments import counted
from liren.apps.duties.views.assignments import LONGEST
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, today
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.lists import capped
from liren.kernel.web.respond import part


@require_safe
def emergencies(request: Request) -> HttpResponse:
    """What passes the gate by law now, what waits to be confirmed, what is over."""
    require(request.actor, queries.READ)
    actor, tab = request.actor, request.GET.get("tab", "now")
    tab = tab if tab in queries.TABS else "now"
    q = request.GET.get("q", "").strip()[:LONGEST]
    found = queries.page_of_emergencies(actor, tab, q, request.GET.get("cursor", ""))
    total = counted(actor, queries.emergencies_sought(tab, q), queries.READ)
    here = f"?tab={tab}"
    context: dict[str, Any] = {
        "rows": [(row, *state_of(row)) for row in found.rows],
        "tab": tab,
        "q": q,
        "tabs": tabs(actor, tab),
        "shown": _("共 %(total)s 条") % {"total": capped(total)},
        "newer": f"{here}&cursor={found.newer}" if found.newer else "",
        "older": f"{here}&cursor={found.older}" if found.older else "",
        "may_declare": actor.may("duties.declare_emergency"),
    }
    return part(request, "duties/emergencies.html", "emergencies", **context)


def tabs(actor: Actor, tab: str) -> list[dict[str, Any]]:
    """Those that hold, wait, are over."""
    words = {"now": _("有效"), "waits": _("待确认"), "over": _("已结束"), "all": _("全部")}
    found = []
    for name, label in words.items():
        rows = queries.emergencies_sought(name) if name in ("now", "waits") else None
        count = counted(actor, rows, queries.READ) if rows is not None else None
        url = f"?tab={name}"
        shown = {"label": label, "url": url, "current": name == tab, "count": count or None}
        found.append({**shown, "hot": name == "waits" and bool(count)})
    return found


def state_of(row: Emergency) -> tuple[str, str]:
    """What it is now, in words, and its tone."""
    if row.last_day < today():
        return _("已结束"), "off"
    if row.confirmed_by_id is None:
        return _("待第二人确认"), "warn"
    if row.since > today():
        return _("尚未开始"), "info"
    return _("有效"), "bad"


@require_safe
def emergency(request: Request, uid: UUID) -> HttpResponse:
    """One exception: why, by which article, for whom, until when, and what passed under it."""
    row = queries.emergency_for(request.actor, uid)
    actor, words = request.actor, state_of(row)
    over = row.last_day < today() or row.ended_on is not None
    waits = row.confirmed_by_id is None and not over
    tasks = row.assignments.select_related("area", "asker").order_by("-sent_at")
    context = {
        "row": row,
        "words": words[0],
        "tone": words[1],
        "facts": facts(row),
        "bodies": list(row.bodies.order_by("code")),
        "tasks": list(tasks[:20]),
        "total": tasks.count(),
        "may_confirm": waits and permits(actor, "duties.confirm_emergency", row),
        "may_end": not over and permits(actor, "duties.end_emergency", row),
        "own": waits and row.declared_by_id == actor.user.pk,
    }
    return part(request, "duties/emergency.html", "emergency", **context)


def facts(row: Emergency) -> list[tuple[str, object]]:
    """What is known of it."""
    second = row.confirmed_by
    confirmed = ""
    if second and row.confirmed_at:
        confirmed = f"{second.name} · {local(row.confirmed_at):%F %H:%M}"
    return [
        (_("适用辖区"), row.area),
        (_("理由"), row.reason),
        (_("法律依据"), f"{row.law} {row.article}"),
        (pgettext("duty", "期限"), f"{row.since:%F} — {row.until:%F}"),
        (_("提前结束"), f"{row.ended_on:%F}" if row.ended_on else ""),
        (_("发布人"), f"{row.declared_by.name} · {local(row.declared_at):%F %H:%M}"),
        (_("确认人"), confirmed),
    ]


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def declare_emergency(request: Request) -> HttpResponse:
    """Why, by which article, where, for whom and until when."""
    require(request.actor, "duties.declare_emergency")
    areas = queries.places_for(request.actor)
    bodies = departments(areas)
    sent = request.POST if request.method == "POST" else None

    def declare(actor: Actor, **given: Any) -> Emergency:
        area = next(one for one in areas if one.code == given.pop("area"))
        given["bodies"] = [one for one in bodies if one.code in given["bodies"]]
        return actions.declare_emergency(actor, area, **given)

    return act_page(
        request,
        forms.EmergencyForm(sent, areas=areas, bodies=bodies),
        declare,
        title=_("发布应急例外"),
        label=_("发布"),
        back=reverse("duties.emergencies"),
        said=_("已发布，等另一位工作人员确认后生效。"),
        to=page_of,
        lead=_("依法应急时，名单里的部门可以不经准入交办。要写明法律和条款，由第二人确认。"),
    )


def departments(areas: list[Area]) -> list[Body]:
    """The departments that stand where one may declare."""
    found = {body.pk: body for area in areas for body in queries.departments_at(area.path)}
    return list(found.values())


def page_of(row: Emergency) -> str:
    """The page of an exception."""
    return reverse("duties.emergency", args=[row.uid])


def confirm_emergency(request: Request, uid: UUID) -> HttpResponse:
    """Another person confirms it."""
    row = queries.emergency_for(request.actor, uid)
    form = forms.ConfirmForm(request.POST if request.method == "POST" else None)
    lead = _("确认后，名单里的部门可以据此交办，直到结束日期。请核对法律条款和辖区。")
    return act(request, row, form, "duties.confirm_emergency", (_("确认"), lead, _("已确认。")))


def end_emergency(request: Request, uid: UUID) -> HttpResponse:
    """End it before its day."""
    row = queries.emergency_for(request.actor, uid)
    form = forms.EndForm(request.POST if request.method == "POST" else None)
    lead = _("今天之后不能再据此交办，已交办的照常办理。")
    words = (_("提前结束"), lead, _("已结束，明天起不能再据此交办。"))
    return act(request, row, form, "duties.end_emergency", words)


ACTS: Mapping[str, Callable[..., Emergency]] = {
    "duties.confirm_emergency": actions.confirm_emergency,
    "duties.end_emergency": actions.end_emergency,
}


def act(
    request: Request, row: Emergency, form: KeyForm, verb: str, words: tuple[str, str, str]
) -> HttpResponse:
    """One form that does one thing to an exception."""
    if request.method != "POST" and not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    label, lead, said = words
    return act_page(
        request,
        form,
        lambda actor, **given: ACTS[verb](actor, row, **given),
        title=f"{label} · {row.title}",
        label=label,
        back=page_of(row),
        said=said,
        lead=lead,
        rows=facts(row),
        grave=verb == "duties.end_emergency",
    )
