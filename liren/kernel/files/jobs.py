"""What the worker does for files."""

from liren.kernel.base.later import job
from liren.kernel.files import storing, sweeping


@job("files.sweep", cron="47 2 * * *")
def sweep() -> None:
    """Every night: destroy what has no row, and what was removed long enough ago."""
    sweeping.sweep()


@job("files.scan_again", cron="11 * * * *")
def scan_again() -> None:
    """Every hour: look at what came in while the virus scanner was away."""
    storing.scan_again()
