"""Reading payments, always for an actor; and who may say yes to them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from liren.apps.money.models import Category, Invoice, Purchase, Purse, Spending
from liren.apps.money.queries import budgets
from liren.apps.money.rules import spending as rules
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.funds import Flow
from liren.apps.money.rules.spending import LIMITS, NEXT, SpendingState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.pages import MOST_COUNTED, Order, Page, page
from liren.kernel.access.roles import allows
from liren.kernel.access.ways import subtree
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.money import FEN
from liren.kernel.ledger import book, reading
from liren.kernel.ledger.models import Posting
from liren.kernel.policy.values import parameter, value

READ = "money.spendings"
STATES = tuple(one.value for one in SpendingState if one != SpendingState.DRAFT)
TABS = ("mine", "asked", "approved", "accepted", "paid", "settled", "ended", "all")
HOT = ("mine", "asked", "approved", "accepted", "paid")
ENDED = (SpendingState.REFUSED, SpendingState.WITHDRAWN)
NEWEST = Order("asked_at")
BESIDE = (
    *("area__parent", "purse__fund", "purse__earmark", "purse__account", "category"),
    *("account", "asked_by"),
)
PEOPLE = ("approved_by", "accepted_by", "paid_by", "settled_by")


@dataclass(frozen=True)
class SpendingsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "mine"
    q: str = ""
    area: str = ""
    purse: str = ""
    fund: str = ""
    category: str = ""
    over: str = ""


def spending_for(actor: Actor, uid: UUID) -> Spending:
    """The payment, if this actor may see it."""
    rows = Spending.objects.allowed(actor, READ).select_related(*BESIDE, *PEOPLE)
    row: Spending = rows.get(uid=uid)
    return row


def spendings_sought(actor: Actor, sought: SpendingsSought) -> QuerySet[Spending]:
    """The payments that fit a question, before it is asked who may see them."""
    rows: QuerySet[Spending] = Spending.objects.filter(
        within(sought.area), tab_of(actor, sought.tab)
    )
    for name, field in (("fund", "purse__fund__code"), ("category", "category__code")):
        if given := getattr(sought, name):
            rows = rows.filter(**{field: given})
    if sought.purse:
        rows = rows.filter(purse__in=_purse(sought.purse))
    if sought.over:
        rows = rows.filter(over_budget=True)
    for word in sought.q.split()[:3]:
        rows = rows.filter(
            Q(title__contains=word)
            | Q(payee__contains=word)
            | Q(invoices__number=word)
            | Q(bank_paper__contains=word)
        ).distinct()
    return rows


def _purse(uid: str) -> list[int]:
    try:
        return list(Purse.objects.filter(uid=UUID(uid)).values_list("pk", flat=True))
    except ValueError:
        return []


def within(code: str) -> Q:
    """The subtree of an area by its code; an unknown one holds nothing."""
    if not code:
        return Q()
    area = Area.objects.filter(code=code).first()
    return subtree("area_path", area.path) if area else Q(area_path="")


def tab_of(actor: Actor, tab: str) -> Q:
    """What a tab shows."""
    if tab == "mine":
        return waiting(actor)
    if tab == "ended":
        return Q(state__in=ENDED)
    return Q(state=tab) if tab in STATES else Q()


def waiting(actor: Actor) -> Q:
    """What waits for this actor's next step, by state, bars and what the office may approve."""
    found = Q(pk=None)
    for state, verb in NEXT.items():
        ways = Spending.objects.branches(actor, verb)
        if ways:
            where = Q(state=state) & reduce(or_, ways)
            found |= where & approvable(actor) if verb == "money.approve" else where
    return found


def approvable(actor: Actor) -> Q:
    """The sums that this actor's offices may approve, area by area."""
    most, found = limits(), Q(pk=None)
    for grant in actor.grants:
        if grant.area is None or not allows(grant.role, "money.approve"):
            continue
        inside = subtree("area_path", grant.area.path)
        found |= (
            inside & Q(fen__lte=most[grant.area.level]) if grant.area.level in most else inside
        )
    return found


def page_of_spendings(
    actor: Actor, sought: SpendingsSought, cursor: str = "", limit: int = 50
) -> Page[Spending]:
    """One page of payments, the newest first."""
    rows = spendings_sought(actor, sought).select_related(*BESIDE)
    return page(rows, Spending.objects.branches(actor, READ), NEWEST, cursor, limit)


def seen(actor: Actor, sought: SpendingsSought) -> QuerySet[Spending]:
    """All that fit and may be seen, the newest first."""
    keys = spendings_sought(actor, sought).values("pk")
    rows: QuerySet[Spending] = Spending.objects.allowed(actor, READ).filter(pk__in=keys)
    return rows.select_related(*BESIDE, *PEOPLE).order_by("-asked_at", "-pk")


def counted(actor: Actor, sought: SpendingsSought) -> int:
    """How many fit, up to what is counted."""
    return seen(actor, sought).order_by()[: MOST_COUNTED + 1].count()


def exported(actor: Actor, sought: SpendingsSought) -> list[Spending]:
    """What a spreadsheet holds."""
    return list(seen(actor, sought)[: value("money.list_limit")])


def total_of(actor: Actor, sought: SpendingsSought) -> int:
    """What those that fit cost together."""
    sums = seen(actor, sought).order_by().aggregate(sum=Sum(Coalesce("final_fen", "fen")))
    return sums["sum"] or 0


# ── who may say yes, and what a heading has left ────────────────────────────────────────────


def limits() -> dict[str, int]:
    """Up to how many fen each level of office may approve."""
    return {level: int(value(key) * FEN) for level, key in LIMITS.items()}


def levels(actor: Actor, verb: str, row: Spending | Purchase) -> Collection[str]:
    """From which levels this actor holds a verb over a row."""
    return {
        grant.area.level
        for grant in actor.grants
        if grant.area and allows(grant.role, verb) and row.area_path.startswith(grant.area.path)
    }


def needed(row: Spending) -> str:
    """The lowest level that may approve it: no lower than where it is asked for."""
    level = rules.level_needed(row.fen, limits())
    own = row.area.level
    if own in rules.LADDER and rules.LADDER.index(own) > rules.LADDER.index(level):
        return str(own)
    return level


def limit_source(level: str) -> str:
    """Where the limit of a level comes from."""
    return parameter(LIMITS[level]).source if level in LIMITS else ""


def over(row: Spending) -> int:
    """By how much a payment goes beyond its heading; nothing where no budget is in force."""
    rest = heading_left(row)
    return max(-rest, 0) if rest is not None else 0


def heading_left(row: Spending) -> int | None:
    """What its heading has left after it; None where no budget is in force, and for earmarks.

    What was given for one thing is bounded by its purse, not by a heading.
    """
    if row.purse.earmark_id is not None:
        return None
    return budgets.left(row.area, row.purse.year, row.purse.fund, row.category)


# ── papers and postings ─────────────────────────────────────────────────────────────────────


def invoices_of(row: Spending) -> QuerySet[Invoice]:
    """Its papers that were not taken away."""
    papers: QuerySet[Invoice] = Invoice.objects.filter(spending=row, removed_at=None)
    return papers.select_related("file", "added_by").order_by("pk")


def invoice_for(actor: Actor, uid: UUID, invoice: UUID) -> Invoice:
    """One paper, if this actor may see its payment."""
    row = spending_for(actor, uid)
    return invoices_of(row).get(uid=invoice)


def numbers_of(row: Spending) -> set[str]:
    """The numbers of its invoices."""
    return {one.number for one in invoices_of(row) if one.number}


def twice(row: Spending, numbers: Iterable[str]) -> set[str]:
    """Those of some numbers that stand on another payment that was not refused."""
    other = Invoice.objects.filter(number__in=list(numbers), removed_at=None)
    other = other.exclude(spending=row).exclude(spending__state__in=ENDED)
    return set(other.values_list("number", flat=True))


def postings_of(row: Spending) -> list[Posting]:
    """What was posted for it, with its lines."""
    found = reading.postings(book.about(row)).select_related("by")
    return list(found.prefetch_related("lines__account"))


def late_key(row: Spending) -> str:
    """The key of the posting that brings what came back late to where it belongs."""
    return f"late:{row.uid}"


def late_words(row: Spending) -> str:
    """Where money is that came back after its year was closed; empty where none did."""
    facts = {"year": row.purse.year}
    if row.state == SpendingState.ACCEPTED and row.answer and row.purse.closed_at:
        sentence = _(
            "退回的时候，%(year)d 年已经决算。这笔钱仍在原账户里为它预留，可以再次登记付款；"
            "不再付的，请撤回。"
        )
        return str(sentence % facts)
    moved = Posting.objects.filter(key=late_key(row)).first()
    if moved is None:
        return ""
    if moved.kind == Kind.LAPSE:
        sentence = _("撤回的时候，%(year)d 年已经决算，这笔钱已按年终规定退回经费来源。")
        return str(sentence % facts)
    years = Purse.objects.filter(account__lines__posting=moved).values_list("year", flat=True)
    sentence = _("撤回的时候，%(year)d 年已经决算，这笔钱已转到 %(next)d 年的同一经费账户。")
    return str(sentence % {**facts, "next": max(years)})


# ── what a form offers ──────────────────────────────────────────────────────────────────────


def purses_of(actor: Actor, verb: str = "money.ask") -> QuerySet[Purse]:
    """The purses out of which this actor may ask, this year's and open."""
    rows: QuerySet[Purse] = Purse.objects.allowed(actor, verb).filter(closed_at=None)
    rows = rows.filter(year__lte=today().year)
    return rows.select_related("area", "fund", "earmark", "account").order_by(
        "area_path", "-year", "fund__place", "pk"
    )


def headings() -> QuerySet[Category]:
    """The headings under which money goes out."""
    return Category.objects.filter(flow=Flow.OUT)


def payees(actor: Actor) -> list[str]:
    """Who was paid lately, to be chosen again."""
    rows: Any = Spending.objects.allowed(actor, READ).order_by("-pk")
    return list(dict.fromkeys(rows.values_list("payee", flat=True)[:200]))[:30]


def to_pay(actor: Actor, area: str = "") -> list[Spending]:
    """What is accepted and waits to be paid by this actor, who did not approve it himself."""
    rows = Spending.objects.allowed(actor, "money.bank_file").filter(
        within(area), state=SpendingState.ACCEPTED
    )
    rows = rows.exclude(approved_by=actor.user)
    rows = rows.select_related(*BESIDE, *PEOPLE).order_by("area_path", "pk")
    return list(rows[: value("money.list_limit")])
