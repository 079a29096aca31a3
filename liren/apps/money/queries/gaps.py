"""What communities and subdistricts cost, what they got, and what is missing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from liren.apps.money.models import Budget, BudgetLine, Claim, Purse
from liren.apps.money.rules.budgets import BudgetState
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.claims import OWING
from liren.apps.money.rules.funds import Flow
from liren.apps.standards.models import Declared
from liren.apps.standards.queries.known import ground
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.base.clock import today
from liren.kernel.base.money import FEN
from liren.kernel.ledger.models import Line

READ = "money.gap"
LEVELS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)
COST = "yearly_cost"  # the fact that an area declares of itself
MOST = 5000


@dataclass
class Gap:
    """One area in one year: income by nature of the fund, what is owed, cost, what is missing."""

    area: Area
    income: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    owed: int = 0
    overdue: int = 0
    budget: int | None = None
    declared: int | None = None
    row: Declared | None = None

    @property
    def cost(self) -> int | None:
        """What the year costs: as budgeted, else as declared."""
        return self.declared if self.budget is None else self.budget

    @property
    def got(self) -> int:
        """All that came in."""
        return sum(self.income.values())

    @property
    def gap(self) -> int | None:
        """What the income leaves uncovered."""
        return None if self.cost is None else max(self.cost - self.got, 0)

    @property
    def left(self) -> int | None:
        """What stays uncovered when all that is owed is paid."""
        return None if self.cost is None else max(self.cost - self.got - self.owed, 0)


def tops_for(actor: Actor) -> list[Area]:
    """The areas whose money one sees, the highest first."""
    rows = Area.objects.allowed(actor, READ).valid().filter(level__in=LEVELS)
    found = list(rows.order_by("path")[:MOST])
    upper = set(outermost(area.path for area in found))
    return [area for area in found if area.path in upper]


def area_for(actor: Actor, code: str, verb: str = READ) -> Area:
    """The area of this code, if its money is open to the actor."""
    rows = Area.objects.allowed(actor, verb).valid().filter(level__in=LEVELS)
    area: Area = rows.select_related("parent").get(code=code)
    return area


def gaps_in(top: Area, year: int) -> list[Gap]:
    """A subdistrict or community each, in the order of the tree; few queries, however many."""
    rows = Area.objects.valid().filter(subtree("path", top.path))
    rows = rows.filter(level__in=(Level.SUBDISTRICT, Level.COMMUNITY)).order_by("path")
    found = {area.pk: Gap(area) for area in rows.select_related("parent")}
    for (area, nature), fen in income(top, year).items():
        if area in found:
            found[area].income[nature] += fen
    owe(top, year, found)
    cost(top, year, found)
    return list(found.values())


def income(top: Area, year: int) -> Mapping[tuple[int, str], int]:
    """What came into purses in a year, by area and nature of the fund; what went back is off."""
    purses = Purse.objects.filter(subtree("area_path", top.path))
    facts = purses.values_list("account", "area", "fund__nature")
    owners = {account: (area, nature) for account, area, nature in facts}
    sums = came_in(list(owners), year).order_by().values_list("account").annotate(Sum("amount"))
    found: dict[tuple[int, str], int] = defaultdict(int)
    for account, fen in sums:
        found[owners[account]] += fen
    return found


def came_in(accounts: Sequence[int], year: int) -> QuerySet[Line]:
    """The lines by which money came from outside, or such a line was taken back."""
    kinds = (Kind.RECEIVE, Kind.REMIT)
    meant = Q(posting__kind__in=kinds) | Q(posting__reverses__kind__in=kinds)
    days = (date(year, 1, 1), date(year, 12, 31))
    return Line.objects.filter(meant, account__in=accounts, day__range=days)


def owe(top: Area, year: int, found: Mapping[int, Gap]) -> None:
    """What bodies owe for the year and have not paid."""
    rows = Claim.objects.filter(subtree("area_path", top.path), year=year, state__in=OWING)
    sums = (
        rows.order_by()
        .values("area")
        .annotate(
            owed=Sum("account__amount"),
            overdue=Sum("account__amount", filter=Q(due_on__lt=today())),
        )
    )
    for one in sums:
        if one["area"] in found:
            found[one["area"]].owed = one["owed"]
            found[one["area"]].overdue = one["overdue"] or 0


def cost(top: Area, year: int, found: Mapping[int, Gap]) -> None:
    """What the year costs: the budget in force, and what was declared last."""
    states = (BudgetState.APPROVED, BudgetState.CLOSED)
    budgets = Budget.objects.filter(subtree("area_path", top.path), year=year, state__in=states)
    lines = BudgetLine.objects.filter(budget__in=budgets, flow=Flow.OUT).order_by()
    for area, fen in lines.values_list("budget__area").annotate(Sum("fen")):
        if area in found:
            found[area].budget = fen
    here = ground(top, min(date(year, 12, 31), today()))
    for key, gap in found.items():
        if key in here.areas:
            whole = here.whole(key, COST)
            gap.row = whole.row
            gap.declared = None if whole.value is None else int(Decimal(whole.value) * FEN)


def postings_of(area: Area, year: int) -> list[Line]:
    """What came into the purses of one area, line by line."""
    accounts = Purse.objects.filter(area=area).values_list("account", flat=True)
    rows = came_in(list(accounts), year).select_related("posting__by", "account")
    return list(rows.order_by("-day", "-id")[:MOST])


def purses_of(area: Area) -> Mapping[int, Purse]:
    """The purses of an area by account."""
    rows = Purse.objects.filter(area=area).select_related("fund", "earmark")
    return {row.account_id: row for row in rows}


def claims_of(area: Area, year: int) -> list[Claim]:
    """What is owed for a year."""
    rows = Claim.objects.filter(area=area, year=year, state__in=OWING)
    return list(rows.select_related("debtor", "account", "fund").order_by("due_on", "pk")[:MOST])


def ordered(rows: Sequence[Gap], key: str) -> list[Gap]:
    """The largest gap first; those whose cost nobody knows come last."""
    if key != "gap":
        return list(rows)
    return sorted(rows, key=lambda row: (row.gap is None, -(row.gap or 0)))
