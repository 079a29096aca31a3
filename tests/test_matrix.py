"""Every route × every role × own and foreign area, and strangers; the sister area for each role
that can do something at home.

Made from the sitemap and from the API's own description: a route without a line in
`tests/routes` fails. Rows that one may not see do not exist (404); what a role does not hold
is refused; nothing that anybody sends makes a 5xx.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import transaction  # noqa: TID251 — undoes what a request did
from django.template.backends.django import Template
from django.test import Client
from django.urls import resolve

from liren.kernel.access.models import Token, User
from liren.kernel.base.clock import now, today
from liren.kernel.policy import values
from liren.kernel.testing import world
from liren.site.urls import api
from tests.routes import API, NO_METHOD, PAGES, Expect, Line, Who
from tests.signed import Memory, Undoing, done
from tests.test_house import routes
from tests.town import GIVEN, PLACES, WHY, Town, token_of

BASE = "/api/v1"
# whose pages are drawn to the end; of the others only the status is looked at
DRAWN = frozenset({"community_head", "department_clerk", "resident", "district_office"})


@pytest.fixture(autouse=True)
def rules_stay_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules are read once for all requests."""
    monkeypatch.setattr(values, "KEPT_SECONDS", 3600)


@pytest.fixture(autouse=True)
def files_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is destroyed does not come back with the rows."""
    monkeypatch.setattr("liren.apps.cases.actions.pictures.drop", lambda names: None)


@pytest.fixture(autouse=True)
def papers_are_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a paper can be set is tested where it is made; here only who may have it."""
    monkeypatch.setattr("liren.kernel.web.pdf.typeset", lambda html, base: b"%PDF-1.7")


def everybody(town: Town) -> list[Who]:
    """Each role in each place, and the one who reported."""
    found = [Who(role, place, town.people[role, place]) for role in GIVEN for place in PLACES]
    return [*found, Who("reporter", "own", town.people["reporter", "own"])]


@pytest.fixture(scope="module")
def clients(standing_town: Town) -> dict[int, Client]:
    """A signed-in browser for each person, kept for the whole module."""
    return {who.user.pk: signed_in(who.user) for who in everybody(standing_town)}


@pytest.fixture(scope="module")
def checked(standing_town: Town) -> Client:
    """A signed-in browser whose forged forms are found out."""
    return signed_in(standing_town.people["community_head", "own"], strict=True)


@pytest.fixture(scope="module")
def memory() -> Memory:
    """Sessions and people, kept for the whole module."""
    return Memory()


@pytest.fixture
def remembered(memory: Memory) -> Iterator[None]:
    """Who asks is read once: what is asked here is what the answer is."""
    with memory.used():
        yield


def signed_in(user: User, *, strict: bool = False) -> Client:
    """A browser of this person; with `strict`, forged forms are found out."""
    client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def takes_nothing(expect: Expect) -> bool:
    """Whether this method is refused to everybody."""
    return expect(Who("auditor", "own", User())) == NO_METHOD


def asked(town: Town, line: Line, expect: Expect) -> list[Who]:
    """Those whose answers can differ."""
    if takes_nothing(expect):
        return [Who("community_head", "own", town.people["community_head", "own"])]
    if not line.rows:
        return [who for who in everybody(town) if who.is_at_home]
    return [who for who in everybody(town) if who.place != "sister" or may_reach(expect, who)]


def may_reach(expect: Expect, who: Who) -> bool:
    """Whether this role can do at home what it cannot elsewhere: then next door is tried too."""
    return expect(replace(who, place="own")) != expect(replace(who, place="foreign"))


class Desk:
    """Where requests of a test are sent from; what each does is undone."""

    def __init__(self, town: Town) -> None:
        self.town, self.undoing, self.before = town, Undoing(), done()

    def send(self, client: Client, line: Line, method: str, kind: str = "") -> tuple[int, int]:
        """The answer's status, and how many verbs went on record as done."""
        cookies = client.cookies
        client.cookies = copy(cookies)  # logging out is undone too
        with self.undoing.watched():
            status = self._answer(client, line, method, kind).status_code
        written = done() - self.before if method == "post" else 0
        self.undoing.undo()
        client.cookies = cookies
        return status, written

    def _answer(self, client: Client, line: Line, method: str, kind: str) -> Any:
        path = line.path(self.town)
        if method == "get":
            answer: Any = client.get(path)
            b"".join(answer.streaming_content) if answer.streaming else None
            return answer
        plain = kind == "json" and not line.multipart
        as_json = {"content_type": "application/json"} if plain else {}
        return client.post(path, line.facts(self.town), **as_json)  # type: ignore[arg-type]


def faults(
    clients: dict[int, Client], town: Town, line: Line, method: str, kind: str = ""
) -> list[str]:
    """Every answer that is not the expected one."""
    expect: Expect = getattr(line, method)
    wrong, desk = [], Desk(town)
    for who in asked(town, line, expect):
        with undrawn(not (who.is_at_home and who.role in DRAWN)):
            status, written = desk.send(clients[who.user.pk], line, method, kind)
        if status not in expect(who):
            wrong.append(f"{method} {who.role} {who.place}: {status}, not {sorted(expect(who))}")
        if status >= 400 and written:
            wrong.append(f"{method} {who.role} {who.place}: {status}, but something was done")
    return wrong


@contextmanager
def undrawn(wanted: bool) -> Iterator[None]:
    """Answers without their pages."""
    if not wanted:
        yield
        return
    with patch.object(Template, "render", lambda *_given: ""):
        yield


# ── completeness ────────────────────────────────────────────────────────────────────────────


def test_every_address_has_a_line() -> None:
    ours = {route.name for route in routes() if route.name and "." in route.name}
    assert ours | {"set_language", "openapi-json"} == set(PAGES)


def test_every_operation_has_a_line() -> None:
    said = {
        (operation["operationId"], method)
        for path in api.get_openapi_schema()["paths"].values()
        for method, operation in path.items()
    }
    written = {
        (name, method)
        for name, line in API.items()
        for method in ("get", "post")
        if getattr(line, method)
    }
    assert said == written


def test_every_line_calls_its_own_route(town: Town) -> None:
    for name, line in PAGES.items():
        assert resolve(line.path(town).split("?")[0]).view_name == name.replace(
            "openapi-json", "api:openapi-json"
        )


# ── the matrix ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages(town: Town, clients: dict[int, Client], name: str) -> None:
    line = PAGES[name]
    assert faults(clients, town, line, "get") == []
    assert faults(clients, town, line, "post") == []


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", sorted(API))
def test_operations(town: Town, clients: dict[int, Client], name: str) -> None:
    line = replace(API[name], path=lambda town: BASE + API[name].path(town))
    for method in ("get", "post"):
        if getattr(line, method):
            assert faults(clients, town, line, method, "json") == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_strangers_are_asked_to_log_in(town: Town, name: str) -> None:
    line, client = PAGES[name], Client(raise_request_exception=False)
    desk = Desk(town)
    got, _ = desk.send(client, line, "get")
    sent, written = desk.send(client, line, "post")
    assert not written
    if name == "site.metrics":
        assert (got, sent) == (403, 405)
    elif line.open:
        assert max(got, sent) != 500
    else:
        for status, answer in ((got, client.get(line.path(town))), (sent, None)):
            assert status in (302, 401), status
            assert answer is None or status == 401 or answer["Location"].startswith("/login/")


@pytest.mark.parametrize("name", sorted(name for name in API if not API[name].open))
def test_programs_without_a_token_are_not_let_in(town: Town, name: str) -> None:
    path = BASE + API[name].path(town)
    for headers in ({}, {"Authorization": "Bearer lr_wrong"}, {"Authorization": "Basic eDp5"}):
        client = Client(raise_request_exception=False, headers=headers)
        answer = client.get(path) if API[name].get else client.post(path, {}, "application/json")
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("name", sorted(name for name in PAGES if PAGES[name].post))
def test_forms_need_their_token(town: Town, checked: Client, name: str) -> None:
    """The check for forged forms comes before anything else is looked at."""
    with undrawn(name != "cases.report"):  # one sentence for all
        status, written = Desk(town).send(checked, PAGES[name], "post")
    assert status == 403
    assert not written


@pytest.mark.parametrize(
    "name", sorted(name for name in API if API[name].post and not API[name].open)
)
def test_sessions_need_the_token_in_the_api_too(town: Town, checked: Client, name: str) -> None:
    path = BASE + API[name].path(town)
    facts = {} if API[name].multipart else API[name].facts(town)
    answer = checked.post(path, facts, "application/json")
    assert answer.status_code in (401, 403)


# ── nothing that a stranger or an official sends breaks it ──────────────────────────────────

HOSTILE = (
    *("'", '"><script>', "%00", "\x00", "9" * 400, "-1", "../../etc/passwd", "é" * 999),
    *("\ufffd", "2026-02-30", "{{ 7 }}"),
)
WORDS = ("q", "tab", "cursor", "area", "kind", "since", "sort", "in", "key", "phone", "pick")


def hostile(turn: int) -> dict[str, str]:
    """Each word with another text in each turn."""
    return {word: HOSTILE[(at * 3 + turn) % len(HOSTILE)] for at, word in enumerate(WORDS)}


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", sorted(name for name in PAGES if name != "doors.logout"))
def test_no_input_breaks_a_page(town: Town, clients: dict[int, Client], name: str) -> None:
    client, path = clients[town.people["community_head", "own"].pk], PAGES[name].path(town)
    for turn in range(3):
        words = hostile(turn)
        with transaction.atomic():
            for answer in (
                client.get(path, words),
                client.post(path, {**PAGES[name].facts(town), **words}),
            ):
                assert answer.status_code < 500 or name == "site.readyz", (words, answer.content)
            transaction.set_rollback(True)


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", sorted(API))
def test_no_input_breaks_an_operation(town: Town, clients: dict[int, Client], name: str) -> None:
    client, path = clients[town.people["community_head", "own"].pk], BASE + API[name].path(town)
    zero = "\\u0000"
    facts = dict.fromkeys(API[name].facts(town), "@").__repr__().replace("'", '"')
    bodies = ["", "{", "[]", "null", facts.replace("@", zero), facts.replace("@", "9" * 5000)]
    with transaction.atomic():
        for turn in range(3):
            assert client.get(path, hostile(turn)).status_code < 500, hostile(turn)
        for body in bodies:
            assert client.post(path, body, content_type="application/json").status_code < 500, body
        transaction.set_rollback(True)


# ── tokens ──────────────────────────────────────────────────────────────────────────────────


def bearer(town: Town, role: str, *scopes: str, area: Any = None) -> Client:
    """A program with a token of this person."""
    secret = f"lr_{role}"
    token_of(town.people[role, "own"], *scopes, area=area, secret=secret)
    return Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)


def test_a_token_does_what_it_was_made_for_and_nothing_else(town: Town) -> None:
    program = bearer(town, "community_head", "cases.view", "cases.accept")
    first, other = town.cases["cases.accept"], town.cases["cases.reject"]
    assert program.get(f"{BASE}/cases/{first.uid}").status_code == 200
    assert post(program, f"/cases/{first.uid}/accept").status_code == 200
    assert post(program, f"/cases/{other.uid}/reject", reason=WHY).status_code == 403
    assert program.get(f"{BASE}/places/{town.grid.code}").status_code == 404
    assert program.get(f"{BASE}/roles").status_code == 403
    report = {"kind": "corridor_clutter", "text": "楼道里又堆了纸箱，挡住消火栓。"}
    assert post(program, "/cases", **report, area=town.grid.code).status_code == 403


def test_a_token_stays_in_its_area(town: Town) -> None:
    head = town.people["community_head", "own"]
    world.grant(head, "community_head", PLACES["sister"])
    program = bearer(town, "community_head", "cases.view", area=world.area(PLACES["sister"]))
    case = town.cases["cases.accept"]
    assert program.get(f"{BASE}/cases/{case.uid}").status_code == 404
    assert program.get(f"{BASE}/cases").json()["items"] == []
    assert (
        Client(headers={"Authorization": "Bearer lr_no"}).get(f"{BASE}/cases").status_code == 401
    )


def test_a_token_ends(town: Town) -> None:
    program = bearer(town, "auditor", "cases.view")
    assert program.get(f"{BASE}/cases").status_code == 200
    tokens = Token.objects.filter(user=town.people["auditor", "own"])
    tokens.update(until=today() - timedelta(days=1))
    assert program.get(f"{BASE}/cases").status_code == 401
    tokens.update(until=today(), revoked_at=now())
    assert program.get(f"{BASE}/cases").status_code == 401
    tokens.update(revoked_at=None)
    User.objects.filter(pk=town.people["auditor", "own"].pk).update(is_active=False)
    assert program.get(f"{BASE}/cases").status_code == 401


def post(program: Client, path: str, **facts: object) -> Any:
    """Send facts to an operation."""
    return program.post(BASE + path, facts, content_type="application/json")
