"""The figures of one area: what the rules give it on a day, from its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from liren.apps.standards.queries.inputs import Fact, facts
from liren.apps.standards.queries.known import Ground
from liren.apps.standards.rules.themes import rank, theme_name, theme_of
from liren.kernel.policy.engine import Band, Figure, RuleSet, rules
from liren.kernel.policy.faults import Malformed
from liren.kernel.policy.models import Check

LOW, HIGH = "_low", "_high"


@dataclass(frozen=True)
class Line:
    """One figure as a page shows it; a band is one line with two figures."""

    key: str
    label: str
    unit: str
    shown: str
    sentence: str
    sides: Sequence[Figure]

    @property
    def verify(self) -> bool:
        """Whether something it stands on is not yet verified."""
        return any(side.verify for side in self.sides)

    @property
    def value(self) -> Decimal | None:
        """Its number; of a band the lower bound."""
        return self.sides[0].value

    @property
    def lacks(self) -> list[Fact]:
        """The facts that somebody has to declare first."""
        keys = {lack.key: None for side in self.sides for lack in side.missing_parts}
        return [facts()[key] for key in keys if key in facts()]


@dataclass(frozen=True)
class Theme:
    """Figures of one theme."""

    code: str
    name: str
    lines: Sequence[Line]


def rules_on(day: date, code: str | None = None, known: date | None = None) -> RuleSet | None:
    """The rules of a place on a day; None where no pack is in force."""
    try:
        return rules(code, day, known)
    except Malformed:
        return None


def lines(found: RuleSet, numbers: Mapping[str, Decimal]) -> list[Line]:
    """All figures of one area, bands joined."""
    subjects = found.keys()
    figures = found.figures([one.key for one in subjects], numbers)
    listed: list[Line] = []
    for one in subjects:
        low = one.group and one.key.endswith(LOW)
        if one.group and one.key.endswith(HIGH) and f"{one.group}{LOW}" in figures:
            continue
        if low and f"{one.group}{HIGH}" in figures:
            low_side, high_side = figures[one.key], figures[f"{one.group}{HIGH}"]
            band = Band(one.group, one.zh, one.en, one.unit, low=low_side, high=high_side)
            listed.append(
                Line(one.group, bare(one.label), one.unit, band.shown, band.sentence, band.sides)
            )
            continue
        figure = figures[one.key]
        listed.append(Line(one.key, one.label, one.unit, figure.shown, figure.sentence, [figure]))
    return listed


def bare(label: str) -> str:
    """The name of a band: that of its lower bound without the words for it."""
    for word in ("下限", "（下限）", "(low)", ", low", " (lower bound)", ", lower bound"):
        label = label.replace(word, "")
    return label.strip(" （）()，,")


def grouped(listed: Sequence[Line]) -> list[Theme]:
    """Lines by theme, in the order in which people read them."""
    by_code: dict[str, list[Line]] = {}
    for line in listed:
        by_code.setdefault(theme_of(line.key), []).append(line)
    return [Theme(code, theme_name(code), by_code[code]) for code in sorted(by_code, key=rank)]


def figures_of(ground: Ground, found: RuleSet, extra: Mapping[str, Decimal]) -> list[Theme]:
    """All figures of the area at the top, by theme; `extra` are facts of a person, not a place."""
    return grouped(lines(found, {**ground.numbers(ground.top.pk), **extra}))


def line_of(found: RuleSet, key: str, numbers: Mapping[str, Decimal]) -> Line | None:
    """One figure or band."""
    return next((line for line in lines(found, numbers) if line.key == key), None)


def warnings_of(found: RuleSet) -> list[Check]:
    """What documents of the place state that their own figures do not give."""
    keys = [pack.pk for pack in found.packs]
    return list(Check.objects.filter(pack__in=keys, agrees=False).select_related("pack"))
