"""Changes of boundaries for programs: one operation for every verb."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.lineage import actions
from liren.apps.lineage.models import Change
from liren.apps.lineage.queries import (
    areas_on,
    bearer_on,
    change_for,
    changes_for,
    named_on,
    offices_for,
    preview,
    relations_of,
)
from liren.apps.lineage.rules import ChangeKind, State
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.api.rows import RowOut
from liren.kernel.base.clock import today

router = Router(tags=["lineage"])

Word = Annotated[str, Field(max_length=80)]
Words = Annotated[str, Field(max_length=1000)]
Codes = Annotated[list[str], Field(max_length=400)]
Count = Annotated[int, Field(ge=0, le=10**7)] | None
MOST = 200


class PartIn(Schema):
    """One successor: its name, and what goes there."""

    name: Annotated[str, Field(max_length=40)]
    name_en: Annotated[str, Field(max_length=120)] = ""
    continues: str = ""
    office: str = ""
    takes_rest: bool = False
    grids: Codes = []
    estates: Annotated[list[int], Field(max_length=400)] = []
    bodies: Codes = []
    holders: Annotated[list[int], Field(max_length=400)] = []
    households: Count = None
    residents: Count = None
    voters: Count = None


class DraftIn(Schema):
    """What is changed, into what, when and on which document."""

    office: str
    kind: ChangeKind
    title: Word
    document: Word
    effective: date
    predecessors: Annotated[list[str], Field(max_length=12)]
    parts: Annotated[list[PartIn], Field(max_length=12)] = []
    reason: Annotated[str, Field(max_length=2000)] = ""
    keeper: str = ""
    until: date | None = None


class AssignIn(Schema):
    """The successors anew."""

    parts: Annotated[list[PartIn], Field(max_length=12)]
    effective: date | None = None


class ChangeReasonIn(Schema):
    """Why."""

    reason: Words


class ChangeOut(RowOut):
    """A change as a list shows it."""

    id: UUID = Field(validation_alias="uid")
    kind: str
    title: str
    document: str
    effective: date
    until: date | None
    state: str
    area: str = Field(validation_alias=AliasPath("area", "code"))
    drafted_at: datetime
    carried_out_at: datetime | None
    followed_at: datetime | None


class PartOut(RowOut):
    """A successor as the plan has it."""

    order: int
    name: str
    code: str
    takes_rest: bool
    grids: list[str]
    households: int | None
    residents: int | None
    voters: int | None


class ChangeDetail(Schema):
    """A change with its plan and its preview."""

    change: ChangeOut
    predecessors: list[str]
    parts: list[PartOut]
    preview: list[dict[str, Any]]
    sizes: list[str]


class AreaThen(Schema):
    """An area under the name of a day."""

    code: str
    name: str
    level: str
    valid_from: date | None
    valid_to: date | None


class ThenFilter(Schema):
    """Of which day, and what is looked for."""

    day: date | None = None
    q: Annotated[str, Field(max_length=60)] = ""


@router.get("", response=list[ChangeOut], operation_id="lineage.list", by_alias=False)
def listing(request: Request, tab: str = "all") -> list[Change]:
    """List the changes I may see, newest first; at most 200."""
    return list(changes_for(request.actor, tab)[:MOST])


@router.post("", response={201: ChangeOut}, operation_id="lineage.draft", by_alias=False)
def draft(request: Request, given: DraftIn) -> Status[Change]:
    """Draft a change."""
    office = offices_for(request.actor).filter(code=given.office).first()
    office = office or Area.objects.allowed(request.actor, "places.view").get(code=given.office)
    facts = given.model_dump(include={"title", "document", "effective", "reason", "until"})
    change = actions.draft(
        acting(request),
        office,
        kind=given.kind,
        predecessors=areas_named(request, given.predecessors),
        parts=[part.model_dump() for part in given.parts],
        keeper=areas_named(request, [given.keeper])[0] if given.keeper else None,
        **facts,
    )
    return Status(201, change)


def areas_named(request: Request, codes: list[str]) -> list[Area]:
    """The areas of these codes that the actor may see; an unknown one is not there."""
    rows = Area.objects.allowed(request.actor, "places.view")
    return [rows.select_related("parent").get(code=code) for code in codes]


@router.get("/as_of", response=list[AreaThen], operation_id="lineage.as_of")
def as_of(request: Request, asked: Query[ThenFilter]) -> list[dict[str, Any]]:
    """The territory as it was on a day, under the names of that day; at most 200 areas."""
    day = asked.day or today()
    rows = areas_on(request.actor, day)
    rows = bearer_on(rows, asked.q, day) if asked.q else rows
    return [then(one.area, one.name) for one in named_on(rows[:MOST], day)]


def then(area: Area, name: str) -> dict[str, Any]:
    """An area under a name."""
    facts = {"code": area.code, "name": name, "level": area.level}
    return facts | {"valid_from": area.valid_from, "valid_to": area.valid_to}


@router.get("/areas/{code}", response=dict[str, Any], operation_id="lineage.area")
def area(request: Request, code: str) -> dict[str, Any]:
    """The family of an area: its periods, and which came of which by which document."""
    found = relations_of(Area.objects.allowed(request.actor, "places.view").get(code=code))
    periods = [
        {"code": one.area.code, "name": one.name, "from": one.since, "to": one.until}
        for one in found.periods
    ]
    descents = [
        {
            "day": one.day,
            "predecessor": one.predecessor.code,
            "successor": one.successor.code,
            "document": one.change.document,
        }
        for one in found.descents
    ]
    return {"periods": periods, "descents": descents}


@router.get("/{uid}", response=ChangeDetail, operation_id="lineage.view", by_alias=False)
def view(request: Request, uid: UUID) -> dict[str, Any]:
    """See one change with its plan and preview."""
    change = change_for(request.actor, uid)
    found = preview(change) if change.state in (State.DRAFT, State.PROPOSED) else None
    lines = [
        {"label": str(line.label), "figures": {str(k): v for k, v in line.figures.items()}}
        for line in (found.lines if found else ())
    ]
    return {
        "change": ChangeOut.model_validate(change),
        "predecessors": list(change.predecessors.values_list("code", flat=True)),
        "parts": [PartOut.model_validate(part) for part in change.parts.all()],
        "preview": lines,
        "sizes": [size.sentence for size in found.sizes] if found else [],
    }


@router.post("/{uid}/assign", response=ChangeOut, operation_id="lineage.assign", by_alias=False)
def assign(request: Request, uid: UUID, given: AssignIn) -> Change:
    """Say anew what goes where."""
    parts = [part.model_dump() for part in given.parts]
    change = change_for(request.actor, uid)
    return actions.assign(acting(request), change, parts=parts, effective=given.effective)


@router.post("/{uid}/propose", response=ChangeOut, operation_id="lineage.propose", by_alias=False)
def propose(request: Request, uid: UUID) -> Change:
    """Ask for consent."""
    return actions.propose(acting(request), change_for(request.actor, uid))


@router.post("/{uid}/consent", response=ChangeOut, operation_id="lineage.consent", by_alias=False)
def consent(request: Request, uid: UUID) -> Change:
    """Agree, as another person than the proposer."""
    return actions.consent(acting(request), change_for(request.actor, uid))


@router.post("/{uid}/refuse", response=ChangeOut, operation_id="lineage.refuse", by_alias=False)
def refuse(request: Request, uid: UUID, given: ChangeReasonIn) -> Change:
    """Do not agree."""
    return actions.refuse(acting(request), change_for(request.actor, uid), reason=given.reason)


@router.post(
    "/{uid}/withdraw", response=ChangeOut, operation_id="lineage.withdraw", by_alias=False
)
def withdraw(request: Request, uid: UUID, given: ChangeReasonIn) -> Change:
    """Take a change back."""
    return actions.withdraw(acting(request), change_for(request.actor, uid), reason=given.reason)


@router.post(
    "/{uid}/carry_out", response=ChangeOut, operation_id="lineage.carry_out", by_alias=False
)
def carry_out(request: Request, uid: UUID) -> Change:
    """Carry a change out whose day has come, where the worker has not done it."""
    return actions.carry_out(acting(request), change_for(request.actor, uid))
