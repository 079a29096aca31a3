"""Reporting a case through the API against the same inserts by psycopg alone."""

import random
from itertools import islice
from typing import NamedTuple

from bench import client, raw
from bench.city import RESIDENTS, City, point
from bench.house import House
from bench.meter import line, metered
from bench.words import texts

CLIENTS, WARM = RESIDENTS, 2.0
TURNS = 5  # other work on the machine then slows both, not one of them


def measure(made: House, city: City, seconds: float) -> None:
    """Warm up, which also gives raw SQL its rows; then both ways in turns, and the middle turn."""
    plans = [_requests(city, number) for number in range(CLIENTS)]
    client.drive(made.port, plans, WARM).expect(201)
    raw.drive(made.dsn, "report", CLIENTS, WARM)
    turns = sorted((_turn(made, plans, seconds) for _ in range(TURNS)), key=Turn.share)
    middle = turns[TURNS // 2]
    line(
        "report",
        middle.ours,
        "1/s",
        baseline=middle.bare,
        cpu_ms=middle.cpu_ms,
        statements=middle.statements,
    )
    for name, turn in (("lowest", turns[0]), ("highest", turns[-1])):
        line(f"report: {name} of {TURNS} turns", turn.ours, "1/s", baseline=turn.bare)


class Turn(NamedTuple):
    """One turn: reports a second by the platform and by raw SQL, and what one costs."""

    ours: float
    bare: float
    cpu_ms: float
    statements: float

    def share(self) -> float:
        """How much of raw SQL's reports the platform takes in."""
        return self.ours / self.bare


def _turn(made: House, plans: list[list[str]], seconds: float) -> Turn:
    with metered(made) as cost:
        ours = client.drive(made.port, plans, seconds).expect(201)
    bare = raw.drive(made.dsn, "report", CLIENTS, seconds)
    done = len(ours.latencies)
    return Turn(ours.rate, bare.rate, cost.cpu_ms / done, cost.statements / done)


def _requests(city: City, number: int) -> list[str]:
    from liren.apps.cases.queries import kinds_in_force

    luck = random.Random(number)
    kinds = [kind.code for kind in kinds_in_force().values() if "resident" in kind.open_to]
    found = []
    for title, text, address in islice(texts(100 + number), 200):
        lng, lat = point(luck)
        facts = {"kind": luck.choice(kinds), "text": text, "title": title, "address": address}
        body = {**facts, "lng": lng, "lat": lat}
        token = city.tokens[f"resident{number}"]
        found.append(client.request("POST", "/api/v1/cases", body, token=token))
    return found
