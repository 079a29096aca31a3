"""Hand-over of someone who leaves: every line decided, a second look, one act."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.offices import actions, queries
from liren.apps.offices.forms import HandOverForm
from liren.apps.offices.models import HandOver
from liren.apps.offices.rules import Fate
from liren.apps.offices.views.steps import hints
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.doors.queries import require
from liren.kernel.web.respond import go, part, refusals_to


def hand_over(request: Request, key: int) -> HttpResponse:
    """What hangs on a person, to whom each of it goes, and doing it."""
    require(request.actor, "offices.hand_over")
    person = queries.person_for(request.actor, key)
    lines = queries.holdings_of(person)
    form = HandOverForm(request.POST or None, actor=request.actor, lines=lines)
    if form.is_valid() and request.POST.get("sure") != "no":
        with refusals_to(form):
            if request.POST.get("sure") != "yes":
                context = {"person": person, **looked(form)}
                return part(request, "offices/handover.html", "handover", **context)
            area = Area.objects.allowed(request.actor, "offices.hand_over").order_by("path")[0]
            given = form.facts()
            done = actions.hand_over(form.acting(request.actor), area, person=person, **given)
            said = _("交接已完成，他的设备和令牌都已失效。")
            return go(request, reverse("offices.handed", args=[done.uid]), said=said)
    context = {
        "person": person,
        "form": form,
        "rows": [(line, sort_words(line.sort), fate, to) for line, fate, to in form.rows()],
        "hints": hints(request, form, "offices.hand_over"),
    }
    return part(request, "offices/handover.html", "handover", **context)


def looked(form: HandOverForm) -> dict[str, object]:
    """The plan in words, before it is carried out."""
    plan = form.cleaned_data["plan"]
    return {
        "sure": form,
        "plan": [
            (line, sort_words(line.sort), Fate(plan[line.key][0]).label, plan[line.key][1])
            for line in form.lines
        ],
        "hidden": [
            (name, form[name].value() or "") for name in form.fields if name != "close_account"
        ],
        "closes": form.cleaned_data["close_account"],
        "reason": form.cleaned_data["reason"],
    }


def sort_words(sort: str) -> str:
    """What kind of thing hangs on the person."""
    known = {
        "post": _("岗位"),
        "grant": _("授权"),
        "deputy": _("代理"),
        "token": _("接口令牌"),
    }
    named = {one.code: str(one.label) for one in queries.holdings()}
    return {**known, **named}.get(sort, sort)


@require_safe
def handed(request: Request, uid: UUID) -> HttpResponse:
    """The record of a hand-over, for printing."""
    rows = HandOver.objects.allowed(request.actor, "offices.hand_over")
    found = rows.select_related("person", "made_by", "area").get(uid=uid)
    lines = [
        {**line, "sort": sort_words(line["sort"]), "fate": Fate(line["fate"]).label}
        for line in found.lines
    ]
    return part(request, "offices/handed.html", "handed", done=found, lines=lines)
