"""Lists of cases: the desk, one's own, on the map."""

from typing import Any
from urllib.parse import unquote_plus, urlencode

from django.http import FileResponse, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from liren.apps.bodies.queries import function_names
from liren.apps.cases import actions, rules
from liren.apps.cases.forms import FilterForm
from liren.apps.cases.models import SavedView
from liren.apps.cases.queries import (
    Figures,
    Wanted,
    capped,
    counts_for,
    exported,
    figures_for,
    joined_by,
    kinds_in_force,
    page_for,
    points_for,
    views_of,
)
from liren.apps.cases.views.shown import clock, rows
from liren.apps.cases.views.workbook import watermark, workbook
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.base.masking import mask_text
from liren.kernel.policy.values import value
from liren.kernel.web.respond import go, part

TAB_WORDS = {
    "mine": gettext_lazy("待我办"),
    "all": gettext_lazy("全部"),
    "reported": gettext_lazy("待受理"),
    "accepted": gettext_lazy("待派遣"),
    "doing": gettext_lazy("办理中"),
    "handled": gettext_lazy("待核查"),
    "verified": gettext_lazy("待结案"),
    "late": gettext_lazy("已超期"),
    "closed": gettext_lazy("已办结"),
}


def tabs_of(request: Request) -> tuple[str, ...]:
    """The tabs that mean something to this actor."""
    actor = request.actor
    if actor.may("cases.dispatch"):
        return tuple(TAB_WORDS)
    if actor.may("cases.sign") or actor.may("cases.verify"):
        return ("mine", "all", "doing", "handled", "late", "closed")
    return ("all", "reported", "doing", "handled", "late", "closed")


@require_safe
def desk(request: Request) -> HttpResponse:
    """The list in which the day's work is done."""
    tabs = tabs_of(request)
    form = FilterForm(request.GET)
    wanted = form.wanted(request.GET.get("tab") or tabs[0])
    found = page_for(request.actor, wanted, request.GET.get("cursor", ""))
    counts = counts_for(request.actor, wanted, tabs)
    context: dict[str, Any] = {
        "rows": rows(found.rows),
        "form": form,
        "wanted": wanted,
        "tabs": [tab(request, name, counts[name], wanted.tab) for name in tabs],
        "shown": _("共 %(total)s 件，本页 %(here)d 件")
        % {"total": capped(counts.get(wanted.tab, 0)), "here": len(found.rows)},
        "newer": address(request, cursor=found.newer) if found.newer else "",
        "older": address(request, cursor=found.older) if found.older else "",
        "here": request.get_full_path(),
        "export_url": f"{reverse('cases.export')}?{asked(request)}",
        "map_url": f"{reverse('cases.map')}?{asked(request)}",
        "filters": wanted.filters(),
        "views": saved(request),
        "query": asked(request),
        "next_verb": next_verb(request, wanted),
    }
    if not request.htmx or request.htmx.history_restore_request:
        context["kpis"], context["points"] = kpis(figures_for(request.actor))
    return part(request, "cases/desk.html", "list", **context)


def asked(request: Request, **changes: str) -> str:
    """The question of this list as a query string, without its place in the pages."""
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value_ in changes.items():
        query[name] = value_
    plain = [(name, one) for name, one in query.items() if one]
    return urlencode(plain)


def address(request: Request, **changes: str) -> str:
    """This list with another tab, order or page."""
    return f"{request.path}?{asked(request, **changes)}"


def tab(request: Request, name: str, count: int, current: str) -> dict[str, Any]:
    """One tab with its count."""
    return {
        "label": TAB_WORDS[name],
        "url": f"{request.path}?{asked(request, tab=name)}",
        "count": capped(count),
        "current": name == current,
        "hot": name == "late" and count > 0,
    }


def next_verb(request: Request, wanted: Wanted) -> str:
    """The verb that a whole tab waits for, for the bar of chosen rows."""
    verb = {"reported": "cases.accept", "accepted": "cases.dispatch"}.get(wanted.tab, "")
    return verb if verb and request.actor.may(verb) else ""


def kpis(figures: Figures | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Three figures and the points of the chart."""
    if figures is None:
        return [], []
    change = figures.reported - figures.reported_before
    delta = f"{'↑' if change > 0 else '↓'} {abs(change)}" if change else ""
    rate = f"{100 * figures.rate:.1f}%" if figures.rate is not None else "–"
    hours = f"{figures.mean_hours:.1f}" if figures.mean_hours is not None else "–"
    closed = _("近七天办结 %(n)d 件") % {"n": figures.closed}
    shown: list[dict[str, Any]] = [
        {
            "label": _("近七天新增"),
            "value": figures.reported,
            "delta": delta,
            "note": _("较前七天"),
        },
        {"label": _("按时办结率"), "value": rate, "note": closed},
        {"label": _("平均用时"), "value": hours, "unit": _("小时"), "note": _("从上报到结案")},
    ]
    points: list[dict[str, Any]] = [
        {"label": date_format(day, _("j日")), "bar": new, "line": done}
        for day, new, done in figures.days
    ]
    return shown, points


def saved(request: Request) -> list[dict[str, Any]]:
    """The views that this person keeps."""
    here = asked(request)
    return [
        {
            "name": view.name,
            "url": f"{reverse('cases.desk')}?{view.query}",
            "current": view.query == here,
            "drop": reverse("cases.drop_view", args=[view.pk]),
        }
        for view in views_of(request.user)
    ]


@require_POST
def save_view(request: Request) -> HttpResponse:
    """Keep the filters of a list under a name."""
    name = request.POST.get("name", "").strip()
    query = QueryDict(request.POST.get("query", "")[:500]).urlencode()
    if not name or len(name) > 30:
        raise Refused("cases.view-name", _("请给视图起个名字，最多 30 个字。"))
    actions.save_view(request.actor, request.user, name=name, query=query)
    url = f"{reverse('cases.desk')}?{query}"
    return go(request, url, said=_("已保存常用视图「%(name)s」。") % {"name": name})


@require_POST
def drop_view(request: Request, pk: int) -> HttpResponse:
    """Drop a kept view."""
    view = SavedView.objects.allowed(request.actor, "cases.drop_view").get(pk=pk)
    actions.drop_view(request.actor, view)
    url = f"{reverse('cases.desk')}?{view.query}"
    return go(request, url, said=_("已删除常用视图「%(name)s」。") % {"name": view.name})


@require_safe
def export(request: Request) -> FileResponse:
    """The list as a spreadsheet, with all its filters; who took it out is on record."""
    if not request.actor.may("cases.export"):
        raise Refused(
            "cases.no-export", _("您的角色不能导出清单。需要时请联系街道或区级工作人员。")
        )
    wanted = FilterForm(request.GET).wanted(request.GET.get("tab") or "all")
    limit = value("cases.export_limit")
    mark = watermark(request.user.name, unquote_plus(asked(request)))
    file, count = workbook(exported(request.actor, wanted, limit), mark)
    actions.note_export(request.actor, asked(request), count)
    return FileResponse(file, as_attachment=True, filename=f"{_('事件清单')}.xlsx")


@require_safe
def mine(request: Request) -> HttpResponse:
    """What I reported, and what became of it."""
    wanted = Wanted(tab=request.GET.get("tab") or "all", by_me=True)
    tabs = ("all", "doing", "closed")
    found = page_for(request.actor, wanted, request.GET.get("cursor", ""), limit=20)
    counts = counts_for(request.actor, wanted, tabs)
    to_rate = [row for row in rows(found.rows) if row["case"].state == rules.State.CLOSED]
    context = {
        "rows": rows(found.rows),
        "to_rate": [row for row in to_rate if not row["case"].rating],
        "tabs": [tab(request, name, counts[name], wanted.tab) for name in tabs],
        "newer": address(request, cursor=found.newer) if found.newer else "",
        "older": address(request, cursor=found.older) if found.older else "",
        "shown": _("共 %(total)s 件") % {"total": capped(counts.get(wanted.tab, 0))},
        "joined": joined_by(request.actor),
        "asked": [row for row in rows(found.rows) if row["case"].asked_at],
    }
    return part(request, "cases/mine.html", "list", **context)


@require_safe
def chart(request: Request) -> HttpResponse:
    """The cases of a list on the map, with the list beside it."""
    wanted = FilterForm(request.GET).wanted(request.GET.get("tab") or "late")
    context = {
        "rows": rows(points_for(request.actor, wanted, 100)),
        "points_url": f"{reverse('cases.points')}?{asked(request, tab=wanted.tab)}",
        "areas_url": reverse("places.shapes"),
        "desk_url": f"{reverse('cases.desk')}?{asked(request, tab=wanted.tab)}",
        "tabs": [
            {
                "label": TAB_WORDS[name],
                "url": f"{request.path}?{asked(request, tab=name)}",
                "current": name == wanted.tab,
            }
            for name in ("late", "mine", "doing", "all")
        ],
    }
    return part(request, "cases/map.html", "map", **context)


@require_safe
def points(request: Request) -> HttpResponse:
    """The points of the map as GeoJSON."""
    wanted = FilterForm(request.GET).wanted(request.GET.get("tab") or "late")
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [case.lng, case.lat]},
            "properties": {
                "t": mask_text(case.title),
                "u": case.get_absolute_url(),
                "s": clock(case).text,
                "tone": clock(case).tone,
            },
        }
        for case in points_for(request.actor, wanted)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@require_safe
def kinds(request: Request) -> HttpResponse:
    """What counts as a case, by when and by whom it is handled, and where that is written."""
    q = request.GET.get("q", "").strip()
    names = function_names()
    found = [
        {
            "kind": kind,
            "clocks": [(rules.CLOCK_WORDS[k], rules.span_text(v)) for k, v in kind.clocks.items()],
            "competent": [str(names.get(code, code)) for code in kind.competent],
            "verifier": rules.Verifier(kind.verify_by).label,
        }
        for kind in kinds_in_force().values()
        if not q or q.lower() in f"{kind.zh} {kind.en} {kind.code}".lower()
    ]
    return part(request, "cases/kinds.html", "kinds", found=found, q=q)
