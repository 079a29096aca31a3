"""Ways by which somebody may try to learn of people who are none of his business."""

import json
import logging
from datetime import date
from typing import Any

import pytest
from django.test import Client

from liren.apps.people.actions import change, tag
from liren.apps.people.models import Person, Purpose, Search, TagKind
from liren.apps.people.queries.finding import Sought, counted, page_of_people
from liren.apps.people.queries.households import homes_in, occupancy
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

from .conftest import COMMUNITY, GRID, Homes, Settle, number

PHONE, NUMBER = "13800138341", number("19800315", 941)
SIGNS = ("沈家和", "沈", "sjh", NUMBER, PHONE, "和园01 3栋", "")
SECRETS = ("沈家和", NUMBER, PHONE, "138****8341")


@pytest.fixture
def person(settle: Settle) -> Person:
    """Somebody of the first community, of whom the second is to learn nothing."""
    found = settle("沈家和", id_number=NUMBER, phone=PHONE)
    return Person.objects.select_related("household").get(pk=found.pk)


@pytest.fixture
def stranger(homes: Homes, client: Client) -> Client:
    """A worker of the neighbouring community, who says what for he looks."""
    client.force_login(homes.elsewhere.user)
    client.post("/people/purpose/", {"purpose": "matter"})
    return client


def ask(client: Client, path: str, **body: Any) -> Any:
    """One call of the API."""
    return client.post(f"/api/v1/people/{path}", body, "application/json")


def tells(text: str) -> list[str]:
    """What of the person stands in a text."""
    return [one for one in SECRETS if one in text]


# ── another community ───────────────────────────────────────────────────────────────────────


def test_totals_and_filters_count_nobody_of_elsewhere(
    homes: Homes, person: Person, stranger: Client
) -> None:
    tag(homes.worker, person, kind=TagKind.objects.get(code="living_alone"), basis="本人")
    estate = str(homes.flats[0].building.estate.uid)
    filters: tuple[dict[str, Any], ...] = (
        *({"q": q} for q in SIGNS),
        *({"area": "990101001001"}, {"estate": estate}, {"tag": "living_alone"}),
        *({"sex": "1"}, {"youngest": 1, "oldest": 99}, {"residence": "floating"}),
    )
    for one in filters:
        sought = Sought(**one)
        here = page_of_people(homes.elsewhere, sought, "", 1)
        assert counted(homes.elsewhere, sought, here) == len(here.rows) == 0, one
        assert ask(stranger, "find", purpose="matter", **one).json()["items"] == [], one
    assert occupancy(homes.elsewhere, homes.flats[0].building).people == 0
    assert homes_in(homes.elsewhere, homes.flats[0]) == []


def test_every_address_of_somebody_of_elsewhere_is_as_if_he_were_not(
    person: Person, stranger: Client
) -> None:
    """What is forbidden and what is not there answer alike, to the letter."""
    assert person.household is not None
    nobody = "00000000-0000-7000-8000-000000000000"
    pages = ("", "change/", "tags/", "history/", "move/", "death/", "rights/", "permit/", "merge/")
    addresses = [(f"/people/%s/{one}", str(person.uid)) for one in pages]
    addresses += [("/people/households/%s/", str(person.household.uid))]
    addresses += [("/people/households/%s/?on=2026-01-01", str(person.household.uid))]
    addresses += [("/api/v1/people/%s", str(person.uid))]
    for address, uid in addresses:
        real, none = (stranger.get(address % one) for one in (uid, nobody))
        assert real.status_code == none.status_code, address
        assert real.status_code in (404, 405), address
        assert same(real, uid) == same(none, nobody), address
        assert tells(real.content.decode()) == [], address


def same(answer: Any, uid: str) -> str:
    """An answer without what differs in every one: its own address and its number."""
    text = str(answer.content.decode()).replace(uid, "")
    if "json" in answer["Content-Type"]:
        told = json.loads(text)
        return json.dumps({name: one for name, one in told.items() if name != "request"})
    return text.partition("<main")[2].partition("</main>")[0].replace(request_id(answer), "")


def request_id(answer: Any) -> str:
    """The number under which an answer stands in the log."""
    return str(answer.get("X-Request-ID", "") or "-")


def test_writing_down_a_known_number_tells_that_it_is_known_and_nothing_else(
    homes: Homes, person: Person, stranger: Client
) -> None:
    flat = homes.others[0]
    answer = ask(stranger, "register", dwelling=str(flat.uid), name="别人", id_number=NUMBER)
    assert answer.status_code == 409
    assert tells(answer.content.decode()) == []
    assert person.area.name not in answer.content.decode()
    given = {"name": "别人", "paper": "resident", "id_number": NUMBER, "on": "2026-01-01"}
    page = stranger.post(f"/people/move_in/?dwelling={flat.uid}", given)
    assert page.status_code == 422
    text = page.content.decode().replace(f'value="{NUMBER}"', "")  # his own words, in his form
    assert not any(one in text for one in ("沈家和", PHONE, "8341", person.area.name))


def test_suggestions_name_nobody_of_elsewhere(
    homes: Homes, settle: Settle, person: Person, stranger: Client
) -> None:
    """Records that look alike, households to join, and members are those of one's own areas."""
    settle("沈家和", homes.others[0], born=date(1980, 3, 15), paper="none", id_number="")
    page = stranger.get("/people/duplicates/").content.decode()
    assert str(person.uid) not in page
    assert person.get_absolute_url() not in stranger.get("/people/").content.decode()
    homes_page = stranger.get(f"/people/move_in/?q={homes.flats[0].number}").content.decode()
    assert str(homes.flats[0].uid) not in homes_page


# ── paging and limits ───────────────────────────────────────────────────────────────────────


def test_the_mark_of_a_page_carries_nobody_over_the_border(
    homes: Homes, settle: Settle, person: Person, stranger: Client
) -> None:
    for place in range(3):
        settle(f"沈{place}", homes.flats[place])
    mark = page_of_people(homes.worker, Sought(q="沈"), "", 1).older
    assert mark
    found = ask(stranger, "find", purpose="matter", q="沈", cursor=mark)
    assert found.json()["items"] == []
    for odd in ("x", mark[:-2], mark + "AAAA", "' OR 1=1 --", "=" * 400):
        answer = ask(stranger, "find", purpose="matter", q="沈", cursor=odd)
        assert answer.status_code in (200, 400, 409, 422), odd
        assert tells(answer.content.decode()) == []
    for limit in (0, -1, 100_000):
        assert ask(stranger, "find", purpose="matter", limit=limit).status_code == 422


def test_endings_are_not_tried_out_by_the_thousand(
    homes: Homes, person: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By page and by program alike: tries count together, those that found nobody too."""
    most = {"people.last_searches_per_hour": 3, "people.searches_per_hour": 1000}
    monkeypatch.setattr("liren.apps.people.actions.searches.value", lambda key: most[key])
    client.force_login(homes.worker.user)
    client.post("/people/purpose/", {"purpose": "matter"})
    answers = [ask(client, "find", purpose="matter", q=f"000{n}") for n in range(2)]
    assert [one.json()["items"] for one in answers] == [[], []]
    client.get(client.post("/people/", {"q": "0009"})["Location"])
    refused = ask(client, "find", purpose="matter", q="8341")
    assert refused.status_code == 429
    assert tells(refused.content.decode()) == []
    page = client.get(client.post("/people/", {"q": "8341"})["Location"]).content.decode()
    assert "已经用完" in page
    assert person.get_absolute_url() not in page
    assert Search.objects.filter(how="last").count() == 3
    assert ask(client, "find", purpose="matter", q="沈家和").status_code == 200


# ── another role ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["resident", "property_company", "department_clerk"])
def test_who_does_not_work_with_people_reads_none(
    person: Person, client: Client, role: str
) -> None:
    where = COMMUNITY if role != "resident" else "990101."
    client.force_login(world.actor(f"who-{role}", role, where).user)
    assert person.household is not None
    for path in (
        f"/people/{person.uid}/", f"/people/households/{person.household.uid}/", "/people/",
        "/people/events/", "/people/duplicates/", "/people/proposals/", "/people/rentals/",
        "/people/sheets/", "/people/searches/", f"/api/v1/people/{person.uid}",
    ):  # fmt: skip
        answer = client.get(path)
        assert tells(answer.content.decode()) == [], path
    answer = ask(client, "find", purpose="matter", q="沈家和")
    assert answer.status_code in (403, 409)
    assert Search.objects.count() == 0


def test_a_grid_worker_writes_no_lists_and_sees_no_sheets(person: Person, client: Client) -> None:
    client.force_login(world.actor("patrol", "grid_worker", GRID).user)
    for path in ("/people/protection/exports/", "/people/sheets/", "/people/sheets/add/"):
        assert tells(client.get(path).content.decode()) == [], path
    care = Purpose.objects.get(code="care")
    told = {"area": COMMUNITY, "purpose": care.code, "reason": "想看看", "columns": ["name"]}
    assert ask(client, "exports", **told).status_code in (403, 404, 409, 422)


# ── logs and error texts ────────────────────────────────────────────────────────────────────


def test_logs_and_errors_hold_nothing_that_was_typed(
    homes: Homes, person: Person, client: Client, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Whether it was found, refused or broke: neither the log nor the answer repeats it."""
    client.force_login(homes.worker.user)
    client.post("/people/purpose/", {"purpose": "matter"})
    caplog.set_level(logging.INFO)
    for q in (*SIGNS, "沈1", "8341"):
        ask(client, "find", purpose="matter", q=q)
        client.get(client.post("/people/", {"q": q})["Location"])
    wrong = {"name": "沈家和", "paper": "resident", "id_number": NUMBER[:-1] + "0"}
    client.post(f"/people/register/?dwelling={homes.flats[0].uid}", wrong | {"phone": PHONE})

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr("liren.apps.people.views.finding.page_of_people", broken)
    client.raise_request_exception = False
    fell = client.get(client.post("/people/", {"q": "沈家和"})["Location"])
    assert fell.status_code == 500
    assert tells(fell.content.decode()) == []
    assert caplog.records
    assert [line for line in map(logged, caplog.records) if tells(line)] == []


def logged(record: logging.LogRecord) -> str:
    """A line of the log with all that hangs on it."""
    return f"{record.getMessage()} {record.exc_text or ''} {record.__dict__.get('route', '')}"


def test_a_refusal_repeats_no_secret(homes: Homes, settle: Settle, person: Person) -> None:
    other = settle("陆晓东")
    with pytest.raises(Refused) as no:
        change(homes.worker, other, id_number=NUMBER)
    assert tells(f"{no.value} {no.value.args}") == []
