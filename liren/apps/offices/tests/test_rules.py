"""Rules by themselves: no database."""

from datetime import date

import pytest

from liren.apps.offices import rules
from liren.kernel.base.errors import Refused
from liren.site.giving import ADMINISTRATORS, APART, GIVES
from liren.site.roles import ROLES

DAY = date(2026, 11, 22)
LAW = "《城市居民委员会组织法》第八条"


def code_of(act: object, *given: object) -> str:
    """With which code a rule refuses."""
    with pytest.raises(Refused) as no:
        act(*given)  # type: ignore[operator]
    assert len(str(no.value)) > 8
    return no.value.code


@pytest.mark.parametrize(
    ("rule", "given", "code"),
    [
        (rules.check_title, (" ",), "offices.no-title"),
        (rules.check_seats, (0,), "offices.bad-seats"),
        (rules.check_seats, (9999,), "offices.bad-seats"),
        (rules.check_seats, (1, 2), "offices.seats-held"),
        (rules.check_term, (0,), "offices.bad-term"),
        (rules.check_free, (2, 2), "offices.no-seat"),
        (rules.check_alive, (date(2026, 1, 1), DAY), "offices.post-gone"),
        (rules.check_empty, (1,), "offices.post-held"),
        (rules.check_span, (DAY, date(2026, 11, 21)), "offices.bad-span"),
        (rules.check_ahead, (date(2026, 11, 21), DAY), "offices.over"),
        (rules.check_end, (DAY, date(2026, 11, 23), DAY), "offices.end-later"),
        (rules.check_end, (DAY, date(2026, 11, 20), DAY), "offices.end-before"),
        (rules.check_running, (DAY,), "offices.ended"),
        (rules.check_not_self, (7, 7), "offices.own-hand"),
        (rules.check_no_double, (True,), "offices.sits-already"),
        (rules.check_absence, (DAY, date(2027, 11, 22), DAY, 180), "offices.absence-too-long"),
        (rules.check_reason, ("",), "offices.no-reason"),
        (rules.check_places, (True, True, True), "offices.body-only"),
        (rules.check_places, (True, False, False), "offices.body-only"),
        (rules.check_places, (False, False, True), "offices.no-area"),
    ],
)
def test_rules_refuse(rule: object, given: tuple[object, ...], code: str) -> None:
    assert code_of(rule, *given) == code


@pytest.mark.parametrize(
    ("since", "years", "end"),
    [
        (date(2026, 3, 15), 5, date(2031, 3, 14)),
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
    ],
)
def test_a_term_ends_on_the_day_before_its_anniversary(since: date, years: int, end: date) -> None:
    assert rules.last_day(since, years) == end


def test_a_term_is_no_longer_than_the_rule_and_says_where_that_is_written() -> None:
    rules.check_within_term(DAY, date(2031, 11, 21), 5, LAW)
    rules.check_within_term(DAY, None, None, "")
    for until in (date(2031, 11, 22), None):
        with pytest.raises(Refused) as no:
            rules.check_within_term(DAY, until, 5, LAW)
        assert (no.value.code, no.value.source) == ("offices.term-too-long", LAW)


# ── the page on which it is written who may give what ───────────────────────────────────────


def test_giving_names_roles_that_exist_and_leaves_none_out() -> None:
    given = frozenset().union(*GIVES.values())
    assert set(GIVES) | given | set().union(*(a | b for a, b in APART)) <= set(ROLES)
    assert given == set(ROLES) - {"resident", "reporter", "self", "system"}


def test_nobody_gives_his_own_role_and_no_one_alone_makes_every_administrator() -> None:
    assert all(role not in gives for role, gives in GIVES.items())
    opens = {role for role, verbs in ROLES.items() if "access.create_account" in verbs}
    for role in opens - {"system"}:
        assert not GIVES.get(role, frozenset()) & ADMINISTRATORS


def test_who_may_give_a_role_may_give_it_by_some_verb() -> None:
    gives = {"offices.give", "offices.appoint"}
    assert all(ROLES[role] & gives for role in GIVES)
