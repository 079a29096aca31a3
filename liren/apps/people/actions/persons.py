"""Writing down persons and correcting what is known of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError

from liren.apps.people.actions.deeds import Deed
from liren.apps.people.models import Household, Person, Stay
from liren.apps.people.rules import PERSONAL, Bond, Happened, Paper, Relation, keeping
from liren.apps.people.rules import persons as rules
from liren.apps.places.models import Dwelling
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.sealed.fields import found


@action("people.register", creates=True, secret=PERSONAL)
def register(
    actor: Actor,
    dwelling: Dwelling,
    /,
    *,
    name: str,
    household: Household | None = None,
    relation: str = Relation.HEAD,
    since: date | None = None,
    tie: str = Bond.HOME,
    **facts: Any,
) -> Person:
    """Write down somebody who is not in the register yet, in a household of this dwelling."""
    day = since or today()
    keeping.check_new_member(relation, has_household=household is not None)
    person = new_person(name=name, area=dwelling.area, area_path=dwelling.area_path, **facts)
    deed = Deed()
    known_once(lambda: deed.make(person))
    join(deed, person, dwelling, household, relation=relation, tie=tie, day=day)
    deed.settle(person)
    deed.event(actor, Happened.REGISTER, person, on=day)
    return person


def new_person(*, name: str, **facts: Any) -> Person:
    """A person whose facts hold together, not saved yet; what the number says is filled in."""
    number = rules.normal_number(str(facts.pop("id_number", "") or ""))
    paper = facts.pop("paper", Paper.RESIDENT if number else Paper.NONE)
    rules.check_name(name)
    rules.check_number(paper, number, today())
    if paper == Paper.RESIDENT:
        facts["born"] = facts.get("born") or rules.born_of(number)
        facts["sex"] = facts.get("sex") or rules.sex_of(number)
        rules.check_agrees(number, facts["born"], facts["sex"])
    if facts.get("born"):
        rules.check_born(facts["born"], today())
    rules.check_nation(facts.get("nation", ""))
    check_unknown(number)
    noticed = {"made_at": now(), "checked_on": today()}
    return Person(name=name.strip(), paper=paper, id_number=number, **noticed, **facts)


@action("people.change", secret=(*PERSONAL, *keeping.FACTS))
def change(actor: Actor, person: Person, /, *, version: int | None = None, **facts: Any) -> Person:
    """Correct what is known of somebody; only what differs is written."""
    rules.check_present(person.state)
    keeping.check_version(person.version, version)
    differ = differing(person, facts)
    keeping.check_some(differ)
    for name, fact in agreed(person, differ).items():
        setattr(person, name, fact)
    person.version, person.checked_on = person.version + 1, today()
    known_once(lambda: person.save(update_fields=[*differ, *keeping.SAVED]))
    return person


def differing(person: Person, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that are not yet known so."""
    unknown = set(facts) - set(keeping.FACTS)
    if unknown:
        raise TypeError(f"a person has no {sorted(unknown)}")
    said = {**facts}
    if "id_number" in said:
        said["id_number"] = rules.normal_number(str(said["id_number"] or ""))
    return {name: fact for name, fact in said.items() if getattr(person, name) != fact}


def agreed(person: Person, differ: dict[str, Any]) -> dict[str, Any]:
    """The new facts, if they hold together with those that stay; `differ` gets what follows."""
    after = {name: differ.get(name, getattr(person, name)) for name in keeping.FACTS}
    number = str(differ["id_number"]) if "id_number" in differ else person.id_number.open()
    rules.check_name(after["name"])
    rules.check_number(after["paper"], number, today())
    if after["paper"] == Paper.RESIDENT:
        for name, says in (("born", rules.born_of(number)), ("sex", rules.sex_of(number))):
            if "id_number" in differ and name not in differ and after[name] != says:
                differ[name] = after[name] = says
        rules.check_agrees(number, after["born"] or rules.born_of(number), after["sex"])
    if after["born"]:
        rules.check_born(after["born"], today())
    rules.check_nation(after["nation"])
    if "id_number" in differ:
        check_unknown(number)
    return differ


def check_unknown(number: str) -> None:
    """A number belongs to one person of the city."""
    if number and Person.objects.filter(found(Person, "id_number", number)).exists():
        raise known()


def known() -> Refused:
    """Somebody with this number stands on the register already."""
    return Refused(
        "people.known",
        _(
            "这个证件号码已经登记在册。人员在全市只登记一次："
            "搬来的请办“迁入”，登记地社区会收到通知。"
        ),
    )


def known_once(write: Callable[[], None]) -> None:
    """Write down a person; refused where the same number came in at the same moment."""
    try:
        together(write)
    except IntegrityError as fault:
        raise known() from fault


def join(
    deed: Deed,
    person: Person,
    dwelling: Dwelling,
    household: Household | None,
    *,
    relation: str,
    tie: str,
    day: date,
) -> Household:
    """Let somebody belong to a household from a day on; without one, to a new one of his own."""
    if household is None:
        household = Household(dwelling=dwelling, tie=tie, head=person, since=day)
        household.area, household.area_path = dwelling.area, dwelling.area_path
        deed.make(household)
        relation = Relation.HEAD
    stay = Stay(person=person, household=household, tie=tie, relation=relation, since=day)
    stay.area, stay.area_path = dwelling.area, dwelling.area_path
    deed.make(stay)
    return household
