"""Donations for programs; amounts are in fen."""

from datetime import date, datetime
from typing import Annotated, Any, Protocol
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import donations as actions
from liren.apps.money.models import Donation
from liren.apps.money.queries import donations as queries
from liren.apps.money.queries import goods
from liren.apps.money.queries.donations import DonationsSought
from liren.apps.money.rules.donations import FOUNDATION
from liren.apps.money.rules.giving import DonorKind
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])
GiftFen = Annotated[int, Field(gt=0, le=10**13)]
GiftDay = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2100, 12, 31))]
GiftCode = Annotated[str, Field("", max_length=40)]


class DonationOut(RowOut):
    """What somebody gave."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    held_by: str | None = Field(None, validation_alias=AliasPath("held_by", "code"))
    donor: Masked
    donor_kind: str
    unnamed: bool
    purpose: Masked
    fen: int
    day: date
    paper: Masked
    state: str
    returned_fen: int
    turned_fen: int
    reason: Masked
    told_at: datetime | None
    at: datetime


class DonationPage(RowOut):
    """One page of donations; `next` is the cursor of the following page."""

    items: list[DonationOut]
    next: str


class DonationAsked(Paging):
    """Which donations."""

    tab: Annotated[str, Field("all", pattern="^(all|recorded|confirmed|untold|returned)$")]
    kind: DonorKind | None = None
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]


class DonationIn(Schema):
    """Something that was given to a community, or with `held_by` to a foundation."""

    area: Annotated[str, Field("", max_length=20)]
    held_by: GiftCode
    fen: GiftFen
    donor: Annotated[str, Field(min_length=1, max_length=80)]
    donor_kind: DonorKind
    donor_phone: Annotated[str, Field("", max_length=20)]
    day: GiftDay
    paper: Annotated[str, Field(min_length=1, max_length=200)]
    purpose: Annotated[str, Field("", max_length=200)]
    unnamed: bool = False


class DonationConfirmIn(Schema):
    """From abroad: the paper of the check."""

    check: Annotated[str, Field("", max_length=200)]


class DonationReturnIn(Schema):
    """Why, and how much; nothing means all that is left."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]
    fen: Annotated[int, Field(0, ge=0, le=10**13)]


class DonationTurnIn(Schema):
    """The new purpose, the paper of consent, and how much; nothing means all that is left."""

    purpose: Annotated[str, Field(min_length=1, max_length=200)]
    consent: Annotated[str, Field(min_length=1, max_length=100)]
    fen: Annotated[int, Field(0, ge=0, le=10**13)]


class ThanksOut(Schema):
    """A donation as it is thanked for in public."""

    name: str
    purpose: str
    fen: int
    day: date
    place: str


class ThanksPage(Schema):
    """One page of thanks."""

    items: list[ThanksOut]
    total: int
    gifts: int  # of things, which are no money and are never added to it
    gifts_value_fen: int


class ThanksAsked(Schema):
    """Of which area."""

    area: Annotated[str, Field("", max_length=20)]
    page: Annotated[int, Field(1, ge=1, le=1000)] = 1


@router.get("/donations", response=DonationPage, operation_id="money.donations", by_alias=False)
def donations(request: Request, asked: Query[DonationAsked]) -> Any:
    """What people gave."""
    require(request.actor, queries.READ)
    sought = DonationsSought(asked.tab, asked.q, asked.area, asked.kind or "")
    found = queries.page_of_donations(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/thanks", response=ThanksPage, operation_id="money.thanks", by_alias=False)
def thanks(request: Request, asked: Query[ThanksAsked]) -> Any:
    """What is thanked for in public."""
    area = Area.objects.filter(code=asked.area).get() if asked.area else None
    rows = queries.thanks(area)
    start = (asked.page - 1) * 50
    items = [
        {
            "name": queries.public_name(one),
            "purpose": one.purpose,
            "fen": one.fen - one.returned_fen,
            "day": one.day,
            "place": str(one.held_by or one.area),
        }
        for one in rows[start : start + 50]
    ]
    worth = goods.worth(goods.thanked(area))
    said = {"gifts": worth["n"], "gifts_value_fen": worth["fen"]}
    return {"items": items, "total": rows.count(), **said}


@router.get(
    "/donations/{uid}", response=DonationOut, operation_id="money.donation", by_alias=False
)
def donation(request: Request, uid: UUID) -> Donation:
    """One donation."""
    return queries.donation_for(request.actor, uid)


@router.post(
    "/donations",
    response={201: DonationOut},
    operation_id="money.add_donation",
    by_alias=False,
)
def add_donation(request: Request, given: DonationIn) -> Any:
    """Write down what somebody gave."""
    require(request.actor, "money.add_donation")
    area, body = taker(request, given, "money.add_donation")
    facts = given.model_dump(exclude={"area", "held_by"})
    made = actions.add_donation(acting(request), area, held_by=body, **facts)
    return Status(201, made)


class Taken(Protocol):
    """What says who takes a gift."""

    area: str
    held_by: str


def taker(request: Request, given: Taken, verb: str) -> tuple[Area, Body | None]:
    """The area in which it is written down, and the foundation that keeps it."""
    if not given.held_by:
        return Area.objects.allowed(request.actor, verb).get(code=given.area), None
    rows = Body.objects.standing().filter(kind=FOUNDATION).select_related("area")
    body = rows.get(code=given.held_by)
    area: Area = body.area
    return area, body


@router.post(
    "/donations/{uid}/confirm",
    response=DonationOut,
    operation_id="money.confirm_donation",
    by_alias=False,
)
def confirm_donation(request: Request, uid: UUID, given: DonationConfirmIn) -> Donation:
    """A second person saw the money."""
    row = queries.donation_for(request.actor, uid)
    return actions.confirm_donation(acting(request), row, check=given.check)


@router.post(
    "/donations/{uid}/return",
    response=DonationOut,
    operation_id="money.return_donation",
    by_alias=False,
)
def return_donation(request: Request, uid: UUID, given: DonationReturnIn) -> Donation:
    """Give it back."""
    row = queries.donation_for(request.actor, uid)
    return actions.return_donation(acting(request), row, **given.model_dump())


@router.post(
    "/donations/{uid}/turn",
    response=DonationOut,
    operation_id="money.turn_over",
    by_alias=False,
)
def turn_over(request: Request, uid: UUID, given: DonationTurnIn) -> Donation:
    """Another purpose, with the donor's consent."""
    row = queries.donation_for(request.actor, uid)
    return actions.turn_over(acting(request), row, **given.model_dump())


@router.post(
    "/donations/{uid}/tell",
    response=DonationOut,
    operation_id="money.tell_donors",
    by_alias=False,
)
def tell_donors(request: Request, uid: UUID) -> Donation:
    """The donor was told what became of it."""
    return actions.tell_donors(acting(request), queries.donation_for(request.actor, uid))
