"""Reading donations: for who works with them, for who gave, and for everybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from liren.apps.duties.queries.assignments import within
from liren.apps.money.models import Donation, Project, Purse, Spending
from liren.apps.money.queries.earmarked import purses_like
from liren.apps.money.rules.donations import FOUNDATION, FOUNDATION_FUND, shown_name
from liren.apps.money.rules.giving import DonationState
from liren.apps.money.rules.projects import SHOWN
from liren.apps.money.rules.spending import SpendingState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.access.ways import subtree
from liren.kernel.base.masking import mask_name
from liren.kernel.policy.values import value

READ = "money.donations"
NEWEST = Order("day")
BESIDE = (
    *("area__parent", "held_by", "by", "confirmed_by"),
    *("purse__earmark", "purse__fund", "purse__area", "purse__account"),
)
PAID = (SpendingState.PAID, SpendingState.SETTLED)
TABS = ("all", "recorded", "confirmed", "untold", "returned")


@dataclass(frozen=True)
class DonationsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    area: str = ""
    kind: str = ""
    held: str = ""  # "body": kept by a foundation, "area": by communities


def donation_for(actor: Actor, uid: UUID) -> Donation:
    """The donation, if this actor may see it."""
    row: Donation = Donation.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return row


def donations_sought(sought: DonationsSought) -> QuerySet[Donation]:
    """The donations that fit a question, before it is asked who may see them."""
    rows: QuerySet[Donation] = Donation.objects.filter(within(sought.area), tab_of(sought.tab))
    if sought.kind:
        rows = rows.filter(donor_kind=sought.kind)
    if sought.held:
        rows = rows.filter(held_by__isnull=sought.held == "area")
    for word in sought.q.split()[:3]:
        named = Q(donor__contains=word) | Q(purpose__contains=word) | numbered(word)
        rows = rows.filter(named | Q(paper__contains=word) | Q(area__name__contains=word))
    return rows


def numbered(word: str) -> Q:
    """The donation of a number, as the books write it."""
    year, _dash, serial = word.partition("-")
    is_number = len(year) == len("2026") and serial.isascii() and serial.isdigit()
    return Q(pk=int(serial[:12])) if is_number and year.isdigit() else Q(pk__in=())


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    if tab == "untold":
        return Q(state=DonationState.CONFIRMED, told_at=None)
    return Q(state=tab) if tab in DonationState.values else Q()


def page_of_donations(
    actor: Actor, sought: DonationsSought, cursor: str = "", limit: int = 50
) -> Page[Donation]:
    """One page of donations, the newest first."""
    rows = donations_sought(sought).select_related(*BESIDE)
    return page(rows, Donation.objects.branches(actor, READ), NEWEST, cursor, limit)


def seen(actor: Actor, sought: DonationsSought) -> QuerySet[Donation]:
    """The donations of a question that the actor may see."""
    allowed = Donation.objects.allowed(actor, READ)
    return donations_sought(sought).filter(pk__in=allowed.values("pk"))


def exported(actor: Actor, sought: DonationsSought) -> list[Donation]:
    """The rows of a list that is taken out."""
    rows = seen(actor, sought).select_related(*BESIDE)
    return list(rows.order_by("-day", "-pk")[: int(value("money.list_limit"))])


def sums(actor: Actor, sought: DonationsSought) -> dict[str, int]:
    """How many, what came, what waits, what went back."""
    confirmed, waits = Q(state=DonationState.CONFIRMED), Q(state=DonationState.RECORDED)
    found = (
        seen(actor, sought)
        .order_by()
        .aggregate(
            n=Count("pk"),
            confirmed=Sum(F("fen") - F("returned_fen"), filter=confirmed),
            waiting=Count("pk", filter=waits),
            untold=Count("pk", filter=confirmed & Q(told_at=None)),
            returned=Sum("returned_fen"),
        )
    )
    return {name: one or 0 for name, one in found.items()}


def takers(actor: Actor, verb: str) -> tuple[list[Area], list[Body]]:
    """The communities and the foundations for which one may write donations down."""
    areas = Area.objects.allowed(actor, verb).filter(level__in=("community", "subdistrict"))
    rows = Body.objects.standing().filter(kind=FOUNDATION).select_related("area")
    bodies = [one for one in rows if holds_at(actor, verb, one.area_path)]
    return list(areas.order_by("path")[:200]), bodies


def holds_at(actor: Actor, verb: str, path: str) -> bool:
    """Whether the actor holds a verb at a place."""
    return path.startswith(tuple(actor.paths(verb)))


# ── what became of it ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Use:
    """Something that money was used for."""

    day: date | None
    title: str
    fen: int
    paid: bool
    url: str = ""


def became(row: Donation) -> list[Use]:
    """What the purse of a donation was used for; of a foundation's also the projects."""
    return [*spent(list(purses_like(row.purse))), *granted(row)]


def spent(purses: list[Purse]) -> Iterator[Use]:
    """What was paid out of purses, the newest first."""
    rows = Spending.objects.filter(purse__in=purses, state__in=PAID)
    for one in rows.order_by("-paid_on", "-pk")[:100]:
        yield Use(one.paid_on, one.title, one.final_fen or one.fen, paid=True)


def granted(row: Donation) -> Iterator[Use]:
    """The projects that were paid from the same money as a foundation's donation."""
    if row.held_by_id is None:
        return
    rows = Project.objects.filter(
        foundation=row.held_by_id, earmark=row.purse.earmark_id, state__in=SHOWN
    )
    for one in rows.order_by("-pk")[:100]:
        day = one.decided_at.date() if one.decided_at else None
        fen = (one.granted_fen or 0) - (one.returned_fen or 0)
        yield Use(day, one.title, fen, paid=True, url=one.get_absolute_url())


def is_shared(row: Donation) -> bool:
    """Whether others gave to the same purse: uses are of all of them together."""
    return Donation.objects.filter(purse__in=purses_like(row.purse)).exclude(pk=row.pk).exists()


# ── in public ───────────────────────────────────────────────────────────────────────────────


def thanks(area: Area | None, q: str = "") -> QuerySet[Donation]:
    """The donations that are thanked for in public, the newest first."""
    rows: QuerySet[Donation] = Donation.objects.filter(state=DonationState.CONFIRMED)
    if area:
        rows = rows.filter(subtree("area_path", area.path))
    for word in q.split()[:3]:  # only what is shown can be looked for
        rows = rows.filter(Q(purpose__contains=word) | Q(area__name__contains=word))
    return rows.select_related("area", "held_by").order_by("-day", "-pk")


def public_name(row: Donation) -> str:
    """How the donor stands in public."""
    return shown_name(row.donor, mask_name(row.donor), row.donor_kind, row.unnamed)


def places_thanking() -> list[Area]:
    """The areas with donations, for the choice of the public page."""
    rows = Donation.objects.filter(state=DonationState.CONFIRMED).values("area").distinct()
    return list(Area.objects.filter(pk__in=rows).order_by("path"))


def total(rows: QuerySet[Donation]) -> dict[str, Any]:
    """How many and how much."""
    found = rows.order_by().aggregate(n=Count("pk"), fen=Sum(F("fen") - F("returned_fen")))
    return {"n": found["n"], "fen": found["fen"] or 0}


def foundation_fund(purse: Purse) -> bool:
    """Whether a purse holds money of a foundation."""
    return purse.fund.code == FOUNDATION_FUND
