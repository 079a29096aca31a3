"""Log-in by name and password, the second look at a password, and the page for a locked name."""

from math import ceil

from allauth.account.adapter import get_adapter
from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.kernel.access.models import User
from liren.kernel.api.build import problem
from liren.kernel.base.errors import Refused
from liren.kernel.web.respond import private

TOO_MANY = 429
MISMATCH = _("登录名或密码不对。请检查大小写和输入法后再试。")


class PasswordBackend(ModelBackend):
    """Names and passwords; unknown names cost the same work as known ones."""

    def user_can_authenticate(self, user: object) -> bool:
        """Whether this account opens a door in this installation."""
        return isinstance(user, User) and user.may_log_in


def check_password(request: HttpRequest, user: User, password: str) -> None:
    """Ask for the password again; wrong ones count towards the lock of the name."""
    found = get_adapter(request).authenticate(
        request, username=user.get_username(), password=password
    )
    if found is None or found.pk != user.pk:
        raise Refused("accounts.wrong-password", gettext("当前密码不对。请再试一次。"))


def cool_off_minutes() -> int:
    """For how long a name stays locked after its last wrong password."""
    span = get_cool_off()
    return ceil(span.total_seconds() / 60) if span else 0


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """Too many wrong passwords: for how long, and whom to ask."""
    minutes = cool_off_minutes()
    if request.path.startswith("/api/"):
        sentence = gettext("密码输错次数太多，请在 %(minutes)d 分钟后再试。")
        answer = problem(TOO_MANY, "accounts.locked", sentence % {"minutes": minutes})
    else:
        facts = {"minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}
        answer = private(render(request, "doors/locked.html", facts, status=TOO_MANY))
    answer["Retry-After"] = str(minutes * 60)
    return answer
