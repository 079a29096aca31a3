"""Accounts of a quarter against a list that is added up by hand."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from liren.apps.money.actions.booking import cancel, pay_claim, promised, purse_of, raise_claim
from liren.apps.money.models import Purse
from liren.apps.money.queries.accounts import accounts
from liren.apps.money.rules.accounts import Period, check_reconciled, period_of
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.claims import FeeClaimKind
from liren.apps.money.tests.conftest import Treasury
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger import book

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period(2026, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (Period(2026, 4), date(2026, 10, 1), date(2026, 12, 31)),
        (Period(2024), date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_periods_have_days(period: Period, first: date, last: date) -> None:
    assert (period.first, period.last) == (first, last)
    assert period.after.before == period == period.before.after
    assert period.a_year_ago.year == period.year - 1


class Paper:
    """Every movement on a list."""

    def __init__(self) -> None:
        self.rows: list[tuple[date, str, int, str]] = []
        self.held: dict[str, int] = defaultdict(int)

    def sums(self, period: Period) -> dict[str, tuple[int, int, int, int]]:
        """Opening, in, out, closing of each fund."""
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for day, fund, fen, _kind in self.rows:
            if day < period.first:
                found[fund][0] += fen
            elif day <= period.last:
                found[fund][1 if fen > 0 else 2] += fen
            if day <= period.last:
                found[fund][3] += fen
        return {fund: (a, b, c, d) for fund, (a, b, c, d) in found.items() if any((a, b, c, d))}


def post(purse: Purse, fen: int, day: date, paper: Paper, kind: str = Kind.RECEIVE) -> None:
    """Money comes or goes, in the books and on paper."""
    other = book.open_account("outside/test", least=None)
    moves = [(other, -fen), (purse.account, fen)]
    book.post(kind, moves, day=day)
    paper.rows.append((day, purse.fund.code, fen, kind))


@pytest.mark.parametrize("seed", range(4))
def test_sums_are_those_of_the_list(treasury: Treasury, seed: int) -> None:
    chance, paper, here = random.Random(seed), Paper(), treasury.communities[0]  # noqa: S311
    begin = date(today().year, 1, 1)
    purses = [purse_of(here, treasury.fund(code), today().year) for code in ("rent", "lottery")]
    for purse in purses:
        post(purse, 1_000_00, begin - timedelta(days=40), paper)
    for step in range(40):
        day = begin + timedelta(days=chance.randrange(0, 320))
        purse = chance.choice(purses)
        post(purse, chance.choice([1, -1]) * chance.randrange(1, 20_00), day, paper)
        if step % 10 == 0:  # to hold something and to give it back is neither earned nor spent
            held = book.set_aside(Kind.COMMIT, purse.account, 5_00, name=f"h{step}", day=day)
            book.give_back(Kind.UNCOMMIT, held, 2_00, day=day)
    for quarter in (1, 2, 3, 4):
        period = Period(today().year, quarter)
        found = accounts(here, period)
        check_reconciled(found)
        wanted = paper.sums(period)
        assert {one.fund: (one.opening, one.closing) for one in found.funds} == {
            fund: (sums[0], sums[3]) for fund, sums in wanted.items()
        }
        assert found.received - found.spent == sum(a + b for _o, a, b, _c in wanted.values())
    assert accounts(here, Period(today().year)).held == 4 * 3_00


def test_what_is_carried_over_is_not_earned(treasury: Treasury) -> None:
    here, paper = treasury.communities[0], Paper()
    old = purse_of(here, treasury.fund("rent"), today().year - 1)
    new = purse_of(here, treasury.fund("rent"), today().year)
    post(old, 300_00, today(), paper)
    book.move(Kind.CARRY, old.account, new.account, 300_00)
    other = purse_of(here, treasury.fund("lottery"), today().year)
    book.move(Kind.TRANSFER, new.account, other.account, 100_00)
    found = accounts(here, period_of(today()))
    check_reconciled(found)
    assert (found.received, found.spent, found.closing) == (300_00, 0, 300_00)
    assert {(one.fund, one.heading, one.fen) for one in found.passed} == {
        ("rent", "transfer", -100_00),
        ("lottery", "transfer", 100_00),
    }


def test_claims_stand_under_their_heading_and_with_who_owes(treasury: Treasury) -> None:
    here, day = treasury.communities[0], today()
    facts: dict[str, Any] = {
        "fund": treasury.fund("department"), "title": "入户调查", "basis": "和统〔2026〕1号",
        "year": day.year, "by": treasury.clerk.user,
    }  # fmt: skip
    late = raise_claim(
        here, treasury.department, kind=FeeClaimKind.FEE, fen=800_00, key="a",
        due_on=day - timedelta(days=9), **facts,
    )  # fmt: skip
    early = raise_claim(
        here, treasury.bureau, kind=FeeClaimKind.BASE, fen=500_00, key="b",
        due_on=day + timedelta(days=9), **facts,
    )  # fmt: skip
    pay_claim(late, 300_00, key="p", by=treasury.clerk.user, title="拨款")
    found = accounts(here, period_of(day))
    check_reconciled(found)
    assert [(one.heading, one.fen) for one in found.flows] == [("in_fee", 300_00)]
    assert [(one.body, one.fen, one.overdue) for one in found.owed] == [
        (treasury.department.pk, 500_00, 500_00),
        (treasury.bureau.pk, 500_00, 0),
    ]
    assert (found.claimed, found.overdue) == (1_000_00, 500_00)
    cancel(early, by=treasury.clerk.user, title="撤销")
    assert accounts(here, period_of(day)).claimed == 500_00
    assert accounts(here, period_of(day).before).claimed == 0
    promised(treasury.bureau).refresh_from_db()
    assert promised(treasury.bureau).amount == 0


def test_what_does_not_add_up_is_not_published(treasury: Treasury) -> None:
    purse = treasury.purse(100_00)
    purse.account.amount = 99_00
    purse.account.save()
    with pytest.raises(Refused) as no:
        check_reconciled(accounts(purse.area, period_of(today())))
    assert no.value.code == "money.not-reconciled"


def test_parts_make_the_whole(treasury: Treasury) -> None:
    for at in range(3):
        treasury.purse(100_00, at=at)
    street = treasury.communities[0].parent
    assert street is not None
    found = accounts(street, period_of(today()), below=True)
    assert (found.closing, found.received) == (200_00, 200_00)  # two of three lie in it
    assert accounts(street, period_of(today())).closing == 0
