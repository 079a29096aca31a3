"""Roles and calendar, for programs."""

from datetime import date
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.doors import actions, queries, terms
from liren.kernel.doors.api.shapes import CalendarDay
from liren.kernel.policy import actions as policy
from liren.kernel.policy.models import Day

router = Router(tags=["policy"])


class RoleOut(Schema):
    """A role with all its verbs."""

    code: str
    name: str
    verbs: dict[str, str]


@router.get("/roles", response=list[RoleOut], operation_id="access.roles", tags=["access"])
def roles(request: Request) -> list[dict[str, object]]:
    """What each role may do, with the names of the verbs."""
    queries.require(request.actor, "access.roles")
    return [
        {
            "code": one.code,
            "name": one.name,
            "verbs": {v.code: v.name for group in queries.matrix([one]) for v in group.verbs},
        }
        for one in queries.role_list()
    ]


class DayOut(Schema):
    """A day that differs from the ordinary week."""

    date: date
    works: bool
    name: str

    @staticmethod
    def resolve_name(day: Any) -> str:
        """In the reader's language."""
        return str(day)


class YearOut(Schema):
    """A year of the working calendar."""

    year: int
    published: bool
    source: str
    verify: bool
    days: list[DayOut]

    @staticmethod
    def resolve_days(year: Any) -> list[Day]:
        """In order."""
        return list(Day.objects.filter(year=year.year))


class DayIn(Schema):
    """A weekend day worked, or a weekday off."""

    day: CalendarDay
    works: bool
    name: Annotated[str, Field(min_length=1, max_length=60)]


class PublishIn(Schema):
    """The notice in which the holidays stand."""

    source: Annotated[str, Field(min_length=1, max_length=300)]


RuleYear = Annotated[int, Field(ge=terms.FIRST_YEAR, le=terms.LAST_YEAR)]


@router.get("/calendar/{year}", response=YearOut, operation_id="policy.calendar")
def calendar(request: Request, year: RuleYear) -> Any:
    """A year with the days that differ from the ordinary week."""
    queries.require(request.actor, "policy.view")
    return terms.year_or_blank(year)


@router.post("/calendar/{year}/days", response=YearOut, operation_id="policy.set_day")
def set_day(request: Request, year: RuleYear, given: DayIn) -> Any:
    """Let a day differ from the ordinary week."""
    actor = acting(request)
    queries.require(actor, "policy.set_day")
    return policy.set_day(actor, actions.year_row(actor, year), **given.model_dump())


@router.post(
    "/calendar/{year}/days/{day}/clear",
    response=YearOut,
    operation_id="policy.clear_day",
    tags=["policy"],
)
def clear_day(request: Request, year: RuleYear, day: CalendarDay) -> Any:
    """Let a day count as its weekday says again."""
    actor = acting(request)
    queries.require(actor, "policy.clear_day")
    return policy.clear_day(actor, actions.year_row(actor, year), day=day)


@router.post(
    "/calendar/{year}/publish",
    response=YearOut,
    operation_id="policy.publish_year",
    tags=["policy"],
)
def publish_year(request: Request, year: RuleYear, given: PublishIn) -> Any:
    """Say that a year's holidays are complete, and where they stand."""
    actor = acting(request)
    queries.require(actor, "policy.publish_year")
    return policy.publish_year(actor, actions.year_row(actor, year), **given.model_dump())
