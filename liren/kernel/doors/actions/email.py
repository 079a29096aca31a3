"""A confirmed e-mail address: a code goes there before it is kept."""

import hmac
from functools import partial

from django.utils.translation import gettext, gettext_noop

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.base.ids import uuid7
from liren.kernel.base.seal import keyed_hash
from liren.kernel.doors import limits, rules
from liren.kernel.doors.actions.telling import warn
from liren.kernel.tell.channels import mail
from liren.kernel.tell.channels.letter import Letter, Undelivered

WINDOW = 15 * 60
CHANGED = gettext_noop("您账户的电子邮箱已更改。若不是您本人操作，请马上联系安全管理员。")


def send_email_code(user: User, address: str) -> None:
    """Send the code that proves that an address is one's own."""
    limits.count("email_code", user.pk)
    text = gettext("【里仁】邮箱验证码 %(code)s，15 分钟内有效。不是您本人操作，请不必理会。")
    text %= {"code": _code(user, address, 0)}
    try:
        mail.send(Letter(str(uuid7()), address, text))
    except Undelivered as fault:
        sentence = _("邮件没有发出去。请核对地址，过一会儿再试。")
        raise Refused("accounts.mail-away", sentence) from fault


def check_email_code(user: User, address: str, code: str) -> None:
    """Refused unless this code went to this address a short while ago; every try counts."""
    limits.count("email_code", user.pk)
    same = partial(hmac.compare_digest, rules.bare(code).encode())
    if not any(same(_code(user, address, back).encode()) for back in (0, 1)):
        raise Refused("accounts.wrong-code", _("验证码不对或已过期。请核对，或重新获取一个。"))
    limits.clear("email_code", user.pk)


@action("access.set_email", secret=("email",))
def set_email(actor: Actor, user: User, *, email: str) -> User:
    """Keep a confirmed address for messages and for the way back in; empty for none."""
    if user.example and email:
        raise Refused("access.example-password", _("示例账号供大家试用，不能登记邮箱。"))
    if user.email:
        warn(user, "email", CHANGED)  # also to the address that was
    user.email = email
    user.save(update_fields=["email"])
    return user


def _code(user: User, address: str, back: int) -> str:
    window = int(now().timestamp()) // WINDOW - back
    noise = keyed_hash(f"{user.pk}:{address.lower()}:{window}", "email-code")
    return f"{int(noise[:12], 16) % 10**rules.DIGITS:0{rules.DIGITS}d}"
