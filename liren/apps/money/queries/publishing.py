"""Which communities have published which quarters, and what residents ask of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from liren.apps.money.models import Disclosure, Objection, Purse
from liren.apps.money.rules.accounts import Period, period_of
from liren.apps.money.rules.disclosure import DisclosureState, ObjectionState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value

READ, READ_OBJECTIONS = "money.disclosures", "money.objections"
QUARTERS = (1, 2, 3, 4)
TABS = ("open", "answered", "all")


@dataclass(frozen=True)
class Cell:
    """One quarter of one community: what is out, what waits, whether it is late."""

    period: Period
    row: Disclosure | None
    late: bool
    over: bool


def published_table(areas: Sequence[Area], year: int) -> list[tuple[Area, list[Cell]]]:
    """A line for each community, with its four quarters."""
    rows: dict[tuple[int, int], Disclosure] = {}
    kept = Disclosure.objects.filter(area__in=areas, year=year).order_by("number")
    for row in kept:  # the last version stands
        rows[row.area_id, row.quarter] = row
    first = begun(areas)
    return [(area, [cell(area, Period(year, n), rows, first) for n in QUARTERS]) for area in areas]


def begun(areas: Sequence[Area]) -> Mapping[int, int]:
    """The first year in which each community had money; there is nothing to publish before."""
    rows = Purse.objects.filter(area__in=areas).order_by().values_list("area")
    return dict(rows.annotate(first=Min("year")))


def communities_of(actor: Actor, q: str = "") -> list[Area]:
    """The communities in the areas in which somebody reads accounts."""
    where = Q(pk=None)
    for path in outermost(actor.paths(READ)):
        where |= subtree("path", path)
    found = Area.objects.valid().filter(where, level=Level.COMMUNITY)
    if q:
        found = found.filter(name__icontains=q)
    return list(found.select_related("parent").order_by("path"))


def cell(
    area: Area,
    period: Period,
    rows: Mapping[tuple[int, int], Disclosure],
    first: Mapping[int, int],
) -> Cell:
    """One quarter of one community."""
    row = rows.get((area.pk, period.quarter))
    over = period.last < today()
    out = row is not None and row.state != DisclosureState.DRAFT
    due = first.get(area.pk, period.year + 1) <= period.year
    return Cell(period, row, due and over and not out and today() > last_day(period), over)


def last_day(period: Period) -> date:
    """Until when the accounts of a quarter have to be published."""
    return period.last + timedelta(days=value("money.publish_days"))


def missing(period: Period, areas: Sequence[Area]) -> list[Area]:
    """The communities that had money and have not published a quarter."""
    out = Disclosure.objects.filter(year=period.year, quarter=period.quarter, area__in=areas)
    done = set(out.exclude(state=DisclosureState.DRAFT).values_list("area", flat=True))
    first = begun(areas)
    late = [area for area in areas if area.pk not in done]
    return [area for area in late if first.get(area.pk, period.year + 1) <= period.year]


def due_period(day: date) -> Period:
    """The quarter that is to be published on a day: the last one that is over."""
    return period_of(day).before


def disclosure_for(actor: Actor, uid: UUID) -> Disclosure:
    """One version, if the actor reads accounts there."""
    rows = Disclosure.objects.allowed(actor, READ)
    found: Disclosure = rows.select_related("area", "drafted_by", "published_by").get(uid=uid)
    return found


def to_ask(actor: Actor, uid: UUID) -> Disclosure:
    """Published accounts about which the actor may ask."""
    rows = Disclosure.objects.allowed(actor, "money.raise_objection")
    found: Disclosure = rows.select_related("area").get(uid=uid, state=DisclosureState.PUBLISHED)
    return found


def versions_in(actor: Actor, year: int) -> QuerySet[Disclosure]:
    """All versions of a year in the areas that the actor reads."""
    rows: QuerySet[Disclosure] = Disclosure.objects.allowed(actor, READ)
    return rows.filter(year=year).select_related("area").order_by("area_path", "quarter", "number")


def versions(row: Disclosure) -> list[Disclosure]:
    """All versions of the same quarter, newest first."""
    rows = Disclosure.objects.filter(area=row.area, year=row.year, quarter=row.quarter)
    return list(rows.order_by("-number"))


def draft_beside(row: Disclosure) -> Disclosure | None:
    """The draft that is to take the place of a published version."""
    drafts = (one for one in versions(row) if one.state == DisclosureState.DRAFT)
    return next((one for one in drafts if one.pk != row.pk), None)


def objections_of(actor: Actor, tab: str) -> QuerySet[Objection]:
    """What residents ask, as far as the actor reads it; what waits longest first."""
    rows: QuerySet[Objection] = Objection.objects.allowed(actor, READ_OBJECTIONS)
    rows = rows.select_related("area", "disclosure")
    if tab == "open":
        return rows.filter(state=ObjectionState.RAISED).order_by("answer_by", "pk")
    if tab == "answered":
        rows = rows.filter(state=ObjectionState.ANSWERED)
    return rows.order_by("-at", "-pk")


def objection_for(actor: Actor, uid: UUID) -> Objection:
    """One question, if the actor reads it."""
    rows = Objection.objects.allowed(actor, READ_OBJECTIONS)
    found: Objection = rows.select_related("area", "disclosure", "by", "answered_by").get(uid=uid)
    return found
