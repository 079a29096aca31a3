"""What the worker does for yearly runs: count, book, and take up what stopped half-way."""

from liren.apps.money.actions import runs as actions
from liren.apps.money.models import Run
from liren.apps.money.rules.schemes import RunState
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import ago
from liren.kernel.base.later import job, later

PATIENCE = 10  # minutes after which a run that stands still is taken up again


def count_later(_actor: Actor, run: Run) -> None:
    """The reaction to a new run: one job."""
    later("money.count", run=run.pk)


def post_later(_actor: Actor, run: Run) -> None:
    """The reaction to a consent: one job, once both have agreed."""
    if run.state == RunState.CONSENTED:
        later("money.post", run=run.pk)


@job("money.count")
def count(run: int) -> None:
    """Count all of it."""
    actions.count(Run.objects.select_related("area").get(pk=run))


@job("money.post")
def post(run: int) -> None:
    """Book all of it."""
    actions.post(Run.objects.select_related("area", "second_by").get(pk=run))


@job("money.keep_runs", cron="*/5 * * * *")
def keep_runs() -> None:
    """Take up what stopped half-way."""
    rows = Run.objects.select_related("area", "second_by").order_by("pk")
    for run in rows.filter(state=RunState.COUNTING, at__lt=ago(minutes=PATIENCE)):
        actions.count(run)
    for run in rows.filter(state=RunState.CONSENTED, second_at__lt=ago(minutes=PATIENCE)):
        actions.post(run)
