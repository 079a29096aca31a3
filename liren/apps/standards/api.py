"""Figures and the rules behind them, for programs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.standards import actions
from liren.apps.standards.models import Change, Declared
from liren.apps.standards.queries import browse, ledger
from liren.apps.standards.queries.figures import lines, rules_on
from liren.apps.standards.queries.known import ground
from liren.apps.standards.queries.reach import area_for
from liren.apps.standards.queries.table import table_of
from liren.apps.standards.queries.versions import change_for, changes_for
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.doors.forms import EARLIEST, LATEST
from liren.kernel.doors.queries import require
from liren.kernel.policy.engine import RuleSet
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.precedence import known_from

router = Router(tags=["standards"])

Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]
Short = Annotated[str, Field(max_length=60)]
Words = Annotated[str, Field(max_length=500)]
Number = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)]


class RuleAsked(Schema):
    """Which rules, of which place, on which day."""

    q: Short = ""
    theme: Short = ""
    pack: Short = ""
    day: Day | None = None
    verify: bool = False


class RuleOut(Schema):
    """A rule that holds: a value, or a formula."""

    key: str
    name: str
    value: Any
    formula: bool
    unit: str
    pack: str
    valid_from: date
    valid_to: date | None
    known_from: date
    source: str
    article: str
    verify: bool
    edited: bool


class VersionOut(RuleOut):
    """One dated value of a rule, with the two persons who made it, if it was made here."""

    proposed_by: str = ""
    consented_by: str = ""


class ProposeIn(Schema):
    """A new value from a day on, with the document in which it is written."""

    value: Any
    valid_from: Day
    source: Annotated[str, Field(max_length=300)]
    article: Annotated[str, Field(max_length=120)] = ""
    reason: Words = ""
    pack: Short = ""


class DecisionIn(Schema):
    """A word with the decision."""

    note: Words = ""


class RefusalIn(Schema):
    """Why not."""

    note: Annotated[str, Field(min_length=1, max_length=500)]


class RuleChangeOut(RowOut):
    """A proposed value and what became of it."""

    id: UUID = Field(validation_alias="uid")
    key: str
    pack: str = Field(validation_alias=AliasPath("pack", "code"))
    before: Any = Field(validation_alias=AliasPath("before", "value"))
    value: Any
    valid_from: date
    source: str
    article: str
    reason: Masked
    state: str
    proposed_by: str = Field(validation_alias=AliasPath("proposed_by", "name"))
    proposed_at: datetime
    decided_by: str | None = Field(None, validation_alias=AliasPath("decided_by", "name"))
    decided_at: datetime | None


class DeclareIn(Schema):
    """A number of an area, of which day, and from where."""

    key: Short
    value: Number
    day: Day
    document: Annotated[str, Field(max_length=300)]


class ConfirmIn(Schema):
    """The number that was looked at."""

    value: Number


class DeclaredOut(RowOut):
    """A declared number."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    key: str
    value: Decimal
    day: date
    document: str
    declared_by: str = Field(validation_alias=AliasPath("declared_by", "name"))
    declared_at: datetime
    confirmed_by: str | None = Field(None, validation_alias=AliasPath("confirmed_by", "name"))
    confirmed_at: datetime | None


class FactOut(Schema):
    """One fact of an area: what counts, and from where; `waiting` is not yet confirmed."""

    key: str
    name: str
    unit: str
    value: Decimal | None
    day: date | None
    document: str
    parts: int
    lacking: list[str]
    waiting: DeclaredOut | None


class FiguresAsked(Schema):
    """Figures of which day, by the rules of which place, known when."""

    day: Day | None = None
    pack: Short = ""
    known: Day | None = None


class FigureLineOut(Schema):
    """A figure with all that led to it; a band has two sides."""

    key: str
    label: str
    unit: str
    shown: str
    sentence: str
    sides: list[dict[str, Any]]


class TableOut(Schema):
    """One row for each community."""

    columns: list[dict[str, str]]
    rows: list[dict[str, Any]]


# ── rules ───────────────────────────────────────────────────────────────────────────────────


@router.get("/parameters", response=list[RuleOut], operation_id="policy.view", tags=["policy"])
def parameters(request: Request, asked: Query[RuleAsked]) -> list[dict[str, Any]]:
    """The rules of a place on a day, each with the document in which it is written."""
    require(request.actor, "policy.view")
    known = browse.packs()
    if not known:
        return []
    pack = browse.pack_of(asked.pack, known)
    every = browse.terms(browse.chain(pack, known), asked.day or today())
    found = browse.sought(every, asked.q, asked.theme, "yes" if asked.verify else "")
    return [ruled(term.row, term.value) for term in found]


def ruled(row: browse.Rule, value: Any) -> dict[str, Any]:
    """A rule as programs read it."""
    names = ("key", "unit", "valid_from", "valid_to", "source", "article", "verify", "edited")
    return {
        **{name: getattr(row, name) for name in names},
        "name": str(row),
        "value": value,
        "formula": not isinstance(row, Parameter),
        "pack": row.pack.code,
        "known_from": known_from(row),
    }


@router.get(
    "/parameters/{key}", response=list[VersionOut], operation_id="policy.history", tags=["policy"]
)
def history(request: Request, key: str) -> list[dict[str, Any]]:
    """All values of one rule in all places, the latest first."""
    require(request.actor, "policy.view")
    made = {change.made_id: change for change in changes_for(request.actor) if change.key == key}
    found = []
    for version in browse.history(key, today()):
        row = version.row
        value = row.value if isinstance(row, Parameter) else row.expression
        change = made.get(row.pk) if isinstance(row, Parameter) else None
        both = {
            "proposed_by": str(change.proposed_by) if change else "",
            "consented_by": str(change.decided_by) if change else "",
        }
        found.append({**ruled(row, value), "valid_to": version.until, **both})
    return found


@router.post(
    "/parameters/{key}/propose",
    response={201: RuleChangeOut},
    operation_id="policy.propose",
    tags=["policy"],
    by_alias=False,
)
def propose(request: Request, key: str, given: ProposeIn) -> Status[Change]:
    """Propose a value of a parameter from a day on."""
    require(request.actor, "policy.propose")
    known = browse.packs()
    order = browse.chain(known[0], known) if known else []
    before = browse.held(key, order, today()) if order else None
    if not isinstance(before, Parameter):
        raise Refused("policy.missing", _("没有这个参数，无法提出新值。请先查看参数清单。"))
    pack = next((one for one in order if one.code == given.pack), order[0])
    facts = given.model_dump(exclude={"pack"})
    return Status(201, actions.propose(acting(request), pack, before=before, **facts))


@router.get(
    "/changes",
    response=list[RuleChangeOut],
    operation_id="policy.changes",
    tags=["policy"],
    by_alias=False,
)
def changes(request: Request, state: Short = "") -> list[Change]:
    """What was proposed for the rules, the latest first."""
    require(request.actor, "policy.view")
    return changes_for(request.actor, state)


@router.post(
    "/changes/{uid}/consent",
    response=RuleChangeOut,
    operation_id="policy.consent",
    tags=["policy"],
    by_alias=False,
)
def consent(request: Request, uid: UUID, given: DecisionIn) -> Change:
    """Agree to a change that somebody else proposed; the new version is written."""
    require(request.actor, "policy.view")
    return actions.consent(acting(request), change_for(uid), note=given.note)


@router.post(
    "/changes/{uid}/refuse",
    response=RuleChangeOut,
    operation_id="policy.refuse",
    tags=["policy"],
    by_alias=False,
)
def refuse(request: Request, uid: UUID, given: RefusalIn) -> Change:
    """Do not agree to a change, and say why."""
    require(request.actor, "policy.view")
    return actions.refuse(acting(request), change_for(uid), note=given.note)


@router.post(
    "/changes/{uid}/withdraw",
    response=RuleChangeOut,
    operation_id="policy.withdraw",
    tags=["policy"],
    by_alias=False,
)
def withdraw(request: Request, uid: UUID, given: DecisionIn) -> Change:
    """Take back one's own proposal."""
    require(request.actor, "policy.view")
    return actions.withdraw(acting(request), change_for(uid), note=given.note)


# ── facts and figures ───────────────────────────────────────────────────────────────────────


@router.get(
    "/facts/{code}", response=list[FactOut], operation_id="standards.facts", by_alias=False
)
def facts(request: Request, code: str, day: Day | None = None) -> list[dict[str, Any]]:
    """The facts of an area, and which of them still wait for a second person."""
    area = area_for(request.actor, code)
    return [
        {
            "key": one.fact.key,
            "name": one.fact.label,
            "unit": one.fact.unit,
            "value": one.whole.value,
            "day": one.whole.row.day if one.whole.row else None,
            "document": one.whole.row.document if one.whole.row else "",
            "parts": len(one.whole.parts),
            "lacking": list(one.whole.lacking),
            "waiting": one.waiting,
        }
        for one in ledger.entries(request.actor, ground(area, day or today()))
    ]


@router.post(
    "/facts/{code}", response={201: DeclaredOut}, operation_id="standards.declare", by_alias=False
)
def declare(request: Request, code: str, given: DeclareIn) -> Status[Declared]:
    """Declare a number of an area; it counts when a second person has confirmed it."""
    area = area_for(request.actor, code)
    return Status(201, actions.declare(acting(request), area, **given.model_dump()))


@router.post(
    "/facts/declared/{uid}/confirm",
    response=DeclaredOut,
    operation_id="standards.confirm",
    by_alias=False,
)
def confirm(request: Request, uid: UUID, given: ConfirmIn) -> Declared:
    """Confirm a number that somebody else declared."""
    row = ledger.declared_for(request.actor, uid)
    return actions.confirm(acting(request), row, value=given.value)


@router.get("/figures/{code}", response=list[FigureLineOut], operation_id="standards.view")
def figures(request: Request, code: str, asked: Query[FiguresAsked]) -> list[dict[str, Any]]:
    """What the rules give an area on a day, each figure with all that led to it."""
    area = area_for(request.actor, code)
    found = needed(asked)
    numbers = ground(area, asked.day or today()).numbers(area.pk)
    return [
        {
            "key": line.key,
            "label": line.label,
            "unit": line.unit,
            "shown": line.shown,
            "sentence": line.sentence,
            "sides": [side.as_dict() for side in line.sides],
        }
        for line in lines(found, numbers)
    ]


def needed(asked: FiguresAsked) -> RuleSet:
    """The rules that are asked for; refused where there are none."""
    found = rules_on(asked.day or today(), asked.pack or None, asked.known)
    if found is None:
        raise Refused("standards.no-pack", _("没有这个政策包，无法测算。请查看政策包清单。"))
    return found


@router.get("/figures/{code}/table", response=TableOut, operation_id="standards.export")
def table(request: Request, code: str, asked: Query[FiguresAsked]) -> dict[str, Any]:
    """One row for each community of an area, with all facts and figures."""
    area = area_for(request.actor, code, "standards.export")
    made = table_of(ground(area, asked.day or today()), needed(asked))
    actions.note_export(request.actor, f"figures:{code}", len(made.rows))
    columns = [{"key": one.key, "title": one.title, "unit": one.unit} for one in made.columns]
    rows = [
        {
            "area": row.area.code,
            "name": str(row.area),
            "short": row.is_short,
            **{cell.column.key: [cell.low, cell.high] for cell in row.cells},
        }
        for row in made.rows
    ]
    return {"columns": columns, "rows": rows}
