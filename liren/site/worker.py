"""The worker: does the jobs of the queue, and takes up those whose worker died."""

import asyncio
import os
from dataclasses import dataclass

import procrastinate
import structlog
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

log = structlog.get_logger("liren.worker")

AT_ONCE = 2
LAST_CHANCE = 10  # seconds a running job gets to finish when the worker is told to stop


@dataclass(frozen=True)
class Pace:
    """How often a worker says that it lives, and after how long it counts as dead."""

    beat: float = 10
    dead: float = 30

    @classmethod
    def given(cls) -> "Pace":
        """The pace of this process: `LIREN_BEAT` in seconds; three missed beats are death."""
        beat = float(os.environ.get("LIREN_BEAT") or cls.beat)
        return cls(beat, 3 * beat)


def work(*, wait: bool = True) -> None:
    """Do jobs until told to stop; without `wait`, until the queue is empty."""
    asyncio.run(_work(wait))


async def _work(wait: bool) -> None:
    pace = Pace.given()
    with app.replace_connector(DjangoConnector().get_worker_connector()):
        async with app.open_async():
            await take_up(app, pace)
            log.info("worker.started")
            await app.run_worker_async(
                wait=wait,
                name="liren",
                concurrency=AT_ONCE,
                delete_jobs="successful",
                shutdown_graceful_timeout=LAST_CHANCE,
                update_heartbeat_interval=pace.beat,
                stalled_worker_timeout=pace.dead,
            )
    log.info("worker.stopped")


@app.periodic(cron="* * * * *")
@app.task(name="site.take_up", queueing_lock="site.take_up", pass_context=True)
async def take_up_job(context: procrastinate.JobContext, timestamp: int) -> None:
    """Every minute: put the jobs of dead workers back into the queue."""
    await take_up(context.app, Pace.given())


async def take_up(queue: procrastinate.App, pace: Pace) -> None:
    """Put the jobs of dead workers back into the queue."""
    jobs = queue.job_manager
    for stalled in await jobs.get_stalled_jobs(seconds_since_heartbeat=pace.dead):
        log.warning("job.taken_up", task=stalled.task_name, job=stalled.id)
        try:
            await jobs.retry_job(stalled)
        except procrastinate.exceptions.ConnectorException:
            # the clock has put the next one of its kind into the queue: this one is not needed
            await jobs.finish_job(
                stalled, status=procrastinate.jobs.Status.FAILED, delete_job=True
            )
