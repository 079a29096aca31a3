"""Destroying what is known of somebody, wherever the register wrote it down."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from liren.apps.people.models import (
    Claim,
    Event,
    Household,
    Permit,
    Person,
    Proposal,
    RoomCheck,
    Stay,
    Tag,
    Tenancy,
    Visit,
)
from liren.apps.people.rules.codes import Paper, Sex
from liren.apps.people.rules.rights import CLEARED


def shred(person: Person) -> None:
    """Destroy all that names or describes somebody; the row stays, for what others tell of it.

    Records that were merged into this one name the same person, and go with it.
    """
    for double in Person.objects.filter(merged_into=person).exclude(name=CLEARED):
        shred(double)
    _empty_row(person)
    Proposal.objects.filter(person=person).delete()
    Tag.objects.filter(person=person).delete()
    Permit.objects.filter(person=person).delete()
    _empty(Event.objects.filter(Q(person=person) | Q(other=person)), "note", "undone_why")
    _empty(Claim.objects.filter(person=person), "text", "answer")
    _empty_lettings(person)
    _empty_visits(person)
    Household.objects.filter(head=person, until__isnull=False).update(number="")


def _empty_row(person: Person) -> None:
    texts = dict.fromkeys(("nation", "marital", "work", "employer", "hukou_code"), "")
    facts = {**texts, "name": CLEARED, "paper": Paper.NONE, "sex": Sex.UNKNOWN, "born": None}
    for name, fact in facts.items():
        setattr(person, name, fact)
    person.id_number = person.phone = ""
    person.user = None
    person.version += 1
    person.save()


def _empty(rows: Iterable[Any], *texts: str) -> None:
    """Empty what was typed, with the numbers that were kept beside it."""
    for row in rows:
        for name in (*texts, "numbers"):
            setattr(row, name, "")
        row.save(update_fields=[*texts, "numbers"])


def _empty_lettings(person: Person) -> None:
    """Who let has a name and a telephone there; words about tenants go when it is over."""
    for row in Tenancy.objects.filter(landlord=person):
        row.landlord_name, row.landlord_phone = CLEARED, ""
        row.save(update_fields=["landlord_name", "landlord_phone"])
    over = Tenancy.objects.filter(Q(landlord=person) | Q(tenants__person=person))
    over = over.filter(ended_on__isnull=False).distinct()
    _empty(over, "note", "contract")
    _empty(RoomCheck.objects.filter(tenancy__in=over), "note")


def _empty_visits(person: Person) -> None:
    """What was written at the door of a household while this person belonged to it."""
    for stay in Stay.objects.filter(person=person):
        seen = Visit.objects.filter(household=stay.household, on__gte=stay.since)
        _empty(seen.filter(on__lte=stay.until) if stay.until else seen, "note")
