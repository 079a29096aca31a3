"""What is let in the town of the matrix: a room with two tenants, a permit, a proposal."""

from dataclasses import dataclass
from datetime import timedelta

from liren.apps.people.actions import permits, rentals, visits
from liren.apps.people.models import Household, Permit, Person, Proposal, Tenancy
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.base.numbers import CHECKS, WEIGHTS


@dataclass
class Rented:
    """A tenancy with those who belong to it."""

    tenancy: Tenancy
    tenant: Person
    household: Household
    permit: Permit
    proposal: Proposal


def number(text: str) -> str:
    """A well-formed number of a county that there is not."""
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=True))
    return text + CHECKS[total % 11]


def rented(head: Actor, dwelling: Dwelling) -> Rented:
    """A room let to two, one of whom has a permit and another telephone."""
    tenants = [
        {"name": "何远", "id_number": number("99020519920607501"), "phone": "13800138401"},
        {"name": "何平", "id_number": number("99020519930607502")},
    ]
    row = rentals.let(
        head,
        dwelling,
        kind="room",
        part="北间",
        landlord_name="沈国强",
        tenants=tenants,
        since=today(),
    )
    first, second = (one.person for one in row.tenants.order_by("pk"))
    person = Person.objects.get(pk=first.pk)
    home = Household.objects.get(stays__person=person, stays__until=None)
    told = {str(person.uid): {"phone": "13800138402"}}
    seen = {str(person.uid): person.version}
    visits.visit(head, home, found="changed", seen=seen, differences=told)
    issued = today() - timedelta(days=345)
    permit = permits.issue_permit(head, person, issued_on=issued, seen=True)
    return Rented(row, second, home, permit, Proposal.objects.get(person=person))
