"""Projects of the foundation for programs; amounts are in fen."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import projects as actions
from liren.apps.money.api.donations import GiftCode, GiftDay, GiftFen
from liren.apps.money.models import Project, Purse
from liren.apps.money.queries import projects as queries
from liren.apps.money.queries.projects import ProjectsSought
from liren.apps.money.rules.donations import FOUNDATION
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])
Long = Annotated[str, Field("", max_length=2000)]


class FoundationOpinion(RowOut):
    """An opinion of the review."""

    name: str
    points: int
    words: Masked


class FoundationProjectOut(RowOut):
    """What a foundation is asked for."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    foundation: str = Field(validation_alias=AliasPath("foundation", "code"))
    proposer: str | None = Field(None, validation_alias=AliasPath("proposer", "code"))
    title: Masked
    need: Masked
    plan: Masked
    asked_fen: int
    granted_fen: int | None
    purse: UUID | None = Field(None, validation_alias=AliasPath("purse", "uid"))
    start_on: date
    end_on: date
    state: str
    opinions: list[FoundationOpinion]
    answer: Masked
    report: Masked
    served: int | None
    returned_fen: int | None
    at: datetime


class FoundationProjectPage(RowOut):
    """One page of projects; `next` is the cursor of the following page."""

    items: list[FoundationProjectOut]
    next: str


class FoundationProjectAsked(Paging):
    """Which projects."""

    tab: Annotated[
        str, Field("all", pattern="^(all|waiting|draft|proposed|granted|reported|closed|not)$")
    ]
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]


class FoundationProjectChange(Schema):
    """What is to be done; `proposer` is the code of a body of the community."""

    title: Annotated[str, Field(min_length=1, max_length=80)]
    need: Annotated[str, Field(min_length=1, max_length=2000)]
    plan: Long
    asked_fen: GiftFen
    start_on: GiftDay
    end_on: GiftDay
    proposer: GiftCode


class FoundationProjectIn(FoundationProjectChange):
    """A project of a community, for a foundation."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    foundation: Annotated[str, Field(min_length=1, max_length=40)]


class ProjectReviewIn(Schema):
    """Points and words."""

    points: Annotated[int, Field(ge=0, le=100)]
    words: Annotated[str, Field(min_length=1, max_length=500)]


class GrantProjectIn(Schema):
    """From which purse of the foundation how much."""

    source: UUID
    fen: GiftFen
    answer: Annotated[str, Field("", max_length=500)]


class RefuseProjectIn(Schema):
    """Why not."""

    answer: Annotated[str, Field(min_length=1, max_length=500)]


class ReportProjectIn(Schema):
    """What was done, for how many."""

    report: Annotated[str, Field(min_length=1, max_length=2000)]
    served: Annotated[int, Field(ge=0, le=1_000_000)]


class FoundationPurse(Schema):
    """Money of a foundation for one purpose."""

    purse: UUID
    purpose: str
    fen: int


class FoundationOut(Schema):
    """A foundation in figures, in fen."""

    code: str
    name: str
    raised: int
    granted: int
    spent: int
    there: int
    administrative_share: float | None
    sources: list[FoundationPurse]


def facts_of(actor: Actor, given: FoundationProjectChange, area: Area) -> dict[str, Any]:
    """What was given, with the body itself; a foundation's own people stand in its name."""
    facts = given.model_dump(exclude={"area", "foundation"})
    if own := queries.own_foundation(actor):
        return {**facts, "proposer": own}
    code = facts["proposer"]
    rows = Body.objects.standing().filter(area_path=area.path)
    return {**facts, "proposer": rows.get(code=code) if code else None}


@router.get("/foundations", response=list[FoundationOut], operation_id="money.foundation")
def foundation(request: Request) -> list[dict[str, Any]]:
    """What foundations raised, granted and spent."""
    return [told(one) for one in queries.foundations()]


def told(body: Body) -> dict[str, Any]:
    """One foundation."""
    said = queries.figures(body)
    names = ("raised", "granted", "spent", "there")
    return {
        **{name: getattr(said, name) for name in names},
        "code": body.code,
        "name": str(body),
        "administrative_share": said.share,
        "sources": [
            {
                "purse": one.uid,
                "purpose": one.earmark.title if one.earmark else "",
                "fen": one.account.amount,
            }
            for one in queries.sources(body)
        ],
    }


@router.get(
    "/projects", response=FoundationProjectPage, operation_id="money.projects", by_alias=False
)
def projects(request: Request, asked: Query[FoundationProjectAsked]) -> Any:
    """What communities ask the foundation for."""
    require(request.actor, queries.READ)
    sought = ProjectsSought(asked.tab, asked.q, asked.area)
    found = queries.page_of_projects(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get(
    "/projects/{uid}",
    response=FoundationProjectOut,
    operation_id="money.project",
    by_alias=False,
)
def project(request: Request, uid: UUID) -> Project:
    """One project."""
    return queries.project_for(request.actor, uid)


@router.post(
    "/projects",
    response={201: FoundationProjectOut},
    operation_id="money.draft_project",
    by_alias=False,
)
def draft_project(request: Request, given: FoundationProjectIn) -> Any:
    """Begin a project of a community."""
    require(request.actor, "money.draft_project")
    area = Area.objects.allowed(request.actor, "money.draft_project").get(code=given.area)
    rows = Body.objects.standing().filter(kind=FOUNDATION)
    facts = {**facts_of(request.actor, given, area), "foundation": rows.get(code=given.foundation)}
    return Status(201, actions.draft_project(acting(request), area, **facts))


@router.post(
    "/projects/{uid}/change",
    response=FoundationProjectOut,
    operation_id="money.change_project",
    by_alias=False,
)
def change_project(request: Request, uid: UUID, given: FoundationProjectChange) -> Project:
    """Write on."""
    row = queries.project_for(request.actor, uid)
    return actions.change_project(acting(request), row, **facts_of(request.actor, given, row.area))


@router.post(
    "/projects/{uid}/propose",
    response=FoundationProjectOut,
    operation_id="money.propose_project",
    by_alias=False,
)
def propose_project(request: Request, uid: UUID) -> Project:
    """Ask the foundation."""
    return actions.propose_project(acting(request), queries.project_for(request.actor, uid))


@router.post(
    "/projects/{uid}/review",
    response=FoundationProjectOut,
    operation_id="money.review_project",
    by_alias=False,
)
def review_project(request: Request, uid: UUID, given: ProjectReviewIn) -> Project:
    """Give an opinion."""
    row = queries.project_for(request.actor, uid)
    return actions.review_project(acting(request), row, **given.model_dump())


@router.post(
    "/projects/{uid}/grant",
    response=FoundationProjectOut,
    operation_id="money.grant_project",
    by_alias=False,
)
def grant_project(request: Request, uid: UUID, given: GrantProjectIn) -> Project:
    """The foundation pays."""
    row = queries.project_for(request.actor, uid)
    source = Purse.objects.filter(area=row.foundation.area_id).get(uid=given.source)
    actor = acting(request)
    return actions.grant_project(actor, row, source=source, fen=given.fen, answer=given.answer)


@router.post(
    "/projects/{uid}/refuse",
    response=FoundationProjectOut,
    operation_id="money.refuse_project",
    by_alias=False,
)
def refuse_project(request: Request, uid: UUID, given: RefuseProjectIn) -> Project:
    """The foundation does not pay."""
    row = queries.project_for(request.actor, uid)
    return actions.refuse_project(acting(request), row, answer=given.answer)


@router.post(
    "/projects/{uid}/withdraw",
    response=FoundationProjectOut,
    operation_id="money.withdraw_project",
    by_alias=False,
)
def withdraw_project(request: Request, uid: UUID) -> Project:
    """Ask no longer."""
    return actions.withdraw_project(acting(request), queries.project_for(request.actor, uid))


@router.post(
    "/projects/{uid}/report",
    response=FoundationProjectOut,
    operation_id="money.report_project",
    by_alias=False,
)
def report_project(request: Request, uid: UUID, given: ReportProjectIn) -> Project:
    """What was done."""
    row = queries.project_for(request.actor, uid)
    return actions.report_project(acting(request), row, **given.model_dump())


@router.post(
    "/projects/{uid}/close",
    response=FoundationProjectOut,
    operation_id="money.close_project",
    by_alias=False,
)
def close_project(request: Request, uid: UUID) -> Project:
    """Another person looked at the report; the rest goes back."""
    return actions.close_project(acting(request), queries.project_for(request.actor, uid))
