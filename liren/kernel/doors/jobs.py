"""What the worker does for the doors."""

from liren.kernel.base.later import job
from liren.kernel.doors import actions, codes, limits, mailing


@job("doors.forget_codes", cron="23 3 * * *")
def forget_codes() -> None:
    """Every night: drop log-in codes that are no longer counted."""
    codes.forget()


@job("doors.sweep_tallies", cron="41 * * * *")
def sweep_tallies() -> None:
    """Every hour: drop counted tries of windows that are long over."""
    limits.sweep()


@job("doors.mail_recovery")
def mail_recovery(user: int) -> None:
    """Send a link to whoever asked for one, if the account has a confirmed address."""
    mailing.send_recovery(user)


@job("doors.sleepers", cron="10 4 * * *")
def sleepers() -> None:
    """Every night: close accounts that nobody used for long, after having told their people."""
    actions.close_sleepers()
    actions.warn_sleepers()
