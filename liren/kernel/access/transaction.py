"""The one place that opens transactions; a deadlock or a lost race is tried again."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

R = TypeVar("R")

AGAIN = frozenset({"40001", "40P01"})  # serialization failure, deadlock detected
TRIES = 4


def together(work: Callable[[], R]) -> R:
    """Do all of it or nothing, and once more when the database asks for that."""
    if connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as fault:
            if not left or getattr(fault.__cause__, "sqlstate", "") not in AGAIN:
                raise
            time.sleep(random.uniform(0.01, 0.05) * (TRIES - left))  # noqa: S311 — jitter
    raise AssertionError("the loop returns or raises")
