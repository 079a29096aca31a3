"""Spreadsheets of people for programs: sent as rows, matched, taken by the worker."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.people import actions
from liren.apps.people.models import Sheet
from liren.apps.people.queries.sheets import page_of_sheets, sheet_for
from liren.apps.people.rules.sheets import LONGEST, MOST_COLUMNS
from liren.apps.places.queries import area_for
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import RowOut

router = Router(tags=["people"])

Cell = Annotated[str, Field(max_length=LONGEST)]
Cells = Annotated[list[Cell], Field(max_length=MOST_COLUMNS)]


class PeopleSheetOut(RowOut):
    """A sheet: how its columns are read, how far it is, what is wrong with which line."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    sender: str
    head: list[str]
    mapping: dict[str, int]
    state: str
    total: int
    seen: int
    taken: int
    known: int
    bad: int
    faults: list[tuple[int, str]]
    at: datetime
    done_at: datetime | None


class PeopleSheetPage(RowOut):
    """One page of sheets; `next` is the cursor of the following page."""

    items: list[PeopleSheetOut]
    next: str


class PeopleSheetIn(Schema):
    """Rows of texts, the first with the titles of the columns."""

    area: str
    sender: Annotated[str, Field(min_length=1, max_length=60)]
    rows: Annotated[list[Cells], Field(min_length=2, max_length=5001)]


class MappingIn(Schema):
    """Column of the register → place in the sheet, from 0."""

    mapping: dict[str, int]


@router.get("/sheets", response=PeopleSheetPage, operation_id="people.sheets")
def sheets(request: Request, asked: Query[Paging]) -> dict[str, Any]:
    """List the sheets of the areas in which I may bring in people."""
    found = page_of_sheets(request.actor, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.post(
    "/sheets", response={201: PeopleSheetOut}, operation_id="people.import", by_alias=False
)
def import_people(request: Request, given: PeopleSheetIn) -> Status[Sheet]:
    """Send a sheet in: it is read, and nothing is taken yet."""
    area = area_for(request.actor, given.area)
    return Status(
        201,
        actions.import_people(
            acting(request), area, rows=given.rows, sender=given.sender, file=""
        ),
    )


@router.get("/sheets/{uid}", response=PeopleSheetOut, operation_id="people.sheet", by_alias=False)
def sheet(request: Request, uid: UUID) -> Sheet:
    """See how far a sheet is, and what is wrong with which line."""
    return sheet_for(request.actor, uid)


@router.post(
    "/sheets/{uid}/columns",
    response=PeopleSheetOut,
    operation_id="people.match_columns",
    by_alias=False,
)
def match_columns(request: Request, uid: UUID, given: MappingIn) -> Sheet:
    """Say which column is which."""
    return actions.match_columns(
        acting(request), sheet_for(request.actor, uid), mapping=given.mapping
    )


@router.post(
    "/sheets/{uid}/take",
    response=PeopleSheetOut,
    operation_id="people.take_sheet",
    by_alias=False,
)
def take_sheet(request: Request, uid: UUID) -> Sheet:
    """Take all good lines."""
    return actions.take_sheet(acting(request), sheet_for(request.actor, uid))


@router.post(
    "/sheets/{uid}/drop",
    response=PeopleSheetOut,
    operation_id="people.drop_sheet",
    by_alias=False,
)
def drop_sheet(request: Request, uid: UUID) -> Sheet:
    """Throw a sheet away."""
    return actions.drop_sheet(acting(request), sheet_for(request.actor, uid))
