"""What is owed and who owes it, for programs."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.duties.queries.emergencies import departments_at
from liren.apps.money.actions import claims as actions
from liren.apps.money.models import Claim, Fund
from liren.apps.money.queries import claims as queries
from liren.apps.money.queries.claims import ClaimsSought, Owing
from liren.apps.money.rules.claims import FeeClaimKind
from liren.kernel.access.models import Area, Body
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])
Fen = Annotated[int, Field(ge=1, description="in fen: 1 yuan is 100")]


class FeeClaimOut(RowOut):
    """What a body owes to a place; amounts in fen."""

    id: UUID = Field(validation_alias="uid")
    debtor: str = Field(validation_alias=AliasPath("debtor", "code"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    kind: str
    fund: str = Field(validation_alias=AliasPath("fund", "code"))
    title: Masked
    basis: Masked
    year: int
    fen: int
    left: int = Field(
        validation_alias=AliasPath("account", "amount"), description="what is still to be paid"
    )
    raised_on: date
    due_on: date
    days_late: int
    state: str
    reason: Masked


class FeeClaimPage(RowOut):
    """One page of claims; `next` is the cursor of the following page."""

    items: list[FeeClaimOut]
    next: str


class FeeClaimsAsked(Paging):
    """Which claims."""

    tab: Annotated[str, Field("owing", pattern="^(owing|overdue|paid|cancelled|all)$")]
    q: Annotated[str, Field("", max_length=60)]
    debtor: Annotated[str, Field("", max_length=40)]
    kind: Annotated[str, Field("", max_length=12)]
    year: Annotated[str, Field("", pattern=r"^(\d{4})?$")]
    area: Annotated[str, Field("", max_length=20)]


class ClaimRaiseIn(Schema):
    """Who owes what to which place, why and until when."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    debtor: Annotated[str, Field(min_length=1, max_length=40)]
    kind: FeeClaimKind
    fund: Annotated[str, Field(min_length=1, max_length=30)]
    title: Annotated[str, Field(min_length=1, max_length=120)]
    basis: Annotated[str, Field(min_length=1, max_length=300)]
    fen: Fen
    due_on: date


class ClaimReasonIn(Schema):
    """Why not."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class OwingOut(Schema):
    """What one body or one place owes or is owed, in fen; `ages` by how long it has been due."""

    code: str
    name: str
    number: int
    left: int
    due: int
    since: date | None
    ages: dict[str, int]


@router.get("/claims", response=FeeClaimPage, operation_id="money.claims", by_alias=False)
def claims(request: Request, asked: Query[FeeClaimsAsked]) -> Any:
    """What is owed where I work, or by my department."""
    require(request.actor, queries.READ)
    sought = ClaimsSought(asked.tab, asked.q, asked.debtor, asked.kind, asked.year, asked.area)
    found = queries.page_of_claims(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/claims/{uid}", response=FeeClaimOut, operation_id="money.claim", by_alias=False)
def claim(request: Request, uid: UUID) -> Claim:
    """One claim."""
    require(request.actor, queries.READ)
    return queries.claim_for(request.actor, uid)


@router.post("/claims", response={201: FeeClaimOut}, operation_id="money.raise", by_alias=False)
def raise_claim(request: Request, given: ClaimRaiseIn) -> Any:
    """Write down what no task and no scheme raises."""
    require(request.actor, "money.raise")
    area = Area.objects.allowed(request.actor, "money.raise").get(code=given.area)
    debtor = departments_at(area.path).get(code=given.debtor)
    facts = given.model_dump(exclude={"area", "debtor", "fund"})
    fund = Fund.objects.get(code=given.fund)
    made = actions.raise_by_hand(acting(request), area, debtor=debtor, fund=fund, **facts)
    return Status(201, made)


@router.post(
    "/claims/{uid}/cancel", response=FeeClaimOut, operation_id="money.cancel_claim", by_alias=False
)
def cancel_claim(request: Request, uid: UUID, given: ClaimReasonIn) -> Claim:
    """What is still owed falls away."""
    require(request.actor, queries.READ)
    row = queries.claim_for(request.actor, uid)
    return actions.cancel_claim(acting(request), row, reason=given.reason)


@router.get("/arrears", response=list[OwingOut], operation_id="money.arrears")
def arrears(request: Request, area: str = "") -> Any:
    """Who owes where I work: those that are most in arrears first."""
    require(request.actor, queries.READ)
    rows = queries.grouped(queries.owing(request.actor, area=area), "debtor")
    names = Body.objects.in_bulk([row.key for row in rows])
    return [told(row, names[row.key]) for row in rows]


@router.get("/debtors/{code}", response=list[OwingOut], operation_id="money.debtor")
def debtor(request: Request, code: str) -> Any:
    """To whom one body owes what."""
    require(request.actor, queries.READ)
    body = queries.debtor_for(request.actor, code)
    rows = queries.grouped(queries.owing(request.actor, body), "area")
    names = Area.objects.in_bulk([row.key for row in rows])
    return [told(row, names[row.key]) for row in rows]


def told(row: Owing, whose: Body | Area) -> dict[str, Any]:
    """One line with its name."""
    return {**vars(row), "code": whose.code, "name": whose.name}
