"""One case on the telephone, and every step on it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.bodies.queries import competent
from liren.apps.cases import actions, rules
from liren.apps.cases.forms import AddPictureForm, StepForm
from liren.apps.cases.models import Case
from liren.apps.cases.queries import sees_all, whole_case_for
from liren.apps.cases.queries.phone import came_already
from liren.apps.cases.views.case import STEPS
from liren.apps.cases.views.phone.doorstep import answered
from liren.apps.cases.views.phone.report import SIDE
from liren.apps.cases.views.phone.today import OFF_LINE, to_do
from liren.apps.cases.views.shown import detail
from liren.apps.cases.views.uploads import with_pictures
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.base.masking import mask_text
from liren.kernel.web.outbox import Faulty, on_phone, shown, waits
from liren.kernel.web.respond import go, refusals_to

PICTURES = "cases.add_picture"


@on_phone("cases.view")
@require_safe
def case(request: Request, uid: UUID) -> HttpResponse:
    """What, where, until when, how it looked and looks, and the next step."""
    return show(request, whole_case_for(request.actor, uid))


@on_phone("cases.view")
def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Ask for what a step needs, then do it; a form from the outbox is answered in its words."""
    name = f"cases.{verb}"
    if name not in STEPS and name != PICTURES:
        raise Http404
    if request.method == "POST" and waits(request):
        return answered(request, lambda: from_outbox(request, uid, name), uid)
    found = whole_case_for(request.actor, uid)
    form = step_form(request, found, name)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            return done(request, carry_out(request, found, name, form), name)
    return show(request, found, form=form, verb=name)


def from_outbox(request: Request, uid: UUID, name: str) -> Case:
    """The step of a form that may have waited for hours."""
    found = whole_case_for(request.actor, uid)
    form = step_form(request, found, name)
    if not form.is_valid():
        raise Faulty(form)
    return carry_out(request, found, name, form)


def carry_out(request: Request, found: Case, name: str, form: StepForm) -> Case:
    """Do the step once, on the case as the person saw it."""
    act: Callable[..., Case] = actions.add_picture if name == PICTURES else STEPS[name][0]
    actor = form.acting(request.actor)
    if not came_already(request.actor, actor.key):
        check_seen(found, request.POST.get("seen", ""))
    with with_pictures(request.actor, name, found, form.facts()) as facts:
        return act(actor, found, **facts)


def check_seen(found: Case, seen: str) -> None:
    """A step is about the case as it was seen: a new round of it is another matter."""
    if seen and moment(seen) != found.stage_at:
        sentence = _("您填写以后，这件事有了新的进展，所以没有照办。请看看现在的情况再决定。")
        raise Refused("cases.moved-on", sentence)


def moment(text: str) -> datetime | None:
    """A moment as the page wrote it; None for what is none."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def step_form(request: Request, found: Case, name: str) -> StepForm:
    """The form of a step, with pictures for a slow line."""
    extra: dict[str, Any] = {}
    if name == "cases.dispatch":
        extra["bodies"] = competent(found.kind.competent, found.area)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    if name == PICTURES:
        official = sees_all(request.actor, found)
        return lightened(AddPictureForm(*sent, case=found, official=official))
    return lightened(STEPS[name][1](*sent, case=found, **extra))


def lightened(form: StepForm) -> StepForm:
    """Pictures are made small before they are sent."""
    for field in form.fields.values():
        if hasattr(field.widget, "limit"):
            field.widget.attrs["data-side"] = str(SIDE)
    return form


def done(request: Request, found: Case, name: str) -> HttpResponse:
    """Back to the day's work, with a sentence about what was done."""
    said = _("%(number)s 已完成：%(step)s。现在是「%(state)s」。") % {
        "number": found.number,
        "step": rules.STEP_WORDS[name],
        "state": found.get_state_display(),
    }
    return go(request, reverse("cases.phone"), said=said)


def show(request: Request, found: Case, **more: Any) -> HttpResponse:
    """The page of a case, or the form of one of its steps."""
    context = detail(request.actor, found) | more
    context["place_of"], context["next"] = context["place"], to_do(request.actor, found)
    context["outcome"] = mask_text(found.outcome)
    for one in context["verbs"]:
        one["slug"] = one["name"][6:]
    context["others"] = [one for one in context["verbs"] if one["name"] != context["next"]]
    context["areas_url"] = f"{reverse('places.shapes')}?in={found.area.code[:12]}"
    if verb := more.get("verb"):
        context["label"] = rules.BUTTONS[verb]
        context["action_url"] = reverse("cases.phone_step", args=[found.uid, verb[6:]])
        context["queued"] = verb in (*OFF_LINE, PICTURES)
    context["adds"] = context["gallery"]["adds"]
    context["gallery"]["adds"] = False  # the page of the desk asks for them otherwise
    return shown(request, "cases/phone/case.html", **context)
