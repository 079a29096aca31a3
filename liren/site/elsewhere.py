"""Log-in elsewhere: the organisation's OpenID Connect, WeChat, DingTalk, each only when set."""

from collections.abc import Mapping
from os import environ

from django.utils.translation import gettext_lazy as _


def providers(given: Mapping[str, str] = environ) -> tuple[dict[str, object], dict[str, object]]:
    """What the log-in page offers, by identifier, and the same as allauth reads it."""
    names: dict[str, object] = {}
    allauth: dict[str, object] = {}
    if given.get("LIREN_OIDC_URL"):
        names["sso"] = given.get("LIREN_OIDC_NAME") or _("单位统一身份认证")
        more = {
            "server_url": given["LIREN_OIDC_URL"],
            "fetch_userinfo": False,  # who somebody is stands in the signed token
            "oauth_pkce_enabled": True,
            "scope": ["openid"],
        }
        app = {"provider_id": "sso", "name": "sso", **_client(given, "OIDC"), "settings": more}
        allauth["openid_connect"] = {"APPS": [app]}
    for code, name in (("weixin", _("微信")), ("dingtalk", _("钉钉"))):
        if given.get(f"LIREN_{code.upper()}_CLIENT"):
            names[code] = name
            allauth[code] = {"APPS": [_client(given, code.upper())]}
    return names, allauth


def _client(given: Mapping[str, str], code: str) -> dict[str, str]:
    return {
        "client_id": given.get(f"LIREN_{code}_CLIENT", ""),
        "secret": given.get(f"LIREN_{code}_SECRET", ""),
    }
