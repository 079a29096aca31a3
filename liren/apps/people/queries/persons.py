"""Reading persons, always for an actor."""

from uuid import UUID

from liren.apps.people.models import Person
from liren.kernel.access.actor import Actor


def person_for(actor: Actor, uid: UUID, verb: str = "people.view") -> Person:
    """The person, if this actor may see him."""
    rows = Person.objects.allowed(actor, verb)
    person: Person = rows.select_related("area", "home__building__estate").get(uid=uid)
    return person
