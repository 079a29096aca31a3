"""Reading yearly runs and what they give, always for an actor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from liren.apps.money.models import Claim, Entitlement, Run
from liren.apps.money.rules.schemes import BOOKED, FIRST_YEAR
from liren.apps.standards.models import Declared
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.base.clock import today

READ, OWN = "money.runs", "money.entitlements"
NEWEST = Order("at")
PAGE = 50
MOST_EXPORTED = 50_000
TABS = ("all", "changed", "unknown", "struck", "booked")
BESIDE = ("area__parent", "scheme__fund", "debtor", "claim__account", "run", "struck_by")


@dataclass(frozen=True)
class LinesSought:
    """Which lines of a run; empty means: no matter."""

    tab: str = "all"
    scheme: str = ""
    q: str = ""


@dataclass(frozen=True)
class GrantsSought:
    """Which entitlements of one's own areas."""

    year: int = 0
    scheme: str = ""
    q: str = ""


def run_for(actor: Actor, uid: UUID) -> Run:
    """A run, if this actor may see it."""
    rows = Run.objects.allowed(actor, READ).select_related("area", "by", "first_by", "second_by")
    row: Run = rows.get(uid=uid)
    return row


def page_of_runs(actor: Actor, year: int = 0, cursor: str = "", limit: int = PAGE) -> Page[Run]:
    """Runs, the latest first, with what they come to."""
    rows = Run.objects.select_related("area", "by", "first_by", "second_by")
    rows = rows.filter(year=year) if year else rows
    return page(rows, Run.objects.all().branches(actor, READ), NEWEST, cursor, limit)


def sums_of(runs: Sequence[Run]) -> Mapping[int, Mapping[str, Any]]:
    """What runs come to: amount, lines that cannot be counted."""
    rows = Entitlement.objects.filter(run__in=[run.pk for run in runs], struck_at=None)
    found = (
        rows.order_by()
        .values("run")
        .annotate(
            fen_sum=Coalesce(Sum("fen"), 0), unknown=Count("pk", filter=Q(fen=None)), n=Count("pk")
        )
    )
    return {one["run"]: dict(one) for one in found}


def may_count_in(actor: Actor) -> list[Area]:
    """The districts and subdistricts for which one may have a year counted."""
    rows = Area.objects.allowed(actor, "money.count_run").valid()
    return list(rows.filter(level__in=(Level.DISTRICT, Level.SUBDISTRICT)).order_by("path"))


def years() -> list[int]:
    """The years for which a run may be, the latest first."""
    return list(range(today().year, FIRST_YEAR - 1, -1))


# ── lines ───────────────────────────────────────────────────────────────────────────────────


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    shown = {
        "changed": Q(before_fen__isnull=False, fen__isnull=False) & ~Q(fen=F("before_fen")),
        "unknown": Q(fen=None),
        "struck": Q(struck_at__isnull=False),
        "booked": Q(claim__isnull=False),
    }
    return shown.get(tab, Q())


def lines_of(run: Run, sought: LinesSought) -> QuerySet[Entitlement]:
    """The lines of a run in the order of the tree."""
    rows: QuerySet[Entitlement] = run.entitlements.filter(tab_of(sought.tab))
    if sought.scheme:
        rows = rows.filter(scheme__code=sought.scheme)
    for word in sought.q.split()[:3]:
        rows = rows.filter(area__name__contains=word)
    return rows.select_related(*BESIDE).order_by("area_path", "id")


def counts_of(run: Run) -> Mapping[str, int]:
    """How many lines stand under each tab."""
    counted = {tab: Count("pk", filter=tab_of(tab)) for tab in TABS if tab != "all"}
    found: dict[str, int] = run.entitlements.aggregate(all=Count("pk"), **counted)
    return found


def totals_of(run: Run) -> list[dict[str, Any]]:
    """What each scheme comes to: lines, amount, the year before, still to be booked, unknown."""
    known = Q(struck_at=None)
    rows = run.entitlements.order_by().values("scheme__code", "scheme__zh", "scheme__en")
    more = Case(
        When(fen__gt=F("posted_before_fen"), then=F("fen") - F("posted_before_fen")), default=0
    )
    return [
        dict(one)
        for one in rows.annotate(
            n=Count("pk"),
            fen_sum=Coalesce(Sum("fen", filter=known), 0),
            before_sum=Coalesce(Sum("before_fen"), 0),
            more_sum=Coalesce(Sum(more, filter=known & Q(debtor__isnull=False)), 0),
            unknown=Count("pk", filter=known & Q(fen=None)),
            former=Count("before_fen"),
        ).order_by("scheme__code")
    ]


def without_debtor(run: Run) -> int:
    """How many amounts nobody owes, because no body has the function."""
    rows = run.entitlements.filter(debtor=None, fen__gt=0, struck_at=None)
    return rows.count()


def entitlement_for(actor: Actor, uid: UUID) -> Entitlement:
    """One entitlement: of a run one may see, else of one that two have agreed to."""
    rows = seen(actor).select_related(*BESIDE)
    row: Entitlement = rows.get(uid=uid)
    return row


def seen(actor: Actor) -> QuerySet[Entitlement]:
    """What an actor may read: proposals only of runs that one may see."""
    runs = Run.objects.allowed(actor, READ).order_by().values("pk")
    agreed = Q(run__state__in=BOOKED) | Q(run__in=runs)
    rows: QuerySet[Entitlement] = Entitlement.objects.allowed(actor, OWN).filter(agreed)
    return rows


def grants_of(actor: Actor) -> QuerySet[Entitlement]:
    """All that one's areas were granted."""
    rows: QuerySet[Entitlement] = Entitlement.objects.allowed(actor, OWN)
    return rows.filter(run__state__in=BOOKED, struck_at=None)


def grants(actor: Actor, sought: GrantsSought) -> QuerySet[Entitlement]:
    """What one's areas were granted: of runs that two have agreed to, the latest year first."""
    rows = grants_of(actor)
    if sought.year:
        rows = rows.filter(run__year=sought.year)
    if sought.scheme:
        rows = rows.filter(scheme__code=sought.scheme)
    for word in sought.q.split()[:3]:
        rows = rows.filter(area__name__contains=word)
    found: QuerySet[Entitlement] = rows.select_related(*BESIDE)
    return found.order_by("-run__year", "area_path", "id")


def declared_of(figure: Mapping[str, Any]) -> Mapping[int, Declared]:
    """The declarations that a figure used, by key."""
    keys = [fact["declared"] for fact in figure.get("facts", ()) if fact.get("declared")]
    rows = Declared.objects.filter(pk__in=keys).select_related("declared_by", "confirmed_by")
    return {row.pk: row for row in rows}


def claims_of_year(row: Entitlement) -> list[Claim]:
    """What was raised for the same scheme and year, by this run and earlier ones."""
    same = Entitlement.objects.filter(
        area=row.area_id, scheme__code=row.scheme.code, run__year=row.run.year
    )
    keys = same.filter(claim__isnull=False).values_list("claim", flat=True)
    return list(Claim.objects.filter(pk__in=list(keys)).select_related("account").order_by("pk"))
