"""What was declared of an area, by whom and when."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from liren.apps.standards.models import Declared
from liren.apps.standards.queries.inputs import Fact, declarable
from liren.apps.standards.queries.known import Ground
from liren.apps.standards.rules.declared import Whole
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area


@dataclass(frozen=True)
class Entry:
    """One fact of an area: what counts, and what waits for the second person."""

    fact: Fact
    whole: Whole
    waiting: Declared | None
    may_confirm: bool = False


def declared_for(actor: Actor, uid: UUID) -> Declared:
    """One declaration, if this actor may see the area."""
    rows: QuerySet[Declared] = Declared.objects.allowed(actor, "standards.view")
    return rows.select_related("area", "declared_by", "confirmed_by").get(uid=uid)


def entries(actor: Actor, ground: Ground) -> list[Entry]:
    """All facts of the area, those that rules ask for first."""
    waiting = {row.key: row for row in waiting_in(ground.top)}
    return [
        Entry(
            fact,
            ground.whole(ground.top.pk, fact.key),
            waiting.get(fact.key),
            fact.key in waiting and permits(actor, "standards.confirm", waiting[fact.key]),
        )
        for fact in declarable(ground.top.level)
    ]


def waiting_in(area: Area) -> QuerySet[Declared]:
    """What was declared of this very area and not yet confirmed."""
    rows = Declared.objects.filter(area=area, confirmed_at=None)
    return rows.select_related("declared_by", "area").order_by("declared_at")


def waiting_for(actor: Actor, limit: int = 200) -> list[Declared]:
    """All that this actor may confirm, the oldest first."""
    rows = Declared.objects.allowed(actor, "standards.confirm").filter(confirmed_at=None)
    return list(rows.select_related("declared_by", "area").order_by("declared_at")[:limit])


def history(area: Area, key: str) -> list[Declared]:
    """All declarations of one fact of an area, the latest day first."""
    rows = Declared.objects.filter(area=area, key=key)
    return list(
        rows.select_related("declared_by", "confirmed_by").order_by("-day", "-declared_at")
    )
