"""Reading the rules in force: one copy per process, read again every few seconds."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from threading import RLock
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings

from liren.kernel.base.calendar import Calendar, Hours, Span
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Day, Pack, Parameter, Year
from liren.kernel.policy.precedence import Ruling, nearest, settle

P = ParamSpec("P")
R = TypeVar("R")

KEPT_SECONDS = 5.0  # an edit is in force everywhere after this time
_kept: dict[Any, tuple[float, Any]] = {}


def kept(read: Callable[P, R]) -> Callable[P, R]:
    """Keep what a reading function gives for a few seconds, in this process.

    When the time is over, one thread reads and the others wait for it, instead of all reading.
    """
    alone = RLock()

    @wraps(read)
    def once(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (read.__qualname__, args, tuple(sorted(kwargs.items())))
        if found := _fresh(key):
            return found[1]  # type: ignore[no-any-return]
        with alone:
            if found := _fresh(key):
                return found[1]  # type: ignore[no-any-return]
            value = read(*args, **kwargs)
            _kept[key] = (time.monotonic(), value)
            return value

    return once


def _fresh(key: Any) -> tuple[float, Any] | None:
    found = _kept.get(key)
    return found if found and time.monotonic() - found[0] < KEPT_SECONDS else None


def changed() -> None:
    """Forget what is kept: the rules were edited in this process."""
    _kept.clear()


@kept
def packs_in_force() -> tuple[int, ...]:
    """Keys of the pack in force and of those that lie under it, nearest first."""
    chain: list[int] = []
    pack = Pack.objects.filter(in_force=True).first()
    while pack:
        chain.append(pack.pk)
        pack = pack.under
    return tuple(chain)


@dataclass(frozen=True)
class _Held:
    """The parameters in force by key and pack, and what was settled of them so far."""

    rows: dict[str, dict[int, list[Parameter]]]
    settled: dict[tuple[str, date], Ruling]


@kept
def _held() -> _Held:
    rows = Parameter.objects.filter(pack__in=packs_in_force()).select_related("pack")
    found: dict[str, dict[int, list[Parameter]]] = {}
    for row in rows:
        found.setdefault(row.key, {}).setdefault(row.pack_id, []).append(row)
    return _Held(found, {})


def ruling(key: str, day: date | None = None) -> Ruling:
    """What holds on a day, with the row that decided it and what every pack says.

    Refused with `policy.missing` when no pack in force says anything: never a guess.
    """
    held, asked = _held(), (key, day or today())
    if asked not in held.settled:
        said = nearest(held.rows.get(key, {}), packs_in_force(), asked[1])
        if not said:
            sentence = _("缺少政策参数「%(key)s」，无法计算。请管理员在政策包中补上它。")
            raise Refused("policy.missing", sentence % {"key": key})
        held.settled[asked] = settle(said)
    return held.settled[asked]


def parameter(key: str, day: date | None = None) -> Parameter:
    """The row that decides on a day: of each pack the newest, then as the rows combine."""
    return ruling(key, day).row


def value(key: str, day: date | None = None) -> Any:
    """The value that holds on a day."""
    return ruling(key, day).value


def span(key: str, day: date | None = None) -> Span:
    """A clock that a rule sets."""
    return Span.parse(value(key, day))


def office(texts: Sequence[str]) -> tuple[Hours, ...]:
    """Office hours as rules and bodies write them."""
    return tuple(Hours.parse(text) for text in texts)


@kept
def calendar() -> Calendar:
    """The working calendar of the city."""
    return Calendar(
        office=office(value("base.office_hours")),
        zone=ZoneInfo(settings.TIME_ZONE),
        turned=dict(Day.objects.values_list("date", "works")),
        published=frozenset(Year.objects.filter(published=True).values_list("year", flat=True)),
    )
