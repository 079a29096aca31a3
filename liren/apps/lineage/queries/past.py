"""What was true on a day: the tree, names, borders, and where a row lay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from liren.apps.lineage.models import Custody, Descent, Edition, Moved
from liren.apps.places.queries.grids import former_border
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level, Shape


@dataclass(frozen=True)
class Named:
    """An area under the name that it had on a day."""

    area: Area
    name: str

    def __str__(self) -> str:
        return self.name


def areas_on(actor: Actor, day: date) -> QuerySet[Area]:
    """The areas that this actor may see, as they were in force on a day."""
    rows: QuerySet[Area] = Area.objects.allowed(actor, "places.view").valid_on(day)
    return rows.order_by("path")


def bearer_on(areas: QuerySet[Area], q: str, day: date) -> QuerySet[Area]:
    """Those of the areas that bore a name or code on this day."""
    old = Edition.objects.filter(name__contains=q, valid_to__gte=day)
    old = old.filter(Q(valid_from=None) | Q(valid_from__lte=day))
    renamed = Edition.objects.filter(valid_to__gte=day)
    now = Q(name__contains=q) & ~Q(pk__in=renamed.values("area"))
    return areas.filter(now | Q(code__startswith=q) | Q(pk__in=old.values("area")))


def named_on(areas: Iterable[Area], day: date) -> list[Named]:
    """The areas with the names that they had on a day."""
    rows = list(areas)
    found: dict[int, Edition] = {}
    for edition in Edition.objects.filter(area__in=rows, valid_to__gte=day).order_by("-valid_to"):
        found[edition.area_id] = edition
    return [Named(row, found[row.pk].name if row.pk in found else str(row)) for row in rows]


def border_on(area: Area, day: date) -> Any | None:
    """The border that an area had on a day, as GeoJSON; None where none was drawn."""
    edition = Edition.objects.filter(area=area, valid_to__gte=day).order_by("valid_to").first()
    if edition:
        return edition.geometry
    if former := former_border(area, day):
        return former.geometry
    return Shape.objects.filter(area=area).values_list("geometry", flat=True).first()


def area_on(row: Model, day: date) -> Area:
    """The area in which a row lay on a day: exact also after splits and merges."""
    later = Moved.objects.filter(model=row._meta.label_lower, key=row.pk, day__gt=day)
    first = later.select_related("source").order_by("day", "pk").first()
    found: Area = first.source if first else row.area  # type: ignore[attr-defined]
    return found


@dataclass(frozen=True)
class Period:
    """An area under one name and border, from a day to a day."""

    area: Area
    name: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Relations:
    """The family of an area: its periods, and which came of which."""

    periods: Sequence[Period]
    descents: Sequence[Descent]
    custodies: Sequence[Custody]


def relations_of(area: Area) -> Relations:
    """All communities from which an area came and that came of it, to the last generation."""
    known = {area.pk} | _reach({area.pk}, back=True) | _reach({area.pk}, back=False)
    links = Descent.objects.filter(Q(predecessor__in=known) | Q(successor__in=known))
    for pair in links.values_list("predecessor", "successor"):  # and who else gave or got
        known |= set(pair)
    kin = Area.objects.filter(pk__in=known).select_related("parent")
    inside = Q(area__in=known) | Q(keeper__in=known) | Q(area__parent__in=known)
    kept = Custody.objects.filter(inside).select_related("area", "keeper", "change")
    return Relations(
        [period for one in kin.order_by("path") for period in periods(one)],
        list(links.select_related("change", "predecessor", "successor")),
        list(kept),
    )


def _reach(keys: set[int], *, back: bool) -> set[int]:
    start, end = ("successor", "predecessor") if back else ("predecessor", "successor")
    known, fresh = set(keys), set(keys)
    while fresh:
        links = Descent.objects.filter(**{f"{start}__in": fresh})
        fresh = set(links.values_list(end, flat=True)) - known
        known |= fresh
    return known


def periods(area: Area) -> list[Period]:
    """An area's life: its earlier editions, then what it is or was last."""
    found = [
        Period(area, one.name, one.valid_from, one.valid_to)
        for one in Edition.objects.filter(area=area)
    ]
    since = begun(area)
    return [*found, Period(area, str(area), since, area.valid_to)]


def begun(area: Area) -> date | None:
    """The day on which an area's present name and border began."""
    last = Descent.objects.filter(successor=area, predecessor=area).order_by("-day").first()
    return last.day if last else area.valid_from


def is_community(area: Area) -> bool:
    """Whether an area is of the level on which changes are made."""
    return area.level == Level.COMMUNITY
