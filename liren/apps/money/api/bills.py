"""Shared bills for programs; amounts in fen."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import bills as actions
from liren.apps.money.actions.bills import Share
from liren.apps.money.api.spendings import SpentFen
from liren.apps.money.models import Bill, Fund
from liren.apps.money.queries import bills as queries
from liren.apps.money.queries.bills import BillsSought
from liren.apps.money.rules.bills import By
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])


class BillOut(RowOut):
    """A bill that several bear."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    title: Masked
    about: str
    reason: Masked
    basis: Masked
    fen: int
    fund: str = Field(validation_alias=AliasPath("fund", "code"))
    day: date
    at: datetime
    confirmed_at: datetime | None
    dropped_at: datetime | None


class BillPage(RowOut):
    """One page of bills; `next` is the cursor of the following page."""

    items: list[BillOut]
    next: str


class BillsAsked(Paging):
    """Which bills."""

    tab: Annotated[str, Field("all", pattern="^(all|waits|confirmed|dropped)$")]
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]


class BillShareIn(Schema):
    """Who bears it, none for the community itself; a weight, or fen."""

    body: Annotated[str | None, Field(None, max_length=40)]
    weight: Annotated[int, Field(ge=1, le=10**13)]


class BillIn(Schema):
    """A bill and who bears how much of it."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    about: Annotated[str, Field("", max_length=40)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    basis: Annotated[str, Field(min_length=1, max_length=300)]
    fen: SpentFen
    day: date
    fund: Annotated[str, Field(min_length=1, max_length=30)]
    by: By = By.WEIGHTS
    shares: Annotated[list[BillShareIn], Field(min_length=1, max_length=50)]


class BillDropIn(Schema):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("/bills", response=BillPage, operation_id="money.bills", by_alias=False)
def bills(request: Request, asked: Query[BillsAsked]) -> Any:
    """Shared bills where I work."""
    require(request.actor, queries.READ)
    sought = BillsSought(asked.tab, asked.q, asked.area)
    found = queries.page_of_bills(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/bills/{uid}", response=BillOut, operation_id="money.bill", by_alias=False)
def bill(request: Request, uid: UUID) -> Bill:
    """One bill."""
    return queries.bill_for(request.actor, uid)


@router.post("/bills", response={201: BillOut}, operation_id="money.share_bill", by_alias=False)
def share_bill(request: Request, given: BillIn) -> Any:
    """Share a bill among those who are responsible, exactly to the fen."""
    verb = "money.share_bill"
    require(request.actor, verb)
    area = Area.objects.allowed(request.actor, verb).get(code=given.area)
    bodies = queries.bearers([area])
    shares = [
        Share(bodies.get(code=one.body) if one.body else None, one.weight) for one in given.shares
    ]
    facts = given.model_dump(exclude={"area", "fund", "shares", "by", "about"})
    facts["about"] = queries.full_number(request.actor, given.about)
    fund = Fund.objects.get(code=given.fund)
    made = actions.share_bill(
        acting(request), area, fund=fund, shares=shares, by=given.by.value, **facts
    )
    return Status(201, made)


@router.post(
    "/bills/{uid}/confirm", response=BillOut, operation_id="money.confirm_bill", by_alias=False
)
def confirm_bill(request: Request, uid: UUID) -> Bill:
    """Agree as a second person: each of the others owes its share."""
    return actions.confirm_bill(acting(request), queries.bill_for(request.actor, uid))


@router.post("/bills/{uid}/drop", response=BillOut, operation_id="money.drop_bill", by_alias=False)
def drop_bill(request: Request, uid: UUID, given: BillDropIn) -> Bill:
    """Give up what was not confirmed."""
    row = queries.bill_for(request.actor, uid)
    return actions.drop_bill(acting(request), row, reason=given.reason)
