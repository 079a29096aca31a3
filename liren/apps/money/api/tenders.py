"""What providers do, for programs: sealed offers, records of work; amounts in fen."""

from contextlib import ExitStack
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import AliasPath, Field

from liren.apps.money.actions import invoices
from liren.apps.money.actions import providers as actions
from liren.apps.money.api.purchases import PurchaseOut
from liren.apps.money.api.spendings import SpentFen
from liren.apps.money.models import Offer, Purchase
from liren.apps.money.queries import tenders as queries
from liren.apps.money.queries.purchases import purchase_for
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])


class TenderOut(RowOut):
    """A service for which offers are asked."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    title: Masked
    need: Masked
    standard: Masked
    limit_fen: int
    manner: str
    offers_until: date | None


class TenderPage(RowOut):
    """One page of them; `next` is the cursor of the following page."""

    items: list[TenderOut]
    next: str


class TendersAsked(Paging):
    """Those that ask for offers now, or those for which one made an offer."""

    tab: Literal["open", "offered"] = "open"


class OwnOfferOut(RowOut):
    """One's own offer: when it came; what it says, once all were opened."""

    id: UUID = Field(validation_alias="uid")
    at: datetime
    fen: int | None
    text: Masked
    chosen: bool


class SealedOfferIn(Schema):
    """What one asks and promises; sealed until the last day is over."""

    fen: SpentFen
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class OfferExtendIn(Schema):
    """Until when, and why."""

    offers_until: date
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class ServiceLogIn(Schema):
    """What was done on a day."""

    day: date
    quantity: Annotated[int | None, Field(None, ge=1, le=10**6)]
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class ServiceLogOut(RowOut):
    """A record of work."""

    id: UUID = Field(validation_alias="uid")
    day: date
    quantity: int | None
    text: Masked
    struck_at: datetime | None
    reason: Masked


class ServiceStrikeIn(Schema):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("/tenders", response=TenderPage, operation_id="money.tenders", by_alias=False)
def tenders(request: Request, asked: Query[TendersAsked]) -> Any:
    """What asks for offers where my body serves, or for which it made one."""
    require(request.actor, queries.READ)
    found = queries.page_of_tenders(request.actor, asked.tab, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/tenders/{uid}", response=TenderOut, operation_id="money.tender", by_alias=False)
def tender(request: Request, uid: UUID) -> Purchase:
    """One of them."""
    return queries.tender_for(request.actor, uid)


@router.get(
    "/tenders/{uid}/own_offer",
    response=list[OwnOfferOut],
    operation_id="money.own_offer",
    by_alias=False,
)
def own_offer(request: Request, uid: UUID) -> list[Offer]:
    """The offer of my own body, or none."""
    row = queries.tender_for(request.actor, uid)
    own = queries.own_offer(request.actor, row)
    return [own] if own else []


@router.post(
    "/tenders/{uid}/send_offer",
    response=TenderOut,
    operation_id="money.send_offer",
    by_alias=False,
)
def send_offer(request: Request, uid: UUID, given: SealedOfferIn) -> Purchase:
    """Offer, in place of what my body offered before."""
    row = queries.tender_for(request.actor, uid)
    return actions.send_offer(acting(request), row, **given.model_dump())


@router.post(
    "/tenders/{uid}/withdraw_offer",
    response=TenderOut,
    operation_id="money.withdraw_offer",
    by_alias=False,
)
def withdraw_offer(request: Request, uid: UUID) -> Purchase:
    """Take the offer of my body back."""
    row = queries.tender_for(request.actor, uid)
    return actions.withdraw_offer(acting(request), row)


@router.post(
    "/purchases/{uid}/open_offers",
    response=PurchaseOut,
    operation_id="money.open_offers",
    by_alias=False,
)
def open_offers(request: Request, uid: UUID) -> Purchase:
    """Open all that is sealed, when the last day is over."""
    row = purchase_for(request.actor, uid)
    return actions.open_offers(acting(request), row)


@router.post(
    "/purchases/{uid}/extend_offers",
    response=PurchaseOut,
    operation_id="money.extend_offers",
    by_alias=False,
)
def extend_offers(request: Request, uid: UUID, given: OfferExtendIn) -> Purchase:
    """Give everybody more time."""
    row = purchase_for(request.actor, uid)
    return actions.extend_offers(acting(request), row, **given.model_dump())


@router.get(
    "/purchases/{uid}/logs",
    response=list[ServiceLogOut],
    operation_id="money.service_logs",
    by_alias=False,
)
def service_logs(request: Request, uid: UUID) -> Any:
    """What was done for one purchase, day by day."""
    return queries.logs_of(purchase_for(request.actor, uid))


@router.post(
    "/purchases/{uid}/logs",
    response=PurchaseOut,
    operation_id="money.log_service",
    by_alias=False,
)
def log_service(
    request: Request, uid: UUID, given: Form[ServiceLogIn], file: File[UploadedFile | None] = None
) -> Purchase:
    """Write down as its provider what was done on a day, with what shows it."""
    row = purchase_for(request.actor, uid)
    if not request.actor.may("money.log_service"):
        raise PermissionDenied("money.log_service")
    with ExitStack() as shelf:
        kept = [shelf.enter_context(invoices.paper(request.actor, file))] if file else []
        return actions.log_service(acting(request), row, files=kept, **given.model_dump())


@router.post(
    "/purchases/{uid}/logs/{log}/strike",
    response=PurchaseOut,
    operation_id="money.strike_log",
    by_alias=False,
)
def strike_log(request: Request, uid: UUID, log: UUID, given: ServiceStrikeIn) -> Purchase:
    """Strike a record that is wrong, with the reason."""
    row, made = purchase_for(request.actor, uid), queries.log_for(request.actor, uid, log)
    return actions.strike_log(acting(request), row, log=made, reason=given.reason)
