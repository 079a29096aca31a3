"""A way back in by e-mail, for officials whose address is confirmed."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from liren.kernel.access.giving import is_administrator
from liren.kernel.access.models import User
from liren.kernel.access.who import system
from liren.kernel.base.ids import uuid7
from liren.kernel.doors import actions
from liren.kernel.policy.values import value
from liren.kernel.tell.channels import mail
from liren.kernel.tell.channels.letter import Letter

REASON = "e-mail"


def send_recovery(key: int) -> bool:
    """Open a way back in and send its link; nothing for those who have to come in person.

    An administrator does not come back by e-mail alone: it takes two others.
    """
    user = User.objects.filter(pk=key, is_system=False).exclude(email="").first()
    if user is None or not settings.LIREN_URL or not _may(user):
        return False
    secret, digest = actions.new_link()
    minutes = value("accounts.recovery_mail_minutes")
    actions.open_recovery(system(), user, reason=REASON, digest=digest, minutes=minutes)
    with override(user.language or settings.LANGUAGE_CODE):
        text = gettext(
            "【里仁】点下面的链接重新设置密码，%(minutes)d 分钟内有效，只能用一次。"
            "不是您本人申请的，请不必理会，并告诉安全管理员。"
        )
        path = reverse("doors.recover_link", args=[secret])
        link = f"{settings.LIREN_URL}{path}"
        mail.send(Letter(str(uuid7()), user.email.open(), text % {"minutes": minutes}, link))
    return True


def _may(user: User) -> bool:
    can = user.may_log_in and user.has_usable_password() and not user.example
    return can and not is_administrator(user)
