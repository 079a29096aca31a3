"""Money in the town of the matrix: receipts, purses, budgets at each state, a year that ends."""

from dataclasses import dataclass
from typing import Any

from liren.apps.money.actions.booking import purse_of
from liren.apps.money.actions.budgets import (
    approve_budget,
    change_budget,
    draft_budget,
    submit_budget,
)
from liren.apps.money.actions.earmarks import add_earmark
from liren.apps.money.actions.receipts import add_receipt, confirm_receipt
from liren.apps.money.actions.years import close_year
from liren.apps.money.models import Budget, Category, Earmark, Fund, Purse, Receipt, YearEnd
from liren.apps.money.queries.receipts import posting_of
from liren.apps.money.rules.budgets import Planned
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.ledger.models import Posting
from liren.kernel.testing import world

LINES = (
    Planned("in", "fiscal_district", "in_fiscal", 50_000_00),
    Planned("out", "fiscal_district", "office", 20_000_00),
)


@dataclass
class Pursed:
    """A row for each act."""

    purse: Purse
    voucher: Posting
    waits: Receipt
    booked: Receipt
    earmark: Earmark
    draft: Budget
    submitted: Budget
    approved: Budget
    end: YearEnd


def pursed(community: Area) -> Pursed:
    """A worker writes down, a head confirms, the subdistrict and the district decide."""
    makes = world.actor("purse-makes", "district_finance", "990101.")
    checks = world.actor("purse-checks", "district_finance", "990101.")
    rent = Fund.objects.get(code="rent")
    facts: dict[str, Any] = {
        "category": Category.objects.get(code="in_rent"),
        "payer": "便民超市",
        "fund": rent,
    }

    def receipt(paper: str) -> Receipt:
        return add_receipt(
            makes, community, title="门面租金", fen=3_000_00, day=today(), paper=paper, **facts
        )

    booked = confirm_receipt(checks, receipt("2"))
    earmark = add_earmark(makes, community, fund=rent, title="适老化", purpose="楼道扶手")
    second = world.area(f"{community.path[:-4]}801.")
    third = world.area(f"{community.path[:-4]}802.")
    purse_of(community, rent, today().year - 1)
    return Pursed(
        booked.purse,
        posting_of(booked),
        receipt("1"),
        booked,
        earmark,
        draft=moved_here(drafted(makes, second), community, 1),
        submitted=moved_here(submit_budget(makes, drafted(makes, third)), community, 2),
        approved=approve_budget(checks, submit_budget(makes, drafted(makes, community))),
        end=close_year(makes, community, year=today().year - 1),
    )


def drafted(makes: Actor, area: Area) -> Budget:
    """A draft with two lines."""
    row = draft_budget(makes, area, year=today().year)
    return change_budget(makes, row, lines=LINES, seen=row.version)


def moved_here(row: Budget, community: Area, back: int) -> Budget:
    """The same for an earlier year of the community, so that all states lie at home."""
    row.area, row.area_path, row.year = community, community.path, today().year - 4 - back
    row.save()
    return row
