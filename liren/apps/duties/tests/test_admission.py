"""The way of an application: what each step asks for, what it brings, who may take it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.duties.actions import applications, covers, hearings, reviews
from liren.apps.duties.models import Application, Burden
from liren.apps.duties.queries.gate import ask_gate, cost
from liren.apps.duties.queries.hearings import hearings_for, loads_of
from liren.apps.duties.rules.admission import State
from liren.apps.duties.tests.admitted import (
    NO,
    active,
    drafted,
    submitted,
    table,
    terms,
)
from liren.apps.duties.tests.conftest import Offices
from liren.kernel.access.models import Area
from liren.kernel.audit.log import history
from liren.kernel.base.clock import local, moved_to, now, today
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


# ── the straight way ────────────────────────────────────────────────────────────────────────


def test_a_survey_goes_all_the_way_and_passes_the_gate(offices: Offices) -> None:
    application = active(offices)
    assert application.state == State.ACTIVE
    assert cost(application) == 3 * 100 * 1500
    area = offices.communities[0]
    found = ask_gate(
        offices.department, area, "survey", today(), quantity=100, application=application
    )
    assert found.passed == "admission"
    verbs = {entry.verb for entry in history(application)}
    assert {"duties.draft", "duties.submit", "duties.approve", "duties.activate"} <= verbs


def speak(application: Application, areas: list[Area], objecting: tuple[int, ...]) -> None:
    """The head of each community says what it thinks."""
    for n, area in enumerate(areas):
        head = world.actor(f"of-{area.code}", "community_head", area.path)
        said = {"stance": "objects", "text": NO} if n in objecting else {"stance": "agrees"}
        hearings.give_opinion(head, application.hearings.get(area=area), **said)


def test_twelve_are_asked_two_object_ten_are_admitted(offices: Offices) -> None:
    areas = [world.area(f"990101.00{n}.{m:03d}.") for n in (1, 2) for m in range(1, 7)]
    wanted = {area.code: 100 for area in areas}
    begin = {"start_on": today(), "end_on": today() + timedelta(days=60)}
    application = hearings.open_hearing(offices.office, submitted(offices, wanted=wanted, **begin))
    assert application.hearings.count() == 12 + 2  # and their subdistricts
    speak(application, areas, objecting=(3, 8))
    with moved_to(end_of(application) + timedelta(hours=1)):  # the subdistricts stay silent
        reviews.open_review(offices.office, application, bodies=table(offices))
        for seat in application.seats.select_related("body"):
            who = world.actor(f"at-{seat.body.name}", "department_head", for_body=seat.body)
            reviews.vote(who, seat, choice="for")
        objecting = set(
            application.hearings.filter(stance="objects").values_list("area__code", flat=True)
        )
        scope = {code: n for code, n in wanted.items() if code not in objecting}
        application = reviews.approve(offices.office, application, scope=scope)
    assert application.hearings.filter(admitted=True).count() == 10
    assert cost(application) == 10 * 100 * 1500
    paid = covers.record_cover(
        offices.clerk, application, kind="deposit", fen=1_500_000, paper="拨款凭证 0102 号"
    )
    covers.confirm_cover(offices.finance, paid)
    application = covers.activate(offices.office, application)

    def gate(area: Any, **more: Any) -> str:
        found = ask_gate(
            offices.department, area, "survey", today(), application=application, **more
        )
        return found.code or str(found.passed)

    assert gate(areas[0], quantity=100) == "admission"
    assert gate(areas[3], quantity=1) == gate(areas[8], quantity=1) == "duties.out-of-scope"
    assert gate(areas[0], quantity=101) == "duties.too-much"
    application = covers.leave(offices.office, application, reason="调查已经全部完成。")
    assert (application.state, application.ended_on) == (State.EXITED, today())
    assert gate(areas[0], quantity=1) == "duties.expired"


# ── drafting and sending in ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"end_on": "before"}, "duties.ends-before"),
        ({"title": " "}, "duties.no-title"),
        ({"wanted": {"999999999999": 1}}, "duties.no-such-community"),
        ({"unit": ""}, "duties.no-unit"),
    ],
)
def test_a_draft_holds_together(offices: Offices, changes: dict[str, Any], code: str) -> None:
    if changes.get("end_on"):
        changes = {"end_on": terms(offices)["start_on"] - timedelta(days=1)}
    refused(code, drafted, offices, **changes)
    assert not Application.objects.exists()


def test_a_community_elsewhere_is_not_asked_here(offices: Offices) -> None:
    far = world.area("990102.001.001.")
    refused("duties.outside", drafted, offices, wanted={far.code: 3})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "要做"}, "duties.no-reason"),
        ({"basis": ""}, "duties.no-basis"),
        ({"wanted": {}}, "duties.no-community"),
    ],
)
def test_what_is_sent_in_is_complete(offices: Offices, changes: dict[str, Any], code: str) -> None:
    row = drafted(offices, **changes)
    refused(code, applications.submit, offices.clerk, row)
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_thirty_working_days_ahead_or_a_reason(offices: Offices) -> None:
    early = drafted(offices)
    assert not applications.submit(offices.clerk, early).late
    late = drafted(offices, start_on=today() + timedelta(days=20))
    refused("duties.too-late", applications.submit, offices.clerk, late)
    late = applications.submit(offices.clerk, late, late_reason="国务院临时部署。")
    assert late.late
    assert end_of(late) < (late.decide_by or now())
    over = drafted(offices, start_on=today() - timedelta(9), end_on=today() - timedelta(1))
    refused("duties.term-over", applications.submit, offices.clerk, over, late_reason="补")


def test_sent_back_it_is_mended_and_the_clock_starts_anew(offices: Offices) -> None:
    row = submitted(offices)
    refused("duties.no-reason", applications.send_back, offices.office, row, reason="不全")
    row = applications.send_back(offices.office, row, reason="请补充经费测算的依据。")
    assert (row.state, row.due_at, row.decide_by) == (State.DRAFT, None, None)
    row = applications.change_draft(offices.clerk, row, unit_fen=2000, version=row.version)
    refused("duties.changed-meanwhile", applications.change_draft, offices.clerk, row, version=1)
    with moved_to(now() + timedelta(days=3)):
        row = applications.submit(offices.clerk, row)
        assert row.submitted_at is not None
        assert local(row.submitted_at).date() == today()
    assert (row.answer, row.unit_fen) == ("", 2000)


def test_a_draft_is_changed_as_a_whole_or_in_part(offices: Offices) -> None:
    row = drafted(offices)
    first, second, _third = codes(offices)
    row = applications.change_draft(offices.clerk, row, wanted={first: 7, second: 8})
    assert dict(row.hearings.values_list("area__code", "quantity")) == {first: 7, second: 8}
    assert row.title == terms(offices)["title"]
    refused("duties.no-unit", applications.change_draft, offices.clerk, row, unit="")


# ── voices ──────────────────────────────────────────────────────────────────────────────────


def test_each_place_is_asked_with_its_load(offices: Offices) -> None:
    area = offices.communities[0]
    Burden.objects.create(
        area=area, kind="ledger", title="安全台账", by=offices.clerk.user, at=now()
    )
    row = submitted(offices)
    assert not hearings_for(offices.heads[0]).exists(), "what is only wanted is not shown"
    hearings.open_hearing(offices.office, row)
    one = hearings_for(offices.heads[0]).get()
    assert one.load == {"admissions": 0, "tasks": 0, "burdens": {"ledger": 1}}
    assert hearings_for(offices.desk).count() == 3  # its own and its two communities
    active(offices)
    assert loads_of([area])[area.pk]["admissions"] == 1


def test_an_objection_says_why_and_may_be_changed(offices: Offices) -> None:
    row = hearings.open_hearing(offices.office, submitted(offices))
    one, head = row.hearings.get(area=offices.communities[0]), offices.heads[0]
    refused("duties.no-reason", hearings.give_opinion, head, one, stance="objects", text="忙")
    refused("duties.no-stance", hearings.give_opinion, head, one, stance="maybe")
    hearings.give_opinion(head, one, stance="objects", text=NO)
    assert hearings.give_opinion(head, one, stance="agrees").stance == "agrees"


def test_nobody_speaks_for_another_place(offices: Offices) -> None:
    row = hearings.open_hearing(offices.office, submitted(offices))
    one = row.hearings.get(area=offices.communities[0])
    for who in (offices.desk, offices.heads[1], offices.clerk, offices.office):
        denied(hearings.give_opinion, who, one, stance="agrees")
    worker = world.actor("worker", "community_worker", one.area_path)
    assert hearings.give_opinion(worker, one, stance="agrees").by == worker.user


def test_the_review_waits_for_all_voices_or_the_end_of_their_time(offices: Offices) -> None:
    row = hearings.open_hearing(offices.office, submitted(offices))
    bodies = table(offices)
    refused("duties.not-heard", reviews.open_review, offices.office, row, bodies=bodies)
    with moved_to(end_of(row)):
        assert reviews.open_review(offices.office, row, bodies=bodies).state == State.REVIEW
    one = row.hearings.first()
    assert one is not None
    refused("duties.hearing-over", hearings.give_opinion, offices.heads[0], one, stance="agrees")
