"""Masked facts shown for a reason, and who looked at one's own, for programs."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers
from ninja import Query, Router, Schema
from pydantic import AliasPath, Field

from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import RowOut
from liren.kernel.doors import queries, revealable
from liren.kernel.doors.actions.revealing import show

router = Router(tags=["accounts"])


class RevealIn(Schema):
    """Which fact of which row, and why it has to be seen."""

    subject: Annotated[str, Field(max_length=60, examples=["cases.case"])]
    key: Annotated[str, Field(max_length=40)]
    field: Annotated[str, Field(max_length=60, examples=["reporter.phone"])]
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class RevealOut(Schema):
    """The fact in clear, in this answer alone."""

    subject: str
    key: str
    field: str
    value: str


class LookOut(RowOut):
    """Somebody had a fact of oneself shown."""

    at: datetime
    by: str = Field(validation_alias=AliasPath("by", "name"))
    subject: str = Field(validation_alias="subject_type")
    key: str = Field(validation_alias="subject_id")
    field: str
    reason: str


class LooksOut(RowOut):
    """One page; `next` is the cursor of the following page."""

    items: list[LookOut]
    next: str


@router.post("/reveals", response=RevealOut, operation_id="access.reveal")
def reveal(request: Request, response: HttpResponse, given: RevealIn) -> dict[str, str]:
    """Show a masked fact for a reason; every call is on record and counts."""
    row = revealable.find(request.actor, given.subject, given.key, given.field)
    value = show(acting(request), row, given.field, given.reason)
    add_never_cache_headers(response)
    return {"subject": given.subject, "key": given.key, "field": given.field, "value": value}


@router.get("/me/looks", response=LooksOut, operation_id="access.looks")
def looks(request: Request, given: Query[Paging]) -> dict[str, object]:
    """Who had a fact of oneself shown, and why."""
    found = queries.looks(request.actor, given.cursor)
    return {"items": found.rows, "next": found.older}
