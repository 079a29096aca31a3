"""Rules of passwords, equal work for every name, and sessions that end by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import ago, moved_to, now
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions, timing, validators
from liren.kernel.doors.models import PastPassword
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.testing import world


def renew(user: User, password: str) -> str:
    """What a new password is refused with; nothing when it is kept."""
    try:
        actions.change_password(actor_of(user), user, password=password)
    except Refused as no:
        return f"{no.code} {no}"
    user.refresh_from_db()
    return ""


def test_the_last_passwords_do_not_come_again() -> None:
    user = person("li", "community_worker")
    assert "最近用过" in renew(user, world.PASSWORD)
    for turn in range(6):
        assert renew(user, f"chang-feng-{turn}-wan-li") == ""
    assert "最近用过" in renew(user, "chang-feng-1-wan-li")
    assert renew(user, "chang-feng-0-wan-li") == "", "the sixth last may"
    assert PastPassword.objects.filter(user=user).count() == 4


@pytest.mark.parametrize(
    ("password", "said"),
    [("kurz-9x", "10"), ("1234567890123", "数字"), ("password123456", ""), ("wang.xiaoming1", "")],
)
def test_bad_ones_are_refused(password: str, said: str) -> None:
    user = person("wang.xiaoming", "community_worker")
    assert renew(user, password).startswith("access.weak-password")
    assert said in renew(user, password)


def test_nobody_has_to_change_by_the_calendar_unless_a_rule_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = person("li", "community_worker")
    user.password_at = ago(days=400)
    user.save()
    assert browser(user).get("/account/").status_code == 200
    numbers = {"accounts.password_days": 90}
    monkeypatch.setattr(validators, "rule", lambda key, usual: numbers.get(key, usual))
    client = browser(user)
    assert client.get("/account/")["Location"] == "/account/password/"
    assert "用得太久" in client.get("/account/password/").content.decode()
    new = "chang-feng-wan-li-42"
    client.post("/account/password/", {"old": world.PASSWORD, "password": new, "again": new})
    assert client.get("/account/").status_code == 200


def test_every_name_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    closed, resident = person("closed", "grid_worker"), person("shen", "resident")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    resident.set_unusable_password()
    resident.save()
    person("li", "grid_worker")
    calls: list[str] = []
    plain = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(password)
        return plain(self, password, salt)

    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        counted,
    )
    counts = {}
    for name in ("li", "nobody", "closed", "shen", "system"):
        calls.clear()
        Client().post("/login/", {"username": name, "password": "wrong-7-password"})
        counts[name] = len(calls)
    assert set(counts.values()) == {1}, counts


def sign_in(name: str) -> Client:
    client = Client()
    client.post("/login/", {"username": name, "password": world.PASSWORD})
    return client


@pytest.mark.parametrize(
    ("role", "idle", "hours"),
    [("security_administrator", 30, 8), ("community_worker", 120, 12), ("resident", 720, 12)],
)
def test_sessions_end_when_idle_and_in_the_end(role: str, idle: int, hours: int) -> None:
    person("li", role)
    client, start = sign_in("li"), now()
    with moved_to(start + timedelta(minutes=idle - 3)):
        assert client.get("/account/").status_code == 200
    with moved_to(start + timedelta(minutes=2 * idle - 4)):
        usual = client.get("/account/").status_code
        assert usual == (302 if 2 * idle > hours * 60 else 200), "each request begins anew"
    idler = sign_in("li")
    with moved_to(start + timedelta(minutes=idle + 3)):
        gone = idler.get("/account/")
        assert gone["Location"].startswith("/login/?next=")
        assert idler.get("/api/v1/me").status_code == 401
    busy = sign_in("li")
    for step in range(1, hours * 60 // 25 + 1):
        with moved_to(start + timedelta(minutes=25 * step)):
            busy.get("/healthz")
    with moved_to(start + timedelta(hours=hours, minutes=1)):
        assert busy.get("/account/").status_code == 302


def test_a_request_is_noted_now_and_then_only(django_assert_num_queries: Any) -> None:
    assert timing.NOTED_SECONDS == 120
    person("li", "grid_worker")
    client = sign_in("li")
    client.get("/healthz")
    with django_assert_num_queries(2):  # the session and the person
        client.get("/healthz")


def test_logging_out_everywhere_ends_this_one_too() -> None:
    """access.end_session"""
    person("li", "grid_worker")
    here, there = sign_in("li"), sign_in("li")
    for client in (here, there):
        client.get("/account/")
    done = here.post("/account/sessions/end/", {"session": "all"})
    assert done["Location"] == "/login/"
    assert [one.get("/account/").status_code for one in (here, there)] == [302, 302]
