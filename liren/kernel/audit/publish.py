"""Carrying roots out of the machine: a file, letters, a signed call; each tried until it is done.

What was not delivered today goes out tomorrow: every message carries the roots of a month.
"""

import hmac
import json
import os
import smtplib
import time
from collections.abc import Callable, Mapping

import httpx
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection

from liren.kernel.audit import roots
from liren.kernel.audit.models import Publication, moment
from liren.kernel.audit.roots import Root
from liren.kernel.base.clock import now

WITHIN = 15.0  # seconds a receiver gets
FAULTS = (OSError, smtplib.SMTPException, httpx.HTTPError, httpx.InvalidURL)

LETTER = """\
里仁审计记录的链值。请保存这封邮件；不要存放在运行里仁的服务器上。
核验：liren audit verify --roots 本文件
Roots of the record of Liren. Keep this letter away from the server that runs it.
To check: liren audit verify --roots THIS-FILE

"""


def write_down(root: Root) -> None:
    """Append the line to the file in the data folder, durably, once."""
    file = roots.kept()
    if roots.written().get(root.seal) == root.hash:
        return
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        os.write(handle, f"{root.line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def mail(root: Root) -> None:
    """Send the letter to all addresses; the same root always has the same id."""
    letter = EmailMessage(
        subject=f"里仁审计链值 Liren audit root {root.day} #{root.seal}",
        body=LETTER + roots.letter(roots.days()),
        to=settings.LIREN_AUDIT_MAIL,
        headers={"Message-ID": f"<{_name(root)}@{_domain()}>"},
    )
    letter.send()


def call(root: Root) -> None:
    """Tell the webhook; its receiver knows by the signature that it was us, and when."""
    body = json.dumps({"id": _name(root), "roots": [_facts(one) for one in roots.days()]})
    answer = httpx.post(
        settings.LIREN_AUDIT_WEBHOOK,
        content=body.encode(),
        headers={"Content-Type": "application/json", "X-Liren-Delivery": _name(root)}
        | signature(body.encode(), int(time.time())),
        timeout=WITHIN,
    )
    answer.raise_for_status()


def signature(body: bytes, at: int) -> dict[str, str]:
    """HMAC-SHA256 over the second and the body, under the secret that both sides know."""
    secret = settings.LIREN_AUDIT_WEBHOOK_SECRET.encode()
    signed = hmac.new(secret, f"{at}.".encode() + body, "sha256").hexdigest()
    return {"X-Liren-Signature": f"t={at},v1={signed}"}


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "liren.invalid"


def _name(root: Root) -> str:
    return f"liren-audit-{root.seal}-{root.hash[:16]}"


def _facts(root: Root) -> dict[str, object]:
    facts = {"seal": root.seal, "at": moment(root.at), "entries": root.entries}
    return {**facts, "day": root.day.isoformat(), "hash": root.hash}


CHANNELS: Mapping[str, Callable[[Root], None]] = {
    "file": write_down,
    "mail": mail,
    "webhook": call,
}


def open_channels() -> list[str]:
    """The channels that this installation has."""
    wanted = {
        "file": True,
        "mail": bool(settings.LIREN_AUDIT_MAIL),
        "webhook": bool(settings.LIREN_AUDIT_WEBHOOK and settings.LIREN_AUDIT_WEBHOOK_SECRET),
    }
    return [name for name in CHANNELS if wanted[name]]


def missing() -> list[tuple[int, str]]:
    """What should have left the machine and has not: seal and channel."""
    root = roots.due()
    if root is None:
        return []
    done = Publication.objects.filter(seal=root.seal, done_at__isnull=False)
    there = set(done.values_list("channel", flat=True))
    return [(root.seal, name) for name in open_channels() if name not in there]


TRIED = """
INSERT INTO audit_publication (seal, channel, tries, done_at, fault)
VALUES (%s, %s, 1, %s, %s)
ON CONFLICT (seal, channel) DO UPDATE SET tries = audit_publication.tries + 1,
done_at = coalesce(audit_publication.done_at, excluded.done_at), fault = excluded.fault
"""


def deliver(seal: int, channel: str) -> None:
    """Bring one root out by one channel and note how it went; a fault is raised again."""
    if channel not in open_channels():
        return
    if Publication.objects.filter(seal=seal, channel=channel, done_at__isnull=False).exists():
        return
    try:
        CHANNELS[channel](roots.root(seal))
    except FAULTS as fault:
        _note(seal, channel, type(fault).__name__)
        raise
    _note(seal, channel)


def _note(seal: int, channel: str, fault: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRIED, [seal, channel, None if fault else now(), fault])
