"""Bulletins for programs; what was released is open to all."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.notices import actions
from liren.apps.notices.models import Bulletin
from liren.apps.notices.queries import (
    Contact,
    Wanted,
    bulletin_for,
    communities_like,
    community_at,
    contacts_in,
    emergency_numbers,
    own_bulletin_for,
    page_for,
    page_of,
)
from liren.apps.notices.rules import LONGEST_CONTACT, LONGEST_TEXT, LONGEST_TITLE, Kind
from liren.apps.places.queries import area_for
from liren.kernel.access.models import Area, User
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import RowOut

router = Router(tags=["notices"])


class BulletinOut(RowOut):
    """A bulletin."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    kind: str
    title: str
    text: str
    contact: str
    pinned: bool
    since: date
    until: date | None
    state: str
    published_at: datetime | None
    reason: str


class BulletinPage(RowOut):
    """One page of bulletins; `next` is the cursor of the following page."""

    items: list[BulletinOut]
    next: str


class Asked(Paging):
    """Filters by field name."""

    tab: str = "all"
    q: Annotated[str, Field(max_length=60)] = ""
    kind: str = ""


class NoticeChangeIn(Schema):
    """What is made known."""

    kind: Kind
    title: Annotated[str, Field(max_length=LONGEST_TITLE)]
    text: Annotated[str, Field(max_length=LONGEST_TEXT)]
    contact: Annotated[str, Field(max_length=LONGEST_CONTACT)] = ""
    pinned: bool = False
    since: date
    until: date | None = None


class BulletinDraftIn(NoticeChangeIn):
    """The same with the code of the area that it is for."""

    area: str


class CheckedIn(Schema):
    """Whether mobile numbers in the text were looked at and are public."""

    checked: bool = False


class NoticeWhyIn(Schema):
    """Why."""

    reason: Annotated[str, Field(max_length=500)]


class HomeIn(Schema):
    """The code of a community or grid."""

    area: str


class HomeOut(Schema):
    """Where one lives."""

    area: str


class PortalPlaceOut(RowOut):
    """A community."""

    code: str
    name: str
    parent: str | None = Field(None, validation_alias=AliasPath("parent", "name"))


class ContactOut(RowOut):
    """A body that one can ask."""

    name: str
    kind: str
    phone: str
    hours: list[str]
    address: str


class NumberOut(Schema):
    """An emergency number."""

    number: str
    zh: str
    en: str


class BoardOut(Schema):
    """Whom to ask in a community."""

    contacts: list[ContactOut]
    emergency: list[NumberOut]


@router.get("/notices", response=BulletinPage, operation_id="notices.list", by_alias=False)
def listing(request: Request, asked: Query[Asked]) -> dict[str, Any]:
    """List the bulletins of one's own areas."""
    wanted = Wanted(asked.tab, asked.q, asked.kind)
    found = page_for(request.actor, wanted, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.post("/notices", response={201: BulletinOut}, operation_id="notices.draft", by_alias=False)
def draft(request: Request, given: BulletinDraftIn) -> Status[Bulletin]:
    """Write a bulletin."""
    area = area_for(request.actor, given.area)
    return Status(201, actions.draft(acting(request), area, **given.model_dump(exclude={"area"})))


@router.post("/notices/home", response=HomeOut, operation_id="notices.choose_home")
def choose_home(request: Request, given: HomeIn) -> dict[str, str]:
    """Say where one lives."""
    area: Area = community_at(given.area)
    person: User = request.actor.user
    actions.choose_home(acting(request), person, area=area)
    return {"area": area.code}


@router.get("/notices/{uid}", response=BulletinOut, operation_id="notices.view", by_alias=False)
def view(request: Request, uid: UUID) -> Bulletin:
    """See one bulletin."""
    return bulletin_for(request.actor, uid)


@router.post(
    "/notices/{uid}/change", response=BulletinOut, operation_id="notices.change", by_alias=False
)
def change(request: Request, uid: UUID, given: NoticeChangeIn) -> Bulletin:
    """Write a draft anew."""
    bulletin = own_bulletin_for(request.actor, uid)
    return actions.change(acting(request), bulletin, **given.model_dump())


@router.post(
    "/notices/{uid}/publish", response=BulletinOut, operation_id="notices.publish", by_alias=False
)
def publish(request: Request, uid: UUID, given: CheckedIn) -> Bulletin:
    """Release a draft."""
    bulletin = own_bulletin_for(request.actor, uid)
    return actions.publish(acting(request), bulletin, checked=given.checked)


@router.post(
    "/notices/{uid}/withdraw",
    response=BulletinOut,
    operation_id="notices.withdraw",
    by_alias=False,
)
def withdraw(request: Request, uid: UUID, given: NoticeWhyIn) -> Bulletin:
    """Take a bulletin back."""
    bulletin = own_bulletin_for(request.actor, uid)
    return actions.withdraw(acting(request), bulletin, reason=given.reason)


class Placed(Schema):
    """What a name begins with."""

    q: Annotated[str, Field(max_length=40)] = ""


# ── open to all: only what was released ─────────────────────────────────────────────────────


@router.get(
    "/open/communities",
    response=list[PortalPlaceOut],
    operation_id="notices.find",
    by_alias=False,
    auth=None,
)
def find(request: Request, asked: Query[Placed]) -> list[Area]:
    """Find a community by name, sound, initials or code; open to all."""
    return communities_like(asked.q)


@router.get("/open/communities/{code}", response=BoardOut, operation_id="notices.board", auth=None)
def board(request: Request, code: str) -> dict[str, Any]:
    """See whom to ask in a community; open to all."""
    contacts: list[Contact] = contacts_in(community_at(code))
    return {"contacts": contacts, "emergency": emergency_numbers()}


@router.get(
    "/open/communities/{code}/notices",
    response=BulletinPage,
    operation_id="notices.of_area",
    by_alias=False,
    auth=None,
)
def of_area(request: Request, code: str, asked: Query[Asked]) -> dict[str, Any]:
    """List what is released for a community; open to all."""
    wanted = Wanted("out", asked.q, asked.kind)
    found = page_of(community_at(code), wanted, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}
