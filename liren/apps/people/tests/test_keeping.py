"""Correcting what is known, tags for a purpose, households, and who lives where."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.people.actions import change, register, renew_tag, tag, untag
from liren.apps.people.models import Household, Person, Tag, TagKind
from liren.apps.people.queries.finding import Sought, page_of_people
from liren.apps.people.queries.households import homes_in, members_of, occupancy
from liren.apps.people.queries.tags import kept, kinds_for, tags_of
from liren.apps.people.rules import Bond, Relation
from liren.kernel.access.models import Look
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world

from .conftest import COMMUNITY, GRID, Homes, Settle, number


def kind(code: str) -> TagKind:
    """A kind of tag of the pack."""
    return TagKind.objects.get(code=code)


# ── people.change ───────────────────────────────────────────────────────────────────────────


def test_what_is_wrong_is_corrected_and_the_record_says_which_facts_only(
    homes: Homes, settle: Settle
) -> None:
    person = settle("沈家和", id_number=number("19800315", 11), phone="13800138301")
    change(homes.worker, person, version=1, name="沈嘉禾", phone="13900139302", nation="02")
    person = Person.objects.get(pk=person.pk)
    assert (person.name, person.initials, person.version) == ("沈嘉禾", "sjh", 2)
    assert (person.phone.open(), person.nation) == ("13900139302", "02")
    said = str(Entry.objects.get(verb="people.change").facts)
    assert "phone" in said
    assert not any(one in said for one in ("沈", "13900139302", "139****", "02"))


def test_a_new_number_brings_birth_and_sex(homes: Homes, settle: Settle) -> None:
    person = settle("沈家和", id_number=number("19800315", 11))
    change(homes.worker, person, id_number=number("19810416", 12))
    person = Person.objects.get(pk=person.pk)
    assert (person.born, person.sex) == (date(1981, 4, 16), "2")
    assert person.id_number.open() == number("19810416", 12)


def test_a_list_by_a_sensitive_tag_is_of_those_whose_tags_one_keeps(
    homes: Homes, settle: Settle
) -> None:
    person = settle("沈家和", homes.others[0])
    tag(homes.elsewhere, person, kind=kind("disabled"), basis="残疾人证")
    both = world.actor("both", "community_worker", COMMUNITY)
    world.grant(both.user, "grid_worker", "990101.001.002.01.")
    both = world.actor("both")
    assert [one.name for one in page_of_people(both, Sought()).rows] == ["沈家和"]
    assert page_of_people(both, Sought(tag="disabled")).rows == []
    assert len(page_of_people(homes.elsewhere, Sought(tag="disabled")).rows) == 1


def test_who_saw_an_older_version_looks_again(homes: Homes, settle: Settle) -> None:
    person = settle()
    change(homes.worker, person, version=1, nation="02")
    with pytest.raises(Refused, match="刚被别人改过"):
        change(homes.worker, person, version=1, nation="03")
    with pytest.raises(Refused, match="没有改动"):
        change(homes.worker, person, version=2, nation="02")


def test_a_correction_holds_together(homes: Homes, settle: Settle) -> None:
    person, other = settle(id_number=number("19800315", 11)), settle()
    for facts, says in (
        ({"id_number": number("19800315", 11)[:-1] + "0"}, "身份证号码不对"),
        ({"id_number": other.id_number.open()}, "全市只登记一次"),
        ({"born": date(1980, 3, 16)}, "出生日期与身份证号码不一致"),
        ({"sex": "2"}, "性别与身份证号码不一致"),
        ({"name": " "}, "请写姓名"),
        ({"nation": "57"}, "没有这个民族代码"),
    ):
        with pytest.raises(Refused, match=says):
            change(homes.worker, person, **facts)
    person.refresh_from_db()
    assert person.version == 1


def test_nobody_corrects_who_lies_elsewhere(homes: Homes, settle: Settle) -> None:
    person = settle()
    for actor in (homes.elsewhere, world.actor("patrol", "grid_worker", GRID)):
        with pytest.raises(PermissionDenied):
            change(actor, person, nation="02")


# ── people.tag, people.untag, people.renew_tag ──────────────────────────────────────────────


def test_a_tag_stands_for_a_purpose_until_it_is_looked_at_anew(
    homes: Homes, settle: Settle
) -> None:
    person = settle()
    made = tag(homes.worker, person, kind=kind("living_alone"), basis="本人说明")
    assert made.until == today() + timedelta(days=365)
    assert made.visit_on == today() + timedelta(days=7)
    assert "living_alone" not in str(Entry.objects.get(verb="people.tag").facts)
    with pytest.raises(Refused, match="已经有这个标签"):
        tag(homes.worker, person, kind=kind("living_alone"), basis="本人说明")
    with pytest.raises(Refused, match="最迟到"):
        renew_tag(homes.worker, made, basis="走访", until=today() + timedelta(days=400))
    renewed = renew_tag(homes.worker, made, basis="走访核实")
    assert (renewed.until, renewed.basis) == (today() + timedelta(days=365), "走访核实")
    ended = untag(homes.worker, made, reason="子女搬来同住")
    assert (ended.ended_on, ended.visit_on) == (today(), None)
    with pytest.raises(Refused, match="已经结束"):
        untag(homes.worker, ended, reason="再来一次")
    with pytest.raises(Refused, match="已经结束"):
        renew_tag(homes.worker, ended, basis="再来一次")
    again = tag(homes.worker, person, kind=kind("living_alone"), basis="又独居")
    assert Tag.objects.filter(person=person).count() == 2
    assert kept(homes.worker)[kinds_for(homes.worker).index(again.kind)].number == 1


def test_a_tag_says_on_whose_word_and_from_when(homes: Homes, settle: Settle) -> None:
    person = settle()
    with pytest.raises(Refused, match="请写依据"):
        tag(homes.worker, person, kind=kind("veteran"), basis=" ")
    with pytest.raises(Refused, match="晚于今天"):
        tag(
            homes.worker, person, kind=kind("veteran"), basis="优待证",
            since=today() + timedelta(days=1),
        )  # fmt: skip


def test_sensitive_tags_are_for_those_who_keep_them(
    homes: Homes, settle: Settle, client: Client
) -> None:
    person = settle()
    tag(homes.worker, person, kind=kind("disabled"), basis="残疾人证")
    tag(homes.worker, person, kind=kind("retired"), basis="退休证")
    patrol = world.actor("patrol", "grid_worker", GRID)
    for actor in (patrol, homes.desk):
        assert [str(one) for one in tags_of(actor, person)] == ["退休人员"]
        assert kind("disabled") not in kinds_for(actor)
        assert {one.kind.code for one in kept(actor) if one.number} == {"retired"}
    assert len(tags_of(homes.worker, person)) == 2
    client.force_login(patrol.user)
    client.post("/people/purpose/", {"purpose": "matter"})
    for path in (person.get_absolute_url(), "/people/tags/", "/people/?tag=disabled"):
        page = client.get(path).content.decode()
        assert "残疾" not in page, path
    # a filter that one may not use counts as not asked: it answers nothing about anybody
    assert person.get_absolute_url() in client.get("/people/?tag=disabled").content.decode()
    row = Tag.objects.get(kind__code="disabled")
    assert client.get(f"/people/tags/{row.uid}/end/").status_code == 404
    with pytest.raises(PermissionDenied):
        untag(patrol, row, reason="不该可以")


# ── households and homes ────────────────────────────────────────────────────────────────────


def test_who_lives_in_a_flat_and_who_is_only_registered_there(
    homes: Homes, settle: Settle
) -> None:
    head = settle("沈家和")
    home = Household.objects.get(head=head)
    register(
        homes.worker, homes.flats[0], name="陆晓红", paper="none", household=home,
        relation=Relation.SPOUSE,
    )  # fmt: skip
    register(homes.worker, homes.flats[0], name="沈老太", paper="none", tie=Bond.HUKOU)
    found = homes_in(homes.worker, homes.flats[0])
    assert [(one.household.tie, len(one.members)) for one in found] == [("home", 2), ("hukou", 1)]
    assert [m.stay.relation for m in found[0].members] == [Relation.HEAD, Relation.SPOUSE]
    lived = occupancy(homes.worker, homes.flats[0].building)
    assert (lived.people, lived.lived_in, lived.registered.total()) == (2, 1, 1)
    assert homes_in(homes.elsewhere, homes.flats[0]) == []
    assert members_of(homes.worker, home, today() - timedelta(days=1)) == []


def test_a_member_who_lies_elsewhere_has_no_name(homes: Homes, settle: Settle) -> None:
    head = settle("沈家和")
    home = Household.objects.get(head=head)
    Person.objects.filter(pk=head.pk).update(area_path="990101.001.002.01.")
    found = members_of(homes.worker, home)
    assert [one.person for one in found] == [None]


def test_pages_show_masks_and_lead_from_the_building_to_the_person(
    homes: Homes, settle: Settle, client: Client
) -> None:
    person = settle("沈家和", id_number=number("19800315", 77), phone="13800138301")
    flat = homes.flats[0]
    client.force_login(homes.worker.user)
    house = client.get(flat.building.get_absolute_url()).content.decode()
    assert f"/people/buildings/{flat.building.uid}/" in house
    plan = client.get(f"/people/buildings/{flat.building.uid}/").content.decode()
    assert f"/people/dwellings/{flat.uid}/" in plan
    lived = client.get(f"/people/dwellings/{flat.uid}/").content.decode()
    assert person.get_absolute_url() in lived
    page = client.get(person.get_absolute_url()).content.decode()
    assert number("19800315", 77) not in page
    assert "13800138301" not in page
    assert "138****8301" in page
    assert f"/reveal/people.person/{person.uid}/phone/" in page


def test_who_may_not_see_somebody_reveals_nothing_of_him(
    homes: Homes, settle: Settle, client: Client
) -> None:
    person = settle("沈家和", phone="13800138301")
    asked = {"subject": "people.person", "key": str(person.uid), "field": "phone"}
    for role in ("property_company", "department_clerk", "subdistrict_desk"):
        actor = world.actor(f"who-{role}", role, COMMUNITY)
        client.force_login(actor.user)
        answer = client.post(
            "/api/v1/reveals", {**asked, "reason": "核实情况"}, content_type="application/json"
        )
        seen = role == "subdistrict_desk"
        assert answer.status_code == (200 if seen else 404)
        assert ("13800138301" in answer.content.decode()) == seen
    assert Look.objects.count() == 1


def test_pages_write_down_and_correct(homes: Homes, client: Client) -> None:
    client.force_login(homes.worker.user)
    flat = homes.flats[0]
    url = f"/people/register/?dwelling={flat.uid}"
    assert flat.number in client.get(f"/people/register/?q={flat.number}").content.decode()
    given = {
        "name": "沈家和", "paper": "resident", "id_number": number("19800315", 88),
        "phone": "13800138301", "relation": "02", "tie": "home", "since": today().isoformat(),
    }  # fmt: skip
    wrong = client.post(url, {**given, "id_number": "990101198003150880"})
    assert wrong.status_code == 422
    made = client.post(url, given)
    assert made.status_code == 302
    person = Person.objects.get()
    page = client.get(f"/people/{person.uid}/change/").content.decode()
    assert "138****8301" in page
    assert 'value="1980-03-15"' in page
    assert "13800138301" not in page
    kept_on = {"version": 1, "name": "沈家和", "paper": "resident", "sex": "2", "nation": "03"}
    kept_on |= {"born": "1980-03-15"}
    done = client.post(f"/people/{person.uid}/change/", kept_on)
    assert done.status_code == 302, done.content.decode()
    person = Person.objects.get()
    assert (person.nation, person.phone.open()) == ("03", "13800138301")
    gone = client.post(f"/people/{person.uid}/change/", {**kept_on, "version": 2, "no_phone": "1"})
    assert gone.status_code == 302
    assert not Person.objects.get().phone


def test_the_searches_of_ones_area_and_ones_own(
    homes: Homes, settle: Settle, client: Client
) -> None:
    """The page of `people.searches`."""
    client.force_login(homes.worker.user)
    client.post("/people/purpose/", {"purpose": "care"})
    client.get("/people/")
    assert "走访和关心照顾" in client.get("/people/searches/").content.decode()
    head = world.actor("head", "community_head", COMMUNITY)
    for who, sees in ((head, True), (homes.elsewhere, False)):
        client.force_login(who.user)
        found = client.get("/api/v1/people/searches").json()["items"]
        assert bool(found) == sees
