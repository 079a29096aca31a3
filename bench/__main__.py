"""Run the benchmarks and print one line of JSON for each result."""

import argparse
from typing import Any

from bench.house import House, house, serving
from bench.meter import machine, timed

BENCHES = ("report", "transition", "list", "policy", "divisions", "audit", "people", "import")
SERVED = frozenset({"report", "transition", "list"})
FEW, MANY = 10_000, 1_000_000
ENTRIES = 100_000
LINES = 100_000


def main() -> None:
    """Read the options, stand a platform up, measure."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=BENCHES, action="append", help="only this one")
    parser.add_argument("--cases", type=int, default=MANY, help="cases of the large city")
    parser.add_argument("--seconds", type=float, default=8, help="length of each measurement")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="of the record")
    parser.add_argument("--people", type=int, default=MANY, help="of the register")
    parser.add_argument("--lines", type=int, default=LINES, help="of a sheet of people")
    parser.add_argument("--keep", default="", metavar="DIR", help="a data folder that stays")
    given = parser.parse_args()
    with house(given.port, given.keep) as made:
        run(
            made,
            given.only or list(BENCHES),
            given.cases,
            given.seconds,
            given.entries,
            given.people,
            given.lines,
        )


def run(
    made: House,
    wanted: list[str],
    cases: int,
    seconds: float,
    entries: int,
    persons: int,
    lines: int,
) -> None:
    """All that is wanted, among few cases and among many."""
    from bench import audit, city, divisions, people, people_import, policy

    machine()
    if "policy" in wanted:
        policy.measure()
    if "divisions" in wanted:
        divisions.measure()
    if not {"audit", "people", "import", *SERVED} & set(wanted):
        return
    town = city.build()
    if "audit" in wanted:
        audit.measure(made, entries)
    if "people" in wanted:
        people.measure(made, persons)
    if "import" in wanted:
        people_import.measure(lines)
    if SERVED & set(wanted):
        serve(made, town, wanted, cases, seconds)


def serve(made: House, town: Any, wanted: list[str], cases: int, seconds: float) -> None:
    """What a running platform does, among few cases and among many."""
    from bench import lists, report, transition, volume

    timed("texts and people", lambda: volume.prepare(made))
    timed(f"{FEW} cases", lambda: volume.fill(made, FEW))
    with serving(made):
        few = lists.measure(made, town, seconds, FEW) if "list" in wanted else {}
        if "report" in wanted:
            report.measure(made, town, seconds)
        if "transition" in wanted:
            transition.measure(made, town, seconds)
    if "list" in wanted and cases > FEW:
        timed(f"{cases} cases", lambda: volume.fill(made, cases))
        with serving(made):
            lists.compare(few, lists.measure(made, town, seconds, cases))


if __name__ == "__main__":
    main()
