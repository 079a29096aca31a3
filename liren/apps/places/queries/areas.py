"""Where something is: by point, by code, by address; and what lies where."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from django.db.models import Count, F, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from shapely import Point, STRtree, from_geojson

from liren.apps.places.models import Area, Level, Shape
from liren.apps.places.rules import check_point
from liren.kernel.access.actor import Actor
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.access.written import read
from liren.kernel.policy.values import kept

FINEST = (Level.GRID, Level.MICRO_GRID)


@dataclass(frozen=True)
class Index:
    """A tree of polygons: thousands of points find their area in milliseconds."""

    tree: STRtree
    keys: tuple[int, ...]

    def at(self, lng: float, lat: float) -> int | None:
        """The key of the area that covers a point; on a border the one with the lower key."""
        point = Point(lng, lat)
        found = self.tree.query(point, predicate="intersects")
        return min((self.keys[hit] for hit in found), default=None)


def area_for(actor: Actor, code: str) -> Area:
    """The area with this code, if this actor may see it."""
    area: Area = Area.objects.allowed(actor, "places.view").get(code=code)
    return area


def areas_for(actor: Actor) -> QuerySet[Area]:
    """The areas in force that this actor may see, from the outside inwards."""
    return Area.objects.allowed(actor, "places.view").valid().order_by("path")


def tops_for(actor: Actor, verb: str = "places.view") -> list[Area]:
    """The outermost areas in which the actor holds a verb."""
    paths = outermost(actor.paths(verb))
    return list(Area.objects.valid().filter(path__in=paths).order_by("path"))


def children_of(actor: Actor, tops: Sequence[Area], *, parent: Area | None = None) -> list[Area]:
    """Some areas, or those directly below one, each with the number of areas inside it."""
    rows = areas_for(actor)
    where = Q(parent=parent) if parent else Q(pk__in=[top.pk for top in tops])
    inner = Count("children", filter=Q(children__valid_to=None))
    return list(rows.filter(where).annotate(inside=inner))


@kept
def _version() -> object:
    # two facts that change with every drawing and dissolution, read every few seconds
    drawn = Shape.objects.aggregate(Max("version"))["version__max"]
    return drawn, Area.objects.filter(level__in=FINEST, valid_to=None).count()


_built: dict[object, Index] = {}
_building = Lock()


def index() -> Index:
    """The tree over all grids in force, built once per process and version."""
    version = _version()
    with _building:  # of many requests that come first, one builds
        if version not in _built:
            _built.clear()
            _built[version] = _build()
        return _built[version]


def _build() -> Index:
    rows = Shape.objects.filter(area__level__in=FINEST, area__valid_to=None)
    drawn = rows.values_list("pk", Cast("geometry", TextField()))
    keys, texts = zip(*drawn, strict=True) if drawn else ((), ())
    return Index(STRtree(from_geojson(texts)), keys)


def area_at(lng: float, lat: float) -> Area | None:
    """The grid that covers a point, or None where no grid was drawn."""
    check_point(lng, lat)
    key = index().at(lng, lat)
    return read(Area, key) if key else None


def area_of_address(address: str, inside: Area | None = None) -> Area | None:
    """The deepest area whose whole name stands in an address, or None when none or several do."""
    areas = Area.objects.valid().exclude(level__in=FINEST)
    areas = areas.below(inside) if inside else areas
    hits = areas.annotate(said=Value(address)).filter(said__contains=F("name"))
    paths = sorted(hits.values_list("path", flat=True), key=len)
    best = [path for path in paths if len(path) == len(paths[-1])]
    return Area.objects.get(path=best[0]) if len(best) == 1 else None


def around(area: Area) -> list[Area]:
    """The areas on the way from the outside to this one, itself last."""
    parts = area.path.rstrip(".").split(".")
    paths = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
    return list(Area.objects.filter(path__in=paths).order_by("path"))


def shapes_below(area: Area) -> QuerySet[Shape]:
    """The borders of the areas directly below one."""
    rows = Shape.objects.filter(area__parent=area, area__valid_to=None)
    return rows.select_related("area").order_by("area__path")


def shapes_in(top: Area, level: str) -> QuerySet[Shape]:
    """The borders of the areas of one level inside another."""
    inside = Shape.objects.filter(subtree("area__path", top.path), area__valid_to=None)
    return inside.filter(area__level=level).select_related("area").order_by("area__path")


@kept
def communities() -> tuple[Area, ...]:
    """All communities in force, for forms that ask where."""
    rows = Area.objects.valid().filter(level=Level.COMMUNITY).select_related("parent")
    return tuple(rows.order_by("path"))
