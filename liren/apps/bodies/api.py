"""Bodies for programs."""

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.bodies import actions
from liren.apps.bodies.models import Body, Relation
from liren.apps.bodies.queries.institutions import (
    adopted_at,
    appraisers_of,
    kind_names,
    model_of,
    models,
    responsible,
)
from liren.apps.bodies.queries.lines import Line, bodies_around, lines_in
from liren.apps.bodies.queries.listing import Asked, bodies_for, body_for
from liren.apps.bodies.queries.missing import missing_in
from liren.apps.bodies.queries.party import members_of, party_of
from liren.apps.bodies.rules.institutions import Model, Part, Tie
from liren.apps.bodies.rules.kinds import Filled, Nature
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.api.rows import RowOut
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

router = Router(tags=["bodies"])
MOST = 500

Name = Annotated[str, Field(max_length=80)]
Code = Annotated[str, Field(max_length=40)]
Document = Annotated[str, Field(max_length=200)]


class BodyOut(RowOut):
    """A body that acts."""

    code: str
    name: str
    kind: str
    functions: list[str]
    area: str = Field(validation_alias=AliasPath("area", "code"))
    phone: str
    address: str
    office_hours: list[str] | None
    valid_from: date | None
    valid_to: date | None


class BodyDetail(BodyOut):
    """A body with what it was founded on, what is above it, and the newest count."""

    founding: str
    closing: str
    parent: str | None = Field(None, validation_alias=AliasPath("parent", "code"))
    members: int | None = None
    counted_on: date | None = None
    appraised_by: list[str] = []


class BodyLineOut(Schema):
    """What one body does to another, with its basis; `id` only where it was written down."""

    giver: str
    tie: Tie
    receiver: str
    basis: str
    article: str
    verify: bool
    id: int | None


class ChartOut(Schema):
    """Who plays which part in a place, and all lines among its bodies."""

    area: str
    model: str | None
    since: date | None
    basis: str
    parts: dict[Part, list[str]]
    lines: list[BodyLineOut]


class ModelLinkOut(Schema):
    """What bodies of one kind do to bodies of another."""

    giver: str
    tie: Tie
    receiver: str
    source: str
    article: str
    verify: bool


class ModelOut(Schema):
    """An institutional model."""

    code: str
    zh: str
    en: str
    source: str
    verify: bool
    kinds: dict[str, int]
    parts: dict[Part, list[str]]
    functions: dict[str, list[str]]
    roles: dict[str, str]
    links: list[ModelLinkOut]


class BodyKindOut(RowOut):
    """A kind of bodies: what it is, where it stands, how it is filled, on which basis."""

    code: str
    zh: str
    en: str
    family: str
    does: list[Nature]
    filled: Filled
    levels: list[str]
    by: str
    one: bool
    source: str
    article: str
    verify: bool


class GapOut(Schema):
    """Something that a place lacks."""

    area: str
    kind: str
    body: str | None
    there: int
    needed: int
    source: str


class PartyOut(Schema):
    """The Party organisations of an area on a day."""

    area: str
    day: date
    general_branches: int
    branches: int
    members: int
    uncounted: int


class FoundIn(Schema):
    """A new body."""

    area: Annotated[str, Field(max_length=20)]
    kind: Annotated[str, Field(max_length=30)]
    name: Name
    founding: Document
    since: date
    name_en: Annotated[str, Field(max_length=120)] = ""
    parent: Code | None = None
    phone: Annotated[str, Field(max_length=30)] = ""
    address: Annotated[str, Field(max_length=120)] = ""
    office_hours: Annotated[list[str], Field(max_length=6)] | None = None


class BodyChangeIn(Schema):
    """What is to be changed; what is left out stays."""

    name: Name | None = None
    name_en: Annotated[str, Field(max_length=120)] | None = None
    founding: Document | None = None
    parent: Code | None = None
    phone: Annotated[str, Field(max_length=30)] | None = None
    address: Annotated[str, Field(max_length=120)] | None = None
    office_hours: Annotated[list[str], Field(max_length=6)] | None = None


class DissolveIn(Schema):
    """The end of a body."""

    closing: Document
    on: date


class CountIn(Schema):
    """How many belong to a body on a day."""

    members: Annotated[int, Field(ge=0, le=1_000_000)]
    on: date
    source: Document = ""


class RelateIn(Schema):
    """What a body does to another; `passive`: the other to it."""

    other: Code
    tie: Tie
    basis: Document
    since: date
    passive: bool = False
    instead: bool = False


class BodyEndIn(Schema):
    """The end of a relation."""

    on: date


class ListFilter(Schema):
    """Filters by field name."""

    q: Annotated[str, Field(max_length=60)] = ""
    kind: str = ""
    family: str = ""
    function: str = ""
    area: str = ""
    tie: str = ""
    gone: bool = False


@router.get("", response=list[BodyOut], operation_id="bodies.list", by_alias=False)
def listing(request: Request, asked: Query[ListFilter]) -> list[Body]:
    """List the bodies of my areas and those above; at most 500."""
    return list(bodies_for(request.actor, Asked(**asked.model_dump()))[:MOST])


@router.post("", response={201: BodyDetail}, operation_id="bodies.found", by_alias=False)
def found(request: Request, given: FoundIn) -> Any:
    """Set up a body in an area."""
    facts = given.dict(exclude={"area", "kind", "parent"})
    area = place(request, given.area)
    kind = kind_names().get(given.kind)
    if kind is None:
        raise Refused("bodies.no-such-kind", _("没有这种机构类别。请先查 bodies.kinds。"))
    facts["parent"] = body_for(request.actor, given.parent) if given.parent else None
    return Status(201, whole(actions.found(acting(request), area, kind=kind, **facts)))


@router.get("/kinds", response=list[BodyKindOut], operation_id="bodies.kinds", by_alias=False)
def kinds(request: Request) -> list[Any]:
    """List the kinds of bodies."""
    return sorted(kind_names().values(), key=lambda kind: kind.place)


@router.get("/models", response=list[ModelOut], operation_id="bodies.models", by_alias=False)
def listed_models(request: Request) -> list[Model]:
    """List the institutional models."""
    return list(models().values())


@router.get("/chart/{area}", response=ChartOut, operation_id="bodies.chart", by_alias=False)
def chart(request: Request, area: str) -> dict[str, Any]:
    """Who decides, executes, pays and supervises in a place, and on which basis."""
    where = place(request, area)
    model, adopted = model_of(where), adopted_at(where.path)
    return {
        "area": where.code,
        "model": model.code if model else None,
        "since": adopted.since if adopted else None,
        "basis": adopted.source if adopted else "",
        "parts": {part: [body.code for body in responsible(where, part)] for part in Part},
        "lines": [line(one) for one in lines_in(where, bodies_around(where, model))],
    }


@router.get("/missing", response=list[GapOut], operation_id="bodies.missing", by_alias=False)
def missing(request: Request, area: str) -> list[dict[str, Any]]:
    """What an area and the places in it should have and have not; at most 500."""
    return [
        {
            "area": gap.area.code,
            "kind": gap.kind.code,
            "body": gap.body.code if gap.body else None,
            "there": gap.there,
            "needed": gap.there + gap.short,
            "source": gap.need.source,
        }
        for gap in missing_in(request.actor, place(request, area)).gaps[:MOST]
    ]


@router.get("/party", response=PartyOut, operation_id="bodies.party", by_alias=False)
def party(request: Request, area: str, day: date | None = None) -> dict[str, Any]:
    """Party organisations and members of an area on a day."""
    where = place(request, area)
    one = party_of(where, request.actor, day)
    return {
        "area": where.code,
        "day": one.day,
        "general_branches": one.general,
        "branches": one.branches,
        "members": one.members,
        "uncounted": one.unknown,
    }


@router.post(
    "/relations/{pk}/end",
    response=BodyLineOut,
    operation_id="bodies.end_relation",
    by_alias=False,
)
def end_relation(request: Request, pk: int, given: BodyEndIn) -> dict[str, Any]:
    """End what was written down of two bodies."""
    rows = Relation.objects.allowed(request.actor, "bodies.view")
    row = rows.select_related("giver", "receiver", "area").get(pk=pk)
    row = actions.end_relation(acting(request), row, on=given.on)
    return line(Line(row.giver, row.tie, row.receiver, row.basis, row=row))


@router.get("/{code}", response=BodyDetail, operation_id="bodies.view", by_alias=False)
def view(request: Request, code: str) -> Body:
    """See one body."""
    return whole(body_for(request.actor, code))


@router.post("/{code}/change", response=BodyDetail, operation_id="bodies.change", by_alias=False)
def change(request: Request, code: str, given: BodyChangeIn) -> Body:
    """Bring up to date what is known of a body."""
    facts = given.dict(exclude_unset=True)
    if facts.get("parent"):
        facts["parent"] = body_for(request.actor, facts["parent"])
    texts = ("name", "name_en", "founding", "phone", "address")
    facts = {name: fact for name, fact in facts.items() if fact is not None or name not in texts}
    body = body_for(request.actor, code)
    return whole(actions.change(acting(request), body, **facts))


@router.post(
    "/{code}/dissolve", response=BodyDetail, operation_id="bodies.dissolve", by_alias=False
)
def dissolve(request: Request, code: str, given: DissolveIn) -> Body:
    """End a body on which nothing hangs any more."""
    body = body_for(request.actor, code)
    return whole(actions.dissolve(acting(request), body, **given.model_dump()))


@router.post(
    "/{code}/count", response=BodyDetail, operation_id="bodies.count_members", by_alias=False
)
def count(request: Request, code: str, given: CountIn) -> Body:
    """Write down how many belong to a body on a day."""
    body = body_for(request.actor, code)
    return whole(actions.count_members(acting(request), body, **given.model_dump()))


@router.post("/{code}/relate", response=BodyDetail, operation_id="bodies.relate", by_alias=False)
def relate(request: Request, code: str, given: RelateIn) -> Body:
    """Write down what a body does to another."""
    body, facts = body_for(request.actor, code), given.model_dump()
    facts["other"] = body_for(request.actor, given.other)
    return whole(actions.relate(acting(request), body, **facts))


def place(request: Request, code: str) -> Area:
    """The area of a code, if this actor may see it."""
    area: Area = Area.objects.allowed(request.actor, "places.view").get(code=code[:20])
    return area


def whole(body: Body) -> Body:
    """A body with the newest count and with those who appraise it."""
    counted = members_of(body)
    body.members = counted.members if counted else None  # type: ignore[attr-defined]
    body.counted_on = counted.day if counted else None  # type: ignore[attr-defined]
    body.appraised_by = [one.code for one in appraisers_of(body)]  # type: ignore[attr-defined]
    return body


def line(one: Line) -> dict[str, Any]:
    """A line as programs take it."""
    return {
        "giver": one.giver.code,
        "tie": one.tie,
        "receiver": one.receiver.code,
        "basis": one.basis,
        "article": one.article,
        "verify": one.verify,
        "id": one.row.pk if one.row else None,
    }
