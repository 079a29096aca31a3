"""What happens to people and homes: everything that follows is done in one step, and undone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from liren.apps.people import actions
from liren.apps.people.models import Event, Household, Person, Stay
from liren.apps.people.queries.events import events_of, stays_on, steps_of
from liren.apps.people.rules import Bond, Marital, Relation, Sex, State
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused

from .conftest import GRID, OTHER, Homes, Settle, number
from .world import state

DAY = date(2024, 5, 1)


def family(homes: Homes, settle: Settle) -> tuple[Person, Person, Person]:
    """A head, his wife and their son in the first flat, since long ago."""
    man = settle("沈家和", since=date(2020, 1, 1), sex=Sex.MALE, id_number=number("19800315", 11))
    man.refresh_from_db()
    rest = {"household": man.household, "since": date(2020, 1, 1)}
    wife = settle(
        "陆晓梅", relation=Relation.SPOUSE, id_number=number("19820706", 22), marital="20", **rest
    )
    son = settle("沈乐", relation=Relation.SON, id_number=number("20100901", 33), **rest)
    Person.objects.filter(pk=man.pk).update(marital=Marital.MARRIED)
    return fresh(man), fresh(wife), fresh(son)


def fresh(person: Person) -> Person:
    """The person as he stands now."""
    return Person.objects.select_related("household", "home", "area").get(pk=person.pk)


def relation_of(person: Person) -> str:
    """What somebody is to the head of his household."""
    return Stay.objects.get(person=person, tie=Bond.HOME, until=None).relation


# ── moves ───────────────────────────────────────────────────────────────────────────────────


def test_somebody_from_outside_moves_in_and_is_registered_with_it(homes: Homes) -> None:
    event = actions.move_in(
        homes.worker, homes.flats[1], name="顾新", id_number=number("19910101", 51), on=DAY
    )
    person = event.person
    assert person is not None
    person = fresh(person)
    assert (person.state, person.home, event.kind) == (State.PRESENT, homes.flats[1], "move_in")
    entry = Entry.objects.get(verb="people.move_in")
    assert not any(word in str(entry.facts) for word in ("顾新", "1991"))


def test_who_is_known_elsewhere_is_not_written_down_twice(homes: Homes, settle: Settle) -> None:
    man, wife, son = family(homes, settle)
    actions.move_in(
        homes.elsewhere, homes.others[0], name="沈家和", id_number=number("19800315", 11), on=DAY
    )
    man = fresh(man)
    assert (Person.objects.count(), man.home, man.area_path) == (3, homes.others[0], OTHER)
    old = wife.household
    assert old is not None
    old.refresh_from_db()
    assert (old.head, relation_of(wife), relation_of(son)) == (wife, Relation.HEAD, Relation.SON)
    assert (stays_on(man, DAY - timedelta(1))[Bond.HOME].area_path) == GRID
    assert (stays_on(man, DAY)[Bond.HOME].area_path) == OTHER


def test_a_number_with_another_name_is_not_moved(homes: Homes, settle: Settle) -> None:
    family(homes, settle)
    with pytest.raises(Refused, match="另一个姓名"):
        actions.move_in(
            homes.elsewhere, homes.others[0], name="张三", id_number=number("19800315", 11)
        )


def test_a_family_moves_together_and_leaves_nothing_behind(homes: Homes, settle: Settle) -> None:
    man, wife, son = family(homes, settle)
    old = man.household
    event = actions.move(homes.worker, son, dwelling=homes.flats[3], along=[man, wife], on=DAY)
    assert {fresh(one).home for one in (man, wife, son)} == {homes.flats[3]}
    assert [relation_of(one) for one in (man, wife, son)] == ["02", "10", "20"]
    assert old is not None
    old.refresh_from_db()
    assert (old.until, old.head) == (DAY, None)
    assert event in events_of(homes.worker, man)


def test_a_head_who_moves_out_names_who_follows(homes: Homes, settle: Settle) -> None:
    man, wife, son = family(homes, settle)
    with pytest.raises(Refused, match="选一位做户主"):
        actions.move_out(homes.worker, man, on=DAY)
    actions.move_out(homes.worker, man, on=DAY, successors=[son])
    assert (relation_of(son), relation_of(wife)) == (Relation.HEAD, Relation.PARENT)
    assert (fresh(man).state, fresh(man).household) == (State.MOVED, None)


def test_nobody_is_moved_into_a_foreign_flat(homes: Homes, settle: Settle) -> None:
    man, _wife, _son = family(homes, settle)
    with pytest.raises(Refused, match="不在您的辖区"):
        actions.move(homes.worker, man, dwelling=homes.others[0])
    with pytest.raises(PermissionDenied):
        actions.move(homes.elsewhere, man, dwelling=homes.others[0])


def test_days_hold_together(homes: Homes, settle: Settle) -> None:
    man, _wife, _son = family(homes, settle)
    with pytest.raises(Refused, match="晚于今天"):
        actions.move_out(homes.worker, man, on=today() + timedelta(1))
    with pytest.raises(Refused, match="早于现在这段"):
        actions.move_out(homes.worker, man, on=date(2019, 12, 31))


def test_a_hukou_comes_moves_and_leaves(homes: Homes, settle: Settle) -> None:
    man, _wife, _son = family(homes, settle)
    actions.move_hukou(homes.worker, man, dwelling=homes.flats[0], on=DAY)
    assert fresh(man).hukou_path == GRID
    actions.move_hukou(homes.worker, man, county="330421", on=DAY)
    assert (fresh(man).hukou_path, fresh(man).hukou_code) == ("", "330421")
    assert fresh(man).home == homes.flats[0]


# ── families ────────────────────────────────────────────────────────────────────────────────


def test_a_child_is_born_into_the_home_of_its_mother(homes: Homes, settle: Settle) -> None:
    man, wife, _son = family(homes, settle)
    event = actions.register_birth(
        homes.worker, wife, name="沈安", born=DAY, sex=Sex.FEMALE, other=man
    )
    child = event.person
    assert child is not None
    assert (relation_of(child), fresh(child).household) == (Relation.DAUGHTER, man.household)
    assert event.other == wife


def test_a_death_ends_what_held_and_widows(homes: Homes, settle: Settle) -> None:
    man, wife, son = family(homes, settle)
    actions.register_death(homes.worker, man, on=DAY, successors=[wife])
    assert (fresh(man).state, fresh(man).died_on, fresh(man).household) == ("dead", DAY, None)
    assert (fresh(wife).marital, relation_of(wife), relation_of(son)) == ("30", "02", "20")
    with pytest.raises(Refused, match="已故"):
        actions.move_out(homes.worker, fresh(man))


def test_who_marries_lives_with_the_other_as_spouse(homes: Homes, settle: Settle) -> None:
    man = settle("顾一", homes.flats[1], since=date(2020, 1, 1), sex=Sex.MALE)
    woman = settle(
        "钱二", homes.flats[2], since=date(2020, 1, 1), id_number=number("19900202", 22)
    )
    actions.register_marriage(homes.worker, man, other=woman, on=DAY, together=True)
    assert (relation_of(woman), fresh(woman).home) == (Relation.SPOUSE, homes.flats[1])
    assert {fresh(one).marital for one in (man, woman)} == {Marital.FIRST}
    with pytest.raises(Refused, match="已婚"):
        actions.register_marriage(homes.worker, man, other=woman, on=DAY)
    actions.register_divorce(homes.worker, man, other=woman, on=today())
    assert {fresh(one).marital for one in (man, woman)} == {Marital.DIVORCED}


def test_children_do_not_marry(homes: Homes, settle: Settle) -> None:
    _man, _wife, son = family(homes, settle)
    with pytest.raises(Refused, match="未满"):
        actions.register_marriage(homes.worker, son, on=today())


def test_who_is_adopted_comes_to_live_with_the_parent(homes: Homes, settle: Settle) -> None:
    parent = settle("顾一", homes.flats[1], since=date(2020, 1, 1))
    _man, _wife, son = family(homes, settle)
    actions.register_adoption(homes.worker, parent, child=son, on=DAY)
    assert (fresh(son).home, relation_of(son)) == (homes.flats[1], Relation.SON)
    with pytest.raises(Refused, match="年长"):
        actions.register_adoption(homes.worker, son, child=parent)


def test_another_head_and_what_the_others_are_to_him(homes: Homes, settle: Settle) -> None:
    man, wife, son = family(homes, settle)
    assert man.household is not None
    said = {str(man.uid): Relation.KIN}
    actions.change_head(homes.worker, man.household, head=son, on=DAY, relations=said)
    assert [relation_of(one) for one in (man, wife, son)] == ["90", "50", "02"]
    assert stays_on(wife, DAY - timedelta(1))[Bond.HOME].relation == Relation.SPOUSE


# ── back again ──────────────────────────────────────────────────────────────────────────────


def test_an_event_is_taken_back_as_a_whole(homes: Homes, settle: Settle) -> None:
    man, wife, _son = family(homes, settle)
    before = state()
    event = actions.register_death(homes.worker, man, on=DAY, successors=[wife])
    actions.undo(homes.worker, event, why="同名同姓，登记错人")
    assert state() == before
    event.refresh_from_db()
    assert event.undone_by == homes.worker.user
    with pytest.raises(Refused, match="已经撤销过"):
        actions.undo(homes.worker, event)


def test_a_registration_taken_back_leaves_nobody(homes: Homes) -> None:
    event = actions.move_in(homes.worker, homes.flats[0], name="误登", paper="none")
    actions.undo(homes.worker, event)
    assert (Person.objects.count(), Household.objects.count(), Stay.objects.count()) == (0, 0, 0)
    assert Event.objects.get().person is None


def test_what_was_built_upon_stands_and_is_named(homes: Homes, settle: Settle) -> None:
    man, wife, son = family(homes, settle)
    birth = actions.register_birth(
        homes.worker, wife, name="沈安", born=DAY, sex=Sex.FEMALE, other=man
    )
    assert birth.person is not None
    actions.move(homes.worker, wife, dwelling=homes.flats[5], along=[man, son, birth.person])
    with pytest.raises(Refused, match="此后还登记了“市内搬家”"):
        actions.undo(homes.worker, birth)


def test_another_community_takes_nothing_back(homes: Homes, settle: Settle) -> None:
    man, wife, _son = family(homes, settle)
    event = actions.register_death(homes.worker, man, on=DAY, successors=[wife])
    with pytest.raises(PermissionDenied):
        actions.undo(homes.elsewhere, event)


def test_steps_follow_from_how_somebody_stands(homes: Homes, settle: Settle) -> None:
    man, wife, _son = family(homes, settle)
    assert "people.register_divorce" in steps_of(homes.worker, man)
    assert "people.register_marriage" not in steps_of(homes.worker, man)
    assert steps_of(homes.elsewhere, man) == []
    actions.register_death(homes.worker, man, on=DAY, successors=[wife])
    assert steps_of(homes.worker, fresh(man)) == []


# ── duplicates ──────────────────────────────────────────────────────────────────────────────


def test_two_records_become_one_and_two_again(homes: Homes, settle: Settle) -> None:
    man, _wife, _son = family(homes, settle)
    double = settle("沈家和", homes.flats[4], id_number="", paper="none", born=date(1980, 3, 15))
    before = state()
    event = actions.merge(homes.worker, man, other=double)
    assert (fresh(double).state, fresh(double).merged_into) == (State.MERGED, man)
    with pytest.raises(Refused, match="重复记录"):
        actions.undo(homes.worker, event)
    actions.unmerge(homes.worker, event)
    assert state() == before


def test_the_record_with_the_number_is_kept(homes: Homes, settle: Settle) -> None:
    man, wife, _son = family(homes, settle)
    double = settle("沈家和", homes.flats[4], id_number="", paper="none")
    with pytest.raises(Refused, match="反过来"):
        actions.merge(homes.worker, double, other=man)
    with pytest.raises(Refused, match="号码不同"):
        actions.merge(homes.worker, man, other=wife)


def test_two_who_look_alike_are_told_apart_once(homes: Homes, settle: Settle) -> None:
    man, wife, _son = family(homes, settle)
    actions.mark_distinct(homes.worker, man, other=wife)
    with pytest.raises(Refused, match="已经核实"):
        actions.mark_distinct(homes.worker, wife, other=man)


def test_who_read_a_record_before_an_event_sees_that_it_moved_on(
    homes: Homes, settle: Settle
) -> None:
    head, home = settle("沈家和"), homes.flats[1]
    wife = actions.register(
        homes.worker, homes.flats[0], name="陆晓梅", paper="none", relation="10",
        household=Household.objects.get(head=head),
    )  # fmt: skip
    seen = {one.pk: one.version for one in Person.objects.all()}
    assert set(seen.values()) == {1}, "who was just written down has changed in nothing"
    event = actions.move(homes.worker, head, dwelling=home, along=[wife])
    after = {one.pk: one.version for one in Person.objects.all()}
    assert after == {head.pk: 2, wife.pk: 2}
    with pytest.raises(Refused, match="刚被别人改过"):
        actions.change(homes.worker, head, version=seen[head.pk], nation="02")
    actions.undo(homes.worker, event)
    with pytest.raises(Refused, match="刚被别人改过"):
        actions.change(homes.worker, head, version=after[head.pk], nation="02")
    actions.change(homes.worker, head, version=3, nation="02")
