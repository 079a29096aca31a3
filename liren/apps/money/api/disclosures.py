"""Published accounts for programs: open data, and the steps to it."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import disclosures as actions
from liren.apps.money.models import Disclosure
from liren.apps.money.queries import publishing as queries
from liren.apps.money.queries.disclosures import published
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.api.rows import RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])
open_router = Router(tags=["money"])
MOST = 500


class DisclosureOut(RowOut):
    """The accounts of a quarter: sums in fen by fund and heading, with names in both languages."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    year: int
    quarter: int
    number: int
    state: str
    accounts: dict[str, Any]
    note: str
    published_at: datetime | None


class ObjectionOut(RowOut):
    """What a resident asked about published accounts, and the answer."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    disclosure: UUID = Field(validation_alias=AliasPath("disclosure", "uid"))
    text: str
    state: str
    at: datetime
    answer_by: date
    answer: str
    answered_at: datetime | None


class AccountsDraftIn(Schema):
    """Which quarter of which community, and words for its residents."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    year: Annotated[int, Field(ge=1950, le=2200)]
    quarter: Annotated[int, Field(ge=1, le=4)]
    note: Annotated[str, Field("", max_length=2000)]


class AccountsNoteIn(Schema):
    """Words for the residents."""

    note: Annotated[str, Field("", max_length=2000)]


class ObjectionIn(Schema):
    """A question."""

    text: Annotated[str, Field(min_length=1, max_length=1000)]


class ObjectionAnswerIn(Schema):
    """An answer that all read."""

    answer: Annotated[str, Field(min_length=1, max_length=2000)]


class DisclosuresAsked(Schema):
    """Which year."""

    year: Annotated[int, Field(ge=1950, le=2200)]


class ObjectionsAsked(Schema):
    """Which questions."""

    tab: Annotated[str, Field("open", pattern="^(open|answered|all)$")]


@open_router.get(
    "/money/accounts/{code}",
    response=list[DisclosureOut],
    operation_id="money.accounts",
    by_alias=False,
    auth=None,
)
def accounts(request: Request, code: str) -> Any:
    """What a community has published, newest first; open to everybody."""
    area = Area.objects.get(code=code, level=Level.COMMUNITY)
    return list(published(area).select_related("area")[:MOST])


@router.post(
    "/disclosures",
    response={201: DisclosureOut},
    operation_id="money.draft_accounts",
    by_alias=False,
)
def draft_accounts(request: Request, given: AccountsDraftIn) -> Any:
    """Freeze the accounts of a quarter; another person publishes them."""
    require(request.actor, "money.draft_accounts")
    area = Area.objects.allowed(request.actor, "money.draft_accounts").get(code=given.area)
    facts = given.model_dump(exclude={"area"})
    return Status(201, actions.draft_accounts(acting(request), area, **facts))


@router.get(
    "/disclosures",
    response=list[DisclosureOut],
    operation_id="money.disclosures",
    by_alias=False,
)
def disclosures(request: Request, asked: Query[DisclosuresAsked]) -> Any:
    """The versions of a year in one's areas, drafts included; by area and quarter."""
    require(request.actor, queries.READ)
    return queries.versions_in(request.actor, asked.year)[:MOST]


@router.get(
    "/disclosures/{uid}",
    response=DisclosureOut,
    operation_id="money.disclosure",
    by_alias=False,
)
def disclosure(request: Request, uid: UUID) -> Disclosure:
    """One version, drafts included."""
    return queries.disclosure_for(request.actor, uid)


@router.post(
    "/disclosures/{uid}/publish",
    response=DisclosureOut,
    operation_id="money.publish_accounts",
    by_alias=False,
)
def publish_accounts(request: Request, uid: UUID) -> Disclosure:
    """Make what another drafted known to everybody."""
    row = queries.disclosure_for(request.actor, uid)
    return actions.publish_accounts(acting(request), row)


@router.post(
    "/disclosures/{uid}/refresh",
    response=DisclosureOut,
    operation_id="money.refresh_accounts",
    by_alias=False,
)
def refresh_accounts(request: Request, uid: UUID, given: AccountsNoteIn) -> Disclosure:
    """Take the figures of a draft from the books anew."""
    row = queries.disclosure_for(request.actor, uid)
    return actions.refresh_accounts(acting(request), row, note=given.note)


@router.post("/disclosures/{uid}/drop", response={204: None}, operation_id="money.drop_accounts")
def drop_accounts(request: Request, uid: UUID) -> Any:
    """Give up a draft."""
    actions.drop_accounts(acting(request), queries.disclosure_for(request.actor, uid))
    return Status(204, None)


@router.post(
    "/disclosures/{uid}/correct",
    response={201: DisclosureOut},
    operation_id="money.correct_accounts",
    by_alias=False,
)
def correct_accounts(request: Request, uid: UUID, given: AccountsNoteIn) -> Any:
    """Draft a published quarter anew and say what was wrong."""
    row = queries.disclosure_for(request.actor, uid)
    return Status(201, actions.correct_accounts(acting(request), row, note=given.note))


@router.post(
    "/disclosures/{uid}/ask",
    response={201: ObjectionOut},
    operation_id="money.raise_objection",
    by_alias=False,
)
def raise_objection(request: Request, uid: UUID, given: ObjectionIn) -> Any:
    """Ask about published accounts of one's own community."""
    row = queries.to_ask(request.actor, uid)
    return Status(201, actions.raise_objection(acting(request), row, text=given.text))


@router.get(
    "/objections", response=list[ObjectionOut], operation_id="money.objections", by_alias=False
)
def objections(request: Request, asked: Query[ObjectionsAsked]) -> Any:
    """What residents ask, what waits longest first."""
    require(request.actor, queries.READ_OBJECTIONS)
    return list(queries.objections_of(request.actor, asked.tab)[:MOST])


@router.post(
    "/objections/{uid}/answer",
    response=ObjectionOut,
    operation_id="money.answer_objection",
    by_alias=False,
)
def answer_objection(request: Request, uid: UUID, given: ObjectionAnswerIn) -> Any:
    """Answer a question, for all to read."""
    row = queries.objection_for(request.actor, uid)
    return actions.answer_objection(acting(request), row, answer=given.answer)
