"""Visits and proposals for programs. Numbers stand masked."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.people.actions import proposals as deciding
from liren.apps.people.actions import visits as actions
from liren.apps.people.models import Visit
from liren.apps.people.queries import visits as queries
from liren.apps.people.rules import Marital, Work
from liren.apps.people.rules.visits import Found
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["people"])

Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2100, 12, 31))]


class VisitOut(RowOut):
    """A visit that was made; numbers in its note are masked."""

    id: UUID = Field(validation_alias="uid")
    dwelling: UUID = Field(validation_alias=AliasPath("dwelling", "uid"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    on: date
    found: str
    note: str


class VisitPage(RowOut):
    """One page of visits; `next` is the cursor of the following page."""

    items: list[VisitOut]
    next: str


class VisitsAsked(Paging):
    """Which visits."""

    found: Found | None = None
    area: Annotated[str, Field("", max_length=20)]


class DifferIn(Schema):
    """What differs of one person."""

    phone: Annotated[str | None, Field(None, max_length=20, pattern=r"^[0-9+() \-]*$")]
    work: Work | None = None
    employer: Annotated[str | None, Field(None, max_length=80)]
    marital: Marital | None = None


class VisitIn(Schema):
    """What was found; `seen` holds the version of each person as it was known at the door."""

    found: Found
    seen: dict[UUID, int] = {}
    differences: dict[UUID, DifferIn] = {}
    gone: Annotated[list[UUID], Field([], max_length=50)]
    note: Annotated[str, Field("", max_length=500)]
    on: Day | None = None


class ProposalOut(Schema):
    """A fact that somebody found to be otherwise."""

    id: UUID
    person: UUID
    field: str
    value: str
    version: int
    source: str
    state: str
    answer: str


class ProposalPage(Schema):
    """One page of proposals; `next` is the cursor of the following page."""

    items: list[ProposalOut]
    next: str


class ProposalsAsked(Paging):
    """Which proposals."""

    tab: Annotated[str, Field("open", pattern="^(open|done)$")]
    area: Annotated[str, Field("", max_length=20)]


class TakeIn(Schema):
    """The version of the record that was seen."""

    seen: Annotated[int, Field(ge=0, le=10**8)]


class ProposalAnswerIn(Schema):
    """Why not."""

    answer: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("/visits", response=VisitPage, operation_id="people.visits", by_alias=False)
def visits(request: Request, asked: Query[VisitsAsked]) -> Any:
    """Visits made in my areas, newest first."""
    require(request.actor, queries.READ)
    found = queries.page_of_visits(
        request.actor, asked.found or "", asked.area, asked.cursor, asked.limit
    )
    return {"items": found.rows, "next": found.older}


@router.post(
    "/households/{uid}/visit",
    response={201: VisitOut},
    operation_id="people.visit",
    by_alias=False,
)
def visit(request: Request, uid: UUID, given: VisitIn) -> Any:
    """Write down what was found at a door."""
    home = queries.household_for(request.actor, uid)
    made: Visit = actions.visit(
        acting(request),
        home,
        found=given.found,
        seen={str(one): version for one, version in given.seen.items()},
        differences={
            str(one): {name: fact for name, fact in told.model_dump().items() if fact}
            for one, told in given.differences.items()
        },
        gone=[str(one) for one in given.gone],
        note=given.note,
        on=given.on,
    )
    return Status(201, made)


@router.get("/proposals", response=ProposalPage, operation_id="people.proposals", by_alias=False)
def proposals(request: Request, asked: Query[ProposalsAsked]) -> Any:
    """What was found to be otherwise, waiting or decided."""
    require(request.actor, "people.proposals")
    found = queries.page_of_proposals(
        request.actor, asked.tab, asked.area, asked.cursor, asked.limit
    )
    return {"items": [shown(one) for one in found.rows], "next": found.older}


def shown(row: Any) -> dict[str, Any]:
    """A proposal with its value as it may be shown."""
    same = ("field", "version", "source", "state", "answer")
    facts = {name: getattr(row, name) for name in same}
    return {"id": row.uid, "person": row.person.uid, "value": queries.worded(row), **facts}


@router.post(
    "/proposals/{uid}/take",
    response=ProposalOut,
    operation_id="people.take_proposal",
    by_alias=False,
)
def take(request: Request, uid: UUID, given: TakeIn) -> Any:
    """Take it over into the record."""
    row = queries.proposal_for(request.actor, uid)
    return shown(deciding.take_proposal(acting(request), row, seen=given.seen))


@router.post(
    "/proposals/{uid}/refuse",
    response=ProposalOut,
    operation_id="people.refuse_proposal",
    by_alias=False,
)
def refuse(request: Request, uid: UUID, given: ProposalAnswerIn) -> Any:
    """Leave the record as it is, and say why."""
    row = queries.proposal_for(request.actor, uid)
    return shown(deciding.refuse_proposal(acting(request), row, answer=given.answer))
