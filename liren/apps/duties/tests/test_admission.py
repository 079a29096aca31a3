"""The way of an application: what each step asks for, what it brings, who may take it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.duties.actions import applications, covers, hearings, reviews
from liren.apps.duties.models import Application, Burden, Hearing
from liren.apps.duties.queries import applications as queries
from liren.apps.duties.queries.gate import ask_gate, cost
from liren.apps.duties.queries.hearings import hearings_for, loads_of
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


def test_twelve_are_asked_two_object_ten_are_admitted(offices: Offices) -> None:
    areas = [world.area(f"990101.00{n}.{m:03d}.") for n in (1, 2) for m in range(1, 7)]
    wanted = {area.code: 100 for area in areas}
    begin = {"start_on": today(), "end_on": today() + timedelta(days=60)}
    application = hearings.open_hearing(offices.office, submitted(offices, wanted=wanted, **begin))
    assert application.hearings.count() == 12 + 2  # and their subdistricts
    for n, area in enumerate(areas):
        head = world.actor(f"of-{area.code}", "community_head", area.path)
        row = application.hearings.get(area=area)
        said = {"stance": "objects", "text": NO} if n in (3, 8) else {"stance": "agrees"}
        hearings.give_opinion(head, row, **said)
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
