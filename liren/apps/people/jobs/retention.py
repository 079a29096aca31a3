"""Clearing out by the clock what need no longer be kept."""

from liren.apps.people.actions.retention import retain
from liren.kernel.access.who import system
from liren.kernel.base.later import job
from liren.kernel.policy.models import Pack


@job("people.retain", cron="20 3 * * *")
def clear_out() -> None:
    """Every night: remove everything whose time is over."""
    pack = Pack.objects.filter(in_force=True).first()
    if pack is not None:
        retain(system(), pack)
