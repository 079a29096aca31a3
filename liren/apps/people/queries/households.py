"""Reading households and who lives where, always for an actor."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from liren.apps.people.models import Household, Person, Stay
from liren.apps.people.rules import Bond, Relation
from liren.apps.places.models import Building, Dwelling
from liren.kernel.access.actor import Actor

VERB = "people.view"
IN_ORDER = {code: place for place, code in enumerate(Relation.values)}


@dataclass(frozen=True)
class Member:
    """Somebody of a household; who lies outside one's areas has no name."""

    stay: Stay
    person: Person | None


@dataclass(frozen=True)
class Home:
    """A household with its members."""

    household: Household
    members: list[Member] = field(default_factory=list)


def household_for(actor: Actor, uid: UUID) -> Household:
    """The household, if this actor may see it."""
    rows = Household.objects.allowed(actor, VERB)
    also = ("dwelling__building__estate", "dwelling__stairwell", "area__parent", "head")
    household: Household = rows.select_related(*also).get(uid=uid)
    return household


def on_day(day: date) -> Q:
    """Stays and households that last on a day."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def members_of(actor: Actor, household: Household, day: date | None = None) -> list[Member]:
    """Who belongs to a household today, or on an earlier day."""
    when = on_day(day) if day else Q(until=None)
    rows = Stay.objects.filter(when, household=household).select_related("person")
    return _members(actor, rows)


def past_members(actor: Actor, household: Household) -> list[Member]:
    """Who belonged to a household once, and does no longer."""
    here = Stay.objects.filter(household=household, until=None).values("person")
    rows = Stay.objects.filter(household=household, until__isnull=False)
    rows = rows.exclude(person__in=here)
    return _members(actor, rows.select_related("person").order_by("-until", "-pk")[:50])


def _members(actor: Actor, rows: Iterable[Stay]) -> list[Member]:
    stays = sorted(rows, key=lambda stay: (IN_ORDER.get(stay.relation, 99), stay.since, stay.pk))
    people = Person.objects.allowed(actor, VERB).filter(pk__in=[one.person_id for one in stays])
    seen = set(people.values_list("pk", flat=True))
    return [Member(one, one.person if one.person_id in seen else None) for one in stays]


def homes_in(actor: Actor, dwelling: Dwelling, day: date | None = None) -> list[Home]:
    """The households of a dwelling with their members, today or on an earlier day."""
    when = on_day(day) if day else Q(until=None)
    rows = Household.objects.allowed(actor, VERB).filter(when, dwelling=dwelling)
    listed = list(rows.order_by("tie", "since", "pk"))
    stays = Stay.objects.filter(when, household__in=listed).select_related("person")
    by_home: dict[int, list[Member]] = {}
    for member in _members(actor, stays):
        by_home.setdefault(member.stay.household_id, []).append(member)
    return [Home(one, by_home.get(one.pk, [])) for one in listed]


def households_of(dwelling: Dwelling) -> QuerySet[Household]:
    """The households that stand in a dwelling, for forms that ask which."""
    rows: QuerySet[Household] = Household.objects.filter(dwelling=dwelling, until=None)
    return rows.select_related("head").order_by("tie", "since", "pk")


def stays_of(person: Person) -> list[Stay]:
    """Where somebody belonged, latest first."""
    also = ("household__dwelling__building__estate", "household__dwelling__stairwell", "area")
    rows = Stay.objects.filter(person=person).select_related(*also)
    return list(rows.order_by("-since", "-pk"))


@dataclass(frozen=True)
class Occupancy:
    """Who lives in a building: of each dwelling how many, and in all."""

    living: Counter[int]
    registered: Counter[int]

    @property
    def people(self) -> int:
        """Everybody who lives in the building."""
        return self.living.total()

    @property
    def lived_in(self) -> int:
        """The dwellings in which somebody lives."""
        return len(self.living)


def occupancy(actor: Actor, building: Building) -> Occupancy:
    """How many live and are registered in each dwelling of a building, as far as one sees."""
    rows = Stay.objects.allowed(actor, VERB).filter(
        until=None, household__dwelling__building=building
    )
    ties: dict[str, Counter[int]] = {Bond.HOME: Counter(), Bond.HUKOU: Counter()}
    for tie, dwelling in rows.values_list("tie", "household__dwelling"):
        ties[tie][dwelling] += 1
    return Occupancy(ties[Bond.HOME], ties[Bond.HUKOU])


def counted_in(actor: Actor, dwelling: Dwelling) -> tuple[int, int]:
    """How many households and people live in a dwelling today."""
    rows = Stay.objects.allowed(actor, VERB).filter(
        until=None, tie=Bond.HOME, household__dwelling=dwelling
    )
    found = list(rows.values_list("household", flat=True))
    return len(set(found)), len(found)
