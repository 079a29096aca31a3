"""What people do to their own account: settings, password, devices, tokens."""

import secrets
from datetime import date

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Token, User
from liren.kernel.access.people import RESIDENT
from liren.kernel.access.roles import roles
from liren.kernel.api.tokens import PREFIX, digest
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.base.seal import keyed_hash
from liren.kernel.doors import rules
from liren.kernel.doors.actions.ending import end
from liren.kernel.doors.actions.factor import let_go
from liren.kernel.doors.models import PastPassword, Recovery
from liren.kernel.doors.validators import past_count
from liren.kernel.policy.models import Year
from liren.kernel.policy.values import value

SELF = "self"


def own_verbs(actor: Actor) -> frozenset[str]:
    """All verbs that the actor can hand to a program: those of the grants and one's own."""
    held = {verb for role in actor.roles() for verb in roles().get(role, frozenset())}
    held |= roles().get(SELF, frozenset())
    return frozenset(verb for verb in held if actor.grants_verb(verb))


def new_secret(actor: Actor) -> str:
    """The secret of a new token; under an idempotency key the same one comes out again."""
    if not actor.key:
        return PREFIX + secrets.token_hex(32)
    return PREFIX + keyed_hash(f"{actor.user.pk}:{actor.key}", "token")


def issue(actor: Actor, **facts: object) -> tuple[Token, str]:
    """Make a token of one's own; the secret is here and nowhere else."""
    secret = new_secret(actor)
    token = issue_token(actor, actor.user, digest=digest(secret), **facts)  # type: ignore[arg-type]
    return token, secret


@action("access.issue_token", creates=True, secret=("digest",))
def issue_token(
    actor: Actor,
    user: User,
    *,
    name: str,
    scopes: list[str],
    area: Area | None,
    until: date,
    digest: str,
) -> Token:
    """Make a token that lets a program act with some of one's own verbs."""
    if not actor.may("access.issue_token"):
        raise PermissionDenied("access.issue_token")
    rules.check_scopes(scopes, own_verbs(actor))
    held = [grant.area.path for grant in actor.grants if grant.area]
    rules.check_area(area.path if area else "", held, actor.within)
    rules.check_until(until, today(), value("accounts.token_days"))
    if Token.objects.filter(digest=digest).exists():
        raise Refused("access.key-reused", _("这个请求编号已用于另一个令牌。请换一个新的编号。"))
    return Token.objects.create(
        user=user,
        name=name,
        scopes=sorted(set(scopes)),
        area=area,
        until=until,
        digest=digest,
        made_at=now(),
    )


@action("access.revoke_token")
def revoke_token(actor: Actor, token: Token) -> Token:
    """End a token at once and for good."""
    if token.revoked_at:
        raise Refused("access.token-revoked", _("这个令牌已经吊销，无需再办。"))
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])
    return token


@action("access.end_session")
def end_session(actor: Actor, user: User, *, sessions: list[int]) -> User:
    """Sign out some of the devices on which one is signed in."""
    found = list(UserSession.objects.filter(user=user, pk__in=sessions))
    if not found:
        raise Refused("access.no-such-session", _("这些设备已经退出登录，无需再办。"))
    end(found)
    return user


@action("access.change_settings")
def change_settings(
    actor: Actor, user: User, *, language: str, large: bool, name: str | None = None
) -> User:
    """Choose the language and the size of letters; residents also choose how they are called."""
    if name is not None and name != user.name:
        if any(role != RESIDENT for role in actor.roles()):
            sentence = _("工作账户的姓名由管理员登记，不能自行修改。")
            raise Refused("access.fixed-name", sentence)
        user.name = name
    user.language, user.large = language, large
    user.save(update_fields=["language", "large", "name"])
    return user


@action("access.change_password", secret=("password",))
def change_password(
    actor: Actor, user: User, *, password: str, recovery: Recovery | None = None
) -> User:
    """Choose a new password; all other devices are signed out by it."""
    if user.example:
        sentence = _("示例账号的密码是公开的，不能修改。")
        raise Refused("access.example-password", sentence)
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refused("access.weak-password", " ".join(fault.messages)) from fault
    if user.must_change and user.check_password(password):
        sentence = _("新密码不能与首次密码相同。请另想一个只有您自己知道的密码。")
        raise Refused("access.same-password", sentence)
    keep_past(user)
    user.set_password(password)
    user.must_change, user.password_at = False, now()
    user.save(update_fields=["password", "must_change", "password_at"])
    if recovery and recovery.factor:
        let_go(user)
    return user


def keep_past(user: User) -> None:
    """Remember the password that goes, so that it does not come again soon."""
    if not user.has_usable_password():
        return
    PastPassword.objects.create(user=user, password=user.password, until=now())
    last = PastPassword.objects.filter(user=user).order_by("-until", "-pk")
    kept = list(last.values_list("pk", flat=True)[: past_count()])
    PastPassword.objects.filter(user=user).exclude(pk__in=kept).delete()


def year_row(actor: Actor, year: int) -> Year:
    """The row of a year; made when somebody who may edit the calendar first needs it."""
    if actor.may("policy.set_day"):
        return Year.objects.get_or_create(year=year)[0]
    return Year.objects.get(year=year)
