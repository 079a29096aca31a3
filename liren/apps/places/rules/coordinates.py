"""Coordinates as people have them, brought to WGS-84: what maps show is shifted on purpose.

GCJ-02 is the shift of Chinese maps (Amap, Tencent, Tianditu's competitors), BD-09 Baidu's on top
of it; CGCS2000 is the national datum, which lies within decimetres of WGS-84, in degrees or in
the metres of a three-degree Gauss-Krüger zone.
"""

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pyproj import Transformer

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused

XY = tuple[float, float]

AXIS, FLATNESS = 6378245.0, 0.00669342162296594323  # of Krassowsky's ellipsoid, as the shift wants
BAIDU = math.pi * 3000 / 180
CLOSE = 1e-10  # degrees: a hundredth of a millimetre
ROUNDS = 30
CHINA = (72.004, 0.8293, 137.8347, 55.8271)  # where maps are shifted
ZONES = range(25, 46)
FIRST_WITH_ZONE, FIRST_WITHOUT = 4513, 4534  # EPSG: zone 25 with its number, meridian 75° without
MERIDIANS = range(75, 136, 3)


class System(TextChoices):
    """In which system coordinates are given."""

    WGS84 = "wgs84", _("WGS-84（卫星定位、天地图近似）")
    GCJ02 = "gcj02", _("GCJ-02（高德、腾讯地图）")
    BD09 = "bd09", _("BD-09（百度地图）")
    CGCS2000 = "cgcs2000", _("CGCS2000 经纬度")
    CGCS2000_GK3 = "cgcs2000_gk3", _("CGCS2000 三度带平面坐标（米）")


def to_wgs84(x: float, y: float, system: str, meridian: int | None = None) -> XY:
    """A pair of coordinates as longitude and latitude in WGS-84.

    Plane coordinates are taken in either order: an easting with its zone number has eight
    digits, one without lies below a million metres, a northing in between.
    """
    if system == System.CGCS2000_GK3:
        return _from_plane(x, y, meridian)
    return CONVERT[system](x, y)


def shifted(lng: float, lat: float) -> bool:
    """Whether a place lies where Chinese maps are shifted."""
    west, south, east, north = CHINA
    return west <= lng <= east and south <= lat <= north


def gcj_of(lng: float, lat: float) -> XY:
    """Where a Chinese map shows a place of WGS-84."""
    if not shifted(lng, lat):
        return lng, lat
    x, y = lng - 105.0, lat - 35.0
    rad = math.radians(lat)
    root = 1 - FLATNESS * math.sin(rad) ** 2
    north = _north(x, y) * 180 / (AXIS * (1 - FLATNESS) / (root * math.sqrt(root)) * math.pi)
    east = _east(x, y) * 180 / (AXIS / math.sqrt(root) * math.cos(rad) * math.pi)
    return lng + east, lat + north


def _waves(*pairs: tuple[float, float]) -> float:
    return sum(height * math.sin(angle * math.pi) for height, angle in pairs) * 2 / 3


def _north(x: float, y: float) -> float:
    flat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    small = _waves((20, 6 * x), (20, 2 * x))
    return flat + small + _waves((20, y), (40, y / 3)) + _waves((160, y / 12), (320, y / 30))


def _east(x: float, y: float) -> float:
    flat = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    small = _waves((20, 6 * x), (20, 2 * x))
    return flat + small + _waves((20, x), (40, x / 3)) + _waves((150, x / 12), (300, x / 30))


def from_gcj(lng: float, lat: float) -> XY:
    """The place in WGS-84 that a Chinese map shows here: the shift is undone by approaching it."""
    x, y = lng, lat
    for _round in range(ROUNDS):
        there_x, there_y = gcj_of(x, y)
        off_x, off_y = there_x - lng, there_y - lat
        x, y = x - off_x, y - off_y
        if abs(off_x) < CLOSE and abs(off_y) < CLOSE:
            break
    return x, y


def baidu_of(lng: float, lat: float) -> XY:
    """Where Baidu shows a place of GCJ-02."""
    far = math.hypot(lng, lat) + 0.00002 * math.sin(lat * BAIDU)
    angle = math.atan2(lat, lng) + 0.000003 * math.cos(lng * BAIDU)
    return far * math.cos(angle) + 0.0065, far * math.sin(angle) + 0.006


def gcj_from_baidu(lng: float, lat: float) -> XY:
    """The place in GCJ-02 that Baidu shows here, again by approaching it."""
    x, y = lng - 0.0065, lat - 0.006
    for _round in range(ROUNDS):
        there_x, there_y = baidu_of(x, y)
        off_x, off_y = there_x - lng, there_y - lat
        x, y = x - off_x, y - off_y
        if abs(off_x) < CLOSE and abs(off_y) < CLOSE:
            break
    return x, y


def _from_baidu(lng: float, lat: float) -> XY:
    return from_gcj(*gcj_from_baidu(lng, lat))


def _same(lng: float, lat: float) -> XY:
    return lng, lat


def _from_cgcs(lng: float, lat: float) -> XY:
    x, y = _transformer(4490).transform(lng, lat)
    return float(x), float(y)


CONVERT: Mapping[str, Callable[[float, float], XY]] = {
    System.WGS84: _same,
    System.GCJ02: from_gcj,
    System.BD09: _from_baidu,
    System.CGCS2000: _from_cgcs,
}


@cache
def _transformer(code: int) -> Any:
    return Transformer.from_crs(code, 4326, always_xy=True)


def _from_plane(x: float, y: float, meridian: int | None) -> XY:
    east, north = sorted((x, y), key=_is_northing)
    zone = int(east // 1_000_000)
    if zone in ZONES:
        code = FIRST_WITH_ZONE + zone - ZONES.start
    elif 0 < east < 1_000_000 and meridian is not None and meridian in MERIDIANS:
        code = FIRST_WITHOUT + (meridian - MERIDIANS.start) // MERIDIANS.step
    else:
        sentence = _(
            "看不懂这对平面坐标 %(x)s、%(y)s。横坐标要带两位带号（8 位数），或者选择中央子午线。"
        )
        raise Refused("places.bad-plane", sentence % {"x": x, "y": y})
    lng, lat = _transformer(code).transform(east, north)
    return float(lng), float(lat)


def _is_northing(value: float) -> bool:
    return 1_000_000 <= value < 10_000_000
