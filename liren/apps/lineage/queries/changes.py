"""Changes that one may see, and what may be done to them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liren.apps.lineage.models import Change, Custody
from liren.apps.lineage.rules import BINDING, COURSE, OPEN, State
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Level
from liren.kernel.base.clock import today

TABS = {
    "open": OPEN,
    "proposed": (State.PROPOSED,),
    "done": (State.CARRIED_OUT,),
    "ended": (State.WITHDRAWN, State.REFUSED),
    "all": tuple(State),
}
BY_HAND = ("assign", "propose", "consent", "refuse", "carry_out", "withdraw")


def changes_for(actor: Actor, tab: str = "all") -> QuerySet[Change]:
    """The changes that this actor may see, newest first."""
    rows: QuerySet[Change] = Change.objects.allowed(actor, "lineage.view")
    return rows.filter(state__in=TABS.get(tab, TABS["all"])).select_related("area", "proposer")


def counts_for(actor: Actor) -> dict[str, int]:
    """How many changes stand under each tab."""
    rows = Change.objects.allowed(actor, "lineage.view")
    counted = {tab: Count("pk", filter=Q(state__in=states)) for tab, states in TABS.items()}
    found: dict[str, int] = rows.aggregate(**counted)
    return found


def change_for(actor: Actor, uid: UUID) -> Change:
    """One change, if this actor may see it."""
    rows = Change.objects.allowed(actor, "lineage.view")
    people = ("drafter", "proposer", "consenter")
    found: Change = rows.select_related("area", "keeper", *people).get(uid=uid)
    return found


def verbs_for(actor: Actor, change: Change) -> list[str]:
    """What this actor may do to a change now, in the order of the course."""
    verbs = [f"lineage.{name}" for name in BY_HAND]
    able = set(COURSE.verbs(change.state))
    if change.effective > today():
        able.discard("lineage.carry_out")
    return [verb for verb in verbs if verb in able and permits(actor, verb, change)]


def offices_for(actor: Actor) -> QuerySet[Area]:
    """The subdistricts in which this actor may draft."""
    rows: QuerySet[Area] = Area.objects.allowed(actor, "lineage.draft").valid()
    return rows.filter(level=Level.SUBDISTRICT).order_by("path")


def open_changes_of(areas: Sequence[Area], but: Change | None = None) -> QuerySet[Change]:
    """Proposed and consented changes of any of these areas."""
    rows = Change.objects.filter(state__in=BINDING, predecessors__in=areas).distinct()
    found: Any = rows.exclude(pk=but.pk) if but else rows
    return found  # type: ignore[no-any-return]


def custodies_of(area: Area) -> QuerySet[Custody]:
    """What an area keeps for others or others for it, today or later."""
    rows = Custody.objects.filter(Q(area=area) | Q(keeper=area), until__gte=today())
    return rows.select_related("area", "keeper", "change")
