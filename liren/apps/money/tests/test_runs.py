"""The yearly run: what is counted, why it changed, who agrees, what is booked and how often."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.money.actions import runs as actions
from liren.apps.money.actions.booking import pay_claim
from liren.apps.money.models import Claim, Entitlement, Run
from liren.apps.money.tests.conftest import DISTRICT, STREET, Treasury
from liren.apps.standards import actions as standards
from liren.kernel.access.models import Area
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.ledger.reading import balance
from liren.kernel.testing import world

YEAR = today().year
FEN = 100


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is done here is refused with this code."""
    with pytest.raises(Refused) as no:
        yield
    assert no.value.code == code


def declared(
    treasury: Treasury, area: Area, key: str, value: object, year: int = YEAR - 1
) -> None:
    """A number of an area at the end of a year, declared by one and confirmed by another."""
    day = min(date(year, 12, 31), today())
    row = standards.declare(
        treasury.office, area, key=key, value=Decimal(str(value)), day=day, document="统计年报"
    )
    standards.confirm(treasury.finance, row, value=row.value)


def counted(treasury: Treasury, year: int = YEAR, path: str = DISTRICT) -> Run:
    """A run that the worker has counted."""
    run = actions.count_run(treasury.office, world.area(path), year=year)
    actions.count(run)
    run.refresh_from_db()
    return run


def booked(treasury: Treasury, run: Run) -> Run:
    """The same, agreed to by two and posted."""
    run = actions.consent_run(treasury.office, run)
    run = actions.consent_run(treasury.finance, run)
    actions.post(run)
    run.refresh_from_db()
    return run


def line(run: Run, path: str, code: str = "per_capita") -> Entitlement:
    """One line of a run."""
    return run.entitlements.select_related("claim", "scheme").get(
        area__path=path, scheme__code=code
    )


@pytest.fixture
def street(treasury: Treasury) -> Area:
    """The first subdistrict, with its residents."""
    area = world.area(STREET)
    declared(treasury, area, "residents", 100_000)
    return area


def test_a_run_counts_what_rules_and_facts_give(treasury: Treasury, street: Area) -> None:
    run = counted(treasury)
    one = line(run, STREET)
    assert (run.state, one.fen) == ("proposed", 20 * 100_000 * FEN)
    assert one.debtor == treasury.bureau
    facts = {fact["key"]: fact for fact in one.figure["facts"]}
    assert facts["residents"]["value"] == "100000"
    assert facts["residents"]["declared"]
    keys = {rule["key"] for rule in one.figure["rules"]}
    assert keys == {"funding.per_capita", "funding.per_capita_paid"}
    assert "100,000" in one.figure["steps"]["zh"][-1]["lines"][0]


def test_what_cannot_be_counted_says_which_fact_lacks(treasury: Treasury, street: Area) -> None:
    run = counted(treasury)
    other = line(run, "990101.002.")
    assert other.fen is None
    assert [lack["key"] for lack in other.lacks] == ["residents"]
    lottery = line(run, STREET, "lottery")
    assert (lottery.fen, lottery.debtor) == (None, treasury.department)
    run = booked(treasury, run)
    assert Claim.objects.count() == 1


def test_two_persons_agree_and_the_claim_lies_in_the_books(
    treasury: Treasury, street: Area
) -> None:
    run = actions.consent_run(treasury.office, counted(treasury))
    assert run.state == "half"
    with refused("access.own-work"):
        actions.consent_run(treasury.office, run)
    actions.post(run)
    assert not Claim.objects.exists()
    run = actions.consent_run(treasury.finance, run)
    assert actions.post(run) == 1
    claim = Claim.objects.get()
    assert (claim.fen, claim.kind, claim.area) == (2_000_000 * FEN, "per_capita", street)
    assert (claim.due_on, claim.year) == (date(YEAR, 12, 31), YEAR)
    assert balance(f"claim/{claim.uid}") == claim.fen
    assert balance(f"promise/{treasury.bureau.pk}") == -claim.fen
    run.refresh_from_db()
    assert run.state == "posted"
    assert actions.post(run) == 0


def test_a_second_run_books_the_difference_only(treasury: Treasury, street: Area) -> None:
    booked(treasury, counted(treasury))
    declared(treasury, street, "residents", 110_000)
    later = counted(treasury)
    assert line(later, STREET).posted_before_fen == 2_000_000 * FEN
    booked(treasury, later)
    assert [claim.fen for claim in Claim.objects.order_by("pk")] == [
        2_000_000 * FEN,
        200_000 * FEN,
    ]
    assert booked(treasury, counted(treasury)).state == "posted"
    assert Claim.objects.count() == 2


def test_a_smaller_amount_takes_nothing_back_by_itself(treasury: Treasury, street: Area) -> None:
    booked(treasury, counted(treasury))
    declared(treasury, street, "residents", 90_000)
    run = booked(treasury, counted(treasury))
    one = line(run, STREET)
    assert (one.fen, one.posted_before_fen, one.claim) == (
        1_800_000 * FEN,
        2_000_000 * FEN,
        None,
    )
    assert Claim.objects.get().fen == 2_000_000 * FEN


def test_what_changed_since_last_year_is_named(treasury: Treasury, street: Area) -> None:
    declared(treasury, street, "residents", 80_000, 2016)
    booked(treasury, counted(treasury, 2016))
    run = counted(treasury, 2017)
    one = line(run, STREET)
    assert (one.before_fen, one.fen) == (0, 20 * 80_000 * FEN)
    why = {one["zh"]: (one["before"], one["after"]) for one in one.figure["why"]}
    assert why["补助范围（街道）"] == ("0", "1")


def test_a_fact_of_last_year_is_no_fact_of_this_one(treasury: Treasury, street: Area) -> None:
    declared(treasury, street, "lottery_decided", 30_000, YEAR - 1)
    one = line(counted(treasury), STREET, "lottery")
    assert one.fen is None
    assert one.lacks[0]["stale"] == f"{YEAR - 1}-12-31"
    assert line(counted(treasury, YEAR - 1), STREET, "lottery").fen == 30_000 * FEN


def test_what_is_promised_for_old_years_is_overdue_at_once(
    treasury: Treasury, street: Area
) -> None:
    housing = world.body("建设局", "department", DISTRICT, "housing")
    declared(treasury, street, "villages", 6, 2018)
    declared(treasury, street, "village_award_due", 120_000, 2018)
    booked(treasury, counted(treasury, 2018))
    claim = Claim.objects.get(kind="upkeep")
    assert (claim.debtor, claim.due_on) == (housing, date(2018, 12, 31))
    assert claim.days_late > 1000


def test_what_is_struck_raises_no_claim(treasury: Treasury, street: Area) -> None:
    run = counted(treasury)
    one = line(run, STREET)
    with refused("money.no-reason"):
        actions.strike_entitlement(treasury.office, one, reason=" ")
    actions.strike_entitlement(treasury.office, one, reason="上年已经预拨。")
    with refused("money.struck"):
        actions.strike_entitlement(treasury.office, one, reason="上年已经预拨。")
    booked(treasury, run)
    assert not Claim.objects.exists()


def test_after_the_first_consent_nothing_is_struck(treasury: Treasury, street: Area) -> None:
    run = actions.consent_run(treasury.office, counted(treasury))
    with refused("flow.wrong-state"):
        actions.strike_entitlement(treasury.finance, line(run, STREET), reason="上年已经预拨。")


def test_a_run_that_is_taken_back_can_be_counted_anew(treasury: Treasury, street: Area) -> None:
    run = counted(treasury)
    with refused("money.run-open"):
        actions.count_run(treasury.office, world.area(DISTRICT), year=YEAR)
    with refused("money.run-open"):
        actions.count_run(treasury.office, street, year=YEAR)
    run = actions.withdraw_run(treasury.finance, run, reason="底数有误，更正后重算。")
    assert run.state == "withdrawn"
    with refused("flow.wrong-state"):
        actions.consent_run(treasury.office, run)
    assert counted(treasury, path=STREET).entitlements.count() == 3


def test_a_run_that_is_taken_back_while_it_is_counted_stops(
    treasury: Treasury, street: Area
) -> None:
    run = actions.count_run(treasury.office, world.area(DISTRICT), year=YEAR)
    stale = Run.objects.get(pk=run.pk)
    actions.withdraw_run(treasury.office, run, reason="年度填错了。")
    assert actions.count(stale) == 0
    assert not stale.entitlements.exists()


def test_years_and_places_that_cannot_be_are_refused(treasury: Treasury) -> None:
    district = world.area(DISTRICT)
    for year in (1999, YEAR + 1):
        with refused("money.odd-year"):
            actions.count_run(treasury.office, district, year=year)
    with refused("money.odd-place"):
        actions.count_run(treasury.office, treasury.communities[0], year=YEAR)


def test_only_the_district_agrees(treasury: Treasury, street: Area) -> None:
    run = counted(treasury)
    for actor in (treasury.chief, treasury.heads[0], treasury.clerk, treasury.auditor):
        with pytest.raises(PermissionDenied):
            actions.consent_run(actor, run)
        with pytest.raises(PermissionDenied):
            actions.withdraw_run(actor, run, reason="不同意。")
    mine = actions.withdraw_run(treasury.office, run, reason="重算。")
    assert mine.state == "withdrawn"
    own = actions.count_run(actor_of(treasury.chief.user), street, year=YEAR)
    assert own.area == street


def test_a_cancelled_claim_is_open_again_for_a_later_run(treasury: Treasury, street: Area) -> None:
    booked(treasury, counted(treasury))
    claim = Claim.objects.get()
    pay_claim(claim, 100, key="t", by=treasury.finance.user, title="付")
    Claim.objects.update(state="cancelled")
    assert line(counted(treasury), STREET).posted_before_fen == 100  # what was paid stays paid
