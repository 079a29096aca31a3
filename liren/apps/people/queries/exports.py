"""Reading what is asked to go out, and the people who stand on such a list."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from liren.apps.people.models import Export, Person, Purpose
from liren.apps.people.queries.finding import Sought, narrowed
from liren.apps.people.queries.own import address_of
from liren.apps.people.rules import age
from liren.kernel.access.actor import Actor
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.base.clock import today

VIEW = "people.exports"
ASKS = "people.ask_export"


def exports_for(actor: Actor, state: str = "", cursor: str = "", limit: int = 50) -> Page[Export]:
    """The wishes that this actor may see, newest first."""
    rows = Export.objects.select_related("by", "purpose", "area", "decided_by")
    rows = rows.filter(state=state) if state else rows
    return page(rows, Export.objects.branches(actor, VIEW), Order("at"), cursor, limit)


def export_for(actor: Actor, uid: UUID, verb: str = VIEW) -> Export:
    """One wish."""
    rows = Export.objects.allowed(actor, verb)
    export: Export = rows.select_related("by", "purpose", "area", "decided_by").get(uid=uid)
    return export


def sought_of(question: dict[str, object]) -> Sought:
    """The question of a list, as people are looked for."""
    known = {name: question[name] for name in QUESTION if question.get(name) not in (None, "")}
    return Sought(**known)  # type: ignore[arg-type]


QUESTION = ("area", "tag", "sex", "residence", "youngest", "oldest")


def rows_of(actor: Actor, sought: Sought) -> QuerySet[Person]:
    """The people of a list, of those whom this actor may still take out."""
    rows: QuerySet[Person] = narrowed(actor, sought).allowed(actor, ASKS)  # type: ignore[attr-defined]
    return rows


def lines_of(actor: Actor, export: Export) -> Iterator[list[str]]:
    """One line for each person with the columns that were agreed to."""
    rows = rows_of(actor, sought_of(export.question)).select_related(
        "area", "home__building__estate", "home__stairwell"
    )
    for person in rows.order_by("area_path", "pinyin", "pk").iterator(500):
        yield [cell(person, column) for column in export.columns]


def cell(person: Person, column: str) -> str:
    """One fact of a person as it goes out."""
    day = today()
    found = {
        "name": lambda: person.name,
        "sex": lambda: str(person.get_sex_display()),
        "age": lambda: str(age(person.born, day)) if person.born else "",
        "born": lambda: f"{person.born:%F}" if person.born else "",
        "place": lambda: str(person.area),
        "address": lambda: address_of(person.home),
        "phone": lambda: person.phone.open(),
        "number": lambda: str(person.id_number),
    }
    return found[column]()


def searching_purposes() -> list[Purpose]:
    """For what people may be looked for and listed."""
    return list(Purpose.objects.filter(searching=True))
