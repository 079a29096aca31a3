"""Reading the register of burdens, always for an actor."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liren.apps.duties.models import Application, Burden
from liren.apps.duties.queries.assignments import within
from liren.apps.duties.rules.admission import ADMITTED, AskKind
from liren.apps.duties.rules.burdens import CHANNELS, LIVE, STANDING, BurdenState
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Level
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today

READ = "duties.burdens"
TABS = ("live", "bare", "admitted", "ordered", "late", "over", "all")
NEWEST = Order("at")
BESIDE = ("area__parent", "asker", "application", "merged_into", "by")
MOST_EXPORTED = 20_000
MOST_OFFERED = 200
CHANNEL = "channel"  # programs and groups as one kind of the filter


@dataclass(frozen=True)
class BurdensSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "live"
    kind: str = ""
    q: str = ""
    area: str = ""
    asker: str = ""
    made: str = ""  # "yes" generated, "no" kept by hand


def burden_for(actor: Actor, uid: UUID) -> Burden:
    """The burden, if this actor may see it."""
    row: Burden = Burden.objects.allowed(actor, READ).select_related(*BESIDE).get(uid=uid)
    return row


def burdens_sought(sought: BurdensSought) -> QuerySet[Burden]:
    """The burdens that fit a question, before it is asked who may see them."""
    rows: QuerySet[Burden] = Burden.objects.filter(
        within(sought.area), tab_of(sought.tab), kind_of(sought.kind)
    )
    if sought.asker:
        rows = rows.filter(asker__code=sought.asker)
    if sought.made:
        rows = rows.filter(generated=sought.made == "yes")
    for word in sought.q.split()[:3]:
        named = Q(asker__name__contains=word) | Q(asker_name__contains=word)
        rows = rows.filter(Q(title__contains=word) | Q(area__name__contains=word) | named)
    return rows


def kind_of(kind: str) -> Q:
    """One kind, or all ways by which orders come in."""
    if kind == CHANNEL:
        return Q(kind__in=CHANNELS)
    return Q(kind=kind) if kind else Q()


def late() -> Q:
    """What should be gone."""
    return Q(state=BurdenState.ORDERED, remove_by__lt=today())


def bare() -> Q:
    """What stands there without an admission or a day of removal."""
    return Q(state=BurdenState.FOUND)


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    shown = {
        "live": Q(state__in=LIVE),
        "bare": bare(),
        "admitted": Q(state=BurdenState.ADMITTED),
        "ordered": Q(state=BurdenState.ORDERED),
        "late": late(),
        "over": Q(state__in=(BurdenState.ENDED, BurdenState.MERGED)),
    }
    return shown.get(tab, Q())


def page_of_burdens(
    actor: Actor, sought: BurdensSought, cursor: str = "", limit: int = 50
) -> Page[Burden]:
    """One page of burdens, the newest first."""
    rows = burdens_sought(sought).select_related(*BESIDE)
    return page(rows, Burden.objects.branches(actor, READ), NEWEST, cursor, limit)


def exported(actor: Actor, sought: BurdensSought) -> list[Burden]:
    """The rows of a list that is taken out."""
    allowed = Burden.objects.allowed(actor, READ)
    rows = burdens_sought(sought).filter(pk__in=allowed.values("pk")).select_related(*BESIDE)
    return list(rows.order_by("area_path", "kind", "pk")[:MOST_EXPORTED])


def counts(actor: Actor, sought: BurdensSought) -> dict[str, int]:
    """How many wait in the tabs that need somebody."""
    rows = burdens_sought(sought).filter(tab_of("live"))
    allowed = Burden.objects.allowed(actor, READ)
    found = rows.filter(pk__in=allowed.values("pk")).aggregate(
        live=Count("pk"), bare=Count("pk", filter=bare()), late=Count("pk", filter=late())
    )
    return dict(found)


def kinds_counted(actor: Actor, sought: BurdensSought) -> dict[str, int]:
    """How many of each kind stand in a tab."""
    allowed = Burden.objects.allowed(actor, READ)
    rows = burdens_sought(sought).filter(pk__in=allowed.values("pk")).order_by()
    return {one["kind"]: one["n"] for one in rows.values("kind").annotate(n=Count("pk"))}


def askers(actor: Actor) -> list[Body]:
    """The bodies that want something of the communities which the actor sees."""
    rows = Burden.objects.allowed(actor, READ).order_by().values("asker").distinct()
    return list(Body.objects.filter(pk__in=rows).order_by("code"))


def wanting(area: Area, known: Body | None = None) -> list[Body]:
    """Who may want something of a community: departments and offices there and above."""
    rows = Body.objects.standing().filter(kind__in=ASKING).order_by("area_path", "code")
    found = [body for body in rows if area.path.startswith(body.area_path)]
    return [known, *found] if known and known not in found else found


# kinds of bodies that want something of communities
ASKING = (
    *("department", "subdistrict", "government", "community_office", "leading_office"),
    *("party_committee", "party_work_committee", "police_station", "public_institution"),
    *("utility", "mass_organisation", "burden_group"),
)


def communities_for(actor: Actor, verb: str) -> list[Area]:
    """The communities in which an actor may do this."""
    rows = Area.objects.allowed(actor, verb).valid().filter(level=Level.COMMUNITY)
    return list(rows.select_related("parent").order_by("path")[:MOST_PLACES])


MOST_PLACES = 2000


def admissions_for(row: Burden) -> list[Application]:
    """The admissions on which something may stand: of its kind, of who asks, reaching here."""
    rows = Application.objects.filter(
        kind=row.kind,
        state__in=ADMITTED,
        end_on__gte=today(),
        hearings__area=row.area_id,
        hearings__admitted=True,
    )
    if row.asker_id:
        rows = rows.filter(body=row.asker_id)
    return list(rows.select_related("body").distinct().order_by("-pk")[:MOST_OFFERED])


def others_like(row: Burden) -> list[Burden]:
    """What it may be merged into: the live ones of its kind at the same door."""
    rows = Burden.objects.filter(area=row.area_id, kind=row.kind, state__in=LIVE)
    return list(rows.exclude(pk=row.pk).select_related("asker").order_by("title")[:MOST_OFFERED])


def merged_here(row: Burden) -> list[Burden]:
    """What became part of it."""
    return list(Burden.objects.filter(merged_into=row).order_by("-ended_on")[:MOST_OFFERED])


def kinds() -> list[tuple[str, Any]]:
    """The kinds of the register, as they are chosen."""
    return [(one.value, one.label) for one in map(AskKind, STANDING)]


def at_door(path: str) -> QuerySet[Burden]:
    """Everything registered at a place and below."""
    rows: QuerySet[Burden] = Burden.objects.filter(subtree("area_path", path))
    return rows
