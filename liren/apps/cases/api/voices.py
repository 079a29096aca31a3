"""Questions, answers and neighbours for programs; and what is open without an account."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from ninja import Query, Router, Schema, Status
from pydantic import Field

from liren.apps.cases import actions
from liren.apps.cases.api.cases import (
    CaseOut,
    CaseReasonIn,
    NoteIn,
    OpenReportIn,
    PlaceIn,
    RateIn,
    kind_of,
    place,
)
from liren.apps.cases.models import Case
from liren.apps.cases.queries import (
    Near,
    case_for,
    course_for,
    joinable_for,
    near_reports,
    question_of,
)
from liren.apps.cases.rules import CODE_LENGTH, SHORTEST_KEY, serial_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request
from liren.kernel.access.who import system
from liren.kernel.api.requests import KEY_HEADER, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.doors import limits

router = Router(tags=["cases"])
open_router = Router(tags=["open"])


class NearOut(RowOut):
    """What neighbours may know of a case: no text, no reporter, no point."""

    id: UUID = Field(validation_alias="uid")
    kind: str
    place: str
    at: datetime
    state: str
    joins: int
    ended: bool


class JoinOut(Schema):
    """How many have said that it is theirs, too."""

    id: UUID
    kind: str
    area: str
    joins: int


class OpenOut(Schema):
    """Number and follow-up code; the code is told only this once."""

    number: str
    code: str


class FollowCodeIn(Schema):
    """What stands on the receipt."""

    number: Annotated[str, Field(max_length=40)]
    code: Annotated[str, Field(max_length=40)]


class FollowedOut(Schema):
    """One's own report: how far it is, what is asked, what came of it."""

    number: str
    kind: str
    state: str
    question: str
    outcome: str
    steps: list["FollowedStep"]


class FollowedStep(RowOut):
    """One step as the reporter sees it."""

    verb: str
    at: datetime
    note: Masked


class CodeNoteIn(FollowCodeIn, NoteIn):
    """Number, code and what one answers."""


class CodeRateIn(FollowCodeIn, RateIn):
    """Number, code and how content one is."""


class CodeReasonIn(FollowCodeIn, CaseReasonIn):
    """Number, code and why it is to be taken up again."""


@router.post("/{uid}/join", response=JoinOut, operation_id="cases.join")
def join(request: Request, uid: UUID) -> dict[str, Any]:
    """Say that it is one's own trouble, too."""
    case = actions.join(acting(request), joinable_for(request.actor, uid))
    code = case.kind.code
    return {"id": case.uid, "kind": code, "area": case.area.code, "joins": case.join_count}


@router.post("/{uid}/ask", response=CaseOut, operation_id="cases.ask", by_alias=False)
def ask(request: Request, uid: UUID, given: NoteIn) -> Case:
    """Ask who reported it something."""
    return actions.ask(acting(request), case_for(request.actor, uid), note=given.note)


@router.post("/{uid}/answer", response=CaseOut, operation_id="cases.answer", by_alias=False)
def answer(request: Request, uid: UUID, given: NoteIn) -> Case:
    """Answer the question."""
    return actions.answer(acting(request), case_for(request.actor, uid), note=given.note)


# ── open to all: one report by its number and code ──────────────────────────────────────────


@open_router.get(
    "/near", response=list[NearOut], operation_id="cases.near", by_alias=False, auth=None
)
def near(request: Request, asked: Query[PlaceIn]) -> list[Near]:
    """See what was reported near by of late; open to all."""
    kind, where = kind_of(asked.kind), place(asked)
    known = asked.lng is not None and asked.lat is not None
    point = (asked.lng or 0.0, asked.lat or 0.0) if known else None
    return near_reports(kind, where, point, asked.address)


@open_router.post("/cases", response={201: OpenOut}, operation_id="cases.report_open", auth=None)
def report_open(request: Request, given: OpenReportIn) -> Status[dict[str, str]]:
    """Report something without an account; open to all, a few times an hour."""
    limits.count("stranger_report", came_from(request))
    facts = given.model_dump(exclude={"kind", "area"})
    key = request.headers.get(KEY_HEADER, "")
    code = actions.new_code(key)
    actor = system().once(key) if len(key) >= SHORTEST_KEY else system()
    case = actions.report_open(actor, place(given), kind=kind_of(given.kind), code=code, **facts)
    return Status(201, {"number": case.number, "code": code})


def came_from(request: Request) -> str:
    """The network address of a stranger."""
    return str(get_adapter(request).get_client_ip(request))


def opened(request: Request, given: FollowCodeIn) -> tuple[Actor, Case]:
    """The case of a number and its code, with its unnamed reporter."""
    tried = serial_of(given.number) or given.number.strip()
    limits.count("follow_address", came_from(request))
    limits.count("follow_case", tried)
    case = actions.opened(given.number, given.code) if len(given.code) >= CODE_LENGTH else None
    if case is None:
        sentence = _("编号或查询码不对。请对照回执再输一次；字母不分大小写。")
        raise Refused("cases.wrong-code", sentence)
    limits.clear("follow_case", tried)
    return Actor(case.reporter), case


def told(actor: Actor, case: Case) -> dict[str, Any]:
    """What the reporter sees of it."""
    asked = question_of(case)
    return {
        "number": case.number,
        "kind": case.kind.code,
        "state": case.state,
        "question": asked.note if asked else "",
        "outcome": case.outcome if case.closed_at else "",
        "steps": course_for(actor, case),
    }


@open_router.post("/follow", response=FollowedOut, operation_id="cases.follow", auth=None)
def follow(request: Request, given: FollowCodeIn) -> dict[str, Any]:
    """Follow one's report by number and code; open to all."""
    return told(*opened(request, given))


@open_router.post(
    "/follow/answer", response=FollowedOut, operation_id="cases.answer_open", auth=None
)
def answer_open(request: Request, given: CodeNoteIn) -> dict[str, Any]:
    """Answer the question by number and code; open to all."""
    actor, case = opened(request, given)
    return told(actor, actions.answer(actor, case, note=given.note))


@open_router.post("/follow/rate", response=FollowedOut, operation_id="cases.rate_open", auth=None)
def rate_open(request: Request, given: CodeRateIn) -> dict[str, Any]:
    """Say how content one is, by number and code; open to all."""
    actor, case = opened(request, given)
    return told(actor, actions.rate(actor, case, rating=given.rating, note=given.note))


@open_router.post(
    "/follow/reopen", response=FollowedOut, operation_id="cases.reopen_open", auth=None
)
def reopen_open(request: Request, given: CodeReasonIn) -> dict[str, Any]:
    """Have it taken up again, by number and code; open to all."""
    actor, case = opened(request, given)
    return told(actor, actions.reopen(actor, case, reason=given.reason))
