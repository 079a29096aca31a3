"""Visits on the telephone, below /m/visits/: what is due, one household, and forms that waited."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, JsonResponse
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
from liren.kernel.web.outbox import Faulty, answered, on_phone, shown, waits
from liren.kernel.web.respond import go, private, refusals_to

MOST_KEPT = 60


@on_phone("people.visit")
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


@on_phone("people.visit")
def visit(request: Request, uid: UUID) -> HttpResponse:
    """What is known of a household and what was found there."""
    if request.method == "POST" and waits(request):
        gone = _("这一户已经不在您的范围里，可能调整了网格或已经搬走。")
        return answered(lambda: from_outbox(request, uid), gone=gone)
    home = queries.household_for(request.actor, uid, "people.visit")
    form = VisitForm(posted(request))
    if form.is_valid():
        with refusals_to(form):
            carry_out(request.actor, home, form)
            return go(request, reverse("people.phone_visits"), said=_("走访已登记。"))
    faults = form if request.method == "POST" else None
    context = detail(request.actor, home)
    return shown(request, "people/phone/visit.html", form=faults, **context)


def from_outbox(request: Request, uid: UUID) -> dict[str, str]:
    """The visit of a form that may have waited for hours."""
    home = queries.household_for(request.actor, uid, "people.visit")
    form = VisitForm(request.POST)
    if not form.is_valid():
        raise Faulty(form)
    made = carry_out(request.actor, home, form)
    return {"id": str(home.uid), "number": "", "state": str(made.get_found_display())}


@on_phone("people.visit")
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
