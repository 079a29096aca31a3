"""Bringing every value under the keys in use, in small pieces, while everybody works on.

A piece is read without a lock and written by one statement that touches only rows which still
hold what was read. What is done is seen from the values themselves, so a run that was killed is
taken up by the next one wherever it stopped.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection

from liren.kernel.base.keyring import HASH, SEAL
from liren.kernel.base.seal import Broken, seal, source, unseal
from liren.kernel.sealed.holdings import Column, Json, columns, elsewhere, quoted

PIECE = 200
SEALED = re.compile(r"(k\d+):[A-Za-z0-9+/=]{38,}")


@dataclass
class Progress:
    """What a run did: values brought over, left to their writers, and those that do not open."""

    renewed: int = 0
    moved: int = 0  # changed by somebody else meanwhile, who wrote it under the new key
    broken: int = 0


Told = Callable[[str, Progress], None]


def renew(told: Told = lambda _place, _done: None, piece: int = PIECE) -> Progress:
    """Bring all values under the keys in use."""
    done = Progress()
    for column in columns():
        for rows in _pieces(column, piece):
            _write(column, rows, done)
            told(str(column), done)
    for place in elsewhere():
        _renew_json(place, done)
        told(str(place), done)
    return done


def is_due() -> bool:
    """Whether there is more than one key to read under."""
    ring = source().ring()
    return len(ring.of(SEAL)) > 1 or len(ring.of(HASH)) > 1


def _pieces(column: Column, piece: int) -> Iterator[list[tuple[Any, ...]]]:
    key, value = quoted(column.model._meta.pk.column), quoted(column.field.column)
    names = [key, value, _bound(column), *(quoted(one.column) for one in column.hashes)]
    names += [_place(one.within) for one in column.hashes]
    seal_key, hash_key = (source().ring().current(use).id for use in (SEAL, HASH))
    stale = [f"split_part({value}, ':', 1) <> '{seal_key}'"]
    marks = [f"coalesce({quoted(one.column)}, '')" for one in column.hashes]
    stale += [f"split_part({one}, ':', 1) <> '{hash_key}'" for one in marks]
    sql = f"SELECT {', '.join(names)} FROM {column.table} WHERE {value} <> ''"  # noqa: S608 — names only
    sql += f" AND ({' OR '.join(stale)})"
    last: list[Any] = []
    while True:
        after = f" AND {key} > %s" if last else ""
        with connection.cursor() as cursor:
            cursor.execute(f"{sql}{after} ORDER BY {key} LIMIT {piece}", last)
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = [rows[-1][0]]


def _write(column: Column, rows: list[tuple[Any, ...]], done: Progress) -> None:
    new = []
    for row in rows:
        try:
            new.append(_renewed(column, row))
        except Broken:
            done.broken += 1
    if not new:
        return
    try:
        count = _swap(column, new)
    except IntegrityError:  # another row took the same hash meanwhile: one at a time
        count = sum(_swapped(column, one) for one in new)
    done.renewed += count
    done.moved += len(new) - count


def _renewed(column: Column, row: tuple[Any, ...]) -> list[Any]:
    """Key, old value, its binding, new value, new hashes, their places."""
    key, old, bound, *rest = row
    places = rest[len(column.hashes) :]
    purpose = column.field.kind.purpose
    text = unseal(old, purpose, str(bound))
    marks = [one.mark(text, str(at)) for one, at in zip(column.hashes, places, strict=True)]
    return [key, old, str(bound), seal(text, purpose, str(bound)), *marks, *map(str, places)]


def _swap(column: Column, rows: list[list[Any]]) -> int:
    if getattr(column.model, "append_only", False):
        return _swap_written_once(column, rows)
    count = len(column.hashes)
    hashes = [f"h{n}" for n in range(count)]
    places = [f"p{n}" for n in range(count)]
    pk, value = column.model._meta.pk, quoted(column.field.column)
    kinds = [f"{pk.rel_db_type(connection)}[]", *["text[]"] * (3 + 2 * count)]
    lists = ", ".join(f"%s::{kind}" for kind in kinds)
    changes = [f"{value} = v.new"]
    same = [
        f"t.{quoted(pk.column)} = v.key",
        f"t.{value} = v.old",
        f"{_bound(column, 't.')} = v.row",
    ]
    for one, mark, place in zip(column.hashes, hashes, places, strict=True):
        changes.append(f"{quoted(one.column)} = v.{mark}")
        same.append(f"{_place(one.within, 't.')} = v.{place}")
    names = ", ".join(["key", "old", "row", "new", *hashes, *places])
    sql = f"UPDATE {column.table} t SET {', '.join(changes)} FROM unnest({lists}) AS v({names})"  # noqa: S608 — names only
    given = [list(one) for one in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE {' AND '.join(same)}", given)
        return int(cursor.rowcount)


def _swap_written_once(column: Column, rows: list[list[Any]]) -> int:
    """By the function of the owner, who alone may touch these rows; they have no hashes."""
    keys, olds, news = [[row[at] for row in rows] for at in (0, 1, 3)]
    names = [column.model._meta.db_table, column.field.column, column.model._meta.pk.column]
    with connection.cursor() as cursor:
        call = "SELECT liren_renew(%s::regclass, %s, %s, %s::bigint[], %s::text[], %s::text[])"
        cursor.execute(call, [*names, keys, olds, news])
        return int(cursor.fetchone()[0])


def _swapped(column: Column, row: list[Any]) -> int:
    try:
        return _swap(column, [row])
    except IntegrityError:
        return 0


def _bound(column: Column, table: str = "") -> str:
    """The field to which the value is bound, as text."""
    name = column.field.bound_to
    if not name:
        return "''::text"
    field = next(f for f in column.model._meta.concrete_fields if name in (f.name, f.attname))
    return f"{table}{quoted(field.column)}::text"


def _place(name: str, table: str = "") -> str:
    return f"{table}{quoted(name)}::text" if name else "''::text"


def _renew_json(place: Json, done: Progress) -> None:
    key, column = quoted(place.model._meta.pk.column), quoted(place.column)
    current = source().ring().current(SEAL).id
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {column}::text FROM {place.table} ORDER BY {key}")  # noqa: S608
        for row, old in cursor.fetchall():
            if all(found[1] == current for found in SEALED.finditer(old)):
                continue
            try:
                new = json.dumps(_inside(json.loads(old), place.purpose))
            except Broken:
                done.broken += 1
                continue
            change = (
                f"UPDATE {place.table} SET {column} = %s WHERE {key} = %s AND {column}::text = %s"  # noqa: S608
            )
            cursor.execute(change, [new, row, old])
            done.renewed += cursor.rowcount
            done.moved += 1 - cursor.rowcount


def _inside(found: Any, purpose: str) -> Any:
    if isinstance(found, dict):
        return {name: _inside(value, purpose) for name, value in found.items()}
    if isinstance(found, list):
        return [_inside(value, purpose) for value in found]
    if isinstance(found, str) and SEALED.fullmatch(found):
        return seal(unseal(found, purpose), purpose)
    return found
