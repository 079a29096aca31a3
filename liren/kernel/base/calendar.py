"""Deadlines on a working calendar: plain arithmetic, no database.

The day of receipt is day zero. Days end at midnight, working days at the end of office hours.
A span in working time that starts outside office hours starts at the next opening.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SATURDAY = 5
SEARCHED_DAYS = 3660  # a calendar without one working day in ten years is a fault in the data


class Unit(StrEnum):
    """The four ways in which a rule counts time."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"


@dataclass(frozen=True)
class Span:
    """An amount of time in the unit in which the rule is written."""

    amount: float
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Read `4 working_hours`; ValueError when it is not of that form."""
        found = re.fullmatch(r"(\d+(?:\.\d+)?) (hours|working_hours|working_days|days)", text)
        if not found:
            raise ValueError(f"not a span such as '4 working_hours': {text!r}")
        unit, amount = Unit(found[2]), float(found[1])
        if unit in (Unit.DAYS, Unit.WORKING_DAYS) and amount != int(amount):
            raise ValueError(f"days are whole: {text!r}")
        return cls(amount, unit)

    def __str__(self) -> str:
        return f"{self.amount:g} {self.unit.value}"


@dataclass(frozen=True)
class Hours:
    """One stretch of an office day, from opening to closing."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Read `08:30-12:00`."""
        opens, closes = (time.fromisoformat(part) for part in text.split("-"))
        if opens >= closes:
            raise ValueError(f"an office closes after it opens: {text!r}")
        return cls(opens, closes)


@dataclass(frozen=True)
class Calendar:
    """Office hours, and the days on which weekends and workdays change places.

    `turned` maps a date to True (a weekend day worked) or False (a weekday off);
    `published` are the years whose holidays are known: others count plain weekends.
    """

    office: tuple[Hours, ...]
    zone: ZoneInfo
    turned: Mapping[date, bool] = field(default_factory=dict)
    published: frozenset[int] = frozenset()

    def works(self, day: date) -> bool:
        """Whether offices are open on this day."""
        return self.turned.get(day, day.weekday() < SATURDAY)

    def at(self, day: date, hour: time) -> datetime:
        """This hour of this day on the city's clock."""
        return datetime.combine(day, hour, self.zone)

    def stretches(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open stretches from a moment on, the first one cut at that moment."""
        day = start.astimezone(self.zone).date()
        for _ in range(SEARCHED_DAYS):
            if self.works(day):
                for hours in self.office:
                    opens, closes = self.at(day, hours.opens), self.at(day, hours.closes)
                    if closes > start:
                        yield max(opens, start), closes
            day += DAY
        raise ValueError("this calendar has no working days")

    def is_sure(self, start: datetime, end: datetime) -> bool:
        """Whether the holidays of all years between the two moments are published."""
        first, last = (moment.astimezone(self.zone).year for moment in (start, end))
        return all(year in self.published for year in range(first, last + 1))


def due(start: datetime, span: Span, calendar: Calendar) -> datetime:
    """The moment at which a span that starts now has run out."""
    if span.unit is Unit.HOURS:
        return start + timedelta(hours=span.amount)
    if span.unit is Unit.DAYS:
        last = start.astimezone(calendar.zone).date() + DAY * int(span.amount)
        return calendar.at(last + DAY, time.min)
    if span.unit is Unit.WORKING_HOURS:
        return _working_hours(start, timedelta(hours=span.amount), calendar)
    return _working_days(start, int(span.amount), calendar)


def _working_hours(start: datetime, left: timedelta, calendar: Calendar) -> datetime:
    for opens, closes in calendar.stretches(start):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise ValueError("this calendar has no working days")


def _working_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    opening, _ = next(calendar.stretches(start))
    day, closing = opening.astimezone(calendar.zone).date(), calendar.office[-1].closes
    for _ in range(SEARCHED_DAYS):
        if days == 0:
            return calendar.at(day, closing)
        day += DAY
        days -= calendar.works(day)
    raise ValueError("this calendar has no working days")
