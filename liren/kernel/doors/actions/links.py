"""Which identity of another site opens which account: written down, never guessed."""

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError
from django.utils.translation import gettext_noop

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.doors.actions.others import check_reach
from liren.kernel.doors.actions.telling import warn

LINKED = gettext_noop("您的账户已关联一种新的登录方式。若不是您本人操作，请马上联系安全管理员。")
TAKEN = _("这个身份已关联到另一个账户。请先在那个账户里解除，或联系安全管理员。")


@action("access.link_login", secret=("uid",))
def link_login(actor: Actor, user: User, *, provider: str, uid: str) -> User:
    """Let an identity of another site open an account: one's own, or as an administrator."""
    if user.pk != actor.user.pk:
        check_reach(actor, user)
    if user.example:
        raise Refused("access.example-password", _("示例账号供大家试用，不能关联。"))
    known = SocialAccount.objects.filter(provider=provider, uid=uid).first()
    if known:
        if known.user_id != user.pk:
            raise Refused("access.link-taken", TAKEN)
        raise Refused("access.link-there", _("这个身份已经关联到此账户，无需再办。"))
    one = SocialAccount(user=user, provider=provider, uid=uid)
    try:
        together(lambda: one.save(force_insert=True))
    except IntegrityError as fault:  # linked at the same moment
        raise Refused("access.link-taken", TAKEN) from fault
    warn(user, "linked", LINKED)
    return user


@action("access.unlink_login")
def unlink_login(actor: Actor, user: User, *, link: int) -> User:
    """An identity of another site opens this account no more."""
    if user.pk != actor.user.pk:
        check_reach(actor, user)
    if not SocialAccount.objects.filter(user=user, pk=link).delete()[0]:
        raise Refused("access.no-link", _("这个关联已经解除，无需再办。"))
    return user
