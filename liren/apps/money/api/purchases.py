"""Services that are bought, for programs; amounts in fen."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import purchases as actions
from liren.apps.money.api.spendings import SpentFen
from liren.apps.money.models import Offer, Purchase
from liren.apps.money.queries import purchases as queries
from liren.apps.money.queries.purchases import PurchasesSought
from liren.apps.money.queries.spendings import headings
from liren.apps.money.queries.tenders import offers_of
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])


class PurchaseOut(RowOut):
    """A service that is bought."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    title: Masked
    need: Masked
    standard: Masked
    category: str = Field(validation_alias=AliasPath("category", "code"))
    limit_fen: int
    manner: str
    offers_until: date | None
    opened_at: datetime | None
    provider_name: Masked
    choice_reason: Masked
    contract: Masked
    contract_fen: int | None
    quantity: int | None
    unit: str
    start_on: date | None
    end_on: date | None
    state: str
    outcome: Masked
    finding: Masked
    accepted_fen: int | None
    rating: int | None
    rating_text: Masked
    at: datetime


class PurchasePage(RowOut):
    """One page of purchases; `next` is the cursor of the following page."""

    items: list[PurchaseOut]
    next: str


class BoughtOut(RowOut):
    """What was bought for residents."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    title: Masked
    provider_name: Masked
    choice_reason: Masked
    accepted_fen: int | None
    start_on: date | None
    end_on: date | None
    rating: int | None
    rating_text: Masked


class BoughtPage(RowOut):
    """One page of what was bought."""

    items: list[BoughtOut]
    next: str


class OfferOut(RowOut):
    """What one provider asks."""

    id: UUID = Field(validation_alias="uid")
    name: Masked
    fen: int
    points: int | None
    text: Masked
    chosen: bool


class PurchasesAsked(Paging):
    """Which purchases."""

    tab: Annotated[
        str,
        Field("all", pattern="^(mine|live|need|open|contracted|performed|accepted|ended|all)$"),
    ]
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]


class NeedIn(Schema):
    """What residents need, and the most it may cost."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    need: Annotated[str, Field(min_length=1, max_length=2000)]
    standard: Annotated[str, Field("", max_length=2000)]
    category: Annotated[str, Field(min_length=1, max_length=30)]
    limit_fen: SpentFen


class PurchaseBudgetIn(Schema):
    """Out of which purse."""

    purse: UUID


class PurchaseOpenIn(Schema):
    """How the provider is found."""

    manner: Literal["tender", "quotes", "entrust"]
    offers_until: date | None = None
    reason: Annotated[str, Field("", max_length=300)]
    basis: Annotated[str, Field("", max_length=200)]


class OfferIn(Schema):
    """Who offers what for how much; `body` is a code, `name` is for who is not registered."""

    body: Annotated[str, Field("", max_length=40)]
    name: Annotated[str, Field("", max_length=80)]
    fen: SpentFen
    points: Annotated[int | None, Field(None, ge=0, le=100)]
    text: Annotated[str, Field("", max_length=1000)]


class OfferChooseIn(Schema):
    """Which offer, and why where it is not the best."""

    offer: UUID
    reason: Annotated[str, Field("", max_length=300)]


class ContractIn(Schema):
    """The contract."""

    contract: Annotated[str, Field(min_length=1, max_length=80)]
    fen: SpentFen
    start_on: date
    end_on: date
    quantity: Annotated[int | None, Field(None, ge=1, le=10**6)]
    unit: Annotated[str, Field("", max_length=10)]


class ServiceReportIn(Schema):
    """What was done."""

    outcome: Annotated[str, Field(min_length=1, max_length=2000)]


class ServiceAcceptIn(Schema):
    """What was found and what it is worth."""

    fen: SpentFen
    finding: Annotated[str, Field(min_length=1, max_length=1000)]


class ServiceReturnIn(Schema):
    """What does not do."""

    finding: Annotated[str, Field(min_length=1, max_length=1000)]


class PurchasePayIn(Schema):
    """Where the money goes."""

    payee_account: Annotated[str, Field("", max_length=40)]
    payee_bank: Annotated[str, Field("", max_length=80)]


class PurchaseRateIn(Schema):
    """One to five, in words."""

    rating: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, Field("", max_length=500)]


class PurchaseCancelIn(Schema):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/purchases", response=PurchasePage, operation_id="money.purchases", by_alias=False)
def purchases(request: Request, asked: Query[PurchasesAsked]) -> Any:
    """What is bought where I work."""
    return listed(request, asked, queries.READ)


@router.get("/services", response=PurchasePage, operation_id="money.services", by_alias=False)
def services(request: Request, asked: Query[PurchasesAsked]) -> Any:
    """What my body was asked to do."""
    return listed(request, asked, queries.SERVES)


def listed(request: Request, asked: PurchasesAsked, verb: str) -> Any:
    """One page by a verb."""
    require(request.actor, verb)
    sought = PurchasesSought(asked.tab, asked.q, asked.area)
    found = queries.page_of_purchases(request.actor, sought, asked.cursor, asked.limit, verb)
    return {"items": found.rows, "next": found.older}


@router.get("/bought", response=BoughtPage, operation_id="money.bought", by_alias=False)
def bought(request: Request, asked: Query[Paging]) -> Any:
    """What was bought and paid, with its rating."""
    require(request.actor, queries.BOUGHT)
    found = queries.page_of_bought(request.actor, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get(
    "/purchases/{uid}", response=PurchaseOut, operation_id="money.purchase", by_alias=False
)
def purchase(request: Request, uid: UUID) -> Purchase:
    """One purchase."""
    return queries.purchase_for(request.actor, uid)


@router.get(
    "/purchases/{uid}/offers",
    response=list[OfferOut],
    operation_id="money.offers",
    by_alias=False,
)
def offers(request: Request, uid: UUID) -> Any:
    """The offers for one purchase once they are open; who performs it does not see them."""
    row = queries.purchase_for(request.actor, uid)
    return offers_of(row) if permits(request.actor, queries.READ, row) else []


@router.post(
    "/purchases", response={201: PurchaseOut}, operation_id="money.need_service", by_alias=False
)
def need_service(request: Request, given: NeedIn) -> Any:
    """Say what residents need."""
    verb = "money.need_service"
    require(request.actor, verb)
    area = Area.objects.allowed(request.actor, verb).get(code=given.area)
    facts = given.model_dump(exclude={"area", "category"})
    category = headings().get(code=given.category)
    return Status(201, actions.need_service(acting(request), area, category=category, **facts))


Do = TypeVar("Do", bound=Callable[..., Purchase])


def step(path: str, verb: str) -> Callable[[Do], Do]:
    """How an act on one purchase is reached."""
    at: Callable[[Do], Do] = router.post(
        f"/purchases/{{uid}}/{path}", response=PurchaseOut, operation_id=verb, by_alias=False
    )
    return at


@step("budget_purchase", "money.budget_purchase")
def budget_purchase(request: Request, uid: UUID, given: PurchaseBudgetIn) -> Purchase:
    """Set the money for it aside."""
    row = queries.purchase_for(request.actor, uid)
    purse = queries.purses_for(request.actor, row).get(uid=given.purse)
    return actions.budget_purchase(acting(request), row, purse=purse)


@step("open_purchase", "money.open_purchase")
def open_purchase(request: Request, uid: UUID, given: PurchaseOpenIn) -> Purchase:
    """Say how the provider is found."""
    row = queries.purchase_for(request.actor, uid)
    return actions.open_purchase(acting(request), row, **given.model_dump())


@step("add_offer", "money.add_offer")
def add_offer(request: Request, uid: UUID, given: OfferIn) -> Purchase:
    """Write down what one provider asks."""
    row = queries.purchase_for(request.actor, uid)
    body = queries.providers(row).get(code=given.body) if given.body else None
    facts = given.model_dump(exclude={"body"})
    return actions.add_offer(acting(request), row, body=body, **facts)


@step("choose_offer", "money.choose_offer")
def choose_offer(request: Request, uid: UUID, given: OfferChooseIn) -> Purchase:
    """Choose among the offers."""
    row = queries.purchase_for(request.actor, uid)
    offer = Offer.objects.get(purchase=row, uid=given.offer)  # sealed ones are refused there
    return actions.choose_offer(acting(request), row, offer=offer, reason=given.reason)


@step("sign_contract", "money.sign_contract")
def sign_contract(request: Request, uid: UUID, given: ContractIn) -> Purchase:
    """Write the contract down."""
    row = queries.purchase_for(request.actor, uid)
    return actions.sign_contract(acting(request), row, **given.model_dump())


@step("report_service", "money.report_service")
def report_service(request: Request, uid: UUID, given: ServiceReportIn) -> Purchase:
    """Say as its provider what was done."""
    row = queries.purchase_for(request.actor, uid)
    return actions.report_service(acting(request), row, outcome=given.outcome)


@step("record_service", "money.record_service")
def record_service(request: Request, uid: UUID, given: ServiceReportIn) -> Purchase:
    """Write down what a provider reported on paper."""
    row = queries.purchase_for(request.actor, uid)
    return actions.record_service(acting(request), row, outcome=given.outcome)


@step("accept_service", "money.accept_service")
def accept_service(request: Request, uid: UUID, given: ServiceAcceptIn) -> Purchase:
    """Take what was done."""
    row = queries.purchase_for(request.actor, uid)
    return actions.accept_service(acting(request), row, **given.model_dump())


@step("return_service", "money.return_service")
def return_service(request: Request, uid: UUID, given: ServiceReturnIn) -> Purchase:
    """Say what does not do."""
    row = queries.purchase_for(request.actor, uid)
    return actions.return_service(acting(request), row, finding=given.finding)


@step("pay_purchase", "money.pay_purchase")
def pay_purchase(request: Request, uid: UUID, given: PurchasePayIn) -> Purchase:
    """Ask for the payment of what was accepted."""
    row = queries.purchase_for(request.actor, uid)
    return actions.pay_purchase(acting(request), row, **given.model_dump())


@step("rate_purchase", "money.rate_purchase")
def rate_purchase(request: Request, uid: UUID, given: PurchaseRateIn) -> Purchase:
    """Say how good it was."""
    row = queries.purchase_for(request.actor, uid)
    return actions.rate_purchase(acting(request), row, **given.model_dump())


@step("cancel_purchase", "money.cancel_purchase")
def cancel_purchase(request: Request, uid: UUID, given: PurchaseCancelIn) -> Purchase:
    """Give it up before it was performed."""
    row = queries.purchase_for(request.actor, uid)
    return actions.cancel_purchase(acting(request), row, reason=given.reason)
