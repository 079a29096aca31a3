"""The burden of a place in figures: what stands there, what came and went, what it costs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from liren.apps.duties.models import Assignment, Burden, Cover, Estimate, EstimateLine, Refusal
from liren.apps.duties.queries.assignments import tab_of
from liren.apps.duties.queries.burdens import at_door, bare, late
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.assignments import OPEN, Ground, RefusalState
from liren.apps.duties.rules.burdens import LIVE, BurdenState
from liren.apps.duties.rules.estimates import after
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.access.ways import outermost, subtree

READ = "duties.load"


@dataclass(frozen=True)
class Stock:
    """What stands at the doors today."""

    kinds: dict[str, int]  # live, by kind
    generated: dict[str, int]  # of ledgers and forms those that the register makes
    bare: int  # without admission and without a day of removal
    settled_plaques: int
    ordered: int
    late: int
    tasks: int
    late_tasks: int

    @property
    def standing(self) -> int:
        """All that is live."""
        return sum(self.kinds.values())

    def of(self, *kinds: str) -> int:
        """How many of these kinds."""
        return sum(self.kinds.get(kind, 0) for kind in kinds)


@dataclass(frozen=True)
class Flow:
    """What came and went in a time."""

    assigned: int
    refused: int
    outside: int  # refused without ever having passed the gate
    others: int  # refused as somebody else's duty
    noted: int
    ended: int
    merged: int


@dataclass(frozen=True)
class Money:
    """What accepted work earned, and the part that no confirmed money covers."""

    earned: int
    unpaid: int


@dataclass(frozen=True)
class Time:
    """The hours of a month, of the communities that said them."""

    month: date
    hours: Decimal
    asked: Decimal  # for what somebody outside asks
    staff: int
    said: int


def tops_for(actor: Actor) -> list[Area]:
    """The areas whose burden one sees, the highest first."""
    rows = Area.objects.allowed(actor, READ).valid().filter(level__in=LEVELS)
    found = list(rows.order_by("path")[:MOST_TOPS])
    upper = set(outermost(area.path for area in found))
    return [area for area in found if area.path in upper]


LEVELS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)
MOST_TOPS = 500


def load_area(actor: Actor, code: str) -> Area:
    """The area of this code, if its burden is open to the actor."""
    rows = Area.objects.allowed(actor, READ).valid().filter(level__in=LEVELS)
    area: Area = rows.select_related("parent").get(code=code)
    return area


def communities_in(area: Area) -> list[Area]:
    """The communities that are summed."""
    rows = Area.objects.valid().filter(subtree("path", area.path), level=Level.COMMUNITY)
    return list(rows.order_by("path"))


def stock(path: str) -> Stock:
    """What stands at the doors of a place."""
    rows = at_door(path).filter(state__in=LIVE).order_by()
    found = rows.values("kind").annotate(n=Count("pk"), made=Count("pk", filter=Q(generated=True)))
    kinds = {one["kind"]: (one["n"], one["made"]) for one in found}
    settled = Q(kind=AskKind.PLAQUE) & ~bare()
    sums = rows.aggregate(
        bare=Count("pk", filter=bare()),
        settled_plaques=Count("pk", filter=settled),
        ordered=Count("pk", filter=Q(state=BurdenState.ORDERED)),
        late=Count("pk", filter=late()),
    )
    return Stock(
        kinds={kind: both[0] for kind, both in kinds.items()},
        generated={kind: both[1] for kind, both in kinds.items()},
        **sums,
        **tasks_in(path),
    )


def tasks_in(path: str) -> dict[str, int]:
    """What is in hand, and what should have been done."""
    rows = handed(path).filter(state__in=OPEN)
    sums = rows.aggregate(tasks=Count("pk"), late_tasks=Count("pk", filter=overdue()))
    return dict(sums)


def overdue() -> Q:
    """Late as the list of assignments counts it."""
    return tab_of("late")


def handed(path: str) -> QuerySet[Assignment]:
    """What was handed to the communities of a place."""
    rows: QuerySet[Assignment] = Assignment.objects.filter(subtree("area_path", path))
    return rows


def refused(path: str, since: date) -> QuerySet[Refusal]:
    """What was refused there from a day on, but for what was to be done after all."""
    rows: QuerySet[Refusal] = Refusal.objects.filter(
        subtree("area_path", path), at__date__gte=since
    )
    return rows.exclude(state=RefusalState.OVERTURNED)


def flow(path: str, since: date) -> Flow:
    """What came and went from a day until today."""
    said = refused(path, since).aggregate(
        refused=Count("pk"),
        outside=Count("pk", filter=Q(assignment=None)),
        others=Count("pk", filter=Q(ground=Ground.OTHERS)),
    )
    gone = at_door(path).aggregate(
        noted=Count("pk", filter=Q(at__date__gte=since)),
        ended=Count("pk", filter=Q(state=BurdenState.ENDED, ended_on__gte=since)),
        merged=Count("pk", filter=Q(state=BurdenState.MERGED, ended_on__gte=since)),
    )
    assigned = handed(path).filter(sent_at__date__gte=since).count()
    return Flow(assigned=assigned, **said, **gone)


def money(path: str, since: date) -> tuple[Money, dict[int, Money]]:
    """What accepted work of a time earned: as a whole, and for each body that asked."""
    earned = F("accepted_quantity") * F("unit_fen")
    rows = handed(path).filter(ended_at__date__gte=since, unit_fen__gt=0)
    found = rows.order_by().values("asker", "application").annotate(fen=Sum(earned))
    bare_ones = uncovered([one["application"] for one in found if one["application"]])
    askers: dict[int, Money] = {}
    for one in found:
        fen = int(one["fen"] or 0)
        unpaid = fen if one["application"] in bare_ones else 0
        before = askers.get(one["asker"], Money(0, 0))
        askers[one["asker"]] = Money(before.earned + fen, before.unpaid + unpaid)
    whole = Money(
        sum(one.earned for one in askers.values()), sum(one.unpaid for one in askers.values())
    )
    return whole, askers


def uncovered(applications: list[int]) -> set[int]:
    """Those whose confirmed money does not reach for all that was accepted under them."""
    earned = F("accepted_quantity") * F("unit_fen")
    spent = Assignment.objects.filter(application__in=applications).order_by()
    costs = dict(spent.values_list("application").annotate(fen=Sum(earned)))
    sure = Cover.objects.filter(application__in=applications).exclude(confirmed_by=None)
    covers = dict(sure.order_by().values_list("application").annotate(fen=Sum("fen")))
    return {key for key, fen in costs.items() if (fen or 0) > (covers.get(key) or 0)}


def time_in(path: str, month: date) -> Time:
    """The hours of a month."""
    rows = Estimate.objects.filter(subtree("area_path", path), month=month)
    said = rows.aggregate(staff=Sum("staff"), said=Count("pk"))
    lines = lines_in(path, month)
    own = Q(asker=None, burden=None)
    sums = lines.aggregate(whole=Sum("hours"), own=Sum("hours", filter=own))
    whole, own_hours = sums["whole"] or Decimal(0), sums["own"] or Decimal(0)
    return Time(month, whole, whole - own_hours, said["staff"] or 0, said["said"])


def lines_in(path: str, month: date) -> QuerySet[EstimateLine]:
    """The lines of a month at a place."""
    where = subtree("estimate__area_path", path)
    rows: QuerySet[EstimateLine] = EstimateLine.objects.filter(where, estimate__month=month)
    return rows


def alive_at(month: date) -> Q:
    """What stood at the end of a month."""
    end = after(month)
    begun = Q(since__lt=end) | Q(since=None, at__date__lt=end)
    return begun & (Q(ended_on=None) | Q(ended_on__gte=end))


@dataclass(frozen=True)
class Month:
    """A month of a place: its hours, who said them, and what stood there at its end."""

    month: date
    hours: Decimal
    asked: Decimal
    said: int
    stood: int


def trend(path: str, months: list[date]) -> list[Month]:
    """The months of a place, the oldest first."""
    wanted = {f"m{n}": Count("pk", filter=alive_at(month)) for n, month in enumerate(months)}
    stood = at_door(path).aggregate(**wanted)
    rows = Estimate.objects.filter(subtree("area_path", path), month__in=months).order_by()
    said = dict(rows.values_list("month").annotate(n=Count("pk")))
    asked = ~Q(lines__asker=None, lines__burden=None)
    whole = rows.values("month").annotate(
        all=Sum("lines__hours"), out=Sum("lines__hours", filter=asked)
    )
    hours = {one["month"]: (one["all"] or NONE, one["out"] or NONE) for one in whole}
    return [
        Month(month, *hours.get(month, (NONE, NONE)), said.get(month, 0), stood[f"m{n}"])
        for n, month in enumerate(months)
    ]


NONE = Decimal(0)


def burdens_of(path: str) -> QuerySet[Burden]:
    """The live ones at a place."""
    return at_door(path).filter(state__in=LIVE)
