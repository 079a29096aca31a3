"""Who is signed in, read once for all requests of a file that takes back what each of them did."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from operator import attrgetter
from typing import Any
from unittest.mock import patch

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.urls import get_resolver
from django.utils.translation import get_language

from liren.kernel.access import request
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of
from liren.site import menu

COUNT = "SELECT count(*) FROM audit_entry WHERE outcome = 'done'"


class Memory:
    """Sessions, people, menus and addresses, as they stand whenever a request begins."""

    def __init__(self) -> None:
        self.kept: dict[Any, Any] = {}

    @contextmanager
    def used(self) -> Iterator[None]:
        """While this holds, each of them is asked for once only."""
        read, find, made = SessionStore._get_session_from_db, ModelBackend.get_user, menu.groups  # type: ignore[attr-defined]
        addresses = get_resolver()
        with (
            patch.object(addresses, "resolve", self.address(addresses.resolve)),
            patch.object(request, "actor_of", self.actor),
            patch.object(SessionStore, "_get_session_from_db", self.once(read, "session_key")),
            patch.object(ModelBackend, "get_user", lambda at, key: copy(self.person(find, key))),
            patch.object(menu, "groups", self.once(made, "user.pk")),
        ):
            yield

    def once(self, asks: Any, name: str) -> Any:
        """What it answers about something, asked once for each name and language."""
        key_of = attrgetter(name)

        def answer(of: Any) -> Any:
            key = (name, key_of(of), get_language())
            if key not in self.kept:
                self.kept[key] = asks(of)
            return self.kept[key]

        return answer

    def address(self, find: Any) -> Any:
        """What stands at an address, looked up once."""

        def answer(path: Any) -> Any:
            key = ("address", str(path))
            if key not in self.kept:
                self.kept[key] = find(path)
            return self.kept[key]

        return answer

    def actor(self, user: User) -> Actor:
        """Somebody with the grants that were read once."""
        key = ("grants", user.pk)
        if key not in self.kept:
            self.kept[key] = actor_of(user).grants
        return Actor(user, self.kept[key])

    def person(self, find: Any, key: Any) -> Any:
        """Somebody; a request may change its own copy."""
        if key not in self.kept:
            self.kept[key] = find(ModelBackend(), key)
        return self.kept[key]


class Undoing:
    """One point in a transaction to which each request is taken back."""

    def __init__(self) -> None:
        assert connection.in_atomic_block, "there would be nothing to go back to"
        self.mark, self.is_touched = str(connection.savepoint()), False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While this holds, it is noted whether anything but reading is asked for."""
        with connection.execute_wrapper(self._note):
            yield

    def _note(self, execute: Any, sql: Any, *rest: Any) -> Any:
        # a job is deferred by a function, which reads as if it only read
        if not isinstance(sql, str) or not sql.startswith("SELECT") or "procrastinate" in sql:
            self.is_touched = True
        return execute(sql, *rest)

    def undo(self) -> None:
        """As if nothing had been asked."""
        if self.is_touched or connection.needs_rollback:
            connection.savepoint_rollback(self.mark)
        self.is_touched = connection.needs_rollback = False
        connection.run_on_commit.clear()


def done() -> int:
    """Entries of the record about what was done."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return int(cursor.fetchone()[0])
