"""What is measured: processor time of the web processes, statements, latencies; one line each."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.house import House

TICK = os.sysconf("SC_CLK_TCK")
# the role of web and worker, without the worker's own queue
CALLS = """
SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
WHERE userid = 'liren_app'::regrole AND query NOT ILIKE '%procrastinate%'
"""


@dataclass
class Reading:
    """What one stretch of work cost, in all."""

    cpu_ms: float = 0
    statements: int = 0


@contextmanager
def metered(made: House) -> Iterator[Reading]:
    """Measure what the web processes and the database do meanwhile."""
    reading = Reading()
    with made.link() as link:
        link.execute("SELECT pg_stat_statements_reset()")
        before = web_cpu_ms(made)
        yield reading
        reading.cpu_ms = web_cpu_ms(made) - before
        (calls,) = link.execute(CALLS).fetchone() or (0,)
        reading.statements = int(str(calls))


def web_cpu_ms(made: House) -> float:
    """Processor time that all web processes have used so far."""
    assert made.serve
    web = [pid for pid in children(made.serve.pid) if b"\0web\0" in command(pid)]
    workers = [one for pid in web for one in children(pid)]
    return sum(map(cpu_ms, web + workers))


def cpu_ms(pid: int) -> float:
    """Processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / TICK


def command(pid: int) -> bytes:
    """The command line of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text().split()]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def line(
    bench: str,
    value: float,
    unit: str,
    *,
    baseline: float | None = None,
    cpu_ms: float | None = None,
    statements: float | None = None,
) -> None:
    """Print one result."""
    found = {
        "bench": bench,
        "value": round(value, 1),
        "unit": unit,
        "baseline": None if baseline is None else round(baseline, 1),
        "ratio": round(value / baseline, 3) if baseline else None,
        "cpu_ms": None if cpu_ms is None else round(cpu_ms, 2),
        "statements": None if statements is None else round(statements, 1),
    }
    print(json.dumps(found, ensure_ascii=False), flush=True)


def machine() -> None:
    """How fast this machine is just now: a million turns of a Python loop, and who else works."""
    began, x = time.process_time(), 0
    for turn in range(1_000_000):
        x += turn * turn % 7
    spent = 1000 * (time.process_time() - began)
    line("machine: a million turns", spent, "ms")
    line("machine: load", os.getloadavg()[0], "running")


def timed(label: str, work: Callable[[], object]) -> None:
    """Do something that is not measured, and say on the side how long it took."""
    began = time.monotonic()
    work()
    print(f"# {label}: {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)
