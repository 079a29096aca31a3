"""A way back in for whoever lost password or phone: a link that opens once, for a short time.

Nobody but the person ever knows the new password. For an administrator it takes two others.
"""

import hashlib
import secrets
from datetime import timedelta

from django.utils.translation import gettext_noop

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.giving import is_administrator, is_beyond
from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.access.who import actor_of
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.doors.actions.ending import end_all
from liren.kernel.doors.actions.own import change_password
from liren.kernel.doors.actions.telling import warn
from liren.kernel.doors.models import Recovery, RecoveryState
from liren.kernel.policy.values import value

OPENED = gettext_noop("有人为您的账户开出了找回链接。若不是您要求的，请马上联系安全管理员。")
BACK = gettext_noop("您的密码已通过找回链接重设。若不是您本人操作，请马上联系安全管理员。")
BOTH = gettext_noop("您的密码已重设，两步验证已停用。若不是您本人操作，请马上联系安全管理员。")
DEAD = _("这个找回链接已失效：用过、过期或被撤回了。请重新申请一个。")


def new_link() -> tuple[str, str]:
    """A secret for a link, and its fingerprint, which is all that is kept."""
    secret = secrets.token_urlsafe(24)
    return secret, fingerprint(secret)


def fingerprint(secret: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


@action("access.open_recovery", secret=("digest",))
def open_recovery(
    actor: Actor, user: User, *, reason: str, digest: str, factor: bool = False, minutes: int = 0
) -> User:
    """Open a way back in; for an administrator it waits until another administrator agrees."""
    _check_open(actor, user)
    two = not actor.is_system and (is_administrator(user) or is_beyond(actor, user))
    _end_alive(user)
    opened_at = now()
    Recovery.objects.create(
        user=user,
        reason=reason,
        factor=factor,
        two=two,
        opened_by=actor.user,
        opened_at=opened_at,
        digest=None if two else digest,
        until=opened_at + timedelta(minutes=minutes or 60 * value("accounts.recovery_hours")),
    )
    warn(user, "recovery", OPENED)
    return user


@action("access.agree_recovery", secret=("digest",))
def agree_recovery(actor: Actor, recovery: Recovery, *, person: User, digest: str) -> Recovery:
    """The second of two administrators: only now there is a link."""
    if recovery.state != RecoveryState.WAITING:
        raise Refused("access.recovery-not-waiting", _("这一件不在等待同意，无需再办。"))
    recovery.agreed_by, recovery.agreed_at = actor.user, now()
    recovery.digest = digest
    recovery.until = now() + timedelta(hours=value("accounts.recovery_hours"))
    recovery.save(update_fields=["agreed_by", "agreed_at", "digest", "until"])
    return recovery


@action("access.withdraw_recovery")
def withdraw_recovery(actor: Actor, recovery: Recovery, *, person: User) -> Recovery:
    """Close a way back in that nobody used yet."""
    if recovery.state not in (RecoveryState.WAITING, RecoveryState.OPEN):
        raise Refused("access.recovery-over", _("这一件已经用过、过期或撤回，无需再办。"))
    recovery.ended_at = now()
    recovery.save(update_fields=["ended_at"])
    return recovery


def alive(secret: str) -> Recovery | None:
    """The recovery that a link opens, if it still does."""
    found = Recovery.objects.filter(digest=fingerprint(secret)).select_related("user").first()
    return found if found and _is_alive(found) else None


def redeem(secret: str, password: str) -> User:
    """Choose a new password through a link; it is used up, and every session ends."""
    return together(lambda: _redeem(fingerprint(secret), password))


def _redeem(digest: str, password: str) -> User:
    kept = Recovery.objects.select_for_update(of=("self",)).filter(digest=digest)
    recovery = kept.select_related("user").first()
    if recovery is None or not _is_alive(recovery):
        raise Refused("accounts.recovery-dead", DEAD)
    person = recovery.user
    user = change_password(actor_of(person), person, password=password, recovery=recovery)
    recovery.used_at = now()
    recovery.save(update_fields=["used_at"])
    end_all(user)
    warn(user, "recovered", BOTH if recovery.factor else BACK)
    return user


def _is_alive(recovery: Recovery) -> bool:
    return recovery.state == RecoveryState.OPEN and recovery.user.may_log_in


def _check_open(actor: Actor, user: User) -> None:
    if user.pk == actor.user.pk:
        sentence = _("这是您自己的账户，须由另一位管理员来办。")
        raise Refused("access.own-account", sentence)
    if user.example:
        raise Refused("access.example-password", _("示例账号的密码是公开的，不能修改。"))
    if not user.is_active:
        raise Refused("access.is-closed", _("这个账户已经停用。请先启用账户，再开找回链接。"))
    if not user.has_usable_password():
        raise Refused("access.no-password", _("此人用短信验证码登录，没有密码可以找回。"))


def _end_alive(user: User) -> None:
    alive = Recovery.objects.filter(user=user, used_at=None, ended_at=None)
    alive.update(ended_at=now())
