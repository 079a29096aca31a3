"""What a person may do, and why: one's own page, and that of others."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from liren.apps.offices import queries
from liren.apps.offices.models import HandOver
from liren.apps.offices.views.grants import shown
from liren.kernel.access.giving import may_give
from liren.kernel.access.models import User
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.web.respond import go, part


@require_safe
def mine(request: Request) -> HttpResponse:
    """What I may do, and why."""
    return page(request, request.user, own=True)


@require_safe
def person(request: Request, key: int) -> HttpResponse:
    """What somebody holds, as far as I may see it."""
    found = queries.person_for(request.actor, key)
    if found.pk == request.user.pk:
        return go(request, reverse("offices.mine"))
    return page(request, found, own=False)


def page(request: Request, person: User, *, own: bool) -> HttpResponse:
    """Posts, roles with all they allow, absences, and hand-overs."""
    held = queries.offices_held(request.actor, person)
    rows = [line(request, one) for one in held.grants]
    handed = HandOver.objects.allowed(request.actor, "offices.hand_over").filter(person=person)
    context: dict[str, Any] = {
        "person": person,
        "own": own,
        "now": [row for row in rows if not row["over"]],
        "past": [row for row in rows if row["over"]][:20],
        "appointments": held.appointments,
        "deputies": held.deputies,
        "handed": list(handed.order_by("-pk")[:5]),
        "may_give": not own and request.actor.may("offices.give"),
        "may_hand_over": not own and request.actor.may("offices.hand_over"),
        "may_see_account": not own and request.actor.may("access.view_accounts"),
        "today": today(),
    }
    return part(request, "offices/person.html", "person", **context)


def line(request: Request, grant: Any) -> dict[str, Any]:
    """A grant with what it allows, and whether I may take it back."""
    row: dict[str, Any] = dict(shown(grant))
    mayhap = request.actor.may("offices.take") and not grant.follows
    row["words"] = queries.allowed_words(grant.role) if not row["over"] else []
    row["may_take"] = (
        mayhap
        and not row["over"]
        and grant.user_id != request.user.pk
        and may_give(request.actor, grant.role, grant.area_path)
    )
    return row
