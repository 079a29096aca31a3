"""The connection: moments are read faster, and fixed statements keep their plan."""

from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.postgresql.psycopg_any import BaseTzLoader, get_adapters_template
from django.db.backends.utils import CursorWrapper
from psycopg.adapt import AdaptersMap

KEPT_AFTER = 2  # times that a connection sees a statement before the server keeps its plan
ServerBindingCursor: Any = base.ServerBindingCursor


class Operations(DatabaseOperations):
    """Django's operations, which also tell the text of a statement whose plan was kept."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """What was sent, with its values, for those who count and read statements."""
        sent = super().last_executed_query(cursor, sql, params)
        return str(sent or self.compose_sql(sql, params))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection as Django makes it, apart from two things that every request pays for."""

    ops_class = Operations

    def get_connection_params(self) -> dict[str, Any]:
        """The parameters of Django, with faster moments and with plans that are kept."""
        params: dict[str, Any] = super().get_connection_params()
        params["context"] = _adapters(self.timezone)
        # only for cursors that send values apart from the text, see `fixed_cursor`
        params["prepare_threshold"] = KEPT_AFTER
        return params

    def fixed_cursor(self) -> CursorWrapper:
        """A cursor for a statement whose text never changes: the server plans it once.

        Django's cursors write the values into the text, so that every request is parsed and
        planned anew: for a join of six tables that costs the server ten times the answer.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = ServerBindingCursor(self.connection)
        found: CursorWrapper = self._prepare_cursor(cursor)  # type: ignore[attr-defined]
        return found


class InUtc(BaseTzLoader):  # type: ignore[misc]
    """A moment from a connection whose zone is UTC."""

    timezone = UTC

    def load(self, data: Any) -> Any:
        """Read by the C code of Python; what it does not know, such as «infinity», as before.

        Django's loader takes each moment apart in Python: a tenth of a list of fifty rows.
        """
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)


@cache
def _adapters(zone: tzinfo | None) -> AdaptersMap:
    """Django's adapters; moments of a connection in UTC are read faster."""
    found = AdaptersMap(get_adapters_template(True, zone))
    if zone is UTC:
        found.register_loader("timestamptz", InUtc)
    return found
