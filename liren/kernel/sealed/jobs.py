"""What the worker does for sealed fields."""

import structlog

from liren.kernel.base.later import job
from liren.kernel.sealed.renewing import is_due, renew

log = structlog.get_logger("liren.sealed")


@job("sealed.renew", cron="* * * * *")
def renew_values() -> None:
    """Every minute while there are two keys: bring what lies under the old one under the new."""
    if is_due():
        done = renew()
        if done.renewed or done.broken:
            log.info("sealed.renewed", renewed=done.renewed, moved=done.moved, broken=done.broken)
