"""Fifty cases of a list, by API and as a page, with few and with many cases around them."""

from dataclasses import dataclass
from urllib.parse import quote

from bench import client, raw
from bench.city import City
from bench.house import House
from bench.meter import line, metered, percentile

CLIENTS, WARM = 8, 1.0
SHARE = 0.95
OPEN = "c.state NOT IN ('closed', 'rejected')"
NEWEST = "ORDER BY c.reported_at DESC, c.id DESC"
AREA = "c.area_path >= %s AND c.area_path < %s"


@dataclass(frozen=True)
class List:
    """One list that somebody opens, and how a hand would write it in SQL."""

    name: str
    who: str
    path: str
    rest: str

    def request(self, city: City) -> str:
        """The request with the token or the session of who asks."""
        if self.path.startswith("/api/"):
            return client.request("GET", self.path, token=city.tokens[self.who])
        return client.request("GET", self.path, cookie=city.cookies[self.who])

    def values(self, city: City) -> list[object]:
        """What the raw statement asks for."""
        if "handler_id" in self.rest:
            return [city.keys[self.who]]
        path = city.paths[self.who]
        return [path, path[:-1] + "/"]


API = "/api/v1/cases?limit=50"
WORD = quote("路灯")
MINE = f"WHERE {AREA} AND c.state IN ('reported', 'accepted', 'handled', 'verified')"
LATE = f"WHERE {AREA} AND {OPEN} AND c.due_at < now()"
FOUND = f"WHERE {AREA} AND c.words @@ '''路灯'''::tsquery"
DUE = "ORDER BY c.due_at, c.id"
LISTS = (
    List("list all", "desk", f"{API}&tab=all", f"WHERE {AREA} {NEWEST}"),
    List("list mine", "desk", f"{API}&tab=mine&sort=due", f"{MINE} {DUE}"),
    List("list late", "desk", f"{API}&tab=late&sort=due", f"{LATE} {DUE}"),
    List("list search", "desk", f"{API}&q={WORD}", f"{FOUND} {NEWEST}"),
    List("list community", "community", f"{API}&tab=all", f"WHERE {AREA} {NEWEST}"),
    List("list city", "city", f"{API}&tab=all", f"WHERE {AREA} {NEWEST}"),
    List("list department", "department", API, f"WHERE c.handler_id = %s {NEWEST}"),
    List("page all", "desk", "/cases/?tab=all", f"WHERE {AREA} {NEWEST}"),
    List("page mine", "desk", "/cases/?tab=mine", f"{MINE} {DUE}"),
    List("page search", "desk", f"/cases/?tab=all&q={WORD}", f"{FOUND} {NEWEST}"),
    List("page department", "department", "/cases/?tab=mine", ""),
)


def measure(made: House, city: City, seconds: float, cases: int) -> dict[str, float]:
    """Every list among so many cases; the p95 of each by name."""
    found = {}
    for one in LISTS:
        ours, cpu, statements = _ours(made, city, one, seconds)
        bare = _bare(made, city, one, seconds) if one.rest else None
        label = f"{one.name} @{cases}"
        line(label, ours, "ms p95", baseline=bare, cpu_ms=cpu, statements=statements)
        found[one.name] = ours
    return found


def compare(few: dict[str, float], many: dict[str, float]) -> None:
    """How much slower the lists are among many cases than among few."""
    for name, late in many.items():
        if name in few:
            line(f"{name} growth", late, "ms p95", baseline=few[name])


def _ours(made: House, city: City, one: List, seconds: float) -> tuple[float, float, float]:
    plans = [[one.request(city)]] * CLIENTS
    client.drive(made.port, plans, WARM).expect(200)
    with metered(made) as cost:
        ours = client.drive(made.port, plans, seconds).expect(200)
    done = len(ours.latencies)
    return percentile(ours.latencies, SHARE), cost.cpu_ms / done, cost.statements / done


def _bare(made: House, city: City, one: List, seconds: float) -> float:
    facts = {"rest": one.rest, "values": one.values(city)}
    bare = raw.drive(made.dsn, "list", CLIENTS, seconds, **facts)
    return percentile(bare.latencies, SHARE)
