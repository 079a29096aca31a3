"""The pages of money; the names of pages are verbs."""

from django.urls import URLPattern, path

from liren.apps.money.views import (
    arrears,
    bills,
    books,
    budgets,
    claims,
    contributions,
    disclosures,
    donations,
    earmarks,
    entitlements,
    gaps,
    goods,
    objections,
    pledges,
    projects,
    published,
    purchases,
    purses,
    receipts,
    remittances,
    reports,
    run_papers,
    runs,
    schemes,
    spending_steps,
    spendings,
    tenancy_fees,
    tenders,
    thanks,
    vouchers,
    works,
    years,
)

FEES: list[URLPattern] = [
    path("claims/", claims.claims, name="money.claims"),
    path("claims/export.xlsx", claims.export_claims, name="money.export_claims"),
    path("claims/raise/", claims.raise_claim, name="money.raise"),
    path("claims/<uuid:uid>/", claims.claim, name="money.claim"),
    path("claims/<uuid:uid>/cancel/", claims.cancel_claim, name="money.cancel_claim"),
    path("arrears/", arrears.arrears, name="money.arrears"),
    path("debtors/<str:code>/", arrears.debtor, name="money.debtor"),
    path("remit/", remittances.remit, name="money.remit"),
    path("remittances/", remittances.remittances, name="money.remittances"),
    path("remittances/<uuid:uid>/", remittances.remittance, name="money.remittance"),
    path(
        "remittances/<uuid:uid>/confirm/",
        remittances.confirm_remittance,
        name="money.confirm_remittance",
    ),
    path(
        "remittances/<uuid:uid>/refuse/",
        remittances.refuse_remittance,
        name="money.refuse_remittance",
    ),
    path("pledges/<uuid:uid>/", pledges.pledge, name="money.pledge"),
    path("pledges/<uuid:uid>/return/", remittances.return_deposit, name="money.return_deposit"),
    path("deposit/<uuid:uid>/", remittances.deposit, name="money.deposit"),
]
PURSES: list[URLPattern] = [
    path("", purses.purses, name="money.purses"),
    path("purses/export/", purses.export_purses, name="money.export_purses"),
    path("purses/<uuid:uid>/", purses.purse, name="money.purse"),
    path("vouchers/<uuid:uid>/", vouchers.voucher, name="money.voucher"),
    path("receipts/", receipts.receipts, name="money.receipts"),
    path("receipts/new/", receipts.add_receipt, name="money.add_receipt"),
    path("receipts/transfer/", receipts.transfer, name="money.transfer"),
    path("receipts/<uuid:uid>/", receipts.receipt, name="money.receipt"),
    path("receipts/<uuid:uid>/confirm/", receipts.confirm_receipt, name="money.confirm_receipt"),
    path("receipts/<uuid:uid>/drop/", receipts.drop_receipt, name="money.drop_receipt"),
    path("receipts/<uuid:uid>/reverse/", receipts.reverse_receipt, name="money.reverse"),
    path("tenancy-fees/", tenancy_fees.tenancy_fees, name="money.tenancy_fees"),
    path(
        "tenancy-fees/<uuid:uid>/book/",
        tenancy_fees.book_tenancy_fee,
        name="money.book_tenancy_fee",
    ),
    path("earmarks/", earmarks.earmarks, name="money.earmarks"),
    path("earmarks/new/", earmarks.add_earmark, name="money.add_earmark"),
    path("earmarks/<uuid:uid>/", earmarks.earmark, name="money.earmark"),
    path("earmarks/<uuid:uid>/end/", earmarks.end_earmark, name="money.end_earmark"),
    path("budgets/", budgets.budgets, name="money.budgets"),
    path("budgets/new/", budgets.draft_budget, name="money.draft_budget"),
    path("budgets/<uuid:uid>/", budgets.budget, name="money.budget"),
    path("budgets/<uuid:uid>/change/", budgets.change_budget, name="money.change_budget"),
    path("budgets/<uuid:uid>/submit/", budgets.submit_budget, name="money.submit_budget"),
    path("budgets/<uuid:uid>/approve/", budgets.approve_budget, name="money.approve_budget"),
    path("budgets/<uuid:uid>/return/", budgets.return_budget, name="money.return_budget"),
    path("budgets/<uuid:uid>/revise/", budgets.revise_budget, name="money.revise_budget"),
    path("budgets/<uuid:uid>/drop/", budgets.drop_budget, name="money.drop_budget"),
    path("years/", years.years, name="money.years"),
    path("years/close/", years.close_year, name="money.close_year"),
    path("years/<uuid:uid>/", years.year_end, name="money.year_end"),
    path("years/<uuid:uid>/confirm/", years.confirm_close, name="money.confirm_close"),
    path("years/<uuid:uid>/drop/", years.drop_close, name="money.drop_close"),
    path("books/", books.books, name="money.books"),
    path("books/prove/", books.prove, name="money.prove"),
]
# steps of a payment share one view; the address of each is its verb
PAYMENTS = ("approve", "refuse", "withdraw", "accept", "pay", "undo_payment", "settle")
SPENDING: list[URLPattern] = [
    path("spendings/", spendings.spendings, name="money.spendings"),
    path("spendings/export.xlsx", spendings.export_spendings, name="money.export_spendings"),
    path("spendings/ask/", spending_steps.ask, name="money.ask"),
    path("spendings/approve/", spending_steps.approve_all, name="money.approve_all"),
    path("spendings/bank/", spending_steps.bank_file, name="money.bank_file"),
    path("spendings/<uuid:uid>/", spendings.spending, name="money.spending"),
    path("spendings/<uuid:uid>/papers/add/", spending_steps.add_invoice, name="money.add_invoice"),
    path(
        "spendings/<uuid:uid>/papers/<uuid:invoice>/remove/",
        spending_steps.remove_invoice,
        name="money.remove_invoice",
    ),
    path(
        "spendings/<uuid:uid>/papers/<uuid:invoice>/<str:size>/",
        spending_steps.invoice,
        name="money.invoice",
    ),
    *(
        path(
            f"spendings/<uuid:uid>/{one}/",
            spending_steps.step,
            {"verb": f"money.{one}"},
            name=f"money.{one}",
        )
        for one in PAYMENTS
    ),
    path("purchases/", purchases.purchases, name="money.purchases"),
    path("services/", purchases.services, name="money.services"),
    path("bought/", purchases.bought, name="money.bought"),
    path("tenders/", tenders.tenders, name="money.tenders"),
    path("tenders/<uuid:uid>/", tenders.tender, name="money.tender"),
    *(
        path(
            f"tenders/<uuid:uid>/{one.removeprefix('money.')}/",
            tenders.step,
            {"verb": one},
            name=one,
        )
        for one in tenders.STEPS
    ),
    path("purchases/<uuid:uid>/log_service/", tenders.log_service, name="money.log_service"),
    path(
        "purchases/<uuid:uid>/logs/<uuid:log>/strike/",
        tenders.strike_log,
        name="money.strike_log",
    ),
    path(
        "purchases/<uuid:uid>/papers/<uuid:paper>/<str:size>/",
        tenders.service_paper,
        name="money.service_paper",
    ),
    path("purchases/need/", purchases.need_service, name="money.need_service"),
    path("purchases/<uuid:uid>/", purchases.purchase, name="money.purchase"),
    *(
        path(
            f"purchases/<uuid:uid>/{one.removeprefix('money.')}/",
            purchases.step,
            {"verb": one},
            name=one,
        )
        for one in purchases.STEPS
    ),
    path("bills/", bills.bills, name="money.bills"),
    path("bills/share/", bills.share_bill, name="money.share_bill"),
    path("bills/<uuid:uid>/", bills.bill, name="money.bill"),
    path("bills/<uuid:uid>/confirm/", bills.confirm_bill, name="money.confirm_bill"),
    path("bills/<uuid:uid>/drop/", bills.drop_bill, name="money.drop_bill"),
]
SCHEMES: list[URLPattern] = [
    path("schemes/", schemes.schemes, name="money.schemes"),
    path("runs/", runs.runs, name="money.runs"),
    path("runs/count/", runs.count_run, name="money.count_run"),
    path("runs/<uuid:uid>/", runs.run, name="money.run"),
    path("runs/<uuid:uid>/export/", run_papers.export_run, name="money.export_run"),
    path("runs/<uuid:uid>/consent/", runs.consent_run, name="money.consent_run"),
    path("runs/<uuid:uid>/withdraw/", runs.withdraw_run, name="money.withdraw_run"),
    path("granted/", entitlements.entitlements, name="money.entitlements"),
    path("granted/<uuid:uid>/", entitlements.entitlement, name="money.entitlement"),
    path(
        "granted/<uuid:uid>/strike/",
        entitlements.strike_entitlement,
        name="money.strike_entitlement",
    ),
    path("gap/", gaps.gap, name="money.gap"),
    path("gap/export/", gaps.export_gap, name="money.export_gap"),
    path("gap/<str:code>/", gaps.gap_of, name="money.gap_of"),
]
GIVING: list[URLPattern] = [
    path("donations/", donations.donations, name="money.donations"),
    path("donations/export.xlsx", donations.export_donations, name="money.export_donations"),
    path("donations/add/", donations.add_donation, name="money.add_donation"),
    path("donations/<uuid:uid>/", donations.donation, name="money.donation"),
    path(
        "donations/<uuid:uid>/receipt/", donations.donation_receipt, name="money.donation_receipt"
    ),
    path("donations/<uuid:uid>/letter/", donations.donation_letter, name="money.donation_letter"),
    path(
        "donations/<uuid:uid>/confirm/", donations.confirm_donation, name="money.confirm_donation"
    ),
    path("donations/<uuid:uid>/return/", donations.return_donation, name="money.return_donation"),
    path("donations/<uuid:uid>/turn/", donations.turn_over, name="money.turn_over"),
    path("donations/<uuid:uid>/tell/", donations.tell_donors, name="money.tell_donors"),
    path("gifts/", goods.gifts, name="money.gifts"),
    path("gifts/add/", goods.add_gift, name="money.add_gift"),
    path("gifts/<uuid:uid>/", goods.gift, name="money.gift"),
    path("gifts/<uuid:uid>/letter/", goods.gift_letter, name="money.gift_letter"),
    path("gifts/<uuid:uid>/confirm/", goods.confirm_gift, name="money.confirm_gift"),
    path("gifts/<uuid:uid>/hand-out/", goods.hand_out, name="money.hand_out"),
    path("gifts/<uuid:uid>/undo/<uuid:handout>/", goods.undo_hand_out, name="money.undo_hand_out"),
    path("gifts/<uuid:uid>/return/", goods.return_gift, name="money.return_gift"),
    path("gifts/<uuid:uid>/tell/", goods.tell_giver, name="money.tell_giver"),
    path("thanks/", thanks.thanks, name="money.thanks"),
    path("foundation/", projects.foundation, name="money.foundation"),
    path("projects/", projects.projects, name="money.projects"),
    path("projects/waiting/", projects.projects_waiting, name="money.projects_waiting"),
    path("projects/draft/", projects.draft_project, name="money.draft_project"),
    path("projects/<uuid:uid>/", projects.project, name="money.project"),
    *(
        path(
            f"projects/<uuid:uid>/{verb}/",
            getattr(projects, f"{verb}_project"),
            name=f"money.{verb}_project",
        )
        for verb in (
            *("change", "propose", "review", "grant", "refuse", "withdraw", "report", "close"),
        )
    ),
    path("works/", works.works, name="money.works"),
    path("works/decide/", works.decide_work, name="money.decide_work"),
    path("works/<uuid:uid>/", works.work, name="money.work"),
    path("works/<uuid:uid>/accounts/", works.work_accounts, name="money.work_accounts"),
    path("works/<uuid:uid>/collect/", works.collect, name="money.collect"),
    path(
        "works/<uuid:uid>/import/",
        contributions.import_contributions,
        name="money.import_contributions",
    ),
    path(
        "works/<uuid:uid>/confirm/",
        contributions.confirm_contributions,
        name="money.confirm_contributions",
    ),
    path(
        "works/<uuid:uid>/strike/",
        contributions.strike_contributions,
        name="money.strike_contributions",
    ),
    path("works/<uuid:uid>/start/", works.start_work, name="money.start_work"),
    path("works/<uuid:uid>/finish/", works.finish_work, name="money.finish_work"),
    path("works/<uuid:uid>/close/", works.close_work, name="money.close_work"),
    path("works/<uuid:uid>/cancel/", works.cancel_work, name="money.cancel_work"),
]
DISCLOSURE: list[URLPattern] = [
    path("accounts/<str:code>/", published.accounts, name="money.accounts"),
    path("accounts/<str:code>/notice/", published.notice, name="money.notice"),
    path("accounts/<str:code>/sheet/", published.sheet, name="money.accounts_sheet"),
    path("accounts/<str:code>/pdf/", published.paper, name="money.accounts_pdf"),
    path("disclosures/", disclosures.disclosures, name="money.disclosures"),
    path("disclosures/draft/", disclosures.draft_accounts, name="money.draft_accounts"),
    path("disclosures/<uuid:uid>/", disclosures.disclosure, name="money.disclosure"),
    path(
        "disclosures/<uuid:uid>/publish/",
        disclosures.publish_accounts,
        name="money.publish_accounts",
    ),
    path(
        "disclosures/<uuid:uid>/refresh/",
        disclosures.refresh_accounts,
        name="money.refresh_accounts",
    ),
    path("disclosures/<uuid:uid>/drop/", disclosures.drop_accounts, name="money.drop_accounts"),
    path(
        "disclosures/<uuid:uid>/correct/",
        disclosures.correct_accounts,
        name="money.correct_accounts",
    ),
    path("disclosures/<uuid:uid>/ask/", objections.raise_objection, name="money.raise_objection"),
    path("reports/", reports.reports, name="money.reports"),
    path("reports/export/", reports.export_reports, name="money.export_reports"),
    path("objections/", objections.objections, name="money.objections"),
    path("objections/<uuid:uid>/", objections.objection, name="money.objection"),
    path(
        "objections/<uuid:uid>/answer/",
        objections.answer_objection,
        name="money.answer_objection",
    ),
]

urlpatterns: list[URLPattern] = [
    *FEES,
    *PURSES,
    *SPENDING,
    *SCHEMES,
    *GIVING,
    *DISCLOSURE,
]
