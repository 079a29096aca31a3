"""Taking the lines of a sheet: many at once, as `register` and `join` would one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Model

from liren.apps.people.models import Event, Household, Person, Sheet, Stay
from liren.apps.people.queries.sheets import Doors, Place, doors_in, known_in
from liren.apps.people.rules import Bond, Happened, Relation
from liren.apps.people.rules.sheets import Line, SheetState
from liren.kernel.access.models import User
from liren.kernel.access.transaction import together
from liren.kernel.access.written import copied, reserved
from liren.kernel.audit.log import entry
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today

BATCH = 2000  # lines in one transaction
MOST_FAULTS = 1000
Fault = tuple[int, str]


@dataclass
class Taken:
    """What became of some lines."""

    people: int = 0
    known: int = 0
    faults: list[Fault] = field(default_factory=list)


def batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in batches; those of one household stand in the same."""
    batch: list[Line] = []
    for _home, group in groupby(sorted(lines, key=_place), key=_place):
        batch += group
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _place(line: Line) -> tuple[Any, ...]:
    return (*line.home, line.tie, line.household)


def take(sheet: Sheet, lines: Sequence[Line], doors: Doors | None = None) -> Taken:
    """Take one batch in one transaction, and say on the sheet how far it is."""
    return together(lambda: _take(sheet, lines, doors or doors_in(sheet.area_path)))


def _take(sheet: Sheet, lines: Sequence[Line], doors: Doors) -> Taken:
    taken = Taken()
    open_to = list(_open(sheet, lines, doors, taken))
    people = [_person(line, place) for line, place in open_to]
    _keyed(Person, people)
    households = list(_housed(open_to, people))
    new = {id(one): one for one in households if one.pk is None}
    _keyed(Household, list(new.values()))
    stays = [
        _stay(line, place, person, household)
        for (line, place), person, household in zip(open_to, people, households, strict=True)
    ]
    _keyed(Stay, stays)
    facts = {"sheet": sheet}
    for rows in (people, list(new.values()), stays, list(_events(sheet.by, stays, set(new)))):
        copied(rows)
    copied([entry(sheet.by, "people.register", one, facts) for one in people])
    taken.people = len(people)
    _count(sheet, len(lines), taken)
    return taken


def _keyed(model: type[Model], rows: Sequence[Model]) -> None:
    """Give rows their keys before they are written: they name one another."""
    for row, key in zip(rows, reserved(model, len(rows)), strict=True):
        row.pk = key


def _open(
    sheet: Sheet, lines: Sequence[Line], doors: Doors, taken: Taken
) -> Iterator[tuple[Line, Place]]:
    """Lines of people who are not in the register yet, with the dwelling of each."""
    known, seen = known_in(sheet.area_path, lines), set[str]()
    for line in lines:
        place = doors.find(line.home)
        says = known.get(line.line)
        if says is not None:
            taken.known += not says
            taken.faults += [(line.line, says)] if says else []
        elif place is None:
            said = _("没有这个户室，请核对小区、楼号、单元、室号，或先登记户室。")
            taken.faults.append((line.line, str(said)))
        elif line.id_number and line.id_number in seen:
            taken.faults.append((line.line, str(_("与前面的行证件号码相同。"))))
        else:
            seen.add(line.id_number)
            yield line, place


def _person(line: Line, place: Place) -> Person:
    person = Person(
        name=line.name, paper=line.paper, id_number=line.id_number, phone=line.phone,
        sex=line.sex, born=line.born, nation=line.nation, marital=line.marital, work=line.work,
        employer=line.employer, hukou_code=line.hukou_code, area_id=place.area,
        area_path=place.path, checked_on=today(), made_at=now(),
        home_id=place.dwelling if line.tie == Bond.HOME else None,
        hukou_path=place.path if line.tie == Bond.HUKOU else "",
    )  # fmt: skip
    person.sound()
    return person


def _housed(
    open_to: Sequence[tuple[Line, Place]], people: Sequence[Person]
) -> Iterator[Household]:
    """The household of each: one that stands, where the sheet names no head; else a new one."""
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for at, (line, place) in enumerate(open_to):
        groups[place.dwelling, line.tie, line.household].append(at)
    standing = _standing({place.dwelling for _line, place in open_to})
    found: dict[int, Household] = {}
    for (dwelling, tie, _number), members in groups.items():
        lines = [open_to[at][0] for at in members]
        head = next((n for n, one in enumerate(lines) if one.relation == Relation.HEAD), None)
        household = standing.get((dwelling, tie)) if head is None else None
        if household is None:
            first = members[head or 0]
            household = _household(open_to[first], people[first])
        found |= dict.fromkeys(members, household)
    return (found[at] for at in range(len(open_to)))


def _standing(dwellings: set[int]) -> dict[tuple[int, str], Household]:
    rows = Household.objects.filter(dwelling__in=dwellings, until=None).order_by("-pk")
    return {(row.dwelling_id, row.tie): row for row in rows}


def _household(spot: tuple[Line, Place], head: Person) -> Household:
    line, place = spot
    return Household(
        tie=line.tie, dwelling_id=place.dwelling, number=line.household[:30], head=head,
        since=line.since, area_id=place.area, area_path=place.path,
    )  # fmt: skip


def _stay(line: Line, place: Place, person: Person, household: Household) -> Stay:
    is_head = household.head_id == person.pk
    relation = Relation.HEAD if is_head else line.relation or Relation.NONE
    if relation == Relation.HEAD and not is_head:
        relation = Relation.NONE  # a household has one head
    if line.tie == Bond.HOME:
        person.household_id = household.pk
    return Stay(
        person=person, household=household, tie=line.tie, relation=relation,
        since=max(line.since, household.since), area_id=place.area, area_path=place.path,
    )  # fmt: skip


def _events(user: User, stays: Sequence[Stay], new: set[int]) -> Iterator[Event]:
    """One event for each, the head of a household first: each can be taken back alone."""
    moment = now()
    for stay in sorted(stays, key=lambda one: one.relation != Relation.HEAD):
        person, household = stay.person, stay.household
        changes: list[dict[str, Any]] = [_made(person)]
        if id(household) in new and household.head_id == person.pk:
            changes.append(_made(household))
        changes.append(_made(stay))
        if stay.tie == Bond.HOME:
            facts = {"was": {"household": None}, "is": {"household": household.pk}}
            changes.append({"model": "people.person", "pk": person.pk, **facts})
        yield Event(
            kind=Happened.REGISTER, person=person, household=household, on=stay.since,
            area_id=person.area_id, area_path=person.area_path, changes=changes, by=user,
            touched=[f"household:{household.pk}", f"person:{person.pk}"], at=moment,
        )  # fmt: skip


def _made(row: Person | Household | Stay) -> dict[str, Any]:
    return {"model": row._meta.label_lower, "pk": row.pk, "was": None}


def _count(sheet: Sheet, seen: int, taken: Taken) -> None:
    fresh = Sheet.objects.select_for_update().get(pk=sheet.pk)
    fresh.state = SheetState.RUNNING
    fresh.seen += seen
    fresh.taken += taken.people
    fresh.known += taken.known
    fresh.bad += len(taken.faults)
    fresh.faults = [*fresh.faults, *taken.faults][:MOST_FAULTS]
    fresh.save(update_fields=["state", "seen", "taken", "known", "bad", "faults"])


def begin(sheet: Sheet, faults: Sequence[Fault]) -> None:
    """Start over, with the lines that do not hold together already counted."""
    Sheet.objects.filter(pk=sheet.pk).update(
        state=SheetState.RUNNING, seen=len(faults), taken=0, known=0, bad=len(faults),
        faults=list(faults)[:MOST_FAULTS],
    )  # fmt: skip


def finish(sheet: Sheet) -> None:
    """Done: the lines are gone, the report stays."""
    fresh = Sheet.objects.get(pk=sheet.pk)
    fresh.state, fresh.lines, fresh.done_at = SheetState.DONE, "", now()
    fresh.faults = sorted(fresh.faults)
    fresh.save(update_fields=["state", "lines", "done_at", "faults"])
