"""The steps of which events are made: leaving a household, who heads it then, coming into one."""

from collections.abc import Iterable, Sequence
from datetime import date

from liren.apps.people.actions.deeds import Deed
from liren.apps.people.actions.persons import join
from liren.apps.people.models import Household, Permit, Person, Stay, Tag, Tenant
from liren.apps.people.rules import Relation, kin
from liren.apps.people.rules import events as rules
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused


def locked_person(actor: Actor, verb: str, person: Person) -> Person:
    """Another person of the event, read again and locked, if the actor may do this to him."""
    found: Person | None = (
        Person.objects.select_for_update(of=("self",))
        .select_related("area")
        .filter(pk=person.pk)
        .first()
    )
    if found is None or not permits(actor, verb, found):
        raise Refused("people.not-yours", _("这位不在您的辖区，请先办迁入，或请其社区办理。"))
    return found


def stay_of(person: Person, tie: str) -> Stay | None:
    """Where somebody lives, or where his hukou stands, today."""
    rows = Stay.objects.filter(person=person, tie=tie, until=None)
    return rows.select_related("household__dwelling", "area").first()


def members(household: Household) -> list[Stay]:
    """Who belongs to a household today, the longest first."""
    rows = Stay.objects.filter(household=household, until=None).select_related("person")
    return list(rows.order_by("since", "pk"))


def leave(
    deed: Deed,
    stays: Iterable[Stay],
    day: date,
    successors: Sequence[Person] = (),
    *,
    unasked: bool = False,
) -> None:
    """Let people leave their households: each goes on under a head, or ends with its last."""
    found: dict[int, Household] = {}
    for stay in stays:
        rules.check_after(stay.since, day)
        if stay.household_id not in found:
            found[stay.household_id] = Household.objects.select_for_update(of=("self",)).get(
                pk=stay.household_id
            )
        deed.change(stay, until=day)
    for household in found.values():
        _go_on(deed, household, day, successors, unasked)


def _go_on(
    deed: Deed, household: Household, day: date, successors: Sequence[Person], unasked: bool
) -> None:
    rest = members(household)
    if not rest:
        deed.change(household, head=None, until=max(day, household.since))
    elif household.head_id not in {stay.person_id for stay in rest}:
        head = _heir(rest, successors, unasked)
        enthrone(deed, household, head, rest, day)


def _heir(rest: list[Stay], successors: Sequence[Person], unasked: bool) -> Stay:
    named = {person.pk for person in successors}
    found = next((stay for stay in rest if stay.person_id in named), None)
    if found is None and len(rest) > 1 and not unasked:
        raise Refused(
            "people.needs-head",
            _("户主离开后这一户还有 %(n)d 人，请选一位做户主。") % {"n": len(rest)},
        )
    return found or min(rest, key=_seniority)


def _seniority(stay: Stay) -> tuple[bool, date]:
    return stay.relation != Relation.SPOUSE, stay.person.born or date.max


def enthrone(
    deed: Deed,
    household: Household,
    head: Stay,
    rest: Iterable[Stay],
    day: date,
    said: dict[int, str] | None = None,
) -> None:
    """Make a member the head; what the others are to him is `said`, or follows."""
    was = head.relation
    deed.change(household, head=head.person)
    for stay in rest:
        if stay.pk == head.pk:
            relation: str = Relation.HEAD
        else:
            likely = stay.relation
            if was != Relation.HEAD:
                likely = kin.turned(was, stay.relation, stay.person.sex)
            relation = (said or {}).get(stay.person_id, likely)
        restate(deed, stay, relation, day)


def restate(deed: Deed, stay: Stay, relation: str, day: date) -> None:
    """From a day on a member is something else to the head; before, he was what he was."""
    if stay.relation == relation:
        return
    if stay.since >= day:
        deed.change(stay, relation=relation)
        return
    deed.change(stay, until=day)
    same = {"person": stay.person, "household": stay.household, "tie": stay.tie}
    where = {"area": stay.area, "area_path": stay.area_path}
    deed.make(Stay(relation=relation, since=day, **same, **where))


def arrive(
    deed: Deed,
    person: Person,
    dwelling: Dwelling,
    household: Household | None,
    *,
    relation: str,
    tie: str,
    day: date,
) -> Household:
    """Let somebody belong to a household of a dwelling, once he has left every other."""
    check_free(person, tie, day)
    if household is not None:
        household = check_open(household, dwelling, tie, relation)
    return join(deed, person, dwelling, household, relation=relation, tie=tie, day=day)


def check_open(household: Household, dwelling: Dwelling, tie: str, relation: str) -> Household:
    """A household that one joins is open, of this kind and in this dwelling; it has its head."""
    fresh: Household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if fresh.until is not None or fresh.tie != tie or fresh.dwelling_id != dwelling.pk:
        raise Refused("people.other-household", _("这一户不在这个户室，或已经撤销，请重新选择。"))
    if relation == Relation.HEAD:
        raise Refused("people.has-head", _("这一户已有户主。请选与户主的关系，或另立一户。"))
    return fresh


def check_free(person: Person, tie: str, day: date) -> None:
    """Nobody is in two places: a new stay begins when all of its kind are over."""
    if Stay.objects.filter(person=person, tie=tie, until=None).exists():
        raise Refused("people.two-places", _("此人已有同类登记，请先办迁出或搬家。"))
    last = Stay.objects.filter(person=person, tie=tie).order_by("-until").first()
    if last and last.until and day < last.until:
        rules.check_after(last.until, day)


def same_household(stay: Stay, others: Iterable[Person]) -> list[Stay]:
    """The stays of those of one household who come along."""
    keys = {person.pk for person in others} - {stay.person_id}
    found = [one for one in members(stay.household) if one.person_id in keys]
    if len(found) != len(keys):
        raise Refused("people.not-member", _("同行的人须是同一户的成员，请重新选择。"))
    return found


def end_what_held(deed: Deed, person: Person, day: date) -> None:
    """Tags, the permit and tenancies end when somebody is no longer there."""
    for tag in Tag.objects.filter(person=person, ended_on=None):
        deed.change(tag, ended_on=day)
    for permit in Permit.objects.filter(person=person).exclude(state="ended"):
        deed.change(permit, state="ended")
    end_tenancies(deed, person, day)


def end_tenancies(deed: Deed, person: Person, day: date) -> None:
    """Who moved out is no tenant any more; the contract itself is ended at the desk."""
    for tenant in Tenant.objects.filter(person=person, until=None):
        deed.change(tenant, until=max(day, tenant.since))


def checked(day: date | None) -> date:
    """The day of an event; nothing happens tomorrow."""
    found = day or today()
    rules.check_day(found, today())
    return found
