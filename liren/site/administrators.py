"""The first administrators: made on the machine itself, before any page can be opened."""

import getpass
import os
import sys
from dataclasses import dataclass

from liren.site.giving import ADMINISTRATORS
from liren.site.terminal import Stop, _, tell

ROLES = ("security_administrator", "system_administrator", "audit_administrator")
TRIES = 3
BASIS = "liren admin create"


@dataclass(frozen=True)
class Wanted:
    """Who is to be made an administrator; what is empty is asked for."""

    role: str = ROLES[0]
    username: str = ""
    name: str = ""

    @classmethod
    def given(cls, role: str, username: str, name: str) -> "Wanted":
        """From the command line, else from the environment."""
        asked = os.environ.get
        return cls(
            role or asked("LIREN_ADMIN_ROLE", "") or cls.role,
            username or asked("LIREN_ADMIN_USER", ""),
            name or asked("LIREN_ADMIN_NAME", ""),
        )


def create(wanted: Wanted) -> None:
    """Open the account and give the role; a refusal is a sentence in the terminal."""
    if wanted.role not in ADMINISTRATORS:
        known = "、".join(ROLES)
        raise Stop(_("没有这种管理员。可以是：{roles}。").format(roles=known))
    areas = _tops()
    username = wanted.username or _asked(_("登录名（例如 li.juan）："))
    name = wanted.name or _asked(_("姓名："))
    password, settled = _password()
    _make(wanted.role, areas, username, name, password, settled=settled)
    from liren.site.roles import NAMES

    told = _("已建立：{name}（{username}），角色 {role}，范围 {areas}。")
    where = "、".join(str(area) for area in areas)
    tell(told.format(name=name, username=username, role=str(NAMES[wanted.role]), areas=where))
    if not settled:
        tell(_("第一次登录时会要求换成自己的密码。"))


def renew(username: str) -> None:
    """Give an administrator who forgot his password a new first one."""
    from liren.kernel.access.models import User
    from liren.kernel.access.who import system
    from liren.kernel.base.errors import Refused
    from liren.kernel.doors.actions import first_password, reset_password

    person = User.objects.filter(username=username, is_system=False).first()
    if person is None:
        raise Stop(_("没有登录名为 {username} 的账户。").format(username=username))
    secret = first_password(system())
    try:
        reset_password(system(), person, password=secret)
    except Refused as no:
        raise Stop(str(no)) from no
    tell(_("新的首次密码：{secret}（只显示这一次，登录时必须修改）").format(secret=secret))


def recover(username: str) -> None:
    """Print a link through which somebody locked out chooses a password; no phone is needed."""
    from django.conf import settings
    from django.urls import reverse

    from liren.kernel.access.models import User
    from liren.kernel.access.who import system
    from liren.kernel.base.errors import Refused
    from liren.kernel.doors.actions import new_link, open_recovery

    person = User.objects.filter(username=username, is_system=False).first()
    if person is None:
        raise Stop(_("没有登录名为 {username} 的账户。").format(username=username))
    secret, digest = new_link()
    try:
        open_recovery(system(), person, reason="liren admin recover", digest=digest, factor=True)
    except Refused as no:
        raise Stop(str(no)) from no
    link = f"{settings.LIREN_URL}{reverse('doors.recover_link', args=[secret])}"
    tell(_("找回链接（只显示这一次，只能用一次，请交给本人）：{link}").format(link=link))
    tell(_("本人打开后设置新密码；原来的两步验证同时停用。这件事已记入审计记录。"))


def _tops() -> list[object]:
    from liren.kernel.access.models import Area

    found = list(Area.objects.filter(parent=None, valid_to=None).order_by("path"))
    if not found:
        raise Stop(_("还没有辖区，管理员无处可管。请先装入辖区，例如 liren pack apply jiashan。"))
    return found  # type: ignore[return-value]


def _asked(question: str) -> str:
    if not sys.stdin.isatty():
        raise Stop(_("缺少登录名或姓名。请用 --user 和 --name 指明，或设置同名的环境变量。"))
    for _turn in range(TRIES):
        answer = input(question).strip()
        if answer:
            return answer
    raise Stop(_("没有填写，未建立账户。"))


def _password() -> tuple[str, bool]:
    """The password, and whether only its owner knows it."""
    given = os.environ.get("LIREN_ADMIN_PASSWORD", "")
    if given:
        return given, False
    if not sys.stdin.isatty():
        raise Stop(_("缺少密码。请设置 LIREN_ADMIN_PASSWORD，或在终端里运行，由本人输入。"))
    for _turn in range(TRIES):
        first = getpass.getpass(_("密码（至少 10 个字符，输入时不显示）："))
        if first and first == getpass.getpass(_("再输一次：")):
            return first, True
        tell(_("两次不一样，请重新输入。"))
    raise Stop(_("没有设好密码，未建立账户。"))


def _make(
    role: str, areas: list[object], username: str, name: str, password: str, *, settled: bool
) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from liren.apps.offices.actions import give
    from liren.kernel.access.transaction import together
    from liren.kernel.access.who import system
    from liren.kernel.base.errors import Refused
    from liren.kernel.doors.actions import create_account

    actor = system()

    def work() -> None:
        person = create_account(
            actor,
            actor.user,
            username=username,
            name=name,
            password=password,
            settled=settled,
        )
        for area in areas:
            give(actor, area, person=person, role=role, basis=BASIS)  # type: ignore[arg-type]

    try:
        validate_password(password)
        together(work)
    except ValidationError as fault:
        raise Stop(" ".join(fault.messages)) from fault
    except Refused as no:
        raise Stop(str(no)) from no
