"""Persons for programs: found, seen, written down, corrected. Numbers stand masked."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from liren.apps.people import actions
from liren.apps.people.models import Person
from liren.apps.people.queries.finding import Sought, page_of_people, place_of
from liren.apps.people.queries.households import households_of
from liren.apps.people.queries.persons import kind_of_residence, person_for
from liren.apps.people.queries.searches import page_of_searches, purpose_named
from liren.apps.people.queries.tags import kind_named, tags_of
from liren.apps.people.rules import Bond, Marital, Paper, Relation, Residence, Sex, Work
from liren.apps.people.rules.finding import LONGEST, meant
from liren.apps.people.rules.persons import LONGEST_NAME
from liren.apps.places.queries import dwelling_for
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

router = Router(tags=["people"])

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Number = Annotated[str, Field(max_length=40)]
Phone = Annotated[str, Field(max_length=20, pattern=r"^[0-9+() \-]*$")]
Code = Annotated[str, Field(max_length=2)]
Age = Annotated[int, Field(ge=0, le=130)]


class PersonOut(Schema):
    """Somebody as a list shows him; numbers are masked."""

    id: UUID
    name: str
    sex: str
    born: date | None
    paper: str
    id_number: str
    phone: str
    state: str
    residence: str
    area: str
    dwelling: UUID | None
    household: UUID | None
    version: int


class PersonTagOut(Schema):
    """A circumstance of somebody."""

    id: UUID
    kind: str
    since: date
    until: date | None
    basis: str


class PersonDetail(PersonOut):
    """Somebody with what is known of him."""

    nation: str
    marital: str
    work: str
    employer: str
    hukou_code: str
    checked_on: date | None
    tags: list[PersonTagOut]


class PeoplePage(Schema):
    """One page of people; `next` is the cursor of the following page."""

    items: list[PersonOut]
    next: str


class FindIn(Schema):
    """Whom, and what for. Sent as content, so that no log of addresses holds it."""

    purpose: Annotated[str, Field(max_length=30)]
    q: Annotated[str, Field(max_length=LONGEST)] = ""
    area: Annotated[str, Field(max_length=20)] = ""
    estate: UUID | None = None
    tag: Annotated[str, Field(max_length=30)] = ""
    sex: Sex | None = None
    residence: Residence | None = None
    youngest: Age | None = None
    oldest: Age | None = None
    gone: bool = False
    sort: Annotated[str, Field(pattern="^(place|name|old|young)?$")] = ""
    cursor: str = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class FactsIn(Schema):
    """What is known of a person."""

    paper: Paper | None = None
    id_number: Number | None = None
    phone: Phone | None = None
    sex: Sex | None = None
    born: date | None = None
    nation: Code | None = None
    marital: Marital | None = None
    work: Work | None = None
    employer: Annotated[str, Field(max_length=80)] | None = None
    hukou_code: Annotated[str, Field(pattern=r"^(\d{6})?$")] | None = None


class RegisterIn(FactsIn):
    """Somebody new in a dwelling; without a household he heads a new one."""

    dwelling: UUID
    name: Name
    household: UUID | None = None
    relation: Relation = Relation.HEAD
    tie: Bond = Bond.HOME
    since: date | None = None


class ChangeIn(FactsIn):
    """What is corrected; `version` is the one that was seen."""

    version: int
    name: Name | None = None


class SearchOut(Schema):
    """A search: who, when, by what, what for, and how many he saw."""

    by: str
    at: datetime
    how: str
    purpose: str
    seen: int


class SearchPage(Schema):
    """One page of searches."""

    items: list[SearchOut]
    next: str


def shown(request: Request, person: Person) -> dict[str, Any]:
    """Somebody as a list shows him."""
    names = ("name", "sex", "born", "paper", "state", "version")
    return {name: getattr(person, name) for name in names} | {
        "id": person.uid,
        "id_number": str(person.id_number) if person.id_number else "",
        "phone": str(person.phone) if person.phone else "",
        "residence": kind_of_residence(request.actor, person),
        "area": person.area.code,
        "dwelling": person.home.uid if person.home else None,
        "household": person.household.uid if person.household else None,
    }


def whole(request: Request, person: Person) -> dict[str, Any]:
    """Somebody with what is known of him."""
    names = ("nation", "marital", "work", "employer", "hukou_code", "checked_on")
    tags = [
        {"id": one.uid, "kind": one.kind.code, "since": one.since, "until": one.until,
         "basis": one.basis}
        for one in tags_of(request.actor, person)
    ]  # fmt: skip
    known = {name: getattr(person, name) for name in names}
    return shown(request, person) | known | {"tags": tags}


@router.post("/find", response=PeoplePage, operation_id="people.find")
def find(request: Request, given: FindIn) -> dict[str, Any]:
    """Find people of my areas for a purpose; every answer is put on record."""
    actor, purpose = request.actor, purpose_named(given.purpose)
    if not actor.may("people.find"):
        raise Refused("people.no-find", _("您的角色不能查找人员。需要时请联系社区的工作人员。"))
    if purpose is None:
        raise Refused("people.no-purpose", _("没有这个处理目的。请先查看可选的目的。"))
    if given.tag and kind_named(actor, given.tag) is None:
        raise Refused("people.no-tag", _("没有这个标签，或您的角色看不到它。"))
    facts = given.model_dump(exclude={"purpose", "cursor", "limit"})
    facts = {name: one for name, one in facts.items() if one is not None}
    sought = Sought(**facts | ({"estate": str(given.estate)} if given.estate else {}))
    found = page_of_people(actor, sought, given.cursor, given.limit)
    where = place_of(actor, sought)
    actions.note_search(actor, meant(sought.q).how, purpose, len(found.rows), where)
    return {"items": [shown(request, one) for one in found.rows], "next": found.older}


@router.get("/searches", response=SearchPage, operation_id="people.searches")
def searches(request: Request, paging: Query[Paging]) -> dict[str, Any]:
    """Who looked for people where I may know it; else my own searches."""
    found = page_of_searches(request.actor, cursor=paging.cursor, limit=paging.limit)
    items = [
        {"by": one.by.name, "at": one.at, "how": one.how, "purpose": one.purpose.code,
         "seen": one.seen}
        for one in found.rows
    ]  # fmt: skip
    return {"items": items, "next": found.older}


@router.post("/register", response={201: PersonDetail}, operation_id="people.register")
def register(request: Request, given: RegisterIn) -> Status[dict[str, Any]]:
    """Write down somebody who is not in the register yet."""
    dwelling = dwelling_for(request.actor, given.dwelling)
    facts = given.model_dump(exclude={"dwelling"}, exclude_none=True)
    if given.household:
        facts["household"] = households_of(dwelling).get(uid=given.household)
    person = actions.register(acting(request), dwelling, **facts)
    return Status(201, whole(request, person_for(request.actor, person.uid)))


@router.get("/{uid}", response=PersonDetail, operation_id="people.view")
def view(request: Request, uid: UUID) -> dict[str, Any]:
    """See one person."""
    return whole(request, person_for(request.actor, uid))


@router.post("/{uid}/change", response=PersonDetail, operation_id="people.change")
def change(request: Request, uid: UUID, given: ChangeIn) -> dict[str, Any]:
    """Correct what is known of somebody."""
    person = person_for(request.actor, uid)
    facts = given.model_dump(exclude={"version"}, exclude_none=True)
    actions.change(acting(request), person, version=given.version, **facts)
    return whole(request, person_for(request.actor, uid))
