"""Maps and family trees as SVG, drawn on the server: they print, and need no script."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import shape

from liren.apps.lineage.models import Descent
from liren.apps.lineage.queries.past import Period, Relations
from liren.apps.lineage.queries.plan import Plan
from liren.kernel.access.models import Shape

WIDTH, MOST_HEIGHT = 460.0, 420.0
COLOURS = 12
BOX, TALL, GAP_X, GAP_Y = 172, 58, 84, 16


@dataclass(frozen=True)
class Ground:
    """One polygon: its path, its colour and its words."""

    path: str
    colour: int
    name: str
    whose: str
    x: float
    y: float


@dataclass(frozen=True)
class Sheet:
    """A drawn map."""

    width: float
    height: float
    grounds: Sequence[Ground]


def before_and_after(plan: Plan) -> tuple[Sheet | None, Sheet | None]:
    """The grids of a plan, coloured by what they belong to before and after."""
    drawn = Shape.objects.filter(area__in=plan.inner)
    borders = {row.area_id: shape(row.geometry) for row in drawn}
    if not borders:
        return None, None
    scale = Scale(list(borders.values()))
    order = {area.pk: n for n, area in enumerate(plan.predecessors)}
    old, new = [], []
    for area in plan.inner:
        if border := borders.get(area.pk):
            part = plan.of_area(area)
            home = next(p for p in plan.predecessors if p.pk == area.parent_id)
            old.append(scale.ground(border, order[home.pk], str(area), str(home)))
            new.append(scale.ground(border, part.order, str(area), str(part)))
    return scale.sheet(old), scale.sheet(new)


class Scale:
    """From longitude and latitude to the sheet."""

    def __init__(self, borders: Sequence[Any]) -> None:
        bounds = [border.bounds for border in borders]
        self.west, self.south = (min(one[n] for one in bounds) for n in (0, 1))
        east, north = (max(one[n] for one in bounds) for n in (2, 3))
        self.lean = math.cos(math.radians((self.south + north) / 2)) or 1
        wide, high = max((east - self.west) * self.lean, 1e-9), max(north - self.south, 1e-9)
        self.factor = min(WIDTH / wide, MOST_HEIGHT / high)
        self.width, self.height = wide * self.factor, high * self.factor

    def at(self, lng: float, lat: float) -> tuple[float, float]:
        """A point on the sheet."""
        x = (lng - self.west) * self.lean * self.factor
        return round(x, 1), round(self.height - (lat - self.south) * self.factor, 1)

    def ground(self, border: Any, colour: int, name: str, whose: str) -> Ground:
        """One polygon on the sheet."""
        polygons = getattr(border, "geoms", [border])
        rings = [ring for one in polygons for ring in (one.exterior, *one.interiors)]
        path = "".join(self._ring(ring) for ring in rings)
        middle = border.representative_point()
        return Ground(path, colour % COLOURS, name, whose, *self.at(middle.x, middle.y))

    def _ring(self, ring: Any) -> str:
        points = " L".join(f"{x} {y}" for x, y in (self.at(*at[:2]) for at in ring.coords))
        return f"M{points}Z"

    def sheet(self, grounds: Sequence[Ground]) -> Sheet:
        """The whole map."""
        return Sheet(round(self.width, 1), round(self.height, 1), grounds)


@dataclass(frozen=True)
class Box:
    """An area during one period of its life."""

    period: Period
    x: int
    y: int
    is_this: bool


@dataclass(frozen=True)
class Arrow:
    """What came of what, with the document on which it rests."""

    path: str
    descent: Descent


@dataclass(frozen=True)
class Chart:
    """A family tree, the oldest on the left."""

    width: int
    height: int
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]


def chart(found: Relations, key: int) -> Chart:
    """Periods in columns by the day on which they began, joined by what became of them."""
    starts = sorted({period.since for period in found.periods if period.since})
    column: Mapping[Any, int] = {None: 0} | {
        day: n + (any(p.since is None for p in found.periods)) for n, day in enumerate(starts)
    }
    filled: dict[int, int] = {}
    boxes = []
    for period in found.periods:
        at = column[period.since]
        row = filled.get(at, 0)
        filled[at] = row + 1
        here = period.area.pk == key
        boxes.append(Box(period, at * (BOX + GAP_X), row * (TALL + GAP_Y), here))
    arrows = [arrow for one in found.descents if (arrow := _arrow(one, boxes))]
    width = (max(column.values(), default=0) + 1) * (BOX + GAP_X) - GAP_X
    height = max(filled.values(), default=1) * (TALL + GAP_Y) - GAP_Y
    return Chart(width, height, boxes, arrows)


def _arrow(descent: Descent, boxes: Sequence[Box]) -> Arrow | None:
    old = [b for b in boxes if b.period.area.pk == descent.predecessor_id]
    start = next((b for b in old if b.period.until and b.period.until < descent.day), None)
    ended = [b for b in old if b.period.until and (descent.day - b.period.until).days == 1]
    start = ended[0] if ended else start
    new = (b for b in boxes if b.period.area.pk == descent.successor_id)
    end = next((b for b in new if b.period.since == descent.day), None)
    if start is None or end is None:
        return None
    x, y = start.x + BOX, start.y + TALL // 2
    to_x, to_y = end.x - 6, end.y + TALL // 2
    half = (x + to_x) // 2
    return Arrow(f"M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}", descent)
