"""The receiver of the how-to against calls as we make them: believed once, and no other is."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import time_machine

from liren.kernel.tell.channels import Letter, robots

PAGE = Path(__file__).parents[2] / "docs/how-to/receive-webhooks.md"
SECRET = "a secret of two programs"
Call = tuple[dict[str, str], bytes]


@pytest.fixture(scope="module")
def receiver() -> dict[str, Any]:
    """The program of the page."""
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    found: dict[str, Any] = {}
    exec(compile(code[0], str(PAGE), "exec"), found)  # noqa: S102 — our own page
    return found


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    """A call as it leaves us."""
    sent: list[Call] = []

    def post(url: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        sent.append((headers, content))
        return httpx.Response(200)

    monkeypatch.setattr(robots, "_post", post)
    letter = Letter("liren-7", "https://x.example", "有事", "", "cases.late", SECRET, {"n": "1"})
    robots.webhook(letter)
    return sent[0]


def test_a_call_is_believed_once(receiver: dict[str, Any], call: Call) -> None:
    seen: set[str] = set()
    said = receiver["believed"](*call, SECRET, seen)
    assert said["text"] == "有事"
    assert receiver["believed"](*call, SECRET, seen) is None, "sent twice, done once"


def other(body: bytes, **facts: object) -> bytes:
    """The same body with other facts."""
    return json.dumps({**json.loads(body), **facts}).encode()


FORGED: dict[str, Callable[[dict[str, str], bytes], Call]] = {
    "another body": lambda h, b: (h, other(b, text="无事")),
    "a body with a blank more": lambda h, b: (h, b + b" "),
    "no signature": lambda h, b: ({k: v for k, v in h.items() if k != "Liren-Signature"}, b),
    "an empty signature": lambda h, b: ({**h, "Liren-Signature": ""}, b),
    "a signature beyond ASCII": lambda h, b: ({**h, "Liren-Signature": "签" * 64}, b),
    "a later time": lambda h, b: ({**h, "Liren-Time": str(int(time.time()) + 60)}, b),
    "a time that is none": lambda h, b: ({**h, "Liren-Time": "9e9"}, b),
    "a time in other digits": lambda h, b: ({**h, "Liren-Time": "１７"}, b),
    "no time": lambda h, b: ({k: v for k, v in h.items() if k != "Liren-Time"}, b),
    "another id": lambda h, b: ({**h, "Liren-Id": "liren-8"}, b),
    "nothing": lambda h, b: ({}, b""),
}


@pytest.mark.parametrize("way", FORGED)
def test_a_forged_call_is_not(receiver: dict[str, Any], call: Call, way: str) -> None:
    headers, body = FORGED[way](dict(call[0]), call[1])
    with pytest.raises(receiver["Refused"]):
        receiver["believed"](headers, body, SECRET, set())


def test_nor_is_one_under_another_secret(receiver: dict[str, Any], call: Call) -> None:
    with pytest.raises(receiver["Refused"]):
        receiver["believed"](*call, "another secret of others", set())


@pytest.mark.parametrize("minutes", [6, -6, 60 * 24])
def test_an_old_call_is_not_believed_again(
    receiver: dict[str, Any], call: Call, minutes: int
) -> None:
    """A receiver that was started afresh has forgotten the ids: the time keeps replays out."""
    with time_machine.travel(time.time() + 60 * minutes), pytest.raises(receiver["Refused"]):
        receiver["believed"](*call, SECRET, set())


def test_the_root_of_the_record_is_signed_over_its_time(settings: Any) -> None:
    from liren.kernel.audit import publish

    settings.LIREN_AUDIT_WEBHOOK_SECRET = SECRET
    one, later = (publish.signature(b"{}", at)["X-Liren-Signature"] for at in (100, 101))
    assert one.startswith("t=100,v1=")
    assert one.partition("v1=")[2] != later.partition("v1=")[2]
