"""Log-in by phone: codes are sent rarely, tried rarely, and at most one is alive for a phone."""

import hashlib
import secrets
from hmac import compare_digest

from django.db import connection
from django.utils.translation import gettext, ngettext

from liren.kernel.access.models import Grant, User
from liren.kernel.access.people import RESIDENT, person_with_phone
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import ago, now
from liren.kernel.base.errors import Refused
from liren.kernel.base.seal import keyed_hash
from liren.kernel.doors import rules
from liren.kernel.doors.models import PhoneCode
from liren.kernel.policy.values import value
from liren.kernel.tell.channels import phone as phones

KEPT_DAYS = 1
DEAD = _("验证码已失效。请重新获取一条。")


def ask(phone: str, address: str) -> None:
    """Send a new code, for known and unknown numbers alike; the one before it is dead."""
    code = f"{secrets.randbelow(10**rules.DIGITS):0{rules.DIGITS}d}"
    minutes = value("accounts.code_minutes")
    together(lambda: _keep(keyed_hash(phone, "phone"), keyed_hash(address, "address"), code))
    text = gettext(
        "【里仁】登录验证码 %(code)s，%(minutes)d 分钟内有效。请不要告诉任何人，工作人员不会索要。"
    )
    phones.text_to(phone, text % {"code": code, "minutes": minutes})


def confirm(phone: str, code: str) -> tuple[User, bool]:
    """The person to whom the right code opens the door, and whether they are new here.

    Each try is counted under the lock of the code's row, so that many at once are not more.
    """
    refusal, person, is_new = together(lambda: _try(phone, rules.bare(code)))
    if refusal or person is None:
        raise refusal or Refused("accounts.code-dead", DEAD)
    return person, is_new


def forget() -> int:
    """Drop codes that are no longer counted; the number dropped."""
    return PhoneCode.objects.filter(made_at__lt=ago(days=KEPT_DAYS)).delete()[0]


def _keep(phone_hash: str, address_hash: str, code: str) -> None:
    _queue(phone_hash, address_hash)
    recent = PhoneCode.objects.filter(made_at__gt=ago(hours=1))
    of_phone = recent.filter(phone_hash=phone_hash).count()
    rules.check_code_rate(of_phone, value("accounts.code_per_hour"))
    of_address = recent.filter(address_hash=address_hash).count()
    rules.check_code_rate(of_address, value("accounts.code_per_hour_address"))
    PhoneCode.objects.filter(phone_hash=phone_hash, live=True).update(live=False)
    PhoneCode.objects.create(
        phone_hash=phone_hash,
        address_hash=address_hash,
        digest=_digest(phone_hash, code),
        made_at=now(),
    )


def _queue(*names: str) -> None:
    # counting and adding must not interleave; first the phone, then the address: no circle
    with connection.cursor() as cursor:
        for name in names:
            number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _try(phone: str, code: str) -> tuple[Refused | None, User | None, bool]:
    # a refusal is returned, not raised: the counted try has to stay
    phone_hash = keyed_hash(phone, "phone")
    alive = PhoneCode.objects.select_for_update().filter(phone_hash=phone_hash, live=True)
    kept = alive.first()
    limit = value("accounts.code_tries")
    if kept is None or kept.made_at < ago(minutes=value("accounts.code_minutes")):
        return Refused("accounts.code-dead", DEAD), None, False
    kept.tries += 1
    right = compare_digest(kept.digest, _digest(phone_hash, code))
    kept.live = not right and kept.tries < limit
    kept.save(update_fields=["tries", "live"])
    return _person(phone) if right else (_wrong(limit - kept.tries), None, False)


def _person(phone: str) -> tuple[Refused | None, User | None, bool]:
    known = User.objects.with_phone(phone).first()
    person = known or person_with_phone(phone, gettext("居民"))
    if not person.may_log_in:
        return Refused("accounts.closed", _("这个账户已停用。请联系所在社区。")), None, False
    if Grant.objects.filter(user=person).exclude(role=RESIDENT).exists():
        sentence = _("这个手机号属于工作账户。请用登录名和密码登录。")
        return Refused("accounts.use-password", sentence), None, False
    return None, person, known is None


def _wrong(left: int) -> Refused:
    if left <= 0:
        return Refused("accounts.code-dead", _("验证码输错次数太多，已失效。请重新获取一条。"))
    sentence = ngettext(
        "验证码不对，还可以试 %(left)d 次。", "验证码不对，还可以试 %(left)d 次。", left
    )
    return Refused("accounts.code-wrong", sentence % {"left": left})


def _digest(phone_hash: str, code: str) -> str:
    return keyed_hash(f"{phone_hash}:{code}", "phone-code")
