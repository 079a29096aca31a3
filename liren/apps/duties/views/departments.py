"""A department's page: what it asks, of whom, since when, on what basis, and what came of it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.queries import departments as queries
from liren.apps.duties.queries.assignments import AssignmentsSought
from liren.apps.duties.queries.departments import Figures
from liren.apps.duties.queries.refusals import RefusalsSought, page_of_refusals
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.gate import Pass
from liren.apps.duties.rules.refusals import TONES
from liren.apps.duties.views.blocks import blocks
from liren.kernel.access.models import Body
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local
from liren.kernel.doors.queries import require
from liren.kernel.web.lists import asked
from liren.kernel.web.respond import part


@require_safe
def departments(request: Request) -> HttpResponse:
    """The departments that ask something where one works."""
    require(request.actor, queries.READ)
    rows = queries.departments(request.actor)
    return part(request, "duties/departments.html", "departments", rows=rows)


@require_safe
def department(request: Request, code: str) -> HttpResponse:
    """One department in figures and lists."""
    require(request.actor, queries.READ)
    actor = request.actor
    body = queries.department_for(actor, code)
    found = queries.figures(actor, body)
    context = {
        "body": body,
        "kpis": kpis(body, found),
        "askings": [asking(one, body) for one in queries.askings(actor, body)],
        "standing": queries.admissions(body),
        "refused": [
            (row, TONES[row.state])
            for row in page_of_refusals(actor, RefusalsSought(asker=body.code), limit=8).rows
        ],
        "refusals_url": reverse("duties.refusals") + f"?asker={body.code}",
        "list_url": reverse("duties.assignments") + f"?asker={body.code}",
        "may_assign": body.pk in actor.bodies("duties.assign"),
        "blocks": blocks("department", actor, body),
    }
    return part(request, "duties/department.html", "department", **context)


def kpis(body: Body, found: Figures) -> list[dict[str, Any]]:
    """The figures; each opens what it counts."""
    tasks = reverse("duties.assignments") + f"?asker={body.code}"
    said = reverse("duties.refusals") + f"?asker={body.code}"
    asked_of = {"n": found.number, "places": found.communities}
    words = _("共交办 %(n)d 件，%(places)d 个社区") % asked_of
    disputed = _("有争议 %(n)d 件") % {"n": found.disputed}
    outside = _("其中系统外 %(n)d 件") % {"n": found.outside}
    return [
        {"label": _("在办"), "value": found.open, "note": words, "url": f"{tasks}&tab=open"},
        {"label": _("已逾期"), "value": found.late, "note": disputed, "url": f"{tasks}&tab=late"},
        {"label": _("被拒办"), "value": found.refused, "note": outside, "url": f"{said}&tab=all"},
        {"label": _("重复被拒"), "value": found.repeated, "note": _("同一事项再次被拒")},
    ]


def asking(one: queries.Asking, body: Body) -> dict[str, Any]:
    """One thing that it asks, in words."""
    sought = AssignmentsSought("all", q=one.title, asker=body.code, kind=one.kind)
    return {
        "one": one,
        "kind": AskKind(one.kind).label,
        "basis": Pass(one.passed_as).label,
        "since": local(one.since).date(),
        "url": reverse("duties.assignments") + asked(sought),
    }
