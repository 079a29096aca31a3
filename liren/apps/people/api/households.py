"""Households for programs, and who lives in a dwelling."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Router, Schema

from liren.apps.people.models import Household
from liren.apps.people.queries.households import Member, homes_in, household_for, members_of
from liren.apps.places.queries import dwelling_for
from liren.kernel.access.request import Request
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

router = Router(tags=["people"])


class MemberOut(Schema):
    """Somebody of a household; without a name where he lies outside my areas."""

    person: UUID | None
    name: str
    relation: str
    since: date


class HouseholdOut(Schema):
    """A household with its members."""

    id: UUID
    tie: str
    kind: str
    dwelling: UUID
    since: date
    until: date | None
    members: list[MemberOut]


def shown(household: Household, members: list[Member]) -> dict[str, Any]:
    """A household as programs see it."""
    return {
        "id": household.uid,
        "dwelling": household.dwelling.uid,
        "members": [
            {
                "person": one.person.uid if one.person else None,
                "name": one.person.name if one.person else "",
                "relation": one.stay.relation,
                "since": one.stay.since,
            }
            for one in members
        ],
    } | {name: getattr(household, name) for name in ("tie", "kind", "since", "until")}


@router.get("/households/{uid}", response=HouseholdOut, operation_id="people.household")
def household(request: Request, uid: UUID) -> dict[str, Any]:
    """See one household."""
    row = household_for(request.actor, uid)
    return shown(row, members_of(request.actor, row))


@router.get("/dwellings/{uid}", response=list[HouseholdOut], operation_id="people.dwelling")
def dwelling(request: Request, uid: UUID) -> list[dict[str, Any]]:
    """Who lives in a dwelling, and whose hukou stands there."""
    if not request.actor.may("people.view"):
        raise Refused("people.no-view", _("您的角色不能查看人员。需要时请联系社区的工作人员。"))
    row = dwelling_for(request.actor, uid)
    return [shown(home.household, home.members) for home in homes_in(request.actor, row)]
