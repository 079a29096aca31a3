"""A worker with two jobs of its own: one that says that it began and then dwells, one by clock."""

import sys
import time
from pathlib import Path

import django

from liren.kernel.base.later import job

NOTES = Path(sys.argv[1])


@job("tests.dwell")
def dwell(seconds: int) -> None:
    """Write a line at the beginning and one at the end."""
    _note("began")
    time.sleep(0 if "began" in _lines()[:-1] else seconds)  # only the first try dwells
    _note("done")


@job("tests.tick", cron="* * * * *")
def tick() -> None:
    """What the clock starts."""
    _note("tick")


def _lines() -> list[str]:
    return NOTES.read_text().split()


def _note(word: str) -> None:
    with NOTES.open("a") as notes:
        notes.write(f"{word}\n")


if __name__ == "__main__":
    django.setup()
    from liren.site.worker import work

    work()
