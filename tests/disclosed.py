"""Accounts in the town of the matrix: a draft, published ones, and questions about them."""

from dataclasses import dataclass

from liren.apps.money.actions import disclosures as acts
from liren.apps.money.models import Disclosure, Objection
from liren.apps.money.rules.accounts import Period, period_of
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.testing import world


def quarter(back: int) -> Period:
    """A quarter that is over; 1 is the last one."""
    found = period_of(today())
    for _n in range(back):
        found = found.before
    return found


@dataclass
class Disclosed:
    """A row for each act."""

    draft: Disclosure
    out: Disclosure
    asked: Objection


def disclosed(community: Area) -> Disclosed:
    """People who are not asked in the matrix draft, publish and ask."""
    worker = world.actor("disclosing-worker", "community_worker", community.path)
    head = world.actor("disclosing-head", "community_head", community.path)
    resident = world.actor("disclosing-resident", "resident", community.path)
    out, draft = (
        acts.draft_accounts(worker, community, year=one.year, quarter=one.quarter)
        for one in (quarter(1), quarter(2))
    )
    acts.publish_accounts(head, out)
    asked = acts.raise_objection(resident, out, text="维修支出是哪家单位做的？")
    return Disclosed(draft, out, asked)
