"""Reading refusals, always for an actor; and what stands on the lists of what somebody asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from liren.apps.duties.models import Application, Emergency, Entry, Refusal
from liren.apps.duties.queries.assignments import within
from liren.apps.duties.queries.gate import ask_gate, holding, in_force
from liren.apps.duties.rules.admission import ADMITTED
from liren.apps.duties.rules.assignments import RefusalState
from liren.apps.duties.rules.gate import Verdict
from liren.apps.duties.rules.lists import ASKABLE, FORBIDDING
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.base.calendar import due
from liren.kernel.base.clock import now, today
from liren.kernel.policy.values import calendar, span

READ = "duties.refusals"
TABS = ("all", "stands", "appealed", "upheld", "overturned", "late")
NEWEST = Order("at")
BESIDE = ("area__parent", "asker", "assignment", "by", "decided_by")


@dataclass(frozen=True)
class RefusalsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    area: str = ""
    asker: str = ""
    ground: str = ""


def refusal_for(actor: Actor, uid: UUID) -> Refusal:
    """The refusal, if this actor may see it."""
    row: Refusal = Refusal.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return row


def refusals_sought(sought: RefusalsSought) -> QuerySet[Refusal]:
    """The refusals that fit a question, before it is asked who may see them."""
    rows: QuerySet[Refusal] = Refusal.objects.filter(within(sought.area), tab_of(sought.tab))
    for name, field in (("asker", "asker__code"), ("ground", "ground")):
        if given := getattr(sought, name):
            rows = rows.filter(**{field: given})
    for word in sought.q.split()[:3]:
        rows = rows.filter(
            Q(title__contains=word) | Q(area__name__contains=word) | Q(asker__name__contains=word)
        )
    return rows


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    if tab == "all":
        return Q()
    if tab == "late":
        return Q(state=RefusalState.APPEALED, decide_by__lt=now())
    return Q(state=tab)


def page_of_refusals(
    actor: Actor, sought: RefusalsSought, cursor: str = "", limit: int = 50
) -> Page[Refusal]:
    """One page of refusals, the newest first."""
    rows = refusals_sought(sought).select_related(*BESIDE)
    return page(rows, Refusal.objects.branches(actor, READ), NEWEST, cursor, limit)


def appeal_until(row: Refusal) -> datetime:
    """The last moment at which a department may appeal."""
    return due(row.at, span("gate.appeal"), calendar())


def decide_until(moment: datetime) -> datetime:
    """By when an appeal is decided."""
    return due(moment, span("gate.decide_appeal"), calendar())


def again(row: Refusal) -> int:
    """How often this department had the same refused before, in these communities or others."""
    before = Refusal.objects.filter(asker_id=row.asker_id, title=row.title, at__lt=row.at)
    return before.exclude(state=RefusalState.OVERTURNED).count()


# ── what stands on the lists of what somebody asks ──────────────────────────────────────────


def outside(
    asker: Body, area: Area, kind: str, *, entry_code: str = "", day: date | None = None
) -> Verdict:
    """What the gate says of something that came by telephone, in a group or on paper.

    Of all that the department could mean the first that passes; else the first that does not.
    """
    day, missed = day or today(), None
    for basis in candidates(asker, area, kind):
        said = ask_gate(asker, area, kind, day, entry_code=entry_code, **basis)
        if said.passed:
            return said
        missed = missed or said
    listed = ask_gate(asker, area, kind, day, entry_code=entry_code)
    return listed if listed.passed or entry_code or missed is None else missed


def candidates(asker: Body, area: Area, kind: str) -> Iterator[dict[str, Any]]:
    """What a department could stand on here: an emergency, or an admission of this kind."""
    day = today()
    emergencies = Emergency.objects.filter(bodies=asker, until__gte=day, ended_on=None)
    for emergency in emergencies.order_by("pk"):
        if area.path.startswith(emergency.area_path):
            yield {"emergency": emergency}
    admissions = Application.objects.filter(body=asker, kind=kind, state__in=ADMITTED)
    meant = admissions.filter(hearings__area=area, hearings__admitted=True)
    for application in meant.order_by("-end_on", "pk"):
        yield {"application": application}


def similar(area: Area, title: str) -> list[Entry]:
    """Entries in force here that are called like what is asked."""
    title = title.strip()
    if not title:
        return []
    versions = in_force(area.path, today(), ASKABLE | FORBIDDING)
    rows = holding(Entry.objects.filter(version__in=versions), today())
    named = Q(zh__contains=title[:20])
    for at in range(0, len(title) - 1, 2):
        named |= Q(zh__contains=title[at : at + 4]) if len(title) - at >= CHUNK else Q()
    return list(rows.filter(named).order_by("version", "place")[:5])


CHUNK = 4
