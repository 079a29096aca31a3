"""The telephone's pages: who comes to them, and what a form that waited there is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.web.respond import private

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]
Since = dict[str, str] | None
JSON = "application/json"


class Faulty(Exception):  # noqa: N818 — an answer, not a fault
    """What was filled in does not do: the form knows what is wrong with it."""

    def __init__(self, form: forms.BaseForm) -> None:
        self.form = form
        super().__init__("invalid")


def on_phone(verb: str) -> Callable[[View[P]], View[P]]:
    """For who holds the verb by office; others go home, a form that waited is told no."""

    def gate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.actor.may(verb):
                return view(request, *args, **kwargs)
            if waits(request):
                return denied()
            return HttpResponseRedirect("/")

        return guarded

    return gate


def waits(request: Request) -> bool:
    """Whether a form was kept on the telephone and is sent from there."""
    return request.headers.get("Accept", "") == JSON


def shown(request: Request, page: str, **context: Any) -> HttpResponse:
    """A page of the telephone; a bad form is a 422."""
    form = context.get("form")
    faulty = isinstance(form, forms.BaseForm) and form.errors
    context["phone_base"] = settings.LIREN_PHONE_BASE
    context["place"] = place_words(request.actor)
    return private(render(request, page, context, status=422 if faulty else 200))


def place_words(actor: Actor) -> str:
    """Where this person works, in a word: the area of the first office, else the body."""
    held = [grant for grant in actor.grants if grant.role != "resident"]
    return str(next((one.area or one.body for one in held if one.area or one.body), ""))


def answered(
    do: Callable[[], dict[str, str]], *, gone: str, since: Callable[[], Since] = lambda: None
) -> HttpResponse:
    """What became of a form that waited: its facts, or why not and what happened since."""
    try:
        return private(JsonResponse(do()))
    except Faulty as fault:
        return no(422, "invalid", first_fault(fault.form))
    except Refused as refused:
        return no(409, refused.code, str(refused), since())
    except PermissionDenied:
        return denied(since())
    except ObjectDoesNotExist:
        return no(404, "not-found", gone)


def first_fault(form: forms.BaseForm) -> str:
    """The first thing that is wrong, with its field."""
    said = [(name, str(fault)) for name, faults in form.errors.items() for fault in faults]
    name, fault = said[0]
    label = form.fields[name].label if name in form.fields else ""
    return _("%(field)s：%(fault)s") % {"field": label, "fault": fault} if label else fault


def denied(since: Since = None) -> HttpResponse:
    """Who may not is told so."""
    return no(403, "denied", _("您没有权限做这件事。"), since)


def no(status: int, code: str, detail: str, since: Since = None) -> HttpResponse:
    """An answer that says no, as the API says it, with what happened since."""
    body: dict[str, Any] = {"type": code, "status": status, "detail": detail, "since": since}
    return private(JsonResponse(body, status=status, content_type="application/problem+json"))
