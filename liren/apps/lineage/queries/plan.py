"""What goes where: every grid and every row of the changed communities has one successor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q
from django.utils.module_loading import import_string
from shapely import Point, STRtree
from shapely.geometry import shape

from liren.apps.lineage.models import Change, Descent, Part
from liren.apps.lineage.rules import Impact
from liren.kernel.access.guarded import Guarded
from liren.kernel.access.models import Area, Shape

ANCHORS = {"building": "building__estate", "estate": "estate"}


def impact() -> Impact:
    """What the site says about changes: one page, named by LIREN_IMPACT."""
    said: Impact = import_string(settings.LIREN_IMPACT)
    return said


def followers() -> Iterator[type[Model]]:
    """All kinds of rows that lie in an area and follow it, in the order of their apps."""
    stays = impact().stays
    for model in apps.get_models():
        kept = model._meta.label_lower in stays or getattr(model, "append_only", False)
        if issubclass(model, Guarded) and not model._meta.proxy and not kept:
            yield model


def successor_areas(change: Change) -> Mapping[int, int]:
    """The closed area inside a community → the one that took its place."""
    inner = Descent.objects.filter(change=change).exclude(predecessor__in=_changed(change))
    return dict(inner.values_list("predecessor", "successor"))


def _changed(change: Change) -> Any:
    return change.predecessors.values("pk")


@dataclass
class Plan:
    """The parts of a change and the answer to «where does this go?»."""

    change: Change
    parts: list[Part]
    predecessors: list[Area]
    inner: list[Area]  # what lies directly in the predecessors
    _named: dict[tuple[str, Any], Part] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in self.parts:
            for kind in ("grids", "estates", "bodies", "holders"):
                self._named |= {(kind, one): part for one in getattr(part, kind)}

    def rest(self, predecessor: int | None) -> Part:
        """Where a community's remainder goes: on under its own code, else where the rest goes."""
        kept = (part for part in self.parts if part.continues_id == predecessor and predecessor)
        rests = (part for part in self.parts if part.takes_rest)
        return next(kept, None) or next(rests, None) or self.parts[0]

    def of_area(self, area: Area) -> Part:
        """Where a grid goes: as named, else by the drawn border, else with the remainder."""
        named = self._named.get(("grids", area.code))
        return named or self._drawn(area.lng, area.lat) or self.rest(area.parent_id)

    def of_row(self, row: Any) -> Part:
        """Where a row goes that lies in a community itself, in no grid of it."""
        held = anchors(row)
        named = next(filter(None, map(self._of_name, held)), None)
        return named or next(filter(None, map(self._at, held)), None) or self.rest(row.area_id)

    def of_holder(self, user: int) -> Part | None:
        """The one successor to which somebody's offices go; None for all of them."""
        return self._named.get(("holders", user))

    def heirs(self, predecessor: Area) -> list[Part]:
        """The successors that get something of a community."""
        found = {self.rest(predecessor.pk).order}
        found |= {self.of_area(one).order for one in self.inner if one.parent_id == predecessor.pk}
        found |= {p.order for p in self.parts if p.continues_id == predecessor.pk}
        if len(self.predecessors) == 1:
            found |= {part.order for part in self.parts}
        return [part for part in self.parts if part.order in found]

    def _of_name(self, row: Any) -> Part | None:
        label = row._meta.label_lower
        if label == "access.body":
            return self._named.get(("bodies", row.code))
        return self._named.get(("estates", row.pk)) if label == "places.estate" else None

    def _at(self, row: Any) -> Part | None:
        lng, lat = getattr(row, "lng", None), getattr(row, "lat", None)
        return self._drawn(lng, lat) or self._in_grid(lng, lat)

    def _drawn(self, lng: float | None, lat: float | None) -> Part | None:
        if lng is None or lat is None:
            return None
        point = Point(lng, lat)
        return next((part for border, part in self._borders if border.intersects(point)), None)

    def _in_grid(self, lng: float | None, lat: float | None) -> Part | None:
        if lng is None or lat is None:
            return None
        tree, owners = self._grids
        found = tree.query(Point(lng, lat), predicate="intersects")
        return owners[min(found)] if len(found) else None

    @cached_property
    def _borders(self) -> list[tuple[Any, Part]]:
        return [(shape(part.geometry), part) for part in self.parts if part.geometry]

    @cached_property
    def _grids(self) -> tuple[STRtree, list[Part]]:
        of = {area.pk: self.of_area(area) for area in self.inner}
        drawn = Shape.objects.filter(area__in=of).order_by("area")
        return STRtree([shape(one.geometry) for one in drawn]), [of[one.pk] for one in drawn]


def anchors(row: Any) -> list[Any]:
    """A row and what it stands in: a dwelling goes with its building, that with its estate."""
    building = getattr(row, "building", None)
    estate = getattr(building or row, "estate", None)
    return [one for one in (row, building, estate) if one is not None]


def along(model: type[Model]) -> list[str]:
    """What has to be read with a row to say where it goes."""
    fields = {field.name for field in model._meta.get_fields()}
    return [path for name, path in ANCHORS.items() if name in fields]


def plan_of(change: Change) -> Plan:
    """The plan of a change, before it is carried out and after."""
    predecessors = list(change.predecessors.select_related("parent").order_by("path"))
    parts = list(change.parts.select_related("continues", "parent", "area"))
    made = Descent.objects.filter(change=change)
    gone = Q(pk__in=made.values("predecessor"), valid_to=change.effective - timedelta(days=1))
    inside = Area.objects.filter(parent__in=predecessors).filter(Q(valid_to=None) | gone)
    new = made.exclude(predecessor__in=_changed(change)).values("successor")
    return Plan(change, parts, predecessors, list(inside.exclude(pk__in=new).order_by("path")))
