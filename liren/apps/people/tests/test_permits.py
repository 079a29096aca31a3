"""Residence permits: after half a year, endorsed in their month, lapsed and resumed."""

from datetime import date, datetime

import pytest

from liren.apps.people.actions import permits as actions
from liren.apps.people.models import Permit
from liren.apps.people.queries import permits as queries
from liren.apps.people.rules import Bond
from liren.apps.people.rules.permits import Terms, next_end, standing
from liren.kernel.base.clock import moved_to, today, zone
from liren.kernel.base.errors import Refused

from .conftest import Homes, Settle

TERMS = Terms(after=6, holds=12, window=1)


def at(day: date) -> object:
    """Stand the clock at noon of a day."""
    return moved_to(datetime(day.year, day.month, day.day, 12, tzinfo=zone()))


@pytest.mark.parametrize(
    ("on", "until"),
    [
        (date(2027, 2, 10), date(2028, 3, 10)),  # in the month before: a year more
        (date(2027, 3, 10), date(2028, 3, 10)),
        (date(2027, 5, 1), date(2028, 5, 1)),  # lapsed: a year from the day it resumes
    ],
)
def test_an_endorsement_holds_a_year(on: date, until: date) -> None:
    assert next_end("valid", date(2027, 3, 10), on, TERMS) == until


def test_it_is_not_endorsed_before_its_month() -> None:
    with pytest.raises(Refused, match="2027-02-10 起可以办"):
        next_end("valid", date(2027, 3, 10), date(2027, 2, 9), TERMS)


def test_that_it_lapsed_follows_from_the_day() -> None:
    assert standing("valid", date(2027, 3, 10), date(2027, 3, 10)) == "valid"
    assert standing("valid", date(2027, 3, 10), date(2027, 3, 11)) == "lapsed"


def test_half_a_year_comes_first_and_then_it_is_listed(homes: Homes, settle: Settle) -> None:
    with at(date(2026, 3, 10)):  # type: ignore[attr-defined]
        person = settle("何远")
        assert list(queries.may_have()) == []
        with pytest.raises(Refused, match="2026-09-10 才满"):
            actions.issue_permit(homes.worker, person)
    with at(date(2026, 9, 10)):  # type: ignore[attr-defined]
        assert queries.page_of_able(homes.worker).rows == [person]
        assert queries.page_of_able(homes.elsewhere).rows == []
        permit = actions.issue_permit(homes.worker, person)
        assert permit.endorse_by == date(2027, 9, 10)
        assert list(queries.may_have()) == []
        with pytest.raises(Refused, match="已有登记的居住证"):
            actions.issue_permit(homes.worker, person)


def test_a_paper_that_was_seen_is_believed(homes: Homes, settle: Settle) -> None:
    assert actions.issue_permit(homes.worker, settle("何远"), seen=True).state == "valid"


def test_who_is_at_home_here_needs_none(homes: Homes, settle: Settle) -> None:
    local = settle("沈家和", tie=Bond.HUKOU)
    with pytest.raises(Refused, match="户籍就在本市"):
        actions.issue_permit(homes.worker, local)
    with pytest.raises(Refused, match="另有证件"):
        actions.issue_permit(
            homes.worker, settle("Ann Li", paper="passport", id_number="E12345678")
        )


def test_it_lapses_resumes_and_ends(homes: Homes, settle: Settle) -> None:
    with at(date(2026, 3, 10)):  # type: ignore[attr-defined]
        person = settle("何远")
        permit = actions.issue_permit(homes.worker, person, seen=True)
        assert queries.page_of_permits(homes.worker, "endorse").rows == []
    with at(date(2027, 2, 20)):  # type: ignore[attr-defined]
        assert queries.page_of_permits(homes.worker, "endorse").rows == [permit]
    with at(date(2027, 3, 11)):  # type: ignore[attr-defined]
        assert queries.page_of_permits(homes.worker, "lapsed").rows == [permit]
        assert (actions.lapse(), actions.lapse()) == (1, 0)
        assert Permit.objects.get().state == "lapsed"
        permit = actions.endorse_permit(homes.worker, permit)
        assert (permit.state, permit.endorse_by) == ("valid", date(2028, 3, 11))
        actions.end_permit(homes.worker, permit, reason="已离开本市")
        with pytest.raises(Refused, match="已经终止"):
            actions.endorse_permit(homes.worker, permit)
        assert actions.issue_permit(homes.worker, person).issued_on == today()
