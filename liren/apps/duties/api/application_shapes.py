"""The shapes of admission for programs: what is sent and what is answered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AliasPath, Field

from liren.apps.duties.rules.admission import AskKind, Choice, CoverKind, Stance
from liren.apps.duties.rules.known import LONGEST_FACT, MOST_FACTS
from liren.kernel.api.requests import Paging
from liren.kernel.api.rows import RowOut

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Fen = Annotated[int, Field(ge=0, le=100_000_000_00)]
Code = Annotated[str, Field(min_length=1, max_length=20)]
Units = Annotated[int, Field(ge=0, le=10_000_000)]
Wanted = Annotated[dict[Code, Units], Field(max_length=2000)]
Line = Annotated[str, Field(max_length=200)]
Fact = Annotated[str, Field(min_length=1, max_length=LONGEST_FACT)]
Facts = Annotated[list[Fact], Field(max_length=MOST_FACTS)]
Reason = Annotated[str, Field(max_length=1000)]
Hours = Annotated[Decimal, Field(ge=0, le=99_999, max_digits=6, decimal_places=1)]


class ApplicationOut(RowOut):
    """An application, or the admission that came of it."""

    id: UUID = Field(validation_alias="uid")
    number: str
    body: str = Field(validation_alias=AliasPath("body", "code"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    kind: str
    title: str
    reason: str
    basis: str
    article: str
    entry_code: str
    start_on: date
    end_on: date
    unit: str
    unit_fen: int
    hours_each: Decimal
    asks_data: list[str]
    staff: str
    training: str
    conditions: str
    state: str
    late: bool
    late_reason: str
    answer: str
    submitted_at: datetime | None
    due_at: datetime | None
    decide_by: datetime | None
    decided_at: datetime | None
    ended_on: date | None
    version: int


class HearingOut(RowOut):
    """What one subdistrict or community was asked, and what it said."""

    id: UUID = Field(validation_alias="uid")
    application: UUID = Field(validation_alias=AliasPath("application", "uid"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    quantity: int
    stance: str
    text: str
    load: dict[str, Any]
    asked_at: datetime | None
    at: datetime | None
    admitted: bool | None


class SeatOut(RowOut):
    """A body at the table of the joint review, and its vote."""

    id: UUID = Field(validation_alias="uid")
    body: str = Field(validation_alias=AliasPath("body", "code"))
    vote: str
    reason: str
    at: datetime | None


class CoverOut(RowOut):
    """Money that was set aside; it counts once it is confirmed."""

    id: UUID = Field(validation_alias="uid")
    kind: str
    fen: int
    paper: str
    until: date | None
    recorded_at: datetime
    confirmed_at: datetime | None


class ApplicationDetail(ApplicationOut):
    """With those who are asked, the table and the money."""

    hearings: list[HearingOut]
    seats: list[SeatOut]
    covers: list[CoverOut]


class ApplicationPage(RowOut):
    """One page of applications; `next` is the cursor of the following page."""

    items: list[ApplicationOut]
    next: str


class HearingPage(RowOut):
    """One page of what was asked; `next` is the cursor of the following page."""

    items: list[HearingOut]
    next: str


class ApplicationsAsked(Paging):
    """Which applications."""

    tab: Annotated[
        str,
        Field("open", pattern="^(open|draft|submitted|hearing|review|money|active|ended|all)$"),
    ]
    kind: AskKind | None = None
    body: Annotated[str, Field("", max_length=40)]
    q: Annotated[str, Field("", max_length=60)]
    late: bool = False
    ends: bool = False


class HearingsAsked(Paging):
    """Which of them."""

    tab: Annotated[str, Field("all", pattern="^(waiting|said|admitted|all)$")]


class ApplicationIn(Schema):
    """What a department wants; `wanted` gives units by code of community."""

    body: Annotated[str, Field(min_length=1, max_length=40)]
    kind: AskKind
    title: Annotated[str, Field(min_length=1, max_length=80)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    start_on: Day
    end_on: Day
    wanted: Wanted
    document: UUID | None = None
    basis: Line = ""
    article: Annotated[str, Field("", max_length=40)]
    entry_code: Annotated[str, Field("", max_length=30)]
    unit: Annotated[str, Field("", max_length=20)]
    unit_fen: Fen = 0
    hours_each: Hours = Decimal(0)
    asks_data: Facts = []
    staff: Line = ""
    training: Line = ""


class ApplicationChangeIn(Schema):
    """What is different; what is left out stays. `version` says which state of it was seen."""

    kind: AskKind | None = None
    title: Annotated[str | None, Field(None, min_length=1, max_length=80)]
    reason: Annotated[str | None, Field(None, min_length=1, max_length=2000)]
    start_on: Day | None = None
    end_on: Day | None = None
    wanted: Wanted | None = None
    document: UUID | None = None
    basis: Line | None = None
    article: Annotated[str | None, Field(None, max_length=40)]
    entry_code: Annotated[str | None, Field(None, max_length=30)]
    unit: Annotated[str | None, Field(None, max_length=20)]
    unit_fen: Fen | None = None
    hours_each: Hours | None = None
    asks_data: Facts | None = None
    staff: Line | None = None
    training: Line | None = None
    version: int | None = None


class SubmitIn(Schema):
    """Why it is asked for late, where it is."""

    late_reason: Line = ""


class AdmissionReasonIn(Schema):
    """Why."""

    reason: Reason


class WithdrawApplicationIn(Schema):
    """Why, if one wants to say."""

    reason: Line = ""


class OpinionIn(Schema):
    """What the place thinks."""

    stance: Stance
    text: Annotated[str, Field("", max_length=500)]


class ReviewIn(Schema):
    """Codes of the bodies at the table."""

    bodies: Annotated[
        list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=60)
    ]


class VoteIn(Schema):
    """How the body votes."""

    choice: Choice
    reason: Annotated[str, Field("", max_length=300)]


class ApproveIn(Schema):
    """On which conditions; `scope` gives units by code of community. What is left out stays."""

    scope: Wanted
    start_on: Day | None = None
    end_on: Day | None = None
    unit_fen: Fen | None = None
    asks_data: Facts | None = None
    staff: Line | None = None
    training: Line | None = None
    conditions: Annotated[str | None, Field(None, max_length=1000)]
    over_objection: Annotated[str, Field("", max_length=500)]


class CoverIn(Schema):
    """What is set aside, and on which paper."""

    kind: CoverKind
    fen: Fen = 0
    paper: Annotated[str, Field(min_length=1, max_length=200)]
    until: Day | None = None
