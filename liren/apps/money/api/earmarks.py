"""Earmarks for programs."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import earmarks as earmark_actions
from liren.apps.money.api.receipts import AreaCode, Code, ReceiptDay, Title, place
from liren.apps.money.models import Earmark, Fund
from liren.apps.money.queries import earmarks as earmark_queries
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Limit, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])


class EarmarkOut(RowOut):
    """Money that is for one thing only."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    fund: str = Field(validation_alias=AliasPath("fund", "code"))
    title: Masked
    purpose: Masked
    document: Masked
    until: date | None
    ended_on: date | None


class EarmarkPage(Schema):
    """One page of earmarks."""

    items: list[EarmarkOut]
    total: int


class EarmarksAsked(Schema):
    """Which earmarks."""

    q: Annotated[str, Field(max_length=60)] = ""
    over: bool = False
    page: Annotated[int, Field(1, ge=1, le=1000)] = 1
    limit: Limit = 50


class EarmarkIn(Schema):
    """For what money of a fund is meant."""

    area: AreaCode
    fund: Code
    title: Title
    purpose: Annotated[str, Field(min_length=1, max_length=500)]
    document: Annotated[str, Field("", max_length=200)]
    until: ReceiptDay | None = None


@router.get("/earmarks", response=EarmarkPage, operation_id="money.earmarks", by_alias=False)
def earmarks(request: Request, asked: Query[EarmarksAsked]) -> Any:
    """Money that is for one thing only."""
    require(request.actor, earmark_queries.READ)
    rows = earmark_queries.earmarks_for(request.actor, q=asked.q, over=asked.over)
    start = (asked.page - 1) * asked.limit
    return {"items": list(rows[start : start + asked.limit]), "total": rows.count()}


@router.get("/earmarks/{uid}", response=EarmarkOut, operation_id="money.earmark", by_alias=False)
def earmark(request: Request, uid: UUID) -> Earmark:
    """One earmark."""
    return earmark_queries.earmark_for(request.actor, uid)


@router.post(
    "/earmarks", response={201: EarmarkOut}, operation_id="money.add_earmark", by_alias=False
)
def add_earmark(request: Request, given: EarmarkIn) -> Any:
    """Say that money of a fund is for one thing only."""
    area = place(request, "money.add_earmark", given.area)
    facts = given.model_dump(exclude={"area", "fund"})
    fund = Fund.objects.get(code=given.fund)
    return Status(201, earmark_actions.add_earmark(acting(request), area, fund=fund, **facts))


@router.post(
    "/earmarks/{uid}/end",
    response=EarmarkOut,
    operation_id="money.end_earmark",
    by_alias=False,
)
def end_earmark(request: Request, uid: UUID) -> Earmark:
    """No more money comes for it."""
    row = earmark_queries.earmark_for(request.actor, uid)
    return earmark_actions.end_earmark(acting(request), row)
