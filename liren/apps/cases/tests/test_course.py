"""The straight way of a case through the actions, each with its record."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.cases import actions
from liren.apps.cases.models import Case, Step
from liren.apps.cases.rules import State
from liren.apps.cases.tests.conftest import GOOD, WHY
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.audit.log import history
from liren.kernel.base.errors import Refused

WAY = [
    ("cases.accept", State.ACCEPTED),
    ("cases.dispatch", State.DISPATCHED),
    ("cases.sign", State.SIGNED),
    ("cases.handle", State.HANDLING),
    ("cases.feed_back", State.HANDLED),
    ("cases.verify", State.VERIFIED),
    ("cases.close", State.CLOSED),
]


@pytest.mark.parametrize(("verb", "state"), WAY)
def test_each_verb_leads_on_and_is_on_record(
    upto: Callable[[str], Case], verb: str, state: str
) -> None:
    case = upto(verb)
    assert case.state == state
    assert history(case).first().verb == verb  # type: ignore[union-attr]
    assert Step.objects.filter(case=case).latest("pk").verb == verb
    assert (case.due_at is None) == (state == State.CLOSED)


def test_rate(upto: Callable[[str], Case], resident: Actor, desk: Actor) -> None:
    """cases.rate: only the reporter, once."""
    case = upto("cases.close")
    with pytest.raises(PermissionDenied):
        actions.rate(desk, case, rating="satisfied")
    assert actions.rate(resident, case, rating="fair", note="就是慢了点").rating == "fair"
    with pytest.raises(Refused, match="评价过") as no:
        actions.rate(resident, case, rating="satisfied")
    assert no.value.code == "cases.rated-already"


def test_reject(case: Case, desk: Actor) -> None:
    """cases.reject: with a reason the reporter can read."""
    with pytest.raises(Refused) as no:
        actions.reject(desk, case, reason="不")
    assert no.value.code == "cases.thin-reason"
    assert actions.reject(desk, case, reason=WHY).closed_at is not None


def test_return(upto: Callable[[str], Case], clerk: Actor) -> None:
    """cases.return: the desk dispatches again, the return is counted."""
    case = actions.return_(clerk, upto("cases.dispatch"), reason=WHY)
    assert (case.state, case.handler, case.returned) == (State.ACCEPTED, None, 1)


def test_self_handle(case: Case, patrol: Actor, desk: Actor) -> None:
    """cases.self_handle: whoever settles it does not check it."""
    done = actions.self_handle(patrol, case, outcome=GOOD)
    assert done.state == State.HANDLED
    with pytest.raises(Refused) as no:
        actions.verify(patrol, done, passed=True)
    assert no.value.code == "access.own-work"
    assert (
        actions.verify(desk, done, passed=False, note="纸箱仍在，没有清走。").state
        == State.ACCEPTED
    )


def test_failed_check_goes_back_to_the_handler(
    upto: Callable[[str], Case], patrol: Actor, company: Body
) -> None:
    case = actions.verify(
        patrol, upto("cases.feed_back"), passed=False, note="纸箱仍在，没有清走。"
    )
    assert (case.state, case.handler, case.redone) == (State.HANDLING, company, 1)


def test_reopen(upto: Callable[[str], Case], resident: Actor) -> None:
    """cases.reopen: by the reporter, within the window."""
    case = actions.reopen(resident, upto("cases.close"), reason="第二天又堆上了，没有解决。")
    assert (case.state, case.closed_at, case.redone) == (State.ACCEPTED, None, 1)


def test_only_the_body_that_holds_it_signs(upto: Callable[[str], Case], desk: Actor) -> None:
    case = upto("cases.dispatch")
    with pytest.raises(PermissionDenied):
        actions.sign(desk, case)


def test_wrong_state_says_where_the_case_is(case: Case, desk: Actor) -> None:
    with pytest.raises(Refused, match="待受理") as no:
        actions.close(desk, case)
    assert no.value.code == "flow.wrong-state"
    refused = history(case).first()
    assert refused is not None
    assert (refused.outcome, refused.facts["refused"]) == ("refused", "flow.wrong-state")
