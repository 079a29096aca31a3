"""What is asked of subdistricts and communities, and what each of them carries already."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from liren.apps.duties.models import Assignment, Burden, Estimate, EstimateLine, Hearing
from liren.apps.duties.rules.admission import ADMITTED, State
from liren.apps.duties.rules.assignments import OPEN
from liren.apps.duties.rules.burdens import LIVE
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.pages import Order, Page, page


def loads_of(areas: Iterable[Area]) -> Mapping[int, dict[str, Any]]:
    """What each community carries today: admissions, open tasks, standing burdens, hours."""
    keys = [area.pk for area in areas]
    admissions = Counter(
        Hearing.objects.filter(
            area__in=keys, admitted=True, application__state__in=ADMITTED
        ).values_list("area_id", flat=True)
    )
    tasks = Counter(
        Assignment.objects.filter(area__in=keys, state__in=OPEN).values_list("area_id", flat=True)
    )
    burdens: dict[int, Counter[str]] = {}
    standing = Burden.objects.filter(area__in=keys, state__in=LIVE).values_list("area_id", "kind")
    for key, kind in standing:
        burdens.setdefault(key, Counter())[kind] += 1
    hours = hours_of(keys)
    return {
        key: {
            "admissions": admissions[key],
            "tasks": tasks[key],
            "burdens": dict(burdens.get(key, {})),
            **hours.get(key, {}),
        }
        for key in keys
    }


def hours_of(keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Of each community the hours of the newest month it estimated, and how many shared them."""
    rows = Estimate.objects.filter(area__in=list(keys)).order_by("area_id", "-month")
    latest = {row.pk: row for row in rows.distinct("area_id")}
    sums: dict[int, float] = defaultdict(float)
    lines = EstimateLine.objects.filter(estimate__in=latest).values_list("estimate_id", "hours")
    for key, hours in lines:
        sums[key] += float(hours)
    return {
        row.area_id: {
            "hours": sums[key],
            "staff": row.staff,
            "month": row.month.isoformat(),
        }
        for key, row in latest.items()
    }


READ = "duties.hearings"
TABS = ("waiting", "said", "admitted", "all")
NEWEST = Order("asked_at")


def hearings_for(actor: Actor, tab: str = "all") -> QuerySet[Hearing]:
    """What this actor's places were asked; what is only drafted is not shown."""
    rows = Hearing.objects.allowed(actor, READ).filter(asked_at__isnull=False)
    return rows.filter(tab_of(tab))


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    if tab == "waiting":
        return Q(application__state=State.HEARING, stance="")
    if tab == "said":
        return ~Q(stance="")
    if tab == "admitted":
        return Q(admitted=True, application__state__in=ADMITTED)
    return Q()


def page_of_hearings(actor: Actor, tab: str, cursor: str = "", limit: int = 50) -> Page[Hearing]:
    """One page of what was asked, the newest first."""
    rows = Hearing.objects.filter(tab_of(tab), asked_at__isnull=False)
    rows = rows.select_related("area", "application__body", "by")
    return page(rows, Hearing.objects.branches(actor, READ), NEWEST, cursor, limit)


def hearing_for(actor: Actor, uid: UUID) -> Hearing:
    """One question to one place, if this actor may see it."""
    rows = hearings_for(actor).select_related("area", "application__body", "by")
    found: Hearing = rows.select_related("application__document", "application__area").get(uid=uid)
    return found
