"""Money attacked: twice, backwards, across years, in odd digits; what was found stays tested."""

from datetime import datetime
from typing import Any

import pytest

from liren.apps.money.actions import (
    bills,
    budgets,
    claims,
    disclosures,
    donations,
    projects,
    purchases,
    receipts,
    spendings,
    works,
)
from liren.apps.money.actions.bills import Share
from liren.apps.money.actions.booking import purse_of
from liren.apps.money.actions.years import close_year, confirm_close
from liren.apps.money.forms.budgets import sent_size
from liren.apps.money.models import Category, Claim, Fund, Purse
from liren.apps.money.queries.accounts import accounts
from liren.apps.money.queries.budgets import done
from liren.apps.money.queries.reports import statement
from liren.apps.money.queries.spendings import to_pay
from liren.apps.money.rules.accounts import Period
from liren.apps.money.rules.budgets import Planned
from liren.apps.money.tests.conftest import Treasury
from liren.apps.money.tests.test_claims import owed, paid
from liren.apps.money.tests.test_donations import FACTS, a_foundation, browser
from liren.apps.money.tests.test_projects import gift, proposed
from liren.apps.money.tests.test_purchases import contracted
from liren.apps.money.tests.test_runs import booked, counted, declared
from liren.apps.money.tests.test_spendings import asked
from liren.apps.money.tests.test_spendings import paid as paid_out
from liren.apps.money.tests.test_works import LINES, decided
from liren.kernel.access.models import Area
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import moved_to, today, zone
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import fen_of
from liren.kernel.ledger import book
from liren.kernel.ledger.proof import check
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db
LAST = today().year - 1


def refused(code: str, do: Any, *given: Any, **facts: Any) -> None:
    with pytest.raises(Refused) as no:
        do(*given, **facts)
    assert no.value.code == code


def filled(area: Area, code: str, fen: int, year: int = LAST) -> Purse:
    """A purse of an earlier year with money in it."""
    with moved_to(datetime(year, 6, 1, 10, tzinfo=zone())):
        made = purse_of(area, Fund.objects.get(code=code), year)
        book.move("receive", book.open_account("outside/test", least=None), made.account, fen)
    made.account.refresh_from_db()
    return made


def closed(treasury: Treasury, area: Area, year: int = LAST) -> None:
    confirm_close(treasury.chief, close_year(treasury.heads[0], area, year=year))


# ── texts that the books hold ───────────────────────────────────────────────────────────────


def test_a_long_paper_is_booked(treasury: Treasury) -> None:
    row = owed(treasury)
    made = paid(treasury, row, paper="拨" * 200)
    assert claims.confirm_remittance(treasury.heads[0], made).state == "confirmed"
    other = owed(treasury, ago=9)
    assert claims.cancel_claim(treasury.chief, other, reason="重" * 200).state == "cancelled"


@pytest.mark.parametrize(
    "typed", ["9e999999", "-9e999999", "1e-999999", "NaN", "sNaN", "Infinity"]
)
def test_no_amount_is_too_odd_to_refuse(typed: str) -> None:
    with pytest.raises(Refused) as no:
        fen_of(typed)
    assert no.value.code == "base.not-money"


# ── twice ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_paid_of_a_cancelled_claim_is_not_granted_again(treasury: Treasury) -> None:
    street = world.area("990101.001.")
    declared(treasury, street, "residents", 100_000)
    booked(treasury, counted(treasury))
    claim = Claim.objects.get()
    part = claims.remit(
        treasury_bureau_clerk(treasury), treasury.bureau, claims=[claim], fen=500_000,
        paper="拨款通知 1 号", day=today(),
    )  # fmt: skip
    claims.confirm_remittance(treasury.chief, part)
    claim.refresh_from_db()
    claims.cancel_claim(treasury.second, claim, reason="测算有误，重新核定")
    booked(treasury, counted(treasury))
    again = Claim.objects.exclude(pk=claim.pk).get()
    assert again.fen + 500_000 == claim.fen


def treasury_bureau_clerk(treasury: Treasury) -> Any:
    return world.actor("bureau-clerk", "department_clerk", for_body=treasury.bureau)


def test_what_was_undone_is_neither_income_nor_spent(treasury: Treasury) -> None:
    place, year = treasury.communities[0], Period(today().year)
    made = receipts.add_receipt(
        treasury.workers[0], place, fund=treasury.fund("rent"), payer="超市", title="租金",
        category=Category.objects.get(code="in_rent"), fen=700_00, paper="1", day=today(),
    )  # fmt: skip
    receipts.reverse(
        treasury.second, receipts.confirm_receipt(treasury.heads[0], made), reason="记错社区"
    )
    row = paid_out(treasury, asked(treasury, 800))
    spendings.undo_payment(treasury.second, row, reason="银行退回")
    (one,) = statement(place, year).rows
    said = accounts(place, year)
    assert (one.received, one.spent) == (said.received, said.spent) == (100_000_00, 0)


def test_a_gift_that_went_back_came_in_nowhere(treasury: Treasury) -> None:
    place = treasury.communities[0]
    row = donations.add_donation(
        treasury.workers[0], place, **{**FACTS, "day": today()}, fen=500_00
    )
    row = donations.confirm_donation(treasury.heads[0], row)
    donations.return_donation(treasury.chief, row, reason="捐赠人要求", fen=200_00)
    known = done(place, today().year)
    assert known["in", "donation", "in_donation"].fen == 300_00
    assert accounts(place, Period(today().year)).received == 300_00


def test_what_was_accepted_stays_covered_when_its_payment_is_refused(treasury: Treasury) -> None:
    purse = treasury.purse(50_000_00)
    row = contracted(treasury, purse)
    row = purchases.record_service(treasury.workers[0], row, outcome="纸质报告已收")
    row = purchases.accept_service(treasury.heads[0], row, fen=36_000_00, finding="合格")
    for _again in range(2):
        row = purchases.pay_purchase(treasury.workers[0], row)
        assert row.spending is not None
        spendings.refuse(treasury.chief, row.spending, reason="账户不对")
        refused("ledger.short", asked, treasury, 45_000, purse=purse)
        row.refresh_from_db()
        assert row.spending is None
    row = purchases.pay_purchase(treasury.workers[0], row)
    purse.account.refresh_from_db()
    assert purse.account.amount == 14_000_00
    assert not check().faults


# ── across years ────────────────────────────────────────────────────────────────────────────


def test_a_payment_that_came_back_after_the_year_is_not_lost(treasury: Treasury) -> None:
    place = treasury.communities[0]
    purse = filled(place, "rent", 100_000)
    with moved_to(datetime(LAST, 7, 1, 10, tzinfo=zone())):
        row = paid_out(treasury, asked(treasury, 800, purse=purse))
    closed(treasury, place)
    row = spendings.undo_payment(treasury.second, row, reason="银行退回，户名不符")
    spendings.withdraw(treasury.workers[0], row, reason="不付了")
    there = {one.year: one.account.amount for one in Purse.objects.filter(area=place)}
    assert there == {LAST: 0, today().year: 100_000}
    assert not check().faults


def test_what_is_carried_goes_into_the_next_open_year(treasury: Treasury) -> None:
    place = treasury.communities[0]
    filled(place, "rent", 100, LAST - 1)
    filled(place, "rent", 100, LAST)
    closed(treasury, place, LAST)
    closed(treasury, place, LAST - 1)
    assert purse_of(place, treasury.fund("rent"), today().year).account.amount == 200


def test_a_grant_of_last_years_money_lies_in_this_year(treasury: Treasury) -> None:
    body = a_foundation()
    with moved_to(datetime(LAST, 6, 1, 10, tzinfo=zone())):
        gift(treasury, body, 500_000)
    closed(treasury, treasury.communities[0])
    row = proposed(treasury, body)
    source = Purse.objects.get(year=LAST, area=world.area("990101."), fund__code="foundation")
    row = projects.grant_project(treasury.office, row, source=source, fen=200_000)
    assert row.purse is not None
    days = set(row.purse.account.lines.values_list("day", flat=True))
    assert {day.year for day in days} == {today().year}


# ── two persons ─────────────────────────────────────────────────────────────────────────────


def test_who_wrote_the_lines_does_not_approve_them(treasury: Treasury) -> None:
    place = treasury.communities[0]
    row = budgets.draft_budget(treasury.workers[0], place, year=today().year)
    lines = [Planned("out", "rent", "office", 100_000)]
    row = budgets.change_budget(treasury.chief, row, lines=lines, seen=row.version)
    row = budgets.submit_budget(treasury.workers[0], row)
    refused("access.own-work", budgets.approve_budget, treasury.chief, row)
    row = budgets.return_budget(treasury.finance, row, note="请补依据")
    row = budgets.change_budget(treasury.finance, row, lines=lines, seen=row.version)
    row = budgets.submit_budget(treasury.workers[0], row)
    assert budgets.approve_budget(treasury.chief, row).state == "approved"


def test_who_paid_does_not_say_that_it_came_back(treasury: Treasury) -> None:
    row = paid_out(treasury, asked(treasury))
    refused("access.own-work", spendings.undo_payment, treasury.desk, row, reason="银行退回")


def test_who_took_money_in_does_not_pay_it_back(treasury: Treasury) -> None:
    row = decided(treasury)
    row = works.collect(treasury.heads[0], row, lines=LINES, day=today())
    lines = [one.uid for one in row.contributions.all()]
    row = works.confirm_contributions(treasury.chief, row, lines=lines)
    refused("money.own-collection", works.cancel_work, treasury.heads[0], row, reason="不办了")
    assert works.cancel_work(treasury.chief, row, reason="不办了").state == "cancelled"


def test_who_approved_does_not_send_it_to_the_bank(treasury: Treasury) -> None:
    row = spendings.approve(treasury.finance, asked(treasury))
    spendings.accept(treasury.workers[0], row, fen=row.fen, outcome="货物齐全")
    assert to_pay(treasury.finance) == []
    assert to_pay(treasury.second) == [row]


# ── huge, odd, late ─────────────────────────────────────────────────────────────────────────


def test_huge_sums_are_refused_before_the_database(treasury: Treasury) -> None:
    refused("money.no-sum", asked, treasury, 10**18)
    with pytest.raises(Refused):
        purchases.need_service(
            treasury.workers[0], treasury.communities[0], title="探访", need="每周一次",
            category=Category.objects.get(code="purchase"), limit_fen=10**20,
        )  # fmt: skip


def test_a_large_bill_is_shared(treasury: Treasury) -> None:
    fen = 30_000_000_00
    row = bills.share_bill(
        treasury.workers[0], treasury.communities[0], title="外墙大修", reason="按责任分摊",
        basis="会议纪要 3 号", fen=fen, day=today(), fund=treasury.fund("other"), by="sums",
        shares=[Share(treasury.department, fen - 100), Share(None, 100)],
    )  # fmt: skip
    assert sum(one.fen for one in row.shares.all()) == fen


def test_digits_that_are_none_are_not_asked(treasury: Treasury) -> None:
    client = browser(treasury.finance)
    for path in ("claims", "receipts", "purses", "budgets", "years", "runs", "gap", "donations",
                 "spendings", "purchases", "bills", "works", "projects", "disclosures",
                 "remittances", "arrears", "entitlements", "schemes", "objections", "books",
                 "earmarks"):  # fmt: skip
        for year in ("²", "²²²²", "99999999999999999999", "-1", "0", "\x00", "1e9", "9999"):
            answer = client.get(
                f"/money/{path}/",
                {
                    "year": year,
                    "q": year,
                    "area": year,
                    "cursor": year,
                    "tab": year,
                    "kind": year,
                    "quarter": year,
                    "page": year,
                    "fund": year,
                },
            )
            assert answer.status_code < 500, (path, year)


@pytest.mark.parametrize(
    "lines",
    [
        '[{"place": "3幢", "fen": 1e999, "name": "", "paper": ""}]',
        '[{"place": "3幢", "fen": 99999999999999999999, "name": "", "paper": ""}]',
        '[{"place": "3\\u0000", "fen": -1, "name": "\\u0000", "paper": ""}]',
        "[" * 100_000,
    ],
)
def test_households_from_a_forged_sheet(treasury: Treasury, lines: str) -> None:
    row = decided(treasury)
    client = browser(treasury.workers[0])
    url = f"/money/works/{row.uid}/import/"
    answer = client.post(url, {"lines": lines, "day": f"{today():%F}", "key": "a" * 32})
    assert answer.status_code in (200, 422)
    assert not row.contributions.exists()


def test_a_gift_of_long_ago_lies_in_this_year(treasury: Treasury) -> None:
    gift_day = today().replace(year=today().year - 9, day=1)
    row = donations.add_donation(
        treasury.workers[0], treasury.communities[0], **{**FACTS, "day": gift_day}, fen=100
    )
    row = donations.confirm_donation(treasury.heads[0], row)
    assert row.purse.year == today().year


def test_a_sheet_with_odd_line_numbers() -> None:
    assert sent_size({"y²": "1", "y3": "1"}) == 4


def test_a_dropped_draft_stays_on_record(treasury: Treasury) -> None:
    place = treasury.communities[0]
    row = disclosures.draft_accounts(treasury.workers[0], place, year=LAST, quarter=1)
    key = str(row.pk)
    disclosures.drop_accounts(treasury.workers[0], row)
    said = Entry.objects.get(verb="money.drop_accounts")
    assert said.subject_id == key
