"""Reading earmarks, always for an actor."""

from uuid import UUID

from django.db.models import QuerySet

from liren.apps.money.models import Earmark, Purse
from liren.apps.money.queries.purses import BESIDE
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree

READ = "money.earmarks"


def earmark_for(actor: Actor, uid: UUID) -> Earmark:
    """The earmark, if this actor may see it."""
    rows = Earmark.objects.allowed(actor, READ).select_related("area", "fund", "by")
    found: Earmark = rows.get(uid=uid)
    return found


def earmarks_for(
    actor: Actor, *, area: Area | None = None, q: str = "", over: bool = False
) -> QuerySet[Earmark]:
    """The earmarks that run, or those that are over, the newest first."""
    rows: QuerySet[Earmark] = Earmark.objects.allowed(actor, READ)
    rows = rows.filter(ended_on__isnull=not over).select_related("area", "fund")
    if area is not None:
        rows = rows.filter(subtree("area_path", area.path))
    for word in q.split()[:3]:
        rows = rows.filter(title__contains=word)
    return rows.order_by("-pk")


def purses_of(actor: Actor, earmarks: list[Earmark]) -> list[Purse]:
    """The purses of earmarks that this actor may see."""
    rows = Purse.objects.allowed(actor, "money.purses").filter(earmark__in=earmarks)
    return list(rows.select_related(*BESIDE).order_by("-year", "area_path"))
