"""Cases, their lists, courses and kinds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Sum, Value

from liren.apps.cases.models import (
    Case,
    CaseClass,
    CaseDay,
    CaseKind,
    SavedView,
    Step,
)
from liren.apps.cases.queries.voices import beside
from liren.apps.cases.rules import (
    COURSE,
    DOING,
    ENDED,
    NEXT,
    NOTES_FOR_REPORTER,
    OPEN,
    SHOWN_TO_REPORTER,
    State,
    serial_of,
)
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.joined import joined
from liren.kernel.access.models import Area, Body, User
from liren.kernel.access.pages import Order, Page, lines, page
from liren.kernel.access.ways import Named, outermost, subtree
from liren.kernel.base.clock import now, today, zone
from liren.kernel.policy.values import kept, packs_in_force, value

NEWEST = Order("reported_at")
OLDEST = Order("reported_at", newest_first=False)
DUE = Order("due_at", newest_first=False)
ORDERS = {"new": NEWEST, "old": OLDEST, "due": DUE}

TABS = ("mine", "all", "reported", "accepted", "doing", "handled", "verified", "late", "closed")
STATES = {
    "reported": (State.REPORTED,),
    "accepted": (State.ACCEPTED,),
    "doing": DOING,
    "handled": (State.HANDLED,),
    "verified": (State.VERIFIED,),
    "late": OPEN,
    "mine": OPEN,
    "closed": ENDED,
}


# what lists, maps and tables show of a case; its long texts stay where they are
SHOWN = (
    *("uid", "office", "title", "address", "lng", "lat", "source", "state", "urgent", "rating"),
    *("picture_count", "asked_at", "join_count"),
    *("reported_at", "stage_at", "due_at", "handle_due_at", "handled_at", "closed_at"),
    *("area__code", "area__name", "area__name_en", "kind__code", "kind__zh", "kind__en"),
    *("handler__code", "handler__name", "handler__name_en"),
)
# what the API says of a case in a list
LINE = (
    *("id", "uid", "office", "title", "address", "lng", "lat", "source", "state", "urgent"),
    *("rating", "picture_count", "reported_at", "due_at", "closed_at"),
    *("kind__code", "area__code", "handler__code"),
)


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; empty means: no matter."""

    tab: str = "all"
    q: str = ""
    kind: str = ""
    case_class: str = ""
    area: str = ""
    handler: str = ""
    source: str = ""
    state: str = ""
    urgent: bool = False
    by_me: bool = False
    since: date | None = None
    until: date | None = None
    sort: str = ""

    @property
    def order(self) -> Order:
        """The chosen order; open cases by deadline where nothing was chosen."""
        timed = self.tab in STATES and self.tab != "closed"
        if self.sort == "due" and not timed:
            return NEWEST
        return ORDERS.get(self.sort) or (DUE if timed else NEWEST)

    def filters(self) -> int:
        """How many filters are set, besides tab, search and order."""
        free = ("tab", "q", "sort")
        return sum(bool(getattr(self, f.name)) for f in fields(self) if f.name not in free)


CASE = """
SELECT {c}, {k}, {a}, {b} FROM cases_case c
JOIN cases_casekind k ON k.id = c.kind_id JOIN access_area a ON a.id = c.area_id
LEFT JOIN access_body b ON b.id = c.handler_id WHERE c.uid = %s
"""


def case_for(actor: Actor, uid: UUID) -> Case:
    """The case, if this actor may see it; otherwise it does not exist."""
    for case, case.kind, case.area, case.handler in joined(
        CASE, [uid], c=Case, k=CaseKind, a=Area, b=Body
    ):
        if permits(actor, "cases.view", case):
            return case  # type: ignore[no-any-return]
    raise Case.DoesNotExist


def whole_case_for(actor: Actor, uid: UUID) -> Case:
    """The same case with all that its page shows."""
    rows = Case.objects.allowed(actor, "cases.view").defer("words")
    also = ("kind__case_class", "area__parent__parent__parent", "handler", "reporter")
    case: Case = rows.select_related(*also).get(uid=uid)
    return case


def page_for(actor: Actor, wanted: Wanted, cursor: str = "", limit: int = 50) -> Page[Case]:
    """One page of the cases that this actor may see."""
    rows = narrowed(wanted, actor).select_related("kind", "area", "handler").only(*SHOWN)
    return page(rows, branches_for(actor, wanted), wanted.order, cursor, limit)


def lines_for(actor: Actor, wanted: Wanted, cursor: str, limit: int) -> Page[dict[str, Any]]:
    """The same page as plain columns, for programs."""
    rows = narrowed(wanted, actor).values(*LINE)
    return lines(rows, branches_for(actor, wanted), wanted.order, cursor, limit)


def branches_for(actor: Actor, wanted: Wanted) -> list[Q]:
    """The ways to the cases of a tab; «mine» are those on which the next step is the actor's."""
    if wanted.tab != "mine":
        return Case.objects.branches(actor, "cases.view")
    groups: list[tuple[list[Q], list[str]]] = []
    for state, verb in NEXT.items():
        ways = Case.objects.branches(actor, verb)
        known = next((states for before, states in groups if before == ways), None)
        if known is None:
            groups.append((ways, [state]))
        else:
            known.append(state)
    return [Q(state__in=states) & way for ways, states in groups for way in ways]


def narrowed(wanted: Wanted, actor: Actor) -> QuerySet[Case]:
    """The cases that fit a question, before it is asked who may see them."""
    rows: QuerySet[Case] = Case.objects.all()
    if wanted.tab in STATES:
        rows = rows.filter(state__in=STATES[wanted.tab])
    if wanted.tab == "late":
        rows = rows.filter(due_at__lt=now())
    if wanted.area:
        area = Area.objects.filter(code=wanted.area).first()
        # an unknown area holds nothing; `none()` could not be joined by UNION
        inside = subtree("area_path", area.path) if area else Q(area_path="")
        rows = rows.filter(inside)
    if wanted.by_me:
        rows = rows.filter(reporter=actor.user)
    return _searched(rows.filter(_plain(wanted)), wanted.q)


def _plain(wanted: Wanted) -> Q:
    where = Q()
    for name, path in (
        ("kind", "kind__code"),
        ("case_class", "kind__case_class__code"),
        ("handler", "handler__code"),
        ("source", "source"),
        ("state", "state"),
    ):
        if chosen := getattr(wanted, name):
            where &= Q(**{path: chosen})
    if wanted.urgent:
        where &= Q(urgent=True)
    if wanted.since:
        where &= Q(reported_at__gte=datetime.combine(wanted.since, time.min, zone()))
    if wanted.until:
        end = wanted.until + timedelta(days=1)
        where &= Q(reported_at__lt=datetime.combine(end, time.min, zone()))
    return where


def _searched(rows: QuerySet[Case], q: str) -> QuerySet[Case]:
    q = q.strip()
    if not q:
        return rows
    serial = serial_of(q)
    found = Q(words__holds=q)
    return rows.filter(found | Q(pk=serial)) if serial else rows.filter(found)


def counts_for(actor: Actor, wanted: Wanted, tabs: Iterable[str] = TABS) -> dict[str, int]:
    """How many cases each tab holds, to the cap: one statement for all tabs.

    Open cases are counted by state, for they are the work at hand and few; ended ones, which
    grow with the years, only as far as the cap.
    """
    cap, tabs = value("cases.list_cap"), tuple(tabs)
    sets = [name for name in ("mine", "open", "ended") if name == "mine" or tabs != ("mine",)]
    parts = [part for name in sets for part in _counted(actor, wanted, name, cap + 1)]
    found = _grouped(parts) if parts else []

    def total(of: str, states: Collection[str], *, late: bool = False) -> int:
        return sum(
            number
            for name, state, is_late, number in found
            if name == of and state in states and (is_late or not late)
        )

    numbers = {name: total("open", states) for name, states in STATES.items()}
    numbers["mine"] = total("mine", OPEN)
    numbers["late"] = total("open", OPEN, late=True)
    numbers["closed"] = total("ended", ENDED)
    numbers["all"] = total("open", OPEN) + numbers["closed"]
    return {tab: min(numbers[tab], cap + 1) for tab in tabs}


def _counted(actor: Actor, wanted: Wanted, name: str, most: int) -> list[QuerySet[Any]]:
    rows = narrowed(replace(wanted, tab="closed" if name == "ended" else "mine"), actor)
    late = ExpressionWrapper(Q(due_at__lt=now()), output_field=BooleanField())
    rows = rows.order_by().annotate(late=late)
    ways = branches_for(actor, replace(wanted, tab="mine" if name == "mine" else "all"))
    parts = [rows.filter(way).values_list(Value(name), "pk", "state", "late") for way in ways]
    return [part[:most] for part in parts] if name == "ended" else parts


def _grouped(parts: list[QuerySet[Any]]) -> list[tuple[str, str, bool, int]]:
    # a case that is reached in two ways stands in two parts: UNION makes it one again
    joined = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    sql, params = joined.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT part, state, late, count(*) FROM ({sql}) AS found (part, pk, state, late)"  # noqa: S608 — Django's own SQL
            " GROUP BY part, state, late",
            params,
        )
        found: list[tuple[str, str, bool, int]] = cursor.fetchall()
    return found


def capped(count: int) -> str:
    """A count as a tab shows it: 999+ beyond the cap."""
    cap = value("cases.list_cap")
    return f"{cap}+" if count > cap else str(count)


def sees_all(actor: Actor, case: Case) -> bool:
    """Whether the actor sees a case by office, not only as the one who reported it."""
    official = (way for way in case.ways if not isinstance(way, Named))
    return any(way.leads(actor, "cases.view", case) for way in official)


def course_for(actor: Actor, case: Case) -> list[Step]:
    """The steps of a case, newest first; a reporter sees fewer, and only notes meant for them."""
    steps = list(
        Step.objects.filter(case=case)
        .select_related("actor", "behalf", "body", "to_body")
        .order_by("-at", "-pk")
    )
    if sees_all(actor, case):
        return steps
    shown = [step for step in steps if step.verb in SHOWN_TO_REPORTER]
    for step in shown:
        if step.verb not in NOTES_FOR_REPORTER:
            step.note = ""
    return shown


def verbs_for(actor: Actor, case: Case) -> list[str]:
    """What this actor may do to a case in its state, the next step first."""
    open_verbs = [verb for verb in COURSE.verbs(case.state) if permits(actor, verb, case)]
    if "cases.self_handle" in open_verbs and not case.kind.self_handle:
        open_verbs.remove("cases.self_handle")
    if "cases.rate" in open_verbs and case.rating:
        open_verbs.remove("cases.rate")
    open_verbs += [verb for verb in beside(actor, case) if permits(actor, verb, case)]
    return sorted(open_verbs, key=lambda verb: verb not in (case.next_verb, "cases.answer"))


@dataclass(frozen=True)
class Figures:
    """Two weeks of an actor's area in figures; counted by the worker."""

    days: list[tuple[date, int, int]]  # day, reported, closed
    reported: int
    reported_before: int
    closed: int
    on_time: int
    hours: float

    @property
    def rate(self) -> float | None:
        """Share of cases closed in the last seven days that were handled in time."""
        return self.on_time / self.closed if self.closed else None

    @property
    def mean_hours(self) -> float | None:
        """Mean hours from report to closing, of cases closed in the last seven days."""
        return self.hours / self.closed if self.closed else None


def figures_for(actor: Actor) -> Figures | None:
    """The last fourteen days, from the roll-up; None for who acts without an area."""
    paths = outermost(actor.paths("cases.view"))
    if not paths:
        return None
    first = today() - timedelta(days=13)
    where = Q()
    for path in paths:
        where |= subtree("area_path", path)
    rows = CaseDay.objects.filter(where, day__gte=first).values("day")
    sums = rows.annotate(
        r=Sum("reported"), c=Sum("closed"), t=Sum("on_time"), h=Sum("hours")
    ).order_by("day")
    by_day: dict[date, dict[str, Any]] = {row["day"]: dict(row) for row in sums}
    nothing: dict[str, Any] = {"r": 0, "c": 0, "t": 0, "h": 0.0}
    days = [first + timedelta(days=n) for n in range(14)]
    week = [by_day.get(day, nothing) for day in days[7:]]
    return Figures(
        days=[(d, by_day.get(d, nothing)["r"], by_day.get(d, nothing)["c"]) for d in days],
        reported=sum(row["r"] for row in week),
        reported_before=sum(by_day.get(day, nothing)["r"] for day in days[:7]),
        closed=sum(row["c"] for row in week),
        on_time=sum(row["t"] for row in week),
        hours=sum(row["h"] for row in week),
    )


@kept
def kinds_in_force(day: date | None = None) -> dict[str, CaseKind]:
    """The kinds of today by code: of the nearest pack that has one, the newest version."""
    day = day or today()
    order = packs_in_force()
    rows = CaseKind.objects.filter(pack__in=order, valid_from__lte=day).select_related(
        "case_class", "pack"
    )
    found: dict[str, CaseKind] = {}
    nearest = sorted(rows, key=lambda k: (order.index(k.pack_id), -k.valid_from.toordinal()))
    for kind in nearest:
        if kind.code not in found:
            found[kind.code] = kind
    live = [kind for kind in found.values() if kind.valid_to is None or kind.valid_to >= day]
    live.sort(key=lambda kind: (kind.case_class.order, kind.code))
    return {kind.code: kind for kind in live}


@kept
def classes() -> tuple[CaseClass, ...]:
    """The classes of cases in their order."""
    return tuple(CaseClass.objects.all())


def points_for(actor: Actor, wanted: Wanted, limit: int = 500) -> list[Case]:
    """Cases with a place on the map, the most urgent first."""
    placed = narrowed(wanted, actor).filter(lng__isnull=False)
    rows = placed.select_related("kind", "area", "handler").only(*SHOWN)
    return page(rows, branches_for(actor, wanted), wanted.order, limit=limit).rows


def near(actor: Actor, case: Case) -> QuerySet[Case]:
    """Other open cases of the same kind in the same area."""
    rows: QuerySet[Case] = Case.objects.allowed(actor, "cases.view")
    alike = rows.filter(area=case.area, kind__code=case.kind.code, state__in=OPEN)
    return alike.exclude(pk=case.pk).order_by("-reported_at")


def views_of(user: User) -> QuerySet[SavedView]:
    """The views that a person keeps."""
    return SavedView.objects.filter(user=user)


def exported(actor: Actor, wanted: Wanted, limit: int) -> Iterable[Case]:
    """All cases of a list up to a limit, page by page, so that memory stays flat."""
    cursor, left = "", limit
    while left > 0:
        found = page_for(actor, wanted, cursor, min(left, 500))
        yield from found.rows
        left -= len(found.rows)
        cursor = found.older
        if not cursor:
            return
