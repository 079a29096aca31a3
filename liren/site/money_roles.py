"""Which role does what with money, part by part; `roles.py` adds it to the matrix."""

from collections.abc import Mapping

Verbs = Mapping[str, frozenset[str]]

# claims, payments, and the money behind tasks
# who is owed, who owes, who looks on: all of them read the same claims
SEES_CLAIMS = frozenset(
    {"money.claims", "money.export_claims", "money.remittances", "money.pledge"}
)
PAYS_CLAIMS = SEES_CLAIMS | {"money.remit", "money.deposit"}
# money counts when somebody on the other side has seen it
TAKES_PAYMENTS = SEES_CLAIMS | {"money.confirm_remittance", "money.refuse_remittance"}
FEES: Verbs = {
    "community_worker": SEES_CLAIMS,
    "community_head": TAKES_PAYMENTS,
    "station_head": SEES_CLAIMS,
    "rc_member": SEES_CLAIMS,
    "subdistrict_desk": SEES_CLAIMS | {"money.raise"},
    "subdistrict_head": TAKES_PAYMENTS | {"money.raise", "money.cancel_claim"},
    "district_office": SEES_CLAIMS,
    "district_finance": TAKES_PAYMENTS
    | {"money.remit", "money.raise", "money.cancel_claim", "money.return_deposit"},
    "department_clerk": PAYS_CLAIMS,
    # what it bears of a shared bill
    "property_company": frozenset({"money.claims", "money.remittances", "money.remit"}),
    "department_head": PAYS_CLAIMS,
    "supervisor": SEES_CLAIMS,
    "auditor": SEES_CLAIMS,
}
# funds, purses, receipts, budgets, the end of a year
SEES_PURSES = frozenset({"money.purses", "money.receipts", "money.earmarks", "money.budgets"})
WRITES_PURSES = SEES_PURSES | {
    "money.add_receipt", "money.book_tenancy_fee",
    "money.drop_receipt", "money.draft_budget", "money.change_budget",
    "money.submit_budget", "money.drop_budget", "money.export_purses",
}  # fmt: skip
KEEPS_PURSES = WRITES_PURSES | {
    "money.confirm_receipt", "money.add_earmark", "money.end_earmark", "money.revise_budget",
    "money.close_year", "money.drop_close",
}  # fmt: skip
DECIDES_PURSES = KEEPS_PURSES | {
    "money.approve_budget", "money.return_budget", "money.confirm_close",
}  # fmt: skip
SEES_BOOKS = SEES_PURSES | {"money.books", "money.export_purses"}
PURSES: Verbs = {
    "community_worker": WRITES_PURSES,
    "community_head": KEEPS_PURSES,
    "station_head": KEEPS_PURSES,
    "rc_member": SEES_PURSES,
    "subdistrict_desk": WRITES_PURSES | {"money.close_year", "money.drop_close"},
    "subdistrict_head": DECIDES_PURSES | {"money.transfer"},
    "district_office": WRITES_PURSES | {"money.close_year", "money.drop_close", "money.transfer"},
    "district_finance": DECIDES_PURSES
    | SEES_BOOKS
    | {"money.transfer", "money.reverse", "money.prove"},
    "supervisor": SEES_BOOKS,
    "auditor": SEES_BOOKS | {"money.prove"},
}
# spending, buying services, bills that are shared
READS_SPENDING = frozenset({"money.spendings", "money.purchases", "money.bills", "money.bought"})
ASKS = READS_SPENDING | {
    *("money.ask", "money.withdraw", "money.accept", "money.add_invoice", "money.remove_invoice"),
    *("money.need_service", "money.add_offer", "money.record_service", "money.accept_service"),
    *("money.return_service", "money.pay_purchase", "money.rate_purchase", "money.strike_log"),
    *("money.share_bill", "money.drop_bill", "money.export_spendings"),
}
CONTRACTS = frozenset(
    {
        *("money.budget_purchase", "money.open_purchase", "money.choose_offer"),
        *("money.sign_contract", "money.cancel_purchase", "money.confirm_bill"),
        *("money.open_offers", "money.extend_offers"),
    }
)
APPROVES = frozenset({"money.approve", "money.refuse"})
PAYS_OUT = frozenset({"money.pay", "money.undo_payment", "money.settle", "money.bank_file"})
SERVES = frozenset(
    {
        *("money.services", "money.report_service", "money.log_service", "money.strike_log"),
        *("money.tenders", "money.send_offer", "money.withdraw_offer"),
    }
)
SPENDING: Verbs = {
    "resident": frozenset({"money.bought"}),
    "rc_member": READS_SPENDING,
    "community_worker": ASKS | {"money.settle"},
    "community_head": ASKS | CONTRACTS | APPROVES | {"money.settle"},
    "subdistrict_desk": ASKS | PAYS_OUT,
    "subdistrict_head": ASKS | CONTRACTS | APPROVES | {"money.settle"},
    "district_office": READS_SPENDING | {"money.export_spendings"},
    "district_finance": READS_SPENDING
    | APPROVES
    | PAYS_OUT
    | {"money.export_spendings", "money.add_invoice", "money.confirm_bill"}
    | {"money.budget_purchase"},
    "property_company": SERVES,
    "provider": SERVES,
    "supervisor": READS_SPENDING | {"money.export_spendings"},
    "auditor": READS_SPENDING | {"money.export_spendings"},
}
# schemes and yearly runs
SEES_GRANTS = frozenset({"money.schemes", "money.entitlements", "money.gap"})
SEES_RUNS = SEES_GRANTS | {"money.runs"}
RUNS = SEES_RUNS | {
    *("money.count_run", "money.consent_run", "money.withdraw_run", "money.strike_entitlement"),
    *("money.export_run", "money.export_gap"),
}
SCHEMES: Verbs = {
    "community_worker": SEES_GRANTS,
    "community_head": SEES_GRANTS | {"money.export_gap"},
    "subdistrict_desk": SEES_RUNS | {"money.export_gap"},
    "subdistrict_head": SEES_RUNS | {"money.count_run", "money.export_run", "money.export_gap"},
    "district_office": RUNS,
    "district_finance": RUNS,
    "supervisor": SEES_RUNS,
    "auditor": SEES_RUNS | {"money.export_run", "money.export_gap"},
}
# donations, the foundation, works of residents
SEES_GIVING = frozenset({"money.donations", "money.gifts", "money.projects", "money.works"})
TAKES_GIFTS = frozenset(
    {"money.add_donation", "money.tell_donors", "money.add_gift", "money.tell_giver"}
    | {"money.hand_out", "money.undo_hand_out"}
)
WRITES_GIVING = (
    SEES_GIVING
    | TAKES_GIFTS
    | {
        "money.export_donations",
        *("money.draft_project", "money.change_project", "money.propose_project"),
        *("money.withdraw_project", "money.report_project"),
        *("money.decide_work", "money.collect", "money.start_work", "money.finish_work"),
        *("money.confirm_contributions", "money.strike_contributions"),
    }
)
CONFIRMS_GIVING = frozenset(
    {"money.confirm_donation", "money.return_donation", "money.turn_over"}
    | {"money.confirm_gift", "money.return_gift", "money.undo_hand_out"}
    | {"money.close_work", "money.cancel_work"}
    | {"money.confirm_contributions", "money.strike_contributions"}
)
GRANTS_PROJECTS = frozenset(
    {"money.review_project", "money.grant_project", "money.close_project"}
    | {"money.refuse_project"}
)
# a foundation's own people, for what lies with it and what it proposes itself
SEES_FOUNDATION = frozenset({"money.donations", "money.gifts", "money.projects"})
GIVING: Verbs = {
    "foundation_clerk": SEES_FOUNDATION
    | {"money.tell_donors", "money.tell_giver", "money.hand_out"}
    | {"money.draft_project", "money.change_project", "money.propose_project"}
    | {"money.withdraw_project", "money.report_project"},
    "foundation_director": SEES_FOUNDATION | {"money.review_project", "money.undo_hand_out"},
    "resident": frozenset({"money.works"}),
    "rc_member": SEES_GIVING,
    "community_worker": WRITES_GIVING,
    "community_head": WRITES_GIVING | CONFIRMS_GIVING,
    "station_head": WRITES_GIVING | CONFIRMS_GIVING,
    "subdistrict_desk": SEES_GIVING | TAKES_GIFTS,
    "subdistrict_head": SEES_GIVING | CONFIRMS_GIVING | {"money.review_project"},
    "district_office": SEES_GIVING
    | GRANTS_PROJECTS
    | CONFIRMS_GIVING
    | TAKES_GIFTS
    | {"money.export_donations"},
    "district_finance": SEES_GIVING
    | GRANTS_PROJECTS
    | {"money.confirm_donation", "money.export_donations"},
    "supervisor": SEES_GIVING | {"money.export_donations"},
    "auditor": SEES_GIVING | {"money.export_donations"},
}
# published accounts and reports
READS_ACCOUNTS = frozenset({"money.disclosures", "money.objections", "money.reports"})
PUBLISHES = READS_ACCOUNTS | {
    "money.draft_accounts",
    "money.refresh_accounts",
    "money.drop_accounts",
    "money.correct_accounts",
}
DISCLOSURE: Verbs = {
    "resident": frozenset({"money.raise_objection"}),
    "community_worker": PUBLISHES,
    "community_head": PUBLISHES | {"money.publish_accounts", "money.answer_objection"},
    "rc_member": READS_ACCOUNTS,
    "subdistrict_desk": READS_ACCOUNTS,
    "subdistrict_head": PUBLISHES | {"money.publish_accounts"},
    "district_office": READS_ACCOUNTS,
    "district_finance": READS_ACCOUNTS,
    "supervisor": READS_ACCOUNTS,
    "auditor": READS_ACCOUNTS,
}

PARTS = (FEES, PURSES, SPENDING, SCHEMES, GIVING, DISCLOSURE)


def with_money(roles: Verbs) -> Verbs:
    """The roles with what they do with money."""
    return {
        role: verbs.union(*(part.get(role, frozenset()) for part in PARTS))
        for role, verbs in roles.items()
    }
