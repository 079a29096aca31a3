"""The tables as they were when the run began, put back after a test that committed.

Django would empty every table and make the content types anew; from then on each test of this
process would have to read the pack of rules again, which takes seconds every time.
"""

from functools import cached_property

from django.db import connection, transaction  # noqa: TID251 — below every action
from django.test import TransactionTestCase


class Pristine:
    """What stands in the tables now, kept in memory."""

    def __init__(self) -> None:
        self.rows = {table: self._read(table) for table in self._filled()}

    def put_back(self) -> None:
        """Empty what was filled since, and write the kept rows again."""
        with transaction.atomic(), connection.cursor() as cursor:
            if filled := ", ".join(sorted({*self._filled(), *self.rows})):
                cursor.execute(f"TRUNCATE {filled} CASCADE")
            for table, rows in self.rows.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)

    def _filled(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(self._asks)
            return [str(name) for (name,) in cursor.fetchall()]

    @cached_property
    def _asks(self) -> str:
        tables = connection.introspection.django_table_names(only_existing=True)
        asks = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0})"
        return " UNION ALL ".join(asks.format(f'"{table}"') for table in sorted(tables))

    def _read(self, table: str) -> bytes:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
            return b"".join(bytes(part) for part in copy)


def stay(kept: Pristine) -> None:
    """Let every test that commits end with the kept rows."""
    TransactionTestCase._fixture_teardown = lambda self: kept.put_back()  # type: ignore[attr-defined]
