"""Reading applications for admission, always for an actor."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from liren.apps.duties.models import Application, Cover, Hearing, Seat
from liren.apps.duties.rules.admission import ADMITTED, COURSE, OPEN, AskKind, State
from liren.apps.people.models import Household
from liren.apps.people.rules import Bond
from liren.apps.standards.models import Declared
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area, Body
from liren.kernel.access.pages import MOST_COUNTED, Order, Page, page
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import now, today
from liren.kernel.policy.values import value

READ = "duties.applications"
TABS: Mapping[str, Collection[str]] = {
    "open": OPEN,
    "draft": (State.DRAFT,),
    "submitted": (State.SUBMITTED,),
    "hearing": (State.HEARING,),
    "review": (State.REVIEW,),
    "money": (State.APPROVED, State.FUNDED),
    "active": (State.ACTIVE, State.SUSPENDED),
    "ended": (State.EXITED, State.REFUSED, State.WITHDRAWN),
    "all": tuple(State),
}
HOT = ("draft", "submitted", "hearing", "review", "money")
NEWEST = Order("drafted_at")
SOONEST = Order("due_at", newest_first=False)
MOST_EXPORTED = 20_000
BESIDE = ("body", "area", "document")


@dataclass(frozen=True)
class ApplicationsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "open"
    q: str = ""
    kind: str = ""
    body: str = ""
    late: str = ""  # "yes": whose time of decision or of the stage is over
    ends: str = ""  # "soon": whose days or whose money end soon


def seen_by(actor: Actor) -> Q:
    """Drafts are the department's own until they are sent in."""
    return ~Q(state=State.DRAFT) | Q(body__in=actor.bodies(READ))


def application_for(actor: Actor, uid: UUID) -> Application:
    """The application, if this actor may see it."""
    rows = Application.objects.allowed(actor, READ).filter(seen_by(actor))
    people = ("drafted_by", "decided_by", "body__area")
    row: Application = rows.select_related(*BESIDE, *people).get(uid=uid)
    return row


def applications_sought(sought: ApplicationsSought) -> QuerySet[Application]:
    """The applications that fit a question, before it is asked who may see them."""
    rows: QuerySet[Application] = Application.objects.filter(
        state__in=TABS.get(sought.tab, TABS["all"])
    )
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.body:
        rows = rows.filter(body__code=sought.body)
    if sought.late:
        rows = rows.filter(late_now())
    if sought.ends:
        rows = rows.filter(state__in=ADMITTED, end_on__lte=today() + remind_days())
    for word in sought.q.split()[:3]:
        rows = rows.filter(word_of(word))
    return rows


def word_of(word: str) -> Q:
    """Rows that have a word in their title, number, department or basis."""
    serial = word.rsplit("-", 1)[-1]
    named = Q(pk=int(serial)) if serial.isdigit() and len(serial) <= 9 else Q(pk=None)
    texts = Q(title__contains=word) | Q(basis__contains=word) | Q(body__name__contains=word)
    return texts | named | Q(entry_code=word)


def late_now() -> Q:
    """Open ones whose stage, or whose time to decide, is over."""
    return Q(state__in=OPEN) & (Q(due_at__lt=now()) | Q(decide_by__lt=now()))


def remind_days() -> timedelta:
    """How long before the end reminders begin."""
    return timedelta(days=int(value("admission.remind_days")))


def page_of_applications(
    actor: Actor, sought: ApplicationsSought, cursor: str = "", limit: int = 50
) -> Page[Application]:
    """One page of applications, the newest first."""
    rows = applications_sought(sought).filter(seen_by(actor)).select_related(*BESIDE)
    return page(rows, Application.objects.branches(actor, READ), NEWEST, cursor, limit)


def counted(actor: Actor, sought: ApplicationsSought) -> int:
    """How many of these the actor may see, to one beyond the cap."""
    allowed = Application.objects.allowed(actor, READ).filter(seen_by(actor))
    rows = applications_sought(sought).filter(pk__in=allowed.values("pk")).order_by()
    return int(rows[: MOST_COUNTED + 1].count())


def tab_counts(actor: Actor, sought: ApplicationsSought) -> Counter[str]:
    """How many wait in each state, for all tabs at once."""
    whole = ApplicationsSought(**{**vars(sought), "tab": "all"})
    allowed = Application.objects.allowed(actor, READ).filter(seen_by(actor))
    rows = applications_sought(whole).filter(pk__in=allowed.values("pk")).order_by()
    states = Counter(rows.values_list("state", flat=True))
    return Counter({tab: sum(states[one] for one in states_) for tab, states_ in TABS.items()})


def exported(actor: Actor, sought: ApplicationsSought) -> list[Application]:
    """The rows of a list that is taken out."""
    allowed = Application.objects.allowed(actor, READ).filter(seen_by(actor))
    rows = applications_sought(sought).filter(pk__in=allowed.values("pk"))
    found = rows.select_related(*BESIDE).prefetch_related("hearings", "covers")
    return list(found.order_by("pk")[:MOST_EXPORTED])


def applying_bodies(actor: Actor) -> list[Body]:
    """The departments of which the actor sees applications."""
    allowed = Application.objects.allowed(actor, READ).filter(seen_by(actor))
    return list(Body.objects.filter(pk__in=allowed.values("body")).order_by("code"))


def bodies_to_apply(actor: Actor) -> list[Body]:
    """The bodies in whose name the actor may apply."""
    rows = Body.objects.standing().filter(pk__in=actor.bodies("duties.draft"))
    return list(rows.select_related("area").order_by("code"))


# ── one application ─────────────────────────────────────────────────────────────────────────


def verbs_for(actor: Actor, application: Application) -> list[str]:
    """What this actor may do to it now, in the order of the course."""
    beside = {"duties.give_opinion", "duties.vote", "duties.confirm_cover", "duties.assign"}
    able = [verb for verb in COURSE.verbs(application.state) if verb not in beside]
    if application.state in ADMITTED:
        able.append("duties.record_cover")
    return [verb for verb in able if permits(actor, verb, application)]


def hearings_of(application: Application) -> list[Hearing]:
    """Who is asked, by place: a subdistrict before its communities."""
    rows = application.hearings.select_related("area", "by").order_by("area_path")
    return list(rows)


def seats_of(application: Application) -> list[Seat]:
    """The table of the joint review."""
    return list(application.seats.select_related("body", "by").order_by("pk"))


def covers_of(application: Application) -> list[Cover]:
    """The money that was recorded, confirmed or not."""
    rows = application.covers.select_related("recorded_by", "confirmed_by", "application")
    return list(rows.order_by("pk"))


def waiting_seats(actor: Actor) -> QuerySet[Seat]:
    """Votes that wait for this actor."""
    rows: QuerySet[Seat] = Seat.objects.allowed(actor, "duties.vote")
    return rows.filter(vote="", application__state=State.REVIEW).select_related(
        "application__body", "body"
    )


def seat_for(actor: Actor, uid: UUID) -> Seat:
    """A seat at the table at which this actor votes."""
    rows: QuerySet[Seat] = Seat.objects.allowed(actor, "duties.vote")
    return rows.select_related("application", "body").get(uid=uid)


def cover_for(actor: Actor, uid: UUID) -> Cover:
    """Money of an application that this actor may see."""
    allowed = Application.objects.allowed(actor, READ).filter(seen_by(actor))
    rows = Cover.objects.filter(application__in=allowed.values("pk"))
    return rows.select_related("application__body", "area").get(uid=uid)


def households_in(areas: Iterable[Area]) -> Mapping[int, int]:
    """How many households each community has: as declared and confirmed, else as registered."""
    rows = list(areas)
    declared = Declared.objects.filter(area__in=rows, key="households", confirmed_at__isnull=False)
    newest = declared.order_by("area_id", "-day", "-confirmed_at").distinct("area_id")
    known = {row.area_id: int(row.value) for row in newest}
    rest = [area for area in rows if area.pk not in known]
    return {**registered_in(rest), **known}


def registered_in(rows: list[Area]) -> dict[int, int]:
    """The households that the register knows today."""
    if not rows:
        return {}
    where = reduce(or_, (subtree("area_path", area.path) for area in rows))
    homes = Household.objects.filter(where, until=None, tie=Bond.HOME)
    found = Counter(homes.values_list("area_path", flat=True))
    return {
        area.pk: sum(n for path, n in found.items() if path.startswith(area.path)) for area in rows
    }


def wish_cost(application: Application, hearings: Iterable[Hearing]) -> int:
    """What it costs in fen: what is in it once decided, what is wanted before."""
    units = sum(
        row.quantity
        for row in hearings
        if row.admitted or (row.admitted is None and row.area.level == "community")
    )
    return units * application.unit_fen


def kind_words(kind: str) -> str:
    """What is asked for, in words."""
    return str(AskKind(kind).label)
