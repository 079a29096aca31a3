"""Birth, death, marriage, divorce, adoption, and who heads a household."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liren.apps.people.actions import steps
from liren.apps.people.actions.deeds import Deed
from liren.apps.people.actions.moves import SECRET, lived, settle
from liren.apps.people.actions.persons import join, new_person
from liren.apps.people.models import Event, Household, Person, Stay
from liren.apps.people.rules import Bond, Happened, Marital, Relation, State, kin, persons
from liren.apps.people.rules import events as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import value


@action("people.register_birth", creates=True, secret=SECRET)
def register_birth(
    actor: Actor,
    parent: Person,
    /,
    *,
    name: str,
    born: date,
    sex: str,
    id_number: str = "",
    other: Person | None = None,
    hukou_with: Person | None = None,
    note: str = "",
) -> Event:
    """A child is born into the home of a parent; its hukou stands where a parent's does."""
    day, deed = steps.checked(born), Deed()
    home = lived(parent)
    rules.check_two(parent, other)
    child = new_person(
        name=name, born=born, sex=sex, id_number=id_number, nation=parent.nation,
        area=home.area, area_path=home.area_path,
    )  # fmt: skip
    deed.make(child)
    _beside(deed, child, home, day)
    if hukou_with is not None:
        _beside(deed, child, _hukou(actor, hukou_with, (parent, other)), day)
    deed.settle(child)
    facts = {"other": parent, "household": home.household, "note": note}
    return deed.event(actor, Happened.BIRTH, child, on=day, **facts)


def _hukou(actor: Actor, person: Person, parents: Sequence[Person | None]) -> Stay:
    if person not in parents:
        raise Refused("people.not-parent", _("户籍随父或随母，请在父母中选一位。"))
    stay = steps.stay_of(person, Bond.HUKOU)
    if stay is None or not permits(actor, "people.register_birth", stay):
        raise Refused(
            "people.hukou-elsewhere",
            _("这位家长的户籍不在您的辖区，请先只登记居住，户籍由户籍地社区登记。"),
        )
    return stay


def _beside(deed: Deed, child: Person, parent: Stay, day: date) -> None:
    """Into the household of a parent, as the parent's child."""
    steps.check_free(child, parent.tie, day)
    household, tie = parent.household, parent.tie
    relation = kin.child_of(parent.relation, child.sex)
    fresh = steps.check_open(household, household.dwelling, tie, relation)
    join(deed, child, household.dwelling, fresh, relation=relation, tie=tie, day=day)


@action("people.register_death", secret=SECRET)
def register_death(
    actor: Actor,
    person: Person,
    /,
    *,
    on: date | None = None,
    successors: Sequence[Person] = (),
    note: str = "",
) -> Event:
    """Somebody died: he leaves his households, what held for him ends, his spouse is widowed."""
    day, deed = steps.checked(on), Deed()
    persons.check_present(person.state)
    stays = [stay for tie in Bond for stay in [steps.stay_of(person, tie)] if stay]
    spouse = spouse_at_home(stays)
    steps.leave(deed, stays, day, successors)
    deed.change(person, state=State.DEAD, died_on=day)
    deed.settle(person)
    steps.end_what_held(deed, person, day)
    if spouse is not None:
        deed.change(spouse, marital=Marital.WIDOWED)
    home = stays[0].household if stays else None
    return deed.event(
        actor, Happened.DEATH, person, on=day, other=spouse, household=home, note=note
    )


def spouse_at_home(stays: Sequence[Stay]) -> Person | None:
    """The spouse as the household says it: the head's spouse, or the head."""
    wanted = {Relation.HEAD: Relation.SPOUSE, Relation.SPOUSE: Relation.HEAD}
    for stay in stays:
        if stay.relation in wanted:
            rows = Person.objects.select_for_update(of=("self",)).filter(
                stays__household=stay.household,
                stays__until=None,
                stays__relation=wanted[Relation(stay.relation)],
            )
            if found := rows.first():
                return found
    return None


@action("people.register_marriage", secret=SECRET)
def register_marriage(
    actor: Actor,
    person: Person,
    /,
    *,
    other: Person | None = None,
    on: date | None = None,
    together: bool = False,
    note: str = "",
) -> Event:
    """Two people marry; one who lives with the other then is his spouse in the household."""
    day, deed = steps.checked(on), Deed()
    rules.check_two(person, other)
    couple = [person]
    if other is not None:
        couple.append(steps.locked_person(actor, "people.register_marriage", other))
    for one in couple:
        _marry(deed, one, day)
    if together and len(couple) == 2:
        _live_together(deed, couple[0], couple[1], day)
    home = steps.stay_of(person, Bond.HOME)
    facts = {"other": other, "household": home.household if home else None, "note": note}
    return deed.event(actor, Happened.MARRIAGE, person, on=day, **facts)


def _marry(deed: Deed, person: Person, day: date) -> None:
    rules.check_marries(person.marital, person.state)
    least = (_years("men"), _years("women"))
    rules.check_old_enough(person.born, person.sex, day, least)
    deed.change(person, marital=rules.later_marital(person.marital))


def _years(whose: str) -> int:
    return int(value(f"people.marriage_age_{whose}"))


def _live_together(deed: Deed, person: Person, other: Person, day: date) -> None:
    """The other comes to live with the person, or, where both live together already, is named."""
    home, past = lived(person), steps.stay_of(other, Bond.HOME)
    relation = kin.spouse_of(home.relation, other.sex)
    if past and past.household_id == home.household_id:
        if Relation.HEAD not in (past.relation, home.relation):
            steps.restate(deed, past, relation, day)
        elif past.relation == Relation.HEAD:
            steps.restate(deed, home, Relation.SPOUSE, day)
        else:
            steps.restate(deed, past, Relation.SPOUSE, day)
        return
    if past:
        steps.leave(deed, [past], day, unasked=True)
        steps.end_tenancies(deed, other, day)
    steps.arrive(
        deed, other, home.household.dwelling, home.household,
        relation=relation, tie=Bond.HOME, day=day,
    )  # fmt: skip
    settle(deed, [other], day)


@action("people.register_divorce", secret=SECRET)
def register_divorce(
    actor: Actor,
    person: Person,
    /,
    *,
    other: Person | None = None,
    on: date | None = None,
    note: str = "",
) -> Event:
    """Two people divorce; who moves out afterwards is a step of its own."""
    day, deed = steps.checked(on), Deed()
    persons.check_present(person.state)
    rules.check_two(person, other)
    couple = [person]
    if other is not None:
        couple.append(steps.locked_person(actor, "people.register_divorce", other))
    for one in couple:
        rules.check_divorces(one.marital)
        deed.change(one, marital=Marital.DIVORCED)
    return deed.event(actor, Happened.DIVORCE, person, on=day, other=other, note=note)


@action("people.register_adoption", secret=SECRET)
def register_adoption(
    actor: Actor,
    parent: Person,
    /,
    *,
    child: Person,
    on: date | None = None,
    with_hukou: bool = False,
    note: str = "",
) -> Event:
    """A child comes into the home of somebody who adopts it, and if so its hukou too."""
    day, deed = steps.checked(on), Deed()
    rules.check_two(parent, child)
    child = steps.locked_person(actor, "people.register_adoption", child)
    persons.check_present(child.state)
    rules.check_younger(parent.born, child.born)
    for tie in (Bond.HOME, Bond.HUKOU) if with_hukou else (Bond.HOME,):
        _adopt(deed, child, lived(parent, tie), day)
    settle(deed, [child], day)
    home = steps.stay_of(parent, Bond.HOME)
    facts: dict[str, Any] = {"other": parent, "household": home and home.household, "note": note}
    return deed.event(actor, Happened.ADOPTION, child, on=day, **facts)


def _adopt(deed: Deed, child: Person, parent: Stay, day: date) -> None:
    past = steps.stay_of(child, parent.tie)
    relation = kin.child_of(parent.relation, child.sex)
    if past and past.household_id == parent.household_id:
        if past.relation != Relation.HEAD:
            steps.restate(deed, past, relation, day)
        return
    if past:
        steps.leave(deed, [past], day, unasked=True)
    _beside(deed, child, parent, day)


@action("people.change_head", secret=SECRET)
def change_head(
    actor: Actor,
    household: Household,
    /,
    *,
    head: Person,
    on: date | None = None,
    relations: Mapping[str, str] | None = None,
    note: str = "",
) -> Event:
    """Another member heads the household; `relations` says by `uid` what others are to him."""
    day, deed = steps.checked(on), Deed()
    rest = steps.members(household)
    found = next((stay for stay in rest if stay.person_id == head.pk), None)
    if household.until is not None or found is None:
        raise Refused("people.not-member", _("户主须是这一户现在的成员，请重新选择。"))
    rules.check_after(max(found.since, household.since), day)
    said = {
        stay.person_id: (relations or {})[str(stay.person.uid)]
        for stay in rest
        if str(stay.person.uid) in (relations or {})
    }
    rules.check_relations(said.values())
    steps.enthrone(deed, household, found, rest, day, said)
    if not deed.changes:
        raise Refused("people.same-head", _("户主和关系都没有变，不用办理。"))
    return deed.event(actor, Happened.HEAD, found.person, on=day, household=household, note=note)
