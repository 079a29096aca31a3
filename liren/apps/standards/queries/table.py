"""One row for each community: what the rules give it beside what it has."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from liren.apps.standards.queries.columns import Column as Numbers
from liren.apps.standards.queries.columns import communities, exact, places, total
from liren.apps.standards.queries.inputs import Fact, facts
from liren.apps.standards.queries.known import Ground
from liren.apps.standards.rules.themes import rank, theme_name, theme_of
from liren.kernel.access.models import Area
from liren.kernel.policy.engine import RuleSet, Subject

GAP_WORDS = ("gap", "shortfall", "short")


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
            cell.low if cell.low == cell.high else f"{cell.low:f}–{cell.high:f}"
            for cell in self.cells
            if cell.low is None or cell.high is not None
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
    for one in sorted(rules.keys(), key=lambda one: rank(theme_of(one.key))):
        if theme and theme_of(one.key) != theme:
            continue
        if any(facts()[need.key].of_person for need in rules.needs(one.key)):
            continue
        key = one.group or one.key
        ends = (*found[key].keys, one.key) if key in found else (one.key,)
        found[key] = column(key, one, tuple(sorted(ends, reverse=True)))
    return list(found.values())


def column(key: str, one: Subject, ends: tuple[str, ...]) -> Column:
    """A column of one figure, or of the two ends of a band, the lower first."""
    gap = key.rpartition(".")[2].endswith(GAP_WORDS)
    label = bare(one.label) if one.group else one.label
    return Column(key, label, one.unit, ends, is_gap=gap)


def bare(label: str) -> str:
    """The name of a band: that of one of its bounds without the words for it."""
    for word in BOUND_WORDS:
        label = label.replace(word, "")
    return label.strip(" （）()，,:：")


BOUND_WORDS = (
    *("下限", "上限", "最低", "最高"),
    *("(low)", "(high)", "lower bound", "upper bound", "Least ", "Most ", "at least", "at most"),
)


def table_of(ground: Ground, rules: RuleSet, theme: str = "") -> Table:
    """Every community of an area by the rules of one day: two queries, however many."""
    columns = columns_of(rules, theme)
    areas = communities(ground)
    where = places(ground, areas, facts())
    keys = [key for one in columns for key in one.keys]
    found = where.figures(rules, keys)
    asked = [fact for fact in facts().values() if is_asked(fact, columns, rules)]
    shown = [Column(f.key, f.label, f.unit, (f.key,), is_fact=True) for f in asked]
    numbers = {**found, **{f.key: where.numbers[f.key] for f in asked}}
    every = [*shown, *columns]
    rows = [Row(area, [_cell(one, numbers, at) for one in every]) for at, area in enumerate(areas)]
    totals = [_sum(one, numbers) for one in every]
    return Table(every, rows, totals, sources(rules, columns))


def is_asked(fact: Fact, columns: Sequence[Column], rules: RuleSet) -> bool:
    """Whether a fact stands behind any of the columns."""
    if fact.from_above or fact.of_person:
        return False
    return any(
        need.key == fact.key for one in columns for key in one.keys for need in rules.needs(key)
    )


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
    codes = {one.theme for one in columns_of(rules)}
    return [(code, theme_name(code)) for code in sorted(codes, key=rank)]
