"""Yearly runs, what areas were granted, schemes and gaps for programs."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from ninja import Query, Router, Schema, Status
from pydantic import AliasPath, Field

from liren.apps.money.actions import runs as actions
from liren.apps.money.models import Entitlement, Run
from liren.apps.money.queries import gaps
from liren.apps.money.queries import runs as queries
from liren.apps.money.queries.compared_schemes import areas_for, offers
from liren.apps.money.rules.schemes import FIRST_YEAR
from liren.kernel.access.models import Area
from liren.kernel.access.pages import Order, page
from liren.kernel.access.request import Request
from liren.kernel.api.requests import Paging, acting
from liren.kernel.api.rows import Masked, RowOut
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require

router = Router(tags=["money"])

BY_KEY = Order("id", newest_first=False)
GrantYear = Annotated[int, Field(ge=FIRST_YEAR, le=2100)]
AreaCode = Annotated[str, Field(min_length=1, max_length=20)]
Reason = Annotated[str, Field(min_length=1, max_length=200)]


class SchemeRunOut(RowOut):
    """A yearly run; `total` is how many lines it has or will have."""

    id: UUID = Field(validation_alias="uid")
    area: str = Field(validation_alias=AliasPath("area", "code"))
    year: int
    state: str
    total: int
    at: datetime
    counted_at: datetime | None
    first_at: datetime | None
    second_at: datetime | None
    posted_at: datetime | None
    note: Masked


class RunPage(RowOut):
    """One page of runs; `next` is the cursor of the following page."""

    items: list[SchemeRunOut]
    next: str


class RunsAsked(Paging):
    """Runs of which year; 0 for all."""

    year: Annotated[int, Field(0, ge=0, le=2100)]


class RunIn(Schema):
    """Which year is counted, and where."""

    area: AreaCode
    year: GrantYear
    note: Annotated[str, Field("", max_length=500)]


class RunConsentIn(Schema):
    """What one says with a consent."""

    note: Annotated[str, Field("", max_length=300)]


class RunReasonIn(Schema):
    """Why something is taken back or out."""

    reason: Reason


class EntitlementOut(RowOut):
    """What a scheme gives an area in a year, in fen; null where it cannot be counted."""

    id: UUID = Field(validation_alias="uid")
    run: UUID = Field(validation_alias=AliasPath("run", "uid"))
    year: int = Field(validation_alias=AliasPath("run", "year"))
    area: str = Field(validation_alias=AliasPath("area", "code"))
    scheme: str = Field(validation_alias=AliasPath("scheme", "code"))
    debtor: str | None = Field(None, validation_alias=AliasPath("debtor", "code"))
    fen: int | None
    before_fen: int | None
    posted_before_fen: int
    claim: UUID | None = Field(None, validation_alias=AliasPath("claim", "uid"))
    struck_at: datetime | None
    reason: Masked
    figure: dict[str, Any]
    lacks: list[dict[str, Any]]


class EntitlementPage(RowOut):
    """One page of entitlements; `next` is the cursor of the following page."""

    items: list[EntitlementOut]
    next: str


class EntitlementsAsked(Paging):
    """Which ones: of one run, else of those that two have agreed to."""

    run: UUID | None = None
    year: Annotated[int, Field(0, ge=0, le=2100)]
    area: Annotated[str, Field("", max_length=20)]
    scheme: Annotated[str, Field("", max_length=40)]


class SchemeOut(Schema):
    """What a place grants, and what it would give the area; `fen` is the sum of what is known."""

    pack: str
    in_force: bool
    code: str
    name: str
    formula: str
    expression: str
    level: str
    fund: str
    debtor: str
    kind: str
    once: bool
    source: str
    verify: bool
    areas: int
    unknown: int
    fen: int | None


class SchemesAsked(Schema):
    """For which area and year."""

    area: Annotated[str, Field("", max_length=20)]
    year: GrantYear | None = None


class FundingGapOut(Schema):
    """Income by nature of the fund, what is owed, cost and gap of an area in fen."""

    area: str
    level: str
    income: dict[str, int]
    received: int
    owed: int
    overdue: int
    cost: int | None
    basis: str
    gap: int | None
    gap_if_paid: int | None


class GapsAsked(Schema):
    """Of which area and year."""

    area: Annotated[str, Field("", max_length=20)]
    year: GrantYear | None = None


@router.get("/schemes", response=list[SchemeOut], operation_id="money.schemes", by_alias=False)
def schemes(request: Request, asked: Query[SchemesAsked]) -> Any:
    """The schemes of all places, with what each would give an area."""
    require(request.actor, "money.schemes")
    areas = areas_for(request.actor)
    found = [one for one in areas if asked.area in ("", one.code)]
    if not found:
        raise Area.DoesNotExist
    year = asked.year or today().year
    return [
        {
            **{
                name: getattr(row.scheme, name)
                for name in ("code", "formula", "level", "debtor", "kind", "once", "source")
            },
            "pack": one.pack.code,
            "in_force": one.pack.in_force,
            "name": str(row.scheme),
            "expression": row.formula.expression if row.formula else "",
            "fund": row.scheme.fund.code,
            "verify": row.scheme.verify,
            "areas": row.areas,
            "unknown": row.unknown,
            "fen": row.fen,
        }
        for one in offers(found[0], year)
        for row in one.rows
    ]


@router.get("/runs", response=RunPage, operation_id="money.runs", by_alias=False)
def runs(request: Request, asked: Query[RunsAsked]) -> Any:
    """Yearly runs, the latest first."""
    require(request.actor, queries.READ)
    found = queries.page_of_runs(request.actor, asked.year, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get("/runs/{uid}", response=SchemeRunOut, operation_id="money.run", by_alias=False)
def run(request: Request, uid: UUID) -> Run:
    """One run."""
    return queries.run_for(request.actor, uid)


@router.post("/runs", response={201: SchemeRunOut}, operation_id="money.count_run", by_alias=False)
def count_run(request: Request, given: RunIn) -> Any:
    """Have a year counted; the worker does it."""
    require(request.actor, "money.count_run")
    area = Area.objects.allowed(request.actor, "money.count_run").get(code=given.area)
    made = actions.count_run(acting(request), area, year=given.year, note=given.note)
    return Status(201, made)


@router.post(
    "/runs/{uid}/consent", response=SchemeRunOut, operation_id="money.consent_run", by_alias=False
)
def consent_run(request: Request, uid: UUID, given: RunConsentIn) -> Run:
    """Agree to a run; after the second one it is booked."""
    return actions.consent_run(
        acting(request), queries.run_for(request.actor, uid), note=given.note
    )


@router.post(
    "/runs/{uid}/withdraw",
    response=SchemeRunOut,
    operation_id="money.withdraw_run",
    by_alias=False,
)
def withdraw_run(request: Request, uid: UUID, given: RunReasonIn) -> Run:
    """Take back a run before two have agreed."""
    row = queries.run_for(request.actor, uid)
    return actions.withdraw_run(acting(request), row, reason=given.reason)


@router.get(
    "/entitlements",
    response=EntitlementPage,
    operation_id="money.entitlements",
    by_alias=False,
)
def entitlements(request: Request, asked: Query[EntitlementsAsked]) -> Any:
    """What areas were granted; of a run one may see also what is proposed."""
    require(request.actor, queries.OWN)
    where = Q(area__code=asked.area) if asked.area else Q()
    where &= Q(scheme__code=asked.scheme) if asked.scheme else Q()
    where &= Q(run__year=asked.year) if asked.year else Q()
    where &= Q(run__uid=asked.run) if asked.run else Q()
    keys = queries.seen(request.actor) if asked.run else queries.grants_of(request.actor)
    rows = Entitlement.objects.filter(where, pk__in=keys.order_by().values("pk"))
    rows = rows.select_related(*queries.BESIDE)
    branches = Entitlement.objects.all().branches(request.actor, queries.OWN)
    found = page(rows, branches, BY_KEY, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get(
    "/entitlements/{uid}",
    response=EntitlementOut,
    operation_id="money.entitlement",
    by_alias=False,
)
def entitlement(request: Request, uid: UUID) -> Entitlement:
    """One of them, with its explanation."""
    return queries.entitlement_for(request.actor, uid)


@router.post(
    "/entitlements/{uid}/strike",
    response=EntitlementOut,
    operation_id="money.strike_entitlement",
    by_alias=False,
)
def strike_entitlement(request: Request, uid: UUID, given: RunReasonIn) -> Entitlement:
    """Take one line out of a run before anybody has agreed."""
    row = queries.entitlement_for(request.actor, uid)
    return actions.strike_entitlement(acting(request), row, reason=given.reason)


@router.get("/gap", response=list[FundingGapOut], operation_id="money.gap", by_alias=False)
def gap(request: Request, asked: Query[GapsAsked]) -> Any:
    """Income, cost and gap of every subdistrict and community of an area."""
    require(request.actor, gaps.READ)
    if not (asked.area or gaps.tops_for(request.actor)):
        raise PermissionDenied(gaps.READ)
    area = (
        gaps.area_for(request.actor, asked.area) if asked.area else gaps.tops_for(request.actor)[0]
    )
    return [shown(one) for one in gaps.gaps_in(area, asked.year or today().year)]


def shown(one: gaps.Gap) -> dict[str, Any]:
    """One area."""
    declared = f"{day_of(one.row.day)} {one.row.document}" if one.row else ""
    return {
        "area": one.area.code,
        "level": one.area.level,
        "income": dict(one.income),
        "received": one.got,
        "owed": one.owed,
        "overdue": one.overdue,
        "cost": one.cost,
        "basis": "budget" if one.budget is not None else declared,
        "gap": one.gap,
        "gap_if_paid": one.left,
    }


def day_of(day: date) -> str:
    """A day as programs read it."""
    return day.isoformat()
