"""Reading what is bought, always for an actor."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from liren.apps.money.models import Purchase, Purse
from liren.apps.money.queries.spendings import within
from liren.apps.money.rules.purchases import LIVE, NEXT, PurchaseState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.access.pages import MOST_COUNTED, Order, Page, page
from liren.kernel.ledger import book, reading

READ, SERVES, BOUGHT = "money.purchases", "money.services", "money.bought"
TABS = ("mine", "live", "need", "open", "contracted", "performed", "accepted", "ended", "all")
HOT = ("mine", "performed", "accepted")
ENDED = (PurchaseState.RATED, PurchaseState.CANCELLED)
DONE = (PurchaseState.PAID, PurchaseState.RATED)
NEWEST = Order("at")
BESIDE = ("area__parent", "category", "provider", "purse__fund", "spending", "account")
PEOPLE = ("by", "decided_by", "accepted_by")
AGAIN = "again:"  # how the key begins under which money is held once more for what is owed
# what the tab of a stage also shows
STAGES = {
    "need": (PurchaseState.NEED, PurchaseState.BUDGETED),
    "open": (PurchaseState.OPEN, PurchaseState.CHOSEN),
    "accepted": (PurchaseState.ACCEPTED, PurchaseState.PAID),
}


@dataclass(frozen=True)
class PurchasesSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "live"
    q: str = ""
    area: str = ""


def purchase_for(actor: Actor, uid: UUID) -> Purchase:
    """The purchase, if this actor may see it: where one works, or as its provider."""
    rows = Purchase.objects.allowed(actor, READ) | Purchase.objects.allowed(actor, SERVES)
    row: Purchase = rows.select_related(*BESIDE, *PEOPLE).get(uid=uid)
    return row


def purchases_sought(actor: Actor, sought: PurchasesSought) -> QuerySet[Purchase]:
    """The purchases that fit a question, before it is asked who may see them."""
    rows: QuerySet[Purchase] = Purchase.objects.filter(
        within(sought.area), tab_of(actor, sought.tab)
    )
    for word in sought.q.split()[:3]:
        rows = rows.filter(
            Q(title__contains=word) | Q(provider_name__contains=word) | Q(contract__contains=word)
        )
    return rows


def tab_of(actor: Actor, tab: str) -> Q:
    """What a tab shows."""
    if tab == "mine":
        return waiting(actor)
    if tab == "live":
        return Q(state__in=LIVE)
    if tab == "ended":
        return Q(state__in=ENDED)
    return Q(state__in=STAGES.get(tab, (tab,))) if tab in TABS[2:-1] else Q()


def waiting(actor: Actor) -> Q:
    """What waits for this actor's next step."""
    found = Q(pk=None)
    for state, verb in NEXT.items():
        if ways := Purchase.objects.branches(actor, verb):
            where = Q(state=state) & reduce(or_, ways)
            found |= where & Q(spending=None) if verb == "money.pay_purchase" else where
    return found


def page_of_purchases(
    actor: Actor, sought: PurchasesSought, cursor: str = "", limit: int = 50, verb: str = READ
) -> Page[Purchase]:
    """One page of purchases, the newest first; by `verb` as who works there or as provider."""
    rows = purchases_sought(actor, sought).select_related(*BESIDE)
    return page(rows, Purchase.objects.branches(actor, verb), NEWEST, cursor, limit)


def counted(actor: Actor, sought: PurchasesSought, verb: str = READ) -> int:
    """How many fit, up to what is counted."""
    rows = Purchase.objects.allowed(actor, verb)
    keys = purchases_sought(actor, sought).values("pk")
    return int(rows.filter(pk__in=keys)[: MOST_COUNTED + 1].count())


def page_of_bought(actor: Actor, cursor: str = "", limit: int = 50) -> Page[Purchase]:
    """What was bought and paid, for residents to read: by whom, for how much, how good."""
    rows: QuerySet[Purchase] = Purchase.objects.filter(state__in=DONE).select_related(*BESIDE)
    return page(rows, Purchase.objects.branches(actor, BOUGHT), NEWEST, cursor, limit)


def came_back(row: Purchase) -> bool:
    """Whether its payment was taken back, and its money waits for the next one."""
    waits = row.state == PurchaseState.ACCEPTED and row.spending_id is None
    return waits and reading.postings(book.about(row)).filter(key__startswith=AGAIN).exists()


def purses_for(actor: Actor, row: Purchase) -> QuerySet[Purse]:
    """The open purses out of which a purchase may be paid."""
    rows: QuerySet[Purse] = Purse.objects.filter(area=row.area, closed_at=None)
    return rows.select_related("area", "fund", "earmark", "account").order_by("-year", "pk")


def providers(row: Purchase) -> QuerySet[Body]:
    """The bodies of the district that serve others."""
    rows: QuerySet[Body] = Body.objects.filter(
        kind__in=PROVIDING, area_path__startswith=row.area_path.split(".")[0] + "."
    )
    return rows.order_by("name")


PROVIDING = ("property_company", "social_organisation", "social_work_association")
