"""Times as people say them; pure functions, Chinese in the source, English by catalogue."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liren.kernel.base import clock

MINUTE, HOUR, DAY = 60, 3600, 86400
JUST_NOW = 60
HOURS_AHEAD, HOURS_LATE = 48, 24  # until then people count in hours, then in days


def duration(seconds: float, hours: int = HOURS_AHEAD) -> str:
    """The span in one unit: minutes, then hours, then days."""
    seconds = abs(seconds)
    if seconds < HOUR:
        count = max(1, int(seconds // MINUTE))
        return ngettext("%(count)d 分钟", "%(count)d 分钟", count) % {"count": count}
    if seconds < hours * HOUR:
        count = int(seconds // HOUR)
        return ngettext("%(count)d 小时", "%(count)d 小时", count) % {"count": count}
    count = int(seconds // DAY)
    return ngettext("%(count)d 天", "%(count)d 天", count) % {"count": count}


def left(seconds: float) -> str:
    """A deadline in words: what remains, or by how much it was missed."""
    if seconds < 0:
        return _("超期 %(span)s") % {"span": duration(seconds, HOURS_LATE)}
    return _("剩 %(span)s") % {"span": duration(seconds)}


def moment(at: datetime, now: datetime | None = None) -> str:
    """A moment near to now by the clock, farther away by the date, in the city's zone."""
    here = timezone.localtime(at)
    today = timezone.localtime(now or clock.now())
    if timedelta(0) <= today - here < timedelta(seconds=JUST_NOW):
        return _("刚刚")
    days = (today.date() - here.date()).days
    time = f"{here:%H:%M}"
    if days in NEAR:
        return near(days, time)
    if here.year == today.year:
        return _("%(date)s %(time)s") % {"date": date_format(here, _("n月j日")), "time": time}
    return date_format(here, _("Y年n月j日"))


NEAR = (-1, 0, 1)


def near(days: int, time: str) -> str:
    """Yesterday, today and tomorrow have names."""
    if days == 1:
        return _("昨日 %(time)s") % {"time": time}
    if days == -1:
        return _("明日 %(time)s") % {"time": time}
    return time


def initial(name: str) -> str:
    """The family name's first character; two letters for names in Latin script."""
    name = name.strip()
    if not name.isascii():
        return name[:1]
    return "".join(word[0] for word in name.split()[:2]).upper()
