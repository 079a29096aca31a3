"""How allauth is used here: it signs people in; nobody signs up, and axes counts the failures."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.kernel.doors.timing import begin
from liren.kernel.web.context import SIZE_COOKIE
from liren.kernel.web.views import YEAR


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators or by a phone code, never by a form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Failures are counted by axes, in the database and for all processes."""

    def get_login_stages(self) -> list[str]:
        """What lies between the first proof and the open door: the second factor."""
        return ["liren.kernel.doors.second.Stage"]

    def add_message(self, *args: Any, **facts: Any) -> None:
        """The pages say themselves what was done."""

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        """Send the person on, in the language and the size that they chose."""
        response: HttpResponse = super().post_login(request, user, **facts)
        remember(response, user)
        begin(request, actor_of(user).roles())
        return response


def remember(response: HttpResponse, user: User) -> None:
    """Give this browser the language and the size of letters that the account keeps."""
    chosen = {"max_age": YEAR, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    if user.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, **chosen)
    if user.large or SIZE_COOKIE not in response.cookies:
        response.set_cookie(SIZE_COOKIE, "large" if user.large else "normal", **chosen)
