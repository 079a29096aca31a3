"""Coordinates against published pairs, round trips, and surveyors' metres."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from liren.apps.places.rules.coordinates import (
    System,
    baidu_of,
    from_gcj,
    gcj_from_baidu,
    gcj_of,
    to_wgs84,
)
from liren.kernel.base.errors import Refused

METRE = 1 / 111_000
# (lat, lng) in WGS-84 and GCJ-02, as the project eviltransform publishes them
PUBLISHED = [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
]


@pytest.mark.parametrize(("wgs", "gcj"), PUBLISHED)
def test_published_pairs(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    lng, lat = gcj_of(wgs[1], wgs[0])
    assert (lat, lng) == pytest.approx(gcj, abs=0.1 * METRE)
    lng, lat = from_gcj(gcj[1], gcj[0])
    assert (lat, lng) == pytest.approx(wgs, abs=0.1 * METRE)


def test_published_baidu() -> None:
    """The pairs in the description of the project coordtransform."""
    assert baidu_of(116.404, 39.915) == pytest.approx((116.41036949371029, 39.92133699351021))
    known = (116.39762729119315, 39.90865673957631)
    assert gcj_from_baidu(116.404, 39.915) == pytest.approx(known, abs=METRE)
    assert gcj_of(116.404, 39.915) == pytest.approx((116.41024449916938, 39.91640428150164))


@given(st.floats(75, 134), st.floats(4, 53))
def test_there_and_back_is_the_same_place(lng: float, lat: float) -> None:
    assert from_gcj(*gcj_of(lng, lat)) == pytest.approx((lng, lat), abs=0.01 * METRE)
    assert gcj_from_baidu(*baidu_of(lng, lat)) == pytest.approx((lng, lat), abs=0.01 * METRE)
    shifted = baidu_of(*gcj_of(lng, lat))
    assert to_wgs84(*shifted, System.BD09) == pytest.approx((lng, lat), abs=0.01 * METRE)


def test_abroad_nothing_is_shifted() -> None:
    assert gcj_of(2.35, 48.85) == (2.35, 48.85)


@pytest.mark.parametrize(("zone", "epsg"), [(40, 4528), (25, 4513), (45, 4533)])
def test_metres_with_their_zone(zone: int, epsg: int) -> None:
    lng, lat = zone * 3 + 0.9, 30.85
    east, north = Transformer.from_crs(4326, epsg, always_xy=True).transform(lng, lat)
    assert east // 1_000_000 == zone
    for pair in ((east, north), (north, east)):
        assert to_wgs84(*pair, System.CGCS2000_GK3) == pytest.approx((lng, lat), abs=METRE)


def test_metres_without_zone_want_a_meridian() -> None:
    east, north = Transformer.from_crs(4326, 4549, always_xy=True).transform(120.92, 30.85)
    found = to_wgs84(north, east, System.CGCS2000_GK3, 120)
    assert found == pytest.approx((120.92, 30.85), abs=METRE)
    with pytest.raises(Refused, check=lambda no: no.code == "places.bad-plane"):
        to_wgs84(north, east, System.CGCS2000_GK3)


def test_the_middle_of_a_zone_is_on_its_meridian() -> None:
    """By definition: easting 500 km, and the northing is the arc of the meridian."""
    lng, lat = to_wgs84(40_500_000, 3_320_113.398, System.CGCS2000_GK3)
    assert lng == pytest.approx(120, abs=1e-9)
    assert lat == pytest.approx(30, abs=1e-7), "the meridian's arc from the equator to 30 degrees"


def test_degrees_of_the_national_datum_are_those_of_wgs84() -> None:
    assert to_wgs84(120.92, 30.85, System.CGCS2000) == pytest.approx((120.92, 30.85), abs=METRE)
    assert not math.isnan(to_wgs84(120.92, 30.85, System.WGS84)[0])
