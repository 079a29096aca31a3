"""Figures of many areas at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from liren.apps.standards.queries.known import Ground
from liren.apps.standards.rules.themes import adds
from liren.kernel.access.models import Area, Level
from liren.kernel.policy.engine import RuleSet, Subject

Column = npt.NDArray[np.float64]
NOTHING = float("nan")
TENTH_OF_FEN = 3


@dataclass(frozen=True)
class Places:
    """Areas of one level with their facts, a column for each."""

    areas: Sequence[Area]
    numbers: Mapping[str, Column]

    def figures(self, rules: RuleSet, keys: Iterable[str]) -> dict[str, Column]:
        """Figures of all these areas by the rules of one place."""
        if not self.areas:
            return {key: np.empty(0) for key in keys}
        found = rules.column(keys, {**self.blank(rules), **self.numbers})
        return {key: np.broadcast_to(column, (len(self.areas),)) for key, column in found.items()}

    def blank(self, rules: RuleSet) -> dict[str, Column]:
        """Columns for facts that only these rules ask for, so that all have the same length."""
        size = len(self.areas)
        return {key: np.full(size, NOTHING) for key in list(rules.scope.inputs)[:1]}

    def with_numbers(self, changed: Mapping[str, Decimal]) -> "Places":
        """The same areas with other facts, the same for each."""
        size = len(self.areas)
        other = {key: np.full(size, float(value)) for key, value in changed.items()}
        return Places(self.areas, {**self.numbers, **other})


def communities(ground: Ground) -> list[Area]:
    """The communities of an area; the area itself where it is one or lies in one."""
    return ground.at(Level.COMMUNITY) or [ground.top]


def places(ground: Ground, areas: Sequence[Area], keys: Iterable[str]) -> Places:
    """The facts of these areas as columns; what is not known is NaN."""
    return Places(
        areas,
        {
            key: np.array([_number(ground.whole(one.pk, key).value) for one in areas])
            for key in keys
        },
    )


def _number(value: Decimal | None) -> float:
    return NOTHING if value is None else float(value)


def exact(number: float) -> Decimal | None:
    """A number of a column as people read it; None for what is not known."""
    if np.isnan(number):
        return None
    return Decimal(repr(round(float(number), TENTH_OF_FEN))).normalize()


def total(column: Column) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    known = column[~np.isnan(column)]
    return exact(float(known.sum())) if known.size else None


def summed(subject: Subject, column: Column) -> Decimal | None:
    """The sum of a figure over areas; of one area alone its number, whatever it is."""
    return total(column) if column.size == 1 or adds(subject.key, subject.unit) else None
