"""Who lives in the town of the matrix: a household in its dwelling, and a tag."""

from dataclasses import dataclass

from liren.apps.people.actions import register, tag
from liren.apps.people.models import Household, Person, Tag, TagKind
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor


@dataclass
class Peopled:
    """Somebody with his household, his tag, and a kind that he has not."""

    person: Person
    household: Household
    tag: Tag
    kind: str


def peopled(head: Actor, dwelling: Dwelling) -> Peopled:
    """A woman who lives alone."""
    made = register(head, dwelling, name="沈玉珍", paper="none", sex="2")
    person = Person.objects.select_related("household").get(pk=made.pk)
    assert person.household is not None
    kind = TagKind.objects.get(code="living_alone")
    given = tag(head, person, kind=kind, basis="本人说明")
    return Peopled(person, person.household, given, "veteran")
