"""Reading persons, always for an actor."""

from uuid import UUID

from liren.apps.people.models import Event, Person
from liren.apps.people.rules import residence
from liren.kernel.access.actor import Actor

VERB = "people.view"
MOST_EVENTS = 20
COMMUNITY_PARTS = 3


def person_for(actor: Actor, uid: UUID, verb: str = VERB) -> Person:
    """The person, if this actor may see him."""
    rows = Person.objects.allowed(actor, verb)
    also = ("area__parent", "home__building__estate", "home__stairwell", "household")
    person: Person = rows.select_related(*also).get(uid=uid)
    return person


def kind_of_residence(actor: Actor, person: Person, path: str = "") -> str:
    """How somebody belongs to the area from which he is looked at: the chosen, else one's own.

    Seen from a grid, whose hukou stands in the same community is registered here.
    """
    paths = tuple([path] if path else actor.paths(VERB)) or (person.area_path,)
    paths = tuple(community(one) for one in paths)
    lives = person.home_id is not None and person.area_path.startswith(paths)
    return residence(person.paper, lives=lives, registered=person.hukou_path.startswith(paths))


def community(path: str) -> str:
    """The path of the community around a grid; what is larger stays as it is."""
    parts = path.rstrip(".").split(".")
    return ".".join(parts[:COMMUNITY_PARTS]) + "."


def events_of(actor: Actor, person: Person) -> list[Event]:
    """What happened to somebody, latest first, as far as this actor may see."""
    rows = Event.objects.allowed(actor, VERB).filter(person=person)
    return list(rows.select_related("by").order_by("-on", "-pk")[:MOST_EVENTS])
