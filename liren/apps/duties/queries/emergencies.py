"""Reading emergencies by law: everybody who is asked may see what was let through."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liren.apps.duties.models import Emergency
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.base.clock import today

READ = "duties.emergencies"
TABS = ("now", "waits", "over", "all")
NEWEST = Order("declared_at")


def emergency_for(actor: Actor, uid: UUID) -> Emergency:
    """The emergency, if this actor may see it."""
    rows = Emergency.objects.allowed(actor, READ)
    rows = rows.select_related("area", "declared_by", "confirmed_by").prefetch_related("bodies")
    row: Emergency = rows.get(uid=uid)
    return row


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    day = today()
    over = Q(until__lt=day) | Q(ended_on__isnull=False)
    if tab == "now":
        return ~Q(confirmed_by=None) & ~over
    if tab == "waits":
        return Q(confirmed_by=None) & ~over
    return over if tab == "over" else Q()


def emergencies_sought(tab: str, q: str = "") -> QuerySet[Emergency]:
    """The emergencies of a tab, with how much was handed out under each."""
    rows: QuerySet[Emergency] = Emergency.objects.filter(tab_of(tab))
    for word in q.split()[:3]:
        rows = rows.filter(Q(title__contains=word) | Q(law__contains=word))
    return rows


def page_of_emergencies(
    actor: Actor, tab: str, q: str = "", cursor: str = "", limit: int = 50
) -> Page[Emergency]:
    """One page of emergencies, the newest first."""
    rows = emergencies_sought(tab, q).select_related("area").prefetch_related("bodies")
    rows = rows.annotate(asked=Count("assignments"))
    return page(rows, Emergency.objects.branches(actor, READ), NEWEST, cursor, limit)


def running_at(path: str) -> list[Emergency]:
    """The emergencies that hold at a place today."""
    rows = Emergency.objects.filter(tab_of("now")).select_related("area")
    return [one for one in rows.order_by("until") if path.startswith(one.area_path)]


def places_for(actor: Actor) -> list[Area]:
    """Where the actor may declare one: his areas from the city to the subdistrict."""
    rows = Area.objects.valid().filter(path__in=actor.paths("duties.declare_emergency"))
    tops = [one.path for one in rows]
    below = Q(parent__path__in=tops, level__in=("district", "subdistrict"))
    return list(Area.objects.valid().filter(Q(path__in=tops) | below).order_by("path"))


def departments_at(path: str) -> QuerySet[Body]:
    """The departments that stand at a place or above it."""
    parts = path.rstrip(".").split(".")
    paths = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
    rows: QuerySet[Body] = Body.objects.standing().filter(area_path__in=paths, kind__in=KINDS)
    return rows.order_by("code")


# kinds of bodies that ask something of communities from outside
KINDS = (
    *("department", "government", "public_institution", "utility", "inspection_squad"),
    *("leading_office", "leading_group", "mass_organisation"),
)
