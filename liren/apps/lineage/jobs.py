"""What the worker does for changes by the clock."""

from datetime import timedelta

import structlog

from liren.apps.cases.jobs import count_days
from liren.apps.lineage.actions import carry_out, follow, keep_custodies
from liren.apps.lineage.models import Change
from liren.apps.lineage.rules import State
from liren.kernel.access.who import system
from liren.kernel.base.clock import ago, today
from liren.kernel.base.errors import Refused
from liren.kernel.base.later import job

log = structlog.get_logger("liren.lineage")
STRAY_DAYS = 2
PATIENCE = 5  # minutes after which rows that did not follow are taken up here


@job("lineage.follow")
def follow_change(change: int) -> None:
    """Let the rows follow, then count the desks' figures again where the cases lie now."""
    follow(Change.objects.get(pk=change))
    count_days()


@job("lineage.keep_days", cron="* * * * *")
def keep_days() -> None:
    """Take up what stopped half-way, carry out what is due, pick up what came in late."""
    carried = Change.objects.filter(state=State.CARRIED_OUT).order_by("effective", "pk")
    for change in carried.filter(followed_at=None, carried_out_at__lt=ago(minutes=PATIENCE)):
        follow(change)
    carry_out_due()
    fresh = today() - timedelta(days=STRAY_DAYS)
    for change in carried.filter(followed_at__isnull=False, effective__gte=fresh):
        follow(change)
    keep_custodies()


def carry_out_due() -> None:
    """Every change whose day has come; one that cannot be carried out holds up no other."""
    actor = system()
    due = Change.objects.filter(state=State.CONSENTED, effective__lte=today())
    for change in due.order_by("effective", "pk"):
        try:
            carry_out(actor, change)
        except Refused as no:
            log.warning("lineage.refused", change=str(change.uid), code=no.code)
