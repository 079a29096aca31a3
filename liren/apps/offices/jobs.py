"""What the worker does for offices by the clock."""

from liren.apps.offices import actions
from liren.apps.offices.models import Appointment, Deputy
from liren.apps.offices.rules import Why
from liren.kernel.access.who import system
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.base.later import job


def end_what_ran_out() -> int:
    """End terms and absences whose last day is over; the number ended.

    Their grants hold nothing since midnight already; this writes down that and why.
    """
    actor, count = system(), 0
    for deputy in Deputy.objects.filter(ended_on=None, until__lt=today()):
        count += _done(lambda one=deputy: actions.end_deputy(actor, one))
    running = Appointment.objects.filter(ended_on=None, until__lt=today())
    for one in running.select_related("grant", "post"):
        count += _done(lambda one=one: actions.end(actor, one, why=Why.TERM, on=one.until))
    return count


def _done(act: object) -> int:
    try:
        act()  # type: ignore[operator]
    except Refused:  # somebody ended it at the same moment
        return 0
    return 1


@job("offices.end_terms", cron="7 0 * * *")
def end_terms() -> None:
    """A few minutes after midnight: terms and absences that ran out are ended."""
    end_what_ran_out()
