"""What pages of people share: a home in words, an age, a line of a list."""

from typing import Any

from django.utils.translation import gettext as _

from liren.apps.people.models import Person, TagKind
from liren.apps.people.queries.persons import kind_of_residence
from liren.apps.people.rules import Residence, age
from liren.apps.people.rules.persons import State
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today

TONES = {Residence.LOCAL: "ok", Residence.FLOATING: "info", Residence.ABROAD: "info"}


def home_words(dwelling: Dwelling | None) -> str:
    """和园 3 栋 2 单元 301."""
    if dwelling is None:
        return ""
    parts = (dwelling.building.estate, dwelling.building, dwelling.stairwell, dwelling.number)
    return " ".join(str(one) for one in parts if one)


def age_of(person: Person) -> int | None:
    """Whole years today, or on the day of death."""
    return age(person.born, person.died_on or today()) if person.born else None


def line(actor: Actor, person: Person, tags: list[TagKind], path: str = "") -> dict[str, Any]:
    """Somebody as a list shows him."""
    kind = kind_of_residence(actor, person, path)
    return {
        "person": person,
        "age": age_of(person),
        "kind": Residence(kind).label,
        "tone": TONES.get(Residence(kind), ""),
        "home": home_words(person.home) or _("没有登记住处"),
        "tags": tags,
        "gone": person.get_state_display() if person.state != State.PRESENT else "",
    }
