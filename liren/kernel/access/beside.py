"""A row with the rows that stand beside it, by one statement that is written once.

Django would write the hundred columns of a detail page's row anew for each request, together
with the question who may see it: that costs more than all else such a page asks.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any, NamedTuple

from django.db.models import ForeignKey, Model, OneToOneField, QuerySet

from liren.kernel.access.joined import joined

Names = Mapping[str, Any]
ROW = "r"


class Neighbour(NamedTuple):
    """A row beside another: its alias, the alias it hangs on, and the field between them."""

    alias: str
    near: str
    field: Any


def beside(rows: QuerySet[Any]) -> tuple[Neighbour, ...]:
    """What a query reads along with its row, if that is all that it asks for besides the row."""
    asked = rows.query
    related = asked.select_related
    if not isinstance(related, dict) or asked.select_for_update or asked.annotations:
        return ()
    if asked.deferred_loading[0] or asked.combinator or asked.is_sliced or asked.distinct:
        return ()
    if rows._fields is not None or rows._prefetch_related_lookups:  # type: ignore[attr-defined]
        return ()
    model: type[Model] = rows.model
    return _neighbours(model, _frozen(related))


def whole(model: Any, key: object, near: tuple[Neighbour, ...]) -> Any:
    """The row of a key with its neighbours in place; the model's DoesNotExist when it has gone."""
    sql, models = _statement(model, near)
    line = next(joined(sql, [key], **models), None)
    if line is None:
        raise model.DoesNotExist
    found = dict(zip(models, line, strict=True))
    for alias, other, field in near:
        if found[other] is not None:
            field.set_cached_value(found[other], found[alias])
    return found[ROW]


def _frozen(related: Names) -> tuple[tuple[str, Any], ...]:
    return tuple((name, _frozen(below)) for name, below in related.items())


@cache
def _neighbours(model: type[Model], related: tuple[tuple[str, Any], ...]) -> tuple[Neighbour, ...]:
    """Every neighbour, those nearer to the row first; none when one of them has no key here."""
    found = tuple(_walked(model, related, near=ROW, turns=count(1)))
    forward = all(isinstance(one.field, ForeignKey | OneToOneField) for one in found)
    return found if forward else ()


def _walked(
    model: type[Model], related: Any, *, near: str, turns: Iterator[int]
) -> Iterator[Neighbour]:
    for name, below in related:
        field: Any = model._meta.get_field(name)
        found = Neighbour(f"r{next(turns)}", near, field)
        yield found
        yield from _walked(field.related_model, below, near=found.alias, turns=turns)


@cache
def _statement(
    model: type[Model], near: tuple[Neighbour, ...]
) -> tuple[str, dict[str, type[Model]]]:
    models = {ROW: model, **{one.alias: one.field.related_model for one in near}}
    joins = " ".join(
        f"LEFT JOIN {models[alias]._meta.db_table} {alias}"
        f' ON {alias}."{field.target_field.column}" = {other}."{field.column}"'
        for alias, other, field in near
    )
    columns = ", ".join(f"{{{alias}}}" for alias in models)
    rows = f"{model._meta.db_table} {ROW} {joins}"
    # names of our own tables and columns only
    return f"SELECT {columns} FROM {rows} WHERE {ROW}.{model._meta.pk.column} = %s", models  # noqa: S608
