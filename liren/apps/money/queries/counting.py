"""What schemes give areas for a year: the figures with all that led to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import override

from liren.apps.money.models import Scheme
from liren.apps.money.queries.grants import places_of, schemes_on
from liren.apps.money.rules.schemes import day_of, fen_of_figure
from liren.apps.standards.models import Declared
from liren.apps.standards.queries.inputs import facts
from liren.apps.standards.queries.known import Ground, ground
from liren.apps.standards.rules.declared import OF_YEAR
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree
from liren.kernel.policy.engine import Figure, Lack, RuleSet, Use, rules
from liren.kernel.policy.engine.wording import plain

LANGUAGES = {"zh": "zh-hans", "en": "en"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Counted:
    """One scheme in one area: the amount, how it came about, what is missing for it."""

    area: Area
    scheme: Scheme
    fen: int | None
    figure: Row
    lacks: list[Row]


@dataclass(frozen=True)
class Count:
    """The facts and rules of a year over an area, ready to be counted."""

    year: int
    rules: RuleSet
    ground: Ground
    stale: Mapping[tuple[int, str], date]  # facts of another year, which do not count
    schemes: list[Scheme]
    _words: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[tuple[Area, Scheme]]:
        """Every scheme with every area it is for, area by area in the order of the tree."""
        found = [(area, one) for one in self.schemes for area in places_of(self.ground, one)]
        return sorted(found, key=lambda pair: pair[0].path)

    def counted(self, area: Area, scheme: Scheme) -> Counted:
        """One of them, with its explanation in both languages."""
        needs = [one.key for one in self.rules.needs(scheme.formula)]
        numbers = {key: self.ground.whole(area.pk, key).value for key in needs}
        figure = self.rules.figure(scheme.formula, numbers)
        lacks = [self._lack(area, lack) for lack in figure.missing_parts]
        fen = fen_of_figure(figure.value)
        return Counted(area, scheme, fen, self._kept(area, figure), lacks)

    def _lack(self, area: Area, lack: Lack) -> Row:
        """What is missing, in which parts of the area, and the day of one of another year."""
        row: Row = {"kind": lack.kind, "key": lack.key, "zh": lack.zh, "en": lack.en}
        row["entry"] = lack.entry
        if lack.kind == "input" and lack.key in facts():
            row["parts"] = list(self.ground.whole(area.pk, lack.key).lacking)[:20]
            old = self.stale.get((area.pk, lack.key))
            row["stale"] = f"{old:%F}" if old else ""
        return row

    def _kept(self, area: Area, figure: Figure) -> Row:
        uses = list(every_use(figure))
        return {
            "key": figure.key,
            **_named(figure),
            "unit": figure.unit,
            "value": plain(figure.value),
            "expression": figure.expression,
            "words": {code: self._word(figure, code) for code in LANGUAGES},
            "steps": {code: self._steps(figure, uses, code) for code in LANGUAGES},
            "written": _written(figure),
            "verify": figure.verify,
            "facts": [self._fact(area, use) for use in uses if use.kind == "input"],
            "rules": [_rule(use) for use in uses if use.kind not in ("input", "figure")],
        }

    def _word(self, figure: Figure, code: str) -> str:
        """The formula in words: the same for all areas, so written once."""
        if (figure.key, code) not in self._words:
            with override(LANGUAGES[code]):
                self._words[figure.key, code] = figure.words
        return self._words[figure.key, code]

    def _steps(self, figure: Figure, uses: list[Use], code: str) -> list[Row]:
        """Every formula on the way with its numbers, the one that is asked for last."""
        inner = [use.figure for use in uses if use.figure is not None]
        with override(LANGUAGES[code]):
            return [
                {"name": one.label, "words": self._word(one, code), "lines": list(one.steps)}
                for one in [*reversed(inner), figure]
                if one.value is not None
            ]

    def _fact(self, area: Area, use: Use) -> Row:
        whole = self.ground.whole(area.pk, use.key)
        return {
            "key": use.key,
            **_named(use),
            "unit": use.unit,
            "value": plain(use.value),
            "declared": whole.row.pk if whole.row else None,
            "parts": len(whole.parts),
        }


def every_use(figure: Figure) -> Iterator[Use]:
    """All that a figure stands on, through other figures too, each once."""
    seen: set[tuple[str, str]] = set()
    waiting = list(figure.uses)
    while waiting:
        use = waiting.pop(0)
        if (use.key, use.entry) not in seen:
            seen.add((use.key, use.entry))
            yield use
            waiting += list(use.figure.uses) if use.figure else []


def _rule(use: Use) -> Row:
    return {
        "key": use.key,
        "entry": use.entry,
        **_named(use),
        "unit": use.unit,
        "value": plain(use.value),
        **_written(use),
    }


def _named(one: Figure | Use) -> Row:
    return {"zh": one.zh, "en": one.en}


def _written(one: Figure | Use) -> Row:
    stands = one.written
    if stands is None:
        return {}
    return {
        "level_zh": stands.level_zh,
        "level_en": stands.level_en,
        "source": stands.source,
        "article": stands.article,
        "document": stands.document,
        "since": f"{stands.since:%F}" if stands.since else "",
        "unverified": stands.verify,
    }


def count_of(
    top: Area, year: int, known: datetime | None = None, pack: str | None = None
) -> Count:
    """The count of a year over an area, as far as facts were confirmed at a moment."""
    found = rules(pack, day_of(year))
    here = ground(top, day_of(year), known)
    keys = [one.pk for one in found.packs]
    return Count(year, found, here, stale_of(top, year), schemes_on(day_of(year), keys))


def stale_of(top: Area, year: int) -> dict[tuple[int, str], date]:
    """The day of what was last decided for an earlier year: it does not count for this one."""
    rows = Declared.objects.filter(subtree("area_path", top.path), key__in=OF_YEAR)
    rows = rows.filter(confirmed_at__isnull=False, day__lt=date(year, 1, 1)).order_by("day")
    return {(area, key): day for area, key, day in rows.values_list("area_id", "key", "day")}
