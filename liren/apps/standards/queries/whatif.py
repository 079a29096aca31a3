"""Figures of an area as they would be with other rules or other facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from liren.apps.standards.queries.columns import Places, communities, exact, places, summed
from liren.apps.standards.queries.inputs import facts
from liren.apps.standards.queries.known import ground
from liren.apps.standards.queries.table import columns_of
from liren.apps.standards.queries.trial import names_of, rules_with
from liren.kernel.access.models import Area
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.policy.engine import RuleSet, Subject
from liren.kernel.policy.engine.wording import shown

MOST_AREAS = 5000


@dataclass(frozen=True)
class Moved:
    """One figure of one community, today and in the trial."""

    area: Area
    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """By how much it moves."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Shift:
    """One figure: the totals, and every community in which it moves."""

    subject: Subject
    before: Decimal | None
    after: Decimal | None
    rows: Sequence[Moved]

    @property
    def change(self) -> Decimal | None:
        """By how much the total moves."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Outcome:
    """What a trial gives; `said` are the assumptions in words."""

    area: Area
    shifts: Sequence[Shift]
    said: Sequence[str]
    areas: int

    @property
    def moving(self) -> list[Shift]:
        """The figures that move somewhere."""
        return [shift for shift in self.shifts if shift.rows]


def outcome_of(
    area: Area, rules: RuleSet, values: Mapping[str, Any], numbers: Mapping[str, Decimal]
) -> Outcome:
    """Every figure of every community, today and as it would be."""
    here = ground(area, rules.day)
    listed = communities(here)
    if len(listed) > MOST_AREAS:
        words = {"most": MOST_AREAS}
        raise Refused(
            "standards.too-many", _("一次最多测算 %(most)d 个社区。请选小一些的辖区。") % words
        )
    where = places(here, listed, facts())
    then = rules_with(values, rules.day) if values else rules
    keys = [key for one in columns_of(rules) for key in one.keys]
    names = names_of(rules)
    before = where.figures(rules, keys)
    after = where.with_numbers(numbers).figures(then, keys)
    shifts = [_shift(names[key], where, before[key], after[key]) for key in keys]
    return Outcome(area, shifts, assumptions(rules, values, numbers), len(listed))


def _shift(subject: Subject, where: Places, before: Any, after: Any) -> Shift:
    moved = np.flatnonzero((before != after) & ~(np.isnan(before) & np.isnan(after)))
    rows = [Moved(where.areas[int(at)], exact(before[at]), exact(after[at])) for at in moved]
    return Shift(subject, summed(subject, before), summed(subject, after), rows)


def assumptions(
    rules: RuleSet, values: Mapping[str, Any], numbers: Mapping[str, Decimal]
) -> list[str]:
    """What was assumed, in words."""
    said = []
    for key, value in values.items():
        if ruling := rules.ruling(key):
            said.append(f"{ruling.row}：{shown(ruling.value)} → {shown(value)}")
    return said + [f"{facts()[key].label}：{shown(value)}" for key, value in numbers.items()]
