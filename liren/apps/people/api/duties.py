"""Lists that go out, assessments, breaches, retention and figures for programs."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, AwareDatetime, Field

from liren.apps.people.actions import duties as dutiful
from liren.apps.people.actions import exports as exporting
from liren.apps.people.actions.retention import retain as clear_out
from liren.apps.people.actions.searches import note_search
from liren.apps.people.models import Assessment, Breach, Export, Purpose
from liren.apps.people.queries import duties as queries
from liren.apps.people.queries import exports as lists
from liren.apps.people.queries import figures as counting
from liren.apps.people.queries import retention as keeping
from liren.apps.people.rules.exports import COLUMNS
from liren.apps.people.rules.rights import Asked
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.base.clock import today
from liren.kernel.policy.models import Pack

router = Router(tags=["people"])
Long = Annotated[str, Field(max_length=500)]
Line = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(max_length=30)]
Age = Annotated[int, Field(ge=0, le=130)]
People = Annotated[int, Field(ge=0, le=100_000_000)]


class QuestionIn(Schema):
    """Whom a list holds; what is missing means: no matter."""

    tag: Code = ""
    residence: Annotated[str, Field(max_length=10)] = ""
    youngest: Age | None = None
    oldest: Age | None = None


class ExportIn(Schema):
    """Which list, with which columns, for what."""

    area: Annotated[str, Field(max_length=20)]
    purpose: Code
    reason: Line
    columns: Annotated[list[Code], Field(max_length=len(COLUMNS))]
    question: QuestionIn = QuestionIn()


class DecideIn(Schema):
    """A word along with the decision."""

    answer: Line = ""


class ExportOut(RowOut):
    """A list that was asked for."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    purpose: str = Field(validation_alias=AliasPath("purpose", "code"))
    question: dict[str, Any]
    columns: list[str]
    reason: Masked
    state: str
    answer: Masked
    until: datetime | None
    taken: int


class ExportPage(RowOut):
    """One page of lists; `next` is the cursor of the following page."""

    items: list[ExportOut]
    next: str


class TakenOut(Schema):
    """The lines of a list that was taken."""

    columns: list[str]
    lines: list[list[str]]


class AssessIn(Schema):
    """An assessment with its four parts."""

    area: Annotated[str, Field(max_length=20)]
    purpose: Code
    title: Annotated[str, Field(max_length=80)]
    lawful: Long
    risk: Long
    measures: Long
    again_on: date
    concluded_on: date | None = None


class AssessmentOut(RowOut):
    """An assessment."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    purpose: str = Field(validation_alias=AliasPath("purpose", "code"))
    title: str
    lawful: str
    risk: str
    measures: str
    concluded_on: date
    again_on: date


class BreachIn(Schema):
    """What got where it must not."""

    area: Annotated[str, Field(max_length=20)]
    what: Long
    touched: People
    noticed_at: AwareDatetime | None = None
    measures: Long = ""


class BreachChangeIn(Schema):
    """What was done since."""

    touched: People
    measures: Long
    authority_told_at: AwareDatetime | None = None
    people_told_at: AwareDatetime | None = None
    closed: bool = False


class BreachOut(RowOut):
    """A breach."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    noticed_at: datetime
    what: str
    touched: int
    measures: str
    authority_told_at: datetime | None
    people_told_at: datetime | None
    closed_at: datetime | None


class RunOut(RowOut):
    """What a run removed, by kind."""

    at: datetime
    removed: dict[str, int]


class PeopleFiguresAsked(Schema):
    """Which area."""

    area: Annotated[str, Field(max_length=20)]


class PeopleLineOut(Schema):
    """The figures of one area by name."""

    area: str
    figures: dict[str, int]


class FiguresOut(Schema):
    """The figures of an area and of those below it on a day."""

    day: date
    lines: list[PeopleLineOut]


class ListsAsked(Paging):
    """Filters by field name."""

    state: str = ""


def area_of(request: Request, verb: str, code: str) -> Area:
    """The area in which somebody may do this; DoesNotExist for all others."""
    area: Area = Area.objects.allowed(request.actor, verb).get(code=code)
    return area


def purpose_of(code: str) -> Purpose:
    """A purpose by its code."""
    return Purpose.objects.get(code=code)


@router.get("/exports", response=ExportPage, operation_id="people.exports", by_alias=False)
def exports(request: Request, asked: Query[ListsAsked]) -> dict[str, Any]:
    """List what was asked to go out."""
    found = lists.exports_for(request.actor, asked.state, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.post(
    "/exports", response={201: ExportOut}, operation_id="people.ask_export", by_alias=False
)
def ask_export(request: Request, given: ExportIn) -> Status[Export]:
    """Ask for a list of people."""
    area = area_of(request, "people.ask_export", given.area)
    question = given.question.model_dump(exclude_none=True, exclude_defaults=True)
    return Status(201, exporting.ask_export(
        acting(request), area, purpose=purpose_of(given.purpose), reason=given.reason,
        columns=given.columns, question=question,
    ))  # fmt: skip


@router.get("/exports/{uid}", response=ExportOut, operation_id="people.export", by_alias=False)
def export(request: Request, uid: UUID) -> Export:
    """See one list that was asked for."""
    return lists.export_for(request.actor, uid)


@router.post(
    "/exports/{uid}/approve",
    response=ExportOut,
    operation_id="people.approve_export",
    by_alias=False,
)
def approve_export(request: Request, uid: UUID, given: DecideIn) -> Export:
    """Let a list go out."""
    row = lists.export_for(request.actor, uid)
    return exporting.approve_export(acting(request), row, answer=given.answer)


@router.post(
    "/exports/{uid}/refuse",
    response=ExportOut,
    operation_id="people.refuse_export",
    by_alias=False,
)
def refuse_export(request: Request, uid: UUID, given: DecideIn) -> Export:
    """Say why a list does not go out."""
    row = lists.export_for(request.actor, uid)
    return exporting.refuse_export(acting(request), row, answer=given.answer)


@router.post("/exports/{uid}/take", response=TakenOut, operation_id="people.take_export")
def take_export(request: Request, uid: UUID) -> dict[str, Any]:
    """Take an approved list; counted, and among the searches."""
    row = lists.export_for(request.actor, uid, "people.take_export")
    done = exporting.take_export(request.actor, row)
    lines = list(lists.lines_of(request.actor, done))
    note_search(request.actor, Asked.LIST, done.purpose, len(lines), done.area_path)
    return {"columns": done.columns, "lines": lines}


@router.get(
    "/assessments",
    response=list[AssessmentOut],
    operation_id="people.assessments",
    by_alias=False,
)
def assessments(request: Request) -> list[Assessment]:
    """List assessments."""
    return queries.assessments_for(request.actor)


@router.post(
    "/assessments", response={201: AssessmentOut}, operation_id="people.assess", by_alias=False
)
def assess(request: Request, given: AssessIn) -> Status[Assessment]:
    """Write an assessment down."""
    facts = given.model_dump(exclude={"area", "purpose"})
    area = area_of(request, "people.assess", given.area)
    return Status(
        201, dutiful.assess(acting(request), area, purpose=purpose_of(given.purpose), **facts)
    )


@router.get("/breaches", response=list[BreachOut], operation_id="people.breaches", by_alias=False)
def breaches(request: Request) -> list[Breach]:
    """List breaches."""
    return queries.breaches_for(request.actor)


@router.post(
    "/breaches", response={201: BreachOut}, operation_id="people.note_breach", by_alias=False
)
def note_breach(request: Request, given: BreachIn) -> Status[Breach]:
    """Write a breach down."""
    area = area_of(request, "people.note_breach", given.area)
    return Status(
        201, dutiful.note_breach(acting(request), area, **given.model_dump(exclude={"area"}))
    )


@router.post(
    "/breaches/{uid}", response=BreachOut, operation_id="people.change_breach", by_alias=False
)
def change_breach(request: Request, uid: UUID, given: BreachChangeIn) -> Breach:
    """Write down what was done since."""
    breach = queries.breach_for(request.actor, uid)
    return dutiful.change_breach(acting(request), breach, **given.model_dump())


@router.get("/retention", response=list[RunOut], operation_id="people.retention", by_alias=False)
def retention(request: Request) -> list[Any]:
    """List what the last runs removed."""
    return keeping.runs(request.actor)


@router.post("/retention", response={201: RunOut}, operation_id="people.retain", by_alias=False)
def retain(request: Request) -> Status[Any]:
    """Remove now what need no longer be kept."""
    return Status(201, clear_out(acting(request), Pack.objects.get(in_force=True)))


@router.get("/figures", response=FiguresOut, operation_id="people.figures")
def figures(request: Request, asked: Query[PeopleFiguresAsked]) -> dict[str, Any]:
    """Count people and homes of an area and of those below it, today."""
    area = counting.area_to_count(request.actor, asked.area)
    found = counting.figures(area, today())
    return {"day": found.day, "lines": counting.lines_of(found)}
