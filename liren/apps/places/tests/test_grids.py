"""Borders that can be taken, and how grids fit together."""

import json

import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping

from liren.apps.places.rules import grids as rules
from liren.apps.places.rules.coordinates import gcj_of
from liren.kernel.base.errors import Refused

SIDE = 0.01


def square(x: float, y: float, side: float = SIDE) -> rules.Border:
    """A square as GeoJSON."""
    return rules.check_border(box(x, y, x + side, y + side))


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    """A refusal with this code."""
    return pytest.raises(Refused, check=lambda no: no.code == f"places.{code}")


def test_three_ways_to_say_the_same_border() -> None:
    border = square(120.92, 30.85)
    ring = border["coordinates"][0]
    listed = "\n".join(f"{lng},{lat}" for lng, lat in ring)
    wkt = "POLYGON((" + ", ".join(f"{lng} {lat}" for lng, lat in ring) + "))"
    feature = json.dumps({"type": "Feature", "properties": {}, "geometry": border})
    for text in (listed, wkt, feature, json.dumps(border)):
        assert Polygon(rules.read_border(text)["coordinates"][0]).equals(Polygon(ring))


def test_a_border_from_a_shifted_map_comes_to_its_place() -> None:
    ring = square(120.92, 30.85)["coordinates"][0]
    shown = "\n".join("{},{}".format(*gcj_of(lng, lat)) for lng, lat in ring)
    moved = rules.read_border(shown, "gcj02")["coordinates"][0]
    assert Polygon(moved).symmetric_difference(Polygon(ring)).area < 1e-9


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "border-unreadable"),
        ("{", "border-unreadable"),
        ("hello", "border-unreadable"),
        ('{"type":"Feature"}', "border-unreadable"),
        ("120,30", "border-unreadable"),
        ("POINT(120 30)", "not-a-polygon"),
        ("LINESTRING(120 30, 121 31)", "not-a-polygon"),
        ("POLYGON EMPTY", "not-a-polygon"),
        ("120,30\n120.1,30.1\n120.1,30\n120,30.1", "crosses-itself"),
        ("120,30\n120.1,30\n120.2,30", "crosses-itself"),
        ("179.9,30\n-179.9,30\n-179.9,30.1\n179.9,30.1", "antimeridian"),
        ("30,120\n30.1,120\n30.1,120.1", "no-such-point"),
        ("100,30\n110,30\n110,35", "border-too-wide"),
    ],
)
def test_what_is_no_border(text: str, code: str) -> None:
    with pytest.raises(Refused) as no:
        rules.read_border(text)
    assert no.value.code in (f"places.{code}", "places.no-size")


def test_holes_pieces_and_ten_thousand_points() -> None:
    hole = Polygon(box(0, 0, 1, 1).exterior, [box(0.4, 0.4, 0.6, 0.6).exterior])
    with refused("border-with-hole"):
        rules.check_border(hole)
    with refused("not-a-polygon"):
        rules.check_border(MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]))
    with refused("too-many-points"):
        rules.check_border(Point(120, 30).buffer(0.01, quad_segs=2500))
    with refused("not-a-polygon"):
        rules.check_border(LineString([(0, 0), (1, 1)]))
    assert rules.check_border(MultiPolygon([box(120, 30, 120.1, 30.1)]))["type"] == "Polygon"


def test_the_size_of_a_square_is_that_of_the_ellipsoid() -> None:
    """One hundredth of a degree at 30°50': 957 m by 1,109 m."""
    assert rules.size_m2(box(120.92, 30.85, 120.93, 30.86)) == pytest.approx(1_060_000, rel=0.01)


def test_what_fits_has_no_faults() -> None:
    home = rules.check_border(box(120.9, 30.8, 120.92, 30.81))
    two = [("甲", square(120.9, 30.8)), ("乙", square(120.91, 30.8))]
    assert rules.faults_between(home, two, 50) == []


def test_gaps_overlaps_and_what_sticks_out() -> None:
    home = rules.check_border(box(120.9, 30.8, 120.93, 30.81))
    two = [
        ("甲", square(120.9, 30.8)),
        ("乙", square(120.909, 30.8)),
        ("丙", square(120.915, 30.805)),
    ]
    found = rules.faults_between(home, two, 50)
    kinds = [fault.kind.value for fault in found]
    assert kinds.count("overlap") == 2
    assert "gap" in kinds
    assert "outside" in kinds
    largest = max(fault.m2 for fault in found if fault.kind == "gap")
    assert largest > 100_000
    assert "「甲」与「乙」重叠" in next(f.sentence for f in found if f.names == ("甲", "乙"))


def test_slivers_and_small_faults_are_none() -> None:
    home = rules.check_border(box(120.9, 30.8, 120.92, 30.81))
    hair = 3e-6  # a third of a metre
    two = [
        ("甲", square(120.9, 30.8)),
        ("乙", rules.check_border(box(120.91 + hair, 30.8, 120.92, 30.81))),
    ]
    assert rules.faults_between(home, two, 50) == []


def test_without_a_border_of_the_community_what_is_surrounded_is_a_gap() -> None:
    ring = [
        ("甲", rules.check_border(box(0, 0, 0.03, 0.01))),
        ("乙", rules.check_border(box(0, 0.02, 0.03, 0.03))),
        ("丙", rules.check_border(box(0, 0.01, 0.01, 0.02))),
        ("丁", rules.check_border(box(0.02, 0.01, 0.03, 0.02))),
    ]
    (gap,) = rules.faults_between(None, ring, 50)
    assert gap.kind == "gap"


def test_files_say_which_line_cannot_be_taken() -> None:
    good = {"type": "Feature", "properties": {"name": "第一网格"}, "geometry": square(120.9, 30.8)}
    bad = {"type": "Feature", "properties": {"name": "点"}, "geometry": mapping(Point(1, 1))}
    twice = {**good}
    text = json.dumps({"type": "FeatureCollection", "features": [good, bad, twice]})
    read = rules.read_features(text, "wgs84")
    assert [row.name for row in read.rows] == ["第一网格"]
    assert [line for line, _said in read.faults] == [2, 3]
    sheet = [["网格", "界线"], ["第二网格", "POLYGON((0 0, 1 0, 1 1, 0 0))"], ["坏", ""]]
    read = rules.read_rows(sheet, "wgs84")
    assert len(read.rows) == 1
    assert len(read.faults) == 1
    with refused("no-geojson"):
        rules.read_features("[]", "wgs84")
