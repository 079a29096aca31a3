"""Reading what providers may offer for and what they did, always for an actor."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet, Sum

from liren.apps.money.models import Offer, Purchase, ServiceLog, ServicePaper
from liren.apps.money.queries.purchases import BESIDE, NEWEST, SERVES, purchase_for
from liren.apps.money.rules.purchases import COMPETED, PurchaseState
from liren.kernel.access.actor import Actor
from liren.kernel.access.pages import Page, page
from liren.kernel.base.clock import today

READ = "money.tenders"
TABS = ("open", "offered")


def own_offers(actor: Actor) -> QuerySet[Offer]:
    """The offers of the bodies for which the actor acts; never those of others."""
    return Offer.objects.filter(body__in=actor.bodies(READ))


def tender_for(actor: Actor, uid: UUID) -> Purchase:
    """A purchase that asks for offers, or for which one's own body made one."""
    rows = Purchase.objects.allowed(actor, READ).select_related(*BESIDE)
    row: Purchase = rows.get(uid=uid)
    return row


def page_of_tenders(
    actor: Actor, tab: str = "open", cursor: str = "", limit: int = 50
) -> Page[Purchase]:
    """One page: what asks for offers now, or what one made an offer for."""
    rows = Purchase.objects.filter(tab_of(actor, tab)).select_related(*BESIDE)
    return page(rows, Purchase.objects.branches(actor, READ), NEWEST, cursor, limit)


def tab_of(actor: Actor, tab: str) -> Q:
    """What a tab shows."""
    if tab == "offered":
        return Q(pk__in=own_offers(actor).values("purchase"))
    return Q(state=PurchaseState.OPEN, offers_until__gte=today())


def counted(actor: Actor, tab: str) -> int:
    """How many there are under a tab."""
    keys = Purchase.objects.filter(tab_of(actor, tab)).values("pk")
    return int(Purchase.objects.allowed(actor, READ).filter(pk__in=keys)[:1000].count())


def own_offer(actor: Actor, row: Purchase) -> Offer | None:
    """What one's own body offered."""
    return own_offers(actor).filter(purchase=row).first()


def is_sealed(row: Purchase) -> bool:
    """Whether nobody may read the offers yet."""
    return row.state == PurchaseState.OPEN and row.manner in COMPETED and row.opened_at is None


def offers_of(row: Purchase) -> list[Offer]:
    """The offers, once they may be read."""
    if is_sealed(row):
        return []
    return list(row.offers.exclude(fen=None).select_related("body"))


def ratings_of(bodies: Iterable[int | None]) -> dict[int, tuple[float, int]]:
    """How good bodies were before: the mean of what was rated, and how often."""
    rated: Any = Purchase.objects.filter(provider__in=[one for one in bodies if one])
    rated = rated.exclude(rating=None).values("provider").order_by()
    found = rated.annotate(mean=Avg("rating"), n=Count("pk"))
    return {one["provider"]: (one["mean"], one["n"]) for one in found}


def rating_of_own(actor: Actor) -> tuple[float, int] | None:
    """How good one's own body was found."""
    return next(iter(ratings_of(actor.bodies(SERVES)).values()), None)


def logs_of(row: Purchase) -> list[ServiceLog]:
    """What the provider did, the newest day first, with what shows it."""
    return list(row.logs.select_related("by", "struck_by").prefetch_related("papers__file"))


def done_of(row: Purchase) -> int:
    """How much of what the contract asks for is on record."""
    found = row.logs.filter(struck_at=None).aggregate(sum=Sum("quantity"))["sum"]
    return int(found or 0)


def log_for(actor: Actor, uid: UUID, log: UUID) -> ServiceLog:
    """One record of a purchase that this actor may see."""
    row = purchase_for(actor, uid)
    found: ServiceLog = row.logs.get(uid=log)
    return found


def paper_for(actor: Actor, uid: UUID, paper: UUID) -> ServicePaper:
    """One paper of a purchase that this actor may see."""
    row = purchase_for(actor, uid)
    papers = ServicePaper.objects.filter(log__purchase=row, removed_at=None)
    return papers.select_related("file").get(uid=paper)
