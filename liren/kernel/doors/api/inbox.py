"""Notices, wishes, endpoints and deliveries, for programs."""

from datetime import datetime, time
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field, WithJsonSchema

from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import RowOut
from liren.kernel.tell import actions, queries
from liren.kernel.tell.models import Channel, Delivery, Endpoint, Level, Notice, Wish

router = Router(tags=["messages"])


class NoticeOut(RowOut):
    """One thing one was told."""

    id: UUID = Field(validation_alias="uid")
    at: datetime
    kind: str
    text: str
    link: str
    urgent: bool
    read_at: datetime | None


class InboxOut(RowOut):
    """One page; `next` is the cursor of the following page."""

    items: list[NoticeOut]
    next: str


class InboxFilter(Paging):
    """Only what was not read."""

    unread: bool = False


# the format `time` of JSON Schema wants a zone; these are on the clock of the place
CLOCK = {
    "type": "string",
    "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$",
    "examples": ["22:00"],
}
OnClock = Annotated[time, WithJsonSchema(CLOCK)]


class WishOut(RowOut):
    """What comes by which channel; local clock times."""

    email: str
    sms: str
    quiet_since: OnClock
    quiet_until: OnClock


class WishIn(Schema):
    """The same, to be chosen."""

    email: Level
    sms: Level
    quiet_since: OnClock
    quiet_until: OnClock


class EndpointOut(RowOut):
    """An endpoint without its address."""

    id: int
    body: str = Field(validation_alias=AliasPath("body", "code"))
    channel: str
    name: str


class EndpointIn(Schema):
    """An endpoint; address and secret are in no answer."""

    body: Annotated[str, Field(max_length=40)]
    channel: Channel
    name: Annotated[str, Field(min_length=1, max_length=60)]
    url: Annotated[str, Field(max_length=1000)]
    secret: Annotated[str, Field(max_length=200)] = ""


class DeliveryOut(RowOut):
    """A delivery; the text stays in the inbox."""

    id: int
    notice: UUID = Field(validation_alias=AliasPath("notice", "uid"))
    channel: str
    state: str
    due_at: datetime
    tries: int
    fault: str
    sent_at: datetime | None


class DeliveryPage(RowOut):
    """One page; `next` is the cursor of the following page."""

    items: list[DeliveryOut]
    next: str


class DeliveryFilter(Paging):
    """Only those in one state."""

    state: str = ""


@router.get("/inbox", response=InboxOut, operation_id="tell.inbox", by_alias=False)
def inbox(request: Request, asked: Query[InboxFilter]) -> dict[str, Any]:
    """What one was told, newest first."""
    found = queries.inbox(request.actor, unread=asked.unread, cursor=asked.cursor)
    return {"items": found.rows, "next": found.older}


@router.post("/inbox/read", response=dict[str, int], operation_id="tell.read_all")
def read_all(request: Request) -> dict[str, int]:
    """Put everything aside as read."""
    actions.read_all(acting(request), request.user)
    return {"unread": queries.unread(request.actor)}


@router.get("/inbox/wish", response=WishOut, operation_id="tell.wish", by_alias=False)
def wish(request: Request) -> Wish:
    """By which channel one is told what."""
    return queries.wish_of(request.user)


@router.post("/inbox/wish", response=WishOut, operation_id="tell.choose", by_alias=False)
def choose(request: Request, given: WishIn) -> Wish:
    """Choose channels and quiet hours."""
    actions.choose(acting(request), request.user, **given.model_dump())
    return queries.wish_of(request.user)


@router.post("/inbox/{uid}/read", response=NoticeOut, operation_id="tell.read", by_alias=False)
def read(request: Request, uid: UUID) -> Notice:
    """Put one notice aside as read."""
    return actions.read(acting(request), queries.notice_for(request.actor, uid))


@router.get(
    "/endpoints",
    response=list[EndpointOut],
    operation_id="tell.view_endpoints",
    by_alias=False,
)
def endpoints(request: Request) -> Any:
    """The endpoints in use that one looks after."""
    return queries.endpoints_for(request.actor)


@router.post(
    "/endpoints", response={201: EndpointOut}, operation_id="tell.add_endpoint", by_alias=False
)
def add_endpoint(request: Request, given: EndpointIn) -> Status[Endpoint]:
    """Let a robot or program be told what concerns a body."""
    facts = given.model_dump()
    body = queries.bodies_with(request.actor).get(code=facts.pop("body"))
    return Status(201, actions.add_endpoint(acting(request), body, **facts))


@router.post(
    "/endpoints/{key}/try",
    response=EndpointOut,
    operation_id="tell.try_endpoint",
    by_alias=False,
)
def try_endpoint(request: Request, key: int) -> Endpoint:
    """Send a word at once; 409 when it does not arrive."""
    end = queries.endpoints_for(request.actor, "tell.try_endpoint").get(pk=key)
    return actions.try_endpoint(acting(request), end)


@router.post(
    "/endpoints/{key}/end",
    response=EndpointOut,
    operation_id="tell.end_endpoint",
    by_alias=False,
)
def end_endpoint(request: Request, key: int) -> Endpoint:
    """Stop telling an endpoint."""
    end = queries.endpoints_for(request.actor, "tell.end_endpoint").get(pk=key)
    return actions.end_endpoint(acting(request), end)


@router.get(
    "/deliveries",
    response=DeliveryPage,
    operation_id="tell.view_deliveries",
    by_alias=False,
)
def deliveries(request: Request, asked: Query[DeliveryFilter]) -> dict[str, Any]:
    """What went outside, newest first."""
    found = queries.deliveries(request.actor, asked.state, asked.cursor)
    return {"items": found.rows, "next": found.older}


@router.post(
    "/deliveries/{key}/retry",
    response=DeliveryOut,
    operation_id="tell.retry",
    by_alias=False,
)
def retry(request: Request, key: int) -> Delivery:
    """Send again what was given up."""
    return actions.retry(acting(request), _delivery(request, "tell.retry", key))


@router.post(
    "/deliveries/{key}/drop", response=DeliveryOut, operation_id="tell.drop", by_alias=False
)
def drop(request: Request, key: int) -> Delivery:
    """Let go of what cannot be delivered."""
    return actions.drop(acting(request), _delivery(request, "tell.drop", key))


def _delivery(request: Request, verb: str, key: int) -> Delivery:
    rows = Delivery.objects.allowed(request.actor, verb).select_related("notice")
    found: Delivery = rows.get(pk=key)
    return found
