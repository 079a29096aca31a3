"""What the worker does for the doors."""

from liren.kernel.base.later import job
from liren.kernel.doors import codes


@job("doors.forget_codes", cron="23 3 * * *")
def forget_codes() -> None:
    """Every night: drop log-in codes that are no longer counted."""
    codes.forget()
