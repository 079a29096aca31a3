"""What is due about letting, permits and visits, on one page."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people.queries.due import Waiting, waiting
from liren.apps.people.queries.rentals import horizon
from liren.apps.people.rules.visits import LABELS
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, today
from liren.kernel.doors.queries import require
from liren.kernel.web.lists import capped
from liren.kernel.web.respond import part


@require_safe
def due(request: Request) -> HttpResponse:
    """Visits, checks, ends of tenancies, permits, proposals: counts and what comes first."""
    require(request.actor, "people.rentals")
    context = {
        "cards": [card(one) for one in waiting(request.actor)],
        "until": horizon(),
        "may_let": request.actor.may("people.let"),
        "may_visit": request.actor.may("people.visit"),
    }
    return part(request, "people/due.html", "due", **context)


def card(one: Waiting) -> dict[str, Any]:
    """One kind of work: its name, its list, its first rows."""
    words = {
        "visits": (_("该走访的户"), "walk", reverse("people.visits"), _("近期没有要走访的户")),
        "check": (
            _("该检查的出租房"),
            "shield-check",
            reverse("people.rentals") + "?tab=check",
            _("近期没有要检查的出租房"),
        ),
        "ends": (
            _("快到期的租约"),
            "calendar",
            reverse("people.rentals") + "?tab=ends",
            _("近期没有到期的租约"),
        ),
        "permits": (
            _("该签注的居住证"),
            "id",
            reverse("people.permits"),
            _("现在没有要签注的居住证"),
        ),
        "proposals": (
            _("待处理的更正建议"),
            "edit",
            reverse("people.proposals"),
            _("没有等着处理的建议"),
        ),
    }
    title, icon, url, none = words[one.name]
    return {
        "name": one.name,
        "title": title,
        "icon": icon,
        "url": url,
        "none": none,
        "number": capped(one.number),
        "rows": [line(one.name, row) for row in one.rows],
    }


def line(name: str, row: Any) -> dict[str, Any]:
    """One row: where or whose, and by when."""
    if name == "visits":
        address = reverse("people.visit", args=[row.uid])
        return {"dwelling": row.dwelling, "url": address, **by(row.due)}
    if name in ("check", "ends"):
        address = reverse("people.tenancy", args=[row.uid])
        day = row.check_on if name == "check" else row.until
        return {"dwelling": row.dwelling, "url": address, **by(day)}
    if name == "permits":
        address = reverse("people.endorse_permit", args=[row.uid])
        return {"title": row.person.name, "url": address, **by(row.endorse_by)}
    address = reverse("people.take_proposal", args=[row.uid])
    words = {"name": row.person.name, "field": LABELS.get(row.field, row.field)}
    title = _("%(name)s：%(field)s") % words
    return {"title": title, "url": address, "day": local(row.at).date(), "tone": "off"}


def by(day: Any) -> dict[str, Any]:
    """A day and how near it is."""
    return {"day": day, "tone": "bad" if day < today() else "warn" if day == today() else "off"}
