"""The accounts of an area and a period, added up from the books.

What counts is the books: rows of affairs only say under which heading a posting came or went.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from liren.apps.money.models import (
    Claim,
    Contribution,
    Donation,
    Project,
    Purse,
    Receipt,
    Spending,
    Work,
)
from liren.apps.money.rules import accounts as rules
from liren.apps.money.rules.accounts import Accounts, Flowed, OfFund, Owed, Period
from liren.apps.money.rules.chart import Kind
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today
from liren.kernel.ledger.models import Account, Line


class Moved(NamedTuple):
    """What one posting did to the money of one fund."""

    posting: int
    fund: str
    kind: str
    about: str
    fen: int


def accounts(area: Area, period: Period, *, below: bool = False) -> Accounts:
    """The accounts of an area; with `below` those of everything in it, added up."""
    where = subtree("area_path", area.path) if below else Q(area=area)
    fund = dict(Purse.objects.filter(where).values_list("account_id", "fund__code"))
    owing = owed(Claim.objects.filter(where), min(period.last, today()))
    if not lines(fund).filter(day__lte=period.last).exists():
        return Accounts(owed=owing)
    moves = moved(fund, period)
    net = nets(moves)
    passed = [one for one in moves if rules.is_passing(one.kind, net[one.posting])]
    flows = [one for one in moves if not rules.is_passing(one.kind, net[one.posting])]
    named = headings(flows)
    return Accounts(
        funds=of_funds(fund, period),
        flows=rules.summed(Flowed(one.fund, named[one], one.fen) for one in flows),
        passed=rules.summed(Flowed(one.fund, one.kind, one.fen) for one in passed),
        owed=owing,
    )


def lines(fund: Mapping[int, str]) -> QuerySet[Line]:
    """The lines of the accounts of purses and of what was set aside of them."""
    keys = list(fund)
    return Line.objects.filter(Q(account__in=keys) | Q(account__parent__in=keys)).order_by()


def moved(fund: Mapping[int, str], period: Period) -> list[Moved]:
    """What each posting did to each fund: to hold something or to give it back does nothing."""
    found: dict[tuple[int, str, str, str], int] = defaultdict(int)
    rows = lines(fund).filter(day__range=(period.first, period.last))
    named = rows.annotate(top=Coalesce("account__parent", "account")).values_list(
        "posting_id", "posting__kind", "posting__about", "top", "amount"
    )
    for posting, kind, about, top, amount in named:
        found[posting, fund[top], kind, about] += amount
    return [
        Moved(posting, one, kind, about, fen)
        for (posting, one, kind, about), fen in found.items()
        if fen
    ]


def nets(moves: Sequence[Moved]) -> Mapping[int, int]:
    """What each posting did to all funds together."""
    found: dict[int, int] = defaultdict(int)
    for one in moves:
        found[one.posting] += one.fen
    return found


def of_funds(fund: Mapping[int, str], period: Period) -> list[OfFund]:
    """What was there and is there of each fund; counted back from now."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    gained = since(lines(fund), period)
    rows = Account.objects.filter(Q(pk__in=fund) | Q(parent__in=fund))
    for key, parent, amount in rows.values_list("pk", "parent_id", "amount"):
        ever, begun, ended = gained.get(key, (0, 0, 0))
        sums = found[fund[parent or key]]
        sums[0] += amount - begun
        sums[1] += amount - ended
        sums[2] += amount - ended if parent else 0
        sums[3] += amount - ever
    return [OfFund(code, *sums) for code, sums in sorted(found.items()) if any(sums)]


def since(rows: QuerySet[Line], period: Period) -> Mapping[int, tuple[int, int, int]]:
    """What each account gained ever, since a period began, and since it ended."""
    begun, ended = Q(day__gte=period.first), Q(day__gt=period.last)
    sums = rows.values("account_id").annotate(
        ever=Sum("amount"),
        begun=Sum("amount", filter=begun, default=0),
        ended=Sum("amount", filter=ended, default=0),
    )
    return {one["account_id"]: (one["ever"], one["begun"], one["ended"]) for one in sums}


def owed(claims: QuerySet[Claim], day: date) -> list[Owed]:
    """What each body owed at the end of a day, what was overdue, since when."""
    rows = claims.filter(raised_on__lte=day)
    later = dict(
        Line.objects.filter(account__in=rows.values("account"), day__gt=day)
        .order_by()
        .values_list("account_id")
        .annotate(sum=Sum("amount"))
    )
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    since: dict[int, date] = {}
    facts = rows.values_list("debtor_id", "account_id", "account__amount", "due_on")
    for debtor, account, amount, due_on in facts:
        left = amount - later.get(account, 0)
        late = left if due_on < day else 0
        sums[debtor][0] += left
        sums[debtor][1] += late
        if late:
            since[debtor] = min(since.get(debtor, due_on), due_on)
    found = [
        Owed(body, left, late, since.get(body)) for body, (left, late) in sums.items() if left
    ]
    return sorted(found, key=lambda one: (-one.overdue, -one.fen, one.body))


# ── headings ────────────────────────────────────────────────────────────────────────────────


def headings(moves: Sequence[Moved]) -> Mapping[Moved, str]:
    """Under which heading each movement stands, by the row for which it was posted."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for one in moves:
        label, _colon, key = one.about.partition(":")
        if key.isdigit():
            wanted[label].add(int(key))
    found = {
        f"{label}:{key}": heading
        for label, keys in wanted.items()
        for key, heading in _named(label, keys).items()
    }
    return {one: handed(one) or found.get(one.about) or unnamed(one) for one in moves}


def handed(one: Moved) -> str:
    """What was handed to another area stands under no heading of income."""
    return Kind.TRANSFER.value if one.kind == Kind.TRANSFER and one.fen < 0 else ""


def unnamed(one: Moved) -> str:
    """The heading of what was posted for no row."""
    return "in_other" if one.fen > 0 else "other_out"


def _named(label: str, keys: set[int]) -> Mapping[int, str]:
    if label == Receipt._meta.label_lower:
        return dict(Receipt.objects.filter(pk__in=keys).values_list("pk", "category__code"))
    if label == Spending._meta.label_lower:
        return dict(Spending.objects.filter(pk__in=keys).values_list("pk", "category__code"))
    if label == Claim._meta.label_lower:
        kinds = Claim.objects.filter(pk__in=keys).values_list("pk", "kind")
        return {key: rules.heading_of_claim(kind) for key, kind in kinds}
    if label in {model._meta.label_lower for model in (Donation, Project)}:
        return dict.fromkeys(keys, rules.DONATED)
    if label in {model._meta.label_lower for model in (Work, Contribution)}:
        return dict.fromkeys(keys, rules.RAISED)
    return {}


def oldest_year(area: Area) -> int | None:
    """The first year in which an area had money."""
    first: int | None = Purse.objects.filter(area=area).aggregate(first=Min("year"))["first"]
    return first
