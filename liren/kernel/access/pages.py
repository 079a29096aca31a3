"""Keyset paging over the ways of an actor: flat however long the list grows."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

Row = TypeVar("Row", bound=Model)
MOST_COUNTED = 999  # of a list; beyond it is said that there are more
KEYS = "/* keys */"  # where the query of the keys stands in a statement
Line = TypeVar("Line")  # a row of a model, or a dict of plain columns


@dataclass(frozen=True)
class Order:
    """One order that a list offers: a column that is never empty, with the key to break ties."""

    field: str
    newest_first: bool = True


@dataclass(frozen=True)
class Page(Generic[Line]):
    """One page of rows; the cursors are empty at the ends."""

    rows: list[Line]
    newer: str = ""
    older: str = ""


def page(
    rows: QuerySet[Row], branches: Sequence[Q], order: Order, cursor: str = "", limit: int = 50
) -> Page[Row]:
    """The rows after (or before) a cursor, from all branches together, each row once.

    Every branch walks its own index and gives at most one page; they are joined by UNION.
    Refused with `access.bad-cursor` when the cursor is none of ours.
    """
    return _page(rows, _whole, branches, order, cursor, limit)


def lines(
    rows: QuerySet[Any, dict[str, Any]],
    branches: Sequence[Q],
    order: Order,
    cursor: str = "",
    limit: int = 50,
) -> Page[dict[str, Any]]:
    """The same page of plain columns, from `values()` with the key and the order's column.

    For programs: to build the row of a model takes longer than to read what it holds.
    """
    return _page(rows, _plain, branches, order, cursor, limit)


def _page(
    rows: Any,
    read: Callable[..., list[Line]],
    branches: Sequence[Q],
    order: Order,
    cursor: str,
    limit: int,
) -> Page[Line]:
    back, mark = _read(cursor)
    forward = order.newest_first == back
    if mark:
        rows = rows.filter(_beyond(order.field, mark, forward))
    signs = [("" if forward else "-") + name for name in (order.field, "id")]
    found = read(rows, branches, signs, limit + 1) if branches else []
    more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    before = bool(found) and (more if back else bool(mark))
    after = bool(found) and (True if back else more)
    return Page(
        found,
        newer=_write(True, found[0], order.field) if before else "",
        older=_write(False, found[-1], order.field) if after else "",
    )


def _whole(rows: QuerySet[Row], branches: Sequence[Q], signs: list[str], limit: int) -> list[Row]:
    if len(branches) == 1:
        return list(rows.filter(branches[0]).order_by(*signs)[:limit])
    field = signs[0].removeprefix("-")
    keys = [key for key, _mark in _union(rows.values_list("id", field), branches, signs, limit)]
    known = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [known[key] for key in keys if key in known]


def _plain(rows: Any, branches: Sequence[Q], signs: list[str], limit: int) -> list[Any]:
    """By one statement: the keys from all branches, which are few columns, then their columns."""
    keys = _union(rows.values_list("id", signs[0].removeprefix("-")), branches, signs, limit)
    sql, params = keys.query.sql_with_params()
    names = rows.query.values_select
    with connection.cursor() as cursor:
        cursor.execute(_columns(rows.model, names, tuple(signs)).replace(KEYS, sql), params)
        return [dict(zip(names, line, strict=True)) for line in cursor.fetchall()]


@cache
def _columns(model: type[Model], names: tuple[str, ...], signs: tuple[str, ...]) -> str:
    """The columns of rows whose keys another query gives.

    Written once: Django takes longer to write a statement of many columns and joins than the
    database to answer it.
    """
    keys = RawSQL(f"SELECT k.id FROM ({KEYS}) AS k (id, mark)", ())  # noqa: S608, S611 — no values
    rows = model._default_manager.filter(pk__in=keys).order_by(*signs)
    sql: str = rows.values_list(*names).query.sql_with_params()[0]
    return sql


def _union(rows: Any, branches: Sequence[Q], signs: list[str], limit: int) -> Any:
    """From each branch at most one page, of these the first page; what is equal stands once."""
    first, *others = [rows.filter(where).order_by(*signs)[:limit] for where in branches]
    return first.union(*others).order_by(*signs)[:limit] if others else first


def _beyond(field: str, mark: tuple[Any, Any], forward: bool) -> Q:
    at, key = mark
    way = "gt" if forward else "lt"
    tie = Q(**{f"{field}__{way}": at}) | Q(**{f"pk__{way}": key})
    return Q(**{f"{field}__{way}e": at}) & tie


def _write(back: bool, row: Any, field: str) -> str:
    at, key = (row[n] if isinstance(row, dict) else getattr(row, n) for n in (field, "id"))
    mark = [int(back), at.isoformat(), key] if isinstance(at, date) else [int(back), at, key, 1]
    text = json.dumps(mark, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[bool, tuple[Any, Any] | None]:
    if not cursor:
        return False, None
    try:
        text = base64.urlsafe_b64decode(cursor[:900] + "=" * (-len(cursor) % 4))
        back, at, key, *plain = json.loads(text)  # a moment, or with a fourth part a plain text
        return bool(back), (str(at) if plain else datetime.fromisoformat(at), int(key))
    except (ValueError, TypeError, binascii.Error) as fault:
        sentence = _("翻页标记无效。请回到列表第一页再翻。")
        raise Refused("access.bad-cursor", sentence) from fault
