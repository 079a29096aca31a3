"""The calendar, laid out for reading."""

from calendar import Calendar as Weeks
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liren.kernel.base.clock import today
from liren.kernel.policy.models import Day, Year

SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Cell:
    """One day of a month; `mark` is "off", "work" or nothing."""

    day: date
    mark: str
    name: str
    is_weekend: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """One month in weeks that begin on Monday; days of other months are None."""

    name: str
    weeks: Sequence[Sequence[Cell | None]]


def year_or_blank(number: int) -> Year:
    """What is known of a year; a year that nobody wrote down is not published."""
    return Year.objects.filter(year=number).first() or Year(year=number)


def months(number: int, days: Sequence[Day]) -> list[Month]:
    """Twelve months with the days that differ from the ordinary week."""
    turned = {day.date: day for day in days}
    return [_month(number, month, turned) for month in range(1, 13)]


def _month(number: int, month: int, turned: dict[date, Day]) -> Month:
    name = date_format(date(number, month, 1), _("n月"))
    weeks = Weeks().monthdatescalendar(number, month)
    return Month(
        name, [[_cell(d, turned) if d.month == month else None for d in week] for week in weeks]
    )


def _cell(day: date, turned: dict[date, Day]) -> Cell:
    listed = turned.get(day)
    mark = ("work" if listed.works else "off") if listed else ""
    weekend = day.weekday() >= SATURDAY
    return Cell(day, mark, str(listed) if listed else "", weekend, day == today())
