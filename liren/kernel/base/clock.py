"""The one clock of the platform; tests and replays move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta, tzinfo

from django.utils import timezone

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _moved.get() or timezone.now()


def today() -> date:
    """The present day in the city's time zone."""
    return now().astimezone(zone()).date()


def zone() -> tzinfo:
    """The city's time zone, which decides days."""
    return timezone.get_default_timezone()


def local(moment: datetime) -> datetime:
    """The same moment on the city's clock."""
    return moment.astimezone(zone())


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Stand the clock still at a moment, for replays such as the example district."""
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)


def ago(**span: float) -> datetime:
    """The moment that lies this far back: `ago(days=14)`."""
    return now() - timedelta(**span)
