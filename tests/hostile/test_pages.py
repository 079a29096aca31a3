"""Every page and form against strangers: headers, caches, twisted texts, markup, paths."""

import html
import json
import os
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction  # noqa: TID251 — undoes what a request did
from django.test import Client

from liren.kernel.policy import values
from liren.kernel.web.headers import default_policy, written
from tests.routes import API, PAGES
from tests.signed import Memory, Undoing, done
from tests.test_matrix import BASE, signed_in, takes_nothing
from tests.town import Town

THOROUGH = "HOSTILE_EXAMPLES" in os.environ
MARK = "qzx"
MARKUP = (
    f"""{MARK}'"><img src=x onerror=alert(1)><script>alert(2)</script>{{{{ 7 }}}}</textarea>"""
)
SQL = "x'; DROP TABLE cases_case; --"
LONG = "长" * 100_000
TWISTED = {
    "bidi": "张三\u202e\u2066fdp.exe\u2069\u200f",
    "controls": "a\x01\x08\x0b\x1b[31m\x7f\x85\u2028\u2029b",
    "noncharacters": "\ufffe\uffff\U0010ffff\ufeff",
    "combining": "Z" + "\u0301" * 5000,
    "sql": SQL,
}
# whose answer is a file of its own: nothing in it runs (kernel/files/serving.py)
SANDBOX = "sandbox"
WRITTEN = frozenset({"text", "search", "email", "tel", "url", "password", None})
WHO = ("community_head", "district_office", "security_administrator", "resident", "grid_worker")
LET_IN: dict[str, str] = {}  # page → role
# sent to people who are not signed in too, and the same for all: caches may hold them
SAME_FOR_ALL = re.compile(r"^/(static/|manifest|sw\.js|m/shell|healthz|offline|api/v1/openapi)")


@pytest.fixture(autouse=True)
def rules_stay_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules are read once for all requests."""
    monkeypatch.setattr(values, "KEPT_SECONDS", 3600)
    monkeypatch.setattr("liren.apps.cases.actions.pictures.drop", lambda names: None)


@pytest.fixture(scope="module")
def memory() -> Memory:
    """Sessions and people, kept for the whole module."""
    return Memory()


@pytest.fixture
def remembered(memory: Memory) -> Iterator[None]:
    """Who asks is read once."""
    with memory.used():
        yield


@pytest.fixture(scope="module")
def browsers(standing_town: Town) -> dict[str, Client]:
    """A signed-in browser for each of some roles."""
    return {role: signed_in(standing_town.people[role, "own"]) for role in WHO}


def pages() -> list[str]:
    """The names of all pages that can be opened."""
    return sorted(name for name in PAGES if PAGES[name].get and name != "site.readyz")


def in_turn(browsers: dict[str, Client], what: str) -> list[tuple[str, Client]]:
    """All browsers, and before them the one that was let in the last time."""
    return sorted(browsers.items(), key=lambda one: one[0] != LET_IN.get(what))


def opened(browsers: dict[str, Client], town: Town, name: str, **headers: str) -> Any:
    """The page, for the first who may see it."""
    path, undoing = PAGES[name].path(town), Undoing()
    for role, client in in_turn(browsers, f"open {name}"):
        answer: Any = client.get(path, headers=headers)
        if answer.status_code == 200:
            LET_IN[f"open {name}"] = role
            break
    undoing.undo()
    return answer


class Page(HTMLParser):
    """What a browser would run or load in a page, and the fields of its forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.fields: set[str] = set()  # into which one writes
        self.chosen: set[str] = set()
        self.posts = False
        self.feed(text)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        attrs = dict(given)
        if tag == "form":
            self.posts = (attrs.get("method") or "").lower() == "post"
        written = tag == "textarea" or (tag == "input" and attrs.get("type", "text") in WRITTEN)
        if attrs.get("name") and self.posts:
            (self.fields if written else self.chosen).add(str(attrs["name"]))
        if tag == "style" or (tag == "script" and "src" not in attrs and not _is_data(attrs)):
            self.runs.append(tag)
        for name, value in attrs.items():
            if name == "style" or name.startswith("on") or "javascript:" in (value or "").lower():
                self.runs.append(f"{tag} {name}={value}")


def _is_data(attrs: Mapping[str, str | None]) -> bool:
    return attrs.get("type") in ("application/json", "application/geo+json")


# ── headers and caches ──────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", pages())
def test_every_page_is_closed_to_others(
    town: Town, browsers: dict[str, Client], name: str
) -> None:
    """Policy without exceptions, no frame, no sniffing, nothing inline, nothing in caches."""
    answer = opened(browsers, town, name)
    policy = answer["Content-Security-Policy"]
    assert policy == written(default_policy(settings.MAP_BASE)) or SANDBOX in policy
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy or SANDBOX in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Permissions-Policy"]
    assert "X-Powered-By" not in answer
    if not SAME_FOR_ALL.match(PAGES[name].path(town)):
        assert closed_to_caches(answer), dict(answer.items())
    if answer["Content-Type"].startswith("text/html") and not answer.streaming:
        assert Page(answer.content.decode()).runs == []
        assert_parted(answer, opened(browsers, town, name, **{"HX-Request": "true"}))


def closed_to_caches(answer: Any) -> bool:
    """Kept by nobody but this browser, and there only after asking again."""
    said = answer.get("Cache-Control", "")
    return "no-store" in said or ("private" in said and "no-cache" in said)


def assert_parted(page: Any, part: Any) -> None:
    """What htmx gets is never taken for a page, nor the other way round."""
    if part.status_code != 200 or part.content == page.content or b"<html" in part.content[:300]:
        return
    assert "HX-Request" in part["Vary"]
    assert "HX-Request" in page["Vary"]
    assert "no-store" in part["Cache-Control"]


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", sorted(name for name in API if API[name].get))
def test_answers_of_the_api_are_kept_by_nobody(
    town: Town, browsers: dict[str, Client], name: str
) -> None:
    path = BASE + API[name].path(town)
    for client in browsers.values():
        answer = client.get(path)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        if answer.status_code == 200 and not API[name].open:
            assert closed_to_caches(answer), dict(answer.items())
            break


# ── texts ───────────────────────────────────────────────────────────────────────────────────


def forms() -> list[str]:
    """The pages that take something."""
    taking = {name for name, line in PAGES.items() if line.post and not takes_nothing(line.post)}
    return sorted(taking - {"doors.logout"})


def texts_of(
    town: Town, browsers: dict[str, Client], name: str
) -> tuple[dict[str, Any], set[str]]:
    """What the form is sent with when all is well, and the fields one can write into."""
    facts = dict(PAGES[name].facts(town))
    fields = {key for key, value in facts.items() if isinstance(value, str)}
    if PAGES[name].get:
        answer = opened(browsers, town, name)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = Page(answer.content.decode())
            fields = (fields | page.fields) - page.chosen
    return facts, fields - {"csrfmiddlewaretoken"}


def some(fields: set[str]) -> list[str]:
    """Two of the fields in the suite, all of them in `make hostile`."""
    every = sorted(fields, key=lambda field: sha256(field.encode()).digest())
    return every if THOROUGH else every[:2]


def sent(
    town: Town, browsers: dict[str, Client], name: str, facts: dict[str, Any]
) -> Iterator[tuple[Any, int]]:
    """The answer to those who may send it, and how much was done; all is undone."""
    path, undoing, before = PAGES[name].path(town), Undoing(), done()
    for role, client in in_turn(browsers, name):
        for value in facts.values():
            if isinstance(value, UploadedFile):
                value.seek(0)
        answer: Any = client.post(path, facts)
        written_ = done() - before
        shown = client.get(answer["Location"]) if answer.status_code == 302 else None
        undoing.undo()
        if answer.status_code not in (403, 404):
            LET_IN[name] = role
            yield answer, written_
            if shown is not None:
                yield shown, 0
            return


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", forms())
def test_long_and_twisted_texts_are_refused_or_kept_whole(
    town: Town, browsers: dict[str, Client], name: str
) -> None:
    """In every field at once and in each alone: a sentence, a 4xx, nothing half-written."""
    facts, fields = texts_of(town, browsers, name)
    tries = [{**facts, field: LONG} for field in some(fields)]
    twisted = TWISTED.values() if THOROUGH else ["".join(TWISTED.values())]
    tries += [{**facts, **dict.fromkeys(fields, text)} for text in twisted]
    tries += [{**facts, field: [text, text]} for field in some(fields)[:1] for text in ("a", "")]
    for trial in tries:
        for answer, written_ in sent(town, browsers, name, trial):
            assert answer.status_code < 500, {k: str(v)[:40] for k, v in trial.items()}
            assert answer.status_code < 400 or not written_, "refused, and yet something was done"


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", forms())
def test_markup_is_text_wherever_it_shows(
    town: Town, browsers: dict[str, Client], name: str
) -> None:
    """HTML in each field, where the form comes back and where it leads."""
    facts, fields = texts_of(town, browsers, name)
    for field in some(fields):
        good = str(facts.get(field, ""))
        for text in {MARKUP, good + MARKUP} if THOROUGH else {good + MARKUP}:
            for answer, _written in sent(town, browsers, name, {**facts, field: text}):
                assert answer.status_code < 500, field
                if not answer.streaming and MARK in (body := answer.content.decode()):
                    assert_escaped(answer, body, field)


def assert_escaped(answer: Any, body: str, field: str) -> None:
    """The markup is there as text, and no tag of it."""
    if answer["Content-Type"].startswith("text/html"):
        assert Page(body).runs == [], field
        assert "<img src=x" not in body, field
    else:
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_lone_surrogates_are_refused_with_a_sentence(
    town: Town, browsers: dict[str, Client]
) -> None:
    """Half a character, as bytes in a form and as an escape in JSON."""
    client = browsers["resident"]
    form = b"kind=corridor_clutter&text=" + b"%ED%A0%80" * 12
    raw = "application/x-www-form-urlencoded"
    assert client.post("/report/", form, content_type=raw).status_code < 500
    for text in (r"\ud800", r"\udfff\ud800", r"\ud83d"):
        body = json.dumps({"kind": "corridor_clutter", "area": town.grid.code, "text": "@"})
        body = body.replace("@", text * 12)
        answer = client.post(f"{BASE}/cases", body, content_type="application/json")
        assert answer.status_code in (400, 422), answer.content


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", sorted(name for name in API if API[name].post))
def test_operations_stand_long_and_twisted_texts(
    town: Town, browsers: dict[str, Client], name: str
) -> None:
    facts = {k: v for k, v in API[name].facts(town).items() if not isinstance(v, UploadedFile)}
    path, client = BASE + API[name].path(town), browsers["community_head"]
    texts = [LONG, *TWISTED.values(), MARKUP]
    if not THOROUGH:
        texts = [LONG, "".join(TWISTED.values()) + MARKUP]
    bodies = [json.dumps({**facts, **dict.fromkeys(facts, text)}) for text in texts]
    bodies += ["[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000]
    bodies += [json.dumps(facts)[:-1] + ',"kind":1,"kind":2}', "9" * 5000, '{"a":1e999}']
    with transaction.atomic():
        for body in bodies:
            answer = client.post(path, body, content_type="application/json")
            assert answer.status_code < 500, (body[:80], answer.content[:300])
            if answer.status_code >= 400:
                assert answer["Content-Type"] == "application/problem+json"
        transaction.set_rollback(True)


# ── requests that are not as requests should be ─────────────────────────────────────────────

ODD: dict[str, dict[str, str]] = {
    "a long header": {"X-Long": "x" * 60_000},
    "a language that is none": {"Accept-Language": "x" * 4000 + ",zh;q=9e99,*;q=-1"},
    "an override of the method": {"X-HTTP-Method-Override": "DELETE"},
    "another host behind": {"X-Forwarded-Host": "evil.example"},
    "a range that is none": {"Range": "bytes=-9999999999-1"},
    "a moment that is none": {"If-Modified-Since": "Thu, 99 Foo 9999 99:99:99 GMT"},
    "cookies that are none": {"Cookie": 'liren_session=\xff"; =;;; liren_language=../../x'},
    "an address that is none": {"X-Forwarded-For": "<script>, ::::, 999.1.1.1"},
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_headers_break_nothing(town: Town, browsers: dict[str, Client], odd: str) -> None:
    for path in ("/", "/cases/", "/report/", "/login/", f"{BASE}/cases", "/nowhere/"):
        for client in (browsers["community_head"], Client(raise_request_exception=False)):
            answer: Any = client.get(path, headers=ODD[odd])
            assert answer.status_code < 500, path
            assert b"evil.example" not in (b"" if answer.streaming else answer.content)
            assert "evil.example" not in answer.get("Location", "")


def test_odd_bodies_break_nothing(town: Town, browsers: dict[str, Client]) -> None:
    client = browsers["resident"]
    kinds = (
        *("text/xml", "application/x-www-form-urlencoded; charset=utf-7", "nothing", ""),
        *("multipart/form-data", "multipart/form-data; boundary=" + "x" * 300),
        *("application/json; charset=gb18030", "multipart/form-data; boundary=\u00e9"),
    )
    for path in ("/report/", "/login/", f"{BASE}/cases"):
        for kind in kinds:
            for body in (b"\xff\xfe\x00a", b"a=%", b"--x\r\n\r\n", "文=字".encode("gb18030")):
                answer = client.generic("POST", path, body, content_type=kind)
                assert answer.status_code < 500, (path, kind, body)
        many = "&".join(f"f{n}=1" for n in range(5000))
        form = "application/x-www-form-urlencoded"
        assert client.generic("POST", path, many, content_type=form).status_code < 500
        assert client.get(path, {"q": "长" * 30_000}).status_code < 500


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD", "GREET"])
def test_other_methods_do_nothing(town: Town, browsers: dict[str, Client], method: str) -> None:
    before = done()
    for name in ("cases.view", "cases.accept", "doors.account", "cases.report"):
        path = PAGES[name].path(town)
        answer = browsers["community_head"].generic(method, path, b"_method=POST")
        assert answer.status_code < 500, name
    assert done() == before


@pytest.mark.parametrize(
    "path",
    [
        "/static/../liren/site/settings.py", "/static/..%2f..%2f..%2fetc%2fpasswd",
        "/static/%2e%2e/%2e%2e/etc/passwd", "/static/web/..\\..\\settings.py",
        "/static//etc/passwd", "/static/%00", "/static/web/base.css/../../../key",
        "/cases/..%2f..%2fkey", "/files/../key", "/..;/key", "//evil.example/%2e%2e",
    ],
)  # fmt: skip
def test_paths_lead_nowhere_else(path: str) -> None:
    answer: Any = Client(raise_request_exception=False).get(path)
    assert answer.status_code in (302, 400, 404), path
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"root:" not in body
    assert b"LIREN" not in body
    if answer.status_code == 302:
        assert answer["Location"].startswith("/login/")


@pytest.mark.parametrize(
    "to",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
     "http:evil.example", "javascript:alert(1)", "///evil.example", "/%09/evil.example",
     "https://testserver@evil.example", "\tjavascript:alert(1)"],
)  # fmt: skip
def test_no_address_leads_away(town: Town, to: str) -> None:
    """Whatever a page is told to go to next, it stays here."""
    everywhere = dict.fromkeys(("next", "back", "to", "url", "return"), to)
    user = town.people["community_head", "own"]
    for path in ("/login/", "/language/", "/size/", "/"):
        for client in (Client(raise_request_exception=False), signed_in(user)):
            for answer in (client.get(path, everywhere), client.post(path, everywhere)):
                away = answer.get("Location", "") or answer.get("HX-Redirect", "")
                assert away == "" or re.match(r"/(?![/\\])", away), (path, away)
                body = b"" if answer.streaming else answer.content
                assert f'href="{html.escape(to)}"'.encode() not in body
