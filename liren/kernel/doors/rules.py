"""What may be asked of an account: plain Python over facts."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

MOBILE = re.compile(r"1[3-9]\d{9}")
DIGITS = 6
USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,29}")
COUNTED = ("second_factor", "email_code")  # guesses that a lifted lock forgets, beside passwords
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else


def bare(text: str) -> str:
    """A number as it is meant: half-width, without blanks and dashes."""
    return re.sub(r"[\s\-–—]", "", unicodedata.normalize("NFKC", text))


def phone_number(text: str) -> str:
    """The eleven digits of a mobile number of the mainland; refused when it is none."""
    digits = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", bare(text))
    if not MOBILE.fullmatch(digits):
        raise Refused(
            "accounts.bad-phone", _("请填写 11 位手机号码，例如 13800000000。暂不支持境外号码。")
        )
    return digits


def check_username(text: str) -> None:
    """A log-in name says who somebody is at work; it is never a phone number."""
    if not USERNAME.fullmatch(text):
        sentence = _(
            "登录名用小写字母开头，可含数字、点、横线，3 到 30 个字符，例如 li.juan。"
            "不能用手机号码。"
        )
        raise Refused("accounts.bad-username", sentence)


def readable(noise: bytes) -> str:
    """A first password that can be read out and typed, in four groups of four."""
    letters = "".join(READABLE[byte % len(READABLE)] for byte in noise[:16])
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def check_code_rate(sent: int, limit: int) -> None:
    """Codes are sent rarely: they cost money, and every code may be guessed at."""
    if sent >= limit:
        raise Refused(
            "accounts.too-many-codes", _("获取验证码太频繁。请过一小时再试，或到社区办理。")
        )


def check_scopes(wanted: Iterable[str], own: Iterable[str]) -> None:
    """A program gets at least one verb, and none that its owner does not hold."""
    scopes = set(wanted)
    if not scopes:
        raise Refused("access.no-scopes", _("请至少选择一项允许程序做的事。"))
    if scopes - set(own):
        raise Refused(
            "access.foreign-scopes", _("令牌只能包含您自己拥有的权限。请去掉其余的再提交。")
        )


def check_until(until: date, today: date, days: int) -> None:
    """A token ends on a day that is near enough."""
    if until < today:
        raise Refused("access.token-over", _("有效期不能早于今天。请换一个日期。"))
    if until > today + timedelta(days=days):
        sentence = _("令牌最长有效 %(days)d 天。请选一个更近的日期，到期前可以再签发。")
        raise Refused("access.token-too-long", sentence % {"days": days})


def check_area(path: str, held: Iterable[str], within: str) -> None:
    """A token's area lies in one's own; a token that makes a token stays in its own area."""
    inside = any(path.startswith(mine) for mine in held)
    if path and inside and path.startswith(within):
        return
    if path or within:
        raise Refused("access.foreign-area", _("这个辖区不在您的权限范围内。请另选一个。"))
