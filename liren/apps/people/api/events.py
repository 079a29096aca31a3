"""What happens to people, for programs: written down, seen, taken back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from liren.apps.people import actions
from liren.apps.people.models import Event, Household, Person
from liren.apps.people.queries.events import (
    Asked,
    event_for,
    events_of,
    household_for,
    page_of_events,
    stays_on,
)
from liren.apps.people.queries.persons import person_for
from liren.apps.people.rules import Happened, Paper, Relation, Sex
from liren.apps.people.rules.persons import LONGEST_NAME
from liren.apps.places.queries import dwelling_for
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting

router = Router(tags=["people"])

PersonName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
PaperNumber = Annotated[str, Field(max_length=40)]
Note = Annotated[str, Field(max_length=200)]


class HappenedOut(Schema):
    """What happened, to whom, and whether it was taken back."""

    id: UUID
    kind: Happened
    on: date
    person: UUID | None
    other: UUID | None
    household: UUID | None
    area: str
    at: datetime
    undone_at: datetime | None


class HappenedPage(Schema):
    """One page of events; `next` is the cursor of the following page."""

    items: list[HappenedOut]
    next: str


class HappenedFilter(Paging):
    """Filters by field name."""

    kind: Annotated[str, Field(max_length=10)] = ""
    since: date | None = None
    until: date | None = None


class StayThenOut(Schema):
    """Where somebody belonged on a day."""

    tie: str
    relation: str
    since: date
    until: date | None
    area: str
    dwelling: UUID | None
    household: UUID | None


class HistoryOut(Schema):
    """Somebody as of a day, and all that happened."""

    on: date
    stays: list[StayThenOut]
    events: list[HappenedOut]


class HappensIn(Schema):
    """The day and a note, said of every event."""

    on: date | None = None
    note: Note = ""


class ComeIn(HappensIn):
    """Who comes to live where; of one who is known in the city name and number are enough."""

    dwelling: UUID
    name: PersonName
    paper: Paper | None = None
    id_number: PaperNumber = ""
    household: UUID | None = None
    relation: Relation = Relation.HEAD
    phone: Annotated[str, Field(max_length=20)] = ""
    sex: Sex | None = None
    born: date | None = None
    nation: Annotated[str, Field(max_length=2)] = ""


class LeaveIn(HappensIn):
    """Who comes along, and who heads the household that is left."""

    along: Annotated[list[UUID], Field(max_length=40)] = []
    successors: Annotated[list[UUID], Field(max_length=4)] = []


class MoveOnIn(LeaveIn):
    """Where to."""

    dwelling: UUID
    household: UUID | None = None
    relation: Relation = Relation.NONE


class HukouIn(LeaveIn):
    """Where to; without a dwelling away, to a county."""

    dwelling: UUID | None = None
    household: UUID | None = None
    relation: Relation = Relation.NONE
    county: Annotated[str, Field(pattern=r"^(\d{6})?$")] = ""


class MoveAwayIn(LeaveIn):
    """Whether the hukou leaves too."""

    with_hukou: bool = False


class BirthIn(Schema):
    """A child of the person in the address."""

    name: PersonName
    born: date
    sex: Sex
    id_number: PaperNumber = ""
    other: UUID | None = None
    hukou_with: UUID | None = None
    note: Note = ""


class DeathIn(HappensIn):
    """Who heads the household then."""

    successors: Annotated[list[UUID], Field(max_length=4)] = []


class OtherIn(HappensIn):
    """The other person, if in the register."""

    other: UUID | None = None


class MarriageIn(OtherIn):
    """Whether the other comes to live with the person."""

    together: bool = False


class AdoptionIn(HappensIn):
    """Who is adopted by the person in the address."""

    child: UUID
    with_hukou: bool = False


class HeadIn(HappensIn):
    """Who heads the household, and by key what the others are to him."""

    head: UUID
    relations: dict[UUID, Relation] = {}


class TakeBackIn(Schema):
    """Why."""

    why: Note = ""


def shown(event: Event) -> dict[str, Any]:
    """An event by keys."""
    return {
        "id": event.uid,
        "kind": event.kind,
        "on": event.on,
        "person": event.person and event.person.uid,
        "other": event.other and event.other.uid,
        "household": event.household and event.household.uid,
        "area": event.area.code,
        "at": event.at,
        "undone_at": event.undone_at,
    }


def person_at(actor: Actor, uid: UUID | None) -> Person | None:
    """A person named in a request."""
    return person_for(actor, uid) if uid else None


def people_at(actor: Actor, uids: Iterable[UUID]) -> list[Person]:
    """People named in a request."""
    return [person_for(actor, uid) for uid in uids]


def household_at(actor: Actor, uid: UUID | None) -> Household | None:
    """A household named in a request."""
    return household_for(actor, uid) if uid else None


def told(actor: Actor, given: Schema) -> dict[str, Any]:
    """What was said, with keys turned into rows."""
    facts = given.model_dump()
    for name in facts.keys() & {"other", "hukou_with", "child", "head"}:
        facts[name] = person_at(actor, facts[name])
    for name in facts.keys() & {"along", "successors"}:
        facts[name] = people_at(actor, facts[name])
    if "household" in facts:
        facts["household"] = household_at(actor, facts["household"])
    if facts.get("dwelling"):
        facts["dwelling"] = dwelling_for(actor, facts["dwelling"])
    return facts


@router.get("/events", response=HappenedPage, operation_id="people.events")
def events(request: Request, asked: Query[HappenedFilter]) -> dict[str, Any]:
    """List what happened in the areas I work in, the latest first."""
    wanted = Asked(kind=asked.kind, since=asked.since, until=asked.until)
    found = page_of_events(request.actor, wanted, asked.cursor, asked.limit)
    return {"items": [shown(one) for one in found.rows], "next": found.older}


@router.get("/events/{uid}", response=HappenedOut, operation_id="people.event")
def event(request: Request, uid: UUID) -> dict[str, Any]:
    """See one event."""
    return shown(event_for(request.actor, uid))


@router.post("/events/{uid}/undo", response=HappenedOut, operation_id="people.undo")
def undo(request: Request, uid: UUID, given: TakeBackIn) -> dict[str, Any]:
    """Take an event back as a whole."""
    row = event_for(request.actor, uid)
    return shown(actions.undo(acting(request), row, why=given.why))


@router.post("/events/{uid}/unmerge", response=HappenedOut, operation_id="people.unmerge")
def unmerge(request: Request, uid: UUID, given: TakeBackIn) -> dict[str, Any]:
    """Two records that were joined are two again."""
    row = event_for(request.actor, uid)
    return shown(actions.unmerge(acting(request), row, why=given.why))


@router.post("/move_in", response={201: HappenedOut}, operation_id="people.move_in")
def move_in(request: Request, given: ComeIn) -> Status[dict[str, Any]]:
    """Somebody comes to live here, from outside or from elsewhere in the city."""
    facts = told(request.actor, given)
    dwelling = facts.pop("dwelling")
    kept = {name: one for name, one in facts.items() if one not in ("", None)}
    return Status(201, shown(actions.move_in(acting(request), dwelling, **kept)))


@router.post(
    "/households/{uid}/change_head", response=HappenedOut, operation_id="people.change_head"
)
def change_head(request: Request, uid: UUID, given: HeadIn) -> dict[str, Any]:
    """Another member heads a household."""
    facts = told(request.actor, given)
    facts["relations"] = {str(key): one for key, one in facts["relations"].items()}
    row = household_for(request.actor, uid)
    return shown(actions.change_head(acting(request), row, **facts))


@router.get("/{uid}/history", response=HistoryOut, operation_id="people.history")
def history(request: Request, uid: UUID, on: date) -> dict[str, Any]:
    """See where somebody belonged on a day, and what happened to him."""
    actor, person = request.actor, person_for(request.actor, uid)
    stays = []
    for stay in stays_on(person, on).values():
        seen = permits(actor, "people.view", stay.household)
        stays.append(
            {
                "tie": stay.tie, "relation": stay.relation, "since": stay.since,
                "until": stay.until, "area": stay.area.code,
                "dwelling": stay.household.dwelling.uid if seen else None,
                "household": stay.household.uid if seen else None,
            }
        )  # fmt: skip
    return {"on": on, "stays": stays, "events": [shown(one) for one in events_of(actor, person)]}


@router.post("/{uid}/move", response=HappenedOut, operation_id="people.move")
def move(request: Request, uid: UUID, given: MoveOnIn) -> dict[str, Any]:
    """Somebody moves to another dwelling or household."""
    person = person_for(request.actor, uid)
    return shown(actions.move(acting(request), person, **told(request.actor, given)))


@router.post("/{uid}/move_out", response=HappenedOut, operation_id="people.move_out")
def move_out(request: Request, uid: UUID, given: MoveAwayIn) -> dict[str, Any]:
    """Somebody leaves the city."""
    person = person_for(request.actor, uid)
    return shown(actions.move_out(acting(request), person, **told(request.actor, given)))


@router.post("/{uid}/move_hukou", response=HappenedOut, operation_id="people.move_hukou")
def move_hukou(request: Request, uid: UUID, given: HukouIn) -> dict[str, Any]:
    """The hukou of somebody comes here, moves, or leaves."""
    person = person_for(request.actor, uid)
    return shown(actions.move_hukou(acting(request), person, **told(request.actor, given)))


@router.post("/{uid}/birth", response={201: HappenedOut}, operation_id="people.register_birth")
def register_birth(request: Request, uid: UUID, given: BirthIn) -> Status[dict[str, Any]]:
    """A child is born to somebody."""
    person = person_for(request.actor, uid)
    return Status(
        201, shown(actions.register_birth(acting(request), person, **told(request.actor, given)))
    )


@router.post("/{uid}/death", response=HappenedOut, operation_id="people.register_death")
def register_death(request: Request, uid: UUID, given: DeathIn) -> dict[str, Any]:
    """Somebody died."""
    person = person_for(request.actor, uid)
    return shown(actions.register_death(acting(request), person, **told(request.actor, given)))


@router.post("/{uid}/marriage", response=HappenedOut, operation_id="people.register_marriage")
def register_marriage(request: Request, uid: UUID, given: MarriageIn) -> dict[str, Any]:
    """Somebody marries."""
    person = person_for(request.actor, uid)
    return shown(actions.register_marriage(acting(request), person, **told(request.actor, given)))


@router.post("/{uid}/divorce", response=HappenedOut, operation_id="people.register_divorce")
def register_divorce(request: Request, uid: UUID, given: OtherIn) -> dict[str, Any]:
    """Somebody divorces."""
    person = person_for(request.actor, uid)
    return shown(actions.register_divorce(acting(request), person, **told(request.actor, given)))


@router.post("/{uid}/adoption", response=HappenedOut, operation_id="people.register_adoption")
def register_adoption(request: Request, uid: UUID, given: AdoptionIn) -> dict[str, Any]:
    """Somebody adopts a child."""
    person = person_for(request.actor, uid)
    return shown(actions.register_adoption(acting(request), person, **told(request.actor, given)))
