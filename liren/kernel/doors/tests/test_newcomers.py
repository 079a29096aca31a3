"""Accounts of officials: opened, closed, opened again; a first password opens nothing else."""

from typing import Any

import pytest
from django.test import Client

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Token, User
from liren.kernel.access.who import actor_of
from liren.kernel.api.tokens import digest
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.testing import world

OWN = "chang-feng-wan-li-42"


@pytest.fixture
def keeper() -> Actor:
    """A security administrator."""
    return actor_of(person("keeper", "security_administrator"))


def refused(act: Any, code: str) -> None:
    """The act is refused with this code."""
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code


def made(keeper: Actor, username: str = "li.juan", **facts: Any) -> tuple[User, str]:
    """A new account with its first password."""
    secret = actions.first_password(keeper)
    user = actions.create_account(
        keeper, keeper.user, username=username, name="李娟", password=secret, **facts
    )
    return user, secret


def test_an_account_begins_with_a_password_that_must_be_changed(keeper: Actor) -> None:
    """access.create_account"""
    user, secret = made(keeper, phone="13800000001")
    assert (user.must_change, user.check_password(secret)) == (True, True)
    assert str(user.phone) == "138****0001"
    entry = Entry.objects.get(verb="access.create_account")
    assert secret not in str(entry.facts)
    assert "13800000001" not in str(entry.facts)


@pytest.mark.parametrize("name", ["13800000001", "Li", "li juan", "-li", "李娟", "a" * 31, ""])
def test_bad_names_are_refused(keeper: Actor, name: str) -> None:
    refused(lambda: made(keeper, name), "accounts.bad-username")


def test_names_and_numbers_are_taken_once(keeper: Actor) -> None:
    made(keeper, phone="13800000001")
    refused(lambda: made(keeper), "accounts.username-taken")
    refused(lambda: made(keeper, "other", phone="13800000001"), "accounts.phone-taken")


def test_a_first_password_opens_the_change_and_nothing_else(keeper: Actor) -> None:
    user, secret = made(keeper)
    world.grant(user, "community_worker", "990101.")
    client = browser(user)
    for path in ("/", "/cases/", "/account/", "/offices/mine/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/account/password/"), path
    api = client.get("/api/v1/me")
    assert (api.status_code, api.json()["type"]) == (403, "access.password-first")
    page = client.get("/account/password/")
    assert "请先设置自己的密码" in page.content.decode()
    facts = {"old": secret, "password": secret, "again": secret}
    same = client.post("/account/password/", facts)
    assert (same.status_code, "不能与首次密码相同" in same.content.decode()) == (422, True)
    done = client.post("/account/password/", {"old": secret, "password": OWN, "again": OWN})
    assert done["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_closing_ends_devices_and_tokens_at_once(keeper: Actor) -> None:
    """access.deactivate, access.reactivate"""
    user = person("li", "community_worker")
    client = browser(user)
    Token.objects.create(
        user=user, name="t", digest=digest("lr_t"), scopes=["cases.view"], made_at=now(),
        until=today(),
    )  # fmt: skip
    program = Client(headers={"Authorization": "Bearer lr_t"})
    assert program.get("/api/v1/me").status_code == 200
    actions.deactivate(keeper, user, reason="离职")
    assert client.get("/account/").status_code == 302
    assert program.get("/api/v1/me").status_code == 401
    refused(lambda: actions.deactivate(keeper, user, reason="离职"), "access.is-closed")
    actions.reactivate(keeper, user, reason="复职")
    assert browser(user).get("/account/").status_code == 200
    assert program.get("/api/v1/me").status_code == 401
    refused(lambda: actions.reactivate(keeper, user, reason="复职"), "access.is-open")


def test_a_new_first_password_ends_the_old_one(keeper: Actor) -> None:
    """access.reset_password"""
    user = person("li", "community_worker")
    client = browser(user)
    actions.reset_password(keeper, user, password="k7mq-2xwf-9dtz")
    user.refresh_from_db()
    assert user.must_change
    assert not user.check_password(world.PASSWORD)
    assert client.get("/account/")["Location"].startswith("/login/")


def test_somebody_known_by_name_gets_a_log_in(keeper: Actor) -> None:
    user = world.user("p-0192")
    user.set_unusable_password()
    user.phone = "13800000001"
    user.save()
    done = actions.reset_password(keeper, user, password="k7mq-2xwf-9dtz", username="shen.yz")
    assert (done.username, done.has_usable_password()) == ("shen.yz", True)
    assert User.objects.with_phone("13800000001").get().phone.open() == "13800000001"
    refused(
        lambda: actions.reset_password(keeper, done, password="x", username="other"),
        "accounts.username-taken",
    )


def test_hands_off_one_s_own_account_and_those_above(keeper: Actor) -> None:
    above = [person(role, role) for role in ("system_administrator", "audit_administrator")]
    for user, code in (
        (keeper.user, "access.own-account"),
        *((u, "access.beyond-you") for u in above),
    ):
        refused(lambda user=user: actions.deactivate(keeper, user, reason="试试"), code)
        refused(lambda user=user: actions.reset_password(keeper, user, password="x"), code)


def test_the_last_keeper_stays(keeper: Actor) -> None:
    from liren.kernel.access.giving import is_last_keeper

    assert is_last_keeper(keeper.user)
    person("second", "security_administrator")
    assert not is_last_keeper(keeper.user)


def test_the_page_shows_the_password_once(keeper: Actor) -> None:
    client = browser(keeper.user)
    facts = {"name": "李娟", "username": "li.juan", "key": "k"}
    page = client.post("/accounts/new/", facts).content.decode()
    secret = page.split('id="secret">')[1].split("<")[0]
    assert User.objects.get(username="li.juan").check_password(secret)
    key = User.objects.get(username="li.juan").pk
    assert secret not in client.get(f"/accounts/{key}/").content.decode()
    assert client.post("/accounts/new/", {**facts, "key": "other"}).status_code == 422
    again = client.post("/accounts/new/", facts).content.decode()
    assert secret in again, "the same form sent twice is one account"


def test_the_api_tells_the_first_password_once(keeper: Actor) -> None:
    client = browser(keeper.user)
    facts = {"username": "li.juan", "name": "李娟"}
    answer = client.post("/api/v1/accounts", facts, "application/json")
    assert answer.status_code == 201
    assert User.objects.get(username="li.juan").check_password(answer.json()["first_password"])
