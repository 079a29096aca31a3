"""The national list: reading it into an empty table, reading it again, and finding in it."""

import os
import time
from pathlib import Path

from bench.meter import line

LIST = Path(os.environ.get("DIVISIONS", "../shared/data/divisions"))
ASKED = ("nm", "n", "南门", "社区", "330421", "nanmen")
TURNS = 20


def measure() -> None:
    """Nothing is measured where the list is not there."""
    if not (LIST / "villages.csv.gz").exists():
        return
    from liren.apps.places.actions import import_divisions
    from liren.apps.places.queries import divisions_like
    from liren.kernel.access.who import system

    for label in ("read 665,276 lines into an empty table", "read the same list again"):
        began = time.perf_counter()
        import_divisions(system(), LIST)
        line(f"divisions: {label}", time.perf_counter() - began, "s")
    for q in ASKED:
        began = time.perf_counter()
        for _turn in range(TURNS):
            divisions_like(q, 30)
        spent = 1000 * (time.perf_counter() - began) / TURNS
        line(f"divisions: find {q} among 665,271", spent, "ms")
