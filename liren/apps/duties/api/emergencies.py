"""Exceptions by law, and departments in figures, for programs."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.duties.actions import emergencies as actions
from liren.apps.duties.models import Emergency
from liren.apps.duties.queries import departments as department_queries
from liren.apps.duties.queries import emergencies as queries
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import RowOut
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.doors.queries import require

router = Router(tags=["duties"])


class EmergencyOut(RowOut):
    """An exception by law; it lets something pass only once it was confirmed."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    title: str
    reason: str
    law: str
    article: str
    since: date
    until: date
    ended_on: date | None
    declared_at: datetime
    confirmed_at: datetime | None


class EmergencyDetail(EmergencyOut):
    """With the departments that may ask under it."""

    bodies: list[str]


class EmergencyPage(RowOut):
    """One page of exceptions; `next` is the cursor of the following page."""

    items: list[EmergencyOut]
    next: str


class EmergencyAsked(Paging):
    """Which exceptions."""

    tab: Annotated[str, Field("now", pattern="^(now|waits|over|all)$")]
    q: Annotated[str, Field("", max_length=60)]


class EmergencyIn(Schema):
    """Why, by which article, where, for whom and until when."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    law: Annotated[str, Field(min_length=1, max_length=200)]
    article: Annotated[str, Field(min_length=1, max_length=40)]
    since: date
    until: date
    bodies: Annotated[list[str], Field(min_length=1, max_length=100)]


class EmergencyEndIn(Schema):
    """Why it ends before its day."""

    note: Annotated[str, Field(min_length=1, max_length=300)]


class DepartmentOut(Schema):
    """A department in figures, as far as one sees its communities."""

    code: str
    name: str
    number: int
    communities: int
    open: int
    late: int
    disputed: int
    refused: int
    upheld: int
    outside: int
    repeated: int


@router.get(
    "/emergencies", response=EmergencyPage, operation_id="duties.emergencies", by_alias=False
)
def emergencies(request: Request, asked: Query[EmergencyAsked]) -> Any:
    """What passes the gate by law."""
    require(request.actor, queries.READ)
    found = queries.page_of_emergencies(
        request.actor, asked.tab, asked.q, asked.cursor, asked.limit
    )
    return {"items": found.rows, "next": found.older}


@router.get(
    "/emergencies/{uid}",
    response=EmergencyDetail,
    operation_id="duties.emergency",
    by_alias=False,
)
def emergency(request: Request, uid: UUID) -> dict[str, Any]:
    """One exception."""
    return detail(queries.emergency_for(request.actor, uid))


def detail(row: Emergency) -> dict[str, Any]:
    """An exception with its departments."""
    codes = list(row.bodies.order_by("code").values_list("code", flat=True))
    return {**EmergencyOut.model_validate(row).model_dump(), "bodies": codes}


@router.post(
    "/emergencies",
    response={201: EmergencyDetail},
    operation_id="duties.declare_emergency",
    by_alias=False,
)
def declare_emergency(request: Request, given: EmergencyIn) -> Any:
    """Declare an exception; another person confirms it."""
    require(request.actor, "duties.declare_emergency")
    area = Area.objects.allowed(request.actor, "duties.declare_emergency").get(code=given.area)
    bodies = list(Body.objects.filter(code__in=given.bodies).order_by("code"))
    if len(bodies) < len(set(given.bodies)):
        raise Refused("duties.no-such-body", _("名单里有不存在的机构代码，请核对后再提交。"))
    facts = given.model_dump(exclude={"area", "bodies"})
    made = actions.declare_emergency(acting(request), area, bodies=bodies, **facts)
    return Status(201, detail(made))


@router.post(
    "/emergencies/{uid}/confirm",
    response=EmergencyDetail,
    operation_id="duties.confirm_emergency",
    by_alias=False,
)
def confirm_emergency(request: Request, uid: UUID) -> dict[str, Any]:
    """Confirm what another person declared."""
    row = queries.emergency_for(request.actor, uid)
    return detail(actions.confirm_emergency(acting(request), row))


@router.post(
    "/emergencies/{uid}/end",
    response=EmergencyDetail,
    operation_id="duties.end_emergency",
    by_alias=False,
)
def end_emergency(request: Request, uid: UUID, given: EmergencyEndIn) -> dict[str, Any]:
    """End it before its day."""
    row = queries.emergency_for(request.actor, uid)
    return detail(actions.end_emergency(acting(request), row, note=given.note))


@router.get(
    "/departments/{code}",
    response=DepartmentOut,
    operation_id="duties.department",
    by_alias=False,
)
def department(request: Request, code: str) -> dict[str, Any]:
    """What a department asks, in figures."""
    require(request.actor, department_queries.READ)
    body = department_queries.department_for(request.actor, code)
    found = department_queries.figures(request.actor, body)
    return {"code": body.code, "name": body.name, **vars(found)}
