"""Letting and residence permits for programs. Numbers stand masked."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.people.actions import permits as permit_actions
from liren.apps.people.actions import rentals as actions
from liren.apps.people.models import Permit, Person, Tenancy
from liren.apps.people.queries import permits as permit_queries
from liren.apps.people.queries import rentals as queries
from liren.apps.people.queries.persons import person_for
from liren.apps.people.queries.rentals import LetSought
from liren.apps.people.rules import Paper, Relation
from liren.apps.people.rules.rentals import CheckPoint, Letting, Teller
from liren.apps.places.queries import dwelling_for
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["people"])

Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2100, 12, 31))]
Line = Annotated[str, Field(max_length=80)]
Text = Annotated[str, Field(max_length=200)]
Phone = Annotated[str, Field(max_length=20, pattern=r"^[0-9+() \-]*$")]
Fen = Annotated[int, Field(ge=0, le=10_000_000_00)]


class TenancyOut(RowOut):
    """Something that is let; `told_late` says by how many days."""

    id: UUID = Field(validation_alias="uid")
    dwelling: UUID = Field(validation_alias=AliasPath("dwelling", "uid"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    kind: str
    part: str
    landlord_name: str
    employer: str
    since: date
    until: date | None
    ended_on: date | None
    moved_in_on: date
    told_on: date
    told_by: str
    due_on: date
    rent_fen: int | None
    fee_fen: int | None
    fee_basis: str
    check_on: date | None


class RoomCheckOut(RowOut):
    """A look at its safety."""

    on: date
    faults: list[str]
    again_on: date | None
    mended_on: date | None


class TenantOut(Schema):
    """One who rents it."""

    person: UUID
    name: str
    since: date
    until: date | None


class TenancyDetail(TenancyOut):
    """With who lives there and what was looked at."""

    tenants: list[TenantOut]
    checks: list[RoomCheckOut]


class TenancyPage(RowOut):
    """One page of tenancies; `next` is the cursor of the following page."""

    items: list[TenancyOut]
    next: str


class LetAsked(Paging):
    """Which tenancies."""

    tab: Annotated[str, Field("now", pattern="^(now|late|check|ends|over)$")]
    kind: Letting | None = None
    area: Annotated[str, Field("", max_length=20)]
    q: Annotated[str, Field("", max_length=60)]


class TenantIn(Schema):
    """One who rents it: known by the number, else written down."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    paper: Paper = Paper.RESIDENT
    id_number: Annotated[str, Field("", max_length=40)]
    phone: Phone = ""
    relation: Relation = Relation.NONE
    hukou_code: Annotated[str, Field("", max_length=6)]


class LetIn(Schema):
    """What is let to whom."""

    kind: Letting = Letting.WHOLE
    part: Annotated[str, Field("", max_length=40)]
    employer: Line = ""
    landlord_name: Annotated[str, Field(min_length=1, max_length=60)]
    landlord_phone: Phone = ""
    tenants: Annotated[list[TenantIn], Field(min_length=1, max_length=100)]
    since: Day
    until: Day | None = None
    moved_in_on: Day | None = None
    told_on: Day | None = None
    told_by: Teller = Teller.LANDLORD
    contract: Annotated[str, Field("", max_length=40)]
    rent_fen: Fen | None = None
    note: Text = ""


class AddTenantIn(TenantIn):
    """One more, from a day on."""

    since: Day | None = None


class EndDayIn(Schema):
    """On which day."""

    on: Day | None = None


class TenancyChangeIn(Schema):
    """What is different; what is left out stays."""

    until: Day | None = None
    contract: Annotated[str | None, Field(None, max_length=40)]
    rent_fen: Fen | None = None
    fee_fen: Fen | None = None
    fee_basis: Annotated[str | None, Field(None, max_length=120)]
    landlord_phone: Phone | None = None
    note: Text | None = None


class LookIn(Schema):
    """What was seen of its safety."""

    faults: Annotated[list[CheckPoint], Field([], max_length=20)]
    on: Day | None = None
    again_on: Day | None = None
    note: Text = ""


@router.get("/rentals", response=TenancyPage, operation_id="people.rentals", by_alias=False)
def rentals(request: Request, asked: Query[LetAsked]) -> Any:
    """What is let in my areas."""
    require(request.actor, queries.READ)
    sought = LetSought(asked.tab, asked.kind or "", asked.area, asked.q)
    found = queries.page_of_tenancies(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get(
    "/rentals/{uid}", response=TenancyDetail, operation_id="people.tenancy", by_alias=False
)
def tenancy(request: Request, uid: UUID) -> Any:
    """One tenancy."""
    return detail(queries.tenancy_for(request.actor, uid))


def detail(row: Tenancy) -> dict[str, Any]:
    """A tenancy with those who belong to it."""
    tenants = row.tenants.select_related("person").order_by("since", "pk")
    people = [
        {"person": one.person.uid, "name": one.person.name, "since": one.since, "until": one.until}
        for one in tenants
    ]
    facts = TenancyOut.model_validate(row).model_dump()
    return {**facts, "tenants": people, "checks": list(row.checks.order_by("-on", "-pk"))}


@router.post(
    "/dwellings/{uid}/let",
    response={201: TenancyDetail},
    operation_id="people.let",
    by_alias=False,
)
def let(request: Request, uid: UUID, given: LetIn) -> Any:
    """Register that a dwelling is let."""
    facts = given.model_dump()
    facts["tenants"] = [tenant_facts(one) for one in given.tenants]
    home = dwelling_for(request.actor, uid)
    return Status(201, detail(actions.let(acting(request), home, **facts)))


def tenant_facts(given: TenantIn) -> dict[str, Any]:
    """What was said of a tenant; what was left out is left out."""
    return {name: one for name, one in given.model_dump().items() if one not in ("", None)}


@router.post(
    "/rentals/{uid}/tenants",
    response=TenancyDetail,
    operation_id="people.add_tenant",
    by_alias=False,
)
def add_tenant(request: Request, uid: UUID, given: AddTenantIn) -> Any:
    """One more who rents it."""
    row = queries.tenancy_for(request.actor, uid)
    return detail(actions.add_tenant(acting(request), row, **tenant_facts(given)))


@router.post(
    "/rentals/{uid}/tenants/{person}/remove",
    response=TenancyDetail,
    operation_id="people.remove_tenant",
    by_alias=False,
)
def remove_tenant(request: Request, uid: UUID, person: UUID, given: EndDayIn) -> Any:
    """One who no longer rents it."""
    row = queries.tenancy_for(request.actor, uid)
    who = Person.objects.filter(tenancies__tenancy=row).distinct().get(uid=person)
    return detail(actions.remove_tenant(acting(request), row, person=who, on=given.on))


@router.post(
    "/rentals/{uid}/change",
    response=TenancyDetail,
    operation_id="people.change_tenancy",
    by_alias=False,
)
def change_tenancy(request: Request, uid: UUID, given: TenancyChangeIn) -> Any:
    """Prolong it, correct its terms, note what is collected for others."""
    facts = given.model_dump(exclude_unset=True)
    texts = ("contract", "fee_basis", "landlord_phone", "note")
    facts |= {name: "" for name in texts if name in facts and facts[name] is None}
    row = queries.tenancy_for(request.actor, uid)
    return detail(actions.change_tenancy(acting(request), row, **facts))


@router.post(
    "/rentals/{uid}/end",
    response=TenancyDetail,
    operation_id="people.end_tenancy",
    by_alias=False,
)
def end_tenancy(request: Request, uid: UUID, given: EndDayIn) -> Any:
    """The tenancy is over."""
    row = queries.tenancy_for(request.actor, uid)
    return detail(actions.end_tenancy(acting(request), row, on=given.on))


@router.post(
    "/rentals/{uid}/check",
    response=TenancyDetail,
    operation_id="people.check_room",
    by_alias=False,
)
def check_room(request: Request, uid: UUID, given: LookIn) -> Any:
    """A look at its safety, the first or the second."""
    row = queries.tenancy_for(request.actor, uid)
    return detail(actions.check_room(acting(request), row, **given.model_dump()))


# ── residence permits ───────────────────────────────────────────────────────────────────────


class PermitOut(RowOut):
    """A residence permit; `state` is as it was last written down, the day decides."""

    id: UUID = Field(validation_alias="uid")
    person: UUID = Field(validation_alias=AliasPath("person", "uid"))
    name: str = Field(validation_alias=AliasPath("person", "name"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    issued_on: date
    endorse_by: date
    state: str


class PermitPage(RowOut):
    """One page of permits; `next` is the cursor of the following page."""

    items: list[PermitOut]
    next: str


class PermitAsked(Paging):
    """Which permits."""

    tab: Annotated[str, Field("valid", pattern="^(endorse|lapsed|valid|ended)$")]
    area: Annotated[str, Field("", max_length=20)]
    q: Annotated[str, Field("", max_length=60)]


class IssueIn(Schema):
    """When it was issued; `seen` when the paper itself was seen."""

    issued_on: Day | None = None
    seen: bool = False


class EndPermitIn(Schema):
    """Why it is over."""

    reason: Annotated[str, Field(min_length=2, max_length=200)]


@router.get("/permits", response=PermitPage, operation_id="people.permits", by_alias=False)
def permits(request: Request, asked: Query[PermitAsked]) -> Any:
    """Residence permits in my areas, by the day on which they lapse."""
    require(request.actor, permit_queries.READ)
    found = permit_queries.page_of_permits(
        request.actor, asked.tab, asked.area, asked.q, asked.cursor, asked.limit
    )
    return {"items": found.rows, "next": found.older}


@router.post(
    "/{uid}/permit", response={201: PermitOut}, operation_id="people.issue_permit", by_alias=False
)
def issue_permit(request: Request, uid: UUID, given: IssueIn) -> Any:
    """Write down that somebody got one."""
    person = person_for(request.actor, uid)
    made = permit_actions.issue_permit(acting(request), person, **given.model_dump())
    return Status(201, made)


@router.post(
    "/permits/{uid}/endorse",
    response=PermitOut,
    operation_id="people.endorse_permit",
    by_alias=False,
)
def endorse_permit(request: Request, uid: UUID, given: EndDayIn) -> Permit:
    """It was endorsed, or resumed."""
    row = permit_queries.permit_for(request.actor, uid)
    return permit_actions.endorse_permit(acting(request), row, on=given.on)


@router.post(
    "/permits/{uid}/end", response=PermitOut, operation_id="people.end_permit", by_alias=False
)
def end_permit(request: Request, uid: UUID, given: EndPermitIn) -> Permit:
    """It is over."""
    row = permit_queries.permit_for(request.actor, uid)
    return permit_actions.end_permit(acting(request), row, reason=given.reason)
