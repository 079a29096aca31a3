"""What a person was told, and what is on its way."""

from uuid import UUID

from django.db.models import QuerySet

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body, User
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.policy.values import value
from liren.kernel.tell.models import Delivery, Endpoint, Notice, State, Wish
from liren.kernel.tell.rules import Quiet

NEWEST = Order("at")
DUE = Order("due_at")


def inbox(actor: Actor, *, unread: bool = False, cursor: str = "") -> Page[Notice]:
    """One page of what this person was told, newest first."""
    rows = Notice.objects.filter(read_at=None) if unread else Notice.objects.all()
    return page(rows, Notice.objects.branches(actor, "tell.read"), NEWEST, cursor)


def unread(actor: Actor) -> int:
    """How many notices this person has not opened; counted up to a hundred."""
    mine = Notice.objects.filter(user=actor.user, read_at=None)
    return mine[:100].count()


def notice_for(actor: Actor, uid: UUID) -> Notice:
    """One of this person's notices."""
    found: Notice = Notice.objects.allowed(actor, "tell.read").get(uid=uid)
    return found


def deliveries(actor: Actor, state: str = "", cursor: str = "") -> Page[Delivery]:
    """One page of the delivery log, newest first."""
    rows = Delivery.objects.select_related("notice__user", "notice__endpoint__body")
    rows = rows.filter(state=state) if state in State.values else rows
    return page(rows, Delivery.objects.branches(actor, "tell.view_deliveries"), DUE, cursor)


def endpoints_for(actor: Actor, verb: str = "tell.view_endpoints") -> QuerySet[Endpoint]:
    """The endpoints in use that this actor looks after."""
    rows: QuerySet[Endpoint] = Endpoint.objects.allowed(actor, verb).filter(ended_at=None)
    return rows.select_related("body").order_by("area_path", "name")


def bodies_with(actor: Actor) -> QuerySet[Body]:
    """The bodies for which this actor may set up an endpoint."""
    rows: QuerySet[Body] = Body.objects.allowed(actor, "tell.add_endpoint")
    return rows.order_by("area_path", "name")


def wish_of(user: User) -> Wish:
    """What a person wants, or the usual where nothing was chosen."""
    return Wish.objects.filter(user=user).first() or usual(user)


def usual(user: User) -> Wish:
    """The wish of somebody who chose nothing."""
    quiet = usual_quiet()
    return Wish(
        user=user,
        email=value("tell.usual_email"),
        sms=value("tell.usual_sms"),
        quiet_since=quiet.since,
        quiet_until=quiet.until,
    )


def usual_quiet() -> Quiet:
    """The quiet hours of the place."""
    return Quiet.parse(value("tell.quiet_hours"))


def quiet_of(wish: Wish) -> Quiet:
    """The quiet hours of a person."""
    return Quiet(wish.quiet_since, wish.quiet_until)
