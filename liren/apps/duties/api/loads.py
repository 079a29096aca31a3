"""The burden of a place for programs."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from liren.apps.duties.queries import loads as queries
from liren.apps.duties.rules.estimates import before, first_of
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require

router = Router(tags=["duties"])


class LoadAsked(Schema):
    """Of which community, subdistrict or district; over how many months."""

    area: Annotated[str, Field(min_length=1, max_length=20)]
    months: Annotated[int, Field(6, ge=1, le=24)]


class LoadOut(Schema):
    """What stands there today, the hours of the last month, and what came and went."""

    area: str
    day: date
    since: date
    communities: int
    tasks: int
    late_tasks: int
    kinds: dict[str, int]
    generated: dict[str, int]
    without_basis: int
    overdue_removals: int
    assigned: int
    refused: int
    ended: int
    merged: int
    month: date
    hours: Decimal
    hours_asked: Decimal
    staff: int
    communities_said: int
    earned_fen: int
    unpaid_fen: int


@router.get("/load", response=LoadOut, operation_id="duties.load", by_alias=False)
def load(request: Request, asked: Query[LoadAsked]) -> Any:
    """The figures of the burden page."""
    require(request.actor, queries.READ)
    area = queries.load_area(request.actor, asked.area)
    day = today()
    month = before(first_of(day))
    since = before(month, asked.months - 1)
    stock, flow = queries.stock(area.path), queries.flow(area.path, since)
    time, (money, _askers) = queries.time_in(area.path, month), queries.money(area.path, since)
    return {
        "area": area.code,
        "day": day,
        "since": since,
        "communities": len(queries.communities_in(area)),
        "tasks": stock.tasks,
        "late_tasks": stock.late_tasks,
        "kinds": stock.kinds,
        "generated": stock.generated,
        "without_basis": stock.bare,
        "overdue_removals": stock.late,
        "assigned": flow.assigned,
        "refused": flow.refused,
        "ended": flow.ended,
        "merged": flow.merged,
        "month": month,
        "hours": time.hours,
        "hours_asked": time.asked,
        "staff": time.staff,
        "communities_said": time.said,
        "earned_fen": money.earned,
        "unpaid_fen": money.unpaid,
    }
