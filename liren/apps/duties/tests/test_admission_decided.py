"""What the table and the office decide, what is paid, and who sees and may do what."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.duties.actions import applications, covers, hearings, reviews
from liren.apps.duties.models import Application, Burden, Hearing
from liren.apps.duties.queries import applications as queries
from liren.apps.duties.queries.gate import ask_gate, cost
from liren.apps.duties.queries.hearings import hearings_for
from liren.apps.duties.queries.similar import similar_to
from liren.apps.duties.rules.admission import State
from liren.apps.duties.tests.admitted import (
    NO,
    active,
    approved,
    drafted,
    funded,
    heard,
    submitted,
    table,
    terms,
    voted,
)
from liren.apps.duties.tests.conftest import Offices
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db


def refused(code: str, act: Any, *args: Any, **facts: Any) -> None:
    """It is refused with this code."""
    with pytest.raises(Refused) as no:
        act(*args, **facts)
    assert no.value.code == code


def denied(act: Any, *args: Any, **facts: Any) -> None:
    """It is not this person's to do."""
    with pytest.raises(PermissionDenied):
        act(*args, **facts)


def end_of(application: Application) -> datetime:
    """When its stage is over."""
    assert application.due_at is not None
    return application.due_at


def codes(offices: Offices) -> list[str]:
    """The codes of the three communities."""
    return [area.code for area in offices.communities]


# ── votes ───────────────────────────────────────────────────────────────────────────────────


def test_the_one_that_applies_has_no_seat(offices: Offices) -> None:
    row = heard(offices)
    few = [*table(offices)[:2], offices.department]
    refused("duties.few-seats", reviews.open_review, offices.office, row, bodies=few)
    company = world.body("物业", "property_company", "990101.001.")
    bodies = [*table(offices), company]
    refused("duties.no-seat", reviews.open_review, offices.office, row, bodies=bodies)


def test_a_body_votes_once_and_for_itself(offices: Offices) -> None:
    row = voted(offices, ("for",))
    first, second = row.seats.order_by("pk")[:2]
    assert first.body == offices.neighbour
    refused("duties.voted", reviews.vote, offices.other, first, choice="against", reason=NO)
    denied(reviews.vote, offices.other, second, choice="for")
    denied(reviews.vote, offices.clerk, second, choice="for")
    who = world.actor("money", "department_head", for_body=second.body)
    refused("duties.no-reason", reviews.vote, who, second, choice="against")
    refused("duties.no-choice", reviews.vote, who, second, choice="perhaps")


def test_the_office_follows_the_table(offices: Offices) -> None:
    scope = dict.fromkeys(codes(offices), 100)
    row = voted(offices, ("for",))
    refused("duties.no-quorum", reviews.approve, offices.office, row, scope=scope)
    lost = voted(offices, ("for", "against", "against"), title="另一项调查")
    refused("duties.votes-against", reviews.approve, offices.office, lost, scope=scope)
    lost = reviews.refuse_admission(offices.office, lost, reason="与在办的调查重复。")
    assert (lost.state, lost.ended_on) == (State.REFUSED, today())
    won = voted(offices, title="第三项调查")
    refused(
        "duties.votes-for", reviews.refuse_admission, offices.office, won, reason="不想办这件事。"
    )


def test_who_drafted_it_does_not_decide(offices: Offices) -> None:
    row = voted(offices)
    world.grant(offices.clerk.user, "district_office", "990101.")
    both = world.actor("clerk")
    scope = dict.fromkeys(codes(offices), 100)
    refused("access.own-work", reviews.approve, both, row, scope=scope)


def test_conditions_are_no_more_than_was_asked_for(offices: Offices) -> None:
    row = voted(offices, asks_data=["name", "年用电量"])
    scope = dict.fromkeys(codes(offices), 100)
    office = offices.office
    refused(
        "duties.longer-than-asked",
        reviews.approve,
        office,
        row,
        scope=scope,
        end_on=row.end_on + timedelta(days=1),
    )
    refused("duties.other-facts", reviews.approve, office, row, scope=scope, asks_data=["phone"])
    refused("duties.more-than-asked", reviews.approve, office, row, scope={codes(offices)[0]: 101})
    row = reviews.approve(
        office, row, scope={codes(offices)[0]: 80}, unit_fen=2000, asks_data=["年用电量"]
    )
    assert (cost(row), row.asks_data) == (80 * 2000, ["年用电量"])
    assert row.hearings.filter(admitted=False).count() == 2


def test_against_a_communitys_word_only_with_a_reason(offices: Offices) -> None:
    row = voted(offices, objecting=(0,))
    scope = dict.fromkeys(codes(offices), 100)
    refused("duties.over-objection", reviews.approve, offices.office, row, scope=scope)
    row = reviews.approve(
        offices.office, row, scope=scope, over_objection="相邻小区必须同时登记，另派两人协助。"
    )
    assert row.answer.startswith("相邻小区")


# ── money ───────────────────────────────────────────────────────────────────────────────────


def test_no_money_no_task(offices: Offices) -> None:
    row = approved(offices)
    refused("flow.wrong-state", covers.activate, offices.office, row)
    half = covers.record_cover(
        offices.clerk, row, kind="budget", fen=225_000, paper="预算批复 9 号"
    )
    covers.confirm_cover(offices.finance, half)
    row.refresh_from_db()
    assert row.state == State.APPROVED, "half of it does not reach"
    rest = covers.record_cover(offices.clerk, row, kind="deposit", fen=225_000, paper="凭证 31 号")
    covers.confirm_cover(offices.finance, rest)
    row.refresh_from_db()
    assert row.state == State.FUNDED
    refused("duties.cover-confirmed", covers.confirm_cover, offices.finance, rest)


def test_money_is_recorded_by_one_and_confirmed_by_another(offices: Offices) -> None:
    row = approved(offices)
    facts: dict[str, Any] = {"kind": "budget", "fen": 450_000, "paper": "预算批复 9 号"}
    for who in (offices.other, offices.office, offices.finance, offices.heads[0]):
        denied(covers.record_cover, who, row, **facts)
    paid = covers.record_cover(offices.clerk, row, **facts)
    denied(covers.confirm_cover, offices.clerk, paid)
    world.grant(offices.clerk.user, "district_finance", "990101.")
    refused("access.own-work", covers.confirm_cover, world.actor("clerk"), paid)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": "none"}, "duties.costs-money"),
        ({"kind": "budget", "fen": 0}, "duties.odd-amount"),
        ({"paper": " "}, "duties.no-paper"),
        ({"until": "past"}, "duties.cover-over"),
    ],
)
def test_money_says_how_much_until_when_and_on_what(
    offices: Offices, facts: dict[str, Any], code: str
) -> None:
    row = approved(offices)
    if "until" in facts:
        facts = {"until": today() - timedelta(days=1)}
    said = {"kind": "budget", "fen": 450_000, "paper": "预算批复 9 号", **facts}
    refused(code, covers.record_cover, offices.clerk, row, **said)


def test_what_costs_nothing_says_so_by_two(offices: Offices) -> None:
    free: dict[str, Any] = {"unit": "", "unit_fen": 0, "wanted": dict.fromkeys(codes(offices), 0)}
    row = approved(offices, kind="plaque", **free)
    one = covers.record_cover(offices.clerk, row, kind="none", paper="挂牌由部门制作安装")
    covers.confirm_cover(offices.finance, one)
    row.refresh_from_db()
    assert row.state == State.FUNDED


def test_suspended_it_rests_until_it_is_resumed_with_money(offices: Offices) -> None:
    row = active(offices)
    row = covers.suspend(offices.office, row, reason="两个社区反映重复入户，先核实。")
    area = offices.communities[0]
    found = ask_gate(offices.department, area, "survey", today(), application=row)
    assert found.code == "duties.suspended"
    assert covers.resume(offices.office, row).state == State.ACTIVE
    covers.suspend(offices.office, row, reason="经费被收回，等重新落实。")
    row.covers.update(until=today() - timedelta(days=1))
    refused("duties.uncovered", covers.resume, offices.office, row)


# ── who sees, who may ───────────────────────────────────────────────────────────────────────


def test_a_draft_is_the_departments_own(offices: Offices) -> None:
    row = drafted(offices)
    assert queries.application_for(offices.clerk, row.uid) == row
    for who in (offices.office, offices.other, offices.desk, offices.finance):
        with pytest.raises(Application.DoesNotExist):
            queries.application_for(who, row.uid)
    applications.submit(offices.clerk, row)
    assert queries.application_for(offices.desk, row.uid) == row
    with pytest.raises(Application.DoesNotExist):
        queries.application_for(offices.heads[0], row.uid)
    assert not hearings_for(offices.heads[0]).exists()


def test_nobody_applies_for_another_department(offices: Offices) -> None:
    denied(applications.draft, offices.other, offices.department, **terms(offices))
    denied(applications.draft, offices.office, offices.department, **terms(offices))
    row = drafted(offices)
    for who in (offices.other, offices.office, offices.heads[0]):
        denied(applications.change_draft, who, row, title="改掉")
        denied(applications.submit, who, row)
        denied(applications.withdraw, who, row)


def test_only_the_office_decides(offices: Offices) -> None:
    row = submitted(offices)
    for who in (offices.clerk, offices.finance, offices.desk, offices.heads[0]):
        denied(applications.send_back, who, row, reason="请补充经费测算的依据。")
        denied(hearings.open_hearing, who, row)
    far = world.actor("far", "district_office", "990102.")
    denied(hearings.open_hearing, far, row)


def test_what_is_decided_is_not_taken_back(offices: Offices) -> None:
    row = approved(offices)
    refused("flow.wrong-state", applications.withdraw, offices.clerk, row)
    other = submitted(offices, title="还没有决定的")
    other = applications.withdraw(offices.clerk, other, reason="上级推迟了这项工作。")
    assert (other.state, other.due_at) == (State.WITHDRAWN, None)


def test_what_is_like_it_is_shown(offices: Offices) -> None:
    active(offices)
    Burden.objects.create(
        area=offices.communities[0],
        kind="form",
        title="住户调查登记表",
        by=offices.clerk.user,
        at=now(),
    )
    row = submitted(offices, title="住户调查入户复核")
    found = similar_to(offices.office, row)
    assert [one.kind for one in found] == ["application", "burden"]
    assert not similar_to(offices.office, submitted(offices, title="电梯维保情况摸底"))


def test_lists_by_stage_with_search(offices: Offices) -> None:
    row = funded(offices)
    submitted(offices, title="楼道照明统计")
    sought = queries.ApplicationsSought
    office = offices.office

    def titles(**asked: str) -> list[str]:
        return [one.title for one in queries.page_of_applications(office, sought(**asked)).rows]

    assert titles() == ["楼道照明统计"]
    assert titles(tab="money") == [row.title]
    assert titles(tab="all", q=row.number) == [row.title]
    assert titles(tab="all", q="照明") == ["楼道照明统计"]
    assert titles(tab="all", kind="form") == []
    counts = queries.tab_counts(office, sought())
    assert (counts["submitted"], counts["money"], counts["all"]) == (1, 1, 2)
    with moved_to(now() + timedelta(days=40)):
        assert titles(late="yes") == ["楼道照明统计"]


def test_a_hearing_that_was_decided_stands_among_the_admitted(offices: Offices) -> None:
    active(offices)
    assert hearings_for(offices.heads[0], "admitted").count() == 1
    assert not hearings_for(offices.heads[0], "waiting").exists()
    assert Hearing.objects.filter(admitted=True).count() == 3
