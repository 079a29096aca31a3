"""Who comes to the telephone's pages, and what a waiting form is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from liren.apps.cases.models import Case
from liren.apps.cases.queries.phone import last_step
from liren.apps.cases.views.shown import entry
from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local
from liren.kernel.base.errors import Refused
from liren.kernel.base.masking import mask_text
from liren.kernel.web.respond import private

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]
JSON = "application/json"


class Faulty(Exception):  # noqa: N818 — an answer, not a fault
    """What was filled in does not do: the form knows what is wrong with it."""

    def __init__(self, form: forms.BaseForm) -> None:
        self.form = form
        super().__init__("invalid")


def on_phone(view: View[P]) -> View[P]:
    """For who sees cases by office; a resident goes home, a program is told no."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.actor.may("cases.view"):
            return view(request, *args, **kwargs)
        if waits(request):
            return no(403, "denied", _("您没有权限做这件事。"))
        return HttpResponseRedirect("/")

    return guarded


def waits(request: Request) -> bool:
    """Whether a form was kept on the telephone and is sent from there."""
    return request.headers.get("Accept", "") == JSON


def shown(request: Request, page: str, **context: Any) -> HttpResponse:
    """A page of the telephone; a bad form is a 422."""
    form = context.get("form")
    faulty = isinstance(form, forms.BaseForm) and form.errors
    context["place"] = place_words(request.actor)
    return private(render(request, page, context, status=422 if faulty else 200))


def place_words(actor: Actor) -> str:
    """Where this person works, in a word: the area of the first office, else the body."""
    held = [grant for grant in actor.grants if grant.role != "resident"]
    return str(next((one.area or one.body for one in held if one.area or one.body), ""))


def answered(request: Request, do: Callable[[], Case], uid: UUID | None = None) -> HttpResponse:
    """What became of a waiting form: the case, or why not and what happened meanwhile."""
    try:
        case = do()
    except Faulty as fault:
        return faulty(fault.form)
    except Refused as refused:
        return no(409, refused.code, str(refused), meanwhile(request.actor, uid))
    except PermissionDenied:
        return no(403, "denied", _("您没有权限做这件事。"), meanwhile(request.actor, uid))
    except ObjectDoesNotExist:
        return no(404, "not-found", _("这件事件已经不在您的范围里，可能转给了别的网格。"))
    facts = {"id": str(case.uid), "number": case.number, "state": str(case.get_state_display())}
    return JsonResponse(facts)


def faulty(form: forms.BaseForm) -> HttpResponse:
    """The first thing that is wrong, with its field."""
    said = [(name, str(fault)) for name, faults in form.errors.items() for fault in faults]
    name, fault = said[0]
    label = form.fields[name].label if name in form.fields else ""
    detail = _("%(field)s：%(fault)s") % {"field": label, "fault": fault} if label else fault
    return no(422, "invalid", detail)


def no(status: int, code: str, detail: str, since: dict[str, str] | None = None) -> HttpResponse:
    """An answer that says no, as the API says it, with what happened meanwhile."""
    body: dict[str, Any] = {"type": code, "status": status, "detail": detail, "since": since}
    return private(JsonResponse(body, status=status, content_type="application/problem+json"))


def meanwhile(actor: Actor, uid: UUID | None) -> dict[str, str] | None:
    """How a case stands now, and who brought it there."""
    if uid is None:
        return None
    try:
        case, step = last_step(actor, uid)
    except ObjectDoesNotExist:
        return None
    found = {"state": str(case.get_state_display()), "said": "", "note": ""}
    if step:
        told = entry(step, official=True)
        words = _("%(at)s %(who)s：%(step)s")
        facts = {"at": f"{local(step.at):%m-%d %H:%M}", "who": told["who"], "step": told["text"]}
        found |= {"said": words % facts, "note": mask_text(step.note)}
    return found
