"""Questions to who reported, their answers, and neighbours who have the same trouble."""

from datetime import datetime, timedelta

from liren.apps.cases import rules
from liren.apps.cases.actions.course import calendar_of, keep_step
from liren.apps.cases.models import Case, Join
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.written import insert, update
from liren.kernel.base.calendar import due
from liren.kernel.base.clock import now
from liren.kernel.policy.values import parameter, span

ASKED = ("asked_at", "asked_due", "handle_due_at")


@action("cases.ask")
def ask(actor: Actor, case: Case, *, note: str) -> Case:
    """Ask who reported it something; by the rule of the place the clock waits for the answer."""
    own = case.reporter_id == actor.user.pk
    rules.check_ask(case.state, waiting=case.asked_at is not None, own=own)
    least = parameter("cases.min_reason_length")
    rules.check_question(note, least.value, least.source)
    case.asked_at, case.asked_due = now(), case.due_at
    case = keep_step(actor, case, "cases.ask", note=note, changed=ASKED)
    _put_off(case)
    return case


@action("cases.answer")
def answer(actor: Actor, case: Case, *, note: str) -> Case:
    """Answer the question; the clock that waited runs on."""
    rules.check_answer(note, waiting=case.asked_at is not None)
    _take_up(case)
    case.asked_at = case.asked_due = None
    return keep_step(actor, case, "cases.answer", note=note, changed=ASKED)


@action("cases.join")
def join(actor: Actor, case: Case) -> Case:
    """Say that this is one's own trouble, too; one is told what came of it."""
    person = actor.behalf or actor.user
    joined = Join.objects.filter(case=case, user=person).exists()
    own = case.reporter_id == person.pk
    rules.check_join(case.state, public=case.kind.public, own=own, joined=joined)
    insert(Join(case=case, user=person, at=now()))
    case.join_count += 1
    update(case, ("join_count",))
    return case


def _put_off(case: Case) -> None:
    """Give the present stage the time that the rule allows for an answer; usually none."""
    extra = span("cases.ask_puts_off")
    if not extra.amount or case.due_at is None:
        return
    later = due(case.due_at, extra, calendar_of(case))
    _shift(case, later - case.due_at)
    update(case, ("due_at", "handle_due_at"))


def _take_up(case: Case) -> None:
    """Take back what the answer did not need; a stage that began since is left alone."""
    if not (case.asked_at and case.asked_due and case.due_at) or case.stage_at > case.asked_at:
        return
    given = case.due_at - case.asked_due
    if given > timedelta(0):
        used = min(given, now() - case.asked_at)
        _shift(case, used - given)


def _shift(case: Case, by: timedelta) -> None:
    def moved(moment: datetime | None) -> datetime | None:
        return moment + by if moment else None

    case.due_at, case.handle_due_at = moved(case.due_at), moved(case.handle_due_at)
