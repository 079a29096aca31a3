"""What the worker does for backups."""

import os
import subprocess

import structlog

from liren.kernel.base.later import job
from liren.site.backup import keeping
from liren.site.children import program

log = structlog.get_logger("liren.backup")


@job("site.backup", cron="*/10 * * * *")
def back_up() -> None:
    """When the time of the day has come: make a backup, in a process that ends with the worker."""
    if not keeping.standing().is_due:
        return
    environment = {**os.environ, "LIREN_PARENT": str(os.getpid())}
    done = subprocess.run(  # noqa: S603 — our own command line
        program("backup", "make"), env=environment, check=False, stdin=subprocess.DEVNULL
    )
    log.info("backup.ended", status=done.returncode)
