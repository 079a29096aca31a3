"""Reports of people without an account: taken in by the platform, followed by number and code.

Each such case has a person of its own as its reporter, who holds nothing and never logs in. So
the ways of `Case` stay as they are: being named on one row opens this one and no other.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from hmac import compare_digest
from typing import Any

from django.utils.translation import gettext_noop

from liren.apps.cases import rules
from liren.apps.cases.actions.course import begun, check_report, note_step
from liren.apps.cases.actions.hanging import hang
from liren.apps.cases.models import Case, CaseKind, Receipt
from liren.apps.cases.rules import Phase, Source
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Grant, User
from liren.kernel.access.people import RESIDENT
from liren.kernel.access.written import insert
from liren.kernel.base.clock import now
from liren.kernel.base.ids import uuid7
from liren.kernel.base.seal import keyed_hash, mark, marks
from liren.kernel.files.storing import Received

NOBODY = gettext_noop("未登录居民")
BITS = 64


@action("cases.report_open", creates=True, secret=("code",))
def report_open(
    actor: Actor,
    area: Area,
    *,
    kind: CaseKind,
    text: str,
    code: str,
    title: str = "",
    address: str = "",
    lng: float | None = None,
    lat: float | None = None,
    pictures: Sequence[Received] = (),
) -> Case:
    """Take in what somebody without an account reports; the code opens it again."""
    source = Source.STRANGER
    check_report(area, kind, text, source, {source.value})
    person = stranger(area)
    facts: dict[str, Any] = {"title": title, "address": address, "lng": lng, "lat": lat}
    case = begun(area, kind, text, source, person, **facts)
    insert(Receipt(case=case, digest=mark(_secret(case.pk, code), "receipt"), made_at=now()))
    for_them = replace(actor, behalf=person)
    hang(for_them, case, "cases.report_open", pictures, Phase.BEFORE)
    note_step(for_them, case, "cases.report_open")
    return case


def stranger(area: Area) -> User:
    """A person of whom nothing is known; the account never opens."""
    person = User(username=f"v-{uuid7().hex}", name=NOBODY, is_active=False)
    person.set_unusable_password()
    person.save()
    Grant.objects.create(user=person, role=RESIDENT, area=area)
    return person


def new_code(key: str = "") -> str:
    """A follow-up code by chance; a form that is sent twice gets the same one twice."""
    if len(key) >= rules.SHORTEST_KEY:
        return rules.code_of(int(keyed_hash(key, "receipt-code"), 16))
    return rules.code_of(secrets.randbits(BITS))


def opened(number: str, code: str) -> Case | None:
    """The case of a number and its code; a wrong number costs the same work as a wrong code."""
    serial = rules.serial_of(number) or 0
    receipt = Receipt.objects.select_related("case__reporter").filter(case=serial).first()
    given = marks(_secret(serial, code), "receipt")
    kept = receipt.digest if receipt else mark(_secret(0, code), "nothing")
    right = any([compare_digest(kept, one) for one in given])
    fits = receipt is not None and right and _names(receipt.case, number)
    return receipt.case if receipt and fits else None


def _names(case: Case, number: str) -> bool:
    typed = number.strip()
    return "-" not in typed or typed == case.number


def _secret(serial: int | None, code: str) -> str:
    return f"{serial}:{rules.bare_code(code)}"
