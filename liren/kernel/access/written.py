"""One row locked, inserted or updated by a statement that is written once.

For the rows that every action writes: Django composes the SQL of each `save` anew, which costs
several times what the database needs for it.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import connection, models

from liren.kernel.access.joined import joined
from liren.kernel.base.fixed import fixed

if TYPE_CHECKING:
    from collections.abc import Sequence

    Field = models.Field[Any, Any]


# values that go to the database as they are, by the type of their field
AS_IT_IS: dict[type, frozenset[type]] = {
    models.CharField: frozenset({str, NoneType}),
    models.TextField: frozenset({str, NoneType}),
    models.BooleanField: frozenset({bool, NoneType}),
    models.FloatField: frozenset({float, NoneType}),
    models.PositiveIntegerField: frozenset({int, NoneType}),
    models.PositiveSmallIntegerField: frozenset({int, NoneType}),
    models.UUIDField: frozenset({UUID, NoneType}),
    models.ForeignKey: frozenset({int, NoneType}),
    models.BigAutoField: frozenset({int}),
    models.DateField: frozenset({date, NoneType}),
    models.DateTimeField: frozenset({datetime, NoneType}),
}
NOTHING: frozenset[type] = frozenset()


class Given(NamedTuple):
    """A field that a row gives, and the types of values that need no conversion."""

    field: Field
    name: str
    plain: frozenset[type]

    @classmethod
    def by(cls, field: Field) -> Given:
        """The field with the name under which a row holds its value."""
        return cls(field, field.attname, AS_IT_IS.get(type(field), NOTHING))


class Insert(NamedTuple):
    """The statement that adds a row, the fields it is given and those the database fills in."""

    sql: str
    given: tuple[Given, ...]
    filled: tuple[Field, ...]


def read(model: type[models.Model], key: Any, then: str = "") -> Any | None:
    """The row with this key; None when there is none."""
    sql = f"SELECT {{r}} FROM {_table(model)} r WHERE r.{model._meta.pk.column} = %s {then}"  # noqa: S608 — names only
    return next(joined(sql, [key], r=model), (None,))[0]


def locked(row: models.Model) -> Any | None:
    """The row as it stands now, locked until the transaction ends; None when it is gone."""
    # asked of its meta: the user of a request is a lazy stand-in
    return read(row._meta.model, row.pk, "FOR UPDATE")


def insert(row: models.Model) -> None:
    """Add a new row; what the database fills in stands on it afterwards."""
    written = _insert(row._meta.model, row.pk is not None)
    values = _values(written.given, row, add=True)
    with fixed() as cursor:
        cursor.execute(written.sql, values)
        line = cursor.fetchone()
    for field, value in zip(written.filled, line, strict=True):
        setattr(row, field.attname, _converted(field, value))
    row._state.adding, row._state.db = False, connection.alias


def copied(rows: Sequence[models.Model]) -> None:
    """Add many new rows of one model by COPY, which costs a fraction of an INSERT.

    Those that have a key keep it (see `reserved`), the others are given one that is not told.
    """
    if not rows:
        return
    written = _insert(rows[0]._meta.model, rows[0].pk is not None)
    columns = ", ".join(_name(one.field) for one in written.given)
    sql = f"COPY {_table(type(rows[0]))} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql) as into:
        for row in rows:
            into.write_row(_values(written.given, row, add=True))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def reserved(model: type[models.Model], number: int) -> list[int]:
    """Keys for rows that are not written yet, so that others can name them."""
    sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [model._meta.db_table, model._meta.pk.column, number])
        return [key for (key,) in cursor.fetchall()]


def update(row: models.Model, names: tuple[str, ...]) -> None:
    """Write some fields of a row that exists."""
    sql, given = _update(type(row), names)
    values = _values(given, row, add=False)
    with fixed() as cursor:
        cursor.execute(sql, [*values, row.pk])
        if cursor.rowcount != 1:
            raise type(row).DoesNotExist(f"{row!r} is gone")  # type: ignore[attr-defined]


@cache
def _insert(model: type[models.Model], has_key: bool) -> Insert:
    fields = model._meta.local_concrete_fields
    filled = [
        f for f in fields if f.generated or f.has_db_default() or (f.primary_key and not has_key)
    ]
    given = [f for f in fields if f not in filled]
    columns, marks = ", ".join(map(_name, given)), ", ".join(map(_mark, given))
    back = ", ".join(map(_name, filled or [model._meta.pk]))
    sql = f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks}) RETURNING {back}"  # noqa: S608 — names only
    return Insert(sql, tuple(map(Given.by, given)), tuple(filled or [model._meta.pk]))


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[Given, ...]]:
    known = {field.name: field for field in model._meta.local_concrete_fields}
    fields = tuple(known[name] for name in names)
    changes = ", ".join(f"{_name(field)} = {_mark(field)}" for field in fields)
    key = _name(model._meta.pk)
    sql = f"UPDATE {_table(model)} SET {changes} WHERE {key} = %s"  # noqa: S608 — names only
    return sql, tuple(map(Given.by, fields))


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _name(field: Field) -> str:
    return connection.ops.quote_name(str(field.column))


def _mark(field: Field) -> str:
    place = getattr(field, "get_placeholder", None)
    return place(None, None, connection) if place else "%s"


def _values(given: tuple[Given, ...], row: models.Model, *, add: bool) -> list[Any]:
    """What a row gives, in this order: most values go to the database as they are."""
    held = row.__dict__
    return [
        value
        if type(value := held.get(name, row)) in plain
        else field.get_db_prep_save(field.pre_save(row, add), connection)
        for field, name, plain in given
    ]


def _converted(field: Field, value: Any) -> Any:
    convert = getattr(field, "from_db_value", None)
    return convert(value, None, connection) if convert else value
