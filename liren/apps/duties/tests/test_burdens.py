"""What stands at a community's door: registered, admitted, ordered away, merged, ended."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.duties.actions import burdens as actions
from liren.apps.duties.jobs.burdens import tell_removal
from liren.apps.duties.models import Burden
from liren.apps.duties.queries.burdens import BurdensSought, exported
from liren.apps.duties.rules.burdens import BUTTONS, COURSE
from liren.apps.duties.tests import standing
from liren.apps.duties.tests.conftest import STREET, Offices
from liren.kernel.access.action import ACTIONS
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.tell.models import Notice
from liren.kernel.testing import world

PAPER = "和安减负办〔2026〕3号"
SOON = timedelta(days=30)


def noted(offices: Offices, at: int = 0, **facts: Any) -> Burden:
    """The head of a community registers a plaque."""
    given: dict[str, Any] = {
        "kind": "plaque",
        "title": "普法宣传站",
        "asker": offices.department,
        **facts,
    }
    return actions.note_burden(offices.heads[at], offices.communities[at], **given)


@pytest.fixture
def plaque(offices: Offices) -> Burden:
    """A plaque of the department at the first community."""
    return noted(offices)


def test_duties_note_burden_is_on_record_with_who_wants_it(plaque: Burden) -> None:
    assert (plaque.state, str(plaque.asker)) == ("found", "民政局")
    assert history(plaque)[0].verb == "duties.note_burden"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": "task"}, "duties.burden-kind"),
        ({"title": "   "}, "duties.burden-title"),
        ({"asker": None}, "duties.burden-asker"),
        ({"since": today() + SOON}, "duties.burden-since"),
        ({"generated": True}, "duties.burden-generated"),
        ({"title": "普法宣传站"}, "duties.burden-twin"),
    ],
)
def test_what_is_odd_is_not_registered(
    offices: Offices, plaque: Burden, facts: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as no:
        noted(offices, **{"title": "另一块", **facts})
    assert no.value.code == code
    assert Burden.objects.count() == 1


def test_a_community_registers_only_at_its_own_door(offices: Offices) -> None:
    for actor in (offices.heads[1], offices.clerk, offices.finance):
        with pytest.raises(PermissionDenied):
            actions.note_burden(
                actor, offices.communities[0], kind="plaque", title="牌", asker_name="某局"
            )
    street = world.area(STREET)
    with pytest.raises(Refused, match="不是社区"):
        actions.note_burden(offices.desk, street, kind="plaque", title="牌", asker_name="局")


def test_a_department_sees_what_hangs_under_its_name_and_nothing_else(offices: Offices) -> None:
    own, far = noted(offices), noted(offices, 2, asker=offices.neighbour)
    inner = world.actor("inner", "department_clerk", for_body=offices.department)
    assert exported(inner, BurdensSought()) == [own]
    assert far.asker == offices.neighbour
    assert exported(offices.heads[1], BurdensSought()) == []
    assert exported(offices.desk, BurdensSought()) == [own]


def test_duties_admit_burden_stands_on_an_admission_that_reaches_it(
    offices: Offices, plaque: Burden
) -> None:
    fit = standing.admission(offices, offices.communities[0], kind="plaque", unit="")
    row = actions.admit_burden(offices.office, plaque, application=fit)
    assert (row.state, row.application) == ("admitted", fit)


@pytest.mark.parametrize(
    ("facts", "at", "code"),
    [
        ({"kind": "ledger"}, 0, "duties.burden-admission-kind"),
        ({}, 1, "duties.burden-admission-scope"),
        ({"state": "exited"}, 0, "duties.burden-admission-over"),
    ],
)
def test_an_admission_that_does_not_fit_carries_nothing(
    offices: Offices, plaque: Burden, facts: dict[str, Any], at: int, code: str
) -> None:
    odd = standing.admission(offices, offices.communities[at], **{"kind": "plaque", **facts})
    with pytest.raises(Refused) as no:
        actions.admit_burden(offices.office, plaque, application=odd)
    assert no.value.code == code


def test_an_admission_of_another_body_carries_nothing(offices: Offices, plaque: Burden) -> None:
    theirs = standing.admission(offices, kind="plaque", body=offices.neighbour)
    with pytest.raises(Refused) as no:
        actions.admit_burden(offices.office, plaque, application=theirs)
    assert no.value.code == "duties.burden-admission-body"


def test_duties_order_removal_is_for_those_above_and_tells_both_sides(
    offices: Offices, plaque: Burden
) -> None:
    with pytest.raises(PermissionDenied):
        actions.order_removal(offices.heads[0], plaque, remove_by=today() + SOON, document=PAPER)
    row = actions.order_removal(offices.desk, plaque, remove_by=today() + SOON, document=PAPER)
    assert (row.state, row.order) == ("ordered", PAPER)
    tell_removal(row.pk)
    told = {notice.user for notice in Notice.objects.filter(kind="duties.order_removal")}
    assert told == {offices.heads[0].user, offices.clerk.user}


@pytest.mark.parametrize(
    ("days", "document", "code"),
    [
        (30, "", "duties.order-document"),
        (-1, PAPER, "duties.order-past"),
        (181, PAPER, "duties.order-far"),
    ],
)
def test_an_order_needs_a_document_and_a_day(
    offices: Offices, plaque: Burden, days: int, document: str, code: str
) -> None:
    with pytest.raises(Refused) as no:
        actions.order_removal(
            offices.desk, plaque, remove_by=today() + timedelta(days=days), document=document
        )
    assert no.value.code == code


def test_what_is_ordered_and_not_gone_is_late(offices: Offices, plaque: Burden) -> None:
    actions.order_removal(offices.desk, plaque, remove_by=today() + SOON, document=PAPER)
    Burden.objects.update(remove_by=today() - timedelta(days=1))
    assert exported(offices.desk, BurdensSought("late")) == [plaque]
    actions.end_burden(offices.heads[0], plaque, note="牌子已摘除")
    assert exported(offices.desk, BurdensSought("late")) == []
    assert exported(offices.desk, BurdensSought("over"))[0].ended_on == today()


def test_duties_end_burden_happens_once_and_frees_the_name(
    offices: Offices, plaque: Burden
) -> None:
    actions.end_burden(offices.heads[0], plaque, note="牌子已摘除")
    with pytest.raises(Refused) as no:
        actions.end_burden(offices.heads[0], plaque, note="牌子已摘除")
    assert no.value.code == "flow.wrong-state"
    assert noted(offices).pk != plaque.pk


def test_duties_merge_burden_leaves_one_that_stands(offices: Offices, plaque: Burden) -> None:
    other = noted(offices, title="法治宣传站")
    row = actions.merge_burden(offices.heads[0], plaque, into=other)
    assert (row.state, row.merged_into, row.ended_on) == ("merged", other, today())
    for into in (plaque, noted(offices, 1), noted(offices, kind="ledger", title="台账")):
        with pytest.raises(Refused):
            actions.merge_burden(offices.desk, other, into=into)
    with pytest.raises(Refused, match="不能并入自己"):
        actions.merge_burden(offices.desk, other, into=other)


def test_duties_change_burden_leaves_the_kind_and_the_asker_of_an_admission(
    offices: Offices, plaque: Burden
) -> None:
    row = actions.change_burden(
        offices.heads[0], plaque, title="普法站", asker_name="某协会", rhythm="yearly"
    )
    assert (row.title, row.asker, row.asker_name) == ("普法站", None, "某协会")
    fit = standing.admission(offices, kind="plaque", unit="")
    actions.admit_burden(offices.office, row, application=fit)
    changed = actions.change_burden(offices.heads[0], row, title="普法点", asker_name="别人")
    assert (changed.asker, changed.asker_name, changed.state) == (
        offices.department,
        "",
        "admitted",
    )


def test_every_verb_of_the_course_is_an_action() -> None:
    verbs = {move.verb for move in COURSE.moves}
    assert verbs <= set(ACTIONS)
    assert verbs == set(BUTTONS)
