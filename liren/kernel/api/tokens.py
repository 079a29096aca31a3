"""Two ways into the API: a token of a program, or the session of the page."""

import hashlib
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from liren.kernel.access.models import Token
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import now, today

PREFIX = "lr_"


def digest(secret: str) -> str:
    """The fingerprint under which a token is kept; the token itself is nowhere."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Bearer(HttpBearer):
    """`Authorization: Bearer lr_…`: the token's verbs and area limit the person's grants."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Set the actor of the request, or None for a token that does not hold."""
        live = Q(revoked_at=None, until__gte=today())
        kept = Token.objects.filter(live, digest=digest(token)).select_related("user", "area")
        found = kept.first()
        if found is None or not found.user.may_log_in:
            return None
        within = found.area.path if found.area else ""
        request.user = found.user
        request.actor = actor_of(found.user, scopes=frozenset(found.scopes), within=within)  # type: ignore[attr-defined]
        _mark_used(found)
        return found.user


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
