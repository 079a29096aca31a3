"""The one way to write: what it checks, what it keeps, what it says, and how often it asks."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from liren.apps.cases import actions
from liren.apps.cases.models import Case, Step
from liren.apps.cases.queries import kinds_in_force
from liren.kernel.access import action as engine
from liren.kernel.access.actor import Actor
from liren.kernel.access.bulk import each
from liren.kernel.access.models import Area, Once, User
from liren.kernel.access.transaction import together
from liren.kernel.access.who import actor_of, system
from liren.kernel.audit.log import history
from liren.kernel.audit.models import Entry, Outcome
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.doors import actions as doors
from liren.kernel.testing import world
from tests.threads import at_once
from tests.town import GOOD, OWN, TEXT, WHY, Town, report

ROWS = ("SELECT", "UPDATE", "INSERT", "INSERT")
OTHER_TEXT = "垃圾堆在单元门口，已经三天没有人清理。"


def last(case: Any) -> Entry:
    """The newest entry about a row."""
    found = history(case).first()
    assert found is not None
    return found


# ── what it writes ──────────────────────────────────────────────────────────────────────────


def test_a_step_is_five_statements(town: Town) -> None:
    """Permission, lock and fresh read in one; the row; the course; the record; one job."""
    case, desk = town.cases["cases.close"], town.makers["desk"]
    with CaptureQueriesContext(connection) as seen:
        actions.close(desk, case)
    said = [one["sql"] for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]
    kinds = [" ".join(sql.split()[:3]).replace('"', "") for sql in said]
    assert [kind.split()[0] for kind in kinds] == [*ROWS, "SELECT"], said
    assert said[0].endswith("FOR UPDATE")
    assert "area_path" in said[0]
    assert "procrastinate_defer" in said[-1], "people are told by the worker"
    assert kinds[1:-1] == [
        "UPDATE cases_case SET",
        "INSERT INTO cases_step",
        "INSERT INTO audit_entry",
    ]


def test_all_or_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reaction that fails takes the step and its record with it."""

    def fail(_actor: Actor, _case: object) -> None:
        raise RuntimeError("points are down")

    case, before = town.cases["cases.close"], Entry.objects.count()
    monkeypatch.setattr(engine, "wiring", lambda: {"cases.close": [fail]})
    with pytest.raises(RuntimeError):
        actions.close(town.makers["desk"], case)
    case.refresh_from_db()
    assert case.state == "verified"
    assert Entry.objects.count() == before
    assert not Step.objects.filter(case=case, verb="cases.close").exists()


def test_reactions_see_what_was_done(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    inside: list[bool] = []

    def react(actor: Actor, case: Case) -> None:
        seen.append(f"{actor.user.username} {case.state}")
        inside.append(connection.in_atomic_block)

    monkeypatch.setattr(engine, "wiring", lambda: {"cases.close": [react]})
    actions.close(town.makers["desk"], town.cases["cases.close"])
    assert (seen, inside) == (["maker-desk closed"], [True])


def test_the_row_is_read_again(town: Town) -> None:
    """A stale copy in memory decides nothing."""
    stale = Case.objects.get(pk=town.cases["cases.accept"].pk)
    actions.accept(town.makers["desk"], town.cases["cases.accept"])
    with pytest.raises(Refused) as no:
        actions.reject(town.makers["desk"], stale, reason=WHY)
    assert no.value.code == "flow.wrong-state"


# ── what goes on record ─────────────────────────────────────────────────────────────────────


def test_a_refused_attempt_is_on_record(town: Town) -> None:
    case = town.cases["cases.accept"]
    with pytest.raises(Refused):
        actions.close(town.makers["desk"], case, note="x")
    entry = last(case)
    assert (entry.outcome, entry.verb, entry.actor) == (
        Outcome.REFUSED, "cases.close", town.makers["desk"].user,
    )  # fmt: skip
    assert entry.facts == {"note": "x", "refused": "flow.wrong-state"}


def test_a_denied_attempt_is_on_record(town: Town) -> None:
    case = town.cases["cases.accept"]
    neighbour = actor_of(town.people["subdistrict_desk", "foreign"])
    with pytest.raises(PermissionDenied):
        actions.accept(neighbour, case)
    assert (last(case).outcome, last(case).actor) == (Outcome.DENIED, neighbour.user)
    assert last(case).area_path == case.area_path


def test_whoever_did_the_work_does_not_check_it(town: Town) -> None:
    """A refusal that says why, for somebody who could otherwise do it."""
    case = actions.self_handle(town.makers["patrol"], report(town), outcome=GOOD)
    with pytest.raises(Refused) as no:
        actions.verify(town.makers["patrol"], case, passed=True)
    assert no.value.code == "access.own-work"


def test_numbers_are_masked_and_secrets_left_out(town: Town) -> None:
    case = town.cases["cases.handle"]
    note = "已联系住户13800138000，身份证330421199001011237，约明天清理。"
    actions.handle(town.makers["clerk"], case, note=note)
    said = last(case).facts["note"]
    assert "13800138000" not in said
    assert "19900101" not in said
    assert "138****8000" in said
    person = world.user("sec")
    doors.change_password(actor_of(person), person, password="another-horse-9-battery")
    assert last(person).facts["password"] == "•"
    assert "horse" not in str(list(history(person).values_list("facts", flat=True)))


def test_texts_on_record_are_cut(town: Town) -> None:
    case = town.cases["cases.handle"]
    actions.handle(town.makers["clerk"], case, note="长" * 900)
    assert len(last(case).facts["note"]) == 500


def test_acting_for_a_caller_records_both(town: Town) -> None:
    caller = world.user("caller")
    desk = town.makers["desk"].acting_for(caller)
    kind = kinds_in_force()["corridor_clutter"]
    case = actions.report(desk, town.grid, kind=kind, text=TEXT, source="desk")
    assert case.reporter == caller
    assert (last(case).actor, last(case).behalf) == (desk.user, caller)
    step = Step.objects.get(case=case)
    assert (step.actor, step.behalf) == (desk.user, caller)
    with pytest.raises(PermissionDenied):
        town.makers["patrol"].acting_for(caller)


def test_the_platform_itself_acts_under_a_name(town: Town) -> None:
    robot = system()
    assert (robot.user.is_system, robot.user.may_log_in) == (True, False)
    assert system().user == robot.user
    with pytest.raises(PermissionDenied):
        actions.accept(robot, town.cases["cases.accept"])
    assert last(town.cases["cases.accept"]).actor == robot.user


def test_a_grant_ends_with_its_day(town: Town) -> None:
    for days, may in ((0, True), (1, True), (-1, False)):
        person = world.user(f"until{days}")
        world.grant(person, "subdistrict_desk", OWN, until=today() + timedelta(days=days))
        seen = Case.objects.allowed(actor_of(person), "cases.view").exists()
        assert seen is may, days


def test_a_new_row_is_checked_once_more(town: Town) -> None:
    """Whoever may report in an area may not thereby make a row elsewhere."""
    elsewhere = world.area("990102.001.001.01.")
    kind = kinds_in_force()["corridor_clutter"]
    before = Case.objects.count()
    with pytest.raises(PermissionDenied):
        actions.report(town.makers["patrol"], elsewhere, kind=kind, text=TEXT, source="patrol")
    assert Case.objects.count() == before
    assert last(elsewhere).outcome == Outcome.DENIED


# ── many rows ───────────────────────────────────────────────────────────────────────────────


def test_bulk_locks_once_and_answers_for_each(town: Town) -> None:
    good = [report(town, f"{TEXT}{n}") for n in range(5)]
    wrong, foreign = town.cases["cases.close"], report(town)
    Case.objects.filter(pk=foreign.pk).update(
        area=world.area("990102.001.001."), area_path="990102.001.001."
    )
    rows = [good[0], wrong, *good[1:], foreign]
    with CaptureQueriesContext(connection) as seen:
        answers = each(actions.accept, town.makers["desk"], rows)
    assert [answer.no.code if answer.no else "" for answer in answers] == [
        "", "flow.wrong-state", "", "", "", "", "access.not-yours",
    ]  # fmt: skip
    assert sum("FOR UPDATE" in one["sql"] for one in seen.captured_queries) == 1
    assert sum("audit_entry" in one["sql"] for one in seen.captured_queries) == 1
    assert {Case.objects.get(pk=row.pk).state for row in good} == {"accepted"}
    outcomes = [last(row).outcome for row in rows]
    assert outcomes == ["done", "refused", "done", "done", "done", "done", "refused"]


def test_bulk_undoes_what_a_refused_row_had_begun(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reaction that refuses one row leaves the others done and this one as it was."""
    rows = [report(town, f"{TEXT}{n}") for n in range(3)]

    def gate(_actor: Actor, case: Case) -> None:
        if case.pk == rows[1].pk:
            raise Refused("gate.closed", "不行")

    monkeypatch.setattr(engine, "wiring", lambda: {"cases.accept": [gate]})
    answers = each(actions.accept, town.makers["desk"], rows)
    assert [answer.no is None for answer in answers] == [True, False, True]
    states = [Case.objects.get(pk=row.pk).state for row in rows]
    assert states == ["accepted", "reported", "accepted"]
    assert not Step.objects.filter(case=rows[1], verb="cases.accept").exists()


def test_bulk_of_nothing(town: Town) -> None:
    assert each(actions.accept, town.makers["desk"], []) == []


# ── once ────────────────────────────────────────────────────────────────────────────────────


def test_the_same_request_again_gives_the_first_result(town: Town) -> None:
    case, desk = town.cases["cases.accept"], town.makers["desk"].once("k1")
    first = actions.accept(desk, case)
    again = actions.accept(desk, case)
    assert first == again
    done = history(case).filter(verb="cases.accept", outcome=Outcome.DONE)
    assert done.count() == 1


def test_a_report_under_a_key_happens_once(town: Town) -> None:
    kind = kinds_in_force()["corridor_clutter"]
    reporter = town.makers["reporter"].once("k2")
    made = [
        actions.report(reporter, town.grid, kind=kind, text=TEXT, source="resident").pk
        for _time in range(3)
    ]
    assert len(set(made)) == 1


def test_a_key_serves_one_request(town: Town) -> None:
    kind = kinds_in_force()["corridor_clutter"]
    reporter = town.makers["reporter"].once("k3")
    actions.report(reporter, town.grid, kind=kind, text=TEXT, source="resident")
    before = Case.objects.count()
    with pytest.raises(Refused) as no:
        actions.report(reporter, town.grid, kind=kind, text=OTHER_TEXT, source="resident")
    assert no.value.code == "access.key-reused"
    assert Case.objects.count() == before
    # a text that differs only in a masked number is another request
    masked = [f"{TEXT}电话1380013{n}000" for n in (1, 2)]
    reporter = town.makers["reporter"].once("k4")
    actions.report(reporter, town.grid, kind=kind, text=masked[0], source="resident")
    with pytest.raises(Refused):
        actions.report(reporter, town.grid, kind=kind, text=masked[1], source="resident")


def test_a_refusal_uses_up_no_key(town: Town) -> None:
    case, desk = town.cases["cases.accept"], town.makers["desk"].once("k5")
    with pytest.raises(Refused):
        actions.reject(desk, case, reason="不")
    assert actions.reject(desk, case, reason=WHY).state == "rejected"


def test_two_people_may_use_the_same_key(town: Town) -> None:
    kind = kinds_in_force()["corridor_clutter"]
    for name in ("reporter", "patrol"):
        actor = town.makers[name].once("same")
        actions.report(actor, town.grid, kind=kind, text=TEXT, source="resident")
    assert Once.objects.filter(key="same").count() == 2


# ── at the same moment ──────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_tried_again() -> None:
    """Two transactions lock two rows in opposite order: the database ends one, we repeat it."""
    rows = [world.user("left").pk, world.user("right").pk]
    tries: list[int] = []
    met = threading.Barrier(2)

    def work(order: list[int], number: int) -> Callable[[], str]:
        def change() -> str:
            tries.append(number)
            for at, pk in enumerate(order):
                User.objects.filter(pk=pk).update(name=f"changed by {number}")
                if at == 0 and tries.count(number) == 1:
                    met.wait(timeout=10)
            return "done"

        return lambda: together(change)

    assert at_once([work(rows, 1), work(rows[::-1], 2)]) == ["done", "done"]
    assert len(tries) == 3


@pytest.mark.django_db(transaction=True)
def test_a_lost_race_is_tried_again_and_other_faults_are_not() -> None:
    person, tries = world.user("racer").pk, []
    met = threading.Barrier(2)

    def count(number: int) -> Callable[[], None]:
        def change() -> None:
            tries.append(number)
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
            row = User.objects.get(pk=person)
            if tries.count(number) == 1:
                met.wait(timeout=10)
            row.name = f"{row.name}{number}"
            row.save()

        return lambda: together(change)

    assert at_once([count(1), count(2)]) == [None, None]
    assert sorted(User.objects.get(pk=person).name) == sorted("racer12")
    assert len(tries) == 3

    def broken() -> None:
        tries.append(9)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1ms'; SELECT pg_sleep(1)")

    with pytest.raises(OperationalError):
        together(broken)
    assert tries.count(9) == 1


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_kept_when_the_transaction_is_gone() -> None:
    world.rules()
    grid: Area = world.area(OWN + "01.")
    desk = world.actor("desk", "subdistrict_desk", "990101.")
    kind = kinds_in_force()["corridor_clutter"]
    with pytest.raises(Refused):
        actions.report(desk, grid, kind=kind, text="短", source="desk")
    assert not connection.in_atomic_block
    assert last(grid).facts["refused"] == "cases.thin-report"
    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_key_in_parallel_is_one_case() -> None:
    world.rules()
    grid = world.area(OWN + "01.")
    reporter = world.actor("reporter", "resident", OWN).once("parallel")
    kind = kinds_in_force()["corridor_clutter"]

    def send() -> int:
        case = actions.report(reporter, grid, kind=kind, text=TEXT, source="resident")
        return int(case.pk)

    made = at_once([send] * 8)
    assert len(set(made)) == 1, made
    assert Case.objects.count() == 1
    assert Entry.objects.filter(verb="cases.report", outcome=Outcome.DONE).count() == 1
