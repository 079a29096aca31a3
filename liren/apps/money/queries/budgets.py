"""What a budget in force says, and what of it is used."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from liren.apps.money.models import (
    Budget,
    BudgetLine,
    Category,
    Claim,
    Donation,
    Fund,
    Purse,
    Receipt,
    Spending,
)
from liren.apps.money.models.giving import Contribution
from liren.apps.money.queries.commitments import moved
from liren.apps.money.rules.accounts import heading_of_claim
from liren.apps.money.rules.budgets import BudgetState, Planned
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.funds import Flow
from liren.apps.money.rules.giving import DonationState
from liren.apps.money.rules.spending import HELD, SpendingState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree
from liren.kernel.ledger.models import Line

READ = "money.budgets"
PAID = (SpendingState.PAID, SpendingState.SETTLED)
USED = (*HELD, *PAID)
OPEN = (BudgetState.DRAFT, BudgetState.SUBMITTED)
BESIDE = ("area__parent", "drafted_by", "decided_by")

Key = tuple[str, str, str]  # flow, fund and heading by code


@dataclass
class Done:
    """What came in or went out under a heading, and what is held for it."""

    fen: int = 0
    held: int = 0


@dataclass
class Compared:
    """A heading of a fund: planned, done, held, and planned before."""

    flow: str
    fund: Fund
    category: Category
    planned: int = 0
    done: int = 0
    held: int = 0
    brought: int = 0  # agreed in the year before, to be paid in this one
    carried: int = 0  # agreed in this year, to be paid in the next one
    before: int | None = None  # in the version before
    last: int = 0  # done in the year before
    titles: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        """What is still to come or may still be spent."""
        return self.planned + self.brought - self.done - self.held - self.carried

    @property
    def percent(self) -> int | None:
        """How much of the plan is used; None where nothing was planned."""
        whole, used = self.planned + self.brought, self.done + self.held + self.carried
        return round(used * 100 / whole) if whole else None

    @property
    def over(self) -> bool:
        """Whether more is spent than planned."""
        return self.flow == Flow.OUT and self.left < 0


def in_force(area: Area, year: int) -> Budget | None:
    """The budget by which an area spends in a year."""
    found: Budget | None = Budget.objects.filter(
        area=area, year=year, state=BudgetState.APPROVED
    ).first()
    return found


def open_of(area: Area, year: int) -> Budget | None:
    """The version that is drafted or waits for approval."""
    found: Budget | None = Budget.objects.filter(area=area, year=year, state__in=OPEN).first()
    return found


def left(area: Area, year: int, fund: Fund, category: Category) -> int | None:
    """What may still be spent of a fund under a heading; None where no budget is in force.

    What is asked for counts as used, because money is set aside for it.
    """
    budget = in_force(area, year)
    if budget is None:
        return None
    lines = BudgetLine.objects.filter(
        budget=budget, flow=Flow.OUT, fund=fund, category=category
    ).aggregate(sum=Sum("fen"))
    spent = Spending.objects.filter(
        area=area, purse__year=year, purse__fund=fund, category=category, state__in=USED
    ).aggregate(sum=Sum(Coalesce("final_fen", "fen")))
    over = moved(area, year)[fund.code, category.code]
    more = over.brought - over.held - over.carried
    return (lines["sum"] or 0) + more - (spent["sum"] or 0)


def budget_for(actor: Actor, uid: UUID) -> Budget:
    """The budget, if this actor may see it."""
    found: Budget = Budget.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return found


def budgets_below(actor: Actor, area: Area, year: int) -> list[Budget]:
    """Of each area the version that counts: in force, else the one that is worked on."""
    rows: QuerySet[Budget] = Budget.objects.allowed(actor, READ).exclude(
        state__in=(BudgetState.SUPERSEDED, BudgetState.DROPPED)
    )
    rows = rows.filter(subtree("area_path", area.path), year=year)
    return list(rows.select_related(*BESIDE).order_by("area_path", "number"))


def waiting(actor: Actor) -> QuerySet[Budget]:
    """The budgets that wait for this actor's word."""
    rows: QuerySet[Budget] = Budget.objects.allowed(actor, "money.approve_budget")
    own = [path for path in actor.paths("money.approve_budget")]
    at_home = Q(area__path__in=own) & ~Q(area__level="district")
    return rows.filter(state=BudgetState.SUBMITTED).exclude(at_home)


def versions_of(budget: Budget) -> list[Budget]:
    """All versions of a year, the latest first."""
    rows = Budget.objects.filter(area=budget.area_id, year=budget.year)
    return list(rows.select_related("drafted_by", "decided_by").order_by("-number"))


def lines_of(budget: Budget) -> list[Planned]:
    """The lines of a version, by codes."""
    rows = budget.lines.select_related("fund", "category")
    return [
        Planned(one.flow, one.fund.code, one.category.code, one.fen, one.title) for one in rows
    ]


def sums_of(budgets: list[Budget]) -> dict[int, dict[str, int]]:
    """What each version plans to come in and to go out."""
    rows = BudgetLine.objects.filter(budget__in=budgets).order_by()
    found: dict[int, dict[str, int]] = defaultdict(lambda: {"in": 0, "out": 0})
    for one in rows.values("budget", "flow").annotate(sum=Sum("fen")):
        found[one["budget"]][one["flow"]] = one["sum"]
    return found


def proposed_lines(area: Area, year: int) -> list[Planned]:
    """Where a draft begins: the plan of the year before, else what was done in it."""
    before = Budget.objects.filter(
        area=area, year=year - 1, state__in=(BudgetState.APPROVED, BudgetState.CLOSED)
    ).first()
    if before is not None:
        return lines_of(before)
    known = done(area, year - 1)
    return [Planned(*key, fen=one.fen) for key, one in sorted(known.items()) if one.fen > 0]


# ── what was done ───────────────────────────────────────────────────────────────────────────


def done(area: Area, year: int) -> dict[Key, Done]:
    """What came in and went out in an area's purses of a year, by fund and heading."""
    found: dict[Key, Done] = defaultdict(Done)
    for fund, heading, fen, held in spent(area, year):
        found[Flow.OUT, fund, heading].fen += fen
        found[Flow.OUT, fund, heading].held += held
    for fund, heading, fen in (*receipts(area, year), *remitted(area, year), *given(area, year)):
        found[Flow.IN, fund, heading].fen += fen
    return found


def spent(area: Area, year: int) -> list[tuple[str, str, int, int]]:
    """Payments and what is held for payments."""
    rows = Spending.objects.filter(purse__area=area, purse__year=year, state__in=USED).order_by()
    amount = Coalesce("final_fen", "fen")
    sums = rows.values_list("purse__fund__code", "category__code").annotate(
        paid=Sum(amount, filter=Q(state__in=PAID), default=0),
        held=Sum(amount, filter=Q(state__in=HELD), default=0),
    )
    return list(sums)


def receipts(area: Area, year: int) -> list[tuple[str, str, int]]:
    """Receipts that are in the books."""
    rows = Receipt.objects.filter(
        purse__area=area, purse__year=year, confirmed_by__isnull=False, dropped_at=None
    ).order_by()
    return list(rows.values_list("purse__fund__code", "category__code").annotate(sum=Sum("fen")))


def remitted(area: Area, year: int) -> list[tuple[str, str, int]]:
    """Payments of claims that reached the purses."""
    accounts = Purse.objects.filter(area=area, year=year).values("account")
    lines = Line.objects.filter(account__in=accounts, posting__kind=Kind.REMIT).values_list(
        "posting__about", "amount"
    )
    paid: dict[int, int] = defaultdict(int)
    for about, fen in lines:
        label, _colon, key = about.partition(":")
        if label == "money.claim" and key.isdigit():
            paid[int(key)] += fen
    claims = Claim.objects.filter(pk__in=paid).values_list("pk", "fund__code", "kind")
    return [(fund, heading_of_claim(kind), paid[key]) for key, fund, kind in claims]


def given(area: Area, year: int) -> list[tuple[str, str, int]]:
    """Donations, and what residents collected."""
    gifts = Donation.objects.filter(
        purse__area=area, purse__year=year, state=DonationState.CONFIRMED
    ).order_by()
    kept = gifts.values_list("purse__fund__code").annotate(sum=Sum("fen") - Sum("returned_fen"))
    found = [(fund, "in_donation", fen) for fund, fen in kept]
    counts = Contribution.objects.filter(confirmed_at__isnull=False)
    raised = counts.filter(work__purse__area=area, work__purse__year=year).order_by()
    sums = raised.values_list("work__purse__fund__code").annotate(
        sum=Sum("fen") - Sum("refunded_fen")
    )
    return [*found, *((fund, "in_raised", fen) for fund, fen in sums)]


def compared(budget: Budget) -> list[Compared]:
    """Plan and fact under each heading, also where only one of them is there."""
    funds = {one.code: one for one in Fund.objects.all()}
    headings = {one.code: one for one in Category.objects.all()}
    found: dict[Key, Compared] = {}

    def at(key: Key) -> Compared:
        fresh = Compared(key[0], funds[key[1]], headings[key[2]])
        return found.setdefault(key, fresh)

    for line in lines_of(budget):
        row = at((line.flow, line.fund, line.category))
        row.planned += line.fen
        row.titles += [line.title] if line.title else []
    for key, fact in done(budget.area, budget.year).items():
        at(key).done, at(key).held = fact.fen, fact.held
    for (fund, heading), one in moved(budget.area, budget.year).items():
        row = at((Flow.OUT, fund, heading))
        row.brought, row.carried = one.brought, one.carried
        row.held += one.held
    for key, fact in done(budget.area, budget.year - 1).items():
        at(key).last = fact.fen
    for line in before_of(budget):
        row = at((line.flow, line.fund, line.category))
        row.before = (row.before or 0) + line.fen
    order = {Flow.IN: 0, Flow.OUT: 1}
    return sorted(
        found.values(),
        key=lambda one: (order[Flow(one.flow)], one.category.place, one.fund.place),
    )


def before_of(budget: Budget) -> list[Planned]:
    """What the approved version before this one planned; nothing where this is the first."""
    rows = Budget.objects.filter(area=budget.area_id, year=budget.year, number__lt=budget.number)
    rows = rows.exclude(state=BudgetState.DROPPED).order_by("-number")
    before = rows.first()
    return lines_of(before) if before else []


# ── what the pages ask besides ──────────────────────────────────────────────────────────────


def all_headings() -> list[Category]:
    """Income first, then spending."""
    rows = Category.objects.all()
    return sorted(rows, key=lambda one: (one.flow != Flow.IN, one.place, one.code))


def spent_below(area: Area, year: int) -> dict[int, int]:
    """What each area in a territory spent and holds in a year, by key."""
    rows = Spending.objects.filter(
        subtree("area_path", area.path), purse__year=year, state__in=USED
    ).order_by()
    sums = rows.values_list("area_id").annotate(sum=Sum(Coalesce("final_fen", "fen")))
    return dict(sums)


def without(area: Area, rows: list[Budget]) -> list[Area]:
    """The areas for which there is no budget at all."""
    known = {one.area_id for one in rows}
    inner = Area.objects.filter(
        subtree("path", area.path), level__in=("subdistrict", "community"), valid_to=None
    )
    return list(inner.exclude(pk__in=known).order_by("path")[:200])
