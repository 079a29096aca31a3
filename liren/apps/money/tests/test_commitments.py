"""What is agreed and not paid at the turn of a year: carried over, let go, never lost."""

from datetime import datetime

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liren.apps.money.actions import spendings
from liren.apps.money.actions.booking import purse_of
from liren.apps.money.actions.budgets import (
    approve_budget,
    change_budget,
    draft_budget,
    submit_budget,
)
from liren.apps.money.actions.years import close_year, confirm_close
from liren.apps.money.models import Category, Fund, Purchase, Purse, Spending, YearEnd
from liren.apps.money.queries.budgets import compared, left
from liren.apps.money.queries.years import blocking
from liren.apps.money.rules.budgets import Planned
from liren.apps.money.tests.conftest import Treasury
from liren.apps.money.tests.test_years import amount, filled, last_year
from liren.kernel.access.models import Area
from liren.kernel.base.clock import moved_to, now, today, zone
from liren.kernel.base.errors import Refused
from liren.kernel.base.ids import uuid7
from liren.kernel.ledger import book, proof
from liren.kernel.ledger.models import Account
from liren.kernel.policy.models import Parameter
from liren.kernel.policy.values import changed

pytestmark = pytest.mark.django_db


def agreed(treasury: Treasury, purse: Purse, fen: int, *, accept: bool = False) -> Spending:
    """A payment of last year that is approved, or delivered as well."""
    with moved_to(datetime(purse.year, 11, 1, 10, tzinfo=zone())):
        row = spendings.ask(
            treasury.workers[0], purse, category=Category.objects.get(code="office"), fen=fen,
            title="楼道灯", payee="惠民超市", payee_account="", payee_bank="", reason="",
        )  # fmt: skip
        row = spendings.approve(treasury.chief, row)
        if accept:
            row = spendings.accept(treasury.workers[0], row, fen=fen, outcome="货物齐全")
    return row


def whole(area: Area) -> int:
    """All money of an area, free and held, of all years."""
    keys = Purse.objects.filter(area=area).values("account")
    rows = Account.objects.filter(Q(pk__in=keys) | Q(parent__in=keys))
    return sum(rows.values_list("amount", flat=True))


def test_what_is_agreed_goes_over_and_is_paid_in_the_next_year(treasury: Treasury) -> None:
    place = treasury.communities[0]
    purse = filled(place, "fiscal_district", 900_00)
    row = agreed(treasury, purse, 200_00, accept=True)
    assert blocking(place, last_year()) == []
    end = close_year(treasury.heads[0], place, year=last_year())
    assert end.commitments == [["spending", str(row.uid), 200_00, "carry"]]
    confirm_close(treasury.chief, end)
    row = Spending.objects.get(pk=row.pk)
    assert (row.purse.year, row.state) == (today().year, "accepted")
    assert row.account is not None
    assert (row.account.amount, row.account.parent) == (200_00, row.purse.account)
    assert amount(place, "fiscal_district", last_year()) == 0
    assert amount(place, "fiscal_district", today().year) == 0, "what is free went back"
    assert whole(place) == 200_00
    paid = spendings.pay(treasury.desk, row, day=today(), bank_paper="回单 9")
    assert (paid.state, whole(place)) == ("paid", 0)
    assert not proof.check().faults


def test_what_is_not_delivered_can_be_let_go(treasury: Treasury) -> None:
    place = treasury.communities[0]
    purse = filled(place, "rent", 900_00)
    row, owed = agreed(treasury, purse, 200_00), agreed(treasury, purse, 50_00, accept=True)
    with pytest.raises(Refused) as no:
        close_year(treasury.heads[0], place, year=last_year(), release=[str(owed.uid)])
    assert no.value.code == "money.owed-already"
    end = close_year(treasury.heads[0], place, year=last_year(), release=[str(row.uid)])
    confirm_close(treasury.chief, end)
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert amount(place, "rent", today().year) == 850_00
    assert whole(place) == 900_00
    assert not proof.check().faults


def test_what_its_source_takes_back_blocks_and_says_why(treasury: Treasury) -> None:
    place = treasury.communities[0]
    allowed("rent", 0)
    row = agreed(treasury, filled(place, "rent", 900_00), 200_00)
    with pytest.raises(Refused) as no:
        close_year(treasury.heads[0], place, year=last_year())
    assert no.value.code == "money.year-unfinished"
    assert "来源规定年末收回、不能结转「楼道灯」" in str(no.value)
    assert close_year(treasury.heads[0], place, year=last_year(), release=[str(row.uid)])


def allowed(nature: str, years: int) -> None:
    """So many ends of years may be passed."""
    Parameter.objects.filter(key=f"money.commitment_years_{nature}").update(value=years)
    changed()


def test_it_passes_as_many_years_as_its_source_allows(treasury: Treasury) -> None:
    place, year = treasury.communities[0], last_year()
    allowed("rent", 1)
    row = agreed(treasury, filled(place, "rent", 900_00), 200_00)
    confirm_close(treasury.chief, close_year(treasury.heads[0], place, year=year))
    with moved_to(datetime(year + 2, 1, 10, 10, tzinfo=zone())), pytest.raises(Refused) as no:
        close_year(treasury.heads[0], place, year=year + 1)
    assert "最多允许结转 1 年" in str(no.value)
    assert str(row) in str(no.value)


def test_the_budgets_of_both_years_show_it(treasury: Treasury) -> None:
    place, year = treasury.communities[0], last_year()
    plans = {}
    for then in (year, year + 1):
        with moved_to(datetime(then, 1, 20, 10, tzinfo=zone())):
            row = draft_budget(treasury.workers[0], place, year=then)
            lines = [Planned("out", "rent", "office", 500_00)]
            row = change_budget(treasury.workers[0], row, lines=lines, seen=row.version)
            plans[then] = approve_budget(treasury.chief, submit_budget(treasury.workers[0], row))
    agreed(treasury, filled(place, "rent", 900_00), 200_00)
    fund, office = treasury.fund("rent"), Category.objects.get(code="office")
    assert left(place, year, fund, office) == 300_00
    confirm_close(treasury.chief, close_year(treasury.heads[0], place, year=year))
    old, new = (compared(plans[then])[0] for then in (year, year + 1))
    assert (old.held, old.carried, old.left) == (0, 200_00, 300_00)
    assert (new.planned, new.brought, new.held, new.left) == (500_00, 200_00, 200_00, 500_00)
    assert left(place, year + 1, fund, office) == 500_00


def test_a_contract_goes_over_with_its_money(treasury: Treasury) -> None:
    place = treasury.communities[0]
    purse = filled(place, "rent", 900_00)
    uid = uuid7()
    held = book.set_aside("commit", purse.account, 300_00, name=str(uid))
    row = Purchase.objects.create(
        uid=uid, area=place, area_path=place.path, title="居家养老", need="助餐", limit_fen=300_00,
        category=Category.objects.get(code="purchase"), purse=purse, account=held,
        provider_name="和安社工服务中心", contract="合-1", contract_fen=300_00,
        state="contracted", by=treasury.workers[0].user, at=now(),
    )  # fmt: skip
    end = close_year(treasury.heads[0], place, year=last_year())
    confirm_close(treasury.chief, end)
    row.refresh_from_db()
    assert row.purse is not None
    assert row.account is not None
    assert (row.purse.year, row.account.amount) == (today().year, 300_00)
    assert whole(place) == 900_00
    assert not proof.check().faults


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    free=st.integers(0, 10**6),
    fens=st.lists(st.tuples(st.integers(1, 4_000_00), st.integers(0, 2)), max_size=4),
    code=st.sampled_from(("rent", "fiscal_district", "lottery_city")),
)
def test_no_fen_is_lost_at_the_turn_of_the_year(
    treasury: Treasury, free: int, fens: list[tuple[int, int]], code: str
) -> None:
    place = treasury.communities[0]
    YearEnd.objects.filter(area=place, confirmed_by=None).update(dropped_at=now())
    year = last_year() - YearEnd.objects.filter(area=place).count()
    with moved_to(datetime(year, 6, 1, 10, tzinfo=zone())):
        purse = purse_of(place, Fund.objects.get(code=code), year)
        sum_of = free + sum(fen for fen, _fate in fens)
        if sum_of:
            source = book.open_account("outside/test", least=None)
            book.move("receive", source, purse.account, sum_of)
    rows = [(agreed(treasury, purse, fen, accept=fate == 2), fate) for fen, fate in fens]
    before = whole(place)
    go = [str(row.uid) for row, fate in rows if fate == 1]
    end = close_year(treasury.heads[0], place, year=year, release=go)
    confirm_close(treasury.chief, end)
    returned = sum(one[4] for one in end.lines)
    assert before == whole(place) + returned
    purse.account.refresh_from_db()
    held = Account.objects.filter(parent=purse.account, amount__gt=0)
    assert (purse.account.amount, held.count()) == (0, 0)
    assert not proof.check().faults


def test_the_page_lists_each_with_whom_and_lets_choose(treasury: Treasury) -> None:
    place = treasury.communities[0]
    row = agreed(treasury, filled(place, "rent", 900_00), 200_00)
    client = Client()
    client.force_login(treasury.heads[0].user)
    assert "另有 1 笔未付款 200.00" in client.get(reverse("money.years")).content.decode()
    url = f"{reverse('money.close_year')}?area={place.code}"
    page = client.get(url).content.decode()
    assert "楼道灯 · 惠民超市 · ¥200.00" in page
    assert str(row.uid) in page
    sent = client.post(url, {"year": last_year(), "release": [str(row.uid)]})
    assert sent.status_code == 302
    end = YearEnd.objects.get()
    assert end.commitments == [["spending", str(row.uid), 200_00, "release"]]
    page = client.get(end.get_absolute_url()).content.decode()
    assert "惠民超市" in page
    assert "释放" in page
    seen = client.get(f"/api/v1/money/years/{end.uid}").json()
    assert seen["commitments"] == end.commitments
