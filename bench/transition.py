"""Accepting cases: each by one, and one by a hundred at the same time."""

from collections import Counter

from bench import client, raw
from bench.city import City
from bench.house import House
from bench.meter import line, metered
from bench.volume import waiting

CLIENTS, EACH = 16, 100
ATTEMPTS, ROUNDS = 100, 5


def measure(made: House, city: City, seconds: float) -> None:
    """The cost of one acceptance, and what becomes of a race."""
    warm = waiting(made, city.paths["city"], 4 * CLIENTS)
    client.drive(made.port, _plans(city, warm), seconds, once=True).expect(200)
    uids = waiting(made, city.paths["city"], CLIENTS * EACH)
    with metered(made) as cost:
        ours = client.drive(made.port, _plans(city, uids), seconds, once=True).expect(200)
    done = len(ours.latencies)
    uids = waiting(made, city.paths["city"], CLIENTS * EACH)
    bare = raw.drive(made.dsn, "accept", CLIENTS, seconds, uids=uids)
    line(
        "accept",
        ours.rate,
        "1/s",
        baseline=bare.rate,
        cpu_ms=cost.cpu_ms / done,
        statements=cost.statements / done,
    )
    _race(made, city)


def _race(made: House, city: City) -> None:
    statuses = Counter[str]()
    for uid in waiting(made, city.paths["city"], ROUNDS):
        plans = [[_accept(city, uid)]] * ATTEMPTS
        statuses.update(client.drive(made.port, plans, 60, once=True).statuses)
    line("race: done", statuses.pop("200", 0) / ROUNDS, "of 100", baseline=1)
    line("race: refused", statuses.pop("409", 0) / ROUNDS, "of 100", baseline=ATTEMPTS - 1)
    line("race: anything else", statuses.total() / ROUNDS, "of 100")


def _plans(city: City, uids: list[str]) -> list[list[str]]:
    return [[_accept(city, uid) for uid in uids[n::CLIENTS]] for n in range(CLIENTS)]


def _accept(city: City, uid: str) -> str:
    token = city.tokens["chief"]
    return client.request("POST", f"/api/v1/cases/{uid}/accept", {}, token=token)
