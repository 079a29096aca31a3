"""What came, went and is left in each area of a territory, by fund: one reading of the books."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet, Sum

from liren.apps.money.models import Claim, Disclosure, Fund, Purse
from liren.apps.money.queries.accounts import Moved, moved, of_funds, owed
from liren.apps.money.rules.accounts import Period, is_passing, period_of
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.disclosure import DisclosureState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.base.clock import today
from liren.kernel.ledger.models import Account

READ = "money.reports"
UNDOES = (Kind.REVERSE, Kind.REFUND)  # lessens what came or went, and is neither itself
LEVELS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)


@dataclass
class Row:
    """One area: what was there, came by fund, went, and is there."""

    area: Area
    opening: int = 0
    income: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    spent: int = 0
    back: int = 0  # what went back at the end of the year
    closing: int = 0
    held: int = 0

    @property
    def received(self) -> int:
        """What came in."""
        return sum(self.income.values())


@dataclass(frozen=True)
class Statement:
    """The rows of a territory with the funds that occur, and what they are to be read beside."""

    rows: Sequence[Row]
    funds: Sequence[Fund]
    claimed: int
    overdue: int
    communities: int  # how many there are, whether they have money or not
    quarter: Period  # the last quarter of the period that is over
    published: int  # how many communities have published it


def tops(actor: Actor) -> list[Area]:
    """The highest areas whose money the actor may add up."""
    paths = outermost(actor.paths(READ))
    return list(Area.objects.valid().filter(path__in=paths, level__in=LEVELS).order_by("path"))


def area_for(actor: Actor, code: str) -> Area:
    """An area whose money the actor may add up."""
    rows: QuerySet[Area] = Area.objects.allowed(actor, READ)
    return rows.select_related("parent").get(code=code, level__in=LEVELS)


def below(area: Area) -> list[Area]:
    """What lies directly in it, to go down."""
    rows = Area.objects.valid().filter(parent=area, level__in=LEVELS)
    return list(rows.order_by("path"))


def standing(area: Area) -> tuple[int, int]:
    """What lies in the purses of a territory now, and what others owe there."""
    inside = subtree("area_path", area.path)
    purses = Purse.objects.filter(inside).order_by().values("account")
    there = Account.objects.filter(Q(pk__in=purses) | Q(parent__in=purses))
    owing = Claim.objects.filter(inside).order_by()
    return (
        there.aggregate(sum=Sum("amount", default=0))["sum"],
        owing.aggregate(sum=Sum("account__amount", default=0))["sum"],
    )


def statement(area: Area, period: Period) -> Statement:
    """The statement of a territory; each area's own purses, nothing counted twice."""
    inside = subtree("area_path", area.path)
    purses = Purse.objects.filter(inside).select_related("fund", "area__parent")
    named = {one.account_id: f"{one.area_id}/{one.fund.code}" for one in purses}
    rows = {one.area_id: Row(one.area) for one in purses}
    add_moves(rows, moved(named, period))
    for one in of_funds(named, period):
        row = rows[int(one.fund.partition("/")[0])]
        row.opening, row.closing = row.opening + one.opening, row.closing + one.closing
        row.held += one.held
    debts = owed(Claim.objects.filter(inside), min(period.last, today()))
    communities = Area.objects.valid().filter(subtree("path", area.path), level=Level.COMMUNITY)
    quarter = last_over(period)
    used = {code for row in rows.values() for code, fen in row.income.items() if fen}
    return Statement(
        rows=sorted(rows.values(), key=lambda row: row.area.path),
        funds=sorted(
            {one.fund for one in purses if one.fund.code in used}, key=lambda f: (f.place, f.code)
        ),
        claimed=sum(one.fen for one in debts),
        overdue=sum(one.overdue for one in debts),
        communities=communities.count(),
        quarter=quarter,
        published=published(communities, quarter),
    )


def add_moves(rows: Mapping[int, Row], moves: Sequence[Moved]) -> None:
    """Each area sees its own side: what another area handed to it has come in."""
    net: dict[tuple[int, str], int] = defaultdict(int)
    for one in moves:
        net[one.posting, one.fund.partition("/")[0]] += one.fen
    for one in moves:
        key, _slash, fund = one.fund.partition("/")
        row = rows[int(key)]
        if is_passing(one.kind, net[one.posting, key]):
            row.back -= one.fen
        elif (one.fen > 0) != (one.kind in UNDOES):
            row.income[fund] += one.fen
        else:
            row.spent -= one.fen


def last_over(period: Period) -> Period:
    """The last quarter of a period that can have been published by now."""
    last = Period(period.year, period.quarter or 4)
    over = period_of(today()).before
    return min(last, over, key=lambda one: one.first)


def published(communities: QuerySet[Area], quarter: Period) -> int:
    """How many have published a quarter."""
    rows = Disclosure.objects.filter(
        area__in=communities, year=quarter.year, quarter=quarter.quarter
    )
    return rows.filter(state=DisclosureState.PUBLISHED).values("area").distinct().count()
