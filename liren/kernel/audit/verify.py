"""Checking the whole chain: every entry against its seal, every seal against the one before,
and the chain against roots that left the machine.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter

from liren.kernel.audit import tree
from liren.kernel.audit.chain import ANY, End, Line, lines, running, unpacked
from liren.kernel.audit.models import Seal
from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.clock import local

CHUNK = 20_000  # entries read at once
SEALS = 200  # seals read at once, with their leaves
LISTED = 100  # faults that are named; more are counted
LATE = timedelta(hours=1)  # how far the time of an entry may lie outside that of its seal

Tell = Callable[[int, int], None]


class Kind(TextChoices):
    """What can be wrong."""

    CHANGED = "changed", _("记录的内容被改动")
    MISSING = "missing", _("记录被删除")
    ADDED = "added", _("记录是事后插入的")
    MISDATED = "misdated", _("记录的时间与封存的时间不符")
    OUTSIDE = "outside", _("记录的事务编号是伪造的，无法封存")
    SEAL = "seal", _("封存本身被改动")
    GAP = "gap", _("封存被删除")
    BROKEN = "broken", _("与前一次封存接不上")
    REWRITTEN = "rewritten", _("与已公布的链值不同，整条链被重写过")
    CUT = "cut", _("已公布的封存不见了，链的末尾被截断")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, and on which day."""

    kind: str
    seal: int | None = None
    entry: int | None = None
    day: date | None = None

    def __str__(self) -> str:
        where = [
            _("%(day)s") % {"day": self.day} if self.day else "",
            _("封存第 %(n)d 号") % {"n": self.seal} if self.seal else "",
            _("记录第 %(n)d 号") % {"n": self.entry} if self.entry else "",
        ]
        return " · ".join(str(part) for part in [*filter(None, where), self.label])

    @property
    def label(self) -> object:
        """What is wrong, in words."""
        return Kind(self.kind).label


@dataclass
class Report:
    """What a check found."""

    seals: int = 0
    entries: int = 0
    unsealed: int = 0
    compared: int = 0
    hash: str = ""
    faults: list[Fault] = field(default_factory=list)
    more: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    def add(self, fault: Fault) -> None:
        """One more; after a hundred they are only counted."""
        if len(self.faults) < LISTED:
            self.faults.append(fault)
        else:
            self.more += 1


def verify(published: Mapping[int, str] | None = None, tell: Tell | None = None) -> Report:
    """Read the whole record and say what is wrong with it, in the order of the chain."""
    report, known, last = Report(), dict(published or {}), End.now()
    restored = (
        running()[1] <= last.xact
    )  # into a younger server: what is newer waits for its stretch
    walk = _Walk(report, last.high if restored else ANY)
    for seal in _seals(last.number):
        walk.check(seal)
        _compare(report, seal, known)
        if tell:
            tell(report.entries, last.total)
    _after(report, last, restored=restored)
    if restored:
        _after(report, End(floor=last.high), last.xact, restored=True)
    for number in sorted(known):
        report.add(Fault(Kind.CUT, number))
    return report


def _seals(last: int) -> Iterator[Seal]:
    after = -1
    while found := list(Seal.objects.filter(number__gt=after, number__lte=last)[:SEALS]):
        yield from found
        after = found[-1].number


def _compare(report: Report, seal: Seal, known: dict[int, str]) -> None:
    said = known.pop(seal.number, None)
    if said is None:
        return
    report.compared += 1
    if said != seal.hex:
        report.add(Fault(Kind.REWRITTEN, seal.number, day=local(seal.at).date()))


def _after(report: Report, place: End, fence: int = ANY, *, restored: bool) -> None:
    """What lies behind a place: it waits, unless nothing could ever seal it."""
    while found := lines(place, CHUNK, fence=fence):
        report.unsealed += len(found)
        place = End(floor=place.floor, xact=found[-1].xact, entry=found[-1].key)
        above = ANY if restored else running()[1]  # asked afterwards: all these have ended
        for line in found:
            if line.xact >= above:
                report.add(Fault(Kind.OUTSIDE, entry=line.key, day=_day(line)))


class _Walk:
    """Goes through seals and entries side by side, both in the order of the chain."""

    def __init__(self, report: Report, ceiling: int) -> None:
        self.report = report
        self.ceiling = ceiling
        self.last = End()
        self.run: datetime | None = None  # when the run before this one began
        self.held: list[Line] = []
        self.place = End(floor=-1)

    def check(self, seal: Seal) -> None:
        """One seal with its entries."""
        self.report.seals += 1
        self.report.hash = seal.hex
        self._check_link(seal)
        if self.last.at and seal.at > self.last.at:
            self.run = self.last.at
        if seal.floor != self.place.floor:
            self.held, self.place = [], End(floor=seal.floor)
        self._check_entries(seal)
        self.last = End.of(seal)

    def _check_link(self, seal: Seal) -> None:
        day = local(seal.at).date()
        if seal.number != self.last.number + 1:
            self.report.add(Fault(Kind.GAP, self.last.number + 1, day=day))
        elif bytes(seal.previous) != self.last.hash:
            self.report.add(Fault(Kind.BROKEN, seal.number, day=day))
        if seal.digest() != bytes(seal.hash):
            self.report.add(Fault(Kind.SEAL, seal.number, day=day))

    def _check_entries(self, seal: Seal) -> None:
        kept = unpacked(seal.leaves)
        if tree.root(leaf for _key, leaf in kept) != bytes(seal.root) or len(kept) != seal.count:
            self.report.add(Fault(Kind.SEAL, seal.number, day=local(seal.at).date()))
        found = self._take(seal)
        self.report.entries += len(found)
        if [(line.key, tree.leaf(line.text)) for line in found] != kept:
            self._differ(seal, kept, found)
        self._check_times(seal, found)

    def _take(self, seal: Seal) -> list[Line]:
        """The entries up to the end of a seal."""
        end, taken = (seal.xact, seal.entry), []
        while True:
            cut = bisect_right(self.held, end, key=attrgetter("xact", "key"))
            taken += self.held[:cut]
            if cut < len(self.held):
                self.held = self.held[cut:]
                return taken
            self.held = lines(self.place, CHUNK, ceiling=self._ceiling(seal))
            if not self.held:
                return taken
            there = self.held[-1]
            self.place = End(floor=seal.floor, xact=there.xact, entry=there.key)

    def _ceiling(self, seal: Seal) -> int:
        """Keys that belong to a later stretch, begun after a restore, are left to it."""
        later = Seal.objects.filter(number__gt=seal.number, floor__gt=seal.floor)
        found = later.order_by("number").values_list("floor", flat=True).first()
        return found if found is not None else self.ceiling

    def _differ(self, seal: Seal, kept: list[tuple[int, bytes]], found: list[Line]) -> None:
        leaves, there = dict(kept), {line.key: line for line in found}
        for line in found:
            if line.key not in leaves:
                self.report.add(Fault(Kind.ADDED, seal.number, line.key, _day(line)))
            elif leaves[line.key] != tree.leaf(line.text):
                self.report.add(Fault(Kind.CHANGED, seal.number, line.key, _day(line)))
        for key in leaves:
            if key not in there:
                day = local(seal.at).date()
                self.report.add(Fault(Kind.MISSING, seal.number, key, day))

    def _check_times(self, seal: Seal, found: list[Line]) -> None:
        """What is sealed now was done after the run before; old rows had no transaction yet."""
        least = (self.run - LATE).timestamp() if self.run else 0.0
        most = (seal.at + LATE).timestamp()
        times = [line.at for line in found] or [most]
        if least <= min(times) and max(times) <= most:
            return
        for line in found:
            if line.xact and not least <= line.at <= most:
                self.report.add(Fault(Kind.MISDATED, seal.number, line.key, _day(line)))


def _day(line: Line) -> date:
    return local(datetime.fromtimestamp(line.at, UTC)).date()
