"""Records that may be of one person, for programs."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from liren.apps.people import actions
from liren.apps.people.api.events import HappenedOut, shown
from liren.apps.people.queries.duplicates import pairs_for
from liren.apps.people.queries.persons import person_for
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting

router = Router(tags=["people"])


class PairOut(Schema):
    """Two records, and by which signs they look alike."""

    one: UUID
    other: UUID
    signs: list[str]


class DoubleIn(Schema):
    """The other record."""

    other: UUID
    note: Annotated[str, Field(max_length=200)] = ""


@router.get("/duplicates", response=list[PairOut], operation_id="people.duplicates")
def duplicates(request: Request) -> list[dict[str, Any]]:
    """List records that may be of one person, at most 100 pairs."""
    return [
        {"one": pair.one.uid, "other": pair.other.uid, "signs": list(pair.signs)}
        for pair in pairs_for(request.actor)
    ]


@router.post("/{uid}/merge", response=HappenedOut, operation_id="people.merge")
def merge(request: Request, uid: UUID, given: DoubleIn) -> dict[str, Any]:
    """Join another record to this one."""
    actor = request.actor
    one, other = person_for(actor, uid), person_for(actor, given.other)
    return shown(actions.merge(acting(request), one, other=other, note=given.note))


@router.post("/{uid}/mark_distinct", response=HappenedOut, operation_id="people.mark_distinct")
def mark_distinct(request: Request, uid: UUID, given: DoubleIn) -> dict[str, Any]:
    """Two records that look alike are two people."""
    actor = request.actor
    one, other = person_for(actor, uid), person_for(actor, given.other)
    return shown(actions.mark_distinct(acting(request), one, other=other, note=given.note))
