"""Reading money that came in, always for an actor."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liren.apps.money.models import Category, Earmark, Fund, Purse, Receipt
from liren.apps.money.rules.funds import Flow
from liren.apps.money.rules.receipts import ReceiptState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.access.ways import prefixes, subtree
from liren.kernel.base.clock import today
from liren.kernel.ledger import book
from liren.kernel.ledger.models import Posting
from liren.kernel.policy.values import packs_in_force

READ = "money.receipts"
TABS = ("waiting", "booked", "dropped", "reversed", "all")
NEWEST = Order("at")
BESIDE = ("area", "purse__fund", "purse__earmark", "giver__area", "category", "by", "confirmed_by")
MOST_OFFERED = 300


@dataclass(frozen=True)
class ReceiptsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    area: str = ""
    fund: str = ""
    year: str = ""

    def filters(self) -> int:
        """How many filters are set."""
        return sum(map(bool, (self.q, self.fund, self.year)))


def receipt_for(actor: Actor, uid: UUID) -> Receipt:
    """The receipt, if this actor may see it."""
    found: Receipt = Receipt.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return found


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    shown = {
        ReceiptState.WAITING: Q(confirmed_by=None, dropped_at=None),
        ReceiptState.BOOKED: Q(confirmed_by__isnull=False, dropped_at=None),
        ReceiptState.DROPPED: Q(confirmed_by=None, dropped_at__isnull=False),
        ReceiptState.REVERSED: Q(confirmed_by__isnull=False, dropped_at__isnull=False),
    }
    return shown.get(tab, Q())  # type: ignore[call-overload, no-any-return]


def sought_rows(sought: ReceiptsSought) -> QuerySet[Receipt]:
    """The receipts that fit a question, before it is asked who may see them."""
    rows: QuerySet[Receipt] = Receipt.objects.filter(tab_of(sought.tab))
    if sought.area:
        path = Area.objects.filter(code=sought.area).values_list("path", flat=True).first()
        rows = rows.filter(subtree("area_path", path or "-"))
    if sought.fund:
        rows = rows.filter(purse__fund__code=sought.fund)
    if sought.year.isdecimal() and len(sought.year) == 4:
        rows = rows.filter(purse__year=int(sought.year))
    for word in sought.q.split()[:3]:
        said = Q(title__contains=word) | Q(payer__contains=word) | Q(paper__contains=word)
        rows = rows.filter(said | Q(area__name__contains=word))
    return rows


def page_of_receipts(
    actor: Actor, sought: ReceiptsSought, cursor: str = "", limit: int = 50
) -> Page[Receipt]:
    """One page of receipts, the newest first."""
    rows = sought_rows(sought).select_related(*BESIDE)
    return page(rows, Receipt.objects.branches(actor, READ), NEWEST, cursor, limit)


def exported(actor: Actor, sought: ReceiptsSought, most: int) -> list[Receipt]:
    """The rows of a list that is taken out."""
    allowed = Receipt.objects.allowed(actor, READ)
    rows = sought_rows(sought).filter(pk__in=allowed.values("pk")).select_related(*BESIDE)
    return list(rows.order_by("area_path", "day", "pk")[:most])


def counts(actor: Actor, sought: ReceiptsSought) -> dict[str, int]:
    """How many stand in each tab."""
    own = {name: one for name, one in vars(sought).items() if name != "tab"}
    allowed = Receipt.objects.allowed(actor, READ)
    rows = sought_rows(ReceiptsSought("all", **own)).filter(pk__in=allowed.values("pk"))
    found = rows.aggregate(
        **{tab: Count("pk", filter=tab_of(tab)) for tab in TABS[:-1]}, all=Count("pk")
    )
    return dict(found)


def posting_of(receipt: Receipt) -> Posting:
    """What was booked when it was confirmed."""
    found: Posting = Posting.objects.get(key=f"receipt:{receipt.uid}")
    return found


def postings_of(receipt: Receipt) -> list[Posting]:
    """Its voucher, and the one that reversed it."""
    rows = Posting.objects.filter(about=book.about(receipt)).select_related("by")
    return list(rows.order_by("id"))


def same_paper(receipt: Receipt) -> list[Receipt]:
    """Others with the same paper: perhaps the same money was written down twice."""
    rows = Receipt.objects.filter(area=receipt.area_id, paper=receipt.paper, fen=receipt.fen)
    return list(rows.filter(dropped_at=None).exclude(pk=receipt.pk)[:5])


# ── what a form offers ──────────────────────────────────────────────────────────────────────


def areas_for(actor: Actor, verb: str) -> list[Area]:
    """The areas in which an actor may do this."""
    rows = Area.objects.allowed(actor, verb).valid()
    rows = rows.filter(level__in=("district", "subdistrict", "community"))
    return list(rows.select_related("parent").order_by("path")[:MOST_OFFERED])


def funds() -> list[Fund]:
    """The funds of the place in their order."""
    return list(Fund.objects.filter(pack__in=packs_in_force()))


def headings(flow: str = Flow.IN) -> list[Category]:
    """The headings of one direction, in their order."""
    return list(Category.objects.filter(flow=flow))


def earmarks_at(area: Area) -> list[Earmark]:
    """The earmarks that reach an area and still run."""
    rows = Earmark.objects.filter(area_path__in=prefixes(area.path), ended_on=None)
    return list(rows.select_related("fund").order_by("-pk")[:MOST_OFFERED])


def givers_for(actor: Actor) -> list[Purse]:
    """The purses of this year out of which an actor may hand money to another area."""
    rows = Purse.objects.allowed(actor, "money.transfer").filter(
        year=today().year, closed_at=None, account__amount__gt=0
    )
    rows = rows.select_related("area", "fund", "earmark", "account")
    return list(rows.order_by("area_path", "fund__place")[:MOST_OFFERED])
