"""Reports of money for programs."""

from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from liren.apps.money.queries import reports as queries
from liren.apps.money.rules.accounts import Period
from liren.kernel.access.request import Request
from liren.kernel.doors.queries import require

router = Router(tags=["money"])


class ReportAsked(Schema):
    """Of which area, and of which year or quarter."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    year: Annotated[int, Field(ge=1950, le=2200)]
    quarter: Annotated[int, Field(0, ge=0, le=4, description="0: the whole year")]


class ReportRowOut(Schema):
    """One area's own money, in fen."""

    area: str
    opening: int
    income: Annotated[dict[str, int], Field(description="by code of the fund")]
    received: int
    spent: int
    given_back: int
    closing: int
    held: int


class ReportOut(Schema):
    """All areas in a territory that have money, and what is owed to them."""

    rows: list[ReportRowOut]
    claimed: int
    overdue: int
    communities: int
    published: int


@router.get("/reports", response=ReportOut, operation_id="money.reports", by_alias=False)
def reports(request: Request, asked: Query[ReportAsked]) -> Any:
    """What came by fund, what went and what is left, in each area of a territory."""
    require(request.actor, queries.READ)
    area = queries.area_for(request.actor, asked.area)
    found = queries.statement(area, Period(asked.year, asked.quarter))
    return {
        "rows": [shown(row) for row in found.rows],
        "claimed": found.claimed,
        "overdue": found.overdue,
        "communities": found.communities,
        "published": found.published,
    }


def shown(row: queries.Row) -> dict[str, Any]:
    """One area."""
    return {
        "area": row.area.code,
        "opening": row.opening,
        "income": dict(row.income),
        "received": row.received,
        "spent": row.spent,
        "given_back": row.back,
        "closing": row.closing,
        "held": row.held,
    }
