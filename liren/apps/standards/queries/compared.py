"""Two places, or two days, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liren.apps.standards.queries import browse
from liren.apps.standards.queries.figures import Line, lines, rules_on
from liren.apps.standards.queries.known import Ground
from liren.apps.standards.rules.themes import rank, theme_name, theme_of
from liren.kernel.policy.models import Pack


@dataclass(frozen=True)
class Pair:
    """One rule in two places, or on two days."""

    key: str
    left: browse.Term | None
    right: browse.Term | None

    @property
    def sides(self) -> tuple[browse.Term | None, browse.Term | None]:
        """Both sides."""
        return self.left, self.right

    @property
    def name(self) -> str:
        """What it is called."""
        term = self.left or self.right
        return str(term.row) if term else self.key

    @property
    def theme(self) -> str:
        """Where it belongs."""
        return theme_name(theme_of(self.key))

    @property
    def differs(self) -> bool:
        """Whether the two say something else."""
        return (self.left.value if self.left else None) != (
            self.right.value if self.right else None
        )


def pairs(
    left: Sequence[Pack], left_day: date, right: Sequence[Pack], right_day: date
) -> list[Pair]:
    """All rules of both sides."""
    one = {term.key: term for term in browse.terms(left, left_day)}
    other = {term.key: term for term in browse.terms(right, right_day)}
    keys = sorted(one.keys() | other.keys(), key=lambda key: (rank(theme_of(key)), key))
    return [Pair(key, one.get(key), other.get(key)) for key in keys]


@dataclass(frozen=True)
class Across:
    """One figure of an area by the rules of several places."""

    key: str
    label: str
    unit: str
    theme: str
    cells: Sequence[Line | None]


def across(ground: Ground, packs: Sequence[Pack], day: date) -> list[Across]:
    """What an area would get in each of the places."""
    numbers = ground.numbers(ground.top.pk)
    found: list[dict[str, Line]] = []
    for pack in packs:
        rules = rules_on(day, pack.code)
        found.append({line.key: line for line in lines(rules, numbers)} if rules else {})
    keys = {key: None for one in found for key in one}
    rows = []
    for key in sorted(keys, key=lambda key: (rank(theme_of(key)), key)):
        cells = [one.get(key) for one in found]
        first = next(cell for cell in cells if cell)
        rows.append(Across(key, first.label, first.unit, theme_name(theme_of(key)), cells))
    return rows


def two_days(ground: Ground, left: date, right: date) -> list[Across]:
    """The figures of an area by the rules of two days, with the same facts."""
    numbers = ground.numbers(ground.top.pk)
    sides = [rules_on(day) for day in (left, right)]
    found = [{line.key: line for line in lines(one, numbers)} if one else {} for one in sides]
    keys = {key: None for one in found for key in one}
    rows = []
    for key in sorted(keys, key=lambda key: (rank(theme_of(key)), key)):
        cells = [one.get(key) for one in found]
        first = next(cell for cell in cells if cell)
        rows.append(Across(key, first.label, first.unit, theme_name(theme_of(key)), cells))
    return rows
