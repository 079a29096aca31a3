"""Budgets: drafted, approved above, revised in versions, and what is left under a heading."""

from typing import Any

import pytest

from liren.apps.money.actions.budgets import (
    approve_budget,
    change_budget,
    draft_budget,
    drop_budget,
    return_budget,
    revise_budget,
    submit_budget,
)
from liren.apps.money.models import Budget, Category
from liren.apps.money.queries.budgets import compared, in_force, left, lines_of, waiting
from liren.apps.money.rules.budgets import Planned
from liren.apps.money.tests.conftest import DISTRICT, STREET, Treasury
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db
LINES = [
    Planned("in", "fiscal_district", "in_fiscal", 50_000_00),
    Planned("out", "fiscal_district", "office", 20_000_00),
    Planned("out", "fiscal_district", "activities", 10_000_00, "重阳节"),
]


def drafted(treasury: Treasury, lines: Any = LINES) -> Budget:
    """A draft with lines of the first community."""
    row = draft_budget(treasury.workers[0], treasury.communities[0], year=today().year)
    return change_budget(treasury.workers[0], row, lines=lines, seen=row.version)


def approved(treasury: Treasury) -> Budget:
    """What is in force."""
    return approve_budget(treasury.chief, submit_budget(treasury.workers[0], drafted(treasury)))


def test_the_subdistrict_approves_and_it_is_in_force(treasury: Treasury) -> None:
    row = approved(treasury)
    assert row.state == "approved"
    assert in_force(treasury.communities[0], today().year) == row


def test_left_is_what_the_budget_says(treasury: Treasury) -> None:
    place, fund = treasury.communities[0], treasury.fund()
    office = Category.objects.get(code="office")
    assert left(place, today().year, fund, office) is None
    approved(treasury)
    assert left(place, today().year, fund, office) == 20_000_00
    assert left(place, today().year, fund, Category.objects.get(code="wages")) == 0


def test_a_subdistrict_does_not_approve_its_own(treasury: Treasury) -> None:
    street = world.area(STREET)
    row = draft_budget(treasury.desk, street, year=today().year)
    row = change_budget(treasury.desk, row, lines=LINES, seen=row.version)
    row = submit_budget(treasury.desk, row)
    assert row not in waiting(treasury.chief)
    assert row in waiting(treasury.finance)
    with pytest.raises(Refused) as no:
        approve_budget(treasury.chief, row)
    assert no.value.code == "money.not-above"
    assert approve_budget(treasury.finance, row).state == "approved"


def test_a_districts_own_is_approved_by_a_second_person(treasury: Treasury) -> None:
    row = draft_budget(treasury.finance, world.area(DISTRICT), year=today().year)
    row = change_budget(treasury.finance, row, lines=LINES, seen=row.version)
    row = submit_budget(treasury.finance, row)
    with pytest.raises(Refused) as no:
        approve_budget(treasury.finance, row)
    assert no.value.code == "access.own-work"
    assert approve_budget(treasury.second, row).state == "approved"


def test_what_is_returned_says_why_and_is_submitted_again(treasury: Treasury) -> None:
    row = submit_budget(treasury.workers[0], drafted(treasury))
    with pytest.raises(Refused):
        return_budget(treasury.chief, row, note="改")
    row = return_budget(treasury.chief, row, note="活动费偏高，请压减")
    assert (row.state, row.answer) == ("draft", "活动费偏高，请压减")
    row = submit_budget(treasury.workers[0], row)
    assert approve_budget(treasury.chief, row).state == "approved"


def test_a_revision_takes_the_place_when_it_is_approved(treasury: Treasury) -> None:
    first = approved(treasury)
    second = revise_budget(treasury.heads[0], first, note="街道追加活动经费")
    assert (second.number, lines_of(second)) == (2, lines_of(first))
    assert in_force(first.area, first.year) == first
    more = [*LINES[:2], Planned("out", "fiscal_district", "activities", 15_000_00)]
    second = change_budget(treasury.heads[0], second, lines=more, seen=second.version)
    approve_budget(treasury.chief, submit_budget(treasury.heads[0], second))
    first.refresh_from_db()
    assert first.state == "superseded"
    rows = {one.category.code: one for one in compared(Budget.objects.get(pk=second.pk))}
    assert (rows["activities"].planned, rows["activities"].before) == (15_000_00, 10_000_00)


def test_one_draft_at_a_time(treasury: Treasury) -> None:
    row = drafted(treasury)
    with pytest.raises(Refused) as no:
        draft_budget(treasury.heads[0], treasury.communities[0], year=today().year)
    assert no.value.code == "money.budget-open"
    drop_budget(treasury.workers[0], row)
    assert draft_budget(treasury.heads[0], row.area, year=row.year).number == 2


def test_who_did_not_see_the_latest_overwrites_nothing(treasury: Treasury) -> None:
    row = drafted(treasury)
    with pytest.raises(Refused) as no:
        change_budget(treasury.heads[0], row, lines=LINES[:2], seen=row.version - 1)
    assert no.value.code == "money.budget-stale"
    assert len(lines_of(row)) == 3


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([LINES[0], LINES[0]], "money.line-twice"),
        ([Planned("out", "rent", "in_rent", 1)], "money.wrong-heading"),
        ([Planned("out", "rent", "office", -1)], "money.odd-line"),
    ],
)
def test_lines_that_cannot_be_are_refused(treasury: Treasury, lines: Any, code: str) -> None:
    with pytest.raises(Refused) as no:
        drafted(treasury, lines)
    assert no.value.code == code


def test_an_empty_budget_is_not_submitted(treasury: Treasury) -> None:
    with pytest.raises(Refused) as no:
        submit_budget(treasury.workers[0], drafted(treasury, LINES[:1]))
    assert no.value.code == "money.budget-empty"


def test_next_year_begins_with_this_years_lines(treasury: Treasury) -> None:
    approved(treasury)
    row = draft_budget(treasury.workers[0], treasury.communities[0], year=today().year + 1)
    assert lines_of(row) == LINES
