"""People come, move and go, and their hukou with them or on its own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from liren.apps.people.actions import steps
from liren.apps.people.actions.deeds import Deed
from liren.apps.people.actions.persons import new_person
from liren.apps.people.models import Event, Household, Person, Stay
from liren.apps.people.rules import PERSONAL, Bond, Happened, Relation, State, kin, normal_number
from liren.apps.people.rules import persons as rules
from liren.apps.places.models import Dwelling
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.sealed.fields import found

SECRET = (*PERSONAL, "note")


@action("people.move_in", creates=True, secret=SECRET)
def move_in(
    actor: Actor,
    dwelling: Dwelling,
    /,
    *,
    name: str,
    on: date | None = None,
    household: Household | None = None,
    relation: str = Relation.HEAD,
    note: str = "",
    **facts: Any,
) -> Event:
    """Somebody comes to live here: from outside, or known already elsewhere in the city."""
    day, deed = steps.checked(on), Deed()
    check_stands(dwelling)
    person = known(name, str(facts.get("id_number") or ""))
    if person is None:
        person = new_person(name=name, area=dwelling.area, area_path=dwelling.area_path, **facts)
        deed.make(person)
    elif stay := steps.stay_of(person, Bond.HOME):
        if stay.household.dwelling_id == dwelling.pk:
            raise Refused("people.lives-here", _("此人已登记住在这个户室，不用再办迁入。"))
        steps.leave(deed, [stay], day, unasked=True)
        steps.end_tenancies(deed, person, day)
    target = steps.arrive(
        deed, person, dwelling, household, relation=relation, tie=Bond.HOME, day=day
    )
    settle(deed, [person], day)
    return deed.event(actor, Happened.MOVE_IN, person, on=day, household=target, note=note)


def known(name: str, number: str) -> Person | None:
    """Who is in the register under this number, anywhere in the city; his name has to be said."""
    if not normal_number(number):
        return None
    rows = Person.objects.select_for_update(of=("self",)).select_related("area")
    person: Person | None = rows.filter(found(Person, "id_number", number)).first()
    if person and person.name != name.strip():
        raise Refused(
            "people.other-name",
            _("这个证件号码登记的是另一个姓名。请对照证件核对；姓名改过的，请先更正。"),
        )
    if person:
        rules.check_present(person.state)
    return person


def check_stands(dwelling: Dwelling) -> None:
    """Nobody comes into a dwelling that is gone."""
    if dwelling.valid_to is not None:
        raise Refused("people.no-dwelling", _("这个户室已撤销，请选别的户室。"))


def reach(actor: Actor, verb: str, dwelling: Dwelling) -> None:
    """A dwelling into which the actor may let people; another community lets them in itself."""
    if not permits(actor, verb, dwelling):
        raise Refused(
            "people.other-community",
            _("新住处不在您的辖区。搬到别的社区的，由那边办“迁入”，这里会收到通知。"),
        )
    check_stands(dwelling)


@action("people.move", secret=SECRET)
def move(
    actor: Actor,
    person: Person,
    /,
    *,
    dwelling: Dwelling,
    on: date | None = None,
    household: Household | None = None,
    relation: str = Relation.NONE,
    along: Sequence[Person] = (),
    successors: Sequence[Person] = (),
    note: str = "",
) -> Event:
    """Somebody moves to another dwelling or household, alone or with others of his own."""
    day, deed = steps.checked(on), Deed()
    reach(actor, "people.move", dwelling)
    stay = lived(person)
    group = [stay, *steps.same_household(stay, along)]
    if household is not None and household.pk == stay.household_id:
        raise Refused("people.lives-here", _("已经在这一户了，请选别的户或另立一户。"))
    people = {one.person_id: actual(actor, "people.move", one, person) for one in group}
    was = {one.person_id: one.relation for one in group}
    steps.leave(deed, group, day, successors)
    target = bring(
        deed, [people[one.person_id] for one in group], was, dwelling, household, relation, day
    )
    for one in people.values():
        steps.end_tenancies(deed, one, day)
    settle(deed, people.values(), day)
    return deed.event(actor, Happened.MOVE, person, on=day, household=target, note=note)


def lived(person: Person, tie: str = Bond.HOME) -> Stay:
    """Where somebody lives or is registered; refused when nowhere."""
    rules.check_present(person.state)
    stay = steps.stay_of(person, tie)
    if stay is None:
        raise Refused("people.no-stay", _("此人在这里没有这种登记，请先办迁入。"))
    return stay


def actual(actor: Actor, verb: str, stay: Stay, person: Person) -> Person:
    """The person of a stay: who is acted on, or another one, locked."""
    return person if stay.person_id == person.pk else steps.locked_person(actor, verb, stay.person)


def bring(
    deed: Deed,
    people: list[Person],
    was: dict[int, str],
    dwelling: Dwelling,
    household: Household | None,
    relation: str,
    day: date,
    tie: str = Bond.HOME,
) -> Household:
    """Let people come in together; in a household of their own, their old head is head again."""
    first, *others = people
    if household is None:
        first = next((one for one in people if was[one.pk] == Relation.HEAD), first)
        others, relation = [one for one in people if one.pk != first.pk], Relation.HEAD
    target = steps.arrive(deed, first, dwelling, household, relation=relation, tie=tie, day=day)
    for one in others:
        kinship = kin.along(was[first.pk], was[one.pk], one.sex, relation)
        steps.arrive(deed, one, dwelling, target, relation=kinship, tie=tie, day=day)
    return target


def settle(deed: Deed, people: Any, day: date) -> None:
    """Write down where everybody is now; who is nowhere has left the city."""
    for person in people:
        deed.settle(person)
        is_here = Stay.objects.filter(person=person, until=None).exists()
        if is_here and person.state == State.MOVED:
            deed.change(person, state=State.PRESENT)
        elif not is_here and person.state == State.PRESENT:
            deed.change(person, state=State.MOVED)
            steps.end_what_held(deed, person, day)


@action("people.move_out", secret=SECRET)
def move_out(
    actor: Actor,
    person: Person,
    /,
    *,
    on: date | None = None,
    along: Sequence[Person] = (),
    successors: Sequence[Person] = (),
    with_hukou: bool = False,
    note: str = "",
) -> Event:
    """Somebody leaves the city; his hukou stays or goes with him."""
    day, deed = steps.checked(on), Deed()
    stay = lived(person)
    group = [stay, *steps.same_household(stay, along)]
    people = [actual(actor, "people.move_out", one, person) for one in group]
    if with_hukou:
        hukou = [steps.stay_of(one, Bond.HUKOU) for one in people]
        group += [one for one in hukou if one]
    steps.leave(deed, group, day, successors)
    for one in people:
        steps.end_tenancies(deed, one, day)
    settle(deed, people, day)
    home = stay.household
    return deed.event(actor, Happened.MOVE_OUT, person, on=day, household=home, note=note)


@action("people.move_hukou", secret=SECRET)
def move_hukou(
    actor: Actor,
    person: Person,
    /,
    *,
    on: date | None = None,
    dwelling: Dwelling | None = None,
    household: Household | None = None,
    relation: str = Relation.NONE,
    county: str = "",
    along: Sequence[Person] = (),
    successors: Sequence[Person] = (),
    note: str = "",
) -> Event:
    """The hukou of somebody comes here, moves to another dwelling, or leaves the city."""
    day, deed = steps.checked(on), Deed()
    rules.check_present(person.state)
    stay = steps.stay_of(person, Bond.HUKOU)
    if stay is None and dwelling is None:
        raise Refused("people.no-hukou", _("此人户籍不在本市，请选户籍迁入的户室。"))
    if dwelling is not None:
        reach(actor, "people.move_hukou", dwelling)
    group = [stay, *steps.same_household(stay, along)] if stay else []
    people = [actual(actor, "people.move_hukou", one, person) for one in group] or [person]
    was = {one.person_id: one.relation for one in group} or {person.pk: Relation.HEAD}
    steps.leave(deed, group, day, successors)
    target = None
    if dwelling is not None:
        target = bring(deed, people, was, dwelling, household, relation, day, Bond.HUKOU)
    for one in people:
        deed.change(one, hukou_code="" if dwelling else county)
    settle(deed, people, day)
    return deed.event(actor, Happened.HUKOU, person, on=day, household=target, note=note)
