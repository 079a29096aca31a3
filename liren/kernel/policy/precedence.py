"""Which of several dated values holds: the newest of each pack, then the packs together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from liren.kernel.policy.models import Combine, Dated, Parameter

Row = TypeVar("Row", bound=Dated)
Bounds = tuple[Any, Any]


@dataclass(frozen=True)
class Ruling:
    """What holds: the value, the row that decided it, and what every pack says, nearest first."""

    value: Any
    row: Parameter
    said: tuple[Parameter, ...]


def known_from(row: Dated) -> date:
    """The day from which a row was known."""
    return row.known_at or row.valid_from


def holds(row: Dated, day: date, known: date | None = None) -> bool:
    """Whether a row is in force on a day, as far as one knew on another."""
    ends = row.valid_to is None or day <= row.valid_to
    return row.valid_from <= day and ends and (known is None or known_from(row) <= known)


def newest(rows: Iterable[Row], day: date, known: date | None = None) -> Row | None:
    """Of one pack's rows the one that began last, and of those the one learnt last."""
    found = [row for row in rows if holds(row, day, known)]
    return max(found, key=lambda row: (row.valid_from, known_from(row)), default=None)


def nearest(
    rows: Mapping[Any, Sequence[Row]], order: Sequence[Any], day: date, known: date | None = None
) -> tuple[Row, ...]:
    """What each pack says on a day, nearest first; packs that say nothing are left out."""
    found = (newest(rows.get(pack, ()), day, known) for pack in order)
    return tuple(row for row in found if row is not None)


def settle(said: Sequence[Parameter]) -> Ruling:
    """Put the values of several packs together, from the farthest to the nearest.

    A floor or a ceiling binds all that is nearer; a sum adds to what lies under it; otherwise
    the nearer value replaces the farther one, within those bounds.
    """
    row, value, bounds = said[-1], said[-1].value, _bounds(said[-1], (None, None))
    for near in reversed(said[:-1]):
        offered = _joined(near, value)
        bounds = _bounds(near, bounds)
        result = _each(_within, offered, *bounds)
        row = _decided(near, result, offered, (value, row), said)
        value = result
    return Ruling(value, row, tuple(said))


def _decided(
    near: Parameter,
    result: Any,
    offered: Any,
    under: tuple[Any, Parameter],
    said: Sequence[Parameter],
) -> Parameter:
    """The row from which a value comes: the nearer one, the one under it, or a bound."""
    if result == near.value or (near.combine == Combine.SUM and result == offered):
        return near
    if result == under[0]:
        return under[1]
    return next((row for row in said if row.value == result), near)


def _joined(near: Parameter, under: Any) -> Any:
    """The nearer value taken together with what lies under it."""
    work = JOINS.get(near.combine)
    if work is None:
        return near.value
    found = _each(work, near.value, under)
    if isinstance(found, dict) and isinstance(under, dict):
        return {**under, **found}
    return found


def _bounds(row: Parameter, bounds: Bounds) -> Bounds:
    """The bounds for all that is nearer; a bound set farther away stays."""
    low, high = bounds
    if row.combine == Combine.FLOOR:
        return _each(_within, row.value, low, high), high
    if row.combine == Combine.CEILING:
        return low, _each(_within, row.value, low, high)
    return bounds


def _within(value: Any, low: Any, high: Any) -> Any:
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def _plus(one: Any, other: Any) -> Any:
    """Numbers as they are written: 0.1 and 0.2 are 0.3."""
    if other is None:
        return one
    total = Decimal(str(one)) + Decimal(str(other))
    return int(total) if total == int(total) else float(total)


JOINS: Mapping[str, Callable[[Any, Any], Any]] = {
    Combine.SUM: _plus,
    Combine.FLOOR: lambda one, other: _within(one, other, None),
    Combine.CEILING: lambda one, other: _within(one, None, other),
}


def _each(work: Callable[..., Any], value: Any, *others: Any) -> Any:
    """Work on a number, on both ends of a band, on each entry of a table; texts stay.

    What has no counterpart on the other side is worked on with None.
    """
    if isinstance(value, list) and all(map(is_number, value)):
        sides = [other if isinstance(other, list) else [other] * len(value) for other in others]
        return [_each(work, *parts) for parts in zip(value, *sides, strict=False)]
    if isinstance(value, dict):
        tables = [other if isinstance(other, dict) else {} for other in others]
        return {
            name: _each(work, part, *[table.get(name) for table in tables])
            for name, part in value.items()
        }
    if not is_number(value):
        return value
    return work(value, *[other if is_number(other) else None for other in others])


def is_number(value: Any) -> bool:
    """Whether a value can be reckoned with; true and false cannot."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
