"""Reading estates, buildings and dwellings, always for an actor."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from liren.apps.places.models import (
    Area,
    Building,
    Dwelling,
    Estate,
    Level,
    Particulars,
    Stairwell,
)
from liren.apps.places.queries.search import matches
from liren.apps.places.rules.estates import Management, Plan, plan
from liren.kernel.access.actor import Actor
from liren.kernel.access.pages import MOST_COUNTED, Order, Page, page
from liren.kernel.access.ways import outermost, subtree

BY_PLACE = Order("area_path", newest_first=False)
MOST_POINTS = 500
MOST_OUT = 5000


@dataclass(frozen=True)
class Sought:
    """What a list of estates or dwellings is asked for; empty means: no matter."""

    area: str = ""
    management: str = ""
    kind: str = ""
    use: str = ""
    estate: str = ""
    q: str = ""
    ended: bool = False


def estate_for(actor: Actor, uid: UUID) -> Estate:
    """The estate, if this actor may see it."""
    rows = Estate.objects.allowed(actor, "places.view").select_related("area__parent", "manager")
    estate: Estate = rows.get(uid=uid)
    return estate


def building_for(actor: Actor, uid: UUID) -> Building:
    """The building, if this actor may see what lies in it."""
    rows = Building.objects.allowed(actor, "places.dwellings").select_related("area", "estate")
    building: Building = rows.get(uid=uid)
    return building


def dwelling_for(actor: Actor, uid: UUID) -> Dwelling:
    """The dwelling, if this actor may see it."""
    rows = Dwelling.objects.allowed(actor, "places.dwellings")
    also = ("building__estate", "stairwell", "area__parent")
    dwelling: Dwelling = rows.select_related(*also).get(uid=uid)
    return dwelling


def inside(sought: Sought) -> Q:
    """The subtree of the area that was asked for; an unknown one holds nothing."""
    if not sought.area:
        return Q()
    area = Area.objects.filter(code=sought.area).first()
    return subtree("area_path", area.path) if area else Q(area_path="")


def estates_sought(sought: Sought) -> QuerySet[Estate]:
    """The estates that fit a question, before it is asked who may see them."""
    rows: QuerySet[Estate] = Estate.objects.filter(inside(sought))
    rows = rows.filter(valid_to__isnull=not sought.ended)
    for name in ("management", "kind"):
        if chosen := getattr(sought, name):
            rows = rows.filter(**{name: chosen})
    if q := sought.q.strip():
        found = Q(name__icontains=q) | Q(address__icontains=q)
        rows = rows.filter(found | Q(initials__startswith=q.lower()) if q.isascii() else found)
    return rows


def page_of_estates(
    actor: Actor, sought: Sought, cursor: str = "", limit: int = 50
) -> Page[Estate]:
    """One page of the estates that this actor may see, neighbours beside one another."""
    rows = estates_sought(sought).select_related("area__parent", "manager")
    rows = rows.annotate(
        houses=Count("buildings", filter=Q(buildings__valid_to=None)),
        homes=Sum("buildings__flats", filter=Q(buildings__valid_to=None), default=0),
    )
    return page(rows, Estate.objects.branches(actor, "places.view"), BY_PLACE, cursor, limit)


def page_of_dwellings(
    actor: Actor, sought: Sought, cursor: str = "", limit: int = 50
) -> Page[Dwelling]:
    """One page of dwellings, those of one house beside one another."""
    also = ("building__estate", "stairwell", "area")
    ways = Dwelling.objects.branches(actor, "places.dwellings")
    rows = dwellings_sought(sought).select_related(*also)
    return page(rows, ways, BY_PLACE, cursor, limit)


def dwellings_sought(sought: Sought) -> QuerySet[Dwelling]:
    """The dwellings that fit a question."""
    rows: QuerySet[Dwelling] = Dwelling.objects.filter(inside(sought))
    rows = rows.filter(valid_to__isnull=not sought.ended)
    if sought.use:
        rows = rows.filter(use=sought.use)
    if sought.estate:
        rows = rows.filter(building__estate__uid=sought.estate)
    for word in sought.q.split()[:3]:
        digits = word.rstrip("室栋幢号楼单元")
        rows = rows.filter(
            Q(number__startswith=digits)
            | Q(building__number=digits)
            | Q(building__estate__name__contains=word)
        )
    return rows


def counted(actor: Actor, rows: QuerySet[Any], verb: str) -> int:
    """How many of these rows the actor may see, to one beyond the cap."""
    allowed = rows.model._default_manager.allowed(actor, verb)
    return int(rows.filter(pk__in=allowed.values("pk")).order_by()[: MOST_COUNTED + 1].count())


def capped(count: int) -> str:
    """A count as a list shows it."""
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def buildings_of(estate: Estate) -> QuerySet[Building]:
    """The standing buildings of an estate in the order of their numbers."""
    rows: QuerySet[Building] = Building.objects.filter(estate=estate, valid_to=None)
    return rows.order_by("place", "number")


def plan_of(building: Building) -> Plan:
    """The dwellings of a building as floors and columns."""
    rows = Dwelling.objects.filter(building=building, valid_to=None)
    entrances = dict(Stairwell.objects.filter(building=building).values_list("pk", "number"))
    spots = [(entrances.get(row.stairwell_id or 0, 0), row) for row in rows.order_by("column")]
    return plan([(entrance, row.floor, row.column, row) for entrance, row in spots])


def uses_of(building: Building) -> Counter[str]:
    """How many dwellings of each use stand in a building."""
    rows = Dwelling.objects.filter(building=building, valid_to=None)
    return Counter(rows.values_list("use", flat=True))


def particulars_of(area: Area) -> Particulars | None:
    """What is known of an area beside its code."""
    return Particulars.objects.filter(area=area).first()


@dataclass(frozen=True)
class Holdings:
    """What lies in an area."""

    levels: Counter[str]
    management: Counter[str]
    buildings: int
    dwellings: int

    @property
    def estates(self) -> int:
        """All estates, however they are looked after."""
        return self.management.total()


def holdings(area: Area) -> Holdings:
    """The areas, estates, buildings and dwellings of an area, counted from their rows."""
    below = Area.objects.below(area).valid().exclude(pk=area.pk).order_by()
    levels = below.values_list("level").annotate(n=Count("pk"))
    where = subtree("area_path", area.path)
    estates = Estate.objects.filter(where, valid_to=None).order_by()
    houses = Building.objects.filter(where, valid_to=None)
    sums = houses.aggregate(n=Count("pk"), flats=Sum("flats", default=0))
    return Holdings(
        levels=Counter(dict(levels)),
        management=Counter(dict(estates.values_list("management").annotate(n=Count("pk")))),
        buildings=sums["n"],
        dwellings=sums["flats"],
    )


def by_management(area: Area) -> list[tuple[Area, Counter[str]]]:
    """The estates of each area directly below one, by who looks after them."""
    estates = Estate.objects.filter(subtree("area_path", area.path), valid_to=None).order_by()
    found = list(estates.values_list("area_path", "management").annotate(n=Count("pk")))
    children = Area.objects.filter(parent=area, valid_to=None).order_by("path")
    rows: list[tuple[Area, Counter[str]]] = []
    for child in children:
        counts: Counter[str] = Counter()
        for path, management, number in found:
            if path.startswith(child.path):
                counts[management] += number
        rows.append((child, counts))
    return rows


def coverage(counts: Counter[str]) -> float | None:
    """The share of estates that a professional company looks after."""
    total = counts.total()
    return counts[Management.PROFESSIONAL] / total if total else None


def estates_like(actor: Actor, q: str, limit: int) -> list[Estate]:
    """Estates by name, sound or initials that this actor may see."""
    rows = Estate.objects.allowed(actor, "places.view").filter(valid_to=None)
    return matches(rows.select_related("area__parent"), q, limit)


def areas_like(actor: Actor, q: str, limit: int) -> list[Area]:
    """Areas by name, sound, initials or code that this actor may see."""
    rows = Area.objects.allowed(actor, "places.view").valid().select_related("parent")
    return matches(rows, q, limit, code=True)


def open_to(actor: Actor, verb: str) -> list[Area]:
    """The communities in which an actor holds a verb, for forms that ask where."""
    where = Q(pk__in=[])
    for path in outermost(actor.paths(verb)):
        where |= subtree("path", path)
    rows = Area.objects.valid().filter(where, level=Level.COMMUNITY).select_related("parent")
    return list(rows.order_by("path"))


def estate_points(actor: Actor, sought: Sought) -> list[Estate]:
    """Estates with a place on the map."""
    rows = Estate.objects.allowed(actor, "places.view") & estates_sought(sought)
    return list(rows.filter(lng__isnull=False).order_by("area_path", "pk")[:MOST_POINTS])


def exported(actor: Actor, sought: Sought) -> Iterator[tuple[Estate, Building | None]]:
    """Every estate of a list with each of its buildings, up to a limit."""
    rows = Estate.objects.allowed(actor, "places.view") & estates_sought(sought)
    rows = rows.select_related("area__parent", "manager").order_by("area_path", "pk")
    listed = list(rows[:MOST_OUT])
    houses: dict[int, list[Building]] = {}
    standing = Building.objects.filter(estate__in=[row.pk for row in listed], valid_to=None)
    for house in standing.order_by("place", "number"):
        houses.setdefault(house.estate_id, []).append(house)
    for row in listed:
        yield from ((row, one) for one in houses.get(row.pk, [None]))
