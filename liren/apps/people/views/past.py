"""Homes as they stood on an earlier day, asked for by `?on=`."""

from datetime import date
from typing import Any

from liren.apps.people.models import Household, Person
from liren.apps.people.queries.events import stays_on
from liren.apps.people.queries.households import members_of
from liren.apps.people.rules import Bond
from liren.apps.people.views.shown import home_words
from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today

ASKED = "on"


def day_asked(request: Request) -> date | None:
    """The day in the address, if it is one that is over."""
    try:
        day = date.fromisoformat(request.GET.get(ASKED, ""))
    except ValueError:
        return None
    return day if day < today() else None


def household_then(actor: Actor, row: Household, day: date) -> dict[str, Any]:
    """Who belonged to a household on a day; nothing can be done there."""
    there = row.since <= day and (row.until is None or day < row.until)
    return {
        "members": members_of(actor, row, day) if there else [],
        "past": [],
        "not_yet": day < row.since,
        "may_register": False,
        "may_visit": False,
    }


def person_then(actor: Actor, person: Person, day: date) -> dict[str, Any]:
    """Where somebody lived and was registered on a day, and with whom."""
    stays = stays_on(person, day)
    home = stays.get(Bond.HOME)
    return {
        "at_household": home.household if home else None,
        "members": members_of(actor, home.household, day) if home else [],
        "stays": [(one, home_words(one.household.dwelling)) for one in stays.values()],
        "may": {},
        "may_permit": False,
    }
