"""Accounts in which nobody came in for long: told first, then closed; never the last one."""

from datetime import datetime

from django.db.models import F, Max
from django.db.models.functions import Greatest
from django.utils.translation import gettext_noop

from liren.kernel.access.giving import is_last_administrator
from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.access.who import system
from liren.kernel.base.clock import ago, local
from liren.kernel.base.errors import Refused
from liren.kernel.doors.actions.others import deactivate
from liren.kernel.policy.values import value
from liren.kernel.tell.telling import Message, tell

SLEEPS = gettext_noop("您的账户已 %(days)s 天没有登录，再过 %(left)s 天会停用。登录一次即可保留。")
REASON = "%(days)d 天没有登录"


def unused(before: datetime) -> list[User]:
    """People with a password, in whose name nobody and no program came in since a moment.

    Residents come by phone and have none; the system and the example's people do not count.
    """
    people = User.objects.filter(is_active=True, is_system=False, example=False)
    people = people.exclude(password__startswith="!")  # noqa: S106 — the sign of none
    people = people.exclude(password="")
    last = Greatest("date_joined", "last_login", "awake_from", Max("tokens__used_at"))
    found = people.annotate(last=last).filter(last__lt=before)
    return list(found.order_by(F("last").asc(), "pk"))


def warn_sleepers() -> int:
    """Tell those whose account will be closed soon, once for each sleep; the number told."""
    days, notice = value("accounts.dormant_days"), value("accounts.dormant_warn_days")
    told = 0
    for user in unused(ago(days=days - notice)) if days else ():
        last: datetime = user.last  # type: ignore[attr-defined]
        message = Message(
            kind="doors.dormant",
            key=f"doors.dormant:{user.pk}:{last:%Y-%m-%d}",
            sentence=SLEEPS,
            facts={"days": str(days - notice), "left": str(notice)},
            link="/",
            urgent=True,
        )
        told += together(lambda user=user, message=message: tell([user], message))  # type: ignore[misc]
    return told


def close_sleepers() -> int:
    """Close the accounts that slept too long, each on record; the number closed."""
    days, closed = value("accounts.dormant_days"), 0
    for user in unused(ago(days=days)) if days else ():
        if is_last_administrator(user):
            continue
        try:
            deactivate(system(), user, reason=REASON % {"days": days}, dormant=True)
        except Refused:  # somebody was faster, or it became the last one
            continue
        closed += 1
    return closed


def since(user: User) -> str:
    """The day on which an account was closed because nobody came in."""
    return f"{local(user.dormant_at):%Y-%m-%d}" if user.dormant_at else ""
