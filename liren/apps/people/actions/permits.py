"""Residence permits: the police issue and endorse them, the community keeps the days."""

from datetime import date

from liren.apps.people.models import Permit, Person
from liren.apps.people.queries.permits import lived_since, permit_of, terms
from liren.apps.people.rules import permits as rules
from liren.apps.people.rules import persons as person_rules
from liren.apps.people.rules.rentals import PermitState, add_months
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused


@action("people.issue_permit", creates=True)
def issue_permit(
    actor: Actor, person: Person, /, *, issued_on: date | None = None, seen: bool = False
) -> Permit:
    """Write down that somebody got a residence permit."""
    issued_on = issued_on or today()
    person_rules.check_present(person.state)
    rules.check_issued(issued_on, today())
    rules.check_who(person.paper, person.hukou_path)
    rules.check_lived(lived_since(person), issued_on, terms(), seen=seen)
    # two who write it down at once: the second waits here and is told
    Person.objects.select_for_update().get(pk=person.pk)
    if permit_of(person):
        raise Refused(
            "people.permit-known", _("这个人已有登记的居住证，请在那一张上办签注或终止。")
        )
    permit = Permit(
        person=person, area=person.area, area_path=person.area_path, issued_on=issued_on,
        endorse_by=add_months(issued_on, terms().holds), by=actor.user,
    )  # fmt: skip
    permit.save()
    return permit


@action("people.endorse_permit")
def endorse_permit(actor: Actor, permit: Permit, /, *, on: date | None = None) -> Permit:
    """Write down that a permit was endorsed: it holds for a year more, or again."""
    day = on or today()
    rules.check_open(permit.state)
    rules.check_issued(day, today())
    permit.endorse_by = rules.next_end(permit.state, permit.endorse_by, day, terms())
    permit.state = PermitState.VALID
    permit.save(update_fields=["endorse_by", "state"])
    return permit


@action("people.end_permit")
def end_permit(actor: Actor, permit: Permit, /, *, reason: str) -> Permit:
    """Write down that a permit is over: moved away, settled here, given back."""
    rules.check_open(permit.state)
    permit.state = PermitState.ENDED
    permit.save(update_fields=["state"])
    return permit


def lapse() -> int:
    """Write down which permits were not endorsed in time; the day alone decided it."""
    late = Permit.objects.filter(state=PermitState.VALID, endorse_by__lt=today())
    return together(lambda: late.update(state=PermitState.LAPSED))
