"""Saying no: what no longer holds at once, the rest with a reason; appeals and their answers."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.duties.actions import assignments, refusals
from liren.apps.duties.jobs import gate
from liren.apps.duties.models import Application, Assignment, Refusal
from liren.apps.duties.queries.refusals import again, outside, similar
from liren.apps.duties.rules.admission import State
from liren.apps.duties.tests import standing
from liren.apps.duties.tests.conftest import DISTRICT, Offices
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import ago, moved_to, now, today
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world


@pytest.fixture
def admitted(offices: Offices) -> Application:
    """A survey that was admitted for all communities and paid."""
    return standing.active(offices)


@pytest.fixture
def task(offices: Offices, admitted: Application) -> Assignment:
    """What the first community was asked for."""
    return assignments.assign(
        offices.clerk, offices.department, area=offices.communities[0], application=admitted,
        due_on=today() + timedelta(days=14), quantity=100,
    )  # fmt: skip


def suspend(admitted: Application) -> None:
    """The district office suspends it."""
    Application.objects.filter(pk=admitted.pk).update(state=State.SUSPENDED)


def refused(offices: Offices) -> Refusal:
    """A form that was asked for on the telephone."""
    return refusals.refuse_outside(
        offices.heads[0], offices.communities[0], asker=offices.department, kind="form",
        title="独居老人月报表",
    )  # fmt: skip


def test_what_no_longer_holds_is_refused_in_one_tap(
    offices: Offices, admitted: Application, task: Assignment
) -> None:
    suspend(admitted)
    done = refusals.refuse(offices.heads[0], task)  # duties.refuse
    said = done.refusals.get()
    assert (done.state, said.ground, said.source) == ("refused", "expired", admitted.number)
    assert "已暂停" in said.sentence


def test_what_holds_is_refused_only_for_a_reason_of_ones_own(
    offices: Offices, task: Assignment
) -> None:
    head = offices.heads[0]
    with standing.no("duties.holds"):
        refusals.refuse(head, task, ground="unlisted")
    with standing.no("duties.no-reason"):
        refusals.refuse(head, task, ground="held")
    assert refusals.refuse(head, task, ground="held", note="人口库里已有").state == "refused"


def test_only_the_community_that_was_asked_refuses(offices: Offices, task: Assignment) -> None:
    for actor in (offices.heads[1], offices.clerk, offices.desk, offices.office):
        with pytest.raises(PermissionDenied):
            refusals.refuse(actor, task, ground="held", note="不是我们的")


def test_what_was_refused_may_be_asked_elsewhere(
    offices: Offices, admitted: Application, task: Assignment
) -> None:
    refusals.refuse(offices.heads[0], task, ground="held", note="人口库里已有")
    again_asked = assignments.assign(
        offices.clerk, offices.department, area=offices.communities[0], application=admitted,
        due_on=today(), quantity=100,
    )  # fmt: skip
    assert again_asked.pk


# ── what was asked outside the system ───────────────────────────────────────────────────────


def test_duties_refuse_outside_names_the_list(offices: Offices) -> None:
    said = refused(offices)
    assert (said.assignment, said.ground, said.state) == (None, "unlisted", "stands")
    assert again(said) == 0
    assert again(refused(offices)) == 1


def test_what_was_admitted_is_told_so(offices: Offices, admitted: Application) -> None:
    first = offices.communities[0]
    assert outside(offices.department, first, "survey").passed == "admission"
    assert outside(offices.department, first, "form").code == "duties.unlisted"
    suspend(admitted)
    assert outside(offices.department, first, "survey").code == "duties.suspended"


def test_a_negative_entry_says_no_at_once(offices: Offices) -> None:
    standing.listed("N-02", kind="certificates", duty_class="", zh="亲属关系证明")
    first = offices.communities[0]
    said = outside(offices.department, first, "certificate", entry_code="N-02")
    assert said.code == "duties.negative"
    assert "N-02" in [one.code for one in similar(first, "开亲属关系证明")]


def test_an_emergency_lets_the_telephone_through(offices: Offices) -> None:
    standing.emergency(offices, world.area(DISTRICT))
    with standing.no("duties.holds"):
        refusals.refuse_outside(
            offices.heads[0], offices.communities[0], asker=offices.department, kind="task",
            title="巡堤", ground="unlisted",
        )  # fmt: skip


# ── appeals ─────────────────────────────────────────────────────────────────────────────────


def appealed(offices: Offices, row: Refusal) -> Refusal:
    """The department had it looked at."""
    return refusals.appeal(offices.clerk, row, text="这是法定统计任务")


def test_duties_appeal_is_decided_within_its_clock(offices: Offices) -> None:
    row = appealed(offices, refused(offices))
    assert row.decide_by
    assert row.decide_by > now()
    done = refusals.decide_appeal(offices.office, row, upheld=True, decision="没有准入，拒办有效")
    assert (done.state, done.decided_by) == ("upheld", offices.office.user)


def test_only_the_department_appeals_and_only_the_district_decides(offices: Offices) -> None:
    row = refused(offices)
    for actor in (offices.other, offices.heads[0], offices.office):
        with pytest.raises(PermissionDenied):
            appealed_by(actor, row)
    row = appealed(offices, row)
    for actor in (offices.clerk, offices.heads[0], offices.desk):
        with pytest.raises(PermissionDenied):
            refusals.decide_appeal(actor, row, upheld=False, decision="应当办理")


def appealed_by(actor: Actor, row: Refusal) -> Refusal:
    """Somebody else tries."""
    return refusals.appeal(actor, row, text="不是我的")


def test_an_appeal_is_in_time_and_decided_once(offices: Offices) -> None:
    with moved_to(ago(days=40)):
        late = refused(offices)
    with standing.no("duties.appeal-late"):
        appealed(offices, late)
    row = appealed(offices, refused(offices))
    refusals.decide_appeal(offices.office, row, upheld=True, decision="拒办有效")
    with standing.no("flow.wrong-state"):
        refusals.decide_appeal(offices.second, row, upheld=False, decision="应当办理")


def test_what_is_overturned_waits_again_if_the_gate_lets_it_through(
    offices: Offices, admitted: Application, task: Assignment
) -> None:
    refusals.refuse(offices.heads[0], task, ground="held", note="人口库里已有")
    row = appealed(offices, task.refusals.get())
    done = refusals.decide_appeal(offices.office, row, upheld=False, decision="数据不全")
    task.refresh_from_db()
    assert (done.state, task.state) == ("overturned", "sent")
    with standing.no("duties.decided"):
        refusals.refuse(offices.heads[0], task, ground="held", note="还是已有")
    suspend(admitted)
    assert refusals.refuse(offices.heads[0], task).state == "refused"


def test_an_appeal_is_no_way_around_the_gate(
    offices: Offices, admitted: Application, task: Assignment
) -> None:
    suspend(admitted)
    refusals.refuse(offices.heads[0], task)
    row = appealed(offices, task.refusals.get())
    with standing.no("duties.suspended"):
        refusals.decide_appeal(offices.office, row, upheld=False, decision="应当办理")
    row.refresh_from_db()
    assert row.state == "appealed"


# ── pages ───────────────────────────────────────────────────────────────────────────────────


def signed_in(actor: Actor) -> Client:
    """A browser of this person."""
    client = Client()
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_the_page_fills_in_the_ground(
    offices: Offices, admitted: Application, task: Assignment
) -> None:
    client = signed_in(offices.heads[0])
    assert "可以拒办" not in client.get(task.get_absolute_url()).content.decode()
    suspend(admitted)
    assert "可以拒办" in client.get(task.get_absolute_url()).content.decode()
    page = client.get(f"/duties/assignments/{task.uid}/refuse/").content.decode()
    assert "已经填好" in page
    form = {"ground": "expired", "key": "k"}
    assert client.post(f"/duties/assignments/{task.uid}/refuse/", form).status_code == 302
    task.refresh_from_db()
    assert task.state == "refused"


def test_the_page_looks_up_what_was_asked_by_telephone(offices: Offices) -> None:
    client = signed_in(offices.heads[0])
    area = offices.communities[0].code
    asked = f"?area={area}&asker={offices.department.code}&kind=form&title=月报表"
    page = client.get(f"/duties/refusals/outside/{asked}").content.decode()
    assert "可以拒办" in page
    assert "不在事项清单之内" in page
    form = {"ground": "unlisted", "key": "k"}
    said = client.post(f"/duties/refusals/outside/{asked}", form)
    assert said.status_code == 302
    row = Refusal.objects.get()
    assert "月报表" in client.get(row.get_absolute_url()).content.decode()
    assert "月报表" in client.get("/duties/refusals/").content.decode()
    clerk = signed_in(offices.clerk)
    assert "提出申诉" in clerk.get(row.get_absolute_url()).content.decode()
    assert clerk.post(f"/duties/refusals/{row.uid}/appeal/", {"text": "法定任务", "key": "a"})
    office = signed_in(offices.office)
    assert "答复申诉" in office.get(row.get_absolute_url()).content.decode()
    form = {"upheld": "yes", "decision": "没有准入", "key": "b"}
    assert office.post(f"/duties/refusals/{row.uid}/decide/", form).status_code == 302
    row.refresh_from_db()
    assert row.state == "upheld"


# ── who is told ─────────────────────────────────────────────────────────────────────────────


def told(actor: Actor) -> set[str]:
    """What somebody was told about."""
    return set(Notice.objects.filter(user=actor.user).values_list("kind", flat=True))


def test_the_other_side_is_told(offices: Offices, admitted: Application) -> None:
    task = assignments.assign(
        offices.clerk, offices.department, area=offices.communities[0], application=admitted,
        due_on=today(), quantity=100,
    )  # fmt: skip
    gate.tell_assignment(task.pk, "duties.assign")
    assert told(offices.heads[0]) == {"duties.assign"}
    assert not told(offices.heads[1])
    refusals.refuse(offices.heads[0], task, ground="held", note="人口库里已有")
    gate.tell_assignment(task.pk, "duties.refuse")
    row = appealed(offices, task.refusals.get())
    gate.tell_refusal(row.pk, "duties.appeal")
    assert told(offices.office) == {"duties.appeal"}
    row = refusals.decide_appeal(offices.office, row, upheld=True, decision="维持拒办决定")
    gate.tell_refusal(row.pk, "duties.decide_appeal")
    assert told(offices.clerk) == {"duties.refuse", "duties.decide_appeal"}
    gate.tell_refusal(refused(offices).pk, "duties.refuse_outside")
    assert "duties.refuse_outside" in told(offices.clerk)
    assert not told(offices.other)
