"""Ending what is open: sessions and tokens."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession

from liren.kernel.access.models import Token, User
from liren.kernel.base.clock import now


def end(sessions: Iterable[UserSession]) -> None:
    """End these sessions."""
    for session in sessions:
        session.end()


def end_all(user: User, *, but: str = "") -> None:
    """End all sessions of a person, except perhaps the one that is used at this moment."""
    end(UserSession.objects.filter(user=user).exclude(session_key=but))


def shut_out(user: User) -> None:
    """End all sessions and all tokens of a person."""
    end_all(user)
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=now())
