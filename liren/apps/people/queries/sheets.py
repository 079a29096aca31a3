"""Reading spreadsheets of people, and what stands already in the area they are for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from liren.apps.people.models import Person, Sheet
from liren.apps.people.queries.persons import community
from liren.apps.people.rules.sheets import Line
from liren.apps.places.models import Dwelling
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.access.ways import subtree
from liren.kernel.base.choices import _
from liren.kernel.sealed.fields import HashField

NEWEST = Order("at")
MOST_SENDERS = 30


class Place(NamedTuple):
    """A dwelling by keys, with its area."""

    dwelling: int
    area: int
    path: str


@dataclass
class Doors:
    """The dwellings of an area by estate, building, stairwell and room."""

    exact: dict[tuple[str, str, str, str], Place] = field(default_factory=dict)
    loose: dict[tuple[str, str, str], Place | None] = field(default_factory=dict)

    def find(self, home: tuple[str, str, str, str]) -> Place | None:
        """The dwelling; without a stairwell only where one alone fits."""
        estate, building, stairwell, room = home
        if stairwell:
            return self.exact.get(home)
        return self.loose.get((estate, building, room))


def doors_in(path: str) -> Doors:
    """The standing dwellings of an area, read once for all lines."""
    doors = Doors()
    rows = Dwelling.objects.filter(subtree("area_path", path), valid_to=None).values_list(
        "building__estate__name", "building__number", "stairwell__number", "number",
        "pk", "area_id", "area_path",
    )  # fmt: skip
    for estate, building, stairwell, room, pk, area, path_ in rows.iterator():
        place = Place(pk, area, path_)
        doors.exact[estate, building, str(stairwell or ""), room] = place
        key = (estate, building, room)
        doors.loose[key] = None if key in doors.loose else place
    return doors


def hashed(lines: Iterable[Line]) -> dict[int, list[str]]:
    """The fingerprints of each line's number, the one in use first."""
    field_ = Person._meta.get_field("id_hash")
    assert isinstance(field_, HashField)  # noqa: S101 — for the types
    return {one.line: field_.marks(one.id_number) for one in lines if one.id_number}


def known_in(
    path: str, lines: Sequence[Line], hashes: Mapping[int, Sequence[str]]
) -> dict[int, str]:
    """Lines of people who are in the register: "" for those of here, else what is to be done."""
    rows = Person.objects.filter(id_hash__in=[mark for each in hashes.values() for mark in each])
    where = dict(rows.values_list("id_hash", "area_path"))
    inside = community(path)
    elsewhere = str(_("已在别处登记。搬来的请办“迁入”，登记地社区会收到通知。"))
    found = {
        line: "" if where[mark].startswith(inside) else elsewhere
        for line, each in hashes.items()
        for mark in each
        if mark in where
    }
    return found | dict.fromkeys(_same_name(inside, lines), "")


def _same_name(path: str, lines: Iterable[Line]) -> set[int]:
    """Lines without a number whose name and birth stand in the area already."""
    bare = [(one.line, (one.name, one.born)) for one in lines if not one.id_number]
    if not bare:
        return set()
    rows = Person.objects.filter(
        subtree("area_path", path), name__in={name for _line, (name, _born) in bare}
    )
    known = set(rows.values_list("name", "born"))
    return {line for line, key in bare if key in known}


def kept_titles(area: Area, sender: str) -> dict[str, str]:
    """How a sender called the columns the last time."""
    rows = Sheet.objects.filter(sender=sender.strip(), area_path__startswith=community(area.path))
    last = rows.exclude(mapping={}).order_by("-pk").first()
    if last is None:
        return {}
    return {
        name: last.head[place] for name, place in last.mapping.items() if place < len(last.head)
    }


def senders_for(actor: Actor) -> list[str]:
    """Who sent sheets before, for the form."""
    rows = Sheet.objects.allowed(actor, "people.import").order_by("-pk")
    return list(dict.fromkeys(rows.values_list("sender", flat=True)[:300]))[:MOST_SENDERS]


def sheet_for(actor: Actor, uid: UUID) -> Sheet:
    """The sheet, if this actor may bring people in."""
    rows = Sheet.objects.allowed(actor, "people.import").select_related("area", "by")
    sheet: Sheet = rows.get(uid=uid)
    return sheet


def page_of_sheets(actor: Actor, cursor: str = "", limit: int = 50) -> Page[Sheet]:
    """One page of sheets, the latest first."""
    rows = Sheet.objects.select_related("area", "by").defer("lines")
    return page(rows, Sheet.objects.branches(actor, "people.import"), NEWEST, cursor, limit)
