"""Estates with their buildings, addresses that fit the grid they lie in, and the base map."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapely import affinity
from shapely.geometry import LineString, Point, box
from shapely.prepared import prep

from liren.site.example import names
from liren.site.example.geometry import (
    RIVER_COLUMN,
    XY,
    Land,
    Parcel,
    Road,
    geojson,
    inside,
    lnglat,
)

SIDEWALK = 20.0
SLABS, TOWERS = ((40.0, 62.0), 13.0), ((24.0, 30.0), 21.0)  # length from–to, depth
ROW, GAP = 30.0, 13.0
MOST_BUILDINGS = 20
BANK = 40.0  # from the middle of the river to the road beside it
METRES_PER_NUMBER = 9
WATERSIDE = (names.ROADS_ALONG[0], names.ROADS_ALONG[RIVER_COLUMN])


@dataclass(frozen=True)
class Building:
    """One numbered building of an estate."""

    number: int
    units: int
    shape: Any


@dataclass(frozen=True)
class Estate:
    """A residential estate; it fills one grid."""

    name: str
    grid: Parcel
    road: Road
    door: int
    buildings: tuple[Building, ...]
    green: Any
    lift: bool
    old: bool
    floors: int
    company: int | None  # index into names.COMPANIES; None: the subdistrict looks after it

    @property
    def waterside(self) -> bool:
        """Whether it lies at the lake or the river."""
        return any(road.name in WATERSIDE for road in self.grid.roads)


@dataclass(frozen=True)
class Spot:
    """A place where something happens: a point, its grid, and how people write the address."""

    lng: float
    lat: float
    grid: str
    road: str
    address: str
    estate: Estate
    building: int = 0
    unit: int = 0


def build(land: Land, seed: int) -> tuple[Estate, ...]:
    """Fill every grid with its estate."""
    luck = random.Random(seed)
    return tuple(_estate(luck, land, parcel, order) for order, parcel in enumerate(land.parcels))


def _estate(luck: random.Random, land: Land, parcel: Parcel, order: int) -> Estate:
    name = names.ESTATES[order]
    lift, old = names.has_lift(name), names.is_old(name)
    ground = parcel.shape.buffer(-SIDEWALK).difference(land.river.buffer(SIDEWALK))
    green = _garden(luck, ground)
    shapes = _rows(luck, ground.difference(green.buffer(8)), TOWERS if lift else SLABS)
    buildings = tuple(
        Building(number, luck.randint(1, 2) if lift else luck.randint(2, 4), shape)
        for number, shape in enumerate(shapes, start=1)
    )
    road = min(parcel.roads, key=lambda r: (abs(r.grade - 3), r.name))
    floors = luck.choice((11, 18, 26)) if lift else 6
    return Estate(
        name=name,
        grid=parcel,
        road=road,
        door=_door(road, parcel.shape.centroid),
        buildings=buildings,
        green=green,
        lift=lift,
        old=old,
        floors=floors,
        company=_company(luck, parcel.community, old),
    )


def _company(luck: random.Random, community: int, old: bool) -> int | None:
    """The two or three companies of a subdistrict share its estates; some old ones have none."""
    if old and luck.random() < 0.25:
        return None
    first = (0, 3, 5)[community // 8]
    return first + luck.randrange((3, 2, 3)[community // 8])


def _garden(luck: random.Random, ground: Any) -> Any:
    """A round green in the middle of the estate."""
    at = ground.representative_point()
    return Point(at.x + luck.uniform(-30, 30), at.y).buffer(luck.uniform(24, 46), 5)


def _rows(luck: random.Random, ground: Any, form: tuple[XY, float]) -> list[Any]:
    """Set buildings in rows that face south; the wider the ground, the further apart."""
    turn, hub = luck.uniform(-7, 7), ground.centroid
    turned = affinity.rotate(ground, -turn, origin=hub)
    fits = ground.area / (form[0][1] + GAP) / (ROW + form[1] - SLABS[1])
    spread = max(1.0, math.sqrt(fits / MOST_BUILDINGS) * 0.8)
    while len(shapes := list(_spread(luck, turned, form, spread))) > MOST_BUILDINGS:
        spread += 0.1
    return [affinity.rotate(shape, turn, origin=hub) for shape in shapes]


def _spread(
    luck: random.Random, ground: Any, form: tuple[XY, float], spread: float
) -> Iterator[Any]:
    """Set buildings row by row."""
    (lengths, depth), fitting = form, prep(ground)
    west, south, east, north = ground.bounds
    y = south
    while y < north:
        x = west + luck.uniform(0, 20)
        while x < east:
            long = luck.uniform(*lengths)
            if fitting.contains(shape := box(x, y, x + long, y + depth)):
                yield shape
            x += long + GAP * spread
        y += (ROW + depth - SLABS[1]) * spread


def _door(road: Road, at: Any) -> int:
    """The number on a road, counted from its beginning; even numbers on its left."""
    along = road.line.project(at)
    step = road.line.interpolate(min(along + 5, road.line.length))
    foot = road.line.interpolate(along)
    turn = (step.x - foot.x) * (at.y - foot.y) - (step.y - foot.y) * (at.x - foot.x)
    number = int(along // METRES_PER_NUMBER) * 2 + 2
    return number if turn > 0 else number + 1


def home(luck: random.Random, estate: Estate) -> Spot:
    """A spot at a building of an estate."""
    building = luck.choice(estate.buildings)
    unit = luck.randint(1, building.units)
    at = building.shape.centroid
    x, y = _near(luck, estate.grid.shape, (at.x, at.y), 9)
    address = f"{estate.road.name}{estate.door}号{estate.name}{building.number}幢"
    if luck.random() < 0.7:
        address += f"{unit}单元"
    return _spot(estate, (x, y), estate.road, address, building.number, unit)


def yard(luck: random.Random, estate: Estate) -> Spot:
    """A spot on the common ground of an estate."""
    at = estate.green.centroid
    x, y = _near(luck, estate.grid.shape, (at.x, at.y), 60)
    corner = luck.choice(
        (
            "东门",
            "西门",
            "北门",
            "南门岗亭旁",
            "中心花园",
            "地下车库入口",
            "门卫室旁",
            "凉亭边",
            "儿童乐园旁",
        )
    )
    address = f"{estate.road.name}{estate.door}号{estate.name}{corner}"
    return _spot(estate, (x, y), estate.road, address, _any_number(luck, estate))


def street(luck: random.Random, estate: Estate) -> Spot:
    """A spot at the roadside, just inside the grid."""
    return _beside(luck, estate, luck.choice(estate.grid.roads))


def bank(luck: random.Random, estate: Estate) -> Spot:
    """A spot at the road along the river or the lake."""
    return _beside(luck, estate, next(r for r in estate.grid.roads if r.name in WATERSIDE))


def _beside(luck: random.Random, estate: Estate, road: Road) -> Spot:
    edge = estate.grid.shape.exterior.intersection(road.line.buffer(1))
    foot = edge.interpolate(luck.uniform(0.1, 0.9), normalized=True)
    inner = estate.grid.shape.representative_point()
    away = math.hypot(inner.x - foot.x, inner.y - foot.y)
    pull = (BANK if road.line.distance(foot) < 1 and _is_bank(road) else 9) / away
    x, y = foot.x + (inner.x - foot.x) * pull, foot.y + (inner.y - foot.y) * pull
    x, y = _near(luck, estate.grid.shape, (x, y), 3)
    address = f"{road.name}{_door(road, Point(x, y))}号" + luck.choice(
        ("门前", "门口人行道", "旁", "对面", "沿街", "附近")
    )
    other = [r for r in estate.grid.roads if r.name != road.name]
    if other and luck.random() < 0.2:
        address = f"{road.name}与{luck.choice(other).name}路口"
    return _spot(estate, (x, y), road, address, _any_number(luck, estate))


def _spot(estate: Estate, at: XY, road: Road, address: str, building: int, unit: int = 0) -> Spot:
    return Spot(*lnglat(*at), estate.grid.code, road.name, address, estate, building, unit)


def _is_bank(road: Road) -> bool:
    return road.name == names.ROADS_ALONG[RIVER_COLUMN]


def _any_number(luck: random.Random, estate: Estate) -> int:
    return luck.randint(1, len(estate.buildings))


def _near(luck: random.Random, shape: Any, at: XY, reach: float) -> XY:
    """A point near another that still lies in the shape."""
    for _ in range(20):
        x, y = at[0] + luck.uniform(-reach, reach), at[1] + luck.uniform(-reach, reach)
        if inside(shape, x, y):
            return x, y
    point = shape.representative_point()
    return point.x, point.y


def base_map(land: Land, estates: tuple[Estate, ...]) -> dict[str, Any]:
    """The base map as GeoJSON; `l` is the layer (green, water, bld, road), `k` a road's grade."""
    features = [_feature("green", estate.green) for estate in estates]
    features += [_feature("green", park) for park in _parks(land)]
    features += [_feature("water", land.lake), _feature("water", land.river)]
    features += [_feature("bld", b.shape) for estate in estates for b in estate.buildings]
    features += [_feature("road", path, 5) for estate in estates for path in _paths(estate)]
    for road in sorted(land.roads, key=lambda r: -r.grade):
        line = road.line.offset_curve(BANK) if _is_bank(road) else road.line
        features.append(_feature("road", line, road.grade))
        features[-1]["properties"]["n"] = road.name
    return {"type": "FeatureCollection", "features": features}


def _feature(layer: str, shape: Any, grade: int | None = None) -> dict[str, Any]:
    properties: dict[str, Any] = {"l": layer} if grade is None else {"l": layer, "k": grade}
    return {"type": "Feature", "properties": properties, "geometry": geojson(shape, 5)}


def _parks(land: Land) -> Iterator[Any]:
    """A green belt around the lake and along the river."""
    yield land.lake.buffer(45).simplify(2)
    yield land.river.buffer(14).simplify(2)


def _paths(estate: Estate) -> Iterator[Any]:
    """The way from the road into the garden."""
    middle = estate.green.centroid
    gate = estate.road.line.interpolate(estate.road.line.project(middle))
    yield LineString([(gate.x, gate.y), (middle.x, middle.y)])
