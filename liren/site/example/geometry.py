"""The land of the invented district: a partition into subdistricts, communities and grids.

All is drawn in metres around a point in the open sea, so that no real street lies under it, and
turned into WGS-84 at the end. Neighbours share the very same vertices: there are no gaps and no
overlaps. The same seed draws the same land.
"""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapely import unary_union
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import polygonize

from liren.site.example import names

SEED = 990101
LNG, LAT = 123.4, 30.9  # open sea, 100 km off the nearest island
METRES_LAT = 110_860.0
METRES_LNG = 111_320.0 * math.cos(math.radians(LAT))
COLUMNS, ROWS = 6, 4
CELL_X, CELL_Y = 820.0, 780.0
STEPS = 8  # vertices on a side of a community
RIVER_COLUMN = 4
RIVER_WIDTH = 24.0

XY = tuple[float, float]


@dataclass(frozen=True)
class Road:
    """A named road: grade 1 is an artery, 5 a path."""

    name: str
    grade: int
    line: Any


@dataclass(frozen=True)
class Parcel:
    """One grid: its shape in metres, where it belongs and the roads along it."""

    code: str
    name: str
    community: int
    shape: Any
    roads: tuple[Road, ...]


@dataclass(frozen=True)
class Land:
    """The whole district."""

    parcels: tuple[Parcel, ...]
    roads: tuple[Road, ...]
    river: Any
    lake: Any

    def community(self, index: int) -> Any:
        """The shape of a community: the union of its grids."""
        return unary_union([p.shape for p in self.parcels if p.community == index])


def lnglat(x: float, y: float, digits: int = 6) -> XY:
    """Turn metres into longitude and latitude, to a tenth of a metre."""
    return round(LNG + x / METRES_LNG, digits), round(LAT + y / METRES_LAT, digits)


def geojson(shape: Any, digits: int = 6) -> dict[str, Any]:
    """Give a shape drawn in metres as GeoJSON in WGS-84."""

    def line(ring: Any) -> list[XY]:
        return [lnglat(x, y, digits) for x, y in ring.coords]

    if shape.geom_type == "LineString":
        return {"type": "LineString", "coordinates": line(shape)}
    return {
        "type": "Polygon",
        "coordinates": [line(r) for r in (shape.exterior, *shape.interiors)],
    }


def community_of(column: int, row: int) -> int:
    """Number the communities: two columns make a subdistrict, filled row by row."""
    return (column // 2) * 8 + row * 2 + column % 2


def community_code(index: int) -> str:
    """Give a community's code of twelve digits."""
    return f"990101{index // 8 + 1:03d}{index % 8 + 1:03d}"


def _corners(luck: random.Random) -> dict[tuple[int, int], XY]:
    """Place the crossings of the main roads: a lattice, shaken and leaning."""
    corners = {}
    for i in range(COLUMNS + 1):
        for j in range(ROWS + 1):
            x = (i - COLUMNS / 2) * CELL_X + luck.uniform(-110, 110) + j * 34
            y = (j - ROWS / 2) * CELL_Y + luck.uniform(-100, 100) - i * 22
            corners[i, j] = (round(x, 1), round(y, 1))
    return corners


def _bent(luck: random.Random, start: XY, end: XY, steps: int, bend: float) -> list[XY]:
    """Draw a line from start to end that sways a little to the side."""
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    aside = (-(y1 - y0) / length, (x1 - x0) / length)
    sway, ripple = luck.uniform(-bend, bend), luck.uniform(-bend, bend) / 3
    line = []
    for step in range(steps + 1):
        t = step / steps
        off = sway * math.sin(math.pi * t) + ripple * math.sin(3 * math.pi * t)
        x, y = x0 + (x1 - x0) * t + aside[0] * off, y0 + (y1 - y0) * t + aside[1] * off
        line.append((round(x, 1), round(y, 1)))
    return line


@dataclass(frozen=True)
class Sides:
    """The four sides of a community, each with the vertices it shares with its neighbour."""

    south: list[XY]
    north: list[XY]
    west: list[XY]
    east: list[XY]

    @property
    def middle(self) -> XY:
        """A point in the middle."""
        points = [self.south[4], self.north[4], self.west[4], self.east[4]]
        return sum(x for x, _ in points) / 4, sum(y for _, y in points) / 4

    def ring(self) -> Any:
        """The shape inside the sides."""
        return Polygon(self.south + self.east[1:] + self.north[::-1][1:] + self.west[::-1][1:])


def _lanes(luck: random.Random, sides: Sides, grids: int) -> list[list[XY]]:
    """Draw the lanes that split a community into three, four or five grids."""

    def lane(start: XY, end: XY) -> list[XY]:
        return _bent(luck, start, end, 3, 22)

    x, y = sides.middle
    centre = (round(x + luck.uniform(-40, 40), 1), round(y + luck.uniform(-40, 40), 1))
    if grids == 4:
        ends = (sides.south[4], sides.north[4], sides.west[4], sides.east[4])
        return [lane(end, centre) for end in ends]
    if grids == 3:
        inner = (sides.south[4], sides.north[3], sides.east[4])
        return [lane(end, centre) for end in inner]
    spine = _bent(luck, sides.south[4], sides.north[3], 6, 20)
    crossings = [(spine[3], sides.west[4]), (spine[2], sides.east[3]), (spine[4], sides.east[6])]
    return [spine, *(lane(start, end) for start, end in crossings)]


def _grid_shapes(sides: Sides, lanes: list[list[XY]]) -> list[Any]:
    """Cut a community along its lanes; north-west first."""
    border = LineString(sides.ring().exterior.coords)
    parts = polygonize(unary_union([border, *(LineString(lane) for lane in lanes)]))
    return sorted(parts, key=lambda p: (-round(p.centroid.y / 250), p.centroid.x))


def _main_roads(across: dict[tuple[int, int], list[XY]], along: Any) -> Iterator[Road]:
    """Join the sides of the communities into the long roads."""
    for j, name in enumerate(names.ROADS_ACROSS):
        points = [at for i in range(COLUMNS) for at in across[i, j][bool(i) :]]
        yield Road(name, 1 if j == 2 else 2, LineString(points))
    for i, name in enumerate(names.ROADS_ALONG):
        points = [at for j in range(ROWS) for at in along[i, j][bool(j) :]]
        yield Road(name, 2 if i in {2, 4} else 3, LineString(points))


def _small_roads(index: int, lanes: Sequence[list[XY]]) -> Iterator[Road]:
    """Give the lanes of a community their two names."""
    for number, lane in enumerate(lanes):
        yield Road(names.LANES[index * 2 + (number >= len(lanes) / 2)], 4, LineString(lane))


def _along(shape: Any, roads: Iterable[Road]) -> tuple[Road, ...]:
    """The roads that run along a grid for at least 80 metres."""
    edge = shape.exterior.buffer(0.5)
    return tuple(road for road in roads if edge.intersection(road.line).length > 80)


def draw(seed: int = SEED) -> Land:
    """Draw the district."""
    luck = random.Random(seed)
    at = _corners(luck)
    across = {
        (i, j): _bent(luck, at[i, j], at[i + 1, j], STEPS, 45)
        for i in range(COLUMNS)
        for j in range(ROWS + 1)
    }
    along = {
        (i, j): _bent(luck, at[i, j], at[i, j + 1], STEPS, 45)
        for i in range(COLUMNS + 1)
        for j in range(ROWS)
    }
    main = tuple(_main_roads(across, along))
    cells = {}
    for i in range(COLUMNS):
        for j in range(ROWS):
            sides = Sides(across[i, j], across[i, j + 1], along[i, j], along[i + 1, j])
            lanes = _lanes(luck, sides, names.GRIDS_PER_COMMUNITY[community_of(i, j)])
            cells[community_of(i, j)] = sides, lanes
    small: list[Road] = []
    parcels: list[Parcel] = []
    for index in sorted(cells):
        roads = tuple(_small_roads(index, cells[index][1]))
        small += roads
        for number, shape in enumerate(_grid_shapes(*cells[index])):
            code = f"{community_code(index)}{number + 1:02d}"
            near = _along(shape, (*main, *roads))
            parcels.append(Parcel(code, names.GRID_NAMES[number], index, shape, near))
    river = LineString([p for j in range(ROWS) for p in along[RIVER_COLUMN, j][bool(j) :]])
    return Land(tuple(parcels), (*main, *small), river.buffer(RIVER_WIDTH), _lake(at))


def _lake(at: dict[tuple[int, int], XY]) -> Any:
    """The lake lies west of the district and touches its western road."""
    (x0, y0), (x1, y1) = at[0, 1], at[0, 3]
    x, y = (x0 + x1) / 2 - 330, (y0 + y1) / 2
    ring = []
    for step in range(36):
        turn = step / 36 * 2 * math.pi
        reach = 1 + 0.12 * math.sin(3 * turn) + 0.07 * math.cos(5 * turn + 1)
        ring.append((x + 250 * reach * math.cos(turn), y + 620 * reach * math.sin(turn)))
    return Polygon(ring)


def bounds(land: Land) -> tuple[XY, XY]:
    """South-west and north-east corner in WGS-84."""
    west, south, east, north = unary_union([p.shape for p in land.parcels]).bounds
    return lnglat(west, south), lnglat(east, north)


def inside(shape: Any, x: float, y: float) -> bool:
    """Whether a point in metres lies in a shape."""
    return bool(shape.contains(Point(x, y)))
