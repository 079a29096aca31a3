"""Statements whose text never changes: the server keeps their plan."""

from typing import cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper

from liren.kernel.base.postgres.base import DatabaseWrapper


def fixed() -> CursorWrapper:
    """A cursor for such a statement. What varies goes in as values, never into the text."""
    return cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS]).fixed_cursor()
