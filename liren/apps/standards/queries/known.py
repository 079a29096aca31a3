"""The facts of an area and of all that lies in it, as they stood on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from liren.apps.standards.models import Declared
from liren.apps.standards.queries.inputs import facts
from liren.apps.standards.rules.declared import FROM_TREE, NOTHING, OF_YEAR, Whole, whole_of
from liren.kernel.access.models import Area, Level
from liren.kernel.access.ways import subtree

Key = tuple[int, str]
SUBDISTRICT_DIGITS = 9
OUTER = frozenset({Level.PROVINCE, Level.CITY, Level.DISTRICT, Level.SUBDISTRICT})
INNER = frozenset({Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID, Level.MICRO_GRID})


@dataclass(frozen=True)
class Ground:
    """Areas as a tree, with what was declared of each of them."""

    top: Area
    areas: Mapping[int, Area]
    inner: Mapping[int, tuple[int, ...]]
    rows: Mapping[Key, Declared]
    above: Mapping[str, Declared]
    _found: dict[Key, Whole] = field(default_factory=dict)

    def whole(self, area: int, key: str) -> Whole:
        """One fact of one area; each is worked out once."""
        if (area, key) not in self._found:
            self._found[area, key] = self._reckon(area, key)
        return self._found[area, key]

    def _reckon(self, area: int, key: str) -> Whole:
        if key in FROM_TREE:
            return Whole(self._of_tree(area, key))
        own = self.rows.get((area, key))
        if own is None and facts()[key].from_above:
            return self._from_above(area, key)
        inner = self.inner.get(area, ())
        if own is None and not inner:
            return NOTHING
        parts = [] if own else [(str(self.areas[one]), self.whole(one, key)) for one in inner]
        return whole_of(own, parts)

    def _from_above(self, area: int, key: str) -> Whole:
        """What the nearest area around says, inside this tree or beyond its top."""
        around = self.areas[area].parent_id
        if area != self.top.pk and around is not None and around in self.areas:
            return self.whole(around, key)
        row = self.above.get(key)
        return Whole(row.value, row) if row else NOTHING

    def _of_tree(self, area: int, key: str) -> Decimal | None:
        one = self.areas[area]
        if key == "subdistrict_code":
            deep = len(one.code) >= SUBDISTRICT_DIGITS and one.level in INNER
            return Decimal(one.code[:SUBDISTRICT_DIGITS]) if deep else None
        if one.level not in OUTER:
            return Decimal(1) if one.level == Level.COMMUNITY else None
        found = (a for a in self.areas.values() if a.level == Level.COMMUNITY)
        return Decimal(sum(a.path.startswith(one.path) for a in found)) or None

    def numbers(self, area: int) -> dict[str, Decimal]:
        """All facts that are known of an area."""
        found = {key: self.whole(area, key).value for key in facts()}
        return {key: value for key, value in found.items() if value is not None}

    def at(self, level: str) -> list[Area]:
        """The areas of one level, in the order of the tree."""
        return [area for area in self.areas.values() if area.level == level]


def ground(top: Area, day: date, known: datetime | None = None) -> Ground:
    """An area with its parts and what is declared of them: two queries, however large."""
    areas = {area.pk: area for area in _areas(top, day)}
    inner: dict[int, list[int]] = defaultdict(list)
    for area in areas.values():
        if area.pk != top.pk and area.parent_id in areas:
            inner[area.parent_id].append(area.pk)
    rows = list(_rows(top, day, known))
    above = [row for row in rows if row.area_id not in areas and facts()[row.key].from_above]
    return Ground(
        top,
        areas,
        {key: tuple(parts) for key, parts in inner.items()},
        {(row.area_id, row.key): row for row in rows if row.area_id in areas},
        # of the areas around this one, the nearest that has it
        {row.key: row for row in sorted(above, key=lambda row: len(row.area_path))},
    )


def _areas(top: Area, day: date) -> Iterable[Area]:
    there = Q(valid_from=None) | Q(valid_from__lte=day)
    still = Q(valid_to=None) | Q(valid_to__gte=day)
    return Area.objects.below(top).filter(there & still).order_by("path")


def _rows(top: Area, day: date, known: datetime | None) -> Iterable[Declared]:
    """Of each area and key the newest confirmed number; a later confirmation corrects.

    What was decided for one year counts in that year alone.
    """
    parts = top.path.rstrip(".").split(".")
    around = [".".join(parts[: n + 1]) + "." for n in range(len(parts) - 1)]
    where = (subtree("area_path", top.path) | Q(area_path__in=around)) & Q(day__lte=day)
    where &= Q(confirmed_at__lte=known) if known else Q(confirmed_at__isnull=False)
    where &= ~Q(key__in=OF_YEAR) | Q(day__gte=date(day.year, 1, 1))
    rows = Declared.objects.filter(where, key__in=list(facts()))
    rows = rows.select_related("declared_by", "confirmed_by")
    return rows.order_by("area_id", "key", "-day", "-confirmed_at").distinct("area_id", "key")
