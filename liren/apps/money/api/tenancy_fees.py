"""Fees of registered rentals for programs."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions.tenancy_fees import book_tenancy_fee as book
from liren.apps.money.api.receipts import PursesAsked, ReceiptOut
from liren.apps.money.queries import tenancy_fees as queries
from liren.apps.money.queries.purses import area_to_read
from liren.apps.people.models import Tenancy
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])
MOST = 100


class TenancyFeeOut(RowOut):
    """A fee that waits; its number is that of the registration."""

    id: UUID = Field(validation_alias="uid")
    number: int = Field(validation_alias="pk")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    fen: int = Field(validation_alias="fee_fen")
    paper: Masked = Field(validation_alias="fee_basis")
    until: date | None


@router.get(
    "/tenancy-fees",
    response=list[TenancyFeeOut],
    operation_id="money.tenancy_fees",
    by_alias=False,
)
def tenancy_fees(request: Request, asked: Query[PursesAsked]) -> list[Tenancy]:
    """What is in no book yet, the oldest first."""
    require(request.actor, queries.BOOK)
    area = area_to_read(request.actor, asked.area, queries.BOOK)
    return list(queries.fees_waiting(request.actor, area)[:MOST])


@router.post(
    "/tenancy-fees/{uid}/book",
    response={201: ReceiptOut},
    operation_id="money.book_tenancy_fee",
    by_alias=False,
)
def book_tenancy_fee(request: Request, uid: UUID) -> Any:
    """Write one down; a second person confirms it."""
    require(request.actor, queries.BOOK)
    return Status(201, book(acting(request), queries.tenancy_for(request.actor, uid)))
