"""Run the benchmarks and print one line of JSON for each result."""

import argparse
from typing import TYPE_CHECKING, Any

from bench.house import House, house, serving
from bench.meter import machine, timed

if TYPE_CHECKING:
    from collections.abc import Callable

BENCHES = (
    "report",
    "transition",
    "list",
    "policy",
    "divisions",
    "audit",
    "people",
    "import",
    "ledger",
)
SERVED = frozenset({"report", "transition", "list"})
FEW, MANY = 10_000, 1_000_000
ENTRIES = 100_000
LINES = 100_000
BOOKED = 10_000_000


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
    parser.add_argument("--books", type=int, default=BOOKED, help="lines of the ledger")
    parser.add_argument("--keep", default="", metavar="DIR", help="a data folder that stays")
    given = parser.parse_args()
    with house(given.port, given.keep) as made:
        run(made, given.only or list(BENCHES), given)


def run(made: House, wanted: list[str], given: argparse.Namespace) -> None:
    """All that is wanted, among few cases and among many."""
    from bench import audit, city, divisions, ledger, people, people_import, policy

    alone: dict[str, Callable[[], object]] = {
        "policy": policy.measure,
        "divisions": divisions.measure,
        "ledger": lambda: ledger.measure(made, given.books, given.seconds),
    }
    in_town: dict[str, Callable[[], object]] = {
        "audit": lambda: audit.measure(made, given.entries),
        "people": lambda: people.measure(made, given.people),
        "import": lambda: people_import.measure(given.lines),
    }
    machine()
    for name in alone.keys() & set(wanted):
        alone[name]()
    if not {*in_town, *SERVED} & set(wanted):
        return
    town = city.build()
    for name in in_town.keys() & set(wanted):
        in_town[name]()
    if SERVED & set(wanted):
        serve(made, town, wanted, given.cases, given.seconds)


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
