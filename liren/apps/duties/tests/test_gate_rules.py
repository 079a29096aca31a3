"""The gate as a rule: what passes, and every way in which something does not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.apps.duties.queries.gate import is_named
from liren.apps.duties.rules.admission import AskKind, State
from liren.apps.duties.rules.gate import Admitted, Ask, Exempt, Listed, Pass, verdict
from liren.apps.duties.rules.lists import DutyClass, ListKind
from liren.kernel.access.models import Body
from liren.kernel.base.errors import Refused

DAY = date(2026, 6, 1)
HERE, THERE = "990101.001.001.", "990101.001.002."
ASK = Ask(asker=7, kind=AskKind.SURVEY, area_path=HERE, day=DAY, quantity=100)
ADMITTED = Admitted(
    body=7,
    kind=AskKind.SURVEY,
    state=State.ACTIVE,
    start_on=date(2026, 5, 1),
    end_on=date(2026, 8, 31),
    covered_until=date(2026, 12, 31),
    covered=True,
    scope=frozenset({HERE}),
    most=120,
    counted=True,
    name="经济普查入户",
    source="990101-Z2026-00001",
)
LISTED = Listed(
    list_kind=ListKind.TASKS,
    duty_class=DutyClass.BASIC,
    asked_as=AskKind.SURVEY,
    body=7,
    valid_from=None,
    valid_to=None,
    name="居民信息核对",
    source="《社区工作任务清单》第 2 版 03-07",
)
EXEMPT = Exempt(
    path="990101.",
    bodies=frozenset({7}),
    since=date(2026, 5, 20),
    until=date(2026, 6, 20),
    confirmed=True,
    name="防汛Ⅲ级响应",
    source="突发事件应对法",
)


def test_nothing_is_not_a_pass() -> None:
    assert verdict(ASK).code == "duties.unlisted"


def test_admitted_funded_and_active_passes() -> None:
    assert verdict(ASK, admitted=ADMITTED).passed == Pass.ADMISSION


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": State.DRAFT}, "duties.not-active"),
        ({"state": State.REVIEW}, "duties.not-active"),
        ({"state": State.REFUSED}, "duties.not-active"),
        ({"state": State.APPROVED}, "duties.uncovered"),
        ({"state": State.FUNDED}, "duties.not-active"),
        ({"state": State.SUSPENDED}, "duties.suspended"),
        ({"state": State.EXITED}, "duties.expired"),
        ({"body": 8}, "duties.other-body"),
        ({"kind": AskKind.FORM}, "duties.out-of-scope"),
        ({"scope": frozenset({THERE})}, "duties.out-of-scope"),
        ({"start_on": date(2026, 6, 2)}, "duties.not-yet"),
        ({"end_on": date(2026, 5, 31)}, "duties.expired"),
        ({"covered": False}, "duties.uncovered"),
        ({"covered_until": date(2026, 5, 31)}, "duties.uncovered"),
        ({"most": 99}, "duties.too-much"),
    ],
)
def test_an_admission_covers_no_more_than_it_says(change: dict[str, object], code: str) -> None:
    found = verdict(ASK, admitted=replace(ADMITTED, **change))  # type: ignore[arg-type]
    assert found.passed is None
    assert found.code == code
    with pytest.raises(Refused) as no:
        found.check()
    assert "经济普查入户" in str(no.value)
    assert no.value.source == ADMITTED.source


def test_the_last_day_counts_and_what_is_not_counted_has_no_most() -> None:
    assert verdict(ASK, admitted=replace(ADMITTED, end_on=DAY, covered_until=DAY)).passed
    assert verdict(ASK, admitted=replace(ADMITTED, counted=False, most=0)).passed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"asked_as": AskKind.FORM}, "duties.out-of-scope"),
        ({"asked_as": ""}, "duties.out-of-scope"),
        ({"duty_class": DutyClass.ASSIST}, "duties.not-active"),
        ({"duty_class": DutyClass.SERVICE}, "duties.not-active"),
        ({"body": 8}, "duties.other-body"),
        ({"valid_from": date(2026, 6, 2)}, "duties.not-yet"),
        ({"valid_to": date(2026, 5, 31)}, "duties.expired"),
        ({"list_kind": ListKind.CERTIFICATES}, "duties.negative"),
    ],
)
def test_of_a_list_only_a_basic_duty_of_the_asker_passes(
    change: dict[str, object], code: str
) -> None:
    assert verdict(ASK, listed=LISTED).passed == Pass.BASIC
    assert verdict(ASK, listed=replace(LISTED, body=None)).passed == Pass.BASIC
    found = verdict(ASK, listed=replace(LISTED, **change))  # type: ignore[arg-type]
    assert (found.passed, found.code) == (None, code)


def test_a_negative_list_goes_before_admission() -> None:
    negative = replace(LISTED, list_kind=ListKind.NEGATIVE, name="创建文明城市包干")
    found = verdict(ASK, forbidden=negative, admitted=ADMITTED)
    assert (found.passed, found.code) == (None, "duties.negative")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"confirmed": False}, "duties.not-active"),
        ({"path": "990102."}, "duties.out-of-scope"),
        ({"bodies": frozenset({8})}, "duties.other-body"),
        ({"until": date(2026, 5, 31)}, "duties.expired"),
        ({"since": date(2026, 6, 2)}, "duties.expired"),
    ],
)
def test_an_emergency_is_a_named_exception(change: dict[str, object], code: str) -> None:
    assert verdict(ASK, exempt=EXEMPT).passed == Pass.EMERGENCY
    found = verdict(ASK, exempt=replace(EXEMPT, **change))  # type: ignore[arg-type]
    assert (found.passed, found.code) == (None, code)


@given(
    state=st.sampled_from(State),
    early=st.integers(-90, 90),
    late=st.integers(-90, 90),
    covered=st.booleans(),
    inside=st.booleans(),
    most=st.integers(0, 200),
)
def test_no_pass_without_list_period_money_and_place(
    state: State, early: int, late: int, covered: bool, inside: bool, most: int
) -> None:
    admitted = replace(
        ADMITTED,
        state=state,
        start_on=DAY + timedelta(early),
        end_on=DAY + timedelta(late),
        covered=covered,
        scope=frozenset({HERE if inside else THERE}),
        most=most,
    )
    good = state == State.ACTIVE and early <= 0 <= late and covered and inside and most >= 100
    assert (verdict(ASK, admitted=admitted).passed is not None) == good


def test_a_list_that_names_a_body_in_words_means_that_body() -> None:
    civil = Body(name="和安区民政局")
    assert is_named("民政局", civil)
    assert is_named("公安机关；民政局", civil)
    assert not is_named("统计局", civil)
    assert not is_named("", civil)
