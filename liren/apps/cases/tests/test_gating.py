"""Cases that departments bring in meet the gate; residents' voices do not."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from liren.apps.cases import actions
from liren.apps.cases.models import Case
from liren.apps.cases.queries import kinds_in_force
from liren.apps.duties.rules.admission import AskKind, State
from liren.apps.duties.tests import standing
from liren.apps.duties.tests.conftest import COMMUNITIES, DISTRICT, STREET, Offices, offices
from liren.kernel.access.actor import Actor
from liren.kernel.access.bulk import each
from liren.kernel.access.models import Body
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import today
from liren.kernel.testing import world

__all__ = ["offices"]
TEXT = "3栋2单元楼道堆放纸箱，挡住消火栓，请社区清点。"
BACKEND = settings.AUTHENTICATION_BACKENDS[-1]
WHY = "请社区协助清点"


@pytest.fixture
def committee(db: None) -> Body:
    """The residents' committee of the first community."""
    return world.body("第一居委会", "community", COMMUNITIES[0], "property")


def report(actor: Actor, **facts: Any) -> Case:
    """A case in the first community, taken up by the desk."""
    grid = world.area(COMMUNITIES[0] + "01.")
    kind = kinds_in_force()["corridor_clutter"]
    made = actions.report(actor, grid, kind=kind, text=TEXT, source="resident", **facts)
    return actions.accept(desk(), made)


def desk() -> Actor:
    """Who dispatches."""
    return world.actor("gate-desk") if known() else world.actor(*DESK)


DESK = ("gate-desk", "subdistrict_desk", STREET)


def known() -> bool:
    """Whether the desk is there already."""
    return bool(world.user("gate-desk").grants.exists())


def test_what_a_department_brings_in_is_the_departments(offices: Offices) -> None:
    case = report(offices.clerk)
    assert (case.source, case.asker) == ("department", offices.department)


def test_a_clerk_without_an_area_reports_in_the_territory_and_sees_it(offices: Offices) -> None:
    clerk = world.actor("bodied", "department_clerk", for_body=offices.department)
    case = report(clerk)
    colleague = world.actor("colleague", "department_clerk", for_body=offices.department)
    assert Case.objects.allowed(colleague, "cases.view").filter(pk=case.pk).exists()
    assert not Case.objects.allowed(colleague, "cases.sign").filter(pk=case.pk).exists()
    assert not Case.objects.allowed(offices.other, "cases.sign").filter(pk=case.pk).exists()


def test_without_a_basis_it_reaches_no_community(offices: Offices, committee: Body) -> None:
    case = report(offices.clerk)
    with standing.no("duties.unlisted"):
        actions.dispatch(desk(), case, handler=committee, note=WHY)
    case.refresh_from_db()
    assert (case.state, case.handler) == ("accepted", None)


def test_another_department_takes_it_without_the_gate(offices: Offices) -> None:
    case = report(offices.clerk)
    assert actions.dispatch(desk(), case, handler=offices.neighbour, note=WHY).handler


def test_an_admission_lets_it_through(offices: Offices, committee: Body) -> None:
    admission = standing.active(offices, kind=AskKind.TASK)
    case = report(offices.clerk, admission=admission)
    assert actions.dispatch(desk(), case, handler=committee, note=WHY).handler == committee


def test_an_emergency_and_a_basic_duty_let_it_through(offices: Offices, committee: Body) -> None:
    flood = standing.emergency(offices, world.area(DISTRICT))
    standing.listed("01-01", body=offices.department)
    for facts in ({"emergency": flood}, {"duty_code": "01-01"}):
        case = report(offices.clerk, **facts)
        assert actions.dispatch(desk(), case, handler=committee, note=WHY).handler


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": AskKind.SURVEY}, "duties.out-of-scope"),
        ({"kind": AskKind.TASK, "state": State.SUSPENDED}, "duties.suspended"),
        ({"kind": AskKind.TASK, "state": State.APPROVED}, "duties.uncovered"),
        (
            {"kind": AskKind.TASK, "end_on": today() - timedelta(days=1)},
            "duties.expired",
        ),
    ],
)
def test_what_no_longer_holds_stops_it(
    offices: Offices, committee: Body, facts: dict[str, Any], code: str
) -> None:
    if "end_on" in facts:
        facts["start_on"] = facts["end_on"] - timedelta(days=30)
    case = report(offices.clerk, admission=standing.active(offices, **facts))
    with standing.no(code):
        actions.dispatch(desk(), case, handler=committee, note=WHY)


def test_many_at_once_meet_the_gate_one_by_one(offices: Offices, committee: Body) -> None:
    admission = standing.active(offices, kind=AskKind.TASK)
    rows = [report(offices.clerk, admission=admission), report(offices.clerk)]
    answers = each(actions.dispatch, desk(), rows, handler=committee, note=WHY)
    assert [one.no.code if one.no else "" for one in answers] == ["", "duties.unlisted"]


def test_the_desk_that_writes_for_a_department_opens_no_way_around(
    offices: Offices, committee: Body
) -> None:
    case = report(desk().acting_for(offices.clerk.user))
    assert (case.source, case.asker) == ("department", offices.department)
    with standing.no("duties.unlisted"):
        actions.dispatch(desk(), case, handler=committee, note=WHY)


def test_a_deputy_of_the_clerk_reports_for_the_department(offices: Offices) -> None:
    deputy = world.user("deputy")
    grant = world.grant(deputy, "department_clerk", DISTRICT, for_body=offices.department)
    grant.stands_for = offices.clerk.user
    grant.save()
    assert report(actor_of(deputy)).asker == offices.department


def test_a_residents_voice_is_never_gated(offices: Offices, committee: Body) -> None:
    case = report(world.actor("resident", "resident", DISTRICT))
    assert (case.asker, case.source) == (None, "resident")
    assert actions.dispatch(desk(), case, handler=committee, note=WHY).handler == committee


def test_what_a_negative_list_names_is_not_the_committees(
    offices: Offices, committee: Body
) -> None:
    standing.listed(
        "N-01", kind="negative", duty_class="", zh="消防执法", case_kinds=["corridor_clutter"]
    )
    case = report(world.actor("resident", "resident", DISTRICT))
    with standing.no("duties.negative"):
        actions.dispatch(desk(), case, handler=committee, note=WHY)
    assert actions.dispatch(desk(), case, handler=offices.neighbour, note=WHY).handler


def test_the_page_says_on_what_it_stands_and_the_api_meets_the_same_gate(
    offices: Offices, committee: Body, client: Client
) -> None:
    admission = standing.active(offices, kind=AskKind.TASK)
    client.force_login(offices.clerk.user, backend=BACKEND)
    page = client.get("/cases/report/")
    assert f"admission:{admission.uid}" in page.content.decode()
    facts = {
        "kind": "corridor_clutter",
        "text": TEXT,
        "community": world.area(COMMUNITIES[0]).code,
        "basis": f"admission:{admission.uid}",
        "key": "k-1",
    }
    assert client.post("/cases/report/", facts).status_code == 302
    case = Case.objects.get(admission=admission)
    actions.accept(desk(), case)
    client.force_login(desk().user, backend=BACKEND)
    assert admission.number in client.get(case.get_absolute_url()).content.decode()
    admission.state = State.SUSPENDED
    admission.save()
    sent = {"handler": committee.code, "note": WHY}
    path = f"/api/v1/cases/{case.uid}/dispatch"
    said = client.post(path, sent, content_type="application/json")
    assert (said.status_code, said.json()["type"]) == (409, "duties.suspended")
    form = client.post(f"/cases/{case.uid}/dispatch/", {"handler": committee.code, "note": WHY})
    assert form.status_code == 422
    assert "已暂停" in form.content.decode()
