"""Works of residents for programs; amounts are in fen, names of households masked."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import works as actions
from liren.apps.money.actions.works import Given
from liren.apps.money.api.donations import GiftDay, GiftFen
from liren.apps.money.models import Work
from liren.apps.money.queries import works as queries
from liren.apps.money.queries.works import WorksSought
from liren.apps.money.rules.giving import DecidedBy
from liren.apps.money.rules.works import MOST_LINES
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.base.masking import mask_name
from liren.kernel.doors.queries import require

router = Router(tags=["money"])
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class ResidentWorkOut(RowOut):
    """Something that residents pay for together."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    title: Masked
    text: Masked
    decided_by: str
    decided_on: date
    entitled: int
    present: int
    votes_for: int
    minutes: Masked
    target_fen: int
    share_fen: int
    state: str
    done_on: date | None
    outcome: Masked
    rest_fen: int
    rest_into: UUID | None = Field(None, validation_alias=AliasPath("rest_into", "uid"))
    published_at: datetime | None
    at: datetime


class HouseholdShare(Schema):
    """What one household gave and got back; it counts when another person confirmed it."""

    id: UUID
    confirmed: bool
    place: str
    name: str
    day: date
    fen: int
    refunded_fen: int


class ResidentWorkWhole(RowOut):
    """A work with its accounts."""

    work: ResidentWorkOut
    collected: int
    paid: int
    there: int
    contributions: list[HouseholdShare]


class ResidentWorkPage(RowOut):
    """One page of works; `next` is the cursor of the following page."""

    items: list[ResidentWorkOut]
    next: str


class ResidentWorkAsked(Paging):
    """Which works."""

    tab: Annotated[
        str, Field("all", pattern="^(all|decided|collecting|building|done|closed|cancelled)$")
    ]
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]


class ResidentWorkIn(Schema):
    """What residents decided to pay for."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    decided_by: DecidedBy
    decided_on: GiftDay
    entitled: Count
    present: Count
    votes_for: Count
    minutes: Annotated[str, Field(min_length=1, max_length=200)]
    target_fen: GiftFen
    share_fen: Annotated[int, Field(0, ge=0, le=10**13)]


class HouseholdGives(Schema):
    """What one household gives."""

    place: Annotated[str, Field(min_length=1, max_length=60)]
    fen: GiftFen
    name: Annotated[str, Field("", max_length=40)]
    paper: Annotated[str, Field("", max_length=80)]


class CollectIn(Schema):
    """What households gave on a day."""

    day: GiftDay
    lines: Annotated[list[HouseholdGives], Field(min_length=1, max_length=MOST_LINES)]


class ContributionsIn(Schema):
    """Which lines, by their ids."""

    lines: Annotated[list[UUID], Field(min_length=1, max_length=MOST_LINES)]


class StrikeIn(ContributionsIn):
    """And why they count for nothing."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class FinishWorkIn(Schema):
    """What came of it."""

    outcome: Annotated[str, Field(min_length=1, max_length=1000)]
    done_on: GiftDay


class CloseWorkIn(Schema):
    """The work that the rest is left to, and the decision; nothing: it goes back."""

    into: UUID | None = None
    paper: Annotated[str, Field("", max_length=200)]


class CancelWorkIn(Schema):
    """Why it is not done."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get("/works", response=ResidentWorkPage, operation_id="money.works", by_alias=False)
def works(request: Request, asked: Query[ResidentWorkAsked]) -> Any:
    """What residents pay for together."""
    require(request.actor, queries.READ)
    sought = WorksSought(asked.tab, asked.q, asked.area)
    found = queries.page_of_works(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/works/{uid}", response=ResidentWorkWhole, operation_id="money.work", by_alias=False)
def work(request: Request, uid: UUID) -> Any:
    """One work with its accounts."""
    row = queries.work_for(request.actor, uid)
    said = queries.account_of(row)
    gave = queries.contributions_of(row)[:1000]
    return {
        **{name: getattr(said, name) for name in ("collected", "paid", "there")},
        "work": row,
        "contributions": [
            {
                "id": one.uid,
                "confirmed": one.confirmed_at is not None,
                "place": one.place,
                "name": mask_name(one.name),
                "day": one.day,
                "fen": one.fen,
                "refunded_fen": one.refunded_fen,
            }
            for one in (gave if queries.reads_lines(request.actor, row) else ())
        ],
    }


@router.post(
    "/works", response={201: ResidentWorkOut}, operation_id="money.decide_work", by_alias=False
)
def decide_work(request: Request, given: ResidentWorkIn) -> Any:
    """Write down what residents decided to pay for."""
    require(request.actor, "money.decide_work")
    area = Area.objects.allowed(request.actor, "money.decide_work").get(code=given.area)
    facts = given.model_dump(exclude={"area"})
    return Status(201, actions.decide_work(acting(request), area, **facts))


@router.post(
    "/works/{uid}/collect",
    response=ResidentWorkOut,
    operation_id="money.collect",
    by_alias=False,
)
def collect(request: Request, uid: UUID, given: CollectIn) -> Work:
    """Write down what households gave."""
    row = queries.work_for(request.actor, uid)
    lines = [Given(**one.model_dump()) for one in given.lines]
    return actions.collect(acting(request), row, lines=lines, day=given.day)


@router.post(
    "/works/{uid}/confirm",
    response=ResidentWorkOut,
    operation_id="money.confirm_contributions",
    by_alias=False,
)
def confirm_contributions(request: Request, uid: UUID, given: ContributionsIn) -> Work:
    """Somebody else than who took it saw the money."""
    row = queries.work_for(request.actor, uid)
    return actions.confirm_contributions(acting(request), row, lines=given.lines)


@router.post(
    "/works/{uid}/strike",
    response=ResidentWorkOut,
    operation_id="money.strike_contributions",
    by_alias=False,
)
def strike_contributions(request: Request, uid: UUID, given: StrikeIn) -> Work:
    """Somebody else than who wrote it down saw that it did not come."""
    row = queries.work_for(request.actor, uid)
    return actions.strike_contributions(acting(request), row, **given.model_dump())


@router.post(
    "/works/{uid}/start",
    response=ResidentWorkOut,
    operation_id="money.start_work",
    by_alias=False,
)
def start_work(request: Request, uid: UUID) -> Work:
    """It begins."""
    return actions.start_work(acting(request), queries.work_for(request.actor, uid))


@router.post(
    "/works/{uid}/finish",
    response=ResidentWorkOut,
    operation_id="money.finish_work",
    by_alias=False,
)
def finish_work(request: Request, uid: UUID, given: FinishWorkIn) -> Work:
    """It is done."""
    row = queries.work_for(request.actor, uid)
    return actions.finish_work(acting(request), row, **given.model_dump())


@router.post(
    "/works/{uid}/close",
    response=ResidentWorkOut,
    operation_id="money.close_work",
    by_alias=False,
)
def close_work(request: Request, uid: UUID, given: CloseWorkIn) -> Work:
    """The accounts are closed and published."""
    row = queries.work_for(request.actor, uid)
    if not permits(request.actor, "money.close_work", row):
        return actions.close_work(acting(request), row)  # says why not
    into = queries.work_for(request.actor, given.into) if given.into else None
    return actions.close_work(acting(request), row, into=into, paper=given.paper)


@router.post(
    "/works/{uid}/cancel",
    response=ResidentWorkOut,
    operation_id="money.cancel_work",
    by_alias=False,
)
def cancel_work(request: Request, uid: UUID, given: CancelWorkIn) -> Work:
    """It is not done: everybody gets everything back."""
    row = queries.work_for(request.actor, uid)
    return actions.cancel_work(acting(request), row, reason=given.reason)
