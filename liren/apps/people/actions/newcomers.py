"""Lines of a sheet as rows of the register: keyed, sealed and hashed by the thousand, copied."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from liren.apps.people.models import Event, Household, Person, Sheet, Stay
from liren.apps.people.queries.sheets import Place
from liren.apps.people.rules import Bond, Happened, Relation
from liren.apps.people.rules.sheets import Line
from liren.kernel.access.copying import copy_in
from liren.kernel.access.written import reserved
from liren.kernel.audit.log import entry
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import now, today
from liren.kernel.base.ids import uuid7
from liren.kernel.base.masking import mask_text
from liren.kernel.base.pinyin import keys
from liren.kernel.base.seal import mark, seal
from liren.kernel.sealed.fields import HashField

Row = tuple[Any, ...]
PERSON = (
    "id", "uid", "area", "area_path", "name", "pinyin", "initials", "paper", "id_number",
    "id_hash", "id_last", "phone", "phone_hash", "phone_last", "sex", "born", "nation",
    "marital", "work", "employer", "hukou_code", "hukou_path", "home", "household",
    "checked_on", "made_at",
)  # fmt: skip
HOUSEHOLD = (
    "id", "uid", "tie", "dwelling", "number", "head", "since", "area", "area_path",
)  # fmt: skip
STAY = (
    "id", "person", "household", "tie", "relation", "since", "area", "area_path",
)  # fmt: skip
EVENT = (
    "uid", "kind", "person", "household", "on", "area", "area_path", "changes", "touched",
    "by", "at",
)  # fmt: skip
ENTRY = ("at", "actor", "verb", "subject_type", "subject_id", "area_path", "facts")


@dataclass(slots=True)
class Home:
    """A household that stands already, or that is made for those who join it."""

    since: date
    key: int = 0
    head: "Newcomer | None" = None  # of one that is made


@dataclass(slots=True)
class Newcomer:
    """A line that is taken, and the keys of what it becomes."""

    line: Line
    place: Place
    hashed: str | None
    key: int = 0
    stay: int = 0
    home: Home = field(default_factory=lambda: Home(date.min))

    @property
    def leads(self) -> bool:
        """Whether a household is made whose head this is."""
        return self.home.head is self

    @property
    def relation(self) -> str:
        """What this person is to the head: a household has one head."""
        said = self.line.relation
        if self.leads:
            return Relation.HEAD
        return said if said and said != Relation.HEAD else Relation.NONE

    @property
    def since(self) -> date:
        """When the stay begins: not before the household does."""
        return max(self.line.since, self.home.since)


def written(sheet: Sheet, people: Sequence[Newcomer], homes: Sequence[Home]) -> None:
    """Add all of them with their households, stays, events and entries in the record."""
    _key(people, homes)
    moment = now()
    first = sorted(people, key=lambda one: not one.leads)  # heads before those who join them
    copy_in(Person, PERSON, _people(people, moment))
    copy_in(Household, HOUSEHOLD, map(_household, homes))
    copy_in(Stay, STAY, map(_stay, people))
    copy_in(Event, EVENT, (_event(one, sheet, moment) for one in first))
    copy_in(Entry, ENTRY, _entries(sheet, people))


def _key(people: Sequence[Newcomer], homes: Sequence[Home]) -> None:
    """Keys before anything is written: rows name one another."""
    for one, key, stay in zip(people, _keys(Person, people), _keys(Stay, people), strict=True):
        one.key, one.stay = key, stay
    for home, key in zip(homes, _keys(Household, homes), strict=True):
        home.key = key


def _keys(model: type[Model], rows: Sequence[object]) -> list[int]:
    return reserved(model, len(rows))


def _people(people: Sequence[Newcomer], moment: datetime) -> Iterator[Row]:
    number, phone = _Column("id_number"), _Column("phone")
    day = today()
    for one in people:
        line, place, uid = one.line, one.place, str(uuid7())
        at_home = line.tie == Bond.HOME
        name = mask_text(line.name)
        yield (
            one.key, uid, place.area, place.path, name, *keys(name, person=True), line.paper,
            *number.kept(line.id_number, uid, place.path, one.hashed),
            *phone.kept(line.phone, uid, place.path), line.sex, line.born, line.nation,
            line.marital, line.work, mask_text(line.employer), line.hukou_code,
            "" if at_home else place.path, place.dwelling if at_home else None,
            one.home.key if at_home else None, day, moment,
        )  # fmt: skip


class _Column:
    """A sealed column of people with its two hashes: of all of it, and of its last characters."""

    def __init__(self, name: str) -> None:
        every = [one for one in Person._meta.concrete_fields if isinstance(one, HashField)]
        self.whole, self.last = sorted(
            (one for one in every if one.of == name), key=lambda one: one.last
        )
        self.kind = self.whole.source.kind
        self.purposes = self.whole.purpose, self.last.purpose

    def kept(self, text: str, uid: str, path: str, hashed: str | None = None) -> Row:
        """The text sealed for its row, and its hashes."""
        text = self.kind.normal(text)
        if not text:
            return "", None, None
        whole, last = self.purposes
        return (
            seal(text, self.kind.purpose, uid),
            hashed or mark(text, whole),
            mark(self.last.told(text, path), last),
        )


def _household(home: Home) -> Row:
    head = home.head
    assert head is not None  # noqa: S101 — for the types
    line, place = head.line, head.place
    return (
        home.key, str(uuid7()), line.tie, place.dwelling, line.household[:30], head.key,
        home.since, place.area, place.path,
    )  # fmt: skip


def _stay(one: Newcomer) -> Row:
    place = one.place
    return (
        one.stay, one.key, one.home.key, one.line.tie, one.relation, one.since, place.area,
        place.path,
    )  # fmt: skip


def _event(one: Newcomer, sheet: Sheet, moment: datetime) -> Row:
    """One event for each: each can be taken back alone."""
    place, home = one.place, one.home.key
    touched = f"{{household:{home},person:{one.key}}}"
    return (
        str(uuid7()), Happened.REGISTER.value, one.key, home, one.since, place.area, place.path,
        json.dumps(list(_changes(one))), touched, sheet.by_id, moment,
    )  # fmt: skip


def _changes(one: Newcomer) -> Iterator[Mapping[str, Any]]:
    yield {"model": "people.person", "pk": one.key, "was": None}
    if one.leads:
        yield {"model": "people.household", "pk": one.home.key, "was": None}
    yield {"model": "people.stay", "pk": one.stay, "was": None}
    if one.line.tie == Bond.HOME:
        facts = {"was": {"household": None}, "is": {"household": one.home.key}}
        yield {"model": "people.person", "pk": one.key, **facts}


def _entries(sheet: Sheet, people: Sequence[Newcomer]) -> Iterator[Row]:
    """One entry for each: whoever is asked can be told who wrote him down."""
    said = entry(sheet.by, "people.register", sheet, {"sheet": sheet})
    facts, kind = json.dumps(said.facts), Person._meta.label_lower
    for one in people:
        yield said.at, said.actor_id, said.verb, kind, str(one.key), one.place.path, facts
