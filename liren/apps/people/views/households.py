"""Households as pages, and who lives in a dwelling and in a building."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people.queries.households import (
    homes_in,
    household_for,
    members_of,
    occupancy,
    past_members,
)
from liren.apps.people.queries.rentals import tenancies_of
from liren.apps.people.queries.visits import VISIT
from liren.apps.people.views.past import day_asked, household_then
from liren.apps.people.views.shown import home_words
from liren.apps.places.queries import around, building_for, dwelling_for, plan_of
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.web.respond import part


def check_sees(request: Request) -> None:
    """Who lives where is for those who work with people."""
    if not request.actor.may("people.view"):
        raise Refused("people.no-view", _("您的角色不能查看人员。需要时请联系社区的工作人员。"))


@require_safe
def household(request: Request, uid: UUID) -> HttpResponse:
    """A household: where, since when, and who belongs to it."""
    row, actor = household_for(request.actor, uid), request.actor
    context: dict[str, Any] = {
        "household": row,
        "home": home_words(row.dwelling),
        "way": around(row.area),
        "members": members_of(actor, row),
        "past": past_members(actor, row),
        "rows": [
            (_("种类"), row.get_kind_display()),
            (_("和住房的关系"), row.get_tie_display()),
            (_("户号"), row.number),
            (_("宿舍单位"), row.employer),
            (_("所在网格或社区"), row.area),
            (_("立户日期"), row.since),
            (_("撤户日期"), row.until),
        ],
        "may_register": row.until is None and permits(actor, "people.register", row.dwelling),
        "may_visit": row.until is None and row.tie == "home" and permits(actor, VISIT, row),
    }
    day = day_asked(request)
    context |= {"day": day, "today": today()}
    context |= household_then(actor, row, day) if day else {}
    return part(request, "people/household.html", "household", **context)


@require_safe
def dwelling(request: Request, uid: UUID) -> HttpResponse:
    """Who lives in a dwelling, and whose hukou stands there."""
    check_sees(request)
    row = dwelling_for(request.actor, uid)
    homes = homes_in(request.actor, row)
    context = {
        "dwelling": row,
        "key": str(row.uid),
        "title": home_words(row),
        "way": around(row.area),
        "homes": homes,
        "may_register": row.valid_to is None and permits(request.actor, "people.register", row),
        "may_let": row.valid_to is None and permits(request.actor, "people.let", row),
        "tenancies": tenancies_of(request.actor, row).filter(ended_on=None),
    }
    return part(request, "people/dwelling.html", "dwelling", **context)


@require_safe
def building(request: Request, uid: UUID) -> HttpResponse:
    """A building as a picture with how many live in each flat."""
    check_sees(request)
    row = building_for(request.actor, uid)
    lived = occupancy(request.actor, row)
    plan = plan_of(row)
    for _floor, flats in plan.rows:
        shown: list[Any] = [flat for flat in flats if flat]
        for flat in shown:
            flat.living, flat.registered = lived.living[flat.pk], lived.registered[flat.pk]
    context = {"building": row, "plan": plan, "lived": lived, "way": around(row.area)}
    return part(request, "people/building.html", "building", **context)
