"""Gifts in kind for programs; estimates are in fen, and are no money."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import goods as actions
from liren.apps.money.api.donations import GiftCode, GiftDay, GiftFen, taker
from liren.apps.money.models import Gift
from liren.apps.money.queries import goods as queries
from liren.apps.money.queries.goods import GiftsSought
from liren.apps.money.rules.giving import DonorKind, Recipient, ValuedBy
from liren.apps.money.rules.goods import MOST_OF_A_THING, MOST_THINGS, Thing
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])
GiftCount = Annotated[int, Field(ge=1, le=MOST_OF_A_THING)]


class GiftOut(RowOut):
    """Things that somebody gave."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    held_by: str | None = Field(None, validation_alias=AliasPath("held_by", "code"))
    donor: Masked
    donor_kind: str
    unnamed: bool
    purpose: Masked
    day: date
    paper: Masked
    state: str
    reason: Masked
    told_at: datetime | None
    at: datetime


class GiftPage(RowOut):
    """One page of gifts; `next` is the cursor of the following page."""

    items: list[GiftOut]
    next: str


class GiftThingOut(RowOut):
    """So many of a thing, how many are left, and what all of them are thought to be worth."""

    id: UUID = Field(validation_alias="uid")
    name: Masked
    unit: str
    quantity: int
    left: int
    value_fen: int
    valued_by: str
    value_note: Masked


class HandoutOut(Schema):
    """So many of a thing, and to whom; households only by their number."""

    id: UUID
    thing: UUID
    quantity: int
    to: str
    whom: str
    households: int | None
    day: date
    undone: bool


class GiftWhole(RowOut):
    """A gift with its things and where they went."""

    gift: GiftOut
    things: list[GiftThingOut]
    handouts: list[HandoutOut]


class GiftAsked(Paging):
    """Which gifts."""

    tab: Annotated[str, Field("all", pattern="^(all|recorded|left|untold|returned)$")]
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]


class GiftThingIn(Schema):
    """So many of a thing, their worth, and how that is known."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    quantity: GiftCount
    unit: Annotated[str, Field(min_length=1, max_length=12)]
    value_fen: GiftFen
    valued_by: ValuedBy
    value_note: Annotated[str, Field(min_length=1, max_length=100)]


class GiftIn(Schema):
    """Things that were given to a community, or with `held_by` to a foundation."""

    area: Annotated[str, Field("", max_length=20)]
    held_by: GiftCode
    donor: Annotated[str, Field(min_length=1, max_length=80)]
    donor_kind: DonorKind
    donor_phone: Annotated[str, Field("", max_length=20)]
    day: GiftDay
    paper: Annotated[str, Field(min_length=1, max_length=200)]
    purpose: Annotated[str, Field("", max_length=200)]
    unnamed: bool = False
    things: Annotated[list[GiftThingIn], Field(min_length=1, max_length=MOST_THINGS)]


class GiftConfirmIn(Schema):
    """From abroad: the paper of the check."""

    check: Annotated[str, Field("", max_length=200)]


class GiftThingCount(Schema):
    """So many of a thing."""

    thing: UUID
    quantity: GiftCount


class HandOutIn(Schema):
    """What goes to whom; `body` is the code of a body, `work` the id of a work."""

    things: Annotated[list[GiftThingCount], Field(min_length=1, max_length=MOST_THINGS)]
    to: Recipient
    households: Annotated[int | None, Field(None, ge=1, le=1_000_000)]
    group: Annotated[str, Field("", max_length=40)]
    body: GiftCode
    work: UUID | None = None
    day: GiftDay
    paper: Annotated[str, Field(min_length=1, max_length=100)]


class GiftReasonIn(Schema):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class HandoutUndoIn(GiftReasonIn):
    """Which handout did not happen like this, and why."""

    handout: UUID


@router.get("/gifts", response=GiftPage, operation_id="money.gifts", by_alias=False)
def gifts(request: Request, asked: Query[GiftAsked]) -> Any:
    """Which things people gave."""
    require(request.actor, queries.READ)
    sought = GiftsSought(asked.tab, asked.q, asked.area)
    found = queries.page_of_gifts(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/gifts/{uid}", response=GiftWhole, operation_id="money.gift", by_alias=False)
def gift(request: Request, uid: UUID) -> Any:
    """One gift with its things and where they went."""
    row = queries.gift_for(request.actor, uid)
    return {
        "gift": row,
        "things": list(row.items.order_by("pk")),
        "handouts": [told(one) for one in queries.handouts_of(row)],
    }


def told(one: queries.Went) -> dict[str, Any]:
    """Where so many of a thing went."""
    row = one.row
    names = ("quantity", "to", "households", "day")
    return {
        **{name: getattr(row, name) for name in names},
        "id": row.uid,
        "thing": row.item.uid,
        "whom": one.to,
        "undone": row.undone_at is not None,
    }


@router.post("/gifts", response={201: GiftOut}, operation_id="money.add_gift", by_alias=False)
def add_gift(request: Request, given: GiftIn) -> Any:
    """Write down which things somebody gave."""
    require(request.actor, "money.add_gift")
    area, body = taker(request, given, "money.add_gift")
    facts = given.model_dump(exclude={"area", "held_by", "things"})
    things = [Thing(**one.model_dump()) for one in given.things]
    made = actions.add_gift(acting(request), area, held_by=body, things=things, **facts)
    return Status(201, made)


@router.post(
    "/gifts/{uid}/confirm", response=GiftOut, operation_id="money.confirm_gift", by_alias=False
)
def confirm_gift(request: Request, uid: UUID, given: GiftConfirmIn) -> Gift:
    """A second person has counted them."""
    row = queries.gift_for(request.actor, uid)
    return actions.confirm_gift(acting(request), row, check=given.check)


@router.post(
    "/gifts/{uid}/hand-out", response=GiftOut, operation_id="money.hand_out", by_alias=False
)
def hand_out(request: Request, uid: UUID, given: HandOutIn) -> Gift:
    """So many of these things went to somebody."""
    row = queries.gift_for(request.actor, uid)
    counts: dict[str, int] = {}
    for one in given.things:
        counts[str(one.thing)] = counts.get(str(one.thing), 0) + one.quantity
    bodies, works = queries.recipients(row)
    facts = given.model_dump(exclude={"things", "body", "work"})
    return actions.hand_out(
        acting(request), row, counts=counts, **facts,
        body=next((one for one in bodies if one.code == given.body), None),
        work=next((one for one in works if one.uid == given.work), None),
    )  # fmt: skip


@router.post(
    "/gifts/{uid}/undo", response=GiftOut, operation_id="money.undo_hand_out", by_alias=False
)
def undo_hand_out(request: Request, uid: UUID, given: HandoutUndoIn) -> Gift:
    """A handout did not happen like this."""
    row = queries.gift_for(request.actor, uid)
    return actions.undo_hand_out(acting(request), row, **given.model_dump())


@router.post(
    "/gifts/{uid}/return", response=GiftOut, operation_id="money.return_gift", by_alias=False
)
def return_gift(request: Request, uid: UUID, given: GiftReasonIn) -> Gift:
    """What is left goes back."""
    row = queries.gift_for(request.actor, uid)
    return actions.return_gift(acting(request), row, reason=given.reason)


@router.post(
    "/gifts/{uid}/tell", response=GiftOut, operation_id="money.tell_giver", by_alias=False
)
def tell_giver(request: Request, uid: UUID) -> Gift:
    """The donor was told where it went."""
    return actions.tell_giver(acting(request), queries.gift_for(request.actor, uid))
