"""People and browsers for the tests of the doors."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from liren.kernel.access.models import User
from liren.kernel.tell.channels import phone as phones
from liren.kernel.testing import world

FAST = "django.contrib.auth.hashers.MD5PasswordHasher"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"

Sent = list[tuple[str, str]]


@pytest.fixture(autouse=True)
def _city(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # these tests log in many times: what is slow on purpose would be most of their time
    settings.PASSWORD_HASHERS = [FAST]
    monkeypatch.setattr(world, "hashed", lambda: make_password(world.PASSWORD))
    world.rules()
    world.area("990101.")


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """The text messages that were sent."""
    sent: Sent = []
    monkeypatch.setattr(phones, "text_to", lambda phone, text: sent.append((phone, text)))
    return sent


def code_in(inbox: Sent) -> str:
    """The code of the last message."""
    found = re.search(r"\d{6}", inbox[-1][1])
    assert found
    return found[0]


def browser(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client(headers={"user-agent": CHROME})
    client.force_login(user)
    return client


def person(name: str, role: str, path: str = "990101.") -> User:
    """Somebody with one role."""
    user = world.user(name)
    world.grant(user, role, path)
    return user
