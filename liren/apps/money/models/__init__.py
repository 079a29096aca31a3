"""The tables of money. What lies in an account is the ledger's; here stands what it is for."""

from liren.apps.money.models.budgets import Budget, BudgetLine, YearEnd
from liren.apps.money.models.carried import CarriedOver
from liren.apps.money.models.claims import Claim, Part, Remittance
from liren.apps.money.models.disclosure import Disclosure, Objection
from liren.apps.money.models.fees import Fee, Pledge
from liren.apps.money.models.funds import Category, Earmark, Fund, Purse, Receipt
from liren.apps.money.models.giving import Contribution, Donation, Project, Work
from liren.apps.money.models.goods import Gift, GiftItem, Handout
from liren.apps.money.models.purchases import (
    Bill,
    BillShare,
    Offer,
    Purchase,
    ServiceLog,
    ServicePaper,
)
from liren.apps.money.models.schemes import Entitlement, Run, Scheme
from liren.apps.money.models.spending import Invoice, Spending

__all__ = [
    "Bill",
    "BillShare",
    "Budget",
    "BudgetLine",
    "CarriedOver",
    "Category",
    "Claim",
    "Contribution",
    "Disclosure",
    "Donation",
    "Earmark",
    "Entitlement",
    "Fee",
    "Fund",
    "Gift",
    "GiftItem",
    "Handout",
    "Invoice",
    "Objection",
    "Offer",
    "Part",
    "Pledge",
    "Project",
    "Purchase",
    "Purse",
    "Receipt",
    "Remittance",
    "Run",
    "Scheme",
    "ServiceLog",
    "ServicePaper",
    "Spending",
    "Work",
    "YearEnd",
]
