"""What a telephone shows: tasks by the clock, one's cases, and whether a form came already."""

from uuid import UUID

from django.db.models import Q, QuerySet

from liren.apps.cases.models import Case, Step
from liren.apps.cases.queries.cases import (
    DUE,
    NEWEST,
    SHOWN,
    Wanted,
    branches_for,
    case_for,
    narrowed,
    sees_all,
)
from liren.apps.cases.rules import OPEN, State
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Once
from liren.kernel.access.pages import Page, page

LISTS = ("open", "closed", "reported")
# what is not yet sent to anybody can be settled by whoever stands before it
SETTLED_ON_THE_SPOT = (State.REPORTED, State.ACCEPTED)
TASK = (*SHOWN, "text", "outcome", "handler_id", "handled_by_id", "area_path", "reporter_id")


def tasks_for(actor: Actor, limit: int = 50) -> list[Case]:
    """The cases whose next step is the actor's, or that the actor may settle; by the clock."""
    rows = narrowed(Wanted(tab="mine"), actor)
    rows = rows.select_related("kind", "area", "handler").only(*TASK, "kind__self_handle")
    return page(rows, [*branches_for(actor, Wanted(tab="mine")), *own(actor)], DUE, "", limit).rows


def own(actor: Actor) -> list[Q]:
    """The ways to small matters that need nobody else."""
    fits = Q(state__in=SETTLED_ON_THE_SPOT, kind__self_handle=True)
    return [fits & way for way in Case.objects.branches(actor, "cases.self_handle")]


def cases_on_phone(actor: Actor, which: str, q: str = "", cursor: str = "") -> Page[Case]:
    """One page of the open cases, of the ended ones, or of those that one reported oneself."""
    wanted = {
        "open": Wanted(tab="all", q=q),
        "closed": Wanted(tab="closed", q=q),
        "reported": Wanted(tab="all", q=q, by_me=True),
    }[which]
    rows = narrowed(wanted, actor)
    rows = rows.filter(state__in=OPEN) if which == "open" else rows
    rows = rows.select_related("kind", "area", "handler").only(*SHOWN)
    order = DUE if which == "open" else NEWEST
    return page(rows, Case.objects.branches(actor, "cases.view"), order, cursor, 20)


def open_points(actor: Actor, limit: int = 300) -> list[Case]:
    """The open cases that have a place, the most urgent first."""
    rows: QuerySet[Case] = narrowed(Wanted(tab="all"), actor)
    rows = rows.filter(state__in=OPEN, lng__isnull=False)
    rows = rows.select_related("kind", "area", "handler").only(*SHOWN)
    return page(rows, Case.objects.branches(actor, "cases.view"), DUE, "", limit).rows


def came_already(actor: Actor, key: str) -> bool:
    """Whether a form under this key was carried out before: then it is only repeated."""
    return bool(key) and Once.objects.filter(user=actor.user, key=key).exists()


def last_step(actor: Actor, uid: UUID) -> tuple[Case, Step | None]:
    """The case as it stands, with its newest step for those who see it by office."""
    case = case_for(actor, uid)
    if not sees_all(actor, case):
        return case, None
    steps = Step.objects.filter(case=case).select_related("actor", "behalf", "body", "to_body")
    return case, steps.order_by("-at", "-pk").first()
