"""Jobs are done: with the transaction or not at all, and also when a worker is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from liren.kernel.access.transaction import together
from liren.kernel.base.later import job, later

BEAT = "0.3"
PATIENCE = 20

Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture(autouse=True)
def empty_queue(request: pytest.FixtureRequest) -> Iterator[None]:
    """The queue's tables are not Django's, so what is committed in a test stays in them."""
    yield
    if marker := request.node.get_closest_marker("django_db"):
        assert marker.kwargs["transaction"]
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def known() -> Iterator[str]:
    """A job that web knows by name; the worker has the work."""
    name = "tests.dwell"
    job(name)(lambda seconds: None)
    yield name
    del app.tasks[name]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts workers with the rights of the lesser role, and kills them at the end."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {**os.environ, "LIREN_DB_ROLE": "app", "LIREN_BEAT": BEAT, "PYTHONPATH": "."}
    (tmp_path / "notes").touch()

    def worker() -> "subprocess.Popen[bytes]":
        program = Path(__file__).with_name("slow_worker.py")
        command = [sys.executable, str(program), str(tmp_path / "notes")]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield worker
    for one in started:
        one.kill()
        one.wait()


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; fail when it does not come."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def jobs() -> list[tuple[str, str]]:
    """Name and state of the jobs of this test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text FROM procrastinate_jobs"
            " WHERE task_name = 'tests.dwell' ORDER BY id"
        )
        return [(str(name), str(status)) for name, status in cursor.fetchall()]


def workers() -> int:
    """How many workers say that they live."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_killed_worker_is_done_by_the_next(
    known: str, start: Start, tmp_path: Path
) -> None:
    later(known, seconds=600)
    first = start()
    until(lambda: "began" in (tmp_path / "notes").read_text())
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert jobs() == [(known, "doing")]
    time.sleep(4 * float(BEAT))  # so long that its heart is known to have stopped
    start()
    until(lambda: jobs() == [])
    until(lambda: "tick" in (tmp_path / "notes").read_text())  # and the clock goes
    words = (tmp_path / "notes").read_text().split()
    assert [word for word in words if word != "tick"] == ["began", "began", "done"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_ends_in_good_order(start: Start) -> None:
    worker = start()
    until(workers)
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert workers() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_shares_the_fate_of_its_transaction(known: str) -> None:
    def work() -> None:
        later(known, seconds=0)
        assert jobs() == [(known, "todo")]
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        together(work)
    assert jobs() == []


@pytest.mark.usefixtures("as_app_role")
def test_web_may_give_jobs(known: str) -> None:
    later(known, seconds=0)
    assert jobs() == [(known, "todo")]


def test_an_unknown_job_is_refused_at_once() -> None:
    with pytest.raises(LookupError, match=r"tests\.nobody"):
        later("tests.nobody")


def test_no_job_holds_a_lock() -> None:
    assert all(task.lock is None for task in app.tasks.values())


def test_jobs_of_the_clock_wait_in_the_queue_once() -> None:
    clocks = app.periodic_registry.periodic_tasks.values()
    assert clocks
    assert all(clock.task.queueing_lock for clock in clocks)
