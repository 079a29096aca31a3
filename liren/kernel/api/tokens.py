"""Two ways into the API: a token of a program, or the session of the page."""

import hashlib
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from liren.kernel.access.joined import joined
from liren.kernel.access.models import Area, Body, Grant, Token, User
from liren.kernel.access.who import GRANTS, actor_with
from liren.kernel.api import factor
from liren.kernel.base.clock import now, today

PREFIX = "lr_"
LIVE = f"""
SELECT {{t}}, {{u}}, {{w}}, {{g}}, {{a}}, {{b}} FROM access_token t
JOIN access_user u ON u.id = t.user_id LEFT JOIN access_area w ON w.id = t.area_id {GRANTS}
WHERE t.digest = %s AND t.revoked_at IS NULL AND t.until >= %s ORDER BY g.id
"""  # noqa: S608 — our own words
READ = {"t": Token, "u": User, "w": Area, "g": Grant, "a": Area, "b": Body}


def digest(secret: str) -> str:
    """The fingerprint under which a token is kept; the token itself is nowhere."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Bearer(HttpBearer):
    """`Authorization: Bearer lr_…`: the token's verbs and area limit the person's grants."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Set the actor of the request, or None for a token that does not hold."""
        day = today()
        lines = list(joined(LIVE, [day, day, digest(token), day], **READ))
        found, user, area = lines[0][:3] if lines else (None, None, None)
        if found is None or user is None or not user.may_log_in:
            return None
        factor.check(user, (line[3].role for line in lines if line[3]))
        limits = {"scopes": frozenset(found.scopes), "within": area.path if area else ""}
        request.user = user
        request.actor = actor_with(user, (line[3:] for line in lines), **limits)  # type: ignore[attr-defined]
        _mark_used(found)
        return user


class Session(APIKeyCookie):
    """The signed-in session of the pages, with the CSRF token in the header."""

    param_name = "liren_session"

    def __init__(self) -> None:
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The signed-in person; unsafe methods need the CSRF token."""
        if not request.user.is_authenticated or check_csrf(request):
            return None
        return request.user


def _mark_used(token: Token) -> None:
    # once a day is enough to find sleeping tokens, and keeps requests free of writes
    if token.used_at is None or token.used_at.date() != now().date():
        Token.objects.filter(pk=token.pk).update(used_at=now())
