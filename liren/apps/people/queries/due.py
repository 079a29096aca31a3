"""What is due about letting, permits and visits: counts and the first of each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from liren.apps.people.models import Household, Permit, Proposal, Tenancy
from liren.apps.people.queries import permits, rentals, visits
from liren.apps.people.queries.rentals import LetSought, horizon
from liren.apps.people.rules.visits import ProposalState
from liren.kernel.access.actor import Actor
from liren.kernel.access.ways import subtree

FIRST = 5


@dataclass(frozen=True)
class Waiting:
    """One kind of work that is due: how much, and what comes first."""

    name: str
    number: int
    rows: list[Any]


def waiting(actor: Actor) -> list[Waiting]:
    """All that is due in the actor's areas, by kind."""
    found = []
    for name, verb, rows, order in kinds():
        if not actor.may(verb):
            continue
        number = rentals.counted(actor, rows, verb)
        allowed = rows.model._default_manager.allowed(actor, verb)
        first = rows.filter(pk__in=allowed.values("pk")).order_by(order, "pk")
        found.append(Waiting(name, number, list(first[:FIRST])))
    return found


def kinds() -> list[tuple[str, str, QuerySet[Any], str]]:
    """Name, verb, rows and order of each kind of work."""
    where = ("dwelling__building__estate", "dwelling__stairwell", "area")
    let = {
        tab: rentals.tenancies_sought(LetSought(tab)).select_related(*where)
        for tab in ("check", "ends")
    }
    every = visits.households_due().select_related(*where)
    people = "person__home__building__estate"
    return [
        ("visits", visits.READ, every, "due"),
        ("check", rentals.READ, let["check"], "check_on"),
        ("ends", rentals.READ, let["ends"], "until"),
        ("permits", permits.READ, to_endorse().select_related(people), "endorse_by"),
        ("proposals", "people.proposals", to_decide().select_related("person"), "at"),
    ]


def to_endorse() -> QuerySet[Permit]:
    """Permits in their month, and those that lapsed."""
    return Permit.objects.filter(permits.standing_q("endorse") | permits.standing_q("lapsed"))


def to_decide() -> QuerySet[Proposal]:
    """Proposals that wait."""
    return Proposal.objects.filter(state=ProposalState.OPEN)


def communities_with_work() -> set[str]:
    """The paths of all communities and grids in which something is due."""
    found: set[str] = set()
    for rows in by_kind(horizon()).values():
        found |= set(rows.order_by().values_list("area_path", flat=True).distinct())
    return found


def by_kind(day: date) -> dict[str, QuerySet[Any]]:
    """What is due up to a day, by kind."""
    running = Tenancy.objects.filter(ended_on=None)
    due: QuerySet[Household] = visits.households_due(day)
    return {
        "rooms": running.filter(check_on__lte=day),
        "ends": running.filter(until__lte=day),
        "permits": to_endorse(),
        "visits": due,
    }


def counts_in(path: str, day: date) -> dict[str, int]:
    """How much of each kind is due in an area and below it."""
    inside: Q = subtree("area_path", path)
    return {name: rows.filter(inside).order_by().count() for name, rows in by_kind(day).items()}
