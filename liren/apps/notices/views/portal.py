"""The portal: the first page of a community, for residents and for strangers."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.apps.cases.queries import own_open
from liren.apps.notices import actions, forms
from liren.apps.notices.queries import (
    Wanted,
    communities_like,
    community_at,
    community_of,
    contacts_in,
    emergency_numbers,
    first_of,
    home_of,
    page_of,
    patrols_in,
)
from liren.apps.notices.views.shown import address, bulletin_row, reader
from liren.apps.places.queries import communities
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.web.respond import go, part
from liren.kernel.web.views import YEAR

COOKIE = "liren_home"  # where a stranger lives, by their own word, in their own browser
ON_BOARD, OWN = 6, 4
MOST_LISTED = 60


def chosen(request: HttpRequest, actor: Actor | None) -> Area | None:
    """Where this person or this browser lives."""
    if actor:
        return home_of(actor.user)
    code = request.COOKIES.get(COOKIE, "")[:20]
    try:
        return community_at(code) if code else None
    except Area.DoesNotExist:
        return None


@require_safe
def home(request: Request) -> HttpResponse:
    """Where a resident's day begins: the own community, or the way to it."""
    area = chosen(request, request.actor)
    return shown(request, area) if area else searched(request)


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find one's community; who has one goes straight to it."""
    area = chosen(request, reader(request))
    if area and not request.GET:
        return go(request, reverse("notices.board", args=[area.code]))
    return searched(request)


def searched(request: HttpRequest) -> HttpResponse:
    """Communities by name, sound or initials; without a word those there are, if few."""
    q = request.GET.get("q", "").strip()[:40]
    few = communities()
    found = communities_like(q) if q else (few if len(few) <= MOST_LISTED else ())
    action = reverse("notices.find")
    context = {"q": q, "found": found, "action": action, "lean": True}
    return part(request, "notices/find.html", "found", **context)


@login_not_required
@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The first page of a community."""
    return shown(request, community_at(code))


def shown(request: HttpRequest, area: Area) -> HttpResponse:
    """What is new, what I wait for, whom to ask."""
    actor = reader(request)
    community = community_of(area)
    context: dict[str, Any] = {
        "area": area,
        "community": community,
        "mine": chosen(request, actor) in (area, community),
        "rows": [bulletin_row(one) for one in first_of(community, ON_BOARD)],
        "cases": own_open(actor, OWN) if actor else [],
        "signed_in": actor is not None,
        "report_url": report_url(actor, community),
        "contacts": contacts_in(community),
        "patrols": patrols_in(area),
        "emergency": emergency_numbers(),
        "lean": True,
    }
    return part(request, "notices/board.html", "board", **context)


def report_url(actor: Actor | None, community: Area) -> str:
    """Where one reports: with an account or without."""
    page = "cases.report" if actor else "cases.report_open"
    return f"{reverse(page)}?community={community.code}"


@login_not_required
@require_safe
def of_area(request: HttpRequest, code: str) -> HttpResponse:
    """All that is released for a community, with search and paging."""
    area = community_at(code)
    form = forms.FilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    wanted = Wanted("out", given.get("q", ""), given.get("kind", ""))
    found = page_of(area, wanted, request.GET.get("cursor", ""))
    context = {
        "area": community_of(area),
        "rows": [bulletin_row(one) for one in found.rows],
        "form": form,
        "wanted": wanted,
        "newer": address(request, cursor=found.newer) if found.newer else "",
        "older": address(request, cursor=found.older) if found.older else "",
        "shown": _("本页 %(here)d 份") % {"here": len(found.rows)},
        "lean": True,
    }
    return part(request, "notices/of_area.html", "list", **context)


@login_not_required
@require_POST
def choose_home(request: HttpRequest, code: str) -> HttpResponse:
    """This is where I live: kept with the account, or in the browser of a stranger."""
    area, actor = community_at(code), reader(request)
    said = _("已记住，您住在%(area)s。") % {"area": area}
    if actor:
        actions.choose_home(actor, actor.user, area=area)
        return go(request, reverse("notices.home"), said=said)
    response = go(request, reverse("notices.board", args=[area.code]), said=said)
    response.set_cookie(
        COOKIE,
        area.code,
        max_age=YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response
