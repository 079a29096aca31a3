"""Pages and operations ask the database as often as they did, however many rows there are."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liren.kernel.access.models import User
from liren.kernel.policy import values
from liren.kernel.testing import world
from tests import baselines
from tests.town import GOOD, OWN, TEXT, Town, report

MOST_FOR_A_LIST = 12  # docs/reference: a list of fifty cases, page and API
FILE = "query_counts.json"

Visit = Callable[[Client, Town], Any]


def page(name: str, *args: object, **query: str) -> Visit:
    """Open a page."""
    return lambda client, _town: client.get(reverse(name, args=args), query)


def of_case(name: str, verb: str) -> Visit:
    """Open a page of the case that waits for a verb."""
    return lambda client, town: client.get(reverse(name, args=[town.cases[verb].uid]))


def step(verb: str, **facts: object) -> Visit:
    """Take a step on its page."""
    return lambda client, town: client.post(reverse(verb, args=[town.cases[verb].uid]), facts)


def ask(path: str) -> Visit:
    """Ask an operation."""
    return lambda client, _town: client.get(f"/api/v1{path}")


def tell(verb: str, **facts: object) -> Visit:
    """Do a step by its operation."""

    def send(client: Client, town: Town) -> Any:
        path = f"/api/v1/cases/{town.cases[verb].uid}/{verb.split('.')[1]}"
        return client.post(path, facts, content_type="application/json")

    return send


def new_case(client: Client, town: Town) -> Any:
    """Report by the API."""
    facts = {"kind": "corridor_clutter", "text": TEXT, "area": town.grid.code}
    return client.post("/api/v1/cases", facts, content_type="application/json")


def seen(client: Client, town: Town) -> Any:
    """One case with its course."""
    return client.get(f"/api/v1/cases/{town.cases['cases.rate'].uid}")


LISTS: dict[str, tuple[str, Visit]] = {
    "cases.desk": ("subdistrict_desk", page("cases.desk", tab="all")),
    "cases.desk mine": ("community_head", page("cases.desk", tab="mine")),
    "cases.desk search": ("subdistrict_desk", page("cases.desk", tab="all", q="楼道")),
    "cases.mine": ("resident", page("cases.mine")),
    "cases.map": ("subdistrict_desk", page("cases.map", tab="all")),
    "cases.points": ("subdistrict_desk", page("cases.points", tab="all")),
    "cases.export": ("subdistrict_desk", page("cases.export", tab="all")),
    "audit.view": ("audit_administrator", page("audit.view")),
    "access.view_accounts": ("security_administrator", page("access.view_accounts")),
    "places.tree": ("subdistrict_desk", page("places.tree")),
    "bodies.list": ("subdistrict_desk", page("bodies.list")),
    "doors.inbox": ("community_head", page("doors.inbox")),
    "lineage.list": ("district_office", page("lineage.list")),
    "places.estates": ("community_head", page("places.estates")),
    "api cases.list": ("subdistrict_desk", ask("/cases?tab=all")),
    "api cases.list mine": ("property_company", ask("/cases?tab=mine")),
    "api audit.view": ("audit_administrator", ask("/audit")),
    "api access.view_accounts": ("security_administrator", ask("/accounts")),
}
SINGLE: dict[str, tuple[str, Visit]] = {
    "cases.view": ("subdistrict_desk", of_case("cases.view", "cases.rate")),
    "cases.sheet": ("subdistrict_desk", of_case("cases.sheet", "cases.rate")),
    "cases.report": ("subdistrict_desk", page("cases.report")),
    "cases.kinds": ("resident", page("cases.kinds")),
    "access.roles": ("auditor", page("access.roles")),
    "policy.view": ("auditor", page("policy.view")),
    "doors.account": ("auditor", page("doors.account")),
    "doors.calendar": ("auditor", page("doors.calendar", 2026)),
    "standards.view": (
        "community_head",
        lambda client, town: client.get(f"/figures/{town.grid.code[:12]}/"),
    ),
    "offices.view": ("subdistrict_head", page("offices.view")),
    "offices.view_grants": ("security_administrator", page("offices.view_grants")),
    "cases.accept": ("subdistrict_desk", step("cases.accept", kind="corridor_clutter")),
    "cases.sign": ("property_company", step("cases.sign")),
    "cases.feed_back": ("property_company", step("cases.feed_back", outcome=GOOD)),
    "cases.close": ("subdistrict_desk", step("cases.close")),
    "api cases.view": ("subdistrict_desk", seen),
    "api cases.report": ("resident", new_case),
    "api cases.accept": ("subdistrict_desk", tell("cases.accept")),
    "api cases.sign": ("property_company", tell("cases.sign")),
    "api cases.feed_back": ("property_company", tell("cases.feed_back", outcome=GOOD)),
    "api cases.verify": ("grid_worker", tell("cases.verify", passed=True)),
    "api cases.close": ("subdistrict_desk", tell("cases.close")),
    "api cases.rate": ("reporter", tell("cases.rate", rating="satisfied")),
}


@pytest.fixture(autouse=True)
def rules_stay_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine counts like a quick one."""
    monkeypatch.setattr(values, "KEPT_SECONDS", 3600)


@pytest.fixture(scope="module")
def counts() -> Iterator[dict[str, Any]]:
    """What was counted before; written anew when asked to."""
    found = baselines.read(FILE)
    yield found
    if baselines.WRITES:
        baselines.write(FILE, found)


def signed_in(user: User) -> Client:
    """A browser that has been here before, so that nothing is asked for the first time."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    client.get("/account/")
    return client


def counted(client: Client, town: Town, visit: Visit) -> tuple[int, list[str]]:
    """How many statements a visit needs."""
    with CaptureQueriesContext(connection) as seen:
        answer = visit(client, town)
    assert answer.status_code in (200, 201, 302), answer.content[:300]
    b"".join(answer.streaming_content) if answer.streaming else None
    return len(seen), [one["sql"][:150] for one in seen.captured_queries]


def check(counts: dict[str, Any], name: str, number: int, said: list[str]) -> None:
    """The same number as before."""
    if baselines.WRITES:
        counts[name] = number
    assert number == counts.get(name), "\n".join(
        [f"{name}: {number} queries; UPDATE_BASELINES=1 if meant", *said]
    )


@pytest.mark.parametrize("name", LISTS)
def test_lists_do_not_ask_more_for_more_rows(
    town: Town, counts: dict[str, Any], name: str
) -> None:
    role, visit = LISTS[name]
    client = signed_in(town.people[role, "own"])
    report(town, TEXT)  # one of each kind of row stands there, so that only their number grows
    for _time in range(2):
        visit(client, town)
    few, said = counted(client, town, visit)
    for number in range(8):
        report(town, f"{TEXT}第{number}次发现。")
        person = world.user(f"new-{number}")
        world.grant(person, "grid_worker", OWN)
        world.body(f"new-{number}", "utility", OWN, "lighting")
        world.area(f"{OWN}{20 + number}.")
    many, said_then = counted(client, town, visit)
    assert many <= few, "\n".join(["asks once for each row:", *sorted(set(said_then) - set(said))])
    assert few <= MOST_FOR_A_LIST or "export" in name, "\n".join(said)
    check(counts, name, few, said)


@pytest.mark.parametrize("name", SINGLE)
def test_one_row(town: Town, counts: dict[str, Any], name: str) -> None:
    role, visit = SINGLE[name]
    client = signed_in(town.people[role, "own"])
    for path in ("/kinds/", "/rules/", "/calendar/", "/cases/report/", "/cases/", "/bodies/"):
        client.get(path)  # reads the rules that are kept
    number, said = counted(client, town, visit)
    check(counts, name, number, said)
