"""Figures of people: groups, and which cells stay empty where figures are published.

A cell with few people tells of persons. It is hidden, and with it as many others as are needed
so that nothing can be worked out from sums: neither from one row, nor from rows together.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from liren.apps.people.rules.codes import Sex
from liren.kernel.base.choices import _

Key = TypeVar("Key", bound=Hashable)
STEP, OLDEST = 5, 85  # years of a group of ages; the last is open
AGES = (*range(0, OLDEST + 1, STEP), -1)  # -1: no date of birth
SEXES = (Sex.MALE, Sex.FEMALE, Sex.UNKNOWN)
PRIME = (1 << 61) - 1
TOTALS = ("households", "homes", "registered", "living")
RESIDENCE = ("local", "away", "floating", "abroad")
NAMES: dict[str, object] = {
    "households": _("户籍户数"),
    "homes": _("常住户数"),
    "registered": _("户籍人口"),
    "living": _("居住人口"),
    "local": _("户籍在此并居住"),
    "away": _("户籍在此、不住在此"),
    "floating": _("居住在此、户籍在外"),
    "abroad": _("境外人员"),
}


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """A whole and the parts of which it is the sum."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        """The parts, and the whole last."""
        return (*self.parts, self.whole)


def age_group(years: int | None) -> int:
    """The first year of the group of ages."""
    return -1 if years is None else min(years // STEP * STEP, OLDEST)


def age_name(group: int) -> str:
    """A group of ages as a table shows it."""
    if group < 0:
        return str(_("年龄未知"))
    return f"{group}+" if group == OLDEST else f"{group}–{group + STEP - 1}"


def hidden_cells(cells: Mapping[Key, int], sums: Sequence[Sum[Key]], least: int) -> frozenset[Key]:
    """The cells that are not published: too few people, or told by the others."""
    hidden = {key for key, number in cells.items() if 0 < number < least}
    while True:
        more = {key for one in sums for key in _cover(cells, one, hidden, least)} or _cover_told(
            cells, sums, hidden
        )
        if not more:
            return frozenset(hidden)
        hidden |= more


def _cover(
    cells: Mapping[Key, int], one: Sum[Key], hidden: set[Key], least: int
) -> tuple[Key, ...]:
    """One more cell of a sum whose hidden cells would be told by those that are shown."""
    inside = [key for key in one.cells if key in hidden]
    if not inside or (len(inside) > 1 and _covers(cells, one, hidden, least)):
        return ()
    shown = [key for key in one.cells if key not in hidden]
    return _next(cells, shown, one.whole)


def _covers(cells: Mapping[Key, int], one: Sum[Key], hidden: set[Key], least: int) -> bool:
    """Whether the hidden parts, whose sum everybody can work out, hold enough people together."""
    return one.whole in hidden or sum(cells[key] for key in one.parts if key in hidden) >= least


def _next(cells: Mapping[Key, int], shown: Iterable[Key], whole: Key) -> tuple[Key, ...]:
    """The cell that is missed least: the smallest with people in it, the whole last."""
    order = sorted(shown, key=lambda key: (key == whole, cells[key] == 0, cells[key]))
    return tuple(order[:1])


def _cover_told(cells: Mapping[Key, int], sums: Sequence[Sum[Key]], hidden: set[Key]) -> set[Key]:
    """One more cell for each hidden one that all sums together would tell."""
    more: set[Key] = set()
    for key in told(sums, hidden):
        for one in sums:
            if key in one.cells:
                shown = [cell for cell in one.cells if cell not in hidden and cell not in more]
                more |= set(_next(cells, shown, one.whole))
    return more


def told(sums: Sequence[Sum[Key]], hidden: set[Key]) -> set[Key]:
    """The hidden cells that can be worked out: those that alone make up a row when solved."""
    rows: dict[Key, dict[Key, int]] = {}
    for one in sums:
        row = {key: 1 for key in one.parts if key in hidden}
        if one.whole in hidden:
            row[one.whole] = PRIME - 1
        _eliminate(rows, row)
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _eliminate(rows: dict[Key, dict[Key, int]], row: dict[Key, int]) -> None:
    """Bring one more equation among those that are solved, and keep them solved."""
    for key in [key for key in row if key in rows]:
        _subtract(row, rows[key], row[key])
    if not row:
        return
    pivot = next(iter(row))
    scale = pow(row[pivot], -1, PRIME)
    row = {key: number * scale % PRIME for key, number in row.items()}
    for other in rows.values():
        if pivot in other:
            _subtract(other, row, other[pivot])
    rows[pivot] = row


def _subtract(row: dict[Key, int], other: Mapping[Key, int], times: int) -> None:
    for key, number in other.items():
        left = (row.get(key, 0) - times * number) % PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)
