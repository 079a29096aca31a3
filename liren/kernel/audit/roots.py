"""Roots that leave the machine: which, how they are written down, and how they are read back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from liren.kernel.audit.models import Seal, moment
from liren.kernel.audit.written import read
from liren.kernel.base.clock import local, now, today

DAYS = 31
ENDS = """
SELECT s.number, s.at, s.total, s.hash FROM generate_series(0, %(days)s - 1) AS back
CROSS JOIN LATERAL (
    SELECT number, at, total, hash FROM audit_seal
    WHERE at >= (%(last)s::date - back)::timestamp AT TIME ZONE %(zone)s
    AND at < (%(last)s::date - back + 1)::timestamp AT TIME ZONE %(zone)s
    ORDER BY at DESC, number DESC LIMIT 1
) AS s ORDER BY s.number DESC
"""


@dataclass(frozen=True)
class Root:
    """The hash over everything sealed up to one moment."""

    seal: int
    at: datetime
    entries: int
    hash: str

    @property
    def day(self) -> date:
        """The day of the city on which it was sealed."""
        return local(self.at).date()

    @property
    def line(self) -> str:
        """One line for a file, a letter or a sheet of paper."""
        return (
            f"{self.day} seal {self.seal} at {moment(self.at)} entries {self.entries}"
            f" sha256 {self.hash}"
        )

    @classmethod
    def of(cls, seal: Seal) -> "Root":
        """The root that a seal makes."""
        return cls(seal.number, seal.at, seal.total, seal.hex)


def days(count: int = DAYS, last: date | None = None) -> list[Root]:
    """The last root of each of some days, newest first; today's may still change."""
    asked = {"days": count, "last": last or today(), "zone": settings.TIME_ZONE}
    with connection.cursor() as cursor:
        cursor.execute(ENDS, asked)
        return [Root(n, at, total, bytes(hash_).hex()) for n, at, total, hash_ in cursor]


def latest() -> Root | None:
    """The root over everything that is sealed."""
    last = Seal.objects.defer("leaves").order_by("-number").first()
    return Root.of(last) if last else None


def due() -> Root | None:
    """The root that must have left the machine by now: the last one of a day that is over."""
    midnight = local(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    sealed = Seal.objects.defer("leaves").filter(at__lt=midnight)
    last = sealed.order_by("-at", "-number").first()
    return Root.of(last) if last else None


def root(number: int) -> Root:
    """The root of one seal."""
    return Root.of(Seal.objects.defer("leaves").get(number=number))


def kept() -> Path:
    """The file beside the database in which each day's root is written down."""
    return Path(settings.HOME) / "roots.txt"


def written() -> dict[int, str]:
    """What that file says."""
    return read(kept().read_text(encoding="utf-8")) if kept().exists() else {}


def letter(found: Iterable[Root]) -> str:
    """The lines of many roots."""
    return "".join(f"{one.line}\n" for one in found)
