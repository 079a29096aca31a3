"""Grants and hand-overs for programs."""

from typing import Any

from ninja import Query, Router, Status

from liren.apps.offices import actions, queries
from liren.apps.offices.api.shapes import (
    MOST,
    GiveIn,
    GrantLineOut,
    GrantReasonIn,
    GrantsAsked,
    HandOverIn,
    HandOverOut,
    HeldGrantOut,
    area_of,
    person_of,
)
from liren.kernel.access.models import Area, Grant
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.doors.queries import require

router = Router(tags=["offices"])


@router.get(
    "/grants", response=list[HeldGrantOut], operation_id="offices.view_grants", by_alias=False
)
def grants(request: Request, asked: Query[GrantsAsked]) -> list[Grant]:
    """Who holds what in my areas; at most 200."""
    require(request.actor, "offices.view_grants")
    return list(queries.grants_for(request.actor, queries.Sought(**asked.model_dump()))[:MOST])


@router.post("/grants", response={201: HeldGrantOut}, operation_id="offices.give", by_alias=False)
def give(request: Request, given: GiveIn) -> Any:
    """Give a role in an area or for a body until a day."""
    verb = "offices.give"
    person = person_of(request, verb, given.person)
    area = area_of(request, verb, given.area)
    body = queries.body_named(request.actor, verb, given.body) if given.body else None
    place = area or body
    if place is None:
        raise Refused("offices.no-area", _("请选这个角色管到哪个辖区，或办哪个机构的事。"))
    facts = given.dict(include={"role", "since", "until", "basis"})
    with_body = body if area else None
    return Status(
        201, actions.give(acting(request), place, person=person, body=with_body, **facts)
    )


@router.post(
    "/grants/{key}/take", response=HeldGrantOut, operation_id="offices.take", by_alias=False
)
def take(request: Request, key: int, given: GrantReasonIn) -> Grant:
    """Take a role back at once."""
    grant = queries.grant_for(request.actor, key)
    return actions.take(acting(request), grant, reason=given.reason)


@router.get(
    "/people/{key}/lines",
    response=list[GrantLineOut],
    operation_id="offices.lines",
    by_alias=False,
)
def lines(request: Request, key: int) -> list[queries.Line]:
    """Everything that hangs on a person, for the plan of a hand-over."""
    require(request.actor, "offices.hand_over")
    return queries.holdings_of(queries.person_for(request.actor, key))


@router.post(
    "/people/{key}/hand_over",
    response={201: HandOverOut},
    operation_id="offices.hand_over",
    by_alias=False,
)
def hand_over(request: Request, key: int, given: HandOverIn) -> Any:
    """Carry out a plan for everything that hangs on a person."""
    verb = "offices.hand_over"
    require(request.actor, verb)
    person = queries.person_for(request.actor, key)
    plan = {
        one.key: (one.fate, queries.person_named(one.to) if one.to else None)
        for one in given.lines
    }
    area = Area.objects.allowed(request.actor, verb).order_by("path")[0]
    done = actions.hand_over(
        acting(request),
        area,
        person=person,
        plan=plan,
        reason=given.reason,
        close_account=given.close_account,
    )
    return Status(201, done)
