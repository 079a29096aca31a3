"""Fees of registered rentals that were handed down and are not booked yet."""

from datetime import date
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from liren.apps.money.models import Receipt
from liren.apps.people.models import Tenancy
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.access.ways import subtree

BOOK = "money.book_tenancy_fee"


def term_of(tenancy: Tenancy) -> date:
    """The last day of the term for which the fee is; without an agreed end the first."""
    day: date = tenancy.until or tenancy.since
    return day


def unbooked() -> Q:
    """The tenancies with a fee that is not booked for their present term."""
    rows = Receipt.objects.filter(tenancy=OuterRef("pk"), dropped_at=None).order_by("-period")
    booked = Tenancy.objects.annotate(
        last=Subquery(rows.values("period")[:1]), term=Coalesce("until", "since")
    ).filter(last__gte=F("term"))
    return Q(fee_fen__gt=0, ended_on=None) & ~Q(pk__in=booked.values("pk"))


def fees_waiting(actor: Actor, area: Area | None = None) -> QuerySet[Tenancy]:
    """What this actor may book, the oldest first."""
    rows: QuerySet[Tenancy] = Tenancy.objects.allowed(actor, BOOK).filter(unbooked())
    if area is not None:
        rows = rows.filter(subtree("area_path", area.path))
    return rows.select_related("area__parent").order_by("pk")


def sum_waiting(actor: Actor, area: Area) -> tuple[int, int]:
    """How many fees wait in an area, and how much they are."""
    rows = fees_waiting(actor, area)
    return rows.count(), rows.aggregate(sum=Sum("fee_fen"))["sum"] or 0


def tenancy_for(actor: Actor, uid: UUID) -> Tenancy:
    """The tenancy, if this actor may book its fee."""
    row: Tenancy = Tenancy.objects.allowed(actor, BOOK).select_related("area").get(uid=uid)
    return row


def community_of(tenancy: Tenancy) -> Area:
    """Whose purse takes the fee: the community, also where the flat lies in a grid."""
    area: Area = tenancy.area
    while area.level == Level.GRID and area.parent is not None:
        area = area.parent
    return area


def is_booked(tenancy: Tenancy) -> bool:
    """Whether the fee of its present term is written down."""
    rows = Receipt.objects.filter(tenancy=tenancy, dropped_at=None)
    return rows.filter(period__gte=term_of(tenancy)).exists()
