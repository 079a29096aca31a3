"""What has to be done before anything else: a password of one's own, a second factor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liren.kernel.api import factor
from liren.kernel.api.build import problem
from liren.kernel.doors.validators import is_too_old
from liren.kernel.web.respond import go

FORBIDDEN = 403
# what strangers may see too, and the ways out
ALWAYS = frozenset(
    {
        *("doors.logout", "web.size", "set_language"),
        *("site.healthz", "site.readyz", "openapi-json"),
    }
)


class First:
    """Lead a session to what has to be done before anything else."""

    page = ""
    code = ""
    sentence: Any = ""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Nothing opens but the thing itself, signing out, and what strangers may see too."""
        found = request.resolver_match
        if found and found.url_name in ALWAYS | {self.page}:
            return None
        if not request.user.is_authenticated or not self.is_owed(request):
            return None
        if request.path.startswith("/api/"):
            return problem(FORBIDDEN, self.code, self.sentence)
        return go(request, reverse(self.page))

    def is_owed(self, request: HttpRequest) -> bool:
        """Whether this person has to do it first."""
        raise NotImplementedError


class FirstPassword(First):
    """Who still has a password that somebody else knows chooses one."""

    page = "access.change_password"
    code = "access.password-first"
    sentence = _("请先登录网页，修改密码后再使用接口。")

    def is_owed(self, request: HttpRequest) -> bool:
        """Whether the password is a first one, or has become too old."""
        user: Any = request.user
        return bool(user.must_change) or is_too_old(user)


class FirstFactor(First):
    """Whose role asks for a second factor sets one up."""

    page = "access.set_second_factor"
    code = "access.second-factor-first"
    sentence = factor.FIRST

    def is_owed(self, request: HttpRequest) -> bool:
        """Whether a role asks for a second factor and there is none; the password comes before."""
        user: Any = request.user
        if user.second_factor or user.example or user.must_change:
            return False
        return factor.lacks(user, request.actor.roles())  # type: ignore[attr-defined]
