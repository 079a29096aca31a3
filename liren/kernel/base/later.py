"""Work for later: jobs are rows written in the same transaction as what they belong to.

This is the only door to the queue. A job gets keys, never names, numbers or texts, because the
row is kept and seen by operators. A job whose worker died is started again, so it must be able to
run twice: read the row, look whether the work is still to do, do it in one transaction.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import TypeVar

import procrastinate
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

ATTEMPTS = 6  # with pauses of 4, 8, 16 … seconds

Fact = str | int | bool | None
Job = TypeVar("Job", bound=Callable[..., object])


def later(task: str, /, **facts: Fact) -> int:
    """Enqueue a job by name; it exists when the surrounding transaction is committed."""
    if task not in app.tasks:
        raise LookupError(f"no job is registered under the name {task!r}")
    return _door().configure_task(task).defer(**facts)


@cache
def _door() -> procrastinate.App:
    # an app of its own: inside the worker the other one has a connection outside Django's
    return procrastinate.App(connector=DjangoConnector())


def job(name: str, *, cron: str = "", attempts: int = ATTEMPTS) -> Callable[[Job], Job]:
    """Register a function as the job of this name; with `cron` the clock starts it.

    A job of the clock takes no arguments, and is not tried again after a fault: the clock comes
    round.
    """

    def register(function: Job) -> Job:
        if not cron:
            again = procrastinate.RetryStrategy(max_attempts=attempts, exponential_wait=2)
            app.task(name=name, retry=again)(function)
            return function

        @wraps(function)
        def tick(timestamp: int) -> None:
            function()

        # never `lock`: it would stay taken when a worker dies; waiting once is enough
        task = app.task(name=name, queueing_lock=name)(tick)
        app.periodic(cron=cron, periodic_id=name)(task)
        return function

    return register
