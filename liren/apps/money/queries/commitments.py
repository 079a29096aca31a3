"""What is agreed and not yet paid when a year ends, and what was carried over from it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from liren.apps.money.models import CarriedOver, Purchase, Purse, Spending
from liren.apps.money.rules.purchases import PurchaseState
from liren.apps.money.rules.spending import HELD, SpendingState
from liren.apps.money.rules.years import Fate, Promised, obstacle
from liren.kernel.access.models import Area
from liren.kernel.policy.values import value

AGREED = (SpendingState.APPROVED, SpendingState.ACCEPTED)
SIGNED = (PurchaseState.CONTRACTED, PurchaseState.PERFORMED, PurchaseState.ACCEPTED)
ENDED = (SpendingState.REFUSED, SpendingState.WITHDRAWN)
BESIDE = ("account", "category", "purse__fund", "purse__earmark", "purse__account", "purse__area")
Key = tuple[str, str]


@dataclass(frozen=True)
class Commitment:
    """A payment or a purchase for which money is held: with whom, how much, and what hinders."""

    what: str
    row: Spending | Purchase
    payee: str
    fen: int
    obstacle: str
    may_go: bool  # not delivered yet, so that it can still be let go

    @property
    def purse(self) -> Purse:
        """Of which it is held."""
        if self.row.purse is None:
            raise ValueError(f"{self.row.pk} has no purse")
        return self.row.purse

    @property
    def uid(self) -> str:
        """Under which it is named."""
        return str(self.row.uid)

    def promised(self, released: Collection[str]) -> Promised:
        """As it stands on a proposal."""
        fate = Fate.RELEASE if self.uid in released else Fate.CARRY
        return Promised(self.what, self.uid, self.fen, fate.value)


def known_of(said: Iterable[Promised]) -> dict[Key, Spending | Purchase]:
    """The rows that a proposal names."""
    uids: dict[str, list[str]] = {"spending": [], "purchase": []}
    for one in said:
        uids[one.what].append(one.uid)
    rows: dict[Key, Spending | Purchase] = {}
    for row in Spending.objects.filter(uid__in=uids["spending"]):
        rows["spending", str(row.uid)] = row
    for bought in Purchase.objects.filter(uid__in=uids["purchase"]).select_related("provider"):
        rows["purchase", str(bought.uid)] = bought
    return rows


def payee_of(row: Spending | Purchase) -> str:
    """With whom it was agreed."""
    if isinstance(row, Spending):
        return str(row.payee)
    return str(row.provider or row.provider_name)


def spendings_in(area: Area, year: int) -> QuerySet[Spending]:
    """The payments of a year for which money is held."""
    rows: QuerySet[Spending] = Spending.objects.filter(
        purse__area=area, purse__year=year, state__in=HELD
    )
    return rows.order_by("pk")


def purchases_in(area: Area, year: int) -> QuerySet[Purchase]:
    """The purchases of a year for which money is held."""
    rows: QuerySet[Purchase] = Purchase.objects.filter(
        purse__area=area, purse__year=year, account__amount__gt=0
    )
    return rows.order_by("pk")


def locked_in(area: Area, year: int) -> None:
    """Nothing that is held changes hands until the transaction ends."""
    for rows in (spendings_in(area, year), purchases_in(area, year)):
        list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def commitments(area: Area, year: int) -> list[Commitment]:
    """What is agreed and not paid: payments that were approved, and contracts."""
    rows = spendings_in(area, year).filter(state__in=AGREED).select_related(*BESIDE, "purchase")
    bought = purchases_in(area, year).filter(state__in=SIGNED).select_related(*BESIDE, "provider")
    times = passed(area, year)
    return [
        *(
            Commitment(
                "spending", row, row.payee, row.account.amount if row.account else 0,
                hindrance(row.purse, times["spending", row.pk]),
                row.state == SpendingState.APPROVED and not hasattr(row, "purchase"),
            )
            for row in rows
        ),
        *(
            Commitment(
                "purchase", row, payee_of(row),
                row.account.amount if row.account else 0,
                hindrance(row.purse, times["purchase", row.pk]) if row.purse else "", False,
            )
            for row in bought
        ),
    ]  # fmt: skip


def passed(area: Area, year: int) -> Mapping[tuple[str, int], int]:
    """How many ends of years each of them has passed."""
    found: dict[tuple[str, int], int] = defaultdict(int)
    rows = CarriedOver.objects.filter(giver__area=area, giver__year__lt=year)
    for spending, purchase in rows.values_list("spending_id", "purchase_id"):
        found[("spending", spending) if spending else ("purchase", purchase)] += 1
    return found


def hindrance(purse: Purse, times: int) -> str:
    """Why what is held of a purse may not be paid in the next year; empty where it may."""
    one = purse.earmark
    until, ended = (one.until, one.ended_on) if one else (None, None)
    return obstacle(years_of(purse), times, until, ended, purse.year)


def years_of(purse: Purse) -> int:
    """How many ends of years a commitment of this source may pass, as the packs say."""
    return int(value(f"money.commitment_years_{purse.fund.nature}"))


# ── what was carried, for budgets ───────────────────────────────────────────────────────────


@dataclass
class Moved:
    """Under one heading of one fund: what came from the year before, what went on to the next."""

    brought: int = 0
    held: int = 0  # of it for purchases of which no payment is asked for yet
    carried: int = 0
    rows: list[CarriedOver] = field(default_factory=list)


def moved(area: Area, year: int) -> dict[Key, Moved]:
    """What passed the ends of a year of an area, by fund and heading."""
    found: dict[Key, Moved] = defaultdict(Moved)
    rows = CarriedOver.objects.filter(
        Q(giver__area=area, giver__year=year) | Q(taker__area=area, taker__year=year)
    ).select_related("giver__fund", "category", "spending", "purchase__account")
    for row in rows:
        one = found[row.giver.fund.code, row.category.code]
        if row.giver_id and row.giver.year == year:
            one.carried += row.fen
            continue
        one.brought += still(row)
        one.held += beside(row, year)
        one.rows.append(row)
    return found


def still(row: CarriedOver) -> int:
    """How much of what was brought is still meant for it, or was paid for it."""
    if row.spending is not None:
        ended = row.spending.state in ENDED
        final = row.spending.final_fen
        return 0 if ended else min(row.fen, row.fen if final is None else final)
    ended = row.purchase is None or row.purchase.state == PurchaseState.CANCELLED
    return 0 if ended else row.fen


def beside(row: CarriedOver, year: int) -> int:
    """What a purchase holds that no payment counts yet."""
    bought = row.purchase
    if bought is None or bought.spending_id or not still(row) or bought.account is None:
        return 0
    return int(bought.account.amount) if bought.purse and bought.purse.year == year else 0
