"""What the people of the district were told of late: told again from the steps of their cases."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from liren.apps.cases.jobs.telling import TOLD, tell_step
from liren.apps.cases.models import Step
from liren.kernel.base.clock import moved_to
from liren.kernel.tell.models import Delivery, Notice, State
from liren.site.example.people import Town

DAYS = 6
MOST = 220
READ_AFTER = timedelta(hours=30)


def tell_all(town: Town, end: datetime) -> None:
    """Tell those who log in; older notices were read, nothing is sent outside any more."""
    users = {actor.user.pk for actors in town.actors.values() for actor in actors}
    recent = Step.objects.filter(verb__in=TOLD, at__gt=end - timedelta(days=DAYS))
    concerned = Q(case__reporter__in=users) | Q(to_body__isnull=False)
    # the last step of its kind is what a person would be told of
    for case, verb, at in (
        recent.filter(concerned).order_by("-at").values_list("case", "verb", "at")[:MOST]
    ):
        with moved_to(at):
            tell_step(case, verb)
    old = Notice.objects.filter(at__lt=end - READ_AFTER)
    old.update(read_at=F("at") + timedelta(minutes=20))
    Delivery.objects.update(state=State.SENT, sent_at=F("due_at"))
