"""What the border of a grid may be, and how grids fit together in a community."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

from pyproj import Geod
from shapely import STRtree, from_wkt, get_num_coordinates, make_valid, set_precision, union_all
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.geometry.polygon import orient
from shapely.validation import explain_validity

from liren.apps.places.rules.coordinates import System, to_wgs84
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused

MOST_VERTICES = 5000
MOST_GRIDS = 200
LONGEST_TEXT = 400_000
WIDEST = 5.0  # degrees: what is wider than a city's district is no grid
DIGITS = 7  # of a degree: a centimetre
GLOBE = Geod(ellps="WGS84")
PAIR = re.compile(r"(-?\d+(?:\.\d+)?)[\s,，]+(-?\d+(?:\.\d+)?)")

Border = dict[str, Any]  # GeoJSON in WGS-84


class Fit(TextChoices):
    """What is wrong between grids."""

    GAP = "gap", _("没有网格管到")
    OVERLAP = "overlap", _("两个网格重叠")
    OUTSIDE = "outside", _("超出社区界线")


@dataclass(frozen=True)
class Fault:
    """A faulty place: what it is, whose, how large and where."""

    kind: Fit
    names: tuple[str, ...]
    m2: int
    lng: float
    lat: float
    border: Border

    @property
    def sentence(self) -> str:
        """The fault in words."""
        said = {
            Fit.GAP: _("有 %(m2)d 平方米没有网格管到。"),
            Fit.OVERLAP: _("「%(one)s」与「%(other)s」重叠 %(m2)d 平方米。"),
            Fit.OUTSIDE: _("「%(one)s」有 %(m2)d 平方米在社区界线外。"),
        }
        words = {"m2": self.m2, "one": self.names[0] if self.names else ""}
        return str(said[self.kind] % {**words, "other": self.names[-1] if self.names else ""})


def refuse(code: str, sentence: object) -> Refused:
    """A border that cannot be taken, and what to do."""
    return Refused(f"places.{code}", sentence)


def read_border(text: str, system: str = System.WGS84, meridian: int | None = None) -> Border:
    """A border from GeoJSON, WKT or a list of coordinates, in any of the known systems."""
    if len(text) > LONGEST_TEXT:
        raise refuse("border-too-long", _("界线太长。请简化到 5000 个点以内再试。"))
    drawn = _parsed(text.strip())
    return check_border(drawn, system, meridian)


def _parsed(text: str) -> Any:
    try:
        if text.startswith("{"):
            return _geometry(json.loads(text))
        if text[:1].isalpha():
            return from_wkt(text)
        return Polygon([(float(a), float(b)) for a, b in _pairs(text)])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ShapelyError) as no:
        sentence = _(
            "看不懂这份界线。请给出 GeoJSON、WKT，或每行一个“经度,纬度”的坐标表，至少三个点。"
        )
        raise refuse("border-unreadable", sentence) from no


def _pairs(text: str) -> list[tuple[str, str]]:
    found = PAIR.findall(text)
    if len(found) < 3:
        raise ValueError(text[:40])
    return found


def _geometry(said: Mapping[str, Any]) -> Any:
    if said.get("type") == "FeatureCollection":
        (said,) = said["features"]
    return shape(said["geometry"] if said.get("type") == "Feature" else said)


def check_border(drawn: Any, system: str = System.WGS84, meridian: int | None = None) -> Border:
    """A border that one can work with: one simple ring on the earth, in WGS-84."""
    if isinstance(drawn, MultiPolygon) and len(drawn.geoms) == 1:
        drawn = drawn.geoms[0]
    if not isinstance(drawn, Polygon) or drawn.is_empty:
        kind = getattr(drawn, "geom_type", "")
        sentence = _("网格的界线要是一块多边形，这里是 %(kind)s。点、线和分开的几块都不行。")
        raise refuse("not-a-polygon", sentence % {"kind": kind or _("空的")})
    if get_num_coordinates(drawn) > MOST_VERTICES:
        sentence = _("界线有 %(n)d 个点，超过 %(most)d 个。请先简化再导入。")
        words = {"n": get_num_coordinates(drawn), "most": MOST_VERTICES}
        raise refuse("too-many-points", sentence % words)
    if drawn.interiors:
        raise refuse("border-with-hole", _("网格中间不能挖洞。洞里的地方要划给另一个网格。"))
    return _placed(_converted(drawn, system, meridian))


def _converted(drawn: Polygon, system: str, meridian: int | None) -> Polygon:
    ring = [to_wgs84(at[0], at[1], system, meridian) for at in drawn.exterior.coords]
    if any(not (-180 <= lng <= 180 and -90 <= lat <= 90) for lng, lat in ring):
        sentence = _("有坐标不在地球上。请核对坐标系，并把经度写在纬度前面。")
        raise refuse("no-such-point", sentence)
    lngs, lats = [lng for lng, _lat in ring], [lat for _lng, lat in ring]
    if max(lngs) - min(lngs) > 180:
        raise refuse("antimeridian", _("界线跨过了 180 度经线，请检查坐标的正负号。"))
    if max(lngs) - min(lngs) > WIDEST or max(lats) - min(lats) > WIDEST:
        sentence = _("界线跨了好几百公里，不会是一个网格。请核对坐标系和坐标。")
        raise refuse("border-too-wide", sentence)
    return Polygon([(round(lng, DIGITS), round(lat, DIGITS)) for lng, lat in ring])


def _placed(drawn: Polygon) -> Border:
    if not drawn.is_valid:
        why = explain_validity(drawn)
        where = PAIR.search(why)
        at = f"（{where.group(1)}, {where.group(2)}）" if where else ""
        sentence = _("界线自己交叉了%(at)s。请沿边界顺着一个方向画，不要打结。")
        raise refuse("crosses-itself", sentence % {"at": at})
    if size_m2(drawn) < 1:
        raise refuse("no-size", _("界线围出来的面积是 0。请至少画三个不在一条线上的点。"))
    border: Border = json.loads(json.dumps(mapping(orient(drawn))))
    return border


def size_m2(drawn: Any) -> float:
    """The size of a shape in WGS-84 on the ellipsoid, in square metres."""
    turned = orient(drawn) if drawn.geom_type == "Polygon" else drawn
    area, _around = GLOBE.geometry_area_perimeter(turned)
    return abs(float(area))


def faults_between(
    outer: Border | None, grids: Sequence[tuple[str, Border]], tolerance: float
) -> list[Fault]:
    """Gaps, overlaps and what lies outside, larger than the tolerance in square metres.

    Thin slivers between borders that were measured twice are no faults: only what is still
    there when half a metre is taken away all around.
    """
    shapes = [(name, shape(border)) for name, border in grids]
    found = list(_overlaps(shapes, tolerance))
    whole = union_all([one for _name, one in shapes]) if shapes else Polygon()
    if outer:
        home = make_valid(shape(outer))
        bare = _pieces(home.difference(whole), tolerance)
        found += [_fault(Fit.GAP, (), piece) for piece in bare]
        for name, one in shapes:
            out = _pieces(one.difference(home), tolerance)
            found += [_fault(Fit.OUTSIDE, (name,), piece) for piece in out]
    elif shapes:  # no border was drawn for the community: what the grids surround is a gap
        holes = [Polygon(ring) for ring in _rings(whole)]
        found += [_fault(Fit.GAP, (), hole) for hole in holes if size_m2(hole) > tolerance]
    return sorted(found, key=lambda fault: -fault.m2)


def _rings(whole: Any) -> Iterable[Any]:
    for one in getattr(whole, "geoms", [whole]):
        yield from one.interiors


def _overlaps(shapes: Sequence[tuple[str, Any]], tolerance: float) -> Iterable[Fault]:
    tree = STRtree([one for _name, one in shapes])
    for left, right in combinations(range(len(shapes)), 2):
        if right not in tree.query(shapes[left][1]):
            continue
        common = shapes[left][1].intersection(shapes[right][1])
        names = (shapes[left][0], shapes[right][0])
        yield from (_fault(Fit.OVERLAP, names, piece) for piece in _pieces(common, tolerance))


def _pieces(left: Any, tolerance: float) -> list[Any]:
    half_metre = 0.5 / 111_000
    polygons = [one for one in getattr(left, "geoms", [left]) if one.geom_type == "Polygon"]
    solid = [one for one in polygons if not one.buffer(-half_metre).is_empty]
    return [one for one in solid if size_m2(one) > tolerance]


def _fault(kind: Fit, names: tuple[str, ...], piece: Any) -> Fault:
    at = piece.representative_point()
    border: Border = json.loads(json.dumps(mapping(set_precision(piece, 10**-DIGITS))))
    return Fault(kind, names, round(size_m2(piece)), at.x, at.y, border)


def free_grid_code(outer: str, taken: Collection[str]) -> str:
    """The next code for what lies in an area: its code and two digits, or three; none twice."""
    own = [code[len(outer) :] for code in taken if code.startswith(outer)]
    used = [int(rest) for rest in own if rest.isdigit() and len(rest) in (2, 3)]
    return f"{outer}{max(used, default=0) + 1:02d}"


def check_grid_name(name: str, others: Collection[str]) -> str:
    """A grid has a name of its own within its community."""
    name = name.strip()
    if not name:
        raise refuse("no-grid-name", _("请给网格起名，例如“第一网格”。"))
    if name in others:
        sentence = _("这里已经有「%(name)s」，请换一个名称。")
        raise refuse("grid-name-taken", sentence % {"name": name})
    return name


def grid_level(outer: str) -> str:
    """What is drawn in a community is a grid, in a grid a micro-grid."""
    levels = {"community": "grid", "grid": "micro_grid"}
    if outer not in levels:
        sentence = _("网格只能划在社区里，微网格只能划在网格里。请先打开一个社区。")
        raise refuse("no-grid-here", sentence)
    return levels[outer]


def check_can_close(workers: int) -> None:
    """A grid in which somebody works is not closed over their heads."""
    if workers:
        sentence = _("还有 %(n)d 人的授权在这个网格里。请先把他们的授权调到别的网格，再撤销。")
        raise refuse("grid-in-use", sentence % {"n": workers})


@dataclass(frozen=True)
class Row:
    """One grid of an imported file."""

    name: str
    border: Border

    def plain(self) -> dict[str, Any]:
        """The row as it travels between the two steps of an import."""
        return {"name": self.name, "border": self.border}


@dataclass(frozen=True)
class Read:
    """What a file gives: grids, and the lines that cannot be taken with the reason."""

    rows: tuple[Row, ...]
    faults: tuple[tuple[int, str], ...]


def read_features(text: str, system: str, meridian: int | None = None) -> Read:
    """Grids from a GeoJSON collection; a name stands in `name` or 网格 of the properties."""
    try:
        features = json.loads(text)["features"]
        said = [(_name(one["properties"]), one["geometry"]) for one in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as no:
        sentence = _("这份文件不是 GeoJSON 的 FeatureCollection。请从制图软件重新导出。")
        raise refuse("no-geojson", sentence) from no
    return _read(((name, partial(shape, drawn)) for name, drawn in said), system, meridian)


def read_rows(rows: Sequence[Sequence[str]], system: str, meridian: int | None = None) -> Read:
    """Grids from a sheet of two columns: name, and WKT or a list of coordinates."""
    body = [[*row, ""] for row in rows[1:] if any(row)]
    said = ((row[0], partial(_parsed, row[1])) for row in body)
    return _read(said, system, meridian)


def _name(properties: Mapping[str, Any] | None) -> str:
    known = properties or {}
    return str(known.get("name") or known.get("网格") or known.get("名称") or "")


def _read(
    said: Iterable[tuple[str, Callable[[], Any]]], system: str, meridian: int | None
) -> Read:
    rows: list[Row] = []
    faults: list[tuple[int, str]] = []
    for number, (name, draw) in enumerate(said, start=1):
        if number > MOST_GRIDS:
            raise refuse("too-many-grids", _("一次最多导入 200 个网格，请分成几份。"))
        try:
            border = check_border(_drawn(draw), system, meridian)
            rows.append(Row(check_grid_name(name, [row.name for row in rows]), border))
        except Refused as no:
            faults.append((number, str(no)))
    return Read(tuple(rows), tuple(faults))


def _drawn(draw: Callable[[], Any]) -> Any:
    try:
        return draw()
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, ShapelyError) as no:
        raise refuse("border-unreadable", _("这一行的界线看不懂，请重新导出。")) from no
