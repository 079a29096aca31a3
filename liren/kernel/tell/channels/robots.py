"""Robots of group chats, and programs that take signed calls."""

import base64
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import urlencode

import httpx

from liren.kernel.tell.channels.hosts import check_reachable
from liren.kernel.tell.channels.letter import Letter, Undelivered

PATIENCE = 10.0  # seconds
OK = range(200, 300)


def wecom(letter: Letter) -> None:
    """Speak through a group robot of WeCom, whose secret is its address."""
    _accepted(_post(letter.to, {"msgtype": "text", "text": {"content": letter.whole}}))


def dingtalk(letter: Letter) -> None:
    """Speak through a group robot of DingTalk, signed with time and secret."""
    url = letter.to
    if letter.secret:
        moment = str(round(time.time() * 1000))
        mark = _hmac(letter.secret, f"{moment}\n{letter.secret}".encode())
        sign = base64.b64encode(mark).decode()
        url += ("&" if "?" in url else "?") + urlencode({"timestamp": moment, "sign": sign})
    _accepted(_post(url, {"msgtype": "text", "text": {"content": letter.whole}}))


def webhook(letter: Letter) -> None:
    """Call a program; time and body are signed, so that it can tell who calls and when.

    `Liren-Signature` is the hex HMAC-SHA-256 of `<Liren-Time>.<body>` under the secret.
    """
    content = httpx.Request("POST", letter.to, json=_payload(letter)).content
    moment = str(int(time.time()))
    sign = _hmac(letter.secret, moment.encode() + b"." + content).hex()
    headers = {
        "Content-Type": "application/json",
        "Liren-Id": letter.uid,
        "Liren-Time": moment,
        "Liren-Signature": sign,
    }
    _post(letter.to, content, headers)


def _payload(letter: Letter) -> dict[str, Any]:
    facts = dict(letter.facts)
    return {
        "id": letter.uid,
        "kind": letter.kind,
        "text": letter.text,
        "link": letter.link,
        "facts": facts,
    }


def _hmac(secret: str, text: bytes) -> bytes:
    return hmac.new(secret.encode(), text, hashlib.sha256).digest()


def _post(url: str, content: Any, headers: dict[str, str] | None = None) -> httpx.Response:
    check_reachable(url)
    body = {"content": content} if isinstance(content, bytes) else {"json": content}
    try:
        answer = httpx.post(url, headers=headers, timeout=PATIENCE, **body)
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise Undelivered(type(fault).__name__) from fault
    if answer.status_code not in OK:
        raise Undelivered(f"HTTP {answer.status_code}")
    return answer


def _accepted(answer: httpx.Response) -> None:
    """Robots answer 200 also when they refuse; the code in the answer says it."""
    try:
        code = answer.json().get("errcode", 0)
    except (ValueError, AttributeError) as fault:
        raise Undelivered("answer is not JSON") from fault
    if code:
        raise Undelivered(f"errcode {code}")
