"""What the worker does for the hours of communities: asking for them once a month."""

from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_noop

from liren.apps.duties.models import Estimate
from liren.apps.duties.rules.estimates import before, first_of
from liren.kernel.access.models import Area, Level, User
from liren.kernel.access.people import holders
from liren.kernel.access.transaction import together
from liren.kernel.base.clock import today
from liren.kernel.base.later import job
from liren.kernel.policy.values import value
from liren.kernel.tell.telling import Message, tell

WANTED = gettext_noop(
    "请估计%(place)s %(month)s 的工时：每件交办、台账和报表各花了多少小时，几分钟就好。"
)
MOST = 50
LAST_CALL = 5  # until this day of the next month the month before is asked for


@job("duties.remind_estimate", cron="20 8 * * *")
def remind_estimate() -> None:
    """In the morning, from a day of the month on: who has not said the hours is asked, once."""
    remind_all()


def remind_all() -> int:
    """Ask in every community that said nothing; the number of those who had not been asked."""
    month = wanted_month(today(), int(value("burdens.remind_day")))
    if month is None:
        return 0
    said = Estimate.objects.filter(month=month).values("area")
    areas = Area.objects.valid().filter(level=Level.COMMUNITY).exclude(pk__in=said)
    return sum(together(partial(ask, area, month)) for area in areas.order_by("path"))


def wanted_month(day: date, first: int) -> date | None:
    """The month that is asked for on a day, if any."""
    if day.day >= first:
        return first_of(day)
    return before(first_of(day)) if day.day <= LAST_CALL else None


def ask(area: Area, month: date) -> int:
    """Ask those who work in exactly this community; each is told once of a month."""
    message = Message(
        kind="duties.estimate",
        key=f"duties.estimate:{area.pk}:{month.isoformat()}",
        sentence=WANTED,
        facts={"place": area.name, "month": f"{month:%Y-%m}"},
        link=reverse("duties.estimate") + f"?area={area.code}&month={month:%Y-%m}",
    )
    return tell(working_in(area), message)


def working_in(area: Area) -> list[User]:
    """Who writes the hours here and not above."""
    above = area.path[: area.path.rstrip(".").rfind(".") + 1]
    here = holders("duties.estimate", path=area.path)
    if above:
        here = here.exclude(pk__in=holders("duties.estimate", path=above).values("pk"))
    return list(here[:MOST])
