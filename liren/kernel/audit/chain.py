"""The chain of seals: what is hashed of an entry, which entries are final, the next seal.

An entry is final when no transaction of its age or an older one is still running: the order of
the chain is that of transactions, so nothing that commits late slips into a sealed stretch.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from json.encoder import encode_basestring as quoted
from typing import Any, NamedTuple

from django.db import connection

from liren.kernel.audit import tree
from liren.kernel.audit.models import Seal
from liren.kernel.base.clock import now

PIECE = 10_000  # entries of one seal at most
LOCK = 0x6C6972656E  # one sealer at a time
ONE = struct.Struct(f">q{tree.SIZE}s")  # one entry in the leaves of a seal: key and hash

COLUMNS = """
id, xact::text::bigint, extract(epoch FROM at)::float8,
id || ', ' || xact::text || ', "'
|| to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '", '
|| actor_id || ', ' || coalesce(behalf_id::text, 'null'),
verb, outcome, subject_type, subject_id, area_path, facts::text
"""
ROWS = f"""
SELECT {COLUMNS} FROM audit_entry AS e WHERE id > %(floor)s AND id <= %(ceiling)s
AND (xact, id) > (%(xact)s::text::xid8, %(entry)s) AND xact < %(fence)s::text::xid8
ORDER BY e.xact, e.id LIMIT %(limit)s
"""  # noqa: S608 — no input
ANY = 2**63 - 1


class Line(NamedTuple):
    """One entry as the chain sees it."""

    key: int
    xact: int
    at: float
    text: str


def read(row: tuple[Any, ...]) -> Line:
    """One entry; what is hashed of it is everything that stands in its row, as JSON.

    Version 1. Facts are masked when they are written. Should a fact one day be kept under a key
    of its person, its place in the text is taken by what stays when the key is dropped, and the
    version becomes 2.
    """
    key, xact, at, numbers, verb, outcome, kind, subject, area, facts = row
    words = f"{quoted(verb)}, {quoted(outcome)}, {quoted(kind)}, {quoted(subject)}, {quoted(area)}"
    return Line(key, xact, at, f'["liren-entry-1", {numbers}, {words}, {facts}]')


@dataclass(frozen=True)
class End:
    """Where the chain ends, and with it the place after which the next stretch begins."""

    number: int = 0
    floor: int = 0
    xact: int = 0
    entry: int = 0
    high: int = 0
    total: int = 0
    hash: bytes = bytes(tree.SIZE)
    at: datetime | None = None

    @classmethod
    def now(cls) -> "End":
        """The end of the chain as it stands."""
        last = Seal.objects.defer("leaves").order_by("-number").first()
        return cls.of(last) if last else cls()

    @classmethod
    def of(cls, seal: Seal) -> "End":
        """The end that a seal makes."""
        facts = (seal.number, seal.floor, seal.xact, seal.entry, seal.high, seal.total)
        return cls(*facts, bytes(seal.hash), seal.at)


def lines(after: End, limit: int = PIECE, *, fence: int = ANY, ceiling: int = ANY) -> list[Line]:
    """Entries behind a place in the chain's order, at most so many."""
    place: dict[str, str | int] = {
        "floor": after.floor,
        "ceiling": ceiling,
        "xact": str(after.xact),
        "entry": after.entry,
        "fence": str(fence),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(ROWS, place)
        return [read(row) for row in cursor.fetchall()]


def running() -> tuple[int, int]:
    """The oldest transaction that still runs, and one above the last that has ended."""
    query = """
    SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint
    FROM pg_current_snapshot() AS s
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        oldest, above = cursor.fetchone()
    return int(oldest), int(above)


def seal() -> list[int]:
    """Seal everything that is final, piece by piece; the numbers of the new seals."""
    made: list[int] = []
    with _alone() as alone:
        began = now()
        while alone and (one := _next(began)):
            made.append(one.number)
    return made


def _next(began: datetime) -> Seal | None:
    end, (oldest, above) = End.now(), running()
    if above <= end.xact:  # restored into a server that is younger than the chain
        found = lines(end)  # what was not sealed before the restore comes first
        if not found:
            end = End(end.number, end.high, 0, 0, end.high, end.total, end.hash)
            found = lines(end, fence=oldest)
    else:
        found = lines(end, fence=oldest)
    return _seal(end, found, began) if found else None


def _seal(end: End, found: Sequence[Line], began: datetime) -> Seal:
    leaves = [tree.leaf(line.text) for line in found]
    made = Seal(
        number=end.number + 1,
        at=began,
        floor=end.floor,
        xact=found[-1].xact,
        entry=found[-1].key,
        high=max(end.high, *(line.key for line in found)),
        count=len(found),
        total=end.total + len(found),
        root=tree.root(leaves),
        previous=end.hash,
        leaves=packed((line.key, leaf) for line, leaf in zip(found, leaves, strict=True)),
    )
    made.hash = made.digest()
    made.save(force_insert=True)  # a second sealer would fail at the number
    return made


def packed(leaves: Iterator[tuple[int, bytes]]) -> bytes:
    """Keys and hashes of entries as a seal keeps them."""
    return b"".join(ONE.pack(*one) for one in leaves)


def unpacked(leaves: bytes | memoryview) -> list[tuple[int, bytes]]:
    """The same, read again; an odd end is cut."""
    whole = bytes(leaves)
    return list(ONE.iter_unpack(whole[: len(whole) // ONE.size * ONE.size]))


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (alone,) = cursor.fetchone()
    try:
        yield bool(alone)
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


# ── how far sealing is behind ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Standing:
    """The end of the chain, and how long the oldest entry behind it has been waiting."""

    end: End
    waits: timedelta

    def is_behind(self, minutes: float) -> bool:
        """Whether sealing is later than it should be."""
        return self.waits > timedelta(minutes=minutes)


def standing() -> Standing:
    """How the chain stands at this moment: two short queries."""
    end = End.now()
    oldest = lines(end, 1)
    if not oldest:
        return Standing(end, timedelta(0))
    # entries of a replay carry old times: they cannot have waited longer than since the last seal
    since = max(oldest[0].at, end.at.timestamp() if end.at else 0)
    return Standing(end, timedelta(seconds=max(0.0, now().timestamp() - since)))
