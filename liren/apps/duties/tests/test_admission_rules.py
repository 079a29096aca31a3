"""What is checked on the way of an application, as rules."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.apps.duties.rules import admitting as rules
from liren.apps.duties.rules.admission import COURSE, NEXT, AskKind, Choice, State
from liren.apps.duties.rules.admission_words import BUTTONS, SAID, STAGES, TONES, stages
from liren.apps.duties.rules.known import KNOWN, sorted_facts
from liren.apps.people.rules.keeping import FACTS
from liren.kernel.base.errors import Refused

HALF, THIRDS = Fraction("1/2"), Fraction("2/3")
FOR, AGAINST, ABSTAINS = Choice.FOR, Choice.AGAINST, Choice.ABSTAINS


@pytest.mark.parametrize(
    ("votes", "quorate", "passed"),
    [
        ([FOR, FOR, FOR], True, True),
        ([FOR, FOR, AGAINST], True, True),
        ([FOR, FOR, ""], True, True),
        ([FOR, "", ""], False, False),
        ([FOR, AGAINST], True, False),
        ([FOR, ABSTAINS], True, False),
        ([FOR, FOR, ABSTAINS, AGAINST], True, False),
        ([], False, False),
    ],
)
def test_more_than_half_of_those_who_vote(votes: list[str], quorate: bool, passed: bool) -> None:
    found = rules.tally(votes, THIRDS, HALF, over=False)
    assert (found.quorate, found.passed) == (quorate, passed)


def test_who_is_silent_when_time_is_over_abstains() -> None:
    found = rules.tally([FOR, FOR, "", "", ""], THIRDS, HALF, over=True)
    assert (found.quorate, found.passed, found.silent) == (True, False, 0)
    assert found.votes[ABSTAINS] == 3
    assert rules.tally([FOR, FOR, ""], THIRDS, HALF, over=True).passed


@given(st.lists(st.sampled_from(["", *Choice.values]), max_size=12), st.booleans())
def test_silence_never_carries_anything(votes: list[str], over: bool) -> None:
    found = rules.tally(votes, THIRDS, HALF, over=over)
    assert sum(found.votes.values()) + found.silent == found.seats == len(votes)
    if found.passed:
        assert found.quorate
        assert votes.count(FOR) > votes.count(AGAINST)
        assert rules.tally([FOR if v == "" else v for v in votes], THIRDS, HALF, over=over).passed


def test_the_table_is_followed() -> None:
    won = rules.tally([FOR] * 3, THIRDS, HALF, over=False)
    lost = rules.tally([AGAINST] * 3, THIRDS, HALF, over=False)
    few = rules.tally([FOR, "", ""], THIRDS, HALF, over=False)
    rules.check_approve(won, "")
    rules.check_refuse(lost, "")
    for check, counted, code in (
        (rules.check_approve, lost, "duties.votes-against"),
        (rules.check_refuse, won, "duties.votes-for"),
        (rules.check_approve, few, "duties.no-quorum"),
        (rules.check_refuse, few, "duties.no-quorum"),
    ):
        with pytest.raises(Refused) as no:
            check(counted, "会议规则")
        assert (no.value.code, no.value.source) == (code, "会议规则")


def test_who_asks_late_says_why() -> None:
    earliest = date(2026, 3, 2)
    assert not rules.check_ahead(earliest, earliest, "", "")
    assert rules.check_ahead(earliest - timedelta(1), earliest, "临时任务", "")
    with pytest.raises(Refused) as no:
        rules.check_ahead(earliest - timedelta(1), earliest, " ", "西城区")
    assert (no.value.code, no.value.source) == ("duties.too-late", "西城区")
    assert "2026-03-02" in str(no.value)


@pytest.mark.parametrize(
    ("scope", "why", "code"),
    [
        ({}, "", "duties.no-community"),
        ({"c": 1}, "", "duties.not-asked"),
        ({"a": 11}, "", "duties.more-than-asked"),
        ({"a": 10, "b": 5}, "", "duties.over-objection"),
        ({"a": 10, "b": 5}, "相邻小区必须一起调查。", ""),
        ({"a": 10}, "", ""),
    ],
)
def test_the_scope_is_what_was_asked_for(scope: dict[str, int], why: str, code: str) -> None:
    wanted = {"a": 10, "b": 10}
    if not code:
        rules.check_scope(wanted, scope, ["b"], why)
        return
    with pytest.raises(Refused) as no:
        rules.check_scope(wanted, scope, ["b"], why)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("unit", "fen", "hours", "quantities", "code"),
    [
        ("", 100, 0, [], "duties.no-unit"),
        ("", 0, 0, [3], "duties.no-unit"),
        ("户", 100, 0, [3, 0], "duties.no-quantity"),
        ("户", -1, 0, [3], "duties.odd-amount"),
        ("户", 1, -1, [3], "duties.odd-amount"),
        ("户", 1, 0, [-3], "duties.odd-quantity"),
    ],
)
def test_money_hours_and_numbers_hold_together(
    unit: str, fen: int, hours: float, quantities: list[int], code: str
) -> None:
    with pytest.raises(Refused) as no:
        rules.check_amounts(unit, fen, hours, quantities)
    assert no.value.code == code
    rules.check_amounts("户", 1500, 40, [3, 4])
    rules.check_amounts("", 0, 40, [0, 0])


def test_every_state_has_words_and_a_place_on_the_line() -> None:
    assert set(TONES) == set(State)
    for state in State:
        line = stages(state, decided=True, submitted=True)
        assert sum(sign in ("now", "stop") for _label, sign in line) == (
            0 if state == State.EXITED else 1
        )
    assert stages(State.WITHDRAWN, decided=False, submitted=False)[-1][1] == "stop"
    assert {state for _label, states in STAGES for state in states} == set(NEXT)
    beside = {"duties.draft"}
    assert {move.verb for move in COURSE.moves} <= set(BUTTONS)
    assert set(BUTTONS) | beside == set(SAID)


def test_every_kind_goes_the_same_way() -> None:
    for kind in AskKind:
        assert COURSE.after("duties.submit", State.DRAFT) == State.SUBMITTED, kind


def test_facts_of_the_register_are_not_asked_again() -> None:
    assert set(FACTS) <= set(KNOWN)
    held, new = sorted_facts(["name", "年用电量", "phone", "name"])
    assert [str(one) for one in held] == ["姓名", "手机号码"]
    assert new == ["年用电量"]
