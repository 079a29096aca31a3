"""Payments and the money behind tasks, for programs."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.duties.queries.applications import application_for
from liren.apps.money.actions import claims as actions
from liren.apps.money.api.claims import ClaimReasonIn, Fen
from liren.apps.money.models import Pledge, Remittance
from liren.apps.money.queries import claims as queries
from liren.apps.money.queries import fees
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.doors.queries import require

router = Router(tags=["money"])


class RemittanceOut(RowOut):
    """A payment that a debtor wrote down; amounts in fen."""

    id: UUID = Field(validation_alias="uid")
    debtor: str = Field(validation_alias=AliasPath("debtor", "code"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    kind: str
    application: UUID | None = Field(None, validation_alias=AliasPath("application", "uid"))
    fen: int
    day: date
    paper: Masked
    state: str
    at: datetime
    decided_at: datetime | None
    within_body: bool
    reason: Masked


class RemittancePage(RowOut):
    """One page of payments; `next` is the cursor of the following page."""

    items: list[RemittanceOut]
    next: str


class RemittancesAsked(Paging):
    """Which payments."""

    tab: Annotated[str, Field("waiting", pattern="^(waiting|confirmed|refused|all)$")]
    debtor: Annotated[str, Field("", max_length=40)]
    area: Annotated[str, Field("", max_length=20)]


class RemitIn(Schema):
    """Which claims are paid; without an amount all that is left of them."""

    debtor: Annotated[str, Field(min_length=1, max_length=40)]
    claims: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    fen: Fen | None = None
    paper: Annotated[str, Field(min_length=1, max_length=200)]
    day: date


class DepositIn(Schema):
    """What is paid in before the work."""

    fen: Fen
    paper: Annotated[str, Field(min_length=1, max_length=200)]
    day: date


class ReturnIn(Schema):
    """By which paper, and when, what was not used went back."""

    paper: Annotated[str, Field(min_length=1, max_length=200)]
    day: date


class PledgeOut(Schema):
    """The money behind one admitted matter, in fen."""

    id: UUID
    application: UUID
    cost: int
    promised: int
    free: int
    held: int
    disputed: int
    earned: int
    paid: int
    owed: int
    back: int
    paid_in: int
    deposit: int


@router.get(
    "/remittances", response=RemittancePage, operation_id="money.remittances", by_alias=False
)
def remittances(request: Request, asked: Query[RemittancesAsked]) -> Any:
    """Payments where I work, or of my department."""
    require(request.actor, queries.PAYMENTS)
    found = queries.page_of_remittances(
        request.actor, asked.tab, asked.debtor, asked.area, asked.cursor, asked.limit
    )
    return {"items": found.rows, "next": found.older}


@router.get(
    "/remittances/{uid}", response=RemittanceOut, operation_id="money.remittance", by_alias=False
)
def remittance(request: Request, uid: UUID) -> Remittance:
    """One payment."""
    require(request.actor, queries.PAYMENTS)
    return queries.remittance_for(request.actor, uid)


@router.post(
    "/remittances", response={201: RemittanceOut}, operation_id="money.remit", by_alias=False
)
def remit(request: Request, given: RemitIn) -> Any:
    """Write down that claims were paid, the oldest first; another confirms."""
    require(request.actor, "money.remit")
    rows = {one.code: one for one in queries.bodies_paying(request.actor)}
    if given.debtor not in rows:
        raise PermissionDenied("money.remit")
    body = rows[given.debtor]
    known = {one.uid: one for one, _left in queries.payable(body)}
    claims = [known[uid] for uid in given.claims if uid in known]
    facts = given.model_dump(exclude={"debtor", "claims"})
    return Status(201, actions.remit(acting(request), body, claims=claims, **facts))


@router.post(
    "/remittances/{uid}/confirm",
    response=RemittanceOut,
    operation_id="money.confirm_remittance",
    by_alias=False,
)
def confirm_remittance(request: Request, uid: UUID) -> Remittance:
    """Another person has seen the money."""
    require(request.actor, queries.PAYMENTS)
    row = queries.remittance_for(request.actor, uid)
    return actions.confirm_remittance(acting(request), row)


@router.post(
    "/remittances/{uid}/refuse",
    response=RemittanceOut,
    operation_id="money.refuse_remittance",
    by_alias=False,
)
def refuse_remittance(request: Request, uid: UUID, given: ClaimReasonIn) -> Remittance:
    """The money did not come."""
    require(request.actor, queries.PAYMENTS)
    row = queries.remittance_for(request.actor, uid)
    return actions.refuse_remittance(acting(request), row, reason=given.reason)


@router.post(
    "/deposits/{uid}", response={201: RemittanceOut}, operation_id="money.deposit", by_alias=False
)
def deposit(request: Request, uid: UUID, given: DepositIn) -> Any:
    """Pay in for an application before the work is done."""
    require(request.actor, "money.deposit")
    row = application_for(request.actor, uid)
    if row.body_id not in request.actor.bodies("money.deposit"):
        raise PermissionDenied("money.deposit")
    return Status(201, actions.deposit(acting(request), row, **given.model_dump()))


@router.get("/pledges/{uid}", response=PledgeOut, operation_id="money.pledge")
def pledge(request: Request, uid: UUID) -> Any:
    """The money behind one matter."""
    require(request.actor, fees.READ)
    return told(fees.pledge_for(request.actor, uid))


@router.post(
    "/pledges/{uid}/return",
    response={201: RemittanceOut},
    operation_id="money.return_deposit",
    by_alias=False,
)
def return_deposit(request: Request, uid: UUID, given: ReturnIn) -> Any:
    """Give back what was paid in and not used; another confirms."""
    require(request.actor, fees.READ)
    row = fees.pledge_for(request.actor, uid)
    if not permits(request.actor, "money.return_deposit", row):
        raise PermissionDenied("money.return_deposit")
    return Status(201, actions.return_deposit(acting(request), row, **given.model_dump()))


def told(row: Pledge) -> dict[str, Any]:
    """Its figures."""
    sums = fees.sums_of(row)
    named = {"id": row.uid, "application": row.application.uid, "owed": sums.owed}
    return {**vars(sums), **named}
