"""Tokens: what they may, where, until when; shown once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.kernel.access.models import Token, User
from liren.kernel.access.who import actor_of
from liren.kernel.audit.log import history
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.testing import world


@pytest.fixture
def li() -> User:
    return person("li", "subdistrict_desk", "990101.001.")


def issue(user: User, *scopes: str, path: str = "", days: int = 30) -> tuple[Token, str]:
    area = world.area(path) if path else None
    until = today() + timedelta(days=days)
    facts = {"name": "对接", "scopes": list(scopes), "area": area, "until": until}
    return actions.issue(actor_of(user), **facts)


def program(secret: str) -> Client:
    return Client(headers={"authorization": f"Bearer {secret}"})


def form(client: Client, **given: Any) -> dict[str, Any]:
    page = client.get("/account/tokens/issue/")
    key = page.context["form"]["key"].value()
    until = (today() + timedelta(days=30)).isoformat()
    return {"key": key, "name": "对接", "until": until, "scopes": ["policy.view"], **given}


def test_access_issue_token_shows_the_secret_once_and_keeps_only_its_fingerprint(
    li: User,
) -> None:
    client = browser(li)
    page = client.post("/account/tokens/issue/", form(client))
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert secret not in client.get("/account/").content.decode()
    assert secret not in str(Token.objects.values_list().get())
    assert Entry.objects.get(verb="access.issue_token").facts["digest"] == "•"
    assert program(secret).get("/api/v1/parameters").status_code == 200


def test_a_form_sent_twice_makes_one_token(li: User) -> None:
    client = browser(li)
    given = form(client)
    first, again = (client.post("/account/tokens/issue/", given) for _ in range(2))
    assert first.context["secret"] == again.context["secret"]
    assert Token.objects.count() == 1


def test_a_request_repeated_under_its_key_gives_the_same_token(li: User) -> None:
    client = browser(li)
    until = (today() + timedelta(days=9)).isoformat()
    given = {"name": "对接", "scopes": ["policy.view"], "until": until}
    sent = [
        client.post(
            "/api/v1/tokens",
            given,
            content_type="application/json",
            headers={"idempotency-key": "k1"},
        ).json()
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert Token.objects.count() == 1


def test_a_token_does_only_its_verbs(li: User) -> None:
    _token, secret = issue(li, "policy.view")
    client = program(secret)
    assert client.get("/api/v1/parameters").status_code == 200
    assert client.get("/api/v1/roles").status_code == 403
    assert client.get("/api/v1/me").json()["verbs"] == ["policy.view"]


def test_a_token_holds_only_ones_own_verbs_and_areas(li: User) -> None:
    with pytest.raises(Refused) as no:
        issue(li, "access.unlock")
    assert no.value.code == "access.foreign-scopes"
    with pytest.raises(Refused) as no:
        issue(li, "cases.view", path="990101.002.")
    assert no.value.code == "access.foreign-area"
    with pytest.raises(Refused) as no:
        issue(li, "cases.view", days=400)
    assert no.value.code == "access.token-too-long"
    assert issue(li, "cases.view", path="990101.001.003.")[0].area is not None


def test_a_token_of_a_part_reaches_nothing_of_the_whole() -> None:
    admin = person("admin", "security_administrator")
    _token, secret = issue(admin, "access.view_accounts", path="990101.001.")
    assert program(secret).get("/api/v1/accounts").json()["items"] == []


def test_a_tokens_token_stays_within_it(li: User) -> None:
    _token, secret = issue(li, "access.issue_token", "cases.view", path="990101.001.002.")
    client, until = program(secret), (today() + timedelta(days=9)).isoformat()

    def ask(area: str | None, *scopes: str) -> Any:
        given = {"name": "子令牌", "scopes": scopes, "area": area, "until": until}
        return client.post("/api/v1/tokens", given, content_type="application/json")

    inside, outside = world.area("990101.001.002."), world.area("990101.001.003.")
    assert ask(inside.code, "cases.view").status_code == 201
    for area, scopes in ((None, "cases.view"), (outside.code, "cases.view")):
        assert ask(area, scopes).json()["type"] == "access.foreign-area"
    assert ask(inside.code, "cases.close").json()["type"] == "access.foreign-scopes"


def test_a_token_ends_with_its_last_day(li: User) -> None:
    _token, secret = issue(li, "policy.view", days=1)
    with time_machine.travel(now() + timedelta(days=2)):
        assert program(secret).get("/api/v1/parameters").status_code == 401


def test_access_revoke_token_ends_it_at_once(li: User) -> None:
    token, secret = issue(li, "policy.view")
    client = browser(li)
    assert "不能恢复" in client.get(f"/account/tokens/{token.pk}/revoke/").content.decode()
    assert program(secret).get("/api/v1/parameters").status_code == 200
    assert client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
    assert program(secret).get("/api/v1/parameters").status_code == 401
    assert "已吊销" in client.get("/account/").content.decode()
    assert [one.verb for one in history(token)] == ["access.revoke_token", "access.issue_token"]
    with pytest.raises(Refused) as no:
        actions.revoke_token(actor_of(li), token)
    assert no.value.code == "access.token-revoked"


def test_another_persons_token_does_not_exist(li: User) -> None:
    token, _secret = issue(li, "policy.view")
    other = person("wang", "security_administrator")
    assert browser(other).post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.revoke_token(actor_of(other), token)


def test_a_closed_account_closes_its_tokens(li: User, settings: Any) -> None:
    _token, secret = issue(li, "policy.view")
    for closed in ({"is_active": False}, {"is_active": True, "example": True}):
        User.objects.filter(pk=li.pk).update(**closed)
        assert program(secret).get("/api/v1/me").status_code == 401


def test_residents_have_no_tokens() -> None:
    shen = person("shen", "resident")
    assert browser(shen).get("/account/tokens/issue/").status_code == 403
    with pytest.raises(PermissionDenied):
        issue(shen, "cases.report")
