"""Many at once: threads with connections of their own that start at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

R = TypeVar("R")


def at_once(works: Sequence[Callable[[], R]], width: int = 0) -> list[R | Exception]:
    """What came of each work, a fault as itself."""
    gate = Barrier(width or len(works))

    def run(work: Callable[[], R]) -> R | Exception:
        try:
            if not width:
                gate.wait(timeout=30)
            return work()
        except Exception as fault:  # noqa: BLE001 — the test looks at it
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(width or len(works)) as pool:
        return list(pool.map(run, works))
