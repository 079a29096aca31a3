"""Who still has a password that somebody else knows chooses one before anything else."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.kernel.api.build import problem
from liren.kernel.web.respond import go

FORBIDDEN = 403
OPEN = frozenset(
    {
        *("access.change_password", "doors.logout", "web.size", "set_language"),
        *("site.healthz", "site.readyz", "openapi-json"),
    }
)


class FirstPassword:
    """Lead a session with a first password to the page on which it is changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Nothing opens but the change itself, signing out, and what strangers may see too."""
        found = request.resolver_match
        if not getattr(request.user, "must_change", False) or (found and found.url_name in OPEN):
            return None
        if request.path.startswith("/api/"):
            sentence = _("请先登录网页，修改首次密码后再使用接口。")
            return problem(FORBIDDEN, "access.password-first", sentence)
        return go(request, reverse("access.change_password"))
