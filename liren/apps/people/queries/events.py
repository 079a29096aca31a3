"""Reading what happened to people and homes, and how they stood on a day; always for an actor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from liren.apps.people.models import Event, Household, Person, Stay
from liren.apps.people.rules import Bond, Marital, State, normal_number
from liren.apps.people.rules.codes import MARRIED
from liren.apps.people.rules.events import Happened
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.access.ways import subtree
from liren.kernel.sealed.fields import found

NEWEST = Order("on")
MOST_CHOICES = 200


@dataclass(frozen=True)
class Asked:
    """What the list of events is asked for; empty means: no matter."""

    kind: str = ""
    area: str = ""  # path
    since: date | None = None
    until: date | None = None


def event_for(actor: Actor, uid: UUID, verb: str = "people.view") -> Event:
    """The event, if this actor may see it."""
    rows = Event.objects.allowed(actor, verb)
    event: Event = rows.select_related(
        "area", "person", "other", "household__dwelling__building__estate", "by", "undone_by"
    ).get(uid=uid)
    return event


def household_for(actor: Actor, uid: UUID, verb: str = "people.view") -> Household:
    """The household, if this actor may see it."""
    rows = Household.objects.allowed(actor, verb).select_related("area", "head", "dwelling")
    household: Household = rows.get(uid=uid)
    return household


def page_of_events(actor: Actor, asked: Asked, cursor: str = "", limit: int = 50) -> Page[Event]:
    """One page of what happened in the areas of an actor, the latest day first."""
    rows: QuerySet[Event] = Event.objects.select_related("person", "other", "area", "by")
    if asked.kind in Happened.values:
        rows = rows.filter(kind=asked.kind)
    if asked.area:
        rows = rows.filter(subtree("area_path", asked.area))
    if asked.since:
        rows = rows.filter(on__gte=asked.since)
    if asked.until:
        rows = rows.filter(on__lte=asked.until)
    return page(rows, Event.objects.branches(actor, "people.view"), NEWEST, cursor, limit)


def events_of(actor: Actor, row: Person | Household) -> list[Event]:
    """What happened to a person or household, the latest first, as far as the actor may see."""
    rows = Event.objects.allowed(actor, "people.view").select_related("by", "area")
    key = f"{row._meta.model_name}:{row.pk}"
    return list(rows.filter(touched__contains=[key]).order_by("-on", "-id")[:MOST_CHOICES])


def later_than(event: Event) -> Event | None:
    """The latest event that was built upon this one."""
    rows = Event.objects.filter(pk__gt=event.pk, undone_at=None)
    rows = rows.exclude(kind=Happened.DISTINCT)  # a judgement, upon which nothing is built
    return rows.filter(touched__overlap=event.touched).order_by("-pk").first()


# ── as of a day ─────────────────────────────────────────────────────────────────────────────


def holding_on(day: date) -> Q:
    """Stays that hold on a day; `until` is the first day on which one is over."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def stays_on(person: Person, day: date) -> dict[str, Stay]:
    """Where somebody lived and where his hukou stood on a day, by tie."""
    rows = Stay.objects.filter(holding_on(day), person=person).select_related(
        "household__dwelling__building__estate", "household__dwelling__stairwell", "area"
    )
    return {stay.tie: stay for stay in rows.order_by("since", "pk")}


def members_on(actor: Actor, household: Household, day: date) -> list[Stay]:
    """Who belonged to a household on a day, its head first; only whom the actor may see."""
    rows = Stay.objects.filter(holding_on(day), household=household)
    seen = Person.objects.allowed(actor, "people.view")
    rows = rows.filter(person__in=seen).select_related("person")
    return list(rows.order_by("relation", "since", "pk"))


def households_on(dwelling: Dwelling, day: date) -> list[Household]:
    """The households of a dwelling on a day."""
    rows = Household.objects.filter(dwelling=dwelling, since__lte=day)
    rows = rows.filter(Q(until=None) | Q(until__gt=day))
    return list(rows.select_related("head").order_by("tie", "since", "pk"))


# ── what a page offers ──────────────────────────────────────────────────────────────────────


HERE = ("people.move", "people.register_birth", "people.move_out")
FAMILY = ("people.register_marriage", "people.register_divorce", "people.register_adoption")


def steps_of(actor: Actor, person: Person) -> list[str]:
    """The verbs that make sense for somebody now and that the actor may do, the usual first.

    Each is the name of a page that takes the person's `uid`: `reverse(verb, args=[person.uid])`.
    The person page shows them under 更多, with the words of `liren.kernel.doors.names.verb`.
    """
    fit: list[str] = []
    if person.state in (State.PRESENT, State.MOVED):
        fit += HERE if person.household_id else ()
        fit += _family(person)
        fit += ["people.move_hukou"] if person.household_id or person.hukou_path else []
        fit += ["people.register_death"]
    return [verb for verb in fit if permits(actor, verb, person)]


def _family(person: Person) -> Sequence[str]:
    known = person.marital in Marital.values and person.marital != Marital.UNSTATED
    married = person.marital in MARRIED
    fits = {
        "people.register_marriage": not married,
        "people.register_divorce": married or not known,
        "people.register_adoption": person.household_id is not None,
    }
    return [verb for verb in FAMILY if fits[verb]]


def companions(actor: Actor, person: Person, tie: str = Bond.HOME) -> list[Stay]:
    """The others of somebody's household, whom a page offers to come along or to head it."""
    own = Stay.objects.filter(person=person, tie=tie, until=None).values("household")
    rows = Stay.objects.filter(household__in=own, until=None).exclude(person=person)
    seen = Person.objects.allowed(actor, "people.view")
    return list(rows.filter(person__in=seen).select_related("person").order_by("relation", "pk"))


def heads_household(person: Person, tie: str) -> bool:
    """Whether somebody heads the household to which he belongs."""
    return Household.objects.filter(head=person, tie=tie, until=None).exists()


def choices_of_dwellings(actor: Actor, verb: str, q: str) -> list[Dwelling]:
    """Dwellings into which an actor may let people, by estate, building and number."""
    rows = Dwelling.objects.allowed(actor, verb).filter(valid_to=None)
    for word in q.split()[:4]:
        digits = word.rstrip("室栋幢号楼单元")
        rows = rows.filter(
            Q(number=digits)
            | Q(building__number=digits)
            | Q(building__estate__name__contains=word)
        )
    rows = rows.select_related("building__estate", "stairwell")
    return list(rows.order_by("building__estate", "building__place", F("stairwell"), "floor")[:40])


def named_person(actor: Actor, verb: str, number: str, name: str) -> Person | None:
    """Somebody of one's own areas by number and name, as on the paper that lies on the desk."""
    if not normal_number(number):
        return None
    rows = Person.objects.allowed(actor, verb).filter(found(Person, "id_number", number))
    person: Person | None = rows.first()
    return person if person and person.name == name.strip() else None


def last_marriage(person: Person) -> Event | None:
    """The marriage that was written down last, to know the other."""
    rows = Event.objects.filter(kind=Happened.MARRIAGE, undone_at=None)
    return rows.filter(Q(person=person) | Q(other=person)).order_by("-pk").first()


def members_today(actor: Actor, household: Household) -> list[Stay]:
    """Who belongs to a household now, its head first, as far as the actor may see."""
    rows = Stay.objects.filter(household=household, until=None)
    seen = Person.objects.allowed(actor, "people.view")
    rows = rows.filter(person__in=seen).select_related("person")
    return list(rows.order_by("relation", "since", "pk"))


def people_of(actor: Actor, event: Event) -> list[Person]:
    """Whom an event touched, as far as the actor may see them."""
    keys = [int(one[7:]) for one in event.touched if one.startswith("person:")]
    rows = Person.objects.allowed(actor, "people.view").filter(pk__in=keys)
    return list(rows.order_by("pk")[:MOST_CHOICES])
