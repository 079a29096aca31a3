"""The burden page: what stands at the doors of a place, beside what others reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.actions.burdens import note_export
from liren.apps.duties.queries import load_tables as tables
from liren.apps.duties.queries import loads as queries
from liren.apps.duties.queries.load_tables import Asked, Part
from liren.apps.duties.queries.loads import Flow, Money, Month, Stock, Time
from liren.apps.duties.rules.estimates import before, first_of, months_to
from liren.apps.duties.views.load_lines import Line, lines
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook as written

SPANS = (6, 12)


@dataclass(frozen=True)
class Load:
    """All that is counted of a place."""

    area: Area
    communities: int
    months: list[date]
    since: date
    stock: Stock
    flow: Flow
    time: Time
    earlier: Time
    money: Money
    asked: list[Asked]


def load_of(area: Area, span: int) -> Load:
    """Count a place: what stands today, the hours of the last month, what came and went."""
    day = today()
    month = before(first_of(day))
    months = months_to(month, span)
    whole, askers = queries.money(area.path, months[0])
    return Load(
        area=area,
        communities=len(queries.communities_in(area)),
        months=months,
        since=months[0],
        stock=queries.stock(area.path),
        flow=queries.flow(area.path, months[0]),
        time=queries.time_in(area.path, month),
        earlier=queries.time_in(area.path, before(month)),
        money=whole,
        asked=tables.by_asker(area.path, month, months[0], askers),
    )


@require_safe
def load(request: Request) -> HttpResponse:
    """The burden of one's community, subdistrict or district."""
    require(request.actor, queries.READ)
    tops = queries.tops_for(request.actor)
    area = chosen(request, tops)
    if area is None:
        return part(request, "duties/load.html", "load", area=None)
    span = span_of(request)
    found = load_of(area, span)
    months = queries.trend(area.path, found.months)
    context = {
        "area": area,
        "up": area.parent if area.path not in {top.path for top in tops} else None,
        "found": found,
        "each": area.level != Level.COMMUNITY,
        "kpis": kpis(found),
        "points": points(months),
        "stood": month_bars(months, found),
        "lines": [line for line in lines(found) if line],
        "askers": [asker(one, found) for one in found.asked],
        "tasks": task_rows(found),
        "parts": parts(found),
        "missing": tables.missing_in(area, found.time.month),
        "spans": spans(area, span),
        "day": today(),
        "export_url": reverse("duties.export_load") + f"?area={area.code}&months={span}"
        if request.actor.may("duties.export_load")
        else "",
        "may_estimate": request.actor.may("duties.estimate"),
        "list_url": reverse("duties.burdens") + f"?area={area.code}",
    }
    return part(request, "duties/load.html", "load", **context)


def chosen(request: Request, tops: Sequence[Area]) -> Area | None:
    """The area of the address, else the first of one's own."""
    code = request.GET.get("area", "").strip()[:20]
    if code:
        return queries.load_area(request.actor, code)
    return tops[0] if tops else None


def span_of(request: Request) -> int:
    """How many months are looked at."""
    return SPANS[1] if request.GET.get("months") == str(SPANS[1]) else SPANS[0]


def spans(area: Area, span: int) -> list[dict[str, Any]]:
    """The choice of the months."""
    url = reverse("duties.load") + f"?area={area.code}&months="
    return [
        {"label": _("近 %(n)d 个月") % {"n": n}, "url": f"{url}{n}", "current": n == span}
        for n in SPANS
    ]


def kpis(found: Load) -> list[dict[str, Any]]:
    """Three figures on top; each opens what it counts."""
    code, stock, time = found.area.code, found.stock, found.time
    late = _("其中逾期 %(n)d 件") % {"n": stock.late_tasks}
    bare = _("其中没有依据 %(n)d 项") % {"n": stock.bare}
    said = _("%(month)s，%(said)d / %(all)d 个社区已填") % {
        "month": f"{time.month:%Y-%m}",
        "said": time.said,
        "all": found.communities,
    }
    change = time.hours - found.earlier.hours
    whole = bool(time.said) and time.said == found.earlier.said
    return [
        {
            "label": _("在办交办"),
            "value": stock.tasks,
            "note": late,
            "url": reverse("duties.assignments") + f"?area={code}&tab=open",
        },
        {
            "label": _("在挂在用的负担"),
            "value": stock.standing,
            "unit": _("项"),
            "note": bare,
            "url": reverse("duties.burdens") + f"?area={code}",
        },
        {
            "label": _("外来事项的工时"),
            "value": plain(time.asked),
            "unit": _("小时"),
            "delta": f"{'↑' if change > 0 else '↓'} {plain(abs(change))}"
            if whole and change
            else "",
            "good": change < 0 if whole and change else None,
            "note": said,
            "url": reverse("duties.estimates") + f"?area={code}",
        },
    ]


def plain(number: Decimal | None) -> str:
    """A number without a tail of noughts."""
    return "–" if number is None else f"{number:.1f}".removesuffix(".0")


def points(months: list[Month]) -> list[dict[str, Any]]:
    """The hours of a community in the mean, those that outsiders ask as the line."""
    return [
        {
            "label": f"{one.month:%y-%m}",
            "bar": round(one.hours / one.said) if one.said else 0,
            "line": round(one.asked / one.said) if one.said else 0,
        }
        for one in months
    ]


def month_bars(months: list[Month], found: Load) -> list[dict[str, Any]]:
    """What stood at the end of each month."""
    return [
        {
            "label": f"{one.month:%Y-%m}",
            "value": one.stood,
            "words": _("%(n)d 项，平均 %(each)s 项")
            % {"n": one.stood, "each": plain(Decimal(one.stood) / (found.communities or 1))},
        }
        for one in months
    ]


def asker(one: Asked, found: Load) -> dict[str, Any]:
    """What one body asks, each number with what it counts."""
    kept = f"?area={found.area.code}&asker={one.body.code}"
    burdens = reverse("duties.burdens") + kept
    return {
        "one": one,
        "hours": plain(one.hours),
        "earned": yuan(one.earned),
        "unpaid": yuan(one.unpaid),
        "tasks_url": reverse("duties.assignments") + f"{kept}&tab=open",
        "burdens_url": burdens,
        "bare_url": f"{burdens}&tab=bare",
        "refused_url": reverse("duties.refusals") + f"{kept}&tab=all",
    }


def yuan(fen: int) -> str:
    """An amount in whole yuan."""
    return f"{round(fen / 100):,}" if fen else ""


def task_rows(found: Load) -> list[dict[str, Any]]:
    """On what the hours went, with its share of all."""
    rows = tables.by_task(found.area.path, found.time.month)
    whole = found.time.hours or Decimal(1)
    return [
        {**row, "hours": plain(row["total"]), "share": f"{100 * row['total'] / whole:.0f}%"}
        for row in rows
    ]


def parts(found: Load) -> list[dict[str, Any]]:
    """The communities of a place, each with the way to its own page."""
    if found.area.level == Level.COMMUNITY:
        return []
    url = reverse("duties.load") + "?area="
    rows = tables.by_place(found.area, found.time.month)
    return [{"part": one, "url": f"{url}{one.area.code}", **shown(one)} for one in rows]


def shown(one: Part) -> dict[str, str]:
    """Its hours, where somebody said them."""
    hours = plain(one.hours) if one.said else "–"
    return {"hours": hours, "each": plain(one.each)}


@require_safe
def export_load(request: Request) -> FileResponse:
    """The same figures as a spreadsheet; who took it out is on record."""
    require(request.actor, "duties.export_load")
    area = queries.load_area(request.actor, request.GET.get("area", "").strip()[:20])
    found = load_of(area, span_of(request))
    rows = [*[cells(line) for line in lines(found) if line], [], *asker_cells(found)]
    head = [_("指标"), _("合计"), _("平均每社区"), _("公开报告"), _("目标"), _("说明")]
    file = written(_("减负看板"), head, rows)
    note_export(request.actor, "duties.export_load", f"area={area.code}", len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('减负看板')} {area}.xlsx")


def cells(line: Line) -> list[str]:
    """One figure."""
    return [
        str(one) for one in (line.label, line.value, line.each, line.seen, line.target, line.note)
    ]


def asker_cells(found: Load) -> list[list[Any]]:
    """What each body asks, below the figures."""
    head = [
        *(_("要求单位"), _("在办交办"), _("涉及社区"), _("负担"), _("没有依据"), _("被拒办")),
        *(_("工时"), _("已验收（元）"), _("没有落实（元）")),
    ]
    rows = [
        [
            *(str(one.body), one.tasks, one.communities, one.standing, one.bare, one.refused),
            *(float(one.hours), one.earned / 100, one.unpaid / 100),
        ]
        for one in found.asked
    ]
    return [head, *rows]
