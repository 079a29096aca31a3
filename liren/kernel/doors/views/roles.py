"""Roles and verbs as a page that people can read."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from liren.kernel.access.request import Request
from liren.kernel.doors import queries
from liren.kernel.web.respond import part


@require_safe
def matrix(request: Request) -> HttpResponse:
    """All roles beside each other, or one role in words."""
    queries.require(request.actor, "access.roles")
    chosen, search = request.GET.get("role", ""), request.GET.get("q", "").strip()[:60]
    shown = queries.role_list(chosen) or queries.role_list()
    return part(
        request,
        "doors/roles.html",
        "roles",
        every=queries.role_list(),
        shown=shown,
        one=shown[0] if len(shown) == 1 else None,
        affairs=queries.matrix(shown, search),
        q=search,
        chosen=chosen,
    )
