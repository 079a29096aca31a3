"""Reporting a case through the API against the same inserts by psycopg alone."""

import random
from itertools import islice

from bench import client, raw
from bench.city import RESIDENTS, City, point
from bench.house import House
from bench.meter import line, metered
from bench.words import texts

CLIENTS, WARM = RESIDENTS, 2.0


def measure(made: House, city: City, seconds: float) -> None:
    """Warm up, which also gives raw SQL its rows; then both ways in turn."""
    plans = [_requests(city, number) for number in range(CLIENTS)]
    client.drive(made.port, plans, WARM).expect(201)
    raw.drive(made.dsn, "report", CLIENTS, WARM)
    with metered(made) as cost:
        ours = client.drive(made.port, plans, seconds).expect(201)
    bare = raw.drive(made.dsn, "report", CLIENTS, seconds)
    done = len(ours.latencies)
    line(
        "report",
        ours.rate,
        "1/s",
        baseline=bare.rate,
        cpu_ms=cost.cpu_ms / done,
        statements=cost.statements / done,
    )


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
