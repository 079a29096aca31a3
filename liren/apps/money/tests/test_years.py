"""Closing a year: what blocks it, what stays, what goes back, and nothing lost between."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liren.apps.money.actions.booking import purse_of
from liren.apps.money.actions.budgets import (
    approve_budget,
    change_budget,
    draft_budget,
    drop_budget,
    return_budget,
    revise_budget,
    submit_budget,
)
from liren.apps.money.actions.receipts import add_receipt, confirm_receipt
from liren.apps.money.actions.years import close_year, confirm_close, drop_close
from liren.apps.money.jobs.years import confirm_below, propose_below
from liren.apps.money.models import Budget, Category, Fund, Purse, YearEnd
from liren.apps.money.queries.years import blocking, end_of
from liren.apps.money.rules.budgets import Planned
from liren.apps.money.tests.conftest import COMMUNITIES, STREET, Treasury
from liren.kernel.access.models import Area
from liren.kernel.base.clock import moved_to, today, zone
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book, proof
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db


def last_year() -> int:
    """The year that is over."""
    return today().year - 1


def filled(area: Area, code: str, fen: int) -> Purse:
    """A purse of last year with money in it."""
    year = last_year()
    with moved_to(datetime(year, 6, 1, 10, tzinfo=zone())):
        made = purse_of(area, Fund.objects.get(code=code), year)
        if fen:
            book.move("receive", book.open_account("outside/test", least=None), made.account, fen)
    return made


def amount(area: Area, code: str, year: int) -> int:
    """What lies in a purse; nothing where there is none."""
    rows = Purse.objects.filter(area=area, fund__code=code, year=year)
    return sum(rows.values_list("account__amount", flat=True))


def test_what_carries_stays_and_the_rest_goes_back(treasury: Treasury) -> None:
    place = treasury.communities[0]
    filled(place, "rent", 800_00)
    filled(place, "fiscal_district", 300_00)
    end = close_year(treasury.heads[0], place, year=last_year())
    assert amount(place, "rent", last_year()) == 800_00
    confirm_close(treasury.chief, end)
    assert amount(place, "rent", last_year()) == amount(place, "fiscal_district", last_year()) == 0
    assert amount(place, "rent", today().year) == 800_00
    assert amount(place, "fiscal_district", today().year) == 0
    assert not Purse.objects.filter(area=place, year=last_year(), closed_at=None).exists()
    assert not proof.check().faults


def test_a_closed_year_takes_nothing(treasury: Treasury) -> None:
    place = treasury.communities[0]
    filled(place, "rent", 1_00)
    confirm_close(treasury.chief, close_year(treasury.heads[0], place, year=last_year()))
    with pytest.raises(Refused) as no:
        add_receipt(
            treasury.workers[0], place, fund=treasury.fund("rent"), payer="超市", title="租金",
            category=Category.objects.get(code="in_rent"), fen=100, paper="1",
            day=today().replace(year=last_year(), month=12, day=1),
        )  # fmt: skip
    assert no.value.code == "money.year-closed"


def test_what_waits_is_finished_first(treasury: Treasury) -> None:
    place = treasury.communities[0]
    made = add_receipt(
        treasury.workers[0], place, fund=treasury.fund("rent"), payer="超市", title="十二月租金",
        category=Category.objects.get(code="in_rent"), fen=100, paper="1",
        day=today().replace(year=last_year(), month=12, day=1),
    )  # fmt: skip
    assert [one.title for one in blocking(place, last_year())] == ["十二月租金"]
    with pytest.raises(Refused) as no:
        close_year(treasury.heads[0], place, year=last_year())
    assert no.value.code == "money.year-unfinished"
    assert "十二月租金" in str(no.value)
    confirm_receipt(treasury.heads[0], made)
    assert close_year(treasury.heads[0], place, year=last_year())


def test_what_is_held_for_anything_blocks(treasury: Treasury) -> None:
    purse = filled(treasury.communities[0], "rent", 500)
    held = book.set_aside("commit", purse.account, 200, name="purchase-1")
    with pytest.raises(Refused):
        close_year(treasury.heads[0], treasury.communities[0], year=last_year())
    book.give_back("uncommit", held, 200)
    assert close_year(treasury.heads[0], treasury.communities[0], year=last_year())


def test_a_running_year_is_not_closed(treasury: Treasury) -> None:
    with pytest.raises(Refused) as no:
        close_year(treasury.heads[0], treasury.communities[0], year=today().year)
    assert no.value.code == "money.year-running"


def test_who_proposed_does_not_confirm(treasury: Treasury) -> None:
    filled(treasury.communities[0], "rent", 1)
    end = close_year(treasury.chief, treasury.communities[0], year=last_year())
    with pytest.raises(Refused) as no:
        confirm_close(treasury.chief, end)
    assert no.value.code == "access.own-work"


def test_what_changed_since_is_proposed_anew(treasury: Treasury) -> None:
    place = treasury.communities[0]
    purse = filled(place, "rent", 100)
    end = close_year(treasury.heads[0], place, year=last_year())
    book.move("receive", book.open_account("outside/test", least=None), purse.account, 1)
    with pytest.raises(Refused) as no:
        confirm_close(treasury.chief, end)
    assert no.value.code == "money.close-changed"
    drop_close(treasury.heads[0], end)
    again = close_year(treasury.heads[0], place, year=last_year())
    assert confirm_close(treasury.chief, again).confirmed_by


def test_closed_twice_is_closed_once(treasury: Treasury) -> None:
    place = treasury.communities[0]
    filled(place, "rent", 100)
    end = confirm_close(treasury.chief, close_year(treasury.heads[0], place, year=last_year()))
    with pytest.raises(Refused) as no:
        confirm_close(treasury.finance, end)
    assert no.value.code == "money.close-done"
    with pytest.raises(Refused):
        close_year(treasury.heads[0], place, year=last_year())
    assert amount(place, "rent", today().year) == 100


def whole_street(treasury: Treasury) -> YearEnd:
    """The end of the year of a subdistrict with all that lies in it."""
    for place in treasury.communities:
        filled(place, "rent", 100)
    return close_year(treasury.desk, world.area(STREET), year=last_year(), below=True)


def test_a_subdistrict_closes_all_its_communities(treasury: Treasury) -> None:
    end = whole_street(treasury)
    propose_below(end.pk)
    propose_below(end.pk)
    ends = YearEnd.objects.filter(year=last_year())
    assert ends.count() == 3, "itself and its two communities; the third lies elsewhere"
    confirm_close(treasury.chief, end)
    confirm_below(end.pk)
    confirm_below(end.pk)
    assert ends.exclude(confirmed_by=None).count() == 3
    assert [amount(place, "rent", today().year) for place in treasury.communities] == [100, 100, 0]


def test_a_worker_that_dies_half_way_finishes_once(
    treasury: Treasury, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = whole_street(treasury)
    propose_below(end.pk)
    confirm_close(treasury.chief, end)
    real, calls = confirm_close, []

    def dies(actor: Any, row: Any) -> Any:
        calls.append(row)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(actor, row)

    monkeypatch.setattr("liren.apps.money.jobs.years.confirm_close", dies)
    with pytest.raises(KeyboardInterrupt):
        confirm_below(end.pk)
    assert [amount(p, "rent", today().year) for p in treasury.communities] == [100, 0, 0]
    monkeypatch.setattr("liren.apps.money.jobs.years.confirm_close", real)
    confirm_below(end.pk)
    assert [amount(p, "rent", today().year) for p in treasury.communities] == [100, 100, 0]
    assert not proof.check().faults


def test_a_community_that_is_not_ready_holds_up_no_other(treasury: Treasury) -> None:
    purse = filled(treasury.communities[0], "rent", 100)
    book.set_aside("commit", purse.account, 1, name="purchase-1")
    end = whole_street(treasury)
    propose_below(end.pk)
    confirm_close(treasury.chief, end)
    confirm_below(end.pk)
    first, second = (end_of(place, last_year()) for place in treasury.communities[:2])
    assert first is None
    assert second is not None
    assert second.confirmed_by_id


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(there=st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
def test_nothing_is_lost_between_the_years(treasury: Treasury, there: list[int]) -> None:
    codes = ("rent", "fiscal_district", "donation", "lottery_city", "other")
    place = world.area(f"{COMMUNITIES[0][:-4]}{900 + len(Area.objects.all()):03d}.")
    purses = [filled(place, code, fen) for code, fen in zip(codes, there, strict=False)]
    end = close_year(treasury.chief, place, year=last_year())
    confirm_close(treasury.finance, end)
    returned = sum(one[4] for one in end.lines)
    after = sum(amount(place, code, today().year) for code in codes)
    assert sum(there) == after + returned
    for one in purses:
        one.account.refresh_from_db()
        assert one.account.amount == 0


def revised(treasury: Treasury) -> tuple[Budget, YearEnd]:
    """A revision that waits while the end of its year is proposed."""
    place, year = treasury.communities[0], last_year()
    lines = [Planned("out", "rent", "office", 100)]
    with moved_to(datetime(year, 6, 1, 10, tzinfo=zone())):
        row = draft_budget(treasury.workers[0], place, year=year)
        row = change_budget(treasury.workers[0], row, lines=lines, seen=row.version)
        row = approve_budget(treasury.chief, submit_budget(treasury.workers[0], row))
        row = revise_budget(treasury.heads[0], row, note="追加活动经费")
        row = submit_budget(treasury.heads[0], row)
    filled(place, "rent", 1_00)
    return row, close_year(treasury.heads[0], place, year=year)


def test_a_closed_year_takes_no_revision(treasury: Treasury) -> None:
    row, end = revised(treasury)
    confirm_close(treasury.chief, end)
    with pytest.raises(Refused) as no:
        approve_budget(treasury.chief, row)
    assert no.value.code == "money.year-closed"
    row = return_budget(treasury.chief, row, note="这一年已经决算")
    with pytest.raises(Refused):
        submit_budget(treasury.heads[0], row)
    assert drop_budget(treasury.heads[0], row).state == "dropped"
    states = Budget.objects.filter(area=row.area).values_list("state", flat=True)
    assert sorted(states) == ["closed", "dropped"]


def test_the_page_says_that_the_year_is_closed(treasury: Treasury) -> None:
    row, end = revised(treasury)
    confirm_close(treasury.chief, end)
    client = Client()
    client.force_login(treasury.chief.user)
    page = client.get(row.get_absolute_url()).content.decode()
    assert f"{last_year()} 年已经决算" in page
    assert reverse("money.approve_budget", args=[row.uid]) not in page
    tried = client.post(reverse("money.approve_budget", args=[row.uid]), {"note": ""})
    assert "不能再" in tried.content.decode()
    api = f"/api/v1/money/budgets/{row.uid}/approve"
    answer = client.post(api, {"note": ""}, content_type="application/json")
    assert (answer.status_code, "money.year-closed" in answer.content.decode()) == (409, True)
