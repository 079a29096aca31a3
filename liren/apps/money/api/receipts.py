"""Purses, vouchers, receipts and transfers for programs."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import receipts as actions
from liren.apps.money.models import Category, Earmark, Fund, Purse, Receipt
from liren.apps.money.queries import purses as purse_queries
from liren.apps.money.queries import receipts as queries
from liren.apps.money.queries import vouchers as voucher_queries
from liren.apps.money.queries.purses import LinesSought
from liren.apps.money.queries.receipts import ReceiptsSought
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Limit, Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require

router = Router(tags=["money"])

Fen = Annotated[int, Field(ge=1, le=10**13)]
Code = Annotated[str, Field(min_length=1, max_length=30)]
AreaCode = Annotated[str, Field(min_length=1, max_length=20)]
Title = Annotated[str, Field(min_length=1, max_length=80)]
Paper = Annotated[str, Field(min_length=1, max_length=200)]
ReceiptDay = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2100, 12, 31))]


class PurseOut(RowOut):
    """A purse: what is free and what is held of it, and what came and went, in fen."""

    id: UUID
    area: str
    fund: str
    earmark: UUID | None
    year: int
    there: int
    held: int
    opening: int
    received: int
    spent: int
    given: int
    carried: int
    returned: int
    closed: bool


class PurseLineOut(RowOut):
    """A line of a statement; `after` is the balance."""

    voucher: UUID = Field(validation_alias=AliasPath("posting", "uid"))
    kind: str = Field(validation_alias=AliasPath("posting", "kind"))
    title: Masked = Field(validation_alias=AliasPath("posting", "title"))
    day: date
    amount: int
    after: int


class PurseLinePage(Schema):
    """A purse with one page of its statement, the newest first."""

    purse: PurseOut
    items: list[PurseLineOut]
    total: int


class PursesAsked(Schema):
    """Which area and year; without them the first of one's own, and this year."""

    area: Annotated[str, Field(max_length=20)] = ""
    year: Annotated[int | None, Field(ge=2000, le=2100)] = None


class PurseLinesAsked(Schema):
    """Which lines of a statement."""

    kind: Annotated[str, Field(max_length=12)] = ""
    q: Annotated[str, Field(max_length=60)] = ""
    since: date | None = None
    until: date | None = None
    page: Annotated[int, Field(1, ge=1, le=1000)] = 1
    limit: Limit = 50


class VoucherLineOut(Schema):
    """One line of a voucher, in fen."""

    account: str
    debit: int
    credit: int


class VoucherOut(Schema):
    """A posting as a voucher."""

    id: UUID
    number: str
    kind: str
    title: Masked
    day: date
    maker: str
    checker: str
    papers: int
    reverses: UUID | None
    lines: list[VoucherLineOut]


class ReceiptOut(RowOut):
    """Money that came in; `giver` is the purse of a transfer."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    purse: UUID = Field(validation_alias=AliasPath("purse", "uid"))
    fund: str = Field(validation_alias=AliasPath("purse", "fund", "code"))
    giver: UUID | None = Field(None, validation_alias=AliasPath("giver", "uid"))
    category: str = Field(validation_alias=AliasPath("category", "code"))
    payer: Masked
    title: Masked
    fen: int
    day: date
    paper: Masked
    at: datetime
    confirmed_at: datetime | None
    dropped_at: datetime | None
    reason: Masked


class ReceiptPage(RowOut):
    """One page of receipts; `next` is the cursor of the following page."""

    items: list[ReceiptOut]
    next: str


class ReceiptsAsked(Paging):
    """Which receipts."""

    tab: Annotated[str, Field("all", pattern="^(waiting|booked|dropped|reversed|all)$")]
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]
    fund: Annotated[str, Field("", max_length=30)]
    year: Annotated[str, Field("", max_length=4)]


class ReceiptIn(Schema):
    """Money that came in; fund and category by code, `earmark` by id."""

    area: AreaCode
    fund: Code
    category: Code
    payer: Title
    title: Title
    fen: Fen
    day: ReceiptDay
    paper: Paper
    earmark: UUID | None = None


class TransferIn(Schema):
    """How much of which purse goes where."""

    giver: UUID
    area: AreaCode
    category: Code
    fen: Fen
    title: Title
    paper: Paper


class MoneyReasonIn(Schema):
    """Why it is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


def told(purse: Purse, standing: purse_queries.Standing) -> dict[str, Any]:
    """A purse with its sums."""
    return {
        "id": purse.uid, "area": purse.area.code, "fund": purse.fund.code, "year": purse.year,
        "earmark": purse.earmark.uid if purse.earmark else None,
        "closed": purse.closed_at is not None, **vars(standing),
    }  # fmt: skip


def place(request: Request, verb: str, code: str) -> Area:
    """The area in which somebody does this."""
    require(request.actor, verb)
    area: Area = Area.objects.allowed(request.actor, verb).get(code=code)
    return area


def earmark_at(area: Area, uid: UUID | None) -> Earmark | None:
    """The earmark that is meant, if it reaches the area."""
    return next(one for one in queries.earmarks_at(area) if one.uid == uid) if uid else None


@router.get("/purses", response=list[PurseOut], operation_id="money.purses", by_alias=False)
def purses(request: Request, asked: Query[PursesAsked]) -> Any:
    """The purses of an area and all that lies in it, in one year."""
    require(request.actor, purse_queries.READ)
    area = purse_queries.area_to_read(request.actor, asked.area)
    rows = purse_queries.purses_below(request.actor, area, asked.year or today().year)
    known = purse_queries.standings(rows)
    return [told(one, known[one.pk]) for one in rows]


@router.get("/purses/{uid}", response=PurseLinePage, operation_id="money.purse", by_alias=False)
def purse(request: Request, uid: UUID, asked: Query[PurseLinesAsked]) -> Any:
    """The statement of a purse."""
    row = purse_queries.purse_for(request.actor, uid)
    lines = purse_queries.lines_of(row, LinesSought(asked.kind, asked.q, asked.since, asked.until))
    start = (asked.page - 1) * asked.limit
    return {
        "purse": told(row, purse_queries.standings([row])[row.pk]),
        "items": list(lines[start : start + asked.limit]),
        "total": lines.count(),
    }


@router.get("/vouchers/{uid}", response=VoucherOut, operation_id="money.voucher", by_alias=False)
def voucher(request: Request, uid: UUID) -> Any:
    """One posting with both sides."""
    require(request.actor, voucher_queries.READ)
    found = voucher_queries.voucher_for(request.actor, uid)
    posting = found.posting
    return {
        "id": posting.uid, "number": voucher_queries.number_of(posting), "kind": posting.kind,
        "title": posting.title, "day": posting.day, "maker": found.maker,
        "checker": found.checker, "papers": found.papers,
        "reverses": posting.reverses.uid if posting.reverses else None,
        "lines": [
            {"account": one.account, "debit": one.debit, "credit": one.credit}
            for one in found.lines
        ],
    }  # fmt: skip


@router.get("/receipts", response=ReceiptPage, operation_id="money.receipts", by_alias=False)
def receipts(request: Request, asked: Query[ReceiptsAsked]) -> Any:
    """Money that came in, the newest first."""
    require(request.actor, queries.READ)
    sought = ReceiptsSought(asked.tab, asked.q, asked.area, asked.fund, asked.year)
    found = queries.page_of_receipts(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/receipts/{uid}", response=ReceiptOut, operation_id="money.receipt", by_alias=False)
def receipt(request: Request, uid: UUID) -> Receipt:
    """One receipt."""
    return queries.receipt_for(request.actor, uid)


@router.post(
    "/receipts", response={201: ReceiptOut}, operation_id="money.add_receipt", by_alias=False
)
def add_receipt(request: Request, given: ReceiptIn) -> Any:
    """Write down money that came in; a second person confirms it."""
    area = place(request, "money.add_receipt", given.area)
    facts = given.model_dump(exclude={"area", "fund", "category", "earmark"})
    made = actions.add_receipt(
        acting(request),
        area,
        fund=Fund.objects.get(code=given.fund),
        category=Category.objects.get(code=given.category),
        earmark=earmark_at(area, given.earmark),
        **facts,
    )
    return Status(201, made)


@router.post(
    "/transfers",
    response={201: ReceiptOut},
    operation_id="money.transfer",
    by_alias=False,
)
def transfer(request: Request, given: TransferIn) -> Any:
    """Hand money of a purse to another area; the other side confirms it."""
    area = place(request, "money.transfer", given.area)
    giver = purse_queries.purse_for(request.actor, given.giver)
    facts = given.model_dump(include={"fen", "title", "paper"})
    category = Category.objects.get(code=given.category)
    made = actions.transfer(acting(request), giver, area=area, category=category, **facts)
    return Status(201, made)


@router.post(
    "/receipts/{uid}/confirm",
    response=ReceiptOut,
    operation_id="money.confirm_receipt",
    by_alias=False,
)
def confirm_receipt(request: Request, uid: UUID) -> Receipt:
    """A second person has seen that the money is there."""
    return actions.confirm_receipt(acting(request), queries.receipt_for(request.actor, uid))


@router.post(
    "/receipts/{uid}/drop",
    response=ReceiptOut,
    operation_id="money.drop_receipt",
    by_alias=False,
)
def drop_receipt(request: Request, uid: UUID, given: MoneyReasonIn) -> Receipt:
    """Take back what is in no book yet."""
    row = queries.receipt_for(request.actor, uid)
    return actions.drop_receipt(acting(request), row, reason=given.reason)


@router.post(
    "/receipts/{uid}/reverse", response=ReceiptOut, operation_id="money.reverse", by_alias=False
)
def reverse(request: Request, uid: UUID, given: MoneyReasonIn) -> Receipt:
    """Answer what is in the books by its opposite."""
    row = queries.receipt_for(request.actor, uid)
    return actions.reverse(acting(request), row, reason=given.reason)
