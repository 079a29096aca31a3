"""Finding people: the purpose first, then a search or a list, every answer on record."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from liren.apps.people import actions
from liren.apps.people.forms.finding import FilterForm, PurposeForm
from liren.apps.people.models import Purpose
from liren.apps.people.queries.finding import (
    VERB,
    Sought,
    capped,
    counted,
    estate_named,
    page_of_people,
    place_of,
    scope,
)
from liren.apps.people.queries.searches import purpose_named, purposes
from liren.apps.people.queries.tags import kind_named, kinds_for, tags_among
from liren.apps.people.rules import Residence
from liren.apps.people.rules.finding import LONGEST, meant
from liren.apps.people.views.shown import line
from liren.apps.places.queries import open_to
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.base.seal import Broken, seal, unseal
from liren.kernel.web.respond import go, part

KEPT = "people.purpose"
QUESTION, PLACE = "people.question", "people.cursor"
Page = dict[str, Any]


def check_may(request: Request) -> None:
    """Looking for people is for those who work with them."""
    if not request.actor.may(VERB):
        raise Refused("people.no-find", _("您的角色不能查找人员。需要时请联系社区的工作人员。"))


def purpose_of(request: Request) -> Purpose | None:
    """What people are looked for in this session."""
    return purpose_named(request.session.get(KEPT, ""))


@require_POST
def choose_purpose(request: Request) -> HttpResponse:
    """Say once what people are looked for."""
    check_may(request)
    form = PurposeForm(request.POST, purposes=purposes())
    back = reverse("people.find")
    if not form.is_valid():
        return part(request, "people/purpose.html", "purpose", form=form)
    request.session[KEPT] = form.cleaned_data["purpose"]
    url = form.cleaned_data["next"]
    safe = url.startswith(back) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return go(request, url if safe else back)


@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request) -> HttpResponse:
    """The list of people, or those who were looked for."""
    check_may(request)
    if request.method == "POST":
        return go(request, _searched(request))
    purpose = purpose_of(request)
    if purpose is None or request.GET.get("purpose"):
        plain = {name: one for name, one in request.GET.items() if name != "purpose"}
        start = {"next": f"{request.path}?{urlencode(plain)}", "purpose": purpose and purpose.code}
        form = PurposeForm(None, purposes=purposes(), initial=start)
        return part(request, "people/purpose.html", "purpose", form=form)
    return listed(request, purpose)


def _searched(request: Request) -> str:
    # what was typed is about somebody: it is sealed, so that no log and no history holds it
    q = request.POST.get("q", "").strip()[:LONGEST]
    kept = {name: one for name, one in request.GET.items() if name not in ("s", "cursor")}
    sealed = {"s": _sealed(request, q, QUESTION)} if q else {}
    return f"{request.path}?{urlencode({**kept, **sealed})}"


def _sealed(request: Request, text: str, purpose: str) -> str:
    return seal(text, purpose, str(request.user.pk)) if text else ""


@sensitive_variables()
def _opened(request: Request, name: str, purpose: str) -> str:
    try:
        return unseal(request.GET.get(name, ""), purpose, str(request.user.pk))
    except Broken:
        return ""  # of another person, or from before the keys changed: asked anew


@sensitive_variables()
def listed(request: Request, purpose: Purpose) -> HttpResponse:
    """One page of people, noted before it is shown."""
    actor, kinds = request.actor, kinds_for(request.actor)
    areas = open_to(actor, VERB)
    form = FilterForm(request.GET, areas=areas, kinds=kinds)
    sought = form.sought(_opened(request, "s", QUESTION))
    context: Page = {
        "form": form,
        "sought": sought,
        "purpose": purpose,
        "many": len(areas) > 1,
        "tabs": tabs(request, sought),
        "here": asked(request),
        "may_register": actor.may("people.register"),
        "may_move_in": actor.may("people.move_in"),
        "rows": [],
    }
    try:
        found = page_of_people(actor, sought, _opened(request, "cursor", PLACE))
        how, where = meant(sought.q).how, place_of(actor, sought)
        actions.note_search(actor, how, purpose, len(found.rows), where)
    except Refused as no:
        context["refused"] = str(no)
        return part(request, "people/list.html", "people", **context)
    tags = tags_among(actor, found.rows)
    path = scope(actor, sought)[0] if sought.area and scope(actor, sought) else ""
    context |= {
        "rows": [line(actor, one, tags.get(one.pk, []), path) for one in found.rows],
        "shown": _("共 %(total)s 人") % {"total": capped(counted(actor, sought, found))},
        "newer": turned(request, found.newer),
        "older": turned(request, found.older),
        "estate": estate_named(sought.estate),
        "tag": kind_named(actor, sought.tag),
    }
    return part(request, "people/list.html", "people", **context)


def tabs(request: Request, sought: Sought) -> list[dict[str, Any]]:
    """The four ways of belonging here, as tabs."""
    every = [("", _("全部")), *((one.value, str(one.label)) for one in Residence)]
    return [
        {
            "label": label,
            "url": asked(request, residence=code),
            "count": "",
            "current": sought.residence == code,
        }
        for code, label in every
    ]


def turned(request: Request, cursor: str) -> str:
    """The address of a neighbouring page; its mark holds names, and is sealed as well."""
    return asked(request, cursor=_sealed(request, cursor, PLACE)) if cursor else ""


def asked(request: Request, **changes: str) -> str:
    """This list with another filter or page as an address."""
    query = {name: one for name, one in request.GET.items() if name not in ("cursor", "purpose")}
    plain = {name: one for name, one in {**query, **changes}.items() if one}
    return f"{request.path}?{urlencode(plain)}"
