"""What a place may be: levels inside one another, points on the earth."""

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

ORDER = ("province", "city", "district", "subdistrict", "community", "grid", "micro_grid")
DIGITS = {"province": 2, "city": 4, "district": 6, "subdistrict": 9, "community": 12}


def check_point(lng: float, lat: float) -> None:
    """A point lies on the earth (WGS-84, longitude first)."""
    if not (-180 <= lng <= 180 and -90 <= lat <= 90):
        raise Refused(
            "places.no-such-point",
            _("这个坐标不在地球上。经度在 -180 到 180 之间，纬度在 -90 到 90 之间。"),
        )


def nests(outer: str, inner: str) -> bool:
    """Whether a level may lie directly or indirectly in another."""
    return ORDER.index(outer) < ORDER.index(inner)


def segment(code: str, level: str, outer_code: str, outer_level: str) -> str:
    """The part of a division code that an area adds to the path of the area around it.

    Province 2 digits, city 4, district 6, subdistrict 9, community 12 (national codes); what
    lies deeper takes all digits beyond the code around it.
    """
    start = DIGITS.get(outer_level, len(outer_code))
    return code[start : DIGITS.get(level, len(code))]
