"""Reading what is owed and what was paid, always for an actor where a person looks."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from liren.apps.duties.queries.emergencies import departments_at
from liren.apps.duties.rules.admission import State as AdmissionState
from liren.apps.money.models import Claim, Fee, Part, Pledge, Remittance
from liren.apps.money.rules.claims import (
    OWING,
    ClaimState,
    RemittanceKind,
    RemittanceState,
    age_of,
)
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Level
from liren.kernel.access.pages import MOST_COUNTED, Order, Page, page
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value

READ, PAYMENTS = "money.claims", "money.remittances"
TABS = ("owing", "overdue", "paid", "cancelled", "all")
PAYMENT_TABS = ("waiting", "confirmed", "refused", "all")
OLDEST = Order("due_on", newest_first=False)
NEWEST = Order("at")
MOST_OFFERED = 200
BESIDE = ("area__parent", "debtor", "fund", "account")


@dataclass(frozen=True)
class ClaimsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "owing"
    q: str = ""
    debtor: str = ""
    kind: str = ""
    year: str = ""
    area: str = ""


def claim_for(actor: Actor, uid: UUID) -> Claim:
    """The claim, if this actor may see it."""
    rows = Claim.objects.allowed(actor, READ)
    row: Claim = rows.select_related(*BESIDE, "earmark", "by", "assignment").get(uid=uid)
    return row


def within(code: str) -> Q:
    """The subtree of an area by its code; an unknown one holds nothing."""
    if not code:
        return Q()
    area = Area.objects.filter(code=code).first()
    return subtree("area_path", area.path) if area else Q(area_path="")


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    return {
        "owing": Q(state__in=OWING),
        "overdue": Q(state__in=OWING, due_on__lt=today()),
        "paid": Q(state=ClaimState.PAID),
        "cancelled": Q(state=ClaimState.CANCELLED),
    }.get(tab, Q())


def claims_sought(sought: ClaimsSought) -> QuerySet[Claim]:
    """The claims that fit a question, before it is asked who may see them."""
    rows: QuerySet[Claim] = Claim.objects.filter(within(sought.area), tab_of(sought.tab))
    if sought.debtor:
        rows = rows.filter(debtor__code=sought.debtor)
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.year.isdecimal():
        rows = rows.filter(year=int(sought.year[:4]))
    for word in sought.q.split()[:3]:
        texts = Q(title__contains=word) | Q(basis__contains=word) | Q(area__name__contains=word)
        rows = rows.filter(texts | Q(debtor__name__contains=word))
    return rows


def page_of_claims(
    actor: Actor, sought: ClaimsSought, cursor: str = "", limit: int = 50
) -> Page[Claim]:
    """One page of claims, those that were due first on top."""
    rows = claims_sought(sought).select_related(*BESIDE)
    return page(rows, Claim.objects.branches(actor, READ), OLDEST, cursor, limit)


def sums(actor: Actor, sought: ClaimsSought) -> Mapping[str, int]:
    """How many claims fit, how much they are, and how much of it is still owed."""
    allowed = Claim.objects.allowed(actor, READ)
    rows = claims_sought(sought).filter(pk__in=allowed.values("pk")).order_by()
    owed = Sum("account__amount", filter=Q(state__in=OWING))
    found = rows.aggregate(number=Count("pk"), fen=Sum("fen"), left=owed)
    return {name: fen or 0 for name, fen in found.items()}


def exported(actor: Actor, sought: ClaimsSought) -> list[Claim]:
    """The rows of a list that is taken out."""
    allowed = Claim.objects.allowed(actor, READ)
    rows = claims_sought(sought).filter(pk__in=allowed.values("pk"))
    most = int(value("money.list_limit"))
    return list(rows.select_related(*BESIDE).order_by("due_on", "pk")[:most])


def debtors(actor: Actor) -> list[Body]:
    """The bodies that owe something which the actor sees."""
    rows = Claim.objects.allowed(actor, READ).order_by().values("debtor").distinct()
    return list(Body.objects.filter(pk__in=rows).order_by("code"))


def years(actor: Actor) -> list[int]:
    """The years of the claims that the actor sees."""
    rows = Claim.objects.allowed(actor, READ).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


def parts_of(claim: Claim) -> list[Part]:
    """The payments of a claim."""
    rows = Part.objects.filter(claim=claim).select_related("remittance__by", "remittance__debtor")
    return list(rows.order_by("-pk"))


# ── to be paid ──────────────────────────────────────────────────────────────────────────────


def bodies_paying(actor: Actor) -> list[Body]:
    """The bodies in whose name the actor pays."""
    rows = Body.objects.standing().filter(pk__in=actor.bodies("money.remit"))
    return list(rows.select_related("area").order_by("code"))


def payable(debtor: Body) -> list[tuple[Claim, int]]:
    """What a body still has to pay and no payment is on its way for, the oldest first."""
    rows = Claim.objects.filter(debtor=debtor, state__in=OWING).select_related(*BESIDE)
    found = list(rows.order_by("due_on", "pk")[:MOST_OFFERED])
    waiting = waiting_of(found)
    left = [(row, row.account.amount - waiting.get(row.pk, 0)) for row in found]
    return [(row, fen) for row, fen in left if fen > 0]


def locked_of(debtor: Body, keys: Collection[int]) -> list[Claim]:
    """Claims of a debtor, locked in the order of their keys; the oldest first."""
    rows = Claim.objects.filter(debtor=debtor, pk__in=list(keys)).select_for_update(of=("self",))
    found = list(
        rows.select_related("area", "fund", "earmark", "debtor", "account").order_by("pk")
    )
    for row in found:
        row.account.refresh_from_db(fields=["amount"])
    return sorted(found, key=lambda row: (row.due_on, row.pk))


def waiting_of(rows: Collection[Claim]) -> Mapping[int, int]:
    """What was sent for claims and is not confirmed yet, by their keys."""
    parts = Part.objects.filter(
        claim__in=[row.pk for row in rows], remittance__state=RemittanceState.RECORDED
    )
    return dict(parts.order_by().values_list("claim").annotate(sum=Sum("fen")))


# ── payments ────────────────────────────────────────────────────────────────────────────────


def remittance_for(actor: Actor, uid: UUID) -> Remittance:
    """The payment, if this actor may see it."""
    rows = Remittance.objects.allowed(actor, PAYMENTS)
    beside = ("area", "debtor", "application", "by", "decided_by")
    row: Remittance = rows.select_related(*beside).get(uid=uid)
    return row


def remittances_in(tab: str, debtor: str = "", area: str = "") -> QuerySet[Remittance]:
    """The payments of a tab, before it is asked who may see them."""
    states = {
        "waiting": RemittanceState.RECORDED,
        "confirmed": RemittanceState.CONFIRMED,
        "refused": RemittanceState.REFUSED,
    }
    rows: QuerySet[Remittance] = Remittance.objects.filter(within(area))
    if tab in states:
        rows = rows.filter(state=states[tab])
    return rows.filter(debtor__code=debtor) if debtor else rows


def page_of_remittances(
    actor: Actor, tab: str, debtor: str = "", area: str = "", cursor: str = "", limit: int = 50
) -> Page[Remittance]:
    """One page of payments, the newest first."""
    rows = remittances_in(tab, debtor, area).select_related("debtor", "area", "application", "by")
    return page(rows, Remittance.objects.branches(actor, PAYMENTS), NEWEST, cursor, limit)


def waiting_payments(actor: Actor) -> int:
    """How many payments wait for somebody."""
    allowed = Remittance.objects.allowed(actor, PAYMENTS)
    return int(allowed.filter(state=RemittanceState.RECORDED)[: MOST_COUNTED + 1].count())


def parts_paid(row: Remittance) -> list[Part]:
    """What a payment is for, claim by claim."""
    rows = row.parts.select_related("claim__area", "claim__account")
    return list(rows.order_by("claim__due_on", "claim_id"))


def returnable(pledge: Pledge) -> int:
    """What of a deposit nothing needs: no task, no claim, and no return that is on its way."""
    held = Fee.objects.filter(pledge=pledge).aggregate(sum=Sum("account__amount"))["sum"] or 0
    claims = Claim.objects.filter(assignment__application=pledge.application)
    owed = claims.aggregate(sum=Sum("account__amount"))["sum"] or 0
    waits = Remittance.objects.filter(
        application=pledge.application, kind=RemittanceKind.RETURN, state=RemittanceState.RECORDED
    )
    return int(pledge.deposit.amount - held - owed - (waits.aggregate(sum=Sum("fen"))["sum"] or 0))


def is_over(pledge: Pledge) -> bool:
    """Whether the matter has ended."""
    return bool(pledge.application.state == AdmissionState.EXITED)


# ── arrears ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Owing:
    """What one body, one place or one kind owes: all of it, what is due, by age, since when."""

    key: Any
    number: int
    left: int
    due: int
    since: Any
    ages: Mapping[str, int]


def owing(actor: Actor, debtor: Body | None = None, area: str = "") -> QuerySet[Claim]:
    """What is owed, as far as the actor sees it."""
    rows: QuerySet[Claim] = Claim.objects.allowed(actor, READ)
    rows = rows.filter(within(area), state__in=OWING)
    return rows.filter(debtor=debtor) if debtor else rows


def grouped(rows: QuerySet[Claim], field: str) -> list[Owing]:
    """What is owed by debtor, by place or by kind; those that owe most on top."""
    found: dict[Any, list[tuple[date, int]]] = {}
    for key, due_on, left in rows.order_by().values_list(field, "due_on", "account__amount"):
        found.setdefault(key, []).append((due_on, left))
    lines = [in_sum(key, parts) for key, parts in found.items()]
    return sorted(lines, key=lambda one: (-one.due, -one.left, str(one.key)))


def in_sum(key: Any, parts: Iterable[tuple[date, int]]) -> Owing:
    """Days on which it was due and what is left, as one line."""
    rows, day = list(parts), today()
    ages: Counter[str] = Counter()
    for due_on, left in rows:
        ages[age_of((day - due_on).days)] += left
    due = [one for one in rows if one[0] < day]
    return Owing(
        key=key,
        number=len(rows),
        left=sum(left for _due, left in rows),
        due=sum(left for _due, left in due),
        since=min((due_on for due_on, _left in due), default=None),
        ages=ages,
    )


def paid_this_year(actor: Actor, debtor: Body) -> int:
    """What a body paid in this year, as far as the actor sees it."""
    seen = Claim.objects.allowed(actor, READ).filter(debtor=debtor)
    rows = Part.objects.filter(
        claim__in=seen.values("pk"),
        remittance__state=RemittanceState.CONFIRMED,
        remittance__day__year=today().year,
    )
    return rows.aggregate(sum=Sum("fen"))["sum"] or 0


def longest(rows: QuerySet[Claim], most: int = 10) -> list[Claim]:
    """What has been due longest."""
    late = rows.filter(due_on__lt=today()).select_related(*BESIDE)
    return list(late.order_by("due_on", F("account__amount").desc())[:most])


def debtor_for(actor: Actor, code: str) -> Body:
    """The body that owes, if the actor sees it: his own, or one that owes where he works."""
    seen: Body | None = Body.objects.allowed(actor, "bodies.view").filter(code=code).first()
    if seen is not None:
        return seen
    rows = Claim.objects.allowed(actor, READ).filter(debtor__code=code).select_related("debtor")
    return rows[:1].get().debtor


def places_owed(actor: Actor) -> list[Area]:
    """The communities and subdistricts for which the actor writes down what is owed."""
    rows = Area.objects.allowed(actor, "money.raise").filter(valid_to=None)
    levels = (Level.SUBDISTRICT, Level.COMMUNITY)
    return list(rows.filter(level__in=levels).select_related("parent").order_by("path"))


def bodies_owing(actor: Actor) -> list[Body]:
    """The departments that may owe something where the actor works."""
    rows = [one for path in outermost(actor.paths("money.raise")) for one in departments_at(path)]
    return sorted({one.pk: one for one in rows}.values(), key=lambda one: one.code)
