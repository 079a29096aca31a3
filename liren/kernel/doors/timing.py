"""When a session ends by itself: after so long without a request, and after so long at all."""

from collections.abc import Callable, Iterable

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from liren.kernel.access.people import RESIDENT
from liren.kernel.access.roles import administrators
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import value

BEGAN, SEEN, SORT = "doors.began", "doors.seen", "doors.sort"
NOTED_SECONDS = 120  # a request is noted once in this time, so that not every page writes


def begin(request: HttpRequest, roles: Iterable[str]) -> None:
    """Note when a session began, and whose time-outs hold for it."""
    held = set(roles)
    sort = "official" if held - {RESIDENT} else "resident"
    request.session[SORT] = "administrator" if held & administrators() else sort
    request.session[BEGAN] = request.session[SEEN] = now().timestamp()


class SessionTime:
    """End sessions whose time is over; what they ask for then is asked by a stranger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if BEGAN in request.session and request.user.is_authenticated:
            moment = now().timestamp()
            if is_over(request, moment):
                get_adapter(request).logout(request)
            elif moment - request.session[SEEN] > NOTED_SECONDS:
                request.session[SEEN] = moment
        return self.get_response(request)


def is_over(request: HttpRequest, moment: float) -> bool:
    """Whether the session was idle for too long, or lasted too long at all."""
    sort = request.session.get(SORT, "official")
    try:
        idle = value(f"accounts.idle_minutes_{sort}") * 60
        whole = value(f"accounts.session_hours_{sort}") * 3600
    except Refused:  # without a pack the cookie's own age holds
        return False
    kept = request.session
    return bool(moment - kept[SEEN] > idle or moment - kept[BEGAN] > whole)
