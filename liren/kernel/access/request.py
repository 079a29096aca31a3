"""The request as every view and API operation sees it, and the middleware that makes it so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    actor: Actor
    htmx: HtmxDetails


class ActorMiddleware:
    """Give every request its actor; the grants are read when they are first needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor | None:
    return actor_of(request.user) if request.user.is_authenticated else None
