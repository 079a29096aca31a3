"""Who has to show a second factor: by role; administrators always, others as a rule says."""

from collections.abc import Iterable

from liren.kernel.access.models import User
from liren.kernel.access.roles import administrators
from liren.kernel.base.choices import _
from liren.kernel.base.errors import NotYet, Refused
from liren.kernel.policy.values import value

FIRST = _("您的角色要求两步验证。请先登录网页完成设置，再使用接口。")


def needs(roles: Iterable[str]) -> bool:
    """Whether one of these roles has to show a second factor."""
    held = set(roles)
    return bool(held & administrators()) or bool(held & _by_rule())


def lacks(user: User, roles: Iterable[str]) -> bool:
    """Whether a person has to set up a second factor before anything else."""
    return not (user.second_factor or user.example) and needs(roles)


def check(user: User, roles: Iterable[str]) -> None:
    """NotYet for whoever has to set up a second factor first."""
    if lacks(user, roles):
        raise NotYet("access.second-factor-first", FIRST)


def _by_rule() -> set[str]:
    try:
        return set(value("accounts.second_factor_roles"))
    except Refused:  # a platform without a pack: administrators alone come in
        return set()
