"""Reads of bulletins: for those who write them, and for everybody what was released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from liren.apps.bodies.queries import kind_names
from liren.apps.notices.models import Bulletin, Home
from liren.apps.notices.rules import HOMES, PLACES, Kind, State
from liren.apps.places.queries import matches, particulars_of
from liren.apps.places.queries.grids import inside, workers_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Level, User
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.access.ways import prefixes, subtree
from liren.kernel.base.clock import today
from liren.kernel.policy.values import value

NEWEST = Order("published_at")
DRAFTED = Order("drafted_at")
TABS = ("all", "draft", "out", "over", "withdrawn")
MOST_AREAS, MOST_FOUND, MOST_BODIES = 300, 30, 8
# whom a resident asks: not every group and company that lies here
ASKED = frozenset({"party", "self_government", "service", "police"})


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    kind: str = ""


def _fitting(wanted: Wanted) -> QuerySet[Bulletin]:
    rows: QuerySet[Bulletin] = Bulletin.objects.select_related("area").defer("words")
    if wanted.kind in Kind.values:
        rows = rows.filter(kind=wanted.kind)
    return rows.filter(words__holds=wanted.q.strip()) if wanted.q.strip() else rows


def _of_tab(tab: str) -> Q:
    over = Q(until__lt=today())
    found = {
        "draft": Q(state=State.DRAFT),
        "out": Q(state=State.PUBLISHED) & ~over,
        "over": Q(state=State.PUBLISHED) & over,
        "withdrawn": Q(state=State.WITHDRAWN),
    }
    return found.get(tab, Q())


def page_for(actor: Actor, wanted: Wanted, cursor: str = "", limit: int = 30) -> Page[Bulletin]:
    """One page of the bulletins that this actor looks after, the last written first."""
    rows = _fitting(wanted).filter(_of_tab(wanted.tab))
    return page(rows, Bulletin.objects.branches(actor, "notices.view"), DRAFTED, cursor, limit)


def counts_for(actor: Actor) -> dict[str, int]:
    """How many bulletins each tab holds."""
    rows = Bulletin.objects.allowed(actor, "notices.view")
    return {tab: rows.filter(_of_tab(tab))[:1000].count() for tab in TABS}


def released(area: Area) -> QuerySet[Bulletin]:
    """What everybody may read today of what concerns an area: its own and that from above."""
    rows: QuerySet[Bulletin] = Bulletin.objects.filter(
        Q(until=None) | Q(until__gte=today()),
        area_path__in=prefixes(area.path),
        state=State.PUBLISHED,
        since__lte=today(),
    )
    return rows.select_related("area").defer("words")


def page_of(area: Area, wanted: Wanted, cursor: str = "", limit: int = 20) -> Page[Bulletin]:
    """One page of what is released for an area, the newest first."""
    rows = _fitting(wanted) & released(area)
    return page(rows, [Q()], NEWEST, cursor, limit)


def first_of(area: Area, limit: int) -> list[Bulletin]:
    """The few that stand on the first page of an area: pinned ones before the newest."""
    return list(released(area).order_by("-pinned", "-published_at", "-pk")[:limit])


def bulletin_for(actor: Actor | None, uid: UUID) -> Bulletin:
    """One bulletin: everybody reads what was released and the reason why it was withdrawn."""
    rows = Bulletin.objects.select_related("area", "drafted_by", "published_by").defer("words")
    found: Bulletin = rows.get(uid=uid)
    if found.state != State.DRAFT and found.since <= today():
        return found
    if actor and Bulletin.objects.allowed(actor, "notices.view").filter(pk=found.pk).exists():
        return found
    raise Bulletin.DoesNotExist


def own_bulletin_for(actor: Actor, uid: UUID) -> Bulletin:
    """One bulletin for those who look after it."""
    rows = Bulletin.objects.allowed(actor, "notices.view").select_related("area").defer("words")
    found: Bulletin = rows.get(uid=uid)
    return found


def areas_to_address(actor: Actor) -> list[Area]:
    """The areas for which this actor may write, from the outside inwards."""
    rows = Area.objects.allowed(actor, "notices.draft").valid().filter(level__in=PLACES)
    return list(rows.select_related("parent").order_by("path")[:MOST_AREAS])


# ── whom to ask ─────────────────────────────────────────────────────────────────────────────


def community_at(code: str) -> Area:
    """A community or grid in force."""
    rows = Area.objects.valid().filter(level__in=HOMES).select_related("parent__parent")
    found: Area = rows.get(code=code)
    return found


def community_of(area: Area) -> Area:
    """The community itself, or that in which a grid lies."""
    return area if area.level == Level.COMMUNITY or area.parent is None else area.parent


def communities_like(q: str) -> list[Area]:
    """Communities by name, sound, initials or code, for everybody."""
    rows = Area.objects.valid().filter(level=Level.COMMUNITY).select_related("parent")
    return matches(rows, q, MOST_FOUND, code=True)


def home_of(person: User) -> Area | None:
    """Where a person lives, if the area still stands."""
    found = Home.objects.filter(user=person).select_related("area__parent__parent").first()
    return found.area if found and found.area.valid_to is None else None


def residents_in(area: Area, after: int, limit: int) -> list[User]:
    """Some people who live in an area, by key: told batch by batch."""
    rows = Home.objects.filter(subtree("area__path", area.path), user__gt=after)
    return [home.user for home in rows.select_related("user").order_by("user")[:limit]]


@dataclass(frozen=True)
class Contact:
    """A body that one can ask: its office's line, never a person's."""

    name: str
    kind: str
    phone: str
    hours: Sequence[str]
    address: str


@dataclass(frozen=True)
class Patrol:
    """A grid with the names of those who work in it."""

    area: Area
    workers: Sequence[str]


def contacts_in(community: Area) -> list[Contact]:
    """The bodies of a community that answer residents, then its subdistrict office."""
    kinds, usual = kind_names(), value("base.office_hours")
    own = Body.objects.standing().filter(area_path=community.path)
    asked = [one for one in own if (kind := kinds.get(one.kind)) and kind.family in ASKED]
    asked.sort(key=lambda body: (not body.phone, kinds[body.kind].place, body.code))
    reached = [body for body in asked if body.phone] or asked[:1]
    above = community.parent.path if community.parent else ""
    office = Body.objects.standing().filter(area_path=above, kind="subdistrict")
    known = particulars_of(community)
    line, seat = (known.phone, known.address) if known else ("", "")
    return [
        Contact(
            name=str(body),
            kind=str(kinds.get(body.kind, "")),
            phone=body.phone or (line if place == 0 else ""),
            hours=body.office_hours or usual,
            address=body.address or (seat if place == 0 else ""),
        )
        for place, body in enumerate([*reached[:MOST_BODIES], *office[:1]])
    ]


def patrols_in(area: Area) -> list[Patrol]:
    """Who looks after each grid of a community, or after the one grid where one lives."""
    grids = list(inside(area)) if area.level == Level.COMMUNITY else [area]
    names = workers_of(grids)
    return [Patrol(grid, names.get(grid.pk, [])) for grid in grids]


def emergency_numbers() -> list[Mapping[str, Any]]:
    """The numbers to call when life is in danger."""
    return list(value("notices.emergency_numbers"))
