"""Payments for programs: amounts in fen; accounts of payees never leave by this door."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import AliasPath, Field

from liren.apps.money.actions import invoices
from liren.apps.money.actions import spendings as actions
from liren.apps.money.models import Invoice, Purse, Spending
from liren.apps.money.queries import spendings as queries
from liren.apps.money.queries.spendings import SpendingsSought
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])
SpentFen = Annotated[int, Field(ge=1, le=10**13, description="in fen: 1 yuan is 100")]


class SpendingOut(RowOut):
    """A payment, from the wish to the voucher; amounts in fen."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    purse: UUID = Field(validation_alias=AliasPath("purse", "uid"))
    fund: str = Field(validation_alias=AliasPath("purse", "fund", "code"))
    category: str = Field(validation_alias=AliasPath("category", "code"))
    title: Masked
    reason: Masked
    payee: Masked
    fen: int
    final_fen: int | None
    state: str
    over_budget: bool
    asked_at: datetime
    approved_at: datetime | None
    accepted_at: datetime | None
    outcome: Masked
    paid_on: date | None
    bank_paper: Masked
    settled_at: datetime | None
    answer: Masked


class SpendingPage(RowOut):
    """One page of payments; `next` is the cursor of the following page."""

    items: list[SpendingOut]
    next: str


class SpendingsAsked(Paging):
    """Which payments."""

    tab: Annotated[
        str, Field("all", pattern="^(mine|asked|approved|accepted|paid|settled|ended|all)$")
    ]
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]
    purse: Annotated[str, Field("", max_length=40)]
    fund: Annotated[str, Field("", max_length=30)]
    category: Annotated[str, Field("", max_length=30)]


class SpendingAskIn(Schema):
    """What is to be paid, to whom, out of which purse, under which heading."""

    purse: UUID
    category: Annotated[str, Field(min_length=1, max_length=30)]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    fen: SpentFen
    payee: Annotated[str, Field(min_length=1, max_length=80)]
    payee_account: Annotated[str, Field("", max_length=40)]
    payee_bank: Annotated[str, Field("", max_length=80)]
    reason: Annotated[str, Field("", max_length=1000)]


class SpendingNoteIn(Schema):
    """A note."""

    note: Annotated[str, Field("", max_length=500)]


class SpendingReasonIn(Schema):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class SpendingAcceptIn(Schema):
    """What came, and what it finally costs."""

    fen: SpentFen
    outcome: Annotated[str, Field(min_length=1, max_length=500)]


class SpendingPayIn(Schema):
    """The day and the paper of the bank."""

    day: date
    bank_paper: Annotated[str, Field(min_length=1, max_length=80)]


class InvoiceIn(Schema):
    """The number on the paper."""

    number: Annotated[str, Field("", max_length=40)]


class InvoiceOut(RowOut):
    """A paper of a payment."""

    id: UUID = Field(validation_alias="uid")
    spending: UUID = Field(validation_alias=AliasPath("spending", "uid"))
    number: str
    at: datetime
    removed_at: datetime | None


@router.get("/spendings", response=SpendingPage, operation_id="money.spendings", by_alias=False)
def spendings(request: Request, asked: Query[SpendingsAsked]) -> Any:
    """Payments where I work."""
    require(request.actor, queries.READ)
    sought = SpendingsSought(**asked.model_dump(exclude={"cursor", "limit"}))
    found = queries.page_of_spendings(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get(
    "/spendings/{uid}", response=SpendingOut, operation_id="money.spending", by_alias=False
)
def spending(request: Request, uid: UUID) -> Spending:
    """One payment."""
    return queries.spending_for(request.actor, uid)


@router.post("/spendings", response={201: SpendingOut}, operation_id="money.ask", by_alias=False)
def ask(request: Request, given: SpendingAskIn) -> Any:
    """Ask for a payment; its money is set aside at once."""
    require(request.actor, "money.ask")
    purse = Purse.objects.allowed(request.actor, "money.ask").get(uid=given.purse)
    category = queries.headings().get(code=given.category)
    facts = given.model_dump(exclude={"purse", "category"})
    return Status(201, actions.ask(acting(request), purse, category=category, **facts))


def found(request: Request, uid: UUID) -> Spending:
    """The payment on which somebody acts."""
    return queries.spending_for(request.actor, uid)


@router.post(
    "/spendings/{uid}/approve", response=SpendingOut, operation_id="money.approve", by_alias=False
)
def approve(request: Request, uid: UUID, given: SpendingNoteIn) -> Spending:
    """Say yes, within what one's office may approve."""
    return actions.approve(acting(request), found(request, uid), note=given.note)


@router.post(
    "/spendings/{uid}/refuse", response=SpendingOut, operation_id="money.refuse", by_alias=False
)
def refuse(request: Request, uid: UUID, given: SpendingReasonIn) -> Spending:
    """Say no; the money is free again."""
    return actions.refuse(acting(request), found(request, uid), reason=given.reason)


@router.post(
    "/spendings/{uid}/withdraw",
    response=SpendingOut,
    operation_id="money.withdraw",
    by_alias=False,
)
def withdraw(request: Request, uid: UUID, given: SpendingReasonIn) -> Spending:
    """Take back what is not paid yet."""
    return actions.withdraw(acting(request), found(request, uid), reason=given.reason)


@router.post(
    "/spendings/{uid}/accept", response=SpendingOut, operation_id="money.accept", by_alias=False
)
def accept(request: Request, uid: UUID, given: SpendingAcceptIn) -> Spending:
    """Take what was delivered, for no more than was asked."""
    return actions.accept(acting(request), found(request, uid), **given.model_dump())


@router.post(
    "/spendings/{uid}/pay", response=SpendingOut, operation_id="money.pay", by_alias=False
)
def pay(request: Request, uid: UUID, given: SpendingPayIn) -> Spending:
    """Write down that the bank paid."""
    return actions.pay(acting(request), found(request, uid), **given.model_dump())


@router.post(
    "/spendings/{uid}/undo_payment",
    response=SpendingOut,
    operation_id="money.undo_payment",
    by_alias=False,
)
def undo_payment(request: Request, uid: UUID, given: SpendingReasonIn) -> Spending:
    """Write down that the bank sent it back."""
    return actions.undo_payment(acting(request), found(request, uid), reason=given.reason)


@router.post(
    "/spendings/{uid}/settle", response=SpendingOut, operation_id="money.settle", by_alias=False
)
def settle(request: Request, uid: UUID, given: SpendingNoteIn) -> Spending:
    """The invoice is checked; that closes it."""
    return actions.settle(acting(request), found(request, uid), note=given.note)


@router.post(
    "/spendings/{uid}/papers",
    response={201: InvoiceOut},
    operation_id="money.add_invoice",
    by_alias=False,
)
def add_invoice(
    request: Request, uid: UUID, given: Form[InvoiceIn], file: File[UploadedFile]
) -> Any:
    """Hang an invoice on a payment: a picture or a PDF."""
    row = found(request, uid)
    if not request.actor.may("money.add_invoice"):
        raise PermissionDenied("money.add_invoice")
    with invoices.paper(request.actor, file) as paper:
        made = invoices.add_invoice(acting(request), row, file=paper, number=given.number)
    return Status(201, made)


@router.post(
    "/spendings/{uid}/papers/{invoice}/remove",
    response=InvoiceOut,
    operation_id="money.remove_invoice",
    by_alias=False,
)
def remove_invoice(request: Request, uid: UUID, invoice: UUID, given: SpendingReasonIn) -> Invoice:
    """Take a paper away, with the reason."""
    paper = queries.invoice_for(request.actor, uid, invoice)
    return invoices.remove_invoice(acting(request), paper, reason=given.reason)
