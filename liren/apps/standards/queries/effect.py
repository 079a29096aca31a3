"""What a changed rule would do to the figures of an area."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from liren.apps.standards.models import Change
from liren.apps.standards.queries.checking import resting_on
from liren.apps.standards.queries.columns import Column, Places, communities, exact, places, summed
from liren.apps.standards.queries.inputs import facts
from liren.apps.standards.queries.known import ground
from liren.apps.standards.queries.trial import names_of, rules_with
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.policy.engine import RuleSet, Subject, rules

MOST_ROWS = 8


@dataclass(frozen=True)
class Shift:
    """One figure before and after: the totals, and the areas in which it differs."""

    subject: Subject
    before: Decimal | None
    after: Decimal | None
    rows: Sequence[tuple[Area, Decimal | None, Decimal | None]]
    touched: int
    lacking: int

    @property
    def change(self) -> Decimal | None:
        """By how much the total moves."""
        return None if self.before is None or self.after is None else self.after - self.before


def effect_of(change: Change, area: Area) -> list[Shift]:
    """The figures that move when a change comes into force, in the communities of an area."""
    now = rules(day=change.valid_from)
    then = rules_with({change.key: change.value}, change.valid_from, pack=change.pack)
    return shifts(area, now, then, resting_on(then, change.key))


def shifts(area: Area, now: RuleSet, then: RuleSet, keys: Sequence[str]) -> list[Shift]:
    """Figures of all communities by two sets of rules."""
    here = ground(area, today())  # with the facts of today, whenever the rule begins
    where = places(here, communities(here), facts())
    names = names_of(then)
    before, after = where.figures(now, keys), where.figures(then, keys)
    return [_shift(names[key], where, before[key], after[key]) for key in keys]


def _shift(subject: Subject, where: Places, before: Column, after: Column) -> Shift:
    unknown = np.isnan(before) | np.isnan(after)
    moved = np.flatnonzero((before != after) & ~(np.isnan(before) & np.isnan(after)))
    return Shift(
        subject,
        summed(subject, before),
        summed(subject, after),
        [(where.areas[at], exact(before[at]), exact(after[at])) for at in moved[:MOST_ROWS]],
        len(moved),
        int(unknown.sum()),
    )
