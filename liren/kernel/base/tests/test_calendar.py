"""Deadlines on a working calendar, by hand-made vectors and by what must hold for all of them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.kernel.base.calendar import Calendar, Hours, Span, Unit, due

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = (Hours.parse("08:30-12:00"), Hours.parse("14:00-17:30"))
# the days around National Day 2025: off from Wednesday 1 to Wednesday 8 October, worked on
# Sunday 28 September and Saturday 11 October
TURNED = {
    **{date(2025, 10, day): False for day in (1, 2, 3, 6, 7, 8)},
    date(2025, 9, 28): True,
    date(2025, 10, 11): True,
}
CALENDAR = Calendar(OFFICE, ZONE, TURNED, frozenset({2025, 2026}))


def at(text: str) -> datetime:
    """A moment on the city's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


VECTORS = [
    # hours run through nights and holidays
    ("2025-09-30 16:00", "24 hours", "2025-10-01 16:00"),
    ("2025-09-30 16:00", "0.5 hours", "2025-09-30 16:30"),
    # the day of receipt is day zero, days end at midnight
    ("2025-09-30 00:00", "0 days", "2025-10-01 00:00"),
    ("2025-09-30 23:59", "1 days", "2025-10-02 00:00"),
    ("2025-09-30 16:00", "7 days", "2025-10-08 00:00"),
    # working hours stop at noon, in the evening and over the holidays
    ("2025-09-30 11:00", "2 working_hours", "2025-09-30 15:00"),
    ("2025-09-30 12:30", "1 working_hours", "2025-09-30 15:00"),
    ("2025-09-30 16:30", "1 working_hours", "2025-09-30 17:30"),
    ("2025-09-30 16:30", "2 working_hours", "2025-10-09 09:30"),
    ("2025-09-30 20:00", "4 working_hours", "2025-10-09 14:30"),
    ("2025-09-30 06:00", "7 working_hours", "2025-09-30 17:30"),
    # a make-up day is a working day, an ordinary weekend is none
    ("2025-09-26 17:00", "1 working_hours", "2025-09-28 09:00"),
    ("2025-10-10 17:00", "1 working_hours", "2025-10-11 09:00"),
    ("2025-10-11 17:00", "1 working_hours", "2025-10-13 09:00"),
    # working days end at the close of office hours
    ("2025-09-29 09:00", "0 working_days", "2025-09-29 17:30"),
    ("2025-09-29 09:00", "1 working_days", "2025-09-30 17:30"),
    ("2025-09-29 09:00", "2 working_days", "2025-10-09 17:30"),
    ("2025-10-09 09:00", "2 working_days", "2025-10-11 17:30"),
    # outside office hours day zero is the next day on which it opens
    ("2025-09-30 18:00", "1 working_days", "2025-10-10 17:30"),
    ("2025-10-04 10:00", "1 working_days", "2025-10-10 17:30"),
    ("2025-09-30 06:00", "1 working_days", "2025-10-09 17:30"),
]


@pytest.mark.parametrize(("start", "span", "end"), VECTORS)
def test_vectors(start: str, span: str, end: str) -> None:
    assert due(at(start), Span.parse(span), CALENDAR) == at(end)


def test_a_foreign_clock_gives_the_same_moment() -> None:
    local, utc = at("2025-09-30 16:30"), at("2025-09-30 16:30").astimezone(ZoneInfo("UTC"))
    for text in ("3 hours", "3 days", "3 working_hours", "3 working_days"):
        span = Span.parse(text)
        assert due(local, span, CALENDAR) == due(utc, span, CALENDAR)


MOMENTS = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 — bounds; the zone is given beside them
    datetime(2026, 11, 30),  # noqa: DTZ001
    timezones=st.just(ZONE),
)
SPANS = st.builds(Span, st.integers(0, 60), st.sampled_from(Unit))
DAYS = st.dictionaries(st.dates(date(2025, 1, 1), date(2027, 3, 1)), st.booleans(), max_size=40)


@given(MOMENTS, st.integers(0, 5000), SPANS, DAYS)
def test_who_starts_later_is_due_later(
    start: datetime, minutes: int, span: Span, turned: dict[date, bool]
) -> None:
    calendar = Calendar(OFFICE, ZONE, turned)
    later = start + timedelta(minutes=minutes)
    assert due(start, span, calendar) <= due(later, span, calendar)


@given(MOMENTS, SPANS, SPANS, DAYS)
def test_more_time_is_never_less(
    start: datetime, span: Span, more: Span, turned: dict[date, bool]
) -> None:
    calendar = Calendar(OFFICE, ZONE, turned)
    longer = Span(span.amount + more.amount, span.unit)
    assert start <= due(start, span, calendar) <= due(start, longer, calendar)


@given(MOMENTS, st.integers(1, 60), st.sampled_from(["working_hours", "working_days"]), DAYS)
def test_working_time_ends_in_office_hours(
    start: datetime, amount: int, unit: str, turned: dict[date, bool]
) -> None:
    calendar = Calendar(OFFICE, ZONE, turned)
    end = due(start, Span(amount, Unit(unit)), calendar).astimezone(ZONE)
    assert calendar.works(end.date())
    assert any(hours.opens <= end.time() <= hours.closes for hours in OFFICE)


@given(MOMENTS, st.floats(0, 40), st.floats(0, 40), DAYS)
def test_working_hours_add_up(
    start: datetime, first: float, then: float, turned: dict[date, bool]
) -> None:
    """Two spans after one another are one span as long as both."""
    calendar = Calendar(OFFICE, ZONE, turned)
    both = due(start, Span(first + then, Unit.WORKING_HOURS), calendar)
    half = due(start, Span(first, Unit.WORKING_HOURS), calendar)
    after = due(half, Span(then, Unit.WORKING_HOURS), calendar)
    assert open_between(both, after, calendar) < timedelta(milliseconds=1)


def open_between(one: datetime, other: datetime, calendar: Calendar) -> timedelta:
    """How much office time lies between two moments."""
    start, end = sorted((one, other))
    total = timedelta()
    for opens, closes in calendar.stretches(start):
        if opens >= end:
            return total
        total += min(closes, end) - opens
    return total


@given(MOMENTS, st.integers(1, 40), DAYS)
def test_working_days_count_open_days(
    start: datetime, amount: int, turned: dict[date, bool]
) -> None:
    """Counted day by day, as one would on a wall calendar."""
    calendar = Calendar(OFFICE, ZONE, turned)
    end = due(start, Span(amount, Unit.WORKING_DAYS), calendar).astimezone(ZONE)
    opening, _ = next(calendar.stretches(start))
    day, counted = opening.astimezone(ZONE).date(), 0
    while day < end.date():
        day += timedelta(days=1)
        counted += calendar.works(day)
    assert (counted, end.time()) == (amount, time(17, 30))


def test_a_year_that_is_not_published_is_not_sure() -> None:
    assert CALENDAR.is_sure(at("2025-12-30 09:00"), at("2026-01-02 09:00"))
    assert not CALENDAR.is_sure(at("2026-12-30 09:00"), at("2027-01-02 09:00"))
    only = Calendar(OFFICE, ZONE, {}, frozenset({2025, 2027}))
    assert not only.is_sure(at("2025-12-30 09:00"), at("2027-01-02 09:00"))
    # New Year's Eve in UTC is already next year in the city
    eve = datetime(2026, 12, 31, 17, tzinfo=ZoneInfo("UTC"))
    assert not CALENDAR.is_sure(eve, eve)


@pytest.mark.parametrize(
    "text",
    ["", "4", "hours", "4 hour", "-4 hours", "4  hours", "4 hours ", "1.5 days", "1e3 hours",
     "0.5 working_days", "NaN hours"],
)  # fmt: skip
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a span|days are whole"):
        Span.parse(text)


@given(SPANS)
def test_a_span_reads_as_it_is_written(span: Span) -> None:
    assert Span.parse(str(span)) == span


def test_a_calendar_without_working_days_says_so() -> None:
    never = Calendar((), ZONE)
    for unit in (Unit.WORKING_HOURS, Unit.WORKING_DAYS):
        with pytest.raises((ValueError, StopIteration)):
            due(at("2025-09-30 09:00"), Span(1, unit), never)


def test_an_office_closes_after_it_opens() -> None:
    with pytest.raises(ValueError, match="closes after it opens"):
        Hours.parse("17:30-08:30")
