"""One row for each community: what the rules give it beside what it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from liren.apps.standards.queries.columns import Column as Numbers
from liren.apps.standards.queries.columns import communities, exact, places, total
from liren.apps.standards.queries.inputs import Fact, facts
from liren.apps.standards.queries.known import Ground
from liren.apps.standards.rules.themes import adds, bare, is_gap, order, rank, theme_name, theme_of
from liren.kernel.access.models import Area
from liren.kernel.policy.engine import RuleSet, Subject


@dataclass(frozen=True)
class Column:
    """One column: a fact, a figure, or a band of two figures."""

    key: str
    title: str
    unit: str
    keys: tuple[str, ...]
    is_fact: bool = False
    is_gap: bool = False

    @property
    def theme(self) -> str:
        """Where it belongs."""
        return "" if self.is_fact else theme_of(self.key)

    @property
    def is_due(self) -> bool:
        """Whether it says what an area ought to have."""
        return self.key.endswith((".quota", ".need"))

    @property
    def adds(self) -> bool:
        """Whether numbers of several areas can be added."""
        return adds(self.key, self.unit)


@dataclass(frozen=True)
class Cell:
    """One number of one community, or both ends of a band."""

    column: Column
    low: Decimal | None
    high: Decimal | None

    @property
    def is_short(self) -> bool:
        """Whether something is short here."""
        return self.column.is_gap and self.low is not None and self.low > 0


@dataclass(frozen=True)
class Row:
    """One community."""

    area: Area
    cells: Sequence[Cell]

    @property
    def is_short(self) -> bool:
        """Whether anything is short here."""
        return any(cell.is_short for cell in self.cells)

    @property
    def lacks(self) -> bool:
        """Whether anything cannot be computed here."""
        return any(cell.low is None for cell in self.cells)

    @property
    def plain(self) -> list[object]:
        """The numbers as a spreadsheet takes them; a band as text."""
        return [
            cell.low if cell.low == cell.high else f"{cell.low}–{cell.high}" for cell in self.cells
        ]

    def at(self, key: str) -> Decimal | None:
        """The number of a column, to sort by."""
        return next((cell.low for cell in self.cells if cell.column.key == key), None)


@dataclass(frozen=True)
class Table:
    """All communities of an area with their columns, and what holds for all together."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    totals: Sequence[Cell]
    sources: Sequence[str]

    @property
    def gaps(self) -> int:
        """In how many communities something is short."""
        return sum(row.is_short for row in self.rows)

    @property
    def lacking(self) -> int:
        """In how many communities something cannot be computed."""
        return sum(row.lacks for row in self.rows)

    def sorted_by(self, key: str, *, gaps_only: bool = False) -> list[Row]:
        """Rows in an order; those without a number come last."""
        rows = [row for row in self.rows if row.is_short or not gaps_only]
        name, down = key.lstrip("-"), key.startswith("-")
        if not any(column.key == name for column in self.columns):
            return rows
        known = [row for row in rows if row.at(name) is not None]
        blank = [row for row in rows if row.at(name) is None]
        return sorted(known, key=lambda row: row.at(name) or 0, reverse=down) + blank


def columns_of(rules: RuleSet, theme: str = "") -> list[Column]:
    """The figures of a place that follow from facts of an area; bands in one column."""
    found: dict[str, Column] = {}
    for one in rules.keys():  # noqa: SIM118 — a method of the rules, not of a mapping
        if theme and theme_of(one.key) != theme:
            continue
        if any(not_of_communities(need.key) for need in rules.needs(one.key)):
            continue
        key = one.group or one.key
        ends = (*found[key].keys, one.key) if key in found else (one.key,)
        found[key] = column(key, one, tuple(sorted(ends, reverse=True)))
    return sorted(found.values(), key=lambda one: (rank(one.theme), order(one.key)))


def not_of_communities(key: str) -> bool:
    """Whether a fact is one of a person, of a meeting, or of a larger area."""
    return facts()[key].of_occasion or facts()[key].of_larger


def column(key: str, one: Subject, ends: tuple[str, ...]) -> Column:
    """A column of one figure, or of the two ends of a band, the lower first."""
    label = bare(one.label) if one.group else one.label
    return Column(key, label, one.unit, ends, is_gap=is_gap(key))


def overview(columns: Sequence[Column]) -> list[Column]:
    """What one looks at first: what is due, what is missing, and money."""
    return [one for one in columns if one.is_gap or one.is_due or one.unit.startswith("元")]


def table_of(ground: Ground, rules: RuleSet, theme: str = "", *, whole: bool = True) -> Table:
    """Every community of an area by the rules of one day: two queries, however many."""
    columns = columns_of(rules, theme)
    columns = columns if whole or theme else overview(columns)
    areas = communities(ground)
    where = places(ground, areas, facts())
    found = where.figures(rules, [key for one in columns for key in one.keys])
    every = with_facts(columns, rules)
    numbers = {**where.numbers, **found}
    rows = [Row(area, [_cell(one, numbers, at) for one in every]) for at, area in enumerate(areas)]
    totals = [_sum(one, numbers) for one in every]
    return Table(every, rows, totals, sources(rules, columns))


def with_facts(columns: Sequence[Column], rules: RuleSet) -> list[Column]:
    """The columns, and the facts of an area each before the first column that stands on it."""
    found: list[Column] = []
    done: set[str] = set()
    for one in columns:
        for fact in _facts_of(one, rules):
            if fact.key not in done:
                done.add(fact.key)
                found.append(Column(fact.key, fact.label, fact.unit, (fact.key,), is_fact=True))
        found.append(one)
    return found


def _facts_of(one: Column, rules: RuleSet) -> list[Fact]:
    needed = {need.key for key in one.keys for need in rules.needs(key)}
    return [fact for fact in facts().values() if fact.key in needed and fact.is_shown]


def _cell(one: Column, numbers: dict[str, Numbers], at: int) -> Cell:
    ends = [exact(float(numbers[key][at])) for key in one.keys]
    return Cell(one, ends[0], ends[-1])


def _sum(one: Column, numbers: dict[str, Numbers]) -> Cell:
    ends = [total(np.asarray(numbers[key])) for key in one.keys]
    return Cell(one, ends[0], ends[-1])


def sources(rules: RuleSet, columns: Sequence[Column]) -> list[str]:
    """The documents on which the columns stand."""
    rows = [rules.scope.formulas[key] for one in columns for key in one.keys]
    return list(dict.fromkeys(f"{row}：{row.source} {row.article}".strip() for row in rows))


def theme_tabs(rules: RuleSet) -> list[tuple[str, str]]:
    """The themes of which there are columns."""
    codes = {one.theme for one in columns_of(rules)} - {""}
    return [(code, theme_name(code)) for code in sorted(codes, key=rank)]
