"""A computed figure that can say how it came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from liren.kernel.base.choices import _
from liren.kernel.policy.engine import nodes, wording
from liren.kernel.policy.models import spoken

Number = int | float | Decimal


@dataclass(frozen=True)
class Told:
    """Something with a key and a name in both languages."""

    key: str
    zh: str
    en: str
    unit: str = ""

    @property
    def label(self) -> str:
        """Its name in the language of who reads it."""
        return spoken(self.zh, self.en)


@dataclass(frozen=True)
class Written:
    """Where a rule stands, how long it holds, and whether somebody has to verify it."""

    pack: str = ""
    level_zh: str = ""
    level_en: str = ""
    source: str = ""
    document: str = ""
    article: str = ""
    since: date | None = None
    to: date | None = None
    known_at: date | None = None
    verify: bool = False
    edited: bool = False

    @property
    def level(self) -> str:
        """The pack that says it, in words."""
        return spoken(self.level_zh, self.level_en)

    def as_dict(self) -> dict[str, Any]:
        """For the API."""
        return {
            "pack": self.pack,
            "level": self.level,
            "source": self.source,
            "document": self.document,
            "article": self.article,
            "since": _day(self.since),
            "to": _day(self.to),
            "known_at": _day(self.known_at),
            "verify": self.verify,
            "edited": self.edited,
        }


@dataclass(frozen=True)
class Lack(Told):
    """What is missing: an input, a parameter, an entry of a table, or a divisor that is zero."""

    kind: str = "input"
    entry: str = ""

    @property
    def label(self) -> str:
        """What is missing, in words."""
        name = spoken(self.zh, self.en)
        if self.kind == "entry":
            return str(_("“%(table)s”中的%(entry)s一项")) % {"table": name, "entry": self.entry}
        return name


@dataclass(frozen=True)
class Use(Told):
    """What a figure used: an input, a parameter, an entry of a table, or another figure."""

    kind: str = "input"
    value: Any = None
    entry: str = ""
    written: Written | None = None
    combine: str = ""
    figure: "Figure | None" = None
    others: tuple["Use", ...] = ()

    @property
    def shown(self) -> str:
        """The value with separators, or a dash when there is none."""
        return wording.shown(self.value)

    def as_dict(self) -> dict[str, Any]:
        """For the API."""
        return {
            "kind": self.kind,
            "key": self.key,
            "label": self.label,
            "value": wording.plain(self.value),
            "unit": self.unit,
            "entry": self.entry,
            "combine": self.combine,
            **(self.written.as_dict() if self.written else {}),
            "figure": self.figure.as_dict() if self.figure else None,
            "others": [other.as_dict() for other in self.others],
        }


@dataclass(frozen=True)
class Figure(Told):
    """A number, or what is missing for it; how it was computed, from what, by which document."""

    value: Decimal | None = None
    group: str = ""
    missing_parts: tuple[Lack, ...] = ()
    expression: str = ""
    uses: tuple[Use, ...] = ()
    written: Written = field(default_factory=Written)
    rounding: str = ""
    step: str = ""
    tree: nodes.Node | None = field(default=None, compare=False, repr=False)
    exact: Fraction | None = field(default=None, compare=False, repr=False)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False, repr=False)
    found: Mapping[Any, Fraction | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, in words."""
        return tuple(dict.fromkeys(lack.label for lack in self.missing_parts))

    @property
    def sentence(self) -> str:
        """Why there is no number; empty when there is one."""
        if self.value is not None:
            return ""
        rules = [lack.label for lack in self.missing_parts if lack.kind == "rule"]
        if rules:
            return str(_("无法计算：这里没有“%(what)s”的标准。")) % {"what": rules[0]}
        zeros = [lack.label for lack in self.missing_parts if lack.kind == "zero"]
        if zeros:
            return str(_("无法计算：除数“%(what)s”为 0。")) % {"what": zeros[0]}
        names = str(_("、")).join(self.missing)
        return str(_("无法计算：缺少%(what)s。")) % {"what": names}

    @property
    def verify(self) -> bool:
        """Whether anything it stands on still has to be verified."""
        return self.written.verify or any(
            (use.written is not None and use.written.verify)
            or (use.figure is not None and use.figure.verify)
            for use in self.uses
        )

    @property
    def shown(self) -> str:
        """The number with separators, or a dash."""
        return wording.shown(self.value)

    @property
    def words(self) -> str:
        """The formula with names instead of keys."""
        return wording.words(self.tree, self._labels()) if self.tree else ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The formula with numbers put in, and what came out."""
        if self.tree is None or self.exact is None or self.value is None:
            return ()
        lines = [wording.filled(self.tree, self.found, self._labels())]
        if Fraction(self.value) != self.exact:
            lines.append(f"= {wording.shown(wording.decimal(self.exact))}")
        lines.append(f"= {self.shown}")
        return tuple(lines)

    def _labels(self) -> Mapping[str, str]:
        return {key: spoken(*names) for key, names in self.names.items()}

    def as_dict(self) -> dict[str, Any]:
        """For the API."""
        return {
            "key": self.key,
            "label": self.label,
            "value": wording.plain(self.value),
            "unit": self.unit,
            "group": self.group,
            "missing": list(self.missing),
            "sentence": self.sentence,
            "expression": self.expression,
            "words": self.words,
            "steps": list(self.steps),
            "rounding": self.rounding,
            "step": self.step,
            "verify": self.verify,
            "formula": self.written.as_dict(),
            "uses": [use.as_dict() for use in self.uses],
        }


@dataclass(frozen=True)
class Band(Told):
    """The lower and the upper bound of one figure."""

    low: Figure | None = None
    high: Figure | None = None

    @property
    def sentence(self) -> str:
        """Why there are no bounds; empty when there are."""
        return next((side.sentence for side in self.sides if side.sentence), "")

    @property
    def sides(self) -> Sequence[Figure]:
        """The figures of the bounds."""
        return [side for side in (self.low, self.high) if side is not None]

    @property
    def shown(self) -> str:
        """Both bounds, such as 9–17, or one number where they are the same."""
        values = list(dict.fromkeys(side.shown for side in self.sides))
        return "–".join(values)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
