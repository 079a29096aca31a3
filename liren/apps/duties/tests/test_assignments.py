"""Handing out, signing, reporting, accepting: the way of an assignment."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.duties.actions import assignments as actions
from liren.apps.duties.actions.assignments import Wanted
from liren.apps.duties.models import Application, Assignment
from liren.apps.duties.queries.assignments import scope_of
from liren.apps.duties.rules.assignments import State
from liren.apps.duties.tests import standing
from liren.apps.duties.tests.conftest import DISTRICT, Offices
from liren.kernel.access.action import ACTIONS
from liren.kernel.access.actor import Actor
from liren.kernel.access.who import actor_of, system
from liren.kernel.audit.log import history
from liren.kernel.audit.models import Entry as Record
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

SOON = timedelta(days=14)


def hand(offices: Offices, actor: Actor | None = None, /, **facts: Any) -> Assignment:
    """The department asks the first community for a hundred households."""
    given = {"area": offices.communities[0], "due_on": today() + SOON, "quantity": 100, **facts}
    return actions.assign(actor or offices.clerk, offices.department, **given)


@pytest.fixture
def admitted(offices: Offices) -> Application:
    """A survey that was admitted for all communities and paid."""
    return standing.active(offices)


@pytest.fixture
def task(offices: Offices, admitted: Application) -> Assignment:
    """What the first community was asked for."""
    return hand(offices, application=admitted)


def test_duties_assign_takes_title_unit_and_price_from_the_admission(task: Assignment) -> None:
    assert (task.title, task.unit, task.unit_fen) == ("老年人需求调查", "户", 500)
    assert (task.state, task.passed_as) == (State.SENT, "admission")
    assert history(task)[0].verb == "duties.assign"


def test_who_acts_for_another_department_or_the_district_hands_out_nothing(
    offices: Offices, admitted: Application
) -> None:
    for actor in (offices.other, offices.office, offices.desk, offices.heads[0], system()):
        with pytest.raises(PermissionDenied):
            hand(offices, actor, application=admitted)
    assert not Assignment.objects.exists()


def test_a_clerk_without_an_area_acts_for_the_department(
    offices: Offices, admitted: Application
) -> None:
    clerk = world.actor("bodied", "department_clerk", for_body=offices.department)
    assert hand(offices, clerk, application=admitted).asker == offices.department


def test_a_deputy_meets_the_same_gate(offices: Offices, admitted: Application) -> None:
    deputy = world.user("deputy")
    grant = world.grant(deputy, "department_clerk", DISTRICT, for_body=offices.department)
    grant.stands_for = offices.clerk.user
    grant.save()
    acts = actor_of(deputy)
    assert hand(offices, acts, application=admitted).pk
    with standing.no("duties.unlisted"):
        hand(offices, acts)


def test_two_askings_never_go_beyond_what_was_admitted(
    offices: Offices, admitted: Application
) -> None:
    hand(offices, application=admitted, quantity=60)
    with standing.no("duties.too-much"):
        hand(offices, application=admitted, quantity=41)
    assert dict(scope_of(admitted))[offices.communities[0]] == 40
    assert hand(offices, application=admitted, quantity=40).pk


def test_what_was_recalled_may_be_asked_again(offices: Offices, task: Assignment) -> None:
    assert task.application
    actions.recall(offices.clerk, task, note="调查表要重做")
    assert hand(offices, application=task.application).pk


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"quantity": 0}, "duties.no-quantity"),
        ({"quantity": -1}, "duties.odd-quantity"),
        ({"due_on": -1}, "duties.due-before"),
        ({"due_on": 2000}, "duties.due-late"),
    ],
)
def test_what_is_asked_makes_sense(
    offices: Offices, admitted: Application, facts: dict[str, Any], code: str
) -> None:
    if "due_on" in facts:
        facts = {"due_on": today() + timedelta(days=facts["due_on"])}
    with pytest.raises(Refused) as no:
        hand(offices, application=admitted, **facts)
    assert no.value.code == code


def test_only_communities_are_asked(offices: Offices, admitted: Application) -> None:
    street = offices.communities[0].parent
    with standing.no("duties.no-community"):
        hand(offices, application=admitted, area=street)


def test_a_basic_duty_is_asked_by_the_department_that_answers_for_it(offices: Offices) -> None:
    standing.listed("03-07", body=offices.department)
    assert hand(offices, entry_code="03-07", title="核对名册").passed_as == "basic"
    standing.listed("03-08", body=offices.neighbour)
    with standing.no("duties.other-body"):
        hand(offices, entry_code="03-08", title="统计报送")


def test_many_are_answered_one_by_one(offices: Offices) -> None:
    first, second, third = offices.communities
    made = standing.active(offices, first, third)
    wanted = [Wanted(one, 100) for one in (first, second, third)] + [Wanted(None, 5, "不存在")]
    answers = actions.assign_each(
        offices.clerk, offices.department, wanted, application=made, due_on=today() + SOON
    )
    codes = [one.no.code if one.no else "" for one in answers]
    assert codes == ["", "duties.out-of-scope", "", "duties.no-such-community"]
    assert Assignment.objects.count() == 2


def test_many_under_one_key_are_asked_once(offices: Offices, admitted: Application) -> None:
    clerk = offices.clerk.once("k1")
    facts: dict[str, Any] = {"application": admitted, "due_on": today() + SOON}
    wanted = [Wanted(one, 100) for one in offices.communities]
    for _turn in range(2):
        answers = actions.assign_each(clerk, offices.department, wanted, **facts)
        assert all(one.made for one in answers)
    assert Assignment.objects.count() == 3


@pytest.mark.parametrize("number", [0, 2])
def test_none_or_the_same_twice_is_refused(
    offices: Offices, admitted: Application, number: int
) -> None:
    wanted = [Wanted(offices.communities[0], 1)] * number
    with pytest.raises(Refused):
        actions.assign_each(
            offices.clerk, offices.department, wanted, application=admitted, due_on=today()
        )


# ── its course ──────────────────────────────────────────────────────────────────────────────


def test_signed_reported_and_accepted(offices: Offices, task: Assignment) -> None:
    head = offices.heads[0]
    actions.sign(head, task)  # duties.sign
    actions.report_work(head, task, outcome="入户 96 户，4 户拒访", quantity=96)
    done = actions.accept_work(offices.clerk, task)
    assert (done.state, done.accepted_quantity) == (State.ACCEPTED, 96)
    assert done.ended_at


def test_what_is_not_accepted_is_disputed_with_a_reason(
    offices: Offices, task: Assignment
) -> None:
    head = offices.heads[0]
    actions.sign(head, task)
    actions.report_work(head, task, outcome="全部完成入户")
    with standing.no("duties.no-reason"):
        actions.accept_work(offices.clerk, task, quantity=80)
    taken = actions.accept_work(offices.clerk, task, quantity=80, note="有 20 份没有签名")
    assert (taken.state, taken.accepted_quantity) == (State.DISPUTED, 80)
    actions.report_work(head, task, outcome="补签 15 份", quantity=95)
    task.refresh_from_db()
    assert actions.accept_work(offices.clerk, task).accepted_quantity == 95


def test_the_department_disputes_and_the_community_answers(
    offices: Offices, task: Assignment
) -> None:
    head = offices.heads[0]
    actions.sign(head, task)
    actions.report_work(head, task, outcome="已完成入户")
    actions.dispute_work(offices.clerk, task, note="名单与报表不符")  # duties.dispute_work
    assert actions.report_work(head, task, outcome="已逐户核对").state == State.DONE


@pytest.mark.parametrize("verb", ["accept_work", "dispute_work", "recall"])
def test_only_the_department_that_asked_takes_or_disputes(
    offices: Offices, task: Assignment, verb: str
) -> None:
    act = ACTIONS[f"duties.{verb}"]
    assert act
    for actor in (offices.other, offices.heads[0], offices.office):
        with pytest.raises(PermissionDenied):
            getattr(actions, verb)(actor, task, note="不对不对")


@pytest.mark.parametrize("verb", ["sign", "report_work"])
def test_only_the_community_that_was_asked_signs_and_reports(
    offices: Offices, task: Assignment, verb: str
) -> None:
    facts = {"outcome": "已经完成了"} if verb == "report_work" else {}
    for actor in (offices.heads[1], offices.clerk, offices.desk):
        with pytest.raises(PermissionDenied):
            getattr(actions, verb)(actor, task, **facts)


def test_what_is_over_stays_over(offices: Offices, task: Assignment) -> None:
    actions.recall(offices.clerk, task, note="调查取消了")  # duties.recall
    with standing.no("flow.wrong-state"):
        actions.sign(offices.heads[0], task)


def test_reported_quantities_stay_within_what_was_asked(
    offices: Offices, task: Assignment
) -> None:
    actions.sign(offices.heads[0], task)
    with standing.no("duties.odd-done"):
        actions.report_work(offices.heads[0], task, outcome="超额完成了", quantity=101)


def test_a_refused_asking_is_on_record(offices: Offices) -> None:
    with pytest.raises(Refused):
        hand(offices, replace(offices.clerk, key=""), title="再填一张表")
    assert Record.objects.filter(verb="duties.assign", outcome="refused").exists()
