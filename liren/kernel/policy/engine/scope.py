"""What the names of an expression stand for on one day in one jurisdiction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Integral
from typing import Any

from liren.kernel.policy.engine.figure import Written
from liren.kernel.policy.engine.parse import Expression, parse
from liren.kernel.policy.engine.rounding import MODES, slack
from liren.kernel.policy.models import Dated, Formula, Input, Parameter
from liren.kernel.policy.precedence import Ruling

Names = tuple[str, str]
SHARE = r"\d{1,6}/[1-9]\d{0,5}"
FEN, MONEY, WHOLE = "0.01", "元", "1"


@dataclass(frozen=True)
class Line:
    """A formula that holds, read."""

    row: Formula
    expression: Expression
    rounding: str
    step: str
    names: Mapping[str, Names]


@dataclass(frozen=True)
class Scope:
    """All that holds on one day: inputs, settled parameters, formulas."""

    inputs: Mapping[str, Input] = field(default_factory=dict)
    settled: Mapping[str, Ruling] = field(default_factory=dict)
    # parameters that exist, though perhaps not on this day: their names are known
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    # formulas of every day, for the same reason
    figures: Mapping[str, Formula] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)

    def line(self, key: str) -> Line:
        """A formula, read; money is rounded to the fen where nothing else is said."""
        if key not in self.lines:
            row = self.formulas[key]
            money = row.unit.startswith(MONEY)
            rounding = row.rounding or ("half_up" if money else "")
            step = row.step or (FEN if money else WHOLE)
            read = parse(row.expression)
            names = {one.key: self.named(one.key) for one in read.references}
            self.lines[key] = Line(row, read, rounding, step, names)
        return self.lines[key]

    def named(self, key: str) -> Names:
        """A name in both languages, whatever it stands for."""
        if key in self.settled:
            return self.settled[key].row.zh, self.settled[key].row.en
        for shelf in (self.inputs, self.parameters, self.formulas, self.figures):
            if key in shelf:
                return shelf[key].zh, shelf[key].en
        return key, key

    def number(self, key: str) -> Fraction | None:
        """A parameter that is one number."""
        ruling = self.settled.get(key)
        return fraction(ruling.value) if ruling else None

    def side(self, key: str, end: str) -> Fraction | None:
        """One end of a band; a single number is both ends."""
        ruling = self.settled.get(key)
        value = ruling.value if ruling else None
        if isinstance(value, list) and value:
            value = value[0 if end == "low" else -1]
        return fraction(value)

    def table(self, key: str) -> Mapping[str, Any]:
        """A table; the entry `*` stands for all that are not named."""
        ruling = self.settled.get(key)
        value = ruling.value if ruling else None
        return value if isinstance(value, dict) else {}

    def mode(self, key: str) -> str | None:
        """A way of rounding: its name, or that of the parameter that names it."""
        if key in MODES or not key:
            return key
        ruling = self.settled.get(key)
        mode = ruling.value if ruling else None
        return mode if isinstance(mode, str) and mode in MODES else None


def fraction(value: Any) -> Fraction | None:
    """A number as it is written, also «2/3»; a truth value is one or zero; else not known."""
    if isinstance(value, Integral):  # a truth value too
        return Fraction(int(value))
    if isinstance(value, (float, Decimal)) and isfinite(value):
        return Fraction(str(value))
    if isinstance(value, str) and re.fullmatch(SHARE, value):
        return Fraction(value)
    return None


def entry(value: Fraction) -> str:
    """A number as the entry of a table."""
    whole = round(value)
    return str(whole) if abs(value - whole) <= slack(Fraction(whole)) else str(float(value))


def written(row: Dated) -> Written:
    """Where a row stands."""
    pack = row.pack  # type: ignore[attr-defined]
    return Written(
        pack=pack.code,
        level_zh=pack.zh,
        level_en=pack.en,
        source=row.source,
        document=row.document,
        article=row.article,
        since=row.valid_from,
        to=row.valid_to,
        known_at=row.known_at,
        verify=row.verify,
        edited=row.edited,
    )
