"""Rows of several models by one statement that is written once, for what every request asks.

Django writes the SQL of a query anew each time it runs, which costs ten times as much as the
database needs for an answer of a few rows.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.base import ModelState

from liren.kernel.base.fixed import fixed

Row = TypeVar("Row", bound=Model)


class Columns(NamedTuple):
    """The columns of a model, and those whose values have to be converted."""

    names: tuple[str, ...]
    converted: tuple[tuple[int, Callable[..., Any]], ...]


def joined(sql: str, values: Sequence[Any], **models: type[Model]) -> Iterator[tuple[Any, ...]]:
    """One tuple of rows for each line of the answer; None for what a LEFT JOIN did not find.

    `{name}` in the statement stands for all columns of the model given under this name, which
    is also the alias of its table.
    """
    with fixed() as cursor:
        cursor.execute(_written(sql, tuple(models.items())), values)
        lines = cursor.fetchall()
    for line in lines:
        yield tuple(_rows(line, models.values()))


@cache
def _written(sql: str, models: tuple[tuple[str, type[Model]], ...]) -> str:
    every = {
        alias: ", ".join(f'{alias}."{name}"' for name in _columns(model).names)
        for alias, model in models
    }
    return sql.format(**every)


@cache
def _columns(model: type[Model]) -> Columns:
    fields = model._meta.concrete_fields
    converts = ((at, getattr(field, "from_db_value", None)) for at, field in enumerate(fields))
    return Columns(
        tuple(field.attname for field in fields),
        tuple((at, convert) for at, convert in converts if convert),
    )


def _rows(line: Sequence[Any], models: Any) -> Iterator[Model | None]:
    start = 0
    for model in models:
        names, converted = _columns(model)
        values = list(line[start : start + len(names)])
        start += len(names)
        if values[0] is None:  # the key
            yield None
            continue
        for at, convert in converted:
            values[at] = convert(values[at], None, connection)
        yield _row(model, names, values)


def _row(model: type[Model], names: Sequence[str], values: Sequence[Any]) -> Model:
    """A row as `Model.from_db` makes it, without setting each field by itself."""
    row = model.__new__(model)
    row._state = state = ModelState()
    state.adding, state.db = False, connection.alias
    row.__dict__.update(zip(names, values, strict=True))
    return row
