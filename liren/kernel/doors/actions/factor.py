"""The second factor: a code of the phone, or one of ten recovery codes; each opens once."""

import hmac

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.utils.translation import gettext_noop

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.api.factor import needs
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.doors import limits, rules
from liren.kernel.doors.actions.ending import end_all
from liren.kernel.doors.actions.telling import warn
from liren.kernel.doors.second import NEIGHBOURS, STEP_SECONDS

LIMIT = "second_factor"
SORTS = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
SET = gettext_noop("您的账户已开启两步验证。若不是您本人操作，请马上联系安全管理员。")
GONE = gettext_noop("您的账户已停用两步验证。若不是您本人操作，请马上联系安全管理员。")
WRONG = _("动态码不对。请看手机上现在显示的 6 位数字；若刚用过，请等下一个。")


@action("access.set_second_factor", secret=("secret", "code", "here"))
def set_second_factor(
    actor: Actor, user: User, *, secret: str, code: str, here: str = "", replaces: bool = False
) -> User:
    """Bind an authenticator app; log-in asks for its code from now on, other devices go out.

    One that is set goes only where the new one `replaces` it, after a code of it was spent.
    """
    if user.example:
        raise Refused("access.example-password", _("示例账号供大家试用，不能设置两步验证。"))
    if not user.has_usable_password():
        raise Refused("access.no-password", _("您用短信验证码登录，不需要两步验证。"))
    if user.second_factor and not replaces:
        raise Refused("access.factor-set", _("两步验证已经设置。要换手机，请在“两步验证”里办理。"))
    step = right_step(secret, rules.bare(code))
    if not step:
        raise Refused("accounts.wrong-code", WRONG)
    forget(user)
    kept = TOTP.activate(user, secret).instance
    kept.data["last_step"] = step
    kept.save(update_fields=["data"])
    RecoveryCodes.activate(user)
    user.second_factor = True
    user.save(update_fields=["second_factor"])
    end_all(user, but=here)
    warn(user, "factor-set", SET)
    return user


@action("access.drop_second_factor")
def drop_second_factor(actor: Actor, user: User) -> User:
    """Do without a second factor, where no role asks for one."""
    if not user.second_factor:
        raise Refused("access.no-factor", _("这个账户没有设置两步验证，无需停用。"))
    if needs(actor.roles()):
        sentence = _("您的角色要求两步验证，不能停用。要换手机，请在“两步验证”里办理。")
        raise Refused("access.factor-needed", sentence)
    let_go(user)
    warn(user, "factor-gone", GONE)
    return user


@action("access.renew_recovery_codes")
def renew_recovery_codes(actor: Actor, user: User) -> User:
    """Ten new recovery codes; the old ones open nothing any more."""
    if not user.second_factor:
        raise Refused("access.no-factor", _("请先设置两步验证，再生成恢复码。"))
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    return user


def recovery_codes(user: User) -> list[str]:
    """The ten codes, for the one page that shows them."""
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return [f"{code[:4]} {code[4:]}" for code in kept.wrap().generate_codes()]


def forget(user: User) -> None:
    """Drop what a person was known by beside the password."""
    Authenticator.objects.filter(user=user).delete()


def let_go(user: User) -> None:
    """Drop a person's second factor, and that log-in asks for one."""
    forget(user)
    user.second_factor = False
    user.save(update_fields=["second_factor"])


def spend(user: User, code: str) -> str:
    """Which sort of code this is, used up by asking; Refused when it is none.

    Every try counts, right ones begin anew. Two at once with the same code: one of them is late.
    """
    limits.count(LIMIT, user.pk)
    given = rules.bare(code)
    sort = together(lambda: _spend(user, given)) if given.isascii() else ""
    if not sort:
        raise Refused("accounts.wrong-code", WRONG)
    limits.clear(LIMIT, user.pk)
    return sort


def _spend(user: User, code: str) -> str:
    kept = Authenticator.objects.select_for_update().filter(user=user, type__in=SORTS)
    for one in kept.order_by("pk"):
        if _opens(one, code):
            one.last_used_at = now()
            one.save(update_fields=["last_used_at", "data"])
            return str(one.type)
    return ""


def _opens(one: Authenticator, code: str) -> bool:
    if one.type == Authenticator.Type.RECOVERY_CODES:
        wrapped = RecoveryCodes(one)
        found = bool(wrapped.validate_code(code))
        one.data = wrapped.instance.data
        return found
    step = right_step(decrypt(one.data["secret"]), code, one.data.get("last_step", 0))
    one.data["last_step"] = step or one.data.get("last_step", 0)
    return bool(step)


def right_step(secret: str, code: str, after: int = 0) -> int:
    """The step of the clock to which a code belongs, if it is later than the last one; else 0."""
    here, found = int(now().timestamp()) // STEP_SECONDS, 0
    for step in (here + near for near in NEIGHBOURS):
        shown = str(format_hotp_value(hotp_value(secret, step)))
        same = hmac.compare_digest(shown.encode(), code.encode())
        found = step if same and step > after else found
    return found
