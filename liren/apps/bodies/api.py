"""Bodies for programs."""

from ninja import Router, Schema
from pydantic import Field

from liren.apps.bodies.models import Body
from liren.apps.bodies.queries import bodies_for, body_for
from liren.kernel.access.request import Request

router = Router(tags=["bodies"])


class BodyOut(Schema):
    """A body that acts."""

    code: str
    name: str
    kind: str
    functions: list[str]
    area: str = Field(alias="area.code")
    phone: str


@router.get("", response=list[BodyOut], operation_id="bodies.list", by_alias=False)
def listing(request: Request, kind: str = "", function: str = "") -> list[Body]:
    """List the bodies of my areas; at most 500."""
    rows = bodies_for(request.actor)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(functions__contains=[function]) if function else rows
    return list(rows[:500])


@router.get("/{code}", response=BodyOut, operation_id="bodies.view", by_alias=False)
def view(request: Request, code: str) -> Body:
    """See one body."""
    return body_for(request.actor, code)
