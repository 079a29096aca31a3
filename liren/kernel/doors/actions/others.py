"""What a security administrator does to other people's accounts."""

import secrets

from axes.models import AccessAttempt
from django.db import IntegrityError

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.giving import is_beyond, is_last_administrator, is_last_keeper
from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.base.seal import keyed_hash
from liren.kernel.doors import limits, rules
from liren.kernel.doors.actions.ending import end_all, shut_out


@action("access.end_sessions")
def end_sessions(actor: Actor, user: User) -> User:
    """Sign out a person everywhere, for example when a phone was lost."""
    if user.pk == actor.user.pk:
        sentence = _("这是您自己的账户。请在“我的账户”里退出其他设备。")
        raise Refused("access.own-account", sentence)
    end_all(user)
    return user


@action("access.unlock")
def unlock(actor: Actor, user: User) -> User:
    """Let a person try a password again before the lock has run out."""
    wrong = AccessAttempt.objects.filter(username=user.get_username()).delete()[0]
    if not wrong + sum(limits.clear(kind, user.pk) for kind in rules.COUNTED):
        raise Refused("access.not-locked", _("这个账户没有登录失败记录，无需解除锁定。"))
    return user


def first_password(actor: Actor) -> str:
    """A password to begin with; under an idempotency key the same one comes out again."""
    if not actor.key:
        return rules.readable(secrets.token_bytes(16))
    return rules.readable(bytes.fromhex(keyed_hash(f"{actor.user.pk}:{actor.key}", "first")))


@action("access.create_account", creates=True, secret=("password", "phone"))
def create_account(
    actor: Actor,
    keeper: User,
    *,
    username: str,
    name: str,
    password: str,
    phone: str = "",
    settled: bool = False,
) -> User:
    """Open an official's account; the password is the first one, unless it is already settled."""
    rules.check_username(username)
    if User.objects.filter(username=username).exists():
        raise _taken()
    if phone and User.objects.with_phone(phone).exists():
        sentence = _("这个手机号已属于另一个账户。请核对号码，或先不填手机号。")
        raise Refused("accounts.phone-taken", sentence)
    person = User(username=username, name=name, must_change=not settled, date_joined=now())
    person.phone = phone
    person.set_password(password)
    _save_new(person)
    return person


def _taken() -> Refused:
    return Refused("accounts.username-taken", _("这个登录名已有人使用。请换一个，例如加上单位。"))


def _save_new(person: User) -> None:
    try:
        together(lambda: person.save(force_insert=True))
    except IntegrityError as fault:  # the same name or number came in at the same moment
        raise _taken() from fault


def _rename(user: User, username: str) -> None:
    # what is sealed is bound to the log-in name: it has to be sealed anew
    phone, email = user.phone.open(), user.email.open()
    user.username = username
    user.phone, user.email = phone, email


def check_reach(actor: Actor, user: User) -> None:
    """Hands off one's own account, and off people whose roles one could not give."""
    if user.pk == actor.user.pk:
        sentence = _("这是您自己的账户，须由另一位管理员来办。")
        raise Refused("access.own-account", sentence)
    if is_beyond(actor, user):
        sentence = _("此人担任您无权授予的角色，他的账户须由有权的人办理。")
        raise Refused("access.beyond-you", sentence)


@action("access.deactivate")
def deactivate(actor: Actor, user: User, *, reason: str, dormant: bool = False) -> User:
    """Close an account: devices are signed out and tokens end at once; nothing is removed."""
    if not (dormant and actor.is_system):
        check_reach(actor, user)
    if not user.is_active:
        raise Refused("access.is-closed", _("这个账户已经停用，无需再办。"))
    if is_last_keeper(user) or is_last_administrator(user):
        sentence = _("这是最后一位能管理账户的人，不能停用。请先授权另一位安全管理员。")
        raise Refused("access.last-keeper", sentence)
    user.is_active, user.dormant_at = False, now() if dormant else None
    user.save(update_fields=["is_active", "dormant_at"])
    shut_out(user)
    return user


@action("access.reactivate")
def reactivate(actor: Actor, user: User, *, reason: str) -> User:
    """Open a closed account again; tokens that ended stay ended.

    One that was closed by the clock needs less: whoever comes in still has password and code.
    """
    if user.dormant_at is None or user.pk == actor.user.pk:
        check_reach(actor, user)
    if user.is_active:
        raise Refused("access.is-open", _("这个账户正在使用，无需启用。"))
    user.is_active, user.dormant_at, user.awake_from = True, None, now()
    user.save(update_fields=["is_active", "dormant_at", "awake_from"])
    return user


@action("access.reset_password", secret=("password",))
def reset_password(actor: Actor, user: User, *, password: str, username: str = "") -> User:
    """Give a new first password; with a log-in name it opens the door to somebody registered."""
    check_reach(actor, user)
    if user.example:
        raise Refused("access.example-password", _("示例账号的密码是公开的，不能修改。"))
    if username and username != user.username:
        rules.check_username(username)
        if user.has_usable_password() or User.objects.filter(username=username).exists():
            raise _taken()
        _rename(user, username)
    user.set_password(password)
    user.must_change = True
    user.save(update_fields=["password", "must_change", "username", "phone", "email"])
    end_all(user)
    return user
