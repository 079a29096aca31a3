"""Tags for programs."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field

from liren.apps.people import actions
from liren.apps.people.models import Tag
from liren.apps.people.queries.persons import person_for
from liren.apps.people.queries.tags import kept, kind_named, tag_for
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

router = Router(tags=["people"])

Basis = Annotated[str, Field(max_length=120)]


class TagIn(Schema):
    """A circumstance, on whose word, from when and until when."""

    kind: Annotated[str, Field(max_length=30)]
    basis: Basis
    since: date | None = None
    until: date | None = None


class RenewTagIn(Schema):
    """That a circumstance still holds."""

    basis: Basis
    until: date | None = None


class UntagIn(Schema):
    """Why a tag ends."""

    reason: Annotated[str, Field(max_length=200)]


class TagOut(Schema):
    """A circumstance of somebody."""

    id: UUID
    kind: str
    since: date
    until: date | None
    basis: str
    ended_on: date | None
    visit_on: date | None


class TagKindOut(Schema):
    """A kind of tag, its purpose, its source, and how many people have it in my areas."""

    code: str
    name: str
    purpose: str
    privacy: str
    holds_days: int | None
    visit_days: int | None
    source: str
    verify: bool
    number: int
    over: int


def shown(row: Tag) -> dict[str, Any]:
    """A tag as programs see it."""
    names = ("since", "until", "basis", "ended_on", "visit_on")
    return {"id": row.uid, "kind": row.kind.code} | {name: getattr(row, name) for name in names}


@router.get("/tags", response=list[TagKindOut], operation_id="people.tags")
def tags(request: Request) -> list[dict[str, Any]]:
    """The kinds of tags that I may see."""
    if not request.actor.may("people.find"):
        raise Refused("people.no-find", _("您的角色不能查找人员。需要时请联系社区的工作人员。"))
    names = ("code", "purpose", "privacy", "holds_days", "visit_days", "source", "verify")
    return [
        {name: getattr(one.kind, name) for name in names}
        | {"name": str(one.kind), "number": one.number, "over": one.over}
        for one in kept(request.actor)
    ]


@router.post("/{uid}/tag", response={201: TagOut}, operation_id="people.tag")
def tag(request: Request, uid: UUID, given: TagIn) -> Status[dict[str, Any]]:
    """Say that somebody is in a circumstance."""
    person, kind = person_for(request.actor, uid), kind_named(request.actor, given.kind)
    if kind is None:
        raise Refused("people.no-tag", _("没有这个标签，或您的角色看不到它。"))
    facts = given.model_dump(exclude={"kind"})
    return Status(201, shown(actions.tag(acting(request), person, kind=kind, **facts)))


@router.post("/tags/{uid}/renew", response=TagOut, operation_id="people.renew_tag")
def renew_tag(request: Request, uid: UUID, given: RenewTagIn) -> dict[str, Any]:
    """Say that a circumstance was looked at anew and still holds."""
    row = tag_for(request.actor, uid)
    return shown(actions.renew_tag(acting(request), row, **given.model_dump()))


@router.post("/tags/{uid}/end", response=TagOut, operation_id="people.untag")
def untag(request: Request, uid: UUID, given: UntagIn) -> dict[str, Any]:
    """End a tag."""
    return shown(actions.untag(acting(request), tag_for(request.actor, uid), reason=given.reason))
