"""Rows that can be asked who may do what to them. The only place where permission is decided."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from liren.kernel.access.actor import Actor
from liren.kernel.access.beside import beside, whole
from liren.kernel.access.roles import SYSTEM, allows
from liren.kernel.access.ways import Way, subtree

Row = TypeVar("Row", bound=models.Model)

Bars = Mapping[str, tuple[str, ...]]


class GuardedQuerySet(models.QuerySet[Row]):
    """A queryset that narrows itself to what an actor may do."""

    def branches(self, actor: Actor, verb: str) -> list[Q]:
        """One condition for each way and range, each answered by an index of its own.

        Lists join them by UNION, because a database cannot walk one order through an OR.
        """
        if actor.is_system:
            return [Q()] if allows(SYSTEM, verb) else []
        ways: tuple[Way, ...] = self.model.ways  # type: ignore[attr-defined]
        found = [where for way in ways for where in way.conditions(actor, verb)]
        limits = barred(self.model, actor, verb) & fence(self.model, actor)
        return [where & limits for where in found]

    def allowed(self, actor: Actor, verb: str) -> Self:
        """The rows on which this actor may do this."""
        found = self.branches(actor, verb)
        if not all(found):  # joined with others, a condition that all rows meet would be lost
            return self.all()
        return self.filter(reduce(or_, found)) if found else self.none()

    def get(self, *args: Any, **kwargs: Any) -> Row:
        """The one row: its key is asked here, and with its neighbours it is read by key."""
        near = beside(self)
        if not near:
            return super().get(*args, **kwargs)
        key = self.select_related(None).values_list("pk", flat=True).get(*args, **kwargs)
        found: Row = whole(self.model, key, near)
        return found


def barred(model: type[models.Model], actor: Actor, verb: str) -> Q:
    """Conditions such as «not the handler»: rows whose named people may not do this."""
    bars: Bars = getattr(model, "bars", {})
    where = Q()
    for field in bars.get(verb, ()):
        where &= ~Q(**{field: actor.user.pk}) | Q(**{f"{field}__isnull": True})
    return where


def fence(model: type[models.Model], actor: Actor) -> Q:
    """The area of the token, for the ways that do not go through an area."""
    field = getattr(model, "fenced_by", "")
    return subtree(field, actor.within) if actor.within and field else Q()


def is_barred(actor: Actor, verb: str, row: models.Model) -> bool:
    """Whether the row names the actor as one who may not do this, such as its handler."""
    bars: Bars = getattr(row, "bars", {})
    return any(getattr(row, field) == actor.user.pk for field in bars.get(verb, ()))


def permits(actor: Actor, verb: str, row: models.Model) -> bool:
    """The decision of `allowed` for one row in memory: for buttons and new rows."""
    return reaches(actor, verb, row) and not is_barred(actor, verb, row)


def reaches(actor: Actor, verb: str, row: models.Model) -> bool:
    """Whether a way leads from the actor to the row for this verb, bars aside."""
    if actor.is_system:
        return allows(SYSTEM, verb)
    field = getattr(row, "fenced_by", "")
    if actor.within and field and not getattr(row, field).startswith(actor.within):
        return False
    ways: tuple[Way, ...] = row.ways  # type: ignore[attr-defined]
    return any(way.leads(actor, verb, row) for way in ways)


class Guarded(models.Model):
    """A row whose access follows from its area, the bodies that hold it and the people on it.

    `ways` lead to it, `bars` keep people away from single verbs. The area's path stands on the
    row itself, so that a list of a subtree is one range of an index.
    """

    ways: ClassVar[tuple[Way, ...]] = ()
    bars: ClassVar[Bars] = {}
    fenced_by: ClassVar[str] = "area_path"

    area = models.ForeignKey("access.Area", on_delete=models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=200, db_collation="C", editable=False)

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the path on the row."""
        if not self.area_path:
            self.area_path = self.area.path
        super().save(*args, **kwargs)
