"""Finding somebody: what was typed, who may, and that it goes on record."""

from typing import Any

import pytest
from django.test import Client

from liren.apps.people.actions import note_search, register, tag
from liren.apps.people.models import Person, Purpose, Search, TagKind
from liren.apps.people.queries.finding import Sought, counted, page_of_people, place_of
from liren.apps.people.rules import Relation
from liren.apps.people.rules.finding import Address, born_between, meant, no_sound
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

from .conftest import COMMUNITY, GRID, Homes, Settle, number


def names(actor: Actor, q: str = "", **asked: Any) -> list[str]:
    """Who is found."""
    return [one.name for one in page_of_people(actor, Sought(q=q, **asked)).rows]


@pytest.mark.parametrize(
    ("q", "how"),
    [
        ("", "list"),
        ("沈家和", "name"),
        ("sjh", "name"),
        ("shen jia he", "name"),
        ("1234", "last"),
        ("123x", "last"),
        ("138 0013 8301", "phone"),
        ("+8613800138301", "phone"),
        (number("19800315", 1).lower(), "number"),
        ("E12345678", "number"),
        ("和园3栋301", "address"),
        ("3-2-301", "address"),
    ],
)
def test_what_is_typed_says_by_what_is_looked_for(q: str, how: str) -> None:
    assert meant(q).how == how


def test_an_address_is_read_as_people_write_it() -> None:
    assert meant("和园3栋2单元301室").where == Address("和园", "3", "2", "301")
    assert meant("和园 3-301").where == Address("和园", "3", "", "301")
    assert meant("HY3号楼").where == Address("HY", "3")


def test_ages_are_days_of_birth() -> None:
    assert born_between(None, None, today()) is None
    between = born_between(60, 69, today().replace(month=3, day=1))
    assert between is not None
    assert (between[0].day, between[0].month, between[1].day) == (2, 3, 1)


def test_somebody_is_found_by_every_sign(homes: Homes, settle: Settle) -> None:
    settle("沈家和", id_number=number("19800315", 21), phone="13800138301")
    settle("单小明", homes.flats[1], phone="13900139302")
    for q in ("沈家和", "沈", "家和", "sjh", "shenjia", number("19800315", 21), "13800138301"):
        assert names(homes.worker, q) == ["沈家和"], q
    assert names(homes.worker, number("19800315", 21)[-4:]) == ["沈家和"]
    assert names(homes.worker, "8301") == ["沈家和"]
    flat = homes.flats[1]
    where = f"{flat.building.estate} 3栋{flat.stairwell.number if flat.stairwell else 1}单元"
    assert names(homes.worker, f"{where}{flat.number}") == ["单小明"]
    assert names(homes.worker, "sxm") == ["单小明"]


def test_initials_that_are_no_sound_are_walked_in_their_own_order(
    homes: Homes, settle: Settle
) -> None:
    """jy begins no syllable, zh and li may; each finds by initials, and by sound where it can."""
    assert [one for one in ("jy", "jyx", "ji", "zh", "zhm", "an", "l", "") if no_sound(one)] == [
        "jy", "jyx",
    ]  # fmt: skip
    every = ("江一", "金玉兰", "姜云生", "张明", "邹海", "郑慧敏", "李想", "刘安宁", "李伟")
    for place, name in enumerate(every):
        settle(name, homes.flats[place % 6])
    found = names(homes.worker, "jy")
    assert (found[0], set(found)) == ("江一", {"江一", "金玉兰", "姜云生"})
    assert set(names(homes.worker, "zh")) == {"张明", "邹海", "郑慧敏"}
    assert names(homes.worker, "zhm") == ["郑慧敏"]
    assert names(homes.worker, "zm") == ["张明"]
    assert set(names(homes.worker, "li")) == {"李伟", "李想", "刘安宁"}
    assert names(homes.worker, "la") == ["刘安宁"]
    first = page_of_people(homes.worker, Sought(q="jy"), "", 2)
    rest = page_of_people(homes.worker, Sought(q="jy"), first.older, 2)
    assert len({one.pk for one in (*first.rows, *rest.rows)}) == 3


def test_nobody_is_found_beyond_ones_areas(homes: Homes, settle: Settle) -> None:
    settle("沈家和", id_number=number("19800315", 22), phone="13800138301")
    signs = ("沈家和", "sjh", number("19800315", 22), "13800138301", "8301", "3-301", "")
    for q in signs:
        assert names(homes.elsewhere, q) == []
        assert names(homes.elsewhere, q, area="990101001001") == []
    assert names(homes.desk, "沈家和") == ["沈家和"]
    clerk = world.actor("clerk", "department_clerk", COMMUNITY)
    assert names(clerk, "沈家和") == []


def test_a_grid_worker_finds_his_grid_only(homes: Homes, settle: Settle) -> None:
    settle("沈家和", homes.flats[0])
    settle("陆晓东", homes.others[0])
    mine = world.actor("patrol", "grid_worker", GRID)
    assert names(mine) == ["沈家和"]


def test_the_last_four_are_looked_for_in_a_few_places(
    homes: Homes, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle("沈家和", phone="13800138301")
    monkeypatch.setattr("liren.apps.people.queries.finding.value", lambda key: 2)
    with pytest.raises(Refused, match="自己的网格和社区"):
        names(homes.desk, "8301")
    assert names(homes.desk, "8301", area="990101001001") == ["沈家和"]


def test_a_question_that_means_nothing_is_refused(homes: Homes) -> None:
    with pytest.raises(Refused, match="没看懂"):
        names(homes.worker, "沈1")


def test_filters_by_tag_age_sex_and_kind(homes: Homes, settle: Settle) -> None:
    old = settle("沈家和", id_number=number("19400315", 31))
    settle("单小明", homes.flats[1], id_number=number("20150315", 42))
    settle("John", homes.flats[2], paper="passport", id_number="E1234567")
    tag(homes.worker, old, kind=TagKind.objects.get(code="living_alone"), basis="本人说明")
    assert names(homes.worker, tag="living_alone") == ["沈家和"]
    assert names(homes.worker, youngest=80) == ["沈家和"]
    assert names(homes.worker, oldest=17) == ["单小明"]
    assert names(homes.worker, sex="2") == ["单小明"]
    assert names(homes.worker, residence="abroad") == ["John"]
    assert set(names(homes.worker, residence="floating")) == {"沈家和", "单小明"}
    assert names(homes.worker, sort="old")[0] == "沈家和"
    assert names(homes.worker, gone=True) == []
    assert names(homes.worker, estate=str(homes.others[0].building.estate.uid)) == []


def test_lists_turn_pages_without_losing_anybody(homes: Homes, settle: Settle) -> None:
    every = {settle(f"沈{n}", homes.flats[n % 6]).name for n in range(7)}
    seen, cursor = [], ""
    while True:
        found = page_of_people(homes.worker, Sought(q="沈"), cursor, 3)
        seen += [one.name for one in found.rows]
        cursor = found.older
        if not cursor:
            break
    assert (len(seen), set(seen)) == (7, every)
    assert counted(homes.worker, Sought(), page_of_people(homes.worker, Sought(), "", 3)) == 7


def test_every_search_goes_on_record_and_often_is_too_often(
    homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    purpose = Purpose.objects.filter(searching=True)[0]
    note_search(homes.worker, "name", purpose, 3, place_of(homes.worker, Sought()))
    line = Search.objects.get()
    assert (line.by, line.how, line.seen, line.area_path) == (
        homes.worker.user, "name", 3, COMMUNITY,
    )  # fmt: skip
    monkeypatch.setattr("liren.apps.people.actions.searches.value", lambda key: 1)
    with pytest.raises(Refused, match="已经用完"):
        note_search(homes.worker, "last", purpose, 0, COMMUNITY)
    with pytest.raises(Refused, match="已经用完"):
        note_search(homes.worker, "name", purpose, 0, COMMUNITY)


def test_the_page_asks_why_first_and_hides_what_was_typed(
    homes: Homes, settle: Settle, client: Client
) -> None:
    person = settle("沈家和", id_number=number("19800315", 51), phone="13800138301")
    client.force_login(homes.worker.user)
    assert "这次查询用来办什么" in client.get("/people/").content.decode()
    assert Search.objects.count() == 0
    client.post("/people/purpose/", {"purpose": "matter", "next": "/people/?sex=1"})
    answer = client.post("/people/", {"q": "沈家和"})
    assert answer.status_code == 302
    assert "沈" not in answer.url  # type: ignore[attr-defined]
    assert "%E6" not in answer.url  # type: ignore[attr-defined]
    page = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert person.get_absolute_url() in page
    assert "13800138301" not in page
    assert number("19800315", 51) not in page
    line = Search.objects.get()
    assert (line.how, line.purpose.code, line.seen) == ("name", "matter", 1)
    other = Client()
    other.force_login(homes.desk.user)
    other.post("/people/purpose/", {"purpose": "matter"})
    found = other.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert 'value="沈家和"' not in found  # sealed for the one who asked


def test_who_holds_no_verb_is_told_so(homes: Homes, client: Client) -> None:
    client.force_login(world.actor("clerk", "department_clerk", COMMUNITY).user)
    assert client.get("/people/").status_code == 409
    assert client.get(f"/people/dwellings/{homes.flats[0].uid}/").status_code in (404, 409)


def test_the_api_gives_the_same(homes: Homes, settle: Settle, client: Client) -> None:
    settle("沈家和", phone="13800138301")
    client.force_login(homes.worker.user)
    body = {"q": "沈家和", "purpose": "matter"}
    found = client.post("/api/v1/people/find", body, content_type="application/json")
    assert [one["name"] for one in found.json()["items"]] == ["沈家和"]
    assert "13800138301" not in found.content.decode()
    assert Search.objects.get().how == "name"
    body = {"q": "沈家和", "purpose": "nothing"}
    refused = client.post("/api/v1/people/find", body, content_type="application/json")
    assert refused.status_code == 409
    assert "people.no-purpose" in refused.content.decode()


def test_a_household_has_one_head(homes: Homes, settle: Settle) -> None:
    head = settle("沈家和")
    head.refresh_from_db()
    with pytest.raises(Refused, match="已经有户主"):
        register(
            homes.worker, homes.flats[0], name="陆晓东", paper="none", household=head.household
        )
    wife = register(
        homes.worker, homes.flats[0], name="陆晓红", household=head.household,
        relation=Relation.SPOUSE, paper="none",
    )  # fmt: skip
    assert Person.objects.get(pk=wife.pk).household == head.household
