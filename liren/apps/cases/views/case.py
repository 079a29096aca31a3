"""One case: its page, its printed sheet, and every step on it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.bodies.queries import competent
from liren.apps.cases import actions, forms, rules
from liren.apps.cases.models import Case
from liren.apps.cases.queries import whole_case_for
from liren.apps.cases.views import blocks
from liren.apps.cases.views.shown import detail
from liren.apps.cases.views.uploads import with_pictures
from liren.kernel.access.request import Request
from liren.kernel.web.respond import go, part, private, refusals_to, toast, wants_part

Act = Callable[..., Case]

# verb → the action that does it and the form that asks for what it needs
STEPS: Mapping[str, tuple[Act, type[forms.StepForm]]] = {
    "cases.accept": (actions.accept, forms.AcceptForm),
    "cases.reject": (actions.reject, forms.ReasonForm),
    "cases.self_handle": (actions.self_handle, forms.OutcomeForm),
    "cases.dispatch": (actions.dispatch, forms.DispatchForm),
    "cases.sign": (actions.sign, forms.StepForm),
    "cases.return": (actions.return_, forms.ReasonForm),
    "cases.handle": (actions.handle, forms.MeasureForm),
    "cases.feed_back": (actions.feed_back, forms.OutcomeForm),
    "cases.verify": (actions.verify, forms.VerifyForm),
    "cases.close": (actions.close, forms.CloseForm),
    "cases.reopen": (actions.reopen, forms.ReasonForm),
    "cases.rate": (actions.rate, forms.RateForm),
    "cases.ask": (actions.ask, forms.AskForm),
    "cases.answer": (actions.answer, forms.AnswerForm),
}


@require_safe
def view(request: Request, uid: UUID) -> HttpResponse:
    """The page of a case; beside the list it fills the panel."""
    return show(request, whole_case_for(request.actor, uid))


def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Ask for what a step needs, then do it."""
    case = whole_case_for(request.actor, uid)
    act, form_class = STEPS[verb]
    extra = (
        {"bodies": competent(case.kind.competent, case.area)} if verb == "cases.dispatch" else {}
    )
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = form_class(*sent, case=case, **extra)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form), with_pictures(request.actor, verb, case, form.facts()) as facts:
            act(form.acting(request.actor), case, **facts)
            return done(request, case, verb)
    return show(request, case, form=form, verb=verb)


def done(request: Request, case: Case, verb: str) -> HttpResponse:
    """The case as it is now, with a sentence about what was done."""
    case = whole_case_for(request.actor, case.uid)
    said = _("%(number)s 已完成：%(step)s。现在是「%(state)s」。") % {
        "number": case.number,
        "step": rules.STEP_WORDS[verb],
        "state": case.get_state_display(),
    }
    if not wants_part(request):
        return go(request, case.get_absolute_url(), said=said)
    toast(request, said)
    response = show(request, case)
    response["HX-Push-Url"] = case.get_absolute_url()
    response["HX-Trigger"] = "cases-changed"
    return response


def show(request: Request, case: Case, **more: Any) -> HttpResponse:
    """The panel of a case, in the shell of who looks at it."""
    context = detail(request.actor, case) | more
    context["base"] = "web/page.html" if context["official"] else "web/portal.html"
    if context["official"] and "form" not in more:
        context["blocks"] = blocks.blocks(request.actor, case)
        context["beside"] = blocks.more(request.actor, case)
    context["areas_url"] = f"{reverse('places.shapes')}?in={case.area.code[:12]}"
    if verb := more.get("verb"):
        context["label"] = rules.BUTTONS[verb]
        context["action_url"] = reverse(verb, args=[case.uid])
    return part(request, "cases/case.html", "panel", **context)


@require_safe
def sheet(request: Request, uid: UUID) -> HttpResponse:
    """The case on paper."""
    case = whole_case_for(request.actor, uid)
    context = detail(request.actor, case)
    if context["official"]:
        context["blocks"] = blocks.blocks(request.actor, case)
    return private(render(request, "cases/sheet.html", context))
