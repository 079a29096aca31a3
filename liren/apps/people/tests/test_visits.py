"""Visits: all as before in one tap, only differences typed, conflicts seen, a plan, no quotas."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.people.actions import proposals as deciding
from liren.apps.people.actions import visits as actions
from liren.apps.people.models import Household, Person, Proposal, Tag, TagKind, Visit
from liren.apps.people.queries import visits as queries
from liren.kernel.access.actor import Actor
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.models import Pack
from liren.kernel.testing import world

from .conftest import COMMUNITY, Homes, Settle


@pytest.fixture
def person(homes: Homes, settle: Settle) -> Person:
    """Somebody with a telephone and without an employer."""
    made = settle("单小明", phone="13800138301", work="70")
    made.refresh_from_db()
    return made


def home_of(person: Person) -> Household:
    """Where somebody lives."""
    return Household.objects.get(stays__person=person, stays__until=None)


def visit(actor: Actor, person: Person, found: str = "same", **facts: Any) -> Visit:
    """A visit by somebody who saw the record as it is."""
    facts.setdefault("seen", {str(person.uid): person.version})
    return actions.visit(actor, home_of(person), found=found, **facts)


def tagged(person: Person, code: str, **facts: Any) -> Tag:
    """A tag by which somebody is visited every week."""
    kind = TagKind.objects.filter(code=code).first() or TagKind.objects.create(
        pack=Pack.objects.filter(in_force=True)[0], code=code, zh=code, en=code, order=900,
        privacy="general", visit_days=7, source="test",
    )  # fmt: skip
    return Tag.objects.create(
        person=person, kind=kind, since=today() - timedelta(days=30), basis="本人说明",
        by=world.user("worker"), area=person.area, area_path=person.area_path, **facts,
    )  # fmt: skip


def grid_worker() -> Actor:
    """Who goes from door to door."""
    known = world.user("grid-visits")
    if not known.grants.exists():
        world.grant(known, "grid_worker", COMMUNITY + "01.")
    return world.actor("grid-visits")


def test_all_as_before_is_one_act(homes: Homes, person: Person) -> None:
    Person.objects.update(checked_on=None)
    made = visit(grid_worker(), person)
    assert (made.found, made.dwelling_id) == ("same", person.home_id)
    person.refresh_from_db()
    assert (person.checked_on, person.version) == (today(), 1)
    with pytest.raises(PermissionDenied):
        visit(homes.elsewhere, person)
    with pytest.raises(PermissionDenied):
        visit(homes.desk, person)


def test_what_is_blank_is_filled_and_what_contradicts_is_proposed(
    homes: Homes, person: Person
) -> None:
    told = {str(person.uid): {"employer": "和安电子厂", "phone": "13900139302"}}
    visit(grid_worker(), person, "changed", differences=told)
    person.refresh_from_db()
    assert (person.employer, person.version) == ("和安电子厂", 2)
    assert person.phone.open() == "13800138301"
    proposal = Proposal.objects.get()
    assert (proposal.field, proposal.version, proposal.value.open()) == ("phone", 2, "13900139302")
    assert queries.worded(proposal) == "139****9302"
    entry = Entry.objects.get(verb="people.visit")
    assert not any(word in str(entry.facts) for word in ("电子厂", "13900139302"))


def test_a_proposal_is_taken_over_on_the_record_as_it_was_seen(
    homes: Homes, person: Person
) -> None:
    visit(
        grid_worker(), person, "changed", differences={str(person.uid): {"phone": "13900139302"}}
    )
    proposal = Proposal.objects.get()
    Person.objects.filter(pk=person.pk).update(version=5)
    with pytest.raises(Refused, match="刚被别人改过"):
        deciding.take_proposal(homes.worker, proposal, seen=1)
    with pytest.raises(PermissionDenied):
        deciding.take_proposal(grid_worker(), proposal, seen=5)
    deciding.take_proposal(homes.worker, proposal, seen=5)
    person.refresh_from_db()
    assert (person.phone.open(), person.version) == ("13900139302", 6)
    with pytest.raises(Refused, match="已经处理过"):
        deciding.refuse_proposal(homes.worker, proposal, answer="重复")
    told = [str(e.facts) for e in Entry.objects.filter(verb="people.take_proposal")]
    assert told
    assert not any("139" in one for one in told)


def test_a_newer_difference_takes_the_place_of_an_older_one(homes: Homes, person: Person) -> None:
    grid = grid_worker()
    for phone in ("13900139302", "13900139303"):
        visit(grid, person, "changed", differences={str(person.uid): {"phone": phone}})
    states = list(Proposal.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["outdated", "open"]
    last = Proposal.objects.get(state="open")
    with pytest.raises(Refused, match="为什么不采纳"):
        deciding.refuse_proposal(homes.worker, last, answer=" ")
    deciding.refuse_proposal(homes.worker, last, answer="本人说没有换号")
    person.refresh_from_db()
    assert person.phone.open() == "13800138301"
    assert Entry.objects.filter(verb="people.refuse_proposal").exists()


def test_who_left_is_taken_from_the_register_by_an_event_first(
    homes: Homes, person: Person
) -> None:
    visit(grid_worker(), person, "changed", gone=[str(person.uid)])
    proposal = Proposal.objects.get(field="gone")
    with pytest.raises(Refused, match="请先在他的页面办"):
        deciding.take_proposal(homes.worker, proposal, seen=1)
    Person.objects.filter(pk=person.pk).update(home=homes.flats[3])
    assert deciding.take_proposal(homes.worker, proposal, seen=1).state == "taken"


def test_all_as_before_of_a_record_that_moved_on_is_a_conflict(
    homes: Homes, person: Person
) -> None:
    seen = {str(person.uid): 1}
    Person.objects.filter(pk=person.pk).update(version=2)
    with pytest.raises(Refused, match="有了变动"):
        visit(grid_worker(), person, seen=seen)
    told = {str(person.uid): {"employer": "和安电子厂"}}
    visit(grid_worker(), person, "changed", seen=seen, differences=told)
    person.refresh_from_db()
    assert (person.employer, Proposal.objects.get().version) == ("", 1)  # not even what is blank


@pytest.mark.parametrize(
    ("found", "facts", "says"),
    [
        ("same", {"gone": True}, "填了不同的内容"),
        ("changed", {}, "请填写哪里不同"),
        ("changed", {"differences": {"name": "别名"}}, "到社区更正"),
        ("same", {"on": today() + timedelta(days=1)}, "晚于今天"),
        ("same", {"on": today() - timedelta(days=40)}, "一个多月以前"),
    ],
)
def test_what_does_not_fit_is_refused(
    homes: Homes, person: Person, found: str, facts: dict[str, Any], says: str
) -> None:
    if facts.pop("gone", None):
        facts["gone"] = [str(person.uid)]
    if "differences" in facts:
        facts["differences"] = {str(person.uid): facts["differences"]}
    with pytest.raises(Refused, match=says):
        visit(grid_worker(), person, found, **facts)
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("found", "days"), [("same", 7), ("changed", 7), ("refused", 7), ("absent", 3)]
)
def test_the_next_visit_follows_from_the_plan(
    homes: Homes, person: Person, found: str, days: int
) -> None:
    tag = tagged(person, "weekly")
    grid = grid_worker()
    assert [row.pk for row in queries.page_due(grid).rows] == [person.household_id]
    assert queries.page_due(homes.elsewhere).rows == []
    visit(grid, person, found, note="敲门无人应" if found == "changed" else "")
    tag.refresh_from_db()
    assert tag.visit_on == today() + timedelta(days=days)
    assert queries.due_count(grid) == 0


def phone(who: Actor) -> Client:
    """A telephone on which somebody is signed in."""
    client = Client()
    client.force_login(who.user, "liren.kernel.doors.passwords.PasswordBackend")
    return client


def test_a_form_that_waited_is_carried_out_once(homes: Homes, person: Person) -> None:
    client, home = phone(grid_worker()), home_of(person)
    page = client.get(f"/m/visits/{home.uid}/").content.decode()
    assert "138****8301" in page
    assert "13800138301" not in page
    sent = {"found": "same", "key": "k-1", "on": today(), f"seen-{person.uid}": "1"}
    json: Any = {"HTTP_ACCEPT": "application/json"}
    for _turn in range(2):
        answer = client.post(f"/m/visits/{home.uid}/", sent, **json)
        assert (answer.status_code, answer.json()["id"]) == (200, str(home.uid))
    assert Visit.objects.count() == 1
    again = {**sent, "key": "k-2", f"seen-{person.uid}": "9"}
    answer = client.post(f"/m/visits/{home.uid}/", again, **json)
    assert (answer.status_code, answer.json()["type"]) == (409, "people.moved-on")
    odd = {**sent, "key": "k-3", "found": "changed", f"work-{person.uid}": "zz"}
    assert client.post(f"/m/visits/{home.uid}/", odd, **json).status_code == 422
    other = phone(world.actor("far", "grid_worker", "990101.001.002.01."))
    assert other.post(f"/m/visits/{home.uid}/", sent, **json).status_code == 404
    stranger = phone(world.actor("res", "resident", COMMUNITY))
    assert stranger.post(f"/m/visits/{home.uid}/", sent, **json).status_code == 403
    assert Visit.objects.count() == 1


def test_what_a_telephone_keeps_holds_no_number(homes: Homes, person: Person) -> None:
    tagged(person, "weekly")
    kept = phone(grid_worker()).get("/m/visits/kept.json")
    assert "13800138301" not in kept.content.decode()
    row = kept.json()["visits"][0]
    assert row["people"][0]["seen"] == 1
    assert ["手机号码", "138****8301"] in row["people"][0]["facts"]


def test_sensitive_reasons_are_for_those_who_keep_them(homes: Homes, person: Person) -> None:
    tag = tagged(person, "secret-one")
    TagKind.objects.filter(pk=tag.kind_id).update(privacy="sensitive")
    tag.refresh_from_db()
    assert queries.words_of(grid_worker(), [tag]) == []
    assert queries.words_of(homes.worker, [tag]) == ["secret-one"]
