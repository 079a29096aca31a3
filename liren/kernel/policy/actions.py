"""Editing the working calendar."""

from datetime import date

from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Day, Year
from liren.kernel.policy.values import changed

WEEKEND = 5


@action("policy.set_day")
def set_day(actor: Actor, year: Year, *, day: date, works: bool, name: str) -> Year:
    """Make a weekend day a working day, or a weekday a day off."""
    if day.year != year.year:
        raise Refused("policy.other-year", _("这一天不在所选年度内。请换一个日期。"))
    if works == (day.weekday() < WEEKEND):
        raise Refused(
            "policy.already-so",
            _("这一天本来就是这样。调休只登记与平常周末不同的日子。"),
        )
    Day.objects.update_or_create(
        date=day, defaults={"year": year, "works": works, "zh": name, "en": "", "edited": True}
    )
    return _touch(year)


@action("policy.clear_day")
def clear_day(actor: Actor, year: Year, *, day: date) -> Year:
    """Let a day count as its weekday says again."""
    if not Day.objects.filter(year=year, date=day).delete()[0]:
        raise Refused("policy.no-such-day", _("日历里没有登记这一天，无需删除。"))
    return _touch(year)


@action("policy.publish_year")
def publish_year(actor: Actor, year: Year, *, source: str) -> Year:
    """Say that a year's holidays are complete, and in which notice they stand."""
    year.published, year.source, year.verify = True, source, False
    return _touch(year)


def _touch(year: Year) -> Year:
    year.edited = True
    year.save()
    changed()
    return year
