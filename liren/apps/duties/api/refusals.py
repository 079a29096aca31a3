"""Refusals and their appeals for programs."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.duties.actions import refusals as actions
from liren.apps.duties.models import Refusal
from liren.apps.duties.queries import refusals as queries
from liren.apps.duties.queries.emergencies import departments_at
from liren.apps.duties.queries.refusals import RefusalsSought
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.assignments import Ground
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["duties"])


class RefusalOut(RowOut):
    """A no of a community."""

    id: UUID = Field(validation_alias="uid")
    assignment: UUID | None = Field(
        None, validation_alias=AliasPath("assignment", "uid"), description="none: asked outside"
    )
    asker: str = Field(validation_alias=AliasPath("asker", "code"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    kind: str
    title: Masked
    ground: str
    sentence: str
    source: str
    note: Masked
    state: str
    at: datetime
    appeal: Masked
    appealed_at: datetime | None
    decide_by: datetime | None
    decision: Masked
    decided_at: datetime | None


class RefusalPage(RowOut):
    """One page of refusals; `next` is the cursor of the following page."""

    items: list[RefusalOut]
    next: str


class RefusalAsked(Paging):
    """Which refusals."""

    tab: Annotated[str, Field("all", pattern="^(all|stands|appealed|upheld|overturned|late)$")]
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]
    asker: Annotated[str, Field("", max_length=40)]


class OutsideIn(Schema):
    """Who asked for what outside the system; the gate gives the ground where it is left out."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    asker: Annotated[str, Field(min_length=1, max_length=40)]
    kind: AskKind
    title: Annotated[str, Field(min_length=1, max_length=80)]
    entry_code: Annotated[str, Field("", max_length=30)]
    ground: Ground | None = None
    note: Annotated[str, Field("", max_length=500)]


class RefusalAppealIn(Schema):
    """Why it should be done after all."""

    text: Annotated[str, Field(min_length=1, max_length=500)]


class RefusalDecisionIn(Schema):
    """Whether the no stands, and why."""

    upheld: bool
    decision: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/refusals", response=RefusalPage, operation_id="duties.refusals", by_alias=False)
def refusals(request: Request, asked: Query[RefusalAsked]) -> Any:
    """What was refused where I work, or to my department."""
    require(request.actor, queries.READ)
    sought = RefusalsSought(asked.tab, asked.q, asked.area, asked.asker)
    found = queries.page_of_refusals(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/refusals/{uid}", response=RefusalOut, operation_id="duties.refusal", by_alias=False)
def refusal(request: Request, uid: UUID) -> Refusal:
    """One refusal."""
    return queries.refusal_for(request.actor, uid)


@router.post(
    "/refusals",
    response={201: RefusalOut},
    operation_id="duties.refuse_outside",
    by_alias=False,
)
def refuse_outside(request: Request, given: OutsideIn) -> Any:
    """Say no to what was asked by telephone, in a group or on paper."""
    require(request.actor, "duties.refuse_outside")
    area = Area.objects.allowed(request.actor, "duties.refuse_outside").get(code=given.area)
    asker = departments_at(area.path).get(code=given.asker)
    facts = given.model_dump(exclude={"area", "asker", "ground"})
    made = actions.refuse_outside(
        acting(request), area, asker=asker, ground=given.ground or "", **facts
    )
    return Status(201, made)


@router.post(
    "/refusals/{uid}/appeal",
    response=RefusalOut,
    operation_id="duties.appeal",
    by_alias=False,
)
def appeal(request: Request, uid: UUID, given: RefusalAppealIn) -> Refusal:
    """Have the district office look at it."""
    row = queries.refusal_for(request.actor, uid)
    return actions.appeal(acting(request), row, text=given.text)


@router.post(
    "/refusals/{uid}/decide",
    response=RefusalOut,
    operation_id="duties.decide_appeal",
    by_alias=False,
)
def decide_appeal(request: Request, uid: UUID, given: RefusalDecisionIn) -> Refusal:
    """Decide an appeal."""
    row = queries.refusal_for(request.actor, uid)
    return actions.decide_appeal(acting(request), row, **given.model_dump())
