"""The register of burdens and the hours of months for programs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.duties.actions import burdens as actions
from liren.apps.duties.actions import estimates as estimate_actions
from liren.apps.duties.models import Application, Burden, Estimate
from liren.apps.duties.queries import burdens as queries
from liren.apps.duties.queries import estimates as estimate_queries
from liren.apps.duties.queries.burdens import BurdensSought
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.burdens import Rhythm
from liren.apps.duties.rules.estimates import Hours
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["duties"])

BurdenDay = Annotated[date, Field(ge=date(1980, 1, 1), le=date(2100, 12, 31))]
Code = Annotated[str, Field("", max_length=40)]


class BurdenOut(RowOut):
    """Something that stands at a community's door."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    kind: str
    title: Masked
    asker: str | None = Field(None, validation_alias=AliasPath("asker", "code"))
    asker_name: Masked
    application: UUID | None = Field(None, validation_alias=AliasPath("application", "uid"))
    rhythm: str
    generated: bool
    since: date | None
    state: str
    remove_by: date | None
    order: Masked
    merged_into: UUID | None = Field(None, validation_alias=AliasPath("merged_into", "uid"))
    ended_on: date | None
    note: Masked
    at: datetime


class BurdenPage(RowOut):
    """One page of burdens; `next` is the cursor of the following page."""

    items: list[BurdenOut]
    next: str


class BurdenAsked(Paging):
    """Which burdens."""

    tab: Annotated[str, Field("live", pattern="^(live|bare|admitted|ordered|late|over|all)$")]
    kind: AskKind | None = None
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]
    asker: Code


class BurdenChangeIn(Schema):
    """What stands there; `asker` is the code of a body, else its name is given."""

    title: Annotated[str, Field(min_length=1, max_length=80)]
    asker: Code
    asker_name: Annotated[str, Field("", max_length=80)]
    rhythm: Rhythm | None = None
    generated: bool = False
    since: BurdenDay | None = None
    note: Annotated[str, Field("", max_length=500)]


class BurdenIn(BurdenChangeIn):
    """Something new at the door of a community."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    kind: AskKind


class BurdenAdmitIn(Schema):
    """The admission on which it stands."""

    application: UUID


class BurdenOrderIn(Schema):
    """By when it has to go, and the document that says so."""

    remove_by: BurdenDay
    document: Annotated[str, Field(min_length=1, max_length=200)]


class BurdenMergeIn(Schema):
    """Into which other one."""

    into: UUID


class BurdenEndIn(Schema):
    """How and when it went."""

    note: Annotated[str, Field(min_length=1, max_length=500)]
    on: BurdenDay | None = None


def facts_of(given: BurdenChangeIn) -> dict[str, Any]:
    """What was given, with the body itself."""
    facts = given.model_dump(exclude={"area", "kind"})
    code = facts["asker"]
    asker = Body.objects.standing().filter(code=code).get() if code else None
    return {**facts, "asker": asker, "rhythm": given.rhythm or ""}


@router.get("/burdens", response=BurdenPage, operation_id="duties.burdens", by_alias=False)
def burdens(request: Request, asked: Query[BurdenAsked]) -> Any:
    """What stands at the doors of communities."""
    require(request.actor, queries.READ)
    sought = BurdensSought(asked.tab, asked.kind or "", asked.q, asked.area, asked.asker)
    found = queries.page_of_burdens(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/burdens/{uid}", response=BurdenOut, operation_id="duties.burden", by_alias=False)
def burden(request: Request, uid: UUID) -> Burden:
    """One burden."""
    return queries.burden_for(request.actor, uid)


@router.post(
    "/burdens", response={201: BurdenOut}, operation_id="duties.note_burden", by_alias=False
)
def note_burden(request: Request, given: BurdenIn) -> Any:
    """Register something at the door of a community."""
    require(request.actor, "duties.note_burden")
    area = Area.objects.allowed(request.actor, "duties.note_burden").get(code=given.area)
    made = actions.note_burden(acting(request), area, kind=given.kind, **facts_of(given))
    return Status(201, made)


@router.post(
    "/burdens/{uid}/change",
    response=BurdenOut,
    operation_id="duties.change_burden",
    by_alias=False,
)
def change_burden(request: Request, uid: UUID, given: BurdenChangeIn) -> Burden:
    """Put right what was registered."""
    row = queries.burden_for(request.actor, uid)
    return actions.change_burden(acting(request), row, **facts_of(given))


@router.post(
    "/burdens/{uid}/admit", response=BurdenOut, operation_id="duties.admit_burden", by_alias=False
)
def admit_burden(request: Request, uid: UUID, given: BurdenAdmitIn) -> Burden:
    """Say on which admission it stands."""
    row = queries.burden_for(request.actor, uid)
    if not permits(request.actor, "duties.admit_burden", row):
        raise PermissionDenied("duties.admit_burden")
    rows = Application.objects.allowed(request.actor, "duties.applications")
    application = rows.get(uid=given.application)
    return actions.admit_burden(acting(request), row, application=application)


@router.post(
    "/burdens/{uid}/order",
    response=BurdenOut,
    operation_id="duties.order_removal",
    by_alias=False,
)
def order_removal(request: Request, uid: UUID, given: BurdenOrderIn) -> Burden:
    """Order it away by a day."""
    row = queries.burden_for(request.actor, uid)
    return actions.order_removal(acting(request), row, **given.model_dump())


@router.post(
    "/burdens/{uid}/merge", response=BurdenOut, operation_id="duties.merge_burden", by_alias=False
)
def merge_burden(request: Request, uid: UUID, given: BurdenMergeIn) -> Burden:
    """Make it part of another of its kind at the same door."""
    row = queries.burden_for(request.actor, uid)
    into = queries.burden_for(request.actor, given.into)
    return actions.merge_burden(acting(request), row, into=into)


@router.post(
    "/burdens/{uid}/end", response=BurdenOut, operation_id="duties.end_burden", by_alias=False
)
def end_burden(request: Request, uid: UUID, given: BurdenEndIn) -> Burden:
    """It is gone."""
    row = queries.burden_for(request.actor, uid)
    return actions.end_burden(acting(request), row, **given.model_dump())


# ── hours ───────────────────────────────────────────────────────────────────────────────────


class HoursLine(Schema):
    """The hours of one thing; `source` is a:, p: or b: with a key as the month's lines name it."""

    label: Annotated[str, Field(min_length=1, max_length=80)]
    hours: Annotated[Decimal, Field(ge=0, le=99_999, decimal_places=1)]
    source: Annotated[str, Field("", max_length=20, pattern=r"^([apb]:\d{1,12})?$")]


class EstimateIn(Schema):
    """The hours of a month of a community; `seen` is the version that was read."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    month: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
    staff: Annotated[int, Field(ge=1, le=500)]
    lines: Annotated[list[HoursLine], Field(min_length=1, max_length=200)]
    seen: Annotated[int, Field(0, ge=0, le=1_000_000)]


class EstimateOut(RowOut):
    """A month of a community."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    month: date
    staff: int
    version: int
    at: datetime


class EstimatePage(RowOut):
    """One page of months; `next` is the cursor of the following page."""

    items: list[EstimateOut]
    next: str


class EstimateAsked(Paging):
    """Of which area."""

    area: Annotated[str, Field("", max_length=20)]


@router.get("/estimates", response=EstimatePage, operation_id="duties.estimates", by_alias=False)
def estimates(request: Request, asked: Query[EstimateAsked]) -> Any:
    """What communities said of their months."""
    require(request.actor, estimate_queries.READ)
    found = estimate_queries.page_of_estimates(
        request.actor, asked.area, asked.cursor, asked.limit
    )
    return {"items": found.rows, "next": found.older}


@router.post(
    "/estimates", response={201: EstimateOut}, operation_id="duties.estimate", by_alias=False
)
def estimate(request: Request, given: EstimateIn) -> Any:
    """Say the hours of a month."""
    require(request.actor, "duties.estimate")
    area = Area.objects.allowed(request.actor, "duties.estimate").get(code=given.area)
    lines = [Hours(line.label, line.hours, line.source) for line in given.lines]
    made: Estimate = estimate_actions.estimate(
        acting(request), area, month=given.month, staff=given.staff, lines=lines, seen=given.seen
    )
    return Status(201, made)
