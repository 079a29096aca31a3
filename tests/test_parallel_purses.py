"""Many at once: one receipt, one budget, one end of a year are decided once."""

from collections import Counter
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from liren.apps.money.actions import spendings
from liren.apps.money.actions.booking import purse_of
from liren.apps.money.actions.budgets import (
    approve_budget,
    change_budget,
    draft_budget,
    revise_budget,
    submit_budget,
)
from liren.apps.money.actions.receipts import add_receipt, confirm_receipt
from liren.apps.money.actions.years import close_year, confirm_close
from liren.apps.money.models import Budget, Category, Fund, Purse, Receipt, YearEnd
from liren.apps.money.rules.budgets import Planned
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import moved_to, today, zone
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book, proof
from liren.kernel.testing import world
from tests.threads import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
DISTRICT, COMMUNITY = "990101.", "990101.001.001."
LINES = [Planned("out", "rent", "office", 100)]


@pytest.fixture
def finance() -> list[Actor]:
    """Three of finance, with the rules in force."""
    world.rules()
    return [world.actor(f"finance{n}", "district_finance", DISTRICT) for n in range(3)]


def kinds(found: list[Any]) -> Counter[str]:
    """What came of it, by kind; faults of another kind show their names."""
    return Counter(type(one).__name__ for one in found)


def receipt(who: Actor, area: Area, day: Any = None) -> Receipt:
    """Rent that waits."""
    return add_receipt(
        who, area, fund=Fund.objects.get(code="rent"), payer="超市", title="租金", fen=500,
        category=Category.objects.get(code="in_rent"), day=day or today(), paper="1",
    )  # fmt: skip


def test_fifty_confirmations_are_one(finance: list[Actor]) -> None:
    made = receipt(finance[0], world.area(COMMUNITY))
    acts: list[Any] = [partial(confirm_receipt, finance[1 + n % 2], made) for n in range(50)]
    found = at_once(acts, width=10)
    assert kinds(found) == {"Receipt": 1, "Refused": 49}
    assert Purse.objects.get().account.amount == 500
    assert not proof.check().faults


def test_two_approvals_are_one(finance: list[Actor]) -> None:
    row = draft_budget(finance[0], world.area(COMMUNITY), year=today().year)
    row = change_budget(finance[0], row, lines=LINES, seen=row.version)
    row = submit_budget(finance[0], row)
    found = at_once([partial(approve_budget, who, row) for who in finance[1:]])
    assert kinds(found) == {"Budget": 1, "Refused": 1}
    assert Budget.objects.get().state == "approved"


def test_two_drafts_are_one(finance: list[Actor]) -> None:
    area, year = world.area(COMMUNITY), today().year
    found = at_once([partial(draft_budget, who, area, year=year) for who in finance])
    assert kinds(found) == {"Budget": 1, "Refused": 2}


def test_a_year_is_closed_once_and_nothing_slips_in(finance: list[Actor]) -> None:
    area, year = world.area(COMMUNITY), today().year - 1
    purse = purse_of(area, Fund.objects.get(code="rent"), year)
    book.move("receive", book.open_account("outside/test", least=None), purse.account, 900)
    end = close_year(finance[0], area, year=year)
    late = today().replace(year=year, month=12, day=1)
    acts: list[Any] = [
        partial(confirm_close, finance[1], end),
        partial(confirm_close, finance[2], end),
        partial(receipt, finance[0], area, late),
    ]
    found = at_once(acts)
    assert all(isinstance(one, Refused) or hasattr(one, "pk") for one in found), found
    closed = [one for one in found[:2] if hasattr(one, "pk")]
    # either the year was closed first, or what came in first keeps it open
    assert len(closed) == int(isinstance(found[2], Refused))
    purse.account.refresh_from_db()
    assert purse.account.amount == (0 if closed else 900)
    assert not proof.check().faults


def test_a_revision_is_approved_before_the_year_is_closed_or_not_at_all(
    finance: list[Actor],
) -> None:
    area, year = world.area(COMMUNITY), today().year - 1
    for n in range(4):
        with moved_to(datetime(year - n, 6, 1, 10, tzinfo=zone())):
            purse_of(area, Fund.objects.get(code="rent"), year - n)
            row = draft_budget(finance[0], area, year=year - n)
            row = change_budget(finance[0], row, lines=LINES, seen=row.version)
            row = approve_budget(finance[1], submit_budget(finance[0], row))
            row = submit_budget(finance[0], revise_budget(finance[0], row, note="追加经费"))
        end = close_year(finance[0], area, year=year - n)
        acts: list[Callable[[], object]] = [
            partial(approve_budget, finance[1], row),
            partial(confirm_close, finance[2], end),
        ]
        found = at_once(acts)
        assert isinstance(found[1], YearEnd), found
        states = set(Budget.objects.filter(year=year - n).values_list("state", flat=True))
        late = isinstance(found[0], Refused)
        assert late or isinstance(found[0], Budget), found
        assert states == ({"closed", "submitted"} if late else {"superseded", "closed"})


def test_a_payment_is_made_before_its_year_ends_or_after_and_never_twice(
    finance: list[Actor],
) -> None:
    area, year = world.area(COMMUNITY), today().year - 1
    purse = purse_of(area, Fund.objects.get(code="rent"), year)
    book.move("receive", book.open_account("outside/test", least=None), purse.account, 900)
    with moved_to(datetime(year, 11, 1, 10, tzinfo=zone())):
        worker = world.actor("worker", "community_worker", COMMUNITY)
        row = spendings.ask(
            worker, purse, category=Category.objects.get(code="office"), title="灯", fen=300,
            payee="超市",
        )  # fmt: skip
        row = spendings.approve(finance[1], row)
        row = spendings.accept(worker, row, fen=300, outcome="齐全")
    end = close_year(finance[0], area, year=year)
    acts: list[Callable[[], object]] = [
        partial(spendings.pay, finance[2], row, day=today(), bank_paper="回单 1"),
        partial(confirm_close, finance[1], end),
    ]
    found = at_once(acts)
    kept = Purse.objects.get(area=area, year=year + 1) if isinstance(found[1], YearEnd) else purse
    kept.account.refresh_from_db()
    assert kinds(found) in ({"Spending": 1, "YearEnd": 1}, {"Spending": 1, "Refused": 1}), found
    assert kept.account.amount == 600
    assert not proof.check().faults
