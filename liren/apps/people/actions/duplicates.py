"""Two records of one person become one; two that only look alike are told apart."""

from typing import Any

from django.db.models import Model

from liren.apps.people.actions import steps
from liren.apps.people.actions.deeds import Deed
from liren.apps.people.models import Event, Permit, Person, Proposal, Tag, Tenancy, Tenant
from liren.apps.people.rules import Bond, Happened, State, persons
from liren.apps.people.rules import events as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused


@action("people.merge", secret=("note",))
def merge(actor: Actor, person: Person, /, *, other: Person, note: str = "") -> Event:
    """Join another record to this one: what hangs on it hangs here; it stays as a signpost."""
    rules.check_two(person, other)
    gone, deed, day = steps.locked_person(actor, "people.merge", other), Deed(), today()
    for one in (person, gone):
        persons.check_present(one.state)
    rules.check_mergeable(
        (person.paper, person.id_number.open()), (gone.paper, gone.id_number.open())
    )
    for tie in Bond:
        _take_stay(deed, person, gone, tie)
    _take_rows(deed, person, gone)
    if gone.user_id and not person.user_id:
        user = gone.user
        deed.change(gone, user=None)
        deed.change(person, user=user)
    deed.change(gone, state=State.MERGED, merged_into=person)
    for one in (gone, person):
        deed.settle(one)
    if person.state == State.MOVED and person.household_id:
        deed.change(person, state=State.PRESENT)
    return deed.event(actor, Happened.MERGE, person, on=day, other=gone, note=note)


def _take_stay(deed: Deed, person: Person, gone: Person, tie: str) -> None:
    stay = steps.stay_of(gone, tie)
    if stay is None:
        return
    if steps.stay_of(person, tie):
        steps.leave(deed, [stay], max(today(), stay.since), [person], unasked=True)
        return
    deed.change(stay, person=person)
    if stay.household.head_id == gone.pk:
        deed.change(stay.household, head=person)


def _take_rows(deed: Deed, person: Person, gone: Person) -> None:
    held = set(Tag.objects.filter(person=person, ended_on=None).values_list("kind_id", flat=True))
    for tag in Tag.objects.filter(person=gone, ended_on=None):
        deed.change(tag, **({"ended_on": today()} if tag.kind_id in held else {"person": person}))
    for permit in Permit.objects.filter(person=gone).exclude(state="ended"):
        has = Permit.objects.filter(person=person).exclude(state="ended").exists()
        deed.change(permit, **({"state": "ended"} if has else {"person": person}))
    own = Tenant.objects.filter(person=person, until=None)
    rented = set(own.values_list("tenancy", flat=True))
    for tenant in Tenant.objects.filter(person=gone, until=None).exclude(tenancy__in=rented):
        deed.change(tenant, person=person)
    _hand_over(deed, Tenancy, "landlord", gone, person)
    _hand_over(deed, Proposal, "person", gone, person, state="open")


def _hand_over(
    deed: Deed, model: type[Model], name: str, gone: Person, person: Person, **holding: Any
) -> None:
    for row in model._default_manager.filter(**{name: gone}, **holding):
        deed.change(row, **{name: person})


@action("people.mark_distinct", secret=("note",))
def mark_distinct(actor: Actor, person: Person, /, *, other: Person, note: str = "") -> Event:
    """Two records that look alike are two people: they are not offered again."""
    rules.check_two(person, other)
    other = steps.locked_person(actor, "people.mark_distinct", other)
    both = (person, other)
    judged = Event.objects.filter(kind=Happened.DISTINCT, undone_at=None)
    if judged.filter(person__in=both, other__in=both).exists():
        raise Refused("people.is-distinct", _("这两位已经核实为不同的人。"))
    deed = Deed()
    deed.touch(other)
    return deed.event(actor, Happened.DISTINCT, person, on=today(), other=other, note=note)
