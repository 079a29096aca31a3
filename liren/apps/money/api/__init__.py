"""Money for programs, one module for each noun."""

from ninja import Router

from liren.apps.money.api import (
    bills,
    budgets,
    claims,
    disclosures,
    donations,
    earmarks,
    goods,
    projects,
    purchases,
    receipts,
    remittances,
    reports,
    runs,
    spendings,
    tenancy_fees,
    tenders,
    works,
)
from liren.apps.money.api.disclosures import open_router

__all__ = ["open_router", "router"]
router = Router(tags=["money"])
for noun in (
    bills,
    budgets,
    claims,
    disclosures,
    donations,
    earmarks,
    goods,
    projects,
    purchases,
    receipts,
    remittances,
    reports,
    runs,
    spendings,
    tenancy_fees,
    tenders,
    works,
):
    router.add_router("", noun.router)
