"""What if: other rules or other facts for an area, side by side with today; nothing is saved."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.places.queries import around
from liren.apps.standards import actions
from liren.apps.standards.forms.trying import TrialForm
from liren.apps.standards.queries.inputs import facts
from liren.apps.standards.queries.reach import area_for, tops_for
from liren.apps.standards.queries.whatif import Outcome, outcome_of
from liren.apps.standards.views.figures import rules_of
from liren.apps.standards.views.workbook import book
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.web.respond import part


@require_safe
def home(request: Request) -> HttpResponse:
    """The trial of the first area in which one works."""
    tops = tops_for(request.actor)
    if not tops:
        raise Http404
    return HttpResponseRedirect(reverse("standards.trial", args=[tops[0].code]))


@require_safe
def trial(request: Request, code: str) -> HttpResponse | FileResponse:
    """Today's figures beside those of other rules or facts."""
    area = area_for(request.actor, code)
    found = rules_of(today())
    form = TrialForm(request.GET or None, rules=found, facts=list(facts().values()))
    outcome: Outcome | None = None
    if form.is_bound and form.is_valid():
        outcome = outcome_of(area, found, form.values, form.numbers)
        if request.GET.get("as") == "xlsx":
            return taken_out(request, outcome)
    query = request.GET.copy()
    query["as"] = "xlsx"
    return part(
        request,
        "standards/trial.html",
        "trial",
        area=area,
        way=around(area),
        form=form,
        outcome=outcome,
        parts=parts_of(request, area),
        export_url=f"{request.path}?{query.urlencode()}",
    )


def parts_of(request: Request, area: Any) -> list[Any]:
    """The areas in this one for which the same can be asked."""
    rows = type(area).objects.allowed(request.actor, "standards.view").valid()
    return list(
        rows.filter(parent=area).exclude(level__in=("grid", "micro_grid")).order_by("path")
    )


def taken_out(request: Request, outcome: Outcome) -> FileResponse:
    """The outcome as a spreadsheet."""
    head = [_("辖区代码"), _("社区"), _("测算项"), _("现在"), _("假设"), _("增减")]
    lines = (
        [row.area.code, str(row.area), shift.subject.label, row.before, row.after, row.change]
        for shift in outcome.shifts
        for row in shift.rows
    )
    file, count = book(_("假设测算"), head, lines, [_("假设测算，未保存。"), *outcome.said])
    actions.note_export(request.actor, f"trial:{outcome.area.code}", count)
    return FileResponse(file, as_attachment=True, filename=f"{outcome.area}{_('假设测算')}.xlsx")
