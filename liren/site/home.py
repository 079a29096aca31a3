"""Where each person starts: on the list of what waits for them."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

if TYPE_CHECKING:
    from liren.kernel.access.actor import Actor

# who works outside and nowhere else starts on the telephone's pages
OUTSIDE = "grid_worker"
# the first verb that somebody holds says where their day begins
STARTS = (
    ("access.view_accounts", "access.view_accounts"),
    ("site.metrics", "policy.view"),
    ("cases.view", "cases.desk"),
    ("money.services", "money.services"),
    ("audit.view", "audit.view"),
    ("money.projects", "money.projects_waiting"),
)


def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the page of their own work."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if set(actor.roles()) - {"resident"} == {OUTSIDE}:
        return HttpResponseRedirect(reverse("cases.phone"))
    for verb, page in STARTS:
        if actor.may(verb):
            return HttpResponseRedirect(reverse(page))
    return HttpResponseRedirect(reverse("notices.home"))
