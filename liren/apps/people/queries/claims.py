"""Reading what persons ask, for the desk that answers."""

from dataclasses import dataclass
from uuid import UUID

from liren.apps.people.models import Claim, Person
from liren.apps.people.rules.rights import ClaimState
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import GuardedQuerySet
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.base.clock import today

TABS = ("open", "late", "answered")
VIEW = "people.claims"


@dataclass(frozen=True)
class Wanted:
    """What the list of claims is asked for."""

    tab: str = "open"
    kind: str = ""


def of_tab(tab: str) -> GuardedQuerySet[Claim]:
    """The claims of a tab."""
    if tab == "answered":
        return Claim.objects.exclude(state=ClaimState.OPEN)
    rows: GuardedQuerySet[Claim] = Claim.objects.filter(state=ClaimState.OPEN)
    return rows.filter(due_on__lt=today()) if tab == "late" else rows


def claims_for(actor: Actor, wanted: Wanted, cursor: str = "", limit: int = 50) -> Page[Claim]:
    """The claims that this actor may see: what is due first, of the answered the newest."""
    rows = of_tab(wanted.tab).select_related("person", "area", "decided_by")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    done = wanted.tab == "answered"
    order = Order("at") if done else Order("due_on", newest_first=False)
    return page(rows, Claim.objects.branches(actor, VIEW), order, cursor, limit)


def counts_of(actor: Actor) -> dict[str, int]:
    """How many claims stand in each tab."""
    return {tab: of_tab(tab).allowed(actor, VIEW).count() for tab in ("open", "late")}


def claim_for(actor: Actor, uid: UUID, verb: str = VIEW) -> Claim:
    """One claim."""
    rows = Claim.objects.allowed(actor, verb).select_related("person", "area", "decided_by")
    claim: Claim = rows.get(uid=uid)
    return claim


def person_with_rights(actor: Actor, uid: UUID, verb: str = VIEW) -> Person:
    """The person whose claims and consents this actor keeps."""
    person: Person = (
        Person.objects.allowed(actor, verb).select_related("area", "user").get(uid=uid)
    )
    return person
