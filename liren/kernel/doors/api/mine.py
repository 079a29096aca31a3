"""Oneself and one's tokens, for programs."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Router, Schema, Status
from pydantic import Field

from liren.kernel.access.models import Area, Token, User
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.doors import actions, names, queries
from liren.kernel.doors.api.shapes import CalendarDay, GrantOut, ShortText
from liren.kernel.doors.passwords import check_password

router = Router(tags=["accounts"])


class MeOut(Schema):
    """Who one is and what one may do here."""

    username: str
    name: str
    language: str
    large: bool
    grants: list[GrantOut]
    verbs: list[str]


class SettingsIn(Schema):
    """Language and size of letters; residents also their name."""

    language: Annotated[str, Field(pattern="^(zh-hans|en)?$", description="empty: the browser's")]
    large: bool
    name: Annotated[str, Field(min_length=1, max_length=30)] | None = None


class PasswordIn(Schema):
    """The present password and the new one."""

    old: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=200)]


class SessionOut(Schema):
    """A device on which one is signed in."""

    id: int
    ip: str
    device: str
    created_at: datetime
    last_seen_at: datetime

    @staticmethod
    def resolve_device(session: Any) -> str:
        """Browser and system in two words."""
        return names.device(session.user_agent)


class SessionsIn(Schema):
    """Which sessions end."""

    sessions: Annotated[list[int], Field(min_length=1, max_length=100)]


@router.get("/me", response=MeOut, operation_id="access.me")
def me(request: Request) -> dict[str, object]:
    """Who one is, with the verbs that this session or token lets through."""
    return _me(request, request.user)


@router.post("/me/settings", response=MeOut, operation_id="access.change_settings")
def change_settings(request: Request, given: SettingsIn) -> dict[str, object]:
    """Choose language and size of letters."""
    user = actions.change_settings(acting(request), request.user, **given.model_dump())
    return _me(request, user)


@router.post("/me/password", response=MeOut, operation_id="access.change_password")
def change_password(request: Request, given: PasswordIn) -> dict[str, object]:
    """Choose a new password; every session ends, this one too."""
    check_password(request, request.user, given.old)
    user = actions.change_password(acting(request), request.user, password=given.password)
    return _me(request, user)


@router.get("/me/sessions", response=list[SessionOut], operation_id="access.sessions")
def sessions(request: Request) -> list[Any]:
    """The devices on which one is signed in."""
    return queries.sessions_of(request.user)


@router.post("/me/sessions/end", response=MeOut, operation_id="access.end_session")
def end_session(request: Request, given: SessionsIn) -> dict[str, object]:
    """Sign out some of one's own devices."""
    user = actions.end_session(acting(request), request.user, sessions=given.sessions)
    return _me(request, user)


def _me(request: Request, user: User) -> dict[str, object]:
    return {
        "username": user.username,
        "name": user.name,
        "language": user.language,
        "large": user.large,
        "grants": request.actor.grants,
        "verbs": sorted(actions.own_verbs(request.actor)),
    }


class TokenIn(Schema):
    """What a program may do, where, and until when."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    scopes: Annotated[list[ShortText], Field(max_length=200)]
    area: Annotated[str, Field(max_length=20, description="division code")] | None = None
    until: CalendarDay


class TokenOut(Schema):
    """A token without its secret."""

    id: int
    name: str
    scopes: list[str]
    area: str | None
    made_at: datetime
    until: date
    used_at: datetime | None
    revoked_at: datetime | None

    @staticmethod
    def resolve_area(token: Any) -> str | None:
        """The area's code."""
        return token.area.code if token.area else None


class NewTokenOut(TokenOut):
    """A new token with its secret, which is in no later answer."""

    secret: str


@router.get("/tokens", response=list[TokenOut], operation_id="access.tokens")
def tokens(request: Request) -> Any:
    """One's own tokens."""
    return queries.tokens_of(request.actor)


@router.post("/tokens", response={201: NewTokenOut}, operation_id="access.issue_token")
def issue_token(request: Request, given: TokenIn) -> Status[Token]:
    """Make a token; the answer holds its secret, and only this answer does."""
    facts = given.model_dump()
    facts["area"] = Area.objects.get(code=given.area) if given.area else None
    token, secret = actions.issue(acting(request), **facts)
    token.secret = secret  # type: ignore[attr-defined]
    return Status(201, token)


@router.post("/tokens/{key}/revoke", response=TokenOut, operation_id="access.revoke_token")
def revoke_token(request: Request, key: int) -> Token:
    """End a token at once and for good."""
    actor = acting(request)
    token = Token.objects.allowed(actor, "access.revoke_token").get(pk=key)
    return actions.revoke_token(actor, token)
