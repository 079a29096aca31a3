"""The figures of one area: what the rules give it on a day, from its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from liren.apps.standards.queries.inputs import Fact, facts
from liren.apps.standards.rules.themes import bare, is_gap, order, rank, theme_name, theme_of
from liren.kernel.policy.engine import Band, Figure, RuleSet, rules
from liren.kernel.policy.engine.wording import shown
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
    def is_short(self) -> bool:
        """Whether it says that something misses its standard."""
        return is_gap(self.key) and self.value is not None and self.value > 0

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


def grouped(listed: Sequence[Line]) -> list[Theme]:
    """Lines by theme, in the order in which people read them."""
    by_code: dict[str, list[Line]] = {}
    for line in listed:
        by_code.setdefault(theme_of(line.key), []).append(line)
    return [
        Theme(code, theme_name(code), sorted(by_code[code], key=lambda line: order(line.key)))
        for code in sorted(by_code, key=rank)
    ]


def of_occasion(found: RuleSet, line: Line) -> bool:
    """Whether a figure asks for facts of a person or a meeting."""
    return any(
        facts()[need.key].of_occasion for side in line.sides for need in found.needs(side.key)
    )


def of_larger(found: RuleSet, line: Line) -> bool:
    """Whether a figure asks for facts that only areas larger than a community have."""
    return any(
        facts()[need.key].of_larger for side in line.sides for need in found.needs(side.key)
    )


def size_of(listed: Sequence[Line], households: Decimal | None) -> tuple[str, str] | None:
    """Whether a community has the size of its place, in a sentence with its tone."""
    by_key = {line.key: line for line in listed}
    band, over = by_key.get("size.households"), by_key.get("size.excess")
    if households is None or band is None or over is None or band.sentence:
        return None
    words = {"n": shown(households), "band": band.shown}
    if over.is_short:
        words["more"] = over.shown
        return "warn", _("现有 %(n)s 户，标准 %(band)s 户，多出 %(more)s 户，可研究拆分。") % words
    under = by_key.get("size.shortfall")
    if under is not None and under.is_short:
        words["less"] = under.shown
        return "warn", _("现有 %(n)s 户，标准 %(band)s 户，少 %(less)s 户，可研究合并。") % words
    return "ok", _("现有 %(n)s 户，在标准 %(band)s 户以内。") % words


def line_of(found: RuleSet, key: str, numbers: Mapping[str, Decimal]) -> Line | None:
    """One figure or band."""
    return next((line for line in lines(found, numbers) if line.key == key), None)


def warnings_of(found: RuleSet) -> list[Check]:
    """What documents of the place state that their own figures do not give."""
    keys = [pack.pk for pack in found.packs]
    rows = Check.objects.filter(pack__in=keys, agrees=False)
    return list(rows.select_related("pack"))
