"""Which device a session was last used on, written down once in a while."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

NOTED_SECONDS = 300


class SessionSeen:
    """Keep the list of devices up to date without a write for every page.

    Noted again after five minutes, and at once when the network or the browser changes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated and is_news(request):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def is_news(request: HttpRequest) -> bool:
    """Whether this session, with this address and browser, was not noted lately."""
    here = (get_adapter(request).get_client_ip(request), request.headers.get("User-Agent", ""))
    key = f"seen:{request.session.session_key}:{hash(here)}"
    return bool(cache.add(key, True, NOTED_SECONDS))
