"""Events on pages and by programs: each form asks what is not known, and says no where it must."""

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from liren.apps.people import actions
from liren.apps.people.models import Event, Person
from liren.apps.people.queries.duplicates import Sign, pairs_for
from liren.apps.people.rules import Relation
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today

from .conftest import Homes, Settle, number

START = date(2020, 1, 1)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture
def pair(homes: Homes, settle: Settle) -> tuple[Person, Person]:
    """A head and his wife, whose hukou stands here, and their son."""
    man = settle("沈家和", since=START, marital="20", id_number=number("19800315", 11))
    man.refresh_from_db()
    rest = {"household": man.household, "since": START}
    wife = settle(
        "陆晓梅", relation=Relation.SPOUSE, marital="20", id_number=number("19820706", 22), **rest
    )
    settle("沈乐", relation=Relation.SON, id_number=number("20100901", 33), **rest)
    actions.move_hukou(homes.worker, wife, dwelling=homes.flats[0], on=START)
    wife.refresh_from_db()
    return man, wife


def test_a_birth_asks_for_name_sex_and_day_alone(
    homes: Homes, pair: tuple[Person, Person]
) -> None:
    client, wife = browser(homes.worker), pair[1]
    page = client.get(reverse("people.register_birth", args=[wife.uid])).content.decode()
    assert "沈家和（户主）" in page  # the other parent is proposed
    assert "户籍随谁" in page
    given = {"name": "沈安", "sex": "2", "on": "2024-05-01", "hukou_with": str(wife.uid)}
    answer = client.post(reverse("people.register_birth", args=[wife.uid]), given)
    event = Event.objects.get(kind="birth")
    assert answer["Location"] == event.get_absolute_url()
    child = Person.objects.get(name="沈安")
    assert (child.household, child.hukou_path) == (pair[0].household, wife.hukou_path)


def test_a_head_who_dies_asks_who_follows(homes: Homes, pair: tuple[Person, Person]) -> None:
    client, (man, wife) = browser(homes.worker), pair
    where = reverse("people.register_death", args=[man.uid])
    assert "由谁接任户主" in client.get(where).content.decode()
    assert client.post(where, {"on": "2024-05-01"}).status_code == 422
    assert client.post(where, {"on": "2024-05-01", "heir_home": str(wife.uid)}).status_code == 302
    man.refresh_from_db()
    assert man.state == "dead"
    event = Event.objects.get(kind="death")
    page = client.get(event.get_absolute_url()).content.decode()
    assert "撤销这次变动" in page
    client.post(reverse("people.undo", args=[event.uid]), {"why": "登错人"})
    man.refresh_from_db()
    assert man.state == "present"
    assert "已撤销" in client.get(reverse("people.events")).content.decode()


def test_a_move_goes_by_the_flat(homes: Homes, pair: tuple[Person, Person]) -> None:
    client, (man, wife) = browser(homes.worker), pair
    where = reverse("people.move", args=[man.uid])
    found = client.get(where, {"q": homes.flats[3].number}).content.decode()
    assert str(homes.flats[3].uid) in found
    assert str(homes.others[3].uid) not in found
    where += f"?dwelling={homes.flats[3].uid}"
    son = Person.objects.get(name="沈乐")
    answer = client.post(where, {"on": "2024-05-01", "along": [str(wife.uid), str(son.uid)]})
    assert answer.status_code == 302
    son.refresh_from_db()
    assert son.home == homes.flats[3]
    history = client.get(reverse("people.history", args=[son.uid]), {"on": "2024-04-30"})
    assert "101" in history.content.decode()


def test_who_comes_from_the_neighbours_is_found_by_number(
    homes: Homes, pair: tuple[Person, Person]
) -> None:
    client = browser(homes.elsewhere)
    where = reverse("people.move_in") + f"?dwelling={homes.others[0].uid}"
    given = {"name": "沈家和", "paper": "resident", "id_number": number("19800315", 11)}
    assert client.post(where, {**given, "on": "2024-05-01"}).status_code == 302
    man = pair[0]
    man.refresh_from_db()
    assert man.home == homes.others[0]


def test_a_marriage_finds_the_other_by_name_and_number(homes: Homes, settle: Settle) -> None:
    man = settle("顾一", homes.flats[1], since=START, id_number=number("19900101", 11))
    woman = settle("钱二", homes.flats[2], since=START, id_number=number("19900202", 22))
    client, where = browser(homes.worker), reverse("people.register_marriage", args=[man.uid])
    wrong = {"on": "2024-05-01", "name": "别人", "number": number("19900202", 22)}
    assert "没有这个姓名和号码" in client.post(where, wrong).content.decode()
    assert client.post(where, {**wrong, "name": "钱二", "together": "on"}).status_code == 302
    woman.refresh_from_db()
    assert woman.home == homes.flats[1]


def test_the_head_is_changed_by_its_page(homes: Homes, pair: tuple[Person, Person]) -> None:
    client, (man, wife) = browser(homes.worker), pair
    assert man.household is not None
    where = reverse("people.change_head", args=[man.household.uid])
    assert client.get(where).status_code == 200
    given = {"head": str(wife.uid), "on": "2024-05-01", f"relation_{man.uid}": "10"}
    assert client.post(where, given).status_code == 302
    man.household.refresh_from_db()
    assert man.household.head == wife


def test_programs_do_the_same(homes: Homes, pair: tuple[Person, Person]) -> None:
    client, (man, wife) = browser(homes.worker), pair
    told = {"on": "2024-05-01", "successors": [str(wife.uid)]}
    answer = client.post(f"/api/v1/people/{man.uid}/death", told, "application/json")
    assert answer.json()["kind"] == "death", answer.content
    uid = answer.json()["id"]
    answer = client.post(f"/api/v1/people/events/{uid}/undo", {}, "application/json")
    assert answer.json()["undone_at"]
    again = client.post(f"/api/v1/people/events/{uid}/undo", {}, "application/json")
    assert (again.status_code, again.json()["type"]) == (409, "people.undone")
    then = client.get(f"/api/v1/people/{man.uid}/history?on={today()}").json()
    assert [stay["tie"] for stay in then["stays"]] == ["home"]
    assert browser(homes.elsewhere).get(f"/api/v1/people/events/{uid}").status_code == 404


# ── duplicates ──────────────────────────────────────────────────────────────────────────────


def test_records_that_look_alike_are_offered_once(homes: Homes, settle: Settle) -> None:
    one = settle("顾一", homes.flats[1], id_number=number("19900101", 11), phone="13800138001")
    two = settle("顾一", homes.flats[2], id_number="", born=date(1990, 1, 1), phone="13800138001")
    settle("钱二", homes.flats[3], id_number="", born=date(1990, 1, 1))
    found = pairs_for(homes.worker)
    assert [(pair.one, pair.other, pair.signs) for pair in found] == [
        (one, two, (Sign.BIRTH, Sign.PHONE))
    ]
    assert pairs_for(homes.elsewhere) == []
    client = browser(homes.worker)
    assert "姓名和出生日期相同" in client.get(reverse("people.duplicates")).content.decode()
    where = reverse("people.mark_distinct", args=[one.uid]) + f"?other={two.uid}"
    assert client.post(where, {"why": "堂兄弟"}).status_code == 302
    assert pairs_for(homes.worker) == []
    event = Event.objects.get(kind="distinct")
    client.post(reverse("people.unmerge", args=[event.uid]), {"why": "弄错了"})
    where = reverse("people.merge", args=[one.uid]) + f"?other={two.uid}"
    assert client.get(where).status_code == 200
    assert client.post(where, {"why": "同一人"}).status_code == 302
    two.refresh_from_db()
    assert two.merged_into == one
    assert pairs_for(homes.worker) == []


def test_names_that_sound_alike_in_one_household(homes: Homes, settle: Settle) -> None:
    one = settle("沈佳", homes.flats[1], id_number=number("19900101", 11))
    one.refresh_from_db()
    settle("沈家", homes.flats[1], id_number="", household=one.household, relation="90")
    assert [pair.signs for pair in pairs_for(homes.worker)] == [(Sign.SOUND,)]
