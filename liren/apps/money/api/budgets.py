"""Budgets, ends of years and the check of the books for programs."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import books as book_actions
from liren.apps.money.actions import budgets as actions
from liren.apps.money.actions import years as year_actions
from liren.apps.money.api.receipts import AreaCode, Code, PursesAsked, place
from liren.apps.money.models import Budget, YearEnd
from liren.apps.money.queries import books as book_queries
from liren.apps.money.queries import budgets as queries
from liren.apps.money.queries import years as year_queries
from liren.apps.money.queries.purses import area_to_read
from liren.apps.money.rules.budgets import MOST_FEN, MOST_LINES, Planned
from liren.apps.money.rules.funds import Flow
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require

router = Router(tags=["money"])

BudgetYear = Annotated[int, Field(ge=2000, le=2100)]
BudgetNote = Annotated[str, Field("", max_length=500)]


class BudgetOut(RowOut):
    """One version of a budget."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    year: int
    number: int
    state: str
    version: int
    document: Masked
    note: Masked
    answer: Masked
    submitted_at: datetime | None
    decided_at: datetime | None


class BudgetLineOut(Schema):
    """Plan against fact under one heading, in fen."""

    flow: Flow
    fund: str
    category: str
    planned: int
    done: int
    held: int
    left: int
    last: int


class BudgetWhole(Schema):
    """A version with its lines."""

    budget: BudgetOut
    lines: list[BudgetLineOut]


class BudgetDraftIn(Schema):
    """For which area and year."""

    area: AreaCode
    year: BudgetYear


class BudgetLineIn(Schema):
    """So much under one heading from one fund, in fen."""

    flow: Flow
    fund: Code
    category: Code
    fen: Annotated[int, Field(ge=0, le=MOST_FEN)]
    title: Annotated[str, Field("", max_length=80)]


class BudgetChangeIn(Schema):
    """All lines anew; `seen` is the `version` on which they stand."""

    lines: Annotated[list[BudgetLineIn], Field(max_length=MOST_LINES)]
    seen: Annotated[int, Field(ge=0, le=10**6)]
    document: Annotated[str, Field("", max_length=200)]
    note: BudgetNote


class BudgetAnswerIn(Schema):
    """What is said about it."""

    note: BudgetNote


class YearEndOut(RowOut):
    """The end of a year of an area."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    year: int
    below: bool
    lines: list[list[str | int]]
    commitments: list[list[str | int]]  # spending or purchase, its id, fen, carry or release
    at: datetime
    confirmed_at: datetime | None
    dropped_at: datetime | None


class YearEndIn(Schema):
    """Which year of which area ends; `below` with all that lies in it."""

    area: AreaCode
    year: BudgetYear
    below: bool = False
    release: list[UUID] = []  # what is agreed and not to be carried over


class BooksSumOut(Schema):
    """The accounts of one kind."""

    kind: str
    accounts: int
    fen: int


class BooksOut(Schema):
    """What the books hold, and what their last check found."""

    sums: list[BooksSumOut]
    whole: int
    checked_at: datetime | None
    postings: int
    faults: int
    stale: bool


@router.get("/budgets", response=list[BudgetOut], operation_id="money.budgets", by_alias=False)
def budgets(request: Request, asked: Query[PursesAsked]) -> Any:
    """The budgets of an area and all that lies in it, in one year."""
    require(request.actor, queries.READ)
    area = area_to_read(request.actor, asked.area, queries.READ)
    return queries.budgets_below(request.actor, area, asked.year or today().year)


@router.get("/budgets/{uid}", response=BudgetWhole, operation_id="money.budget", by_alias=False)
def budget(request: Request, uid: UUID) -> Any:
    """One version, plan against fact."""
    row = queries.budget_for(request.actor, uid)
    names = ("planned", "done", "held", "left", "last")
    lines = [
        {"flow": one.flow, "fund": one.fund.code, "category": one.category.code}
        | {name: getattr(one, name) for name in names}
        for one in queries.compared(row)
    ]
    return {"budget": row, "lines": lines}


@router.post(
    "/budgets", response={201: BudgetOut}, operation_id="money.draft_budget", by_alias=False
)
def draft_budget(request: Request, given: BudgetDraftIn) -> Any:
    """Begin a budget from what was planned and spent before."""
    area = place(request, "money.draft_budget", given.area)
    return Status(201, actions.draft_budget(acting(request), area, year=given.year))


@router.post(
    "/budgets/{uid}/change",
    response=BudgetOut,
    operation_id="money.change_budget",
    by_alias=False,
)
def change_budget(request: Request, uid: UUID, given: BudgetChangeIn) -> Budget:
    """Write all lines anew."""
    row = queries.budget_for(request.actor, uid)
    lines = [
        Planned(one.flow.value, one.fund, one.category, one.fen, one.title) for one in given.lines
    ]
    facts = given.model_dump(exclude={"lines"})
    return actions.change_budget(acting(request), row, lines=lines, **facts)


@router.post(
    "/budgets/{uid}/submit",
    response=BudgetOut,
    operation_id="money.submit_budget",
    by_alias=False,
)
def submit_budget(request: Request, uid: UUID) -> Budget:
    """Ask the level above to approve it."""
    return actions.submit_budget(acting(request), queries.budget_for(request.actor, uid))


@router.post(
    "/budgets/{uid}/approve",
    response=BudgetOut,
    operation_id="money.approve_budget",
    by_alias=False,
)
def approve_budget(request: Request, uid: UUID, given: BudgetAnswerIn) -> Budget:
    """It is in force."""
    row = queries.budget_for(request.actor, uid)
    return actions.approve_budget(acting(request), row, note=given.note)


@router.post(
    "/budgets/{uid}/return",
    response=BudgetOut,
    operation_id="money.return_budget",
    by_alias=False,
)
def return_budget(request: Request, uid: UUID, given: BudgetAnswerIn) -> Budget:
    """It is to be worked over."""
    row = queries.budget_for(request.actor, uid)
    return actions.return_budget(acting(request), row, note=given.note)


@router.post(
    "/budgets/{uid}/revise",
    response={201: BudgetOut},
    operation_id="money.revise_budget",
    by_alias=False,
)
def revise_budget(request: Request, uid: UUID, given: BudgetAnswerIn) -> Any:
    """Begin a new version of what is in force."""
    row = queries.budget_for(request.actor, uid)
    return Status(201, actions.revise_budget(acting(request), row, note=given.note))


@router.post(
    "/budgets/{uid}/drop", response=BudgetOut, operation_id="money.drop_budget", by_alias=False
)
def drop_budget(request: Request, uid: UUID) -> Budget:
    """A draft that is not wanted."""
    return actions.drop_budget(acting(request), queries.budget_for(request.actor, uid))


@router.get("/years/{uid}", response=YearEndOut, operation_id="money.year_end", by_alias=False)
def year_end(request: Request, uid: UUID) -> YearEnd:
    """The end of a year, purse by purse."""
    return year_queries.end_for(request.actor, uid)


@router.get("/years", response=list[YearEndOut], operation_id="money.years", by_alias=False)
def years(request: Request, asked: Query[PursesAsked]) -> Any:
    """The ends of a year in an area and below; last year where none is asked for."""
    require(request.actor, year_queries.READ)
    area = area_to_read(request.actor, asked.area, year_queries.READ)
    return list(year_queries.ends_for(request.actor, area, asked.year or today().year - 1))


@router.post("/years", response={201: YearEndOut}, operation_id="money.close_year", by_alias=False)
def close_year(request: Request, given: YearEndIn) -> Any:
    """Propose the end of a year."""
    area = place(request, "money.close_year", given.area)
    made = year_actions.close_year(
        acting(request), area, year=given.year, below=given.below,
        release=[str(one) for one in given.release],
    )  # fmt: skip
    return Status(201, made)


@router.post(
    "/years/{uid}/confirm",
    response=YearEndOut,
    operation_id="money.confirm_close",
    by_alias=False,
)
def confirm_close(request: Request, uid: UUID) -> YearEnd:
    """A second person closes the year."""
    return year_actions.confirm_close(acting(request), year_queries.end_for(request.actor, uid))


@router.post(
    "/years/{uid}/drop", response=YearEndOut, operation_id="money.drop_close", by_alias=False
)
def drop_close(request: Request, uid: UUID) -> YearEnd:
    """Take back a proposal."""
    return year_actions.drop_close(acting(request), year_queries.end_for(request.actor, uid))


@router.get("/books", response=BooksOut, operation_id="money.books", by_alias=False)
def books(request: Request) -> Any:
    """What the books hold, and what their last check found."""
    require(request.actor, "money.books")
    last, sums = book_queries.last_proof(), book_queries.sums()
    return {
        "sums": [vars(one) for one in sums],
        "whole": sum(one.fen for one in sums),
        "checked_at": last.at if last else None,
        "postings": last.postings if last else 0,
        "faults": len(last.faults) if last else 0,
        "stale": book_queries.is_stale(last),
    }


@router.post("/books/prove", response={202: None}, operation_id="money.prove", by_alias=False)
def prove(request: Request) -> Any:
    """Have all books checked by the worker."""
    require(request.actor, "money.prove")
    book_actions.prove(acting(request), area_to_read(request.actor, "", "money.prove"))
    return Status(202, None)
