"""What the worker does for cases: counting days, telling people, reminding bodies."""

from liren.apps.cases.jobs.days import count_days, count_recent_days
from liren.apps.cases.jobs.telling import remind, tell_later, tell_step

__all__ = ["count_days", "count_recent_days", "remind", "tell_later", "tell_step"]
