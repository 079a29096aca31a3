"""A worker that moves one row at a time and rests after each, so that it can be killed between."""

import sys
import time

import django

REST = float(sys.argv[1])

if __name__ == "__main__":
    django.setup()
    from liren.apps.lineage.actions import following

    move = following._move

    def slowly(*args: object) -> int:
        """One row, then a rest inside the transaction."""
        done = move(*args)  # type: ignore[arg-type]
        time.sleep(REST)
        return done

    following._move = slowly  # type: ignore[assignment]
    following.follow.__defaults__ = (1,)
    from liren.site.worker import work

    work()
