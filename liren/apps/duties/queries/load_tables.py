"""The tables of the burden page: by who asks, by what is done, by place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from liren.apps.duties.models import Estimate
from liren.apps.duties.queries.burdens import bare, late
from liren.apps.duties.queries.loads import (
    Money,
    burdens_of,
    communities_in,
    handed,
    lines_in,
    refused,
)
from liren.apps.duties.rules.assignments import OPEN
from liren.kernel.access.models import Area, Body
from liren.kernel.access.ways import subtree

MOST_TASKS = 12
MOST_PLACES = 60


@dataclass
class Asked:
    """What one body wants of the communities of a place."""

    body: Body
    communities: int = 0
    tasks: int = 0
    standing: int = 0
    bare: int = 0
    refused: int = 0
    hours: Decimal = Decimal(0)
    earned: int = 0
    unpaid: int = 0


def by_asker(path: str, month: date, since: date, paid: dict[int, Money]) -> list[Asked]:
    """Who asks how much, without what basis, and what is not paid: the most hours first."""
    found: dict[int, dict[str, Any]] = {}
    tasks = handed(path).filter(state__in=OPEN).order_by().values("asker")
    keep(found, tasks.annotate(tasks=Count("pk"), communities=Count("area", distinct=True)))
    stand = burdens_of(path).exclude(asker=None).order_by().values("asker")
    keep(found, stand.annotate(standing=Count("pk"), bare=Count("pk", filter=bare())))
    said = refused(path, since).order_by().values("asker")
    keep(found, said.annotate(refused=Count("pk")))
    took = lines_in(path, month).exclude(asker=None).order_by().values("asker")
    keep(found, took.annotate(hours=Sum("hours")))
    for key, one in paid.items():
        found[key] = {**found.get(key, {}), "earned": one.earned, "unpaid": one.unpaid}
    rows = [Asked(body, **found[body.pk]) for body in Body.objects.filter(pk__in=found)]
    return sorted(rows, key=lambda one: (-one.hours, -one.standing, -one.tasks, one.body.code))


def keep(found: dict[int, dict[str, Any]], rows: Any) -> None:
    """Put the counts of each body together."""
    for row in rows:
        key = row.pop("asker")
        found[key] = {**found.get(key, {}), **row}


def by_task(path: str, month: date) -> list[dict[str, Any]]:
    """On what most hours of a month went: over how many communities."""
    rows: Any = (
        lines_in(path, month).order_by().values("label", "asker__name", "burden__asker_name")
    )
    rows = rows.annotate(total=Sum("hours"), communities=Count("estimate", distinct=True))
    return list(rows.order_by("-total", "label")[:MOST_TASKS])


@dataclass
class Part:
    """A community, or where there are many, a subdistrict of the table."""

    area: Area
    tasks: int = 0
    standing: int = 0
    bare: int = 0
    late: int = 0
    hours: Decimal = Decimal(0)
    staff: int = 0
    said: int = 0
    communities: int = 0

    @property
    def each(self) -> Decimal | None:
        """Hours for each person who shares the work."""
        return self.hours / self.staff if self.staff else None


def by_place(area: Area, month: date) -> list[Part]:
    """The communities of a place; where they are very many, its next parts."""
    communities = communities_in(area)
    parts = communities
    if len(communities) > MOST_PLACES:
        parts = list(Area.objects.valid().filter(parent=area).order_by("path"))
    found = {part.path: Part(part) for part in parts}
    for community in communities:
        if part := part_of(found, community.path):
            part.communities += 1
    for row in counted(area.path, month):
        if part := part_of(found, row.pop("area_path")):
            for name, number in row.items():
                setattr(part, name, getattr(part, name) + (number or 0))
    return list(found.values())


def counted(path: str, month: date) -> Iterable[dict[str, Any]]:
    """The counts of each community, from each table one after another."""
    open_ones = handed(path).filter(state__in=OPEN)
    yield from each(open_ones, tasks=Count("pk"))
    counts = {"bare": Count("pk", filter=bare()), "late": Count("pk", filter=late())}
    yield from each(burdens_of(path), standing=Count("pk"), **counts)
    said = Estimate.objects.filter(subtree("area_path", path), month=month)
    yield from each(said, staff=Sum("staff"), said=Count("pk"))
    yield from each(said, hours=Sum("lines__hours"))


def each(rows: QuerySet[Any], **counts: Any) -> Iterable[dict[str, Any]]:
    """The counts by community."""
    found: Iterable[dict[str, Any]] = rows.order_by().values("area_path").annotate(**counts)
    return found


def part_of(found: dict[str, Part], path: str) -> Part | None:
    """The part in which a community lies."""
    while path and path not in found:
        path = path[: path.rstrip(".").rfind(".") + 1]
    return found.get(path)


def missing_in(area: Area, month: date) -> list[Area]:
    """The communities that have not said their hours of a month."""
    said = Estimate.objects.filter(subtree("area_path", area.path), month=month)
    paths = set(said.values_list("area_path", flat=True))
    return [one for one in communities_in(area) if one.path not in paths]
