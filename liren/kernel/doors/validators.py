"""What a password has to be like; the numbers are rules of the pack."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from liren.kernel.access.models import User
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.doors.models import PastPassword
from liren.kernel.policy.values import value

USUAL_LENGTH = 10


def rule(key: str, usual: int) -> int:
    """A number of the pack; on a platform without one the usual."""
    try:
        return int(value(key))
    except Refused:
        return usual


def is_too_old(user: Any) -> bool:
    """Whether a rule says that this password has to be changed by now; usually none does."""
    if user.example or user.password_at is None:
        return False
    days = rule("accounts.password_days", 0)
    return bool(days and user.password_at < now() - timedelta(days=days))


def past_count() -> int:
    """How many passwords that were are kept; with the present one they are the last ones."""
    return max(rule("accounts.password_history", 1) - 1, 0)


class LongEnough:
    """A password has at least so many characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        """A ValidationError when it is shorter."""
        if len(password) < rule("accounts.password_length", USUAL_LENGTH):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """What is asked for."""
        least = rule("accounts.password_length", USUAL_LENGTH)
        said = ngettext(
            "密码至少 %(least)d 个字符，可以是一句好记的话。",
            "密码至少 %(least)d 个字符，可以是一句好记的话。",
            least,
        )
        return said % {"least": least}


class NotAgain:
    """A password is not the present one, and none of the last ones."""

    def validate(self, password: str, user: User | None = None) -> None:
        """A ValidationError when it was used not long ago."""
        if user is None or user.pk is None or user.must_change:
            return
        past = PastPassword.objects.filter(user=user).order_by("-until", "-pk")
        last = past.values_list("password", flat=True)[: past_count()]
        if any(check_password(password, kept) for kept in (user.password, *last)):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        """What is asked for."""
        return gettext("不能与现在的和最近用过的密码相同。")
