"""Visits on the telephone, below /m/visits/: what is due, one household, and forms that waited."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people.forms.visits import VisitForm
from liren.apps.people.queries import visits as queries
from liren.apps.people.views.letting import dwelling_words, posted
from liren.apps.people.views.visits import carry_out, detail, due_rows, known
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.web.respond import go, private, refusals_to

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]
JSON = "application/json"
MOST_KEPT = 60


def on_phone(view: View[P]) -> View[P]:
    """For who visits homes; others go home, a form that waited is told no."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.actor.may("people.visit"):
            return view(request, *args, **kwargs)
        if waits(request):
            return no(403, "denied", _("您没有权限做这件事。"))
        return HttpResponseRedirect("/")

    return guarded


def waits(request: Request) -> bool:
    """Whether a form was kept on the telephone and is sent from there."""
    return request.headers.get("Accept", "") == JSON


def no(status: int, code: str, detail: str) -> HttpResponse:
    """An answer that says no, as the API says it."""
    body = {"type": code, "status": status, "detail": detail, "since": None}
    return private(JsonResponse(body, status=status, content_type="application/problem+json"))


def shown(request: Request, page: str, **context: Any) -> HttpResponse:
    """A page of the telephone; a bad form is a 422."""
    form = context.get("form")
    context["phone_base"] = settings.LIREN_PHONE_BASE
    held = [grant.area for grant in request.actor.grants if grant.area]
    context["place"] = str(held[0]) if held else ""
    return private(render(request, page, context, status=422 if form and form.errors else 200))


@on_phone
@require_safe
def listing(request: Request) -> HttpResponse:
    """Households to visit; or all, by estate, building and number."""
    which = "all" if request.GET.get("tab") == "all" else "due"
    q, cursor = request.GET.get("q", "").strip()[:60], request.GET.get("cursor", "")
    if which == "all":
        found = queries.page_at(request.actor, q, cursor)
    else:
        found = queries.page_due(request.actor, "", cursor)

    def address(**changes: str) -> str:
        every = {"tab": which, "q": q if which == "all" else "", **changes}
        return "?" + urlencode({name: one for name, one in every.items() if one})

    words = {"due": _("该走访"), "all": _("全部住户")}
    context = {
        "which": which,
        "q": q,
        "rows": due_rows(request.actor, found.rows) if which == "due" else plain(found.rows),
        "tabs": [
            {"label": label, "url": address(tab=name), "current": name == which}
            for name, label in words.items()
        ],
        "newer": address(cursor=found.newer) if found.newer else "",
        "older": address(cursor=found.older) if found.older else "",
    }
    return shown(request, "people/phone/visits.html", **context)


def plain(rows: list[Any]) -> list[dict[str, Any]]:
    """Households without a plan, by who heads them."""
    members = queries.members_of(rows)
    return [
        {
            "household": row,
            "names": _("、").join(one.person.name for one in members[row.pk][:4]),
            "place": row.area,
        }
        for row in rows
    ]


@on_phone
def visit(request: Request, uid: UUID) -> HttpResponse:
    """What is known of a household and what was found there."""
    if request.method == "POST" and waits(request):
        return answered(request, uid)
    home = queries.household_for(request.actor, uid, "people.visit")
    form = VisitForm(posted(request))
    if form.is_valid():
        with refusals_to(form):
            carry_out(request.actor, home, form)
            return go(request, reverse("people.phone_visits"), said=_("走访已登记。"))
    faults = form if request.method == "POST" else None
    context = detail(request.actor, home)
    return shown(request, "people/phone/visit.html", form=faults, **context)


def answered(request: Request, uid: UUID) -> HttpResponse:
    """What became of a form that waited on the telephone."""
    try:
        home = queries.household_for(request.actor, uid, "people.visit")
        form = VisitForm(request.POST)
        if not form.is_valid():
            said = [str(one) for faults in form.errors.values() for one in faults]
            return no(422, "invalid", said[0])
        made = carry_out(request.actor, home, form)
    except Refused as refused:
        return no(409, refused.code, str(refused))
    except PermissionDenied:
        return no(403, "denied", _("您没有权限做这件事。"))
    except ObjectDoesNotExist:
        return no(404, "not-found", _("这一户已经不在您的范围里，可能调整了网格或已经搬走。"))
    facts = {"id": str(home.uid), "number": "", "state": str(made.get_found_display())}
    return private(JsonResponse(facts))


@on_phone
@require_safe
def kept(request: Request) -> HttpResponse:
    """The households to visit as the telephone keeps them for a day; numbers masked."""
    found = queries.page_due(request.actor, "", "", MOST_KEPT)
    members = queries.members_of(found.rows)
    rows = [
        {
            "uid": str(row.uid),
            "address": dwelling_words(row.dwelling),
            "due": row.due.isoformat(),
            "people": [person(request, one) for one in members[row.pk]],
        }
        for row in found.rows
        if permits(request.actor, "people.visit", row)
    ]
    who = {"user": str(request.user.pk), "at": now().isoformat(), "today": today().isoformat()}
    return private(JsonResponse({**who, "visits": rows}))


def person(request: Request, member: queries.Member) -> dict[str, Any]:
    """One who lives there, as far as is needed at the door."""
    told = known(request.actor, member)
    return {
        "uid": str(member.person.uid),
        "seen": member.person.version,
        "name": member.person.name,
        "relation": str(told["relation"]),
        "facts": [[str(name), fact] for name, fact in told["facts"]],
        "why": told["why"],
    }
