"""Log-in elsewhere: who is told by another site opens only the account that was linked before."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.kernel.access.who import actor_of
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions
from liren.kernel.web.respond import go, private

FORBIDDEN = 403
CONNECT = "connect"


class Elsewhere(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Nobody signs up from elsewhere, and nobody is found by an e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody signs up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link to whoever asked for it while signed in; else open a linked account, or none."""
        if sociallogin.state.get("process") == CONNECT:
            raise ImmediateHttpResponse(_link(request, sociallogin.account))
        if not sociallogin.is_existing or not sociallogin.user.may_log_in:
            raise ImmediateHttpResponse(closed(request, is_known=sociallogin.is_existing))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        """What went wrong there is not shown: it could be anything that was sent."""
        raise ImmediateHttpResponse(closed(request, failed=True))


class Bare:
    """Of what the other site tells, only who somebody is there is kept."""

    def complete_login(self, *args: Any, **facts: Any) -> Any:
        """The log-in without names, addresses and pictures."""
        login = super().complete_login(*args, **facts)  # type: ignore[misc]
        login.account.extra_data = {}
        return login

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Where people come back, as they reach this site."""
        path = reverse("doors.back", args=[self.provider_id])  # type: ignore[attr-defined]
        given = settings.LIREN_URL
        return f"{given}{path}" if given else request.build_absolute_uri(path)


class OpenID(Bare, OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """OpenID Connect whose identity tokens are verified, however they came."""

    def _decode_id_token(self, app: Any, id_token: str) -> Any:
        try:
            return jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
                verify_signature=True,
            )
        except (KeyError, TypeError, ValueError) as fault:
            raise OAuth2Error(type(fault).__name__) from fault

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **facts: Any) -> Any:
        """The log-in, if there is a signed token: who somebody is comes from nothing else."""
        if not facts["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        return super().complete_login(request, app, token, **facts)


def speaking(code: str) -> type[OAuth2Adapter]:
    """How the other site is spoken to."""
    if code not in ("weixin", "dingtalk"):
        return OpenID
    from allauth.socialaccount.providers.dingtalk.views import DingTalkOAuth2Adapter
    from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter

    known = {"weixin": WeixinOAuth2Adapter, "dingtalk": DingTalkOAuth2Adapter}
    return type("Known", (Bare, known[code]), {})


def provider(request: HttpRequest, code: str) -> Any:
    """The other site, spoken to in our way."""
    found = get_adapter(request).get_provider(request, code)
    found.oauth2_adapter_class = speaking(code)
    return found


def offered() -> dict[str, object]:
    """The sites by which one can come in here, with their names."""
    found: dict[str, object] = settings.LIREN_ELSEWHERE
    return found


def closed(request: HttpRequest, *, is_known: bool = False, failed: bool = False) -> HttpResponse:
    """Why the door stays shut, and what to do."""
    facts = {"is_known": is_known, "failed": failed}
    return private(render(request, "doors/elsewhere.html", facts, status=FORBIDDEN))


def _link(request: HttpRequest, account: Any) -> HttpResponse:
    if not request.user.is_authenticated:
        return closed(request, failed=True)
    try:
        actions.link_login(
            actor_of(request.user), request.user, provider=account.provider, uid=account.uid
        )
    except Refused as no:
        return go(request, reverse("access.link_login"), said=str(no))
    return go(request, reverse("access.link_login"), said=_("已关联，下次可以这样登录。"))
