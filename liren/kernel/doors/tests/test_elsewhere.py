"""Log-in by the organisation's OpenID Connect: opens what was linked, and nothing else."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.kernel.audit.models import Entry
from liren.kernel.doors import actions
from liren.kernel.doors.tests.conftest import browser, person
from liren.kernel.doors.tests.provider import CLIENT, OTHER, PASSWORD, Provider
from liren.kernel.doors.tests.test_second_factor import code, refused, with_factor
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world
from liren.site.elsewhere import providers


@pytest.fixture
def sso(settings: Any) -> Iterator[Provider]:
    """A real provider, set as an operator would."""
    server = Provider()
    given = {
        "LIREN_OIDC_URL": server.url,
        "LIREN_OIDC_CLIENT": CLIENT,
        "LIREN_OIDC_SECRET": PASSWORD,
    }
    settings.LIREN_ELSEWHERE, settings.SOCIALACCOUNT_PROVIDERS = providers(given)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def keeper() -> Actor:
    return actor_of(person("keeper", "security_administrator"))


def come(client: Client, path: str = "/login/with/sso/") -> Any:
    """Go to the provider and back."""
    there = client.get(path)
    assert there.status_code == 302, there.content.decode()[:500]
    back = httpx.get(there["Location"], follow_redirects=False).headers["location"]
    at = urlsplit(back)
    return client.get(f"{at.path}?{at.query}")


def linked(keeper: Actor, user: User, uid: str = "u-17") -> User:
    return actions.link_login(keeper, user, provider="sso", uid=uid)


def test_a_linked_account_opens_and_goes_where_one_wanted(sso: Provider, keeper: Actor) -> None:
    """access.link_login"""
    linked(keeper, person("li", "community_worker"))
    client = Client()
    assert "单位统一身份认证" in client.get("/login/?next=/roles/").content.decode()
    assert come(client, "/login/with/sso/?next=/roles/")["Location"] == "/roles/"
    assert client.get("/account/").status_code == 200
    one = SocialAccount.objects.get()
    assert one.extra_data == {}, "of what the other site tells nothing is kept"
    assert not SocialToken.objects.exists()
    assert sso.refused == []


def test_nobody_is_made_and_nobody_is_found_by_an_address(sso: Provider) -> None:
    li = person("li", "community_worker")
    li.email = "li@example.org"
    li.save()
    before, client = User.objects.count(), Client()
    page = come(client)
    assert (page.status_code, "还没有关联" in page.content.decode()) == (403, True)
    assert client.get("/account/").status_code == 302
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_a_second_factor_is_still_asked_for(sso: Provider, keeper: Actor) -> None:
    linked(keeper, with_factor("wang", "community_worker"))
    client = Client()
    assert come(client)["Location"] == "/login/second/"
    assert client.get("/account/").status_code == 302
    assert client.post("/login/second/", {"code": code()}).status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [{"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}, {"sub": ""}],
)
def test_tokens_that_are_not_for_us_open_nothing(
    sso: Provider, keeper: Actor, claims: dict[str, Any]
) -> None:
    linked(keeper, person("li", "community_worker"))
    sso.claims = claims
    assert come(Client()).status_code == 403


def test_a_token_signed_by_somebody_else_opens_nothing(sso: Provider, keeper: Actor) -> None:
    linked(keeper, person("li", "community_worker"))
    sso.key = OTHER
    client = Client()
    page = come(client)
    assert (page.status_code, "没有从那边得到可信的答复" in page.content.decode()) == (403, True)
    assert client.get("/account/").status_code == 302


def test_an_answer_that_nobody_here_asked_for_opens_nothing(sso: Provider, keeper: Actor) -> None:
    linked(keeper, person("li", "community_worker"))
    there = Client().get("/login/with/sso/")["Location"]
    back = urlsplit(httpx.get(there, follow_redirects=False).headers["location"])
    other = Client()
    assert other.get(f"{back.path}?{back.query}").status_code == 403
    assert other.get("/login/with/sso/back/?error=access_denied&state=x").status_code == 403
    assert Client().get("/login/with/sso/back/").status_code == 403


def test_a_provider_that_is_away_is_a_sentence(sso: Provider) -> None:
    sso.shutdown()
    sso.server_close()
    assert Client().get("/login/with/sso/").status_code == 403


def test_a_closed_account_stays_closed(sso: Provider, keeper: Actor) -> None:
    user = linked(keeper, person("li", "community_worker"))
    actions.deactivate(keeper, user, reason="离职")
    assert "已停用" in come(Client()).content.decode()


def test_oneself_links_while_signed_in_after_the_password(sso: Provider) -> None:
    li = person("li", "community_worker")
    client = browser(li)
    assert client.get("/login/with/sso/")["Location"] == "/account/links/", "not without asking"
    facts = {"provider": "sso", "old": world.PASSWORD}
    assert client.post("/account/links/", {**facts, "old": "x"}).status_code == 422
    assert "去那边登录" in client.post("/account/links/", facts).content.decode()
    assert come(client)["Location"] == "/account/links/"
    assert SocialAccount.objects.get().user == li
    assert Notice.objects.get(user=li).kind == "doors.linked"
    entry = Entry.objects.get(verb="access.link_login")
    assert "u-17" not in str(entry.facts)
    key = SocialAccount.objects.get().pk
    client.post(f"/account/links/{key}/end/")
    assert not SocialAccount.objects.exists()


def test_one_identity_opens_one_account(sso: Provider, keeper: Actor) -> None:
    """access.unlink_login"""
    li, wang = person("li", "community_worker"), person("wang", "community_worker")
    linked(keeper, li)
    refused(lambda: linked(keeper, li), "access.link-there")
    refused(lambda: linked(keeper, wang), "access.link-taken")
    key = SocialAccount.objects.get().pk
    refused(lambda: actions.unlink_login(keeper, wang, link=key), "access.no-link")
    actions.unlink_login(keeper, li, link=key)
    assert linked(keeper, wang)


def test_no_administrator_links_another_administrator(keeper: Actor) -> None:
    for role in ("system_administrator", "audit_administrator"):
        other = person(role, role)
        refused(lambda other=other: linked(keeper, other), "access.beyond-you")
    with pytest.raises(PermissionDenied):
        linked(actor_of(person("head", "community_head")), person("li", "grid_worker"))


def test_the_keeper_links_in_the_pages_and_the_api(sso: Provider, keeper: Actor) -> None:
    li, client = person("li", "community_worker"), browser(keeper.user)
    facts = {"provider": "sso", "uid": "u-17"}
    assert client.post(f"/accounts/{li.pk}/link/", facts).status_code == 302
    key = SocialAccount.objects.get().pk
    assert "单位统一身份认证" in client.get(f"/accounts/{li.pk}/").content.decode()
    gone = client.post(f"/api/v1/accounts/{li.pk}/links/{key}/end", {}, "application/json")
    assert gone.json() == []
    made = client.post(f"/api/v1/accounts/{li.pk}/links", facts, "application/json")
    assert made.json()[0]["provider"] == "sso"
    assert client.post(f"/accounts/{li.pk}/links/{made.json()[0]['id']}/end/").status_code == 302


def test_buttons_appear_only_where_a_site_is_set(settings: Any) -> None:
    settings.LIREN_ELSEWHERE, settings.SOCIALACCOUNT_PROVIDERS = providers({})
    assert "/login/with/" not in Client().get("/login/").content.decode()
    for path in ("/login/with/sso/", "/login/with/weixin/", "/login/with/weixin/back/"):
        assert Client().get(path).status_code == 404
    set_so = {"LIREN_WEIXIN_CLIENT": "wx1", "LIREN_DINGTALK_CLIENT": "dd1"}
    settings.LIREN_ELSEWHERE, settings.SOCIALACCOUNT_PROVIDERS = providers(set_so)
    page = Client().get("/login/").content.decode()
    assert "用微信登录" in page
    assert "用钉钉登录" in page
    there = Client().get("/login/with/weixin/")["Location"]
    assert there.startswith("https://open.weixin.qq.com/connect/qrconnect?appid=wx1")
    assert "login.dingtalk.com" in Client().get("/login/with/dingtalk/")["Location"]
