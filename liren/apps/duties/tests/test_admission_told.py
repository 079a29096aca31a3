"""Who hears what on the way of an application, and what the worker does by the calendar."""

from datetime import timedelta

import pytest

from liren.apps.duties.actions import covers, hearings, reviews
from liren.apps.duties.jobs import admission as jobs
from liren.apps.duties.rules.admission import State
from liren.apps.duties.tests.admitted import active, funded, heard, submitted, table
from liren.apps.duties.tests.conftest import Offices
from liren.kernel.access.actor import Actor
from liren.kernel.audit.log import history
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.tell.models import Notice

pytestmark = pytest.mark.django_db


def told(who: Actor, verb: str) -> int:
    """How many notices of a step somebody has."""
    return Notice.objects.filter(user=who.user, kind=verb).count()


def test_each_place_that_is_asked_hears_of_it_once(offices: Offices) -> None:
    row = hearings.open_hearing(offices.office, submitted(offices))
    for _turn in range(2):
        jobs.tell_admission(row.pk, "duties.open_hearing")
    assert [told(head, "duties.open_hearing") for head in offices.heads] == [1, 1, 1]
    assert told(offices.desk, "duties.open_hearing") == 1, "for itself, not for its communities"
    notice = Notice.objects.get(user=offices.heads[0].user)
    assert notice.link.startswith("/duties/hearings/")
    assert row.title in notice.facts["title"]


def test_the_office_hears_of_the_last_voice_only(offices: Offices) -> None:
    row = hearings.open_hearing(offices.office, submitted(offices))
    jobs.tell_admission(row.pk, "duties.give_opinion")
    assert told(offices.office, "duties.give_opinion") == 0
    row = heard(offices, title="另一项调查")
    jobs.tell_admission(row.pk, "duties.give_opinion")
    assert told(offices.office, "duties.give_opinion") == 1


def test_the_table_and_finance_hear_that_they_are_waited_for(offices: Offices) -> None:
    row = heard(offices)
    reviews.open_review(offices.office, row, bodies=table(offices))
    jobs.tell_admission(row.pk, "duties.open_review")
    assert told(offices.other, "duties.open_review") == 1
    assert told(offices.clerk, "duties.open_review") == 0


def test_what_went_on_meanwhile_is_not_told(offices: Offices) -> None:
    row = active(offices)
    for verb in ("duties.submit", "duties.open_hearing", "duties.approve"):
        jobs.tell_admission(row.pk, verb)
    assert not Notice.objects.exists()
    jobs.tell_admission(row.pk, "duties.activate")
    assert told(offices.clerk, "duties.activate") == 1


def test_what_is_over_ends_by_itself(offices: Offices) -> None:
    row = active(offices)
    assert jobs.end_what_is_over() == 0
    with moved_to(now() + timedelta(days=61)):
        assert jobs.end_what_is_over() == 1
        row.refresh_from_db()
        assert (row.state, row.ended_on) == (State.EXITED, today())
        assert jobs.end_what_is_over() == 0
    last = history(row).filter(verb="duties.exit").get()
    assert last.actor.is_system


def test_what_is_paid_begins_on_its_day_and_never_without_money(offices: Offices) -> None:
    row = funded(offices)
    poor = funded(offices, title="经费被收回的调查")
    poor.covers.update(confirmed_by=None, confirmed_at=None)
    assert jobs.begin_what_is_paid() == 0, "its day has not come"
    with moved_to(now() + timedelta(days=90)):
        assert jobs.begin_what_is_paid() == 1
    row.refresh_from_db()
    poor.refresh_from_db()
    assert (row.state, poor.state) == (State.ACTIVE, State.FUNDED)


def test_what_is_late_and_what_ends_soon_is_told_once(offices: Offices) -> None:
    row = submitted(offices)
    with moved_to(now() + timedelta(days=30)):
        jobs.remind_late()
        jobs.remind_late()
    assert told(offices.office, "duties.applications") == 1
    assert row.state == State.SUBMITTED
    active(offices, end_on=today() + timedelta(days=10))
    jobs.remind_ends()
    jobs.remind_ends()
    assert told(offices.clerk, "duties.applications") == 1


def test_every_step_that_somebody_waits_for_is_wired(offices: Offices) -> None:
    assert {"duties.submit", "duties.open_hearing", "duties.record_cover"} <= set(jobs.TOLD)
    row = funded(offices)
    assert covers.activate(offices.office, row).state == State.ACTIVE
