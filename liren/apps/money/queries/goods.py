"""Reading gifts in kind: for who works with them, for who gave, and for everybody."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from liren.apps.duties.queries.assignments import within
from liren.apps.money.models import Gift, GiftItem, Handout, Work
from liren.apps.money.rules.donations import shown_name
from liren.apps.money.rules.giving import GiftState, Recipient, WorkState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.access.ways import subtree
from liren.kernel.base.masking import mask_name

READ = "money.gifts"
NEWEST = Order("day")
BESIDE = ("area__parent", "held_by__area", "by", "confirmed_by")
TABS = ("all", "recorded", "left", "untold", "returned")


@dataclass(frozen=True)
class GiftsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    area: str = ""


def gift_for(actor: Actor, uid: UUID) -> Gift:
    """The gift, if this actor may see it."""
    row: Gift = Gift.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return row


def gifts_sought(sought: GiftsSought) -> QuerySet[Gift]:
    """The gifts that fit a question, before it is asked who may see them."""
    rows: QuerySet[Gift] = Gift.objects.filter(within(sought.area), tab_of(sought.tab))
    for word in sought.q.split()[:3]:
        of_thing = GiftItem.objects.filter(name__contains=word).values("gift")
        named = Q(donor__contains=word) | Q(purpose__contains=word) | Q(pk__in=of_thing)
        rows = rows.filter(named | Q(paper__contains=word) | Q(area__name__contains=word))
    return rows


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    if tab == "untold":
        return Q(state=GiftState.CONFIRMED, told_at=None)
    if tab == "left":
        return Q(pk__in=GiftItem.objects.filter(left__gt=0).values("gift"))
    return Q(state=tab) if tab in GiftState.values else Q()


def page_of_gifts(
    actor: Actor, sought: GiftsSought, cursor: str = "", limit: int = 50
) -> Page[Gift]:
    """One page of gifts, the newest first."""
    rows = gifts_sought(sought).select_related(*BESIDE).prefetch_related("items")
    return page(rows, Gift.objects.branches(actor, READ), NEWEST, cursor, limit)


def sums(actor: Actor, sought: GiftsSought) -> dict[str, int]:
    """How many, what waits, and what those that were taken are thought to be worth."""
    allowed = Gift.objects.allowed(actor, READ)
    rows = gifts_sought(sought).filter(pk__in=allowed.values("pk")).order_by()
    kept = Q(state=GiftState.CONFIRMED)
    found = rows.aggregate(
        n=Count("pk"),
        waiting=Count("pk", filter=Q(state=GiftState.RECORDED)),
        untold=Count("pk", filter=kept & Q(told_at=None)),
    )
    value = GiftItem.objects.filter(gift__in=rows.filter(kept).values("pk"))
    return {**found, "value": value.aggregate(sum=Sum("value_fen"))["sum"] or 0}


@dataclass(frozen=True)
class Went:
    """So many of a thing, and to whom."""

    row: Handout
    to: str


def handouts_of(gift: Gift) -> list[Went]:
    """Where the things of a gift went, the newest first; what was undone is among it."""
    rows = Handout.objects.filter(item__gift=gift).select_related("item", "body", "work", "by")
    return [Went(one, named(one)) for one in rows.order_by("-day", "-pk")[:500]]


def named(one: Handout) -> str:
    """To whom something went, in words; households only by their number."""
    if one.to in (Recipient.BODY, Recipient.WORK):
        return str(one.body or one.work)
    return one.group or str(one.get_to_display())


def recipients(gift: Gift) -> tuple[list[Body], list[Work]]:
    """The bodies and the works of a place to which its things may go."""
    open_states = (WorkState.DECIDED, WorkState.COLLECTING, WorkState.BUILDING, WorkState.DONE)
    rows = Work.objects.filter(subtree("area_path", gift.area_path), state__in=open_states)
    bodies = Body.objects.standing().filter(subtree("area_path", gift.area_path))
    return list(bodies.order_by("area_path", "name")[:200]), list(rows.order_by("-pk")[:100])


# ── in public ───────────────────────────────────────────────────────────────────────────────


def thanked(area: Area | None, q: str = "") -> QuerySet[Gift]:
    """The gifts that are thanked for in public, the newest first."""
    rows: QuerySet[Gift] = Gift.objects.filter(state=GiftState.CONFIRMED)
    if area:
        rows = rows.filter(subtree("area_path", area.path))
    for word in q.split()[:3]:  # only what is shown can be looked for
        of_thing = GiftItem.objects.filter(name__contains=word).values("gift")
        rows = rows.filter(
            Q(purpose__contains=word) | Q(area__name__contains=word) | Q(pk__in=of_thing)
        )
    beside = ("items", "items__handouts__body", "items__handouts__work")
    return rows.select_related("area", "held_by").prefetch_related(*beside).order_by("-day", "-pk")


def worth(rows: QuerySet[Gift]) -> dict[str, int]:
    """How many gifts, and what they are thought to be worth; no money, and never added to it."""
    plain = rows.order_by()
    value = GiftItem.objects.filter(gift__in=plain.values("pk")).aggregate(sum=Sum("value_fen"))
    return {"n": plain.count(), "fen": value["sum"] or 0}


def places_thanking() -> list[Area]:
    """The areas with gifts in kind."""
    rows = Gift.objects.filter(state=GiftState.CONFIRMED).values("area").distinct()
    return list(Area.objects.filter(pk__in=rows))


def public_name(row: Gift) -> str:
    """How the donor stands in public."""
    return shown_name(row.donor, mask_name(row.donor), row.donor_kind, row.unnamed)


def public_lines(row: Gift) -> list[dict[str, Any]]:
    """The things of a gift with where they went, by number and never by name."""
    return [
        {
            "item": one,
            "went": [Went(out, named(out)) for out in one.handouts.all() if out.undone_at is None],
        }
        for one in row.items.all()
    ]
