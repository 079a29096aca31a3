"""Cases for programs: what they are, and their steps."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from ninja.errors import ValidationError as Invalid
from pydantic import AliasPath, Field

from liren.apps.bodies.models import Body
from liren.apps.cases import actions, rules
from liren.apps.cases.models import Case, CaseKind, SavedView
from liren.apps.cases.queries import (
    Wanted,
    case_for,
    course_for,
    kinds_in_force,
    lines_for,
    views_of,
)
from liren.apps.cases.rules import LONGEST_TEXT, Rating, Source
from liren.apps.duties.queries.assignments import basis_named
from liren.apps.places.queries import area_at, area_of_address
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, Sent, acting
from liren.kernel.api.rows import Masked, RowOut, through
from liren.kernel.base.choices import _
from liren.kernel.base.clock import local
from liren.kernel.base.errors import Refused

router = Router(tags=["cases"])

Words = Annotated[str, Field(max_length=2000)]


class CaseOut(RowOut):
    """A case as a list shows it. Times are ISO 8601 with offset, coordinates WGS-84."""

    id: UUID = Field(validation_alias="uid")
    number: str
    kind: str = Field(validation_alias=through("kind", "code"))
    title: Masked
    address: Masked
    area: str = Field(validation_alias=through("area", "code"))
    lng: float | None
    lat: float | None
    source: str
    state: str
    urgent: bool
    handler: str | None = Field(None, validation_alias=through("handler", "code"))
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    rating: str
    pictures: int = Field(validation_alias="picture_count")


class StepOut(RowOut):
    """One step of a case."""

    verb: str
    at: datetime
    state: str
    body: str | None = Field(None, validation_alias=AliasPath("body", "code"))
    note: Masked


class CaseDetail(CaseOut):
    """A case with its text and its course, newest step first."""

    text: Masked
    outcome: Masked
    steps: list[StepOut] = Field(validation_alias="course")


class CasePage(RowOut):
    """One page of cases; `next` is the cursor of the following page."""

    items: list[CaseOut]
    next: str


class CaseFilter(Paging):
    """Filters by field name."""

    tab: str = "all"
    q: str = ""
    kind: str = ""
    area: str = ""
    handler: str = ""
    source: str = ""
    state: str = ""
    urgent: bool = False
    since: date | None = None
    until: date | None = None
    sort: str = "new"


class PlaceIn(Sent):
    """Where: a point, or an area's code, or an address that names one."""

    kind: str
    address: Annotated[str, Field(max_length=200)] = ""
    area: str = ""
    lng: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None


class OpenReportIn(PlaceIn):
    """What happened, and where."""

    text: Annotated[str, Field(max_length=LONGEST_TEXT)]
    title: Annotated[str, Field(max_length=60)] = ""


class ReportIn(OpenReportIn):
    """The same by somebody with an account."""

    source: Source = Source.RESIDENT
    urgent: bool = False
    # of a department: its admission, an emergency or a basic duty, on which it stands at the gate
    admission: UUID | None = None
    emergency: UUID | None = None
    duty_code: Annotated[str, Field("", max_length=30)]


class CaseReasonIn(Sent):
    """Why."""

    reason: Words


class OutcomeIn(Sent):
    """What was done."""

    outcome: Words


class NoteIn(Sent):
    """A word for the course of the case."""

    note: Words = ""


class AcceptIn(Sent):
    """The kind as the desk sees it; left out, it stays."""

    kind: str = ""
    urgent: bool | None = None


class DispatchIn(NoteIn):
    """The code of the body that is to handle the case."""

    handler: str


class VerifyIn(NoteIn):
    """Whether the outcome holds."""

    passed: bool


class RateIn(NoteIn):
    """How content the reporter is."""

    rating: Rating


@router.get("", response=CasePage, operation_id="cases.list", by_alias=False)
def listing(request: Request, asked: Query[CaseFilter]) -> dict[str, Any]:
    """List cases, newest first unless asked otherwise."""
    facts = asked.model_dump(exclude={"cursor", "limit"})
    found = lines_for(request.actor, Wanted(**facts), asked.cursor, asked.limit)
    return {"items": [numbered(line) for line in found.rows], "next": found.older}


def numbered(line: dict[str, Any]) -> dict[str, Any]:
    """A line of a list with the number for people, which no column holds."""
    year = local(line["reported_at"]).year
    return line | {"number": rules.number(line["office"], year, line["id"])}


@router.post("", response={201: CaseOut}, operation_id="cases.report", by_alias=False)
def report(request: Request, given: ReportIn) -> Status[Case]:
    """Report something wrong."""
    facts = given.model_dump(exclude={"kind", "area", "admission", "emergency", "duty_code"})
    kind, asker = kind_of(given.kind), actions.asker_of(request.actor)
    for name, key in basis_keys(given):
        facts |= basis_named(asker, f"{name}:{key}") if asker else {}
    return Status(201, actions.report(acting(request), place(given), kind=kind, **facts))


def basis_keys(given: ReportIn) -> list[tuple[str, object]]:
    """On what a department says that it stands."""
    named = (
        ("admission", given.admission),
        ("emergency", given.emergency),
        ("entry", given.duty_code),
    )
    return [(name, key) for name, key in named if key]


def kind_of(code: str) -> CaseKind:
    """The kind of a code, if it is in force."""
    kind = kinds_in_force().get(code)
    if kind is None:
        raise Refused("cases.no-such-kind", _("没有这个事件类型，或已停用。请先查看类型清单。"))
    return kind


def place(given: PlaceIn) -> Area:
    """The area of a report: by code, by point, or by address."""
    found = Area.objects.valid().filter(code=given.area).first() if given.area else None
    if given.area and found is None:  # a wrong code is a fault of the program, also with a point
        sentence = _("没有这个辖区代码，或已撤销。请改正代码；只给坐标或地址时不要写代码。")
        raise Invalid([{"loc": ("body", "given", "area"), "msg": sentence}])
    if found is None and given.lng is not None and given.lat is not None:
        found = area_at(given.lng, given.lat)
    found = found or area_of_address(given.address)
    if found is None:
        raise Refused(
            "cases.no-place", _("还不知道问题在哪个社区。请给出辖区代码、坐标或写明社区的地址。")
        )
    return found


class CaseKindOut(Schema):
    """A kind of case in force."""

    code: str
    zh: str
    en: str
    case_class: str = Field(alias="case_class.code")
    competent: list[str]
    clocks: dict[str, str]
    verify_by: str
    open_to: list[str]
    urgent: bool
    self_handle: bool
    source: str
    verify: bool


@router.get("/kinds", response=list[CaseKindOut], operation_id="cases.kinds", by_alias=False)
def kinds(request: Request) -> list[Any]:
    """List the kinds of cases in force."""
    return list(kinds_in_force().values())


class ViewIn(Schema):
    """A list's filters under a name."""

    name: Annotated[str, Field(min_length=1, max_length=30)]
    query: Annotated[str, Field(max_length=500)]


class ViewOut(ViewIn):
    """A kept view."""

    id: int


@router.get("/views", response=list[ViewOut], operation_id="cases.views")
def views(request: Request) -> list[SavedView]:
    """List my kept views."""
    return list(views_of(request.user))


@router.post("/views", response={201: ViewOut}, operation_id="cases.save_view")
def save_view(request: Request, given: ViewIn) -> Status[SavedView]:
    """Keep a list's filters under a name."""
    return Status(201, actions.save_view(acting(request), request.user, **given.model_dump()))


@router.post("/views/{pk}/drop", response=ViewOut, operation_id="cases.drop_view")
def drop_view(request: Request, pk: int) -> SavedView:
    """Drop a kept view."""
    view = SavedView.objects.allowed(request.actor, "cases.drop_view").get(pk=pk)
    return actions.drop_view(acting(request), view)


@router.get("/{uid}", response=CaseDetail, operation_id="cases.view", by_alias=False)
def view(request: Request, uid: UUID) -> Case:
    """See one case with the part of its course that is shown to you."""
    case = case_for(request.actor, uid)
    case.course = course_for(request.actor, case)  # type: ignore[attr-defined]
    return case


@router.post("/{uid}/accept", response=CaseOut, operation_id="cases.accept", by_alias=False)
def accept(request: Request, uid: UUID, given: AcceptIn) -> Case:
    """Accept a report and settle its kind."""
    kind = kind_of(given.kind) if given.kind else None
    case = case_for(request.actor, uid)
    return actions.accept(acting(request), case, kind=kind, urgent=given.urgent)


@router.post("/{uid}/reject", response=CaseOut, operation_id="cases.reject", by_alias=False)
def reject(request: Request, uid: UUID, given: CaseReasonIn) -> Case:
    """Decline a report with a reason."""
    return actions.reject(acting(request), case_for(request.actor, uid), reason=given.reason)


@router.post(
    "/{uid}/self_handle", response=CaseOut, operation_id="cases.self_handle", by_alias=False
)
def self_handle(request: Request, uid: UUID, given: OutcomeIn) -> Case:
    """Settle a small matter on the spot."""
    case = case_for(request.actor, uid)
    return actions.self_handle(acting(request), case, outcome=given.outcome)


@router.post("/{uid}/dispatch", response=CaseOut, operation_id="cases.dispatch", by_alias=False)
def dispatch(request: Request, uid: UUID, given: DispatchIn) -> Case:
    """Send a case to the body that has to handle it."""
    case, body = case_for(request.actor, uid), Body.objects.filter(code=given.handler).first()
    if body is None:
        raise Refused("cases.no-such-body", _("没有这个机构。请先查看机构清单。"))
    return actions.dispatch(acting(request), case, handler=body, note=given.note)


@router.post("/{uid}/sign", response=CaseOut, operation_id="cases.sign", by_alias=False)
def sign(request: Request, uid: UUID) -> Case:
    """Take on a dispatched case."""
    return actions.sign(acting(request), case_for(request.actor, uid))


@router.post("/{uid}/return", response=CaseOut, operation_id="cases.return", by_alias=False)
def return_(request: Request, uid: UUID, given: CaseReasonIn) -> Case:
    """Give a case back with the reason why it is another's."""
    return actions.return_(acting(request), case_for(request.actor, uid), reason=given.reason)


@router.post("/{uid}/handle", response=CaseOut, operation_id="cases.handle", by_alias=False)
def handle(request: Request, uid: UUID, given: NoteIn) -> Case:
    """Write down a measure."""
    return actions.handle(acting(request), case_for(request.actor, uid), note=given.note)


@router.post("/{uid}/feed_back", response=CaseOut, operation_id="cases.feed_back", by_alias=False)
def feed_back(request: Request, uid: UUID, given: OutcomeIn) -> Case:
    """Report what was done."""
    case = case_for(request.actor, uid)
    return actions.feed_back(acting(request), case, outcome=given.outcome)


@router.post("/{uid}/verify", response=CaseOut, operation_id="cases.verify", by_alias=False)
def verify(request: Request, uid: UUID, given: VerifyIn) -> Case:
    """Check the outcome."""
    case = case_for(request.actor, uid)
    return actions.verify(acting(request), case, passed=given.passed, note=given.note)


@router.post("/{uid}/close", response=CaseOut, operation_id="cases.close", by_alias=False)
def close(request: Request, uid: UUID, given: NoteIn) -> Case:
    """Close a checked case."""
    return actions.close(acting(request), case_for(request.actor, uid), note=given.note)


@router.post("/{uid}/reopen", response=CaseOut, operation_id="cases.reopen", by_alias=False)
def reopen(request: Request, uid: UUID, given: CaseReasonIn) -> Case:
    """Take up a closed case again."""
    return actions.reopen(acting(request), case_for(request.actor, uid), reason=given.reason)


@router.post("/{uid}/rate", response=CaseOut, operation_id="cases.rate", by_alias=False)
def rate(request: Request, uid: UUID, given: RateIn) -> Case:
    """Say how content one is with the outcome."""
    case = case_for(request.actor, uid)
    return actions.rate(acting(request), case, rating=given.rating, note=given.note)
