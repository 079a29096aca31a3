"""A worker that books a yearly run in small batches with rests, so that it can be killed."""

import sys
import time
from typing import Any

import django

REST, BATCH = float(sys.argv[1]), int(sys.argv[2])

if __name__ == "__main__":
    django.setup()
    from liren.apps.money.actions import runs

    write, book = runs.Writer.write, runs.post_batch

    def slow_write(self: Any, rows: Any) -> bool:
        """One batch of lines, then a rest inside the transaction."""
        done = write(self, rows)
        time.sleep(REST)
        return done

    def slow_book(run: Any, after: int, upto: int) -> int:
        """One batch of claims, then a rest inside the transaction."""
        done = book(run, after, upto)
        time.sleep(REST)
        return done

    runs.Writer.write = slow_write  # type: ignore[method-assign]
    runs.post_batch = slow_book
    runs.count.__defaults__ = runs.post.__defaults__ = (BATCH,)
    from liren.site.worker import work

    work()
