"""Taking the lines of a sheet: many at once, as `register` and `join` would one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from liren.apps.people.actions.newcomers import Home, Newcomer, written
from liren.apps.people.models import Household, Sheet
from liren.apps.people.queries.sheets import Doors, doors_in, hashed, known_in
from liren.apps.people.rules import Relation
from liren.apps.people.rules.sheets import Line, SheetState
from liren.kernel.access.transaction import together
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now

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
    people = list(_open(sheet, lines, doors, taken))
    written(sheet, people, _housed(people))
    taken.people = len(people)
    _count(sheet, len(lines), taken)
    return taken


def _open(sheet: Sheet, lines: Sequence[Line], doors: Doors, taken: Taken) -> Iterator[Newcomer]:
    """Those who are not in the register yet, each with the dwelling."""
    hashes = hashed(lines)
    known, seen = known_in(sheet.area_path, lines, hashes), set[str]()
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
            yield Newcomer(line, place, next(iter(hashes.get(line.line, ())), None))


def _housed(people: Sequence[Newcomer]) -> list[Home]:
    """Give each a household: one that stands, where the sheet names no head; else a new one."""
    groups: dict[tuple[Any, ...], list[Newcomer]] = defaultdict(list)
    for one in people:
        groups[one.place.dwelling, one.line.tie, one.line.household].append(one)
    standing = _standing({one.place.dwelling for one in people})
    new: list[Home] = []
    for (dwelling, tie, _number), members in groups.items():
        head = next((one for one in members if one.line.relation == Relation.HEAD), None)
        home = standing.get((dwelling, tie)) if head is None else None
        if home is None:
            head = head or members[0]
            home = Home(head.line.since, head=head)
            new.append(home)
        for one in members:
            one.home = home
    return new


def _standing(dwellings: set[int]) -> dict[tuple[int, str], Home]:
    rows = Household.objects.filter(dwelling__in=dwellings, until=None).order_by("-pk")
    facts = rows.values_list("dwelling", "tie", "since", "pk")
    return {(dwelling, tie): Home(since, key) for dwelling, tie, since, key in facts}


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
