"""The hours of a month as a page: filled with what is asked and what the last month said."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.actions import estimates as actions
from liren.apps.duties.forms.burdens import FREE, EstimateForm
from liren.apps.duties.queries import estimates as queries
from liren.apps.duties.rules.estimates import before, first_of
from liren.apps.duties.views.burdens import choose, chosen, sent_in
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require
from liren.kernel.policy.values import value
from liren.kernel.web.respond import go, part, refusals_to

VERB = "duties.estimate"


@require_safe
def estimates(request: Request) -> HttpResponse:
    """What communities said of their months."""
    require(request.actor, queries.READ)
    code = request.GET.get("area", "").strip()[:20]
    found = queries.page_of_estimates(request.actor, code, request.GET.get("cursor", ""))
    kept = f"area={code}&" if code else ""
    context = {
        "rows": found.rows,
        "area": Area.objects.filter(code=code).first() if code else None,
        "newer": f"?{kept}cursor={found.newer}" if found.newer else "",
        "older": f"?{kept}cursor={found.older}" if found.older else "",
        "may_write": request.actor.may(VERB),
    }
    return part(request, "duties/estimates.html", "estimates", **context)


@require_safe
def estimate_of(request: Request, uid: UUID) -> HttpResponse:
    """One month of one community, line by line."""
    row = queries.estimate_for(request.actor, uid)
    lines = queries.lines_of(row)
    context = {
        "row": row,
        "lines": lines,
        "total": sum(line.hours for line in lines),
        "bars": [
            {"label": line.label, "value": float(line.hours), "words": f"{line.hours}"}
            for line in lines
        ],
        "may_write": row.area in queries.writes_in(request.actor),
    }
    return part(request, "duties/estimate_of.html", "estimate", **context)


def estimate(request: Request) -> HttpResponse:
    """Write a month: one page, one number beside each thing."""
    require(request.actor, VERB)
    areas = queries.writes_in(request.actor)
    area = chosen(request, areas)
    if area is None:
        return choose(request, areas, VERB, _("填哪个社区的工时"))
    month = month_of(request)
    rows = queries.rows_for(area, month)
    form = EstimateForm(sent_in(request), rows=rows, initial=first_facts(area, month))
    if form.is_valid():
        with refusals_to(form):
            made = actions.estimate(
                form.acting(request.actor),
                area,
                month=month,
                staff=form.cleaned_data["staff"],
                lines=form.given(),
                seen=form.cleaned_data["seen"],
            )
            return go(request, made.get_absolute_url(), said=_("已记下这个月的工时。"))
    context = {
        "form": form,
        "area": area,
        "month": month,
        "lines": [(row, form[f"h{n}"]) for n, row in enumerate(rows)],
        "free": [(form[f"l{n}"], form[f"o{n}"]) for n in range(FREE)],
        "months": months(area, month),
        "here": request.get_full_path(),
        "known": queries.of_month(area, month),
    }
    return part(request, "duties/estimate.html", "estimate", **context)


def month_of(request: Request) -> date:
    """The month of the address; towards the end of a month that one, else the one before."""
    given = request.GET.get("month", "")
    if given:
        try:
            return first_of(date.fromisoformat(f"{given[:7]}-01"))
        except ValueError as fault:
            raise Http404 from fault
    day = today()
    this = first_of(day)
    return this if day.day >= int(value("burdens.remind_day")) else before(this)


def first_facts(area: Area, month: date) -> dict[str, Any]:
    """How many shared the work: as said, else as in the month before."""
    row = queries.of_month(area, month)
    last = row or queries.of_month(area, before(month))
    return {"staff": last.staff if last else None, "seen": row.version if row else 0}


def months(area: Area, month: date) -> list[dict[str, Any]]:
    """The months beside this one, as tabs."""
    this = first_of(today())
    shown = [before(this, n) for n in range(3, -1, -1)]
    url = reverse(VERB) + f"?area={area.code}&month="
    return [
        {"label": f"{one:%Y-%m}", "url": f"{url}{one:%Y-%m}", "current": one == month}
        for one in shown
    ]
