"""Bringing areas in; they are changed only through dated acts of their own."""

from collections.abc import Iterable, Mapping
from datetime import date

from shapely import geometry

from liren.apps.places.models import Area, Shape
from liren.apps.places.rules import nests, segment
from liren.kernel.policy.models import Pack


def load_areas(pack: Pack, rows: Iterable[Mapping[str, str]]) -> int:
    """Load a pack's list of divisions (code, name, level, parent): outer areas come first."""
    known = {area.code: area for area in Area.objects.all()}
    written = 0
    for row in rows:
        if row["code"] not in known:
            parent = known.get(row["parent"])
            known[row["code"]] = add_area(row["code"], row["name"], row["level"], parent)
            written += 1
    return written


def add_area(
    code: str,
    name: str,
    level: str,
    parent: Area | None,
    *,
    name_en: str = "",
    shape: Mapping[str, object] | None = None,
    since: date | None = None,
) -> Area:
    """Add one area below another; its path is the parent's path and a part of its own."""
    if parent and not nests(parent.level, level):
        raise ValueError(f"{level} {code} cannot lie in {parent.level} {parent.code}")
    around = (parent.code, parent.level, parent.path) if parent else ("", "", "")
    centre = geometry.shape(shape).representative_point() if shape else None
    area = Area.objects.create(
        code=code,
        name=name,
        name_en=name_en,
        level=level,
        parent=parent,
        path=f"{around[2]}{segment(code, level, *around[:2])}.",
        lng=centre.x if centre else None,
        lat=centre.y if centre else None,
        valid_from=since,
    )
    if shape:
        Shape.objects.create(area=area, geometry=shape)
    return area
