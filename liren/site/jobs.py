"""What the worker does for the installation as a whole: backups, and the sweeping of logs."""

import os
import subprocess

import structlog
from axes.models import AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from liren.kernel.base.clock import now
from liren.kernel.base.later import job
from liren.kernel.policy.values import value
from liren.site.backup import keeping
from liren.site.children import program
from liren.site.sweeping import moment_before, sweep_files

log = structlog.get_logger("liren.site")


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


@job("site.sweep_logs", cron="29 3 * * *")
def sweep_logs() -> None:
    """Every night: what the law no longer wants kept, and sessions that are over."""
    days = value("logs.keep_days")
    before = moment_before(days)
    AccessLog.objects.filter(attempt_time__lt=before).delete()
    AccessFailureLog.objects.filter(attempt_time__lt=before).delete()
    Session.objects.filter(expire_date__lt=now()).delete()
    log.info("logs.swept", files=sweep_files(days))
