"""Reading the hours of communities, and what a month's page is filled with beforehand."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from liren.apps.duties.models import Application, Assignment, Burden, Estimate, EstimateLine
from liren.apps.duties.queries.assignments import within
from liren.apps.duties.rules.admission import AskKind, State
from liren.apps.duties.rules.assignments import OPEN
from liren.apps.duties.rules.burdens import LIVE
from liren.apps.duties.rules.estimates import after, before
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.pages import Order, Page, page

READ = "duties.estimates"
NEWEST = Order("month")
LONGEST = 80
# what hangs on a wall takes no hours; all else does
SILENT = (AskKind.PLAQUE, AskKind.OFFICE)


@dataclass(frozen=True)
class Row:
    """One line of the month's page: what it is, who asks, and the hours of the last month."""

    source: str
    label: str
    asker: str
    hours: Decimal | None
    before: Decimal | None


def estimate_for(actor: Actor, uid: UUID) -> Estimate:
    """The estimate, if this actor may see it."""
    rows = Estimate.objects.allowed(actor, READ).select_related("area__parent", "by")
    row: Estimate = rows.get(uid=uid)
    return row


def of_month(area: Area, month: date) -> Estimate | None:
    """What a community said of a month."""
    found: Estimate | None = Estimate.objects.filter(area=area, month=month).first()
    return found


def page_of_estimates(
    actor: Actor, area: str = "", cursor: str = "", limit: int = 50
) -> Page[Estimate]:
    """One page of estimates, the newest month first."""
    rows: Any = Estimate.objects.filter(within(area)).select_related("area__parent", "by")
    rows = rows.annotate(total=Sum("lines__hours"))
    return page(rows, Estimate.objects.branches(actor, READ), NEWEST, cursor, limit)


def lines_of(row: Estimate | None) -> list[EstimateLine]:
    """Its lines, the longest first."""
    if row is None:
        return []
    return list(row.lines.select_related("asker").order_by("-hours", "label"))


def rows_for(area: Area, month: date) -> list[Row]:
    """What the page of a month asks for: what was said; before that what the last month says."""
    whole = of_month(area, month)
    said = {line.label: line for line in lines_of(whole)}
    last = {line.label: line for line in lines_of(of_month(area, before(month)))}
    kept = said if whole else last
    known = asked_in(area, month)
    # what was written freely comes again, what has ended since does not
    others = {
        label: (source_of(line), asker_of(line))
        for label, line in kept.items()
        if label not in known and (whole or not source_of(line))
    }
    return [
        Row(source, label, asker, hours_in(kept, label), hours_in(last, label))
        for label, (source, asker) in {**known, **others}.items()
    ]


def hours_in(lines: dict[str, EstimateLine], label: str) -> Decimal | None:
    """The hours of a thing, if they were said."""
    return lines[label].hours if label in lines else None


def source_of(line: EstimateLine) -> str:
    """The key of what a line stands on."""
    kinds = (("a", line.assignment_id), ("p", line.application_id), ("b", line.burden_id))
    return next((f"{letter}:{key}" for letter, key in kinds if key), "")


def asker_of(line: EstimateLine) -> str:
    """Who asks for it, as far as a body of ours does."""
    return str(line.asker or "")


def asked_in(area: Area, month: date) -> dict[str, tuple[str, str]]:
    """What is asked of a community in a month: label → (key, who asks)."""
    found: dict[str, tuple[str, str]] = {}
    for application in admissions_in(area, month):
        put(found, f"p:{application.pk}", application.title, str(application.body))
    for task in tasks_in(area, month):
        put(found, f"a:{task.pk}", task.title, str(task.asker))
    for burden in standing_in(area):
        asker = str(burden.asker or burden.asker_name)
        put(found, f"b:{burden.pk}", f"{burden.get_kind_display()}：{burden.title}", asker)
    return found


def put(found: dict[str, tuple[str, str]], source: str, label: str, asker: str) -> None:
    """Two of one name are told apart by who asks; what is then the same stands once."""
    label = label[:LONGEST]
    if label in found and found[label][1] != asker:
        label = f"{label[: LONGEST - len(asker) - 2]}（{asker}）"
    found.setdefault(label, (source, asker))


def admissions_in(area: Area, month: date) -> list[Application]:
    """The admissions that held in a month for a community."""
    rows = Application.objects.filter(
        state__in=(State.ACTIVE, State.SUSPENDED, State.EXITED),
        hearings__area=area,
        hearings__admitted=True,
        start_on__lt=after(month),
        end_on__gte=month,
    )
    lasted = Q(ended_on=None) | Q(ended_on__gte=month)
    return list(rows.filter(lasted).select_related("body").distinct().order_by("pk"))


def tasks_in(area: Area, month: date) -> QuerySet[Assignment]:
    """What was handed out without admission and was in hand in a month."""
    live = Q(state__in=OPEN) | Q(ended_at__date__gte=month)
    rows = Assignment.objects.filter(live, area=area, application=None)
    found: QuerySet[Assignment] = rows.filter(sent_at__date__lt=after(month))
    return found.select_related("asker").order_by("pk")


def standing_in(area: Area) -> QuerySet[Burden]:
    """What stands at the door, takes hours and is not under an admission of its own."""
    rows: QuerySet[Burden] = Burden.objects.filter(area=area, state__in=LIVE, application=None)
    return rows.exclude(kind__in=SILENT).select_related("asker").order_by("kind", "pk")


def writes_in(actor: Actor) -> list[Area]:
    """The communities whose hours the actor writes."""
    rows = Area.objects.allowed(actor, "duties.estimate").valid().filter(level="community")
    return list(rows.select_related("parent").order_by("path")[:MOST_PLACES])


MOST_PLACES = 2000


def missing(paths: list[str], month: date) -> int:
    """How many of the communities have said nothing of a month."""
    said = Estimate.objects.filter(month=month, area_path__in=paths).count()
    return len(paths) - said
