"""Finding a place by what people type: a code, a name or a part of it, initials, the sound."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from liren.kernel.base.words import RUN

Row = TypeVar("Row", bound=Model)
MOST = 200  # of each way, before the best are chosen


def matches(
    rows: QuerySet[Row], q: str, limit: int, *, code: bool = False, words: bool = False
) -> list[Row]:
    """The rows that fit best; every way to them is one range of an index.

    Digits are the start of a code; Latin letters the start of the initials, then of the sound;
    Chinese a part of the name, names that begin with it first.
    """
    q = q.strip().lower()[:40]
    if not q or not RUN.search(q):
        return []
    if q.isascii() and q.isdigit() and code:
        return list(rows.filter(code__startswith=q).order_by("code")[:limit])
    if q.isascii():
        return _by_sound(rows, "".join(c for c in q if c.isalnum()), limit)
    return _by_name(rows, q, limit, words)


def _by_sound(rows: QuerySet[Row], q: str, limit: int) -> list[Row]:
    found: list[Row] = []
    for field in ("initials", "pinyin"):
        # up to the last sign that a key can hold: one range in the order of the index
        span = Q(**{f"{field}__gte": q, f"{field}__lt": q + "~"})
        taken = [row.pk for row in found]
        more = rows.filter(span).exclude(pk__in=taken).order_by(field, "pk")
        found += more[: MOST - len(found)]
        if len(found) >= limit:
            break
    found.sort(key=lambda row: len(str(getattr(row, "name", ""))))  # 南门 before 南门坝社区
    return found[:limit]


def _by_name(rows: QuerySet[Row], q: str, limit: int, words: bool) -> list[Row]:
    where = Q(words__holds=q) if words else Q(name__icontains=q)
    found = list(rows.filter(where)[:MOST])
    found.sort(key=lambda row: _closeness(str(getattr(row, "name", "")), q))
    return found[:limit]


def _closeness(name: str, q: str) -> tuple[bool, bool, int, str]:
    return name != q, not name.startswith(q), len(name), name
