"""What is handed to communities, for programs: each community is asked of the gate by itself."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.duties.actions import assignments as actions
from liren.apps.duties.actions import refusals as refusing
from liren.apps.duties.actions.assignments import Given, Wanted
from liren.apps.duties.models import Application, Assignment, Emergency
from liren.apps.duties.queries import assignments as queries
from liren.apps.duties.queries.assignments import AssignmentsSought
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.assignments import Ground
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.doors.queries import require

router = Router(tags=["duties"])

Quantity = Annotated[int, Field(ge=0, le=1_000_000)]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Why = Annotated[str, Field(max_length=500)]


class AssignmentOut(RowOut):
    """Something that was handed to one community."""

    id: UUID = Field(validation_alias="uid")
    asker: str = Field(validation_alias=AliasPath("asker", "code"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    kind: str
    title: Masked
    text: Masked
    passed_as: str
    entry_code: str
    unit: str
    unit_fen: int
    quantity: int
    done_quantity: int
    accepted_quantity: int
    due_on: date
    state: str
    outcome: Masked
    dispute: Masked
    sent_at: datetime
    signed_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None


class AssignmentPage(RowOut):
    """One page of assignments; `next` is the cursor of the following page."""

    items: list[AssignmentOut]
    next: str


class AssignmentAsked(Paging):
    """Which assignments."""

    tab: Annotated[
        str, Field("open", pattern="^(open|sent|signed|done|disputed|late|accepted|refused|all)$")
    ]
    q: Annotated[str, Field("", max_length=60)]
    area: Annotated[str, Field("", max_length=20)]
    asker: Annotated[str, Field("", max_length=40)]


class OnWhatIn(Schema):
    """In whose name, on what it stands, and what is asked."""

    asker: Code
    application: UUID | None = None
    emergency: UUID | None = None
    entry_code: Annotated[str, Field("", max_length=30)]
    kind: AskKind | None = None
    title: Annotated[str, Field("", max_length=80)]
    text: Annotated[str, Field("", max_length=2000)]
    due_on: date


class AssignmentIn(OnWhatIn):
    """What is asked of one community."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    quantity: Quantity = 0


class AssignLineIn(Schema):
    """One community and how much is asked of it."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    quantity: Quantity = 0


class AssignManyIn(OnWhatIn):
    """The same asked of many communities."""

    communities: Annotated[list[AssignLineIn], Field(min_length=1, max_length=500)]


class AssignedOut(Schema):
    """What became of one community: the assignment, or the code and the sentence of the no."""

    area: str
    assignment: UUID | None
    code: str
    detail: str
    source: str


class WorkIn(Schema):
    """What was done, and how much of it."""

    outcome: Annotated[str, Field(min_length=1, max_length=2000)]
    quantity: Quantity | None = None


class AcceptanceIn(Schema):
    """How much is taken; less than was reported needs a reason."""

    quantity: Quantity | None = None
    note: Why = ""


class AssignmentNoteIn(Schema):
    """Why."""

    note: Annotated[str, Field(min_length=1, max_length=500)]


class RefuseIn(Schema):
    """The ground; left out, the gate of today gives it."""

    ground: Ground | None = None
    note: Why = ""


@router.get(
    "/assignments",
    response=AssignmentPage,
    operation_id="duties.assignments",
    by_alias=False,
)
def assignments(request: Request, asked: Query[AssignmentAsked]) -> Any:
    """What was handed out where I work, or for my department."""
    require(request.actor, queries.READ)
    sought = AssignmentsSought(asked.tab, asked.q, asked.area, asked.asker)
    found = queries.page_of_assignments(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get(
    "/assignments/{uid}",
    response=AssignmentOut,
    operation_id="duties.assignment",
    by_alias=False,
)
def assignment(request: Request, uid: UUID) -> Assignment:
    """One assignment."""
    return queries.assignment_for(request.actor, uid)


@router.post(
    "/assignments",
    response={201: AssignmentOut},
    operation_id="duties.assign",
    by_alias=False,
)
def assign(request: Request, given: AssignmentIn) -> Any:
    """Hand something to one community."""
    require(request.actor, "duties.assign")
    asker = asker_for(request, given.asker)
    area = Area.objects.valid().filter(code=given.area).first()
    if area is None:
        sentence = _("没有找到社区「%(name)s」。请写完整名称或 12 位代码。")
        raise Refused("duties.no-such-community", sentence % {"name": given.area})
    facts = facts_of(given, asker)
    made = actions.assign(acting(request), asker, area=area, quantity=given.quantity, **facts)
    return Status(201, made)


@router.post(
    "/assign_many",
    response=list[AssignedOut],
    operation_id="duties.assign_many",
    by_alias=False,
)
def assign_many(request: Request, given: AssignManyIn) -> list[AssignedOut]:
    """Hand the same to many communities; each is answered by itself."""
    require(request.actor, "duties.assign")
    asker = asker_for(request, given.asker)
    codes = [one.area for one in given.communities]
    areas = {area.code: area for area in Area.objects.valid().filter(code__in=codes)}
    wanted = [Wanted(areas.get(one.area), one.quantity, one.area) for one in given.communities]
    answers = actions.assign_each(acting(request), asker, wanted, **facts_of(given, asker))
    return [answered(one) for one in answers]


def asker_for(request: Request, code: str) -> Body:
    """The department in whose name somebody asks: one of his own."""
    rows = Body.objects.filter(pk__in=request.actor.bodies("duties.assign"))
    body: Body = rows.get(code=code)
    return body


def facts_of(given: OnWhatIn, asker: Body) -> dict[str, Any]:
    """What is asked, with the rows on which it is to stand."""
    facts = given.model_dump(exclude={"asker", "area", "quantity", "communities", "kind"})
    application, emergency = facts.pop("application"), facts.pop("emergency")
    if application:
        facts["application"] = Application.objects.get(uid=application, body=asker)
    if emergency:
        facts["emergency"] = Emergency.objects.get(uid=emergency)
    return {**facts, "kind": given.kind or ""}


def answered(one: Given) -> AssignedOut:
    """What became of one line."""
    return AssignedOut(
        area=one.wanted.area.code if one.wanted.area else one.wanted.named,
        assignment=one.made.uid if one.made else None,
        code=one.no.code if one.no else "",
        detail=str(one.no) if one.no else "",
        source=one.no.source if one.no else "",
    )


@router.post(
    "/assignments/{uid}/sign",
    response=AssignmentOut,
    operation_id="duties.sign",
    by_alias=False,
)
def sign(request: Request, uid: UUID) -> Assignment:
    """Take it on."""
    return actions.sign(acting(request), queries.assignment_for(request.actor, uid))


@router.post(
    "/assignments/{uid}/report_work",
    response=AssignmentOut,
    operation_id="duties.report_work",
    by_alias=False,
)
def report_work(request: Request, uid: UUID, given: WorkIn) -> Assignment:
    """Report what was done."""
    row = queries.assignment_for(request.actor, uid)
    return actions.report_work(acting(request), row, **given.model_dump())


@router.post(
    "/assignments/{uid}/accept_work",
    response=AssignmentOut,
    operation_id="duties.accept_work",
    by_alias=False,
)
def accept_work(request: Request, uid: UUID, given: AcceptanceIn) -> Assignment:
    """Take what was reported, all or a part."""
    row = queries.assignment_for(request.actor, uid)
    return actions.accept_work(acting(request), row, **given.model_dump())


@router.post(
    "/assignments/{uid}/dispute_work",
    response=AssignmentOut,
    operation_id="duties.dispute_work",
    by_alias=False,
)
def dispute_work(request: Request, uid: UUID, given: AssignmentNoteIn) -> Assignment:
    """Say why it does not do."""
    row = queries.assignment_for(request.actor, uid)
    return actions.dispute_work(acting(request), row, note=given.note)


@router.post(
    "/assignments/{uid}/recall",
    response=AssignmentOut,
    operation_id="duties.recall",
    by_alias=False,
)
def recall(request: Request, uid: UUID, given: AssignmentNoteIn) -> Assignment:
    """Take back what is not done yet."""
    row = queries.assignment_for(request.actor, uid)
    return actions.recall(acting(request), row, note=given.note)


@router.post(
    "/assignments/{uid}/refuse",
    response=AssignmentOut,
    operation_id="duties.refuse",
    by_alias=False,
)
def refuse(request: Request, uid: UUID, given: RefuseIn) -> Assignment:
    """Say no to it."""
    row = queries.assignment_for(request.actor, uid)
    return refusing.refuse(acting(request), row, ground=given.ground or "", note=given.note)
