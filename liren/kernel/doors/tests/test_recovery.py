"""Ways back in: a link that opens once; an administrator's takes two; one by e-mail is quiet."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of, system
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import moved_to, now
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions, jobs, second
from liren.kernel.doors.models import Recovery
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.doors.tests.test_second_factor import refused, with_factor
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world

OWN = "chang-feng-wan-li-42"
REASON = "本人持工作证当面提出"


class Inbox:
    """A real SMTP server on this machine that keeps what it is sent."""

    def __init__(self) -> None:
        self.got: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.got.append(envelope)
        return "250 OK"

    def last(self) -> str:
        """The last letter in clear."""
        import email
        from email.policy import default

        return str(email.message_from_bytes(self.got[-1].content, policy=default).get_content())


@pytest.fixture
def letters(settings: Any) -> Iterator[Inbox]:
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.LIREN_URL = "https://liren.example"
    yield inbox
    server.stop()


@pytest.fixture
def keeper() -> Actor:
    return actor_of(person("keeper", "security_administrator"))


def opened(actor: Actor, user: User, **facts: Any) -> str:
    """A link, or the secret of one that waits."""
    secret, digest = actions.new_link()
    actions.open_recovery(actor, user, reason=REASON, digest=digest, **facts)
    return secret


def follow(client: Client, secret: str) -> Any:
    """Open a link and look at what it says."""
    first = client.get(f"/login/recover/{secret}/")
    assert first["Location"] == "/login/recover/", "the secret leaves the address"
    return client.get("/login/recover/")


def test_the_person_chooses_the_password_and_the_keeper_never_knows_it(keeper: Actor) -> None:
    """access.open_recovery"""
    user = person("li", "community_worker")
    inside = browser(user)
    page = (
        browser(keeper.user)
        .post("/recoveries/open/", {"username": "li", "reason": REASON})
        .content.decode()
    )
    secret = re.search(r"/login/recover/([^/<]+)/", page)
    assert secret
    client = Client()
    assert "li，请设置新密码" in follow(client, secret[1]).content.decode()
    facts = {"password": OWN, "again": OWN}
    assert client.post("/login/recover/", {**facts, "again": "x"}).status_code == 422
    assert client.post("/login/recover/", facts)["Location"] == "/login/"
    user.refresh_from_db()
    assert (user.check_password(OWN), user.must_change) == (True, False)
    assert inside.get("/account/").status_code == 302, "every session ends"
    assert follow(Client(), secret[1]).status_code == 410, "a link opens once"
    kinds = set(Notice.objects.filter(user=user).values_list("kind", flat=True))
    assert kinds == {"doors.recovery", "doors.recovered"}
    kept = str(list(Entry.objects.values_list("facts", flat=True)))
    assert REASON in kept
    assert secret[1] not in kept
    assert OWN not in kept
    assert Entry.objects.get(verb="access.change_password").actor == user


def test_the_second_factor_goes_where_it_was_asked_for(keeper: Actor) -> None:
    user = with_factor("wang", "community_worker")
    kept = opened(keeper, user)
    actions.redeem(kept, OWN)
    assert second.is_set(user), "a lost password alone leaves it"
    actions.redeem(opened(keeper, user, factor=True), OWN + "-x")
    assert not second.is_set(user)
    assert not User.objects.get(pk=user.pk).second_factor


def test_a_link_ends_by_time_by_a_new_one_and_by_withdrawal(keeper: Actor) -> None:
    """access.withdraw_recovery"""
    user = person("li", "community_worker")
    first, other = opened(keeper, user), opened(keeper, user)
    assert actions.alive(first) is None
    row = Recovery.objects.get(user=user, ended_at=None)
    with moved_to(now() + timedelta(hours=25)):
        assert actions.alive(other) is None
        refused(lambda: actions.redeem(other, OWN), "accounts.recovery-dead")
    actions.withdraw_recovery(keeper, row, person=user)
    refused(lambda: actions.redeem(other, OWN), "accounts.recovery-dead")
    refused(lambda: actions.withdraw_recovery(keeper, row, person=user), "access.recovery-over")


def test_a_weak_password_leaves_the_link_usable(keeper: Actor) -> None:
    secret = opened(keeper, person("li", "community_worker"))
    refused(lambda: actions.redeem(secret, "1234"), "access.weak-password")
    assert actions.redeem(secret, OWN)


def test_an_administrator_comes_back_by_two_others_only(keeper: Actor) -> None:
    """access.agree_recovery"""
    lost = person("sys", "system_administrator")
    auditor = actor_of(person("aud", "audit_administrator"))
    secret = opened(keeper, lost)
    row = Recovery.objects.get(user=lost)
    assert (row.two, row.digest, row.state) == (True, None, "waiting")
    assert actions.alive(secret) is None, "the opener alone holds nothing"
    with pytest.raises(Refused) as no:
        actions.agree_recovery(keeper, row, person=lost, digest="x")
    assert no.value.code == "access.own-work"
    with pytest.raises(Refused):
        actions.agree_recovery(actor_of(lost), row, person=lost, digest="x")
    page = browser(auditor.user).post(f"/recoveries/{row.uid}/agree/").content.decode()
    link = re.search(r"/login/recover/([^/<]+)/", page)
    assert link
    assert actions.redeem(link[1], OWN).pk == lost.pk
    refused(
        lambda: actions.agree_recovery(auditor, row, person=lost, digest="y"),
        "access.recovery-not-waiting",
    )


def test_the_system_administrator_opens_for_the_security_administrator(keeper: Actor) -> None:
    sysadmin = actor_of(person("sys", "system_administrator"))
    opened(sysadmin, keeper.user)
    assert Recovery.objects.get().two


def test_nobody_opens_for_oneself_and_others_open_for_nobody(keeper: Actor) -> None:
    refused(lambda: opened(keeper, keeper.user), "access.own-account")
    li = person("li", "grid_worker")
    for role in ("audit_administrator", "community_head", "district_office", "auditor"):
        with pytest.raises(PermissionDenied):
            opened(actor_of(person(role, role)), li)
    shen = person("shen", "resident")
    shen.set_unusable_password()
    shen.save()
    refused(lambda: opened(keeper, shen), "access.no-password")


def test_the_machine_opens_for_the_last_one(keeper: Actor) -> None:
    secret = opened(system(), keeper.user, factor=True)
    assert actions.redeem(secret, OWN)
    entry = Entry.objects.get(verb="access.open_recovery")
    assert entry.actor.is_system


def test_by_e_mail_a_link_comes_and_opens(letters: Inbox) -> None:
    user = person("li", "community_worker")
    user.email = "li@example.org"
    user.save()
    assert (
        "链接已经发出" in Client().post("/login/forgotten/", {"username": "LI "}).content.decode()
    )
    jobs.mail_recovery(user=user.pk)
    assert letters.got[0].rcpt_tos == ["li@example.org"]
    link = re.search(r"https://liren\.example/login/recover/([^/\s]+)/", letters.last())
    assert link
    client = Client()
    follow(client, link[1])
    assert client.post("/login/recover/", {"password": OWN, "again": OWN}).status_code == 302
    row = Recovery.objects.get()
    assert row.used_at
    assert row.until - row.opened_at == timedelta(minutes=30)


def test_the_answer_does_not_say_who_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from liren.kernel.doors.views import recovery

    asked: list[tuple[str, bool]] = []
    monkeypatch.setattr(
        recovery, "later", lambda name, **facts: asked.append((name, bool(facts["user"])))
    )
    person("li", "community_worker")
    pages = [Client().post("/login/forgotten/", {"username": who}) for who in ("li", "nobody")]
    bodies = {re.sub(r"nonce-\S+|csrf\S+ value=\S+", "", p.content.decode()) for p in pages}
    assert len(bodies) == 1
    assert asked == [("doors.mail_recovery", True), ("doors.mail_recovery", False)]


def test_asking_by_e_mail_is_limited_for_known_and_unknown_names() -> None:
    for who in ("li", "nobody"):
        for _one in range(3):
            assert Client().post("/login/forgotten/", {"username": who}).status_code == 200
        assert Client().post("/login/forgotten/", {"username": who}).status_code == 422


def test_by_e_mail_no_administrator_and_no_closed_account_comes_back(
    letters: Inbox, keeper: Actor
) -> None:
    closed = person("closed", "community_worker")
    closed.is_active = False
    for user in (keeper.user, closed):
        user.email = "x@example.org"
        user.save()
        jobs.mail_recovery(user=user.pk)
    jobs.mail_recovery(user=person("bare", "community_worker").pk)
    jobs.mail_recovery(user=0)
    assert letters.got == []
    assert not Recovery.objects.exists()


def test_access_set_email_keeps_an_address_when_its_code_came_back(letters: Inbox) -> None:
    user = person("li", "community_worker")
    client = browser(user)
    asked = {"email": "li@example.org", "old": world.PASSWORD}
    assert client.post("/account/email/", {**asked, "old": "x"}).status_code == 422
    page = client.post("/account/email/", asked).content.decode()
    assert 'autocomplete="one-time-code"' in page
    code = re.search(r"\d{6}", letters.last())
    assert code
    assert client.post("/account/email/", {"code": "000000"}).status_code == 422
    assert client.post("/account/email/", {"code": code[0]}).status_code == 302
    user.refresh_from_db()
    assert user.email == "li@example.org"
    assert "li@example.org" not in str(Entry.objects.get(verb="access.set_email").facts)
    gone = client.post("/account/email/", {"email": "", "old": world.PASSWORD})
    assert gone.status_code == 302
    user.refresh_from_db()
    assert not user.email


def test_the_api_opens_agrees_and_withdraws(keeper: Actor) -> None:
    """access.view_recoveries"""
    person("li", "community_worker")
    person("sys", "system_administrator")
    mine, other = browser(keeper.user), browser(person("aud", "audit_administrator"))
    facts = {"username": "li", "reason": REASON}
    made = mine.post("/api/v1/recoveries", facts, "application/json")
    assert (made.status_code, made.json()["state"]) == (201, "open")
    assert actions.alive(made.json()["link"].split("/")[3])
    uid = made.json()["uid"]
    gone = mine.post(f"/api/v1/recoveries/{uid}/withdraw", {}, "application/json")
    assert gone.json()["state"] == "ended"
    waits = mine.post(
        "/api/v1/recoveries", {**facts, "username": "sys"}, "application/json"
    ).json()
    assert (waits["state"], waits["link"]) == ("waiting", "")
    agreed = other.post(f"/api/v1/recoveries/{waits['uid']}/agree", {}, "application/json")
    assert agreed.json()["state"] == "open"
    listed = mine.get("/api/v1/recoveries").json()
    assert [one["username"] for one in listed] == ["sys", "li"]
    assert "link" not in listed[0]


def test_who_is_locked_by_codes_is_shown_and_let_in_again(keeper: Actor) -> None:
    """access.view_accounts, access.unlock"""
    user, client = with_factor("wang", "community_worker"), browser(keeper.user)
    for _one in range(10):
        refused(lambda: actions.spend(user, "000000"), "accounts.wrong-code")
    page = client.get("/accounts/?tab=locked").content.decode()
    assert "wang" in page
    assert "已锁定" in page
    listed = client.get("/api/v1/accounts?tab=locked").json()["items"]
    assert [(one["username"], one["is_locked"]) for one in listed] == [("wang", True)]
    client.post(f"/accounts/{user.pk}/unlock/")
    assert client.get("/api/v1/accounts?tab=locked").json()["items"] == []
    refused(lambda: actions.spend(user, "000000"), "accounts.wrong-code")


def test_a_lifted_lock_forgets_tries_of_codes_too(keeper: Actor) -> None:
    user = with_factor("wang", "community_worker")
    refused(lambda: actions.spend(user, "000000"), "accounts.wrong-code")
    page = browser(keeper.user).get(f"/accounts/{user.pk}/").content.decode()
    assert "试过 1 次动态码" in page
    actions.unlock(keeper, user)
    refused(lambda: actions.unlock(keeper, user), "access.not-locked")
