"""Reading what was handed to communities, always for an actor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from liren.apps.duties.models import Application, Assignment, Emergency, Entry
from liren.apps.duties.queries.gate import ask_gate, asked, holding, in_force, is_named
from liren.apps.duties.rules.admission import State as AdmissionState
from liren.apps.duties.rules.assignments import OPEN, State
from liren.apps.duties.rules.gate import Verdict
from liren.apps.duties.rules.lists import ASKABLE, DutyClass
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.pages import MOST_COUNTED, Order, Page, page
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today

READ = "duties.assignments"
TABS = ("open", "sent", "signed", "done", "disputed", "late", "accepted", "refused", "all")
MOST_EXPORTED = 20_000
NEWEST = Order("sent_at")
BESIDE = ("area__parent", "asker", "application", "emergency")
# what the community, what the department has to do next
HOT = ("sent", "disputed", "late", "done")


@dataclass(frozen=True)
class AssignmentsSought:
    """What the list is asked for; empty means: no matter."""

    tab: str = "open"
    q: str = ""
    area: str = ""
    asker: str = ""
    kind: str = ""
    basis: str = ""


def assignment_for(actor: Actor, uid: UUID) -> Assignment:
    """The assignment, if this actor may see it."""
    rows = Assignment.objects.allowed(actor, READ).select_related(*BESIDE, "sent_by", "done_by")
    row: Assignment = rows.get(uid=uid)
    return row


def assignments_sought(sought: AssignmentsSought) -> QuerySet[Assignment]:
    """The assignments that fit a question, before it is asked who may see them."""
    rows: QuerySet[Assignment] = Assignment.objects.filter(within(sought.area), tab_of(sought.tab))
    for name, field in (("asker", "asker__code"), ("kind", "kind"), ("basis", "passed_as")):
        if given := getattr(sought, name):
            rows = rows.filter(**{field: given})
    for word in sought.q.split()[:3]:
        rows = rows.filter(
            Q(title__contains=word) | Q(area__name__contains=word) | Q(asker__name__contains=word)
        )
    return rows


def within(code: str) -> Q:
    """The subtree of an area by its code; an unknown one holds nothing."""
    if not code:
        return Q()
    area = Area.objects.filter(code=code).first()
    return subtree("area_path", area.path) if area else Q(area_path="")


def tab_of(tab: str) -> Q:
    """What a tab shows."""
    if tab == "all":
        return Q()
    if tab == "open":
        return Q(state__in=OPEN)
    if tab == "late":
        return Q(state__in=(State.SENT, State.SIGNED, State.DISPUTED), due_on__lt=today())
    return Q(state=tab)


def page_of_assignments(
    actor: Actor, sought: AssignmentsSought, cursor: str = "", limit: int = 50
) -> Page[Assignment]:
    """One page of assignments, the newest first."""
    rows = assignments_sought(sought).select_related(*BESIDE)
    return page(rows, Assignment.objects.branches(actor, READ), NEWEST, cursor, limit)


def counted(actor: Actor, rows: QuerySet[Any], verb: str = READ) -> int:
    """How many of these rows the actor may see, to one beyond the cap."""
    allowed = rows.model._default_manager.allowed(actor, verb)
    found = rows.filter(pk__in=allowed.values("pk")).order_by()
    return int(found[: MOST_COUNTED + 1].count())


def exported(actor: Actor, sought: AssignmentsSought) -> list[Assignment]:
    """The rows of a list that is taken out."""
    allowed = Assignment.objects.allowed(actor, READ)
    rows = assignments_sought(sought).filter(pk__in=allowed.values("pk"))
    return list(rows.select_related(*BESIDE).order_by("area_path", "pk")[:MOST_EXPORTED])


def askers(actor: Actor) -> list[Body]:
    """The departments that asked something of the communities which the actor sees."""
    rows = Assignment.objects.allowed(actor, READ).order_by().values("asker").distinct()
    return list(Body.objects.filter(pk__in=rows).order_by("code"))


def gate_today(row: Assignment) -> Verdict:
    """What the gate says today of something that it let through once; nothing is taken as read."""
    application = Application.objects.filter(pk__in=[row.application_id or 0]).first()
    return ask_gate(
        row.asker,
        row.area,
        row.kind,
        today(),
        application=application,
        entry_code=row.entry_code,
        emergency=Emergency.objects.filter(pk__in=[row.emergency_id or 0]).first(),
    )


# ── what may be handed out ──────────────────────────────────────────────────────────────────


def bodies_of(actor: Actor, verb: str = "duties.assign") -> list[Body]:
    """The bodies in whose name the actor may do this."""
    return list(Body.objects.standing().filter(pk__in=actor.bodies(verb)).order_by("code"))


def admissions_of(body: Body) -> list[Application]:
    """What a department has running, those that end first on top."""
    rows = Application.objects.filter(body=body, state=AdmissionState.ACTIVE, end_on__gte=today())
    return list(rows.order_by("end_on", "pk"))


def emergencies_of(body: Body) -> list[Emergency]:
    """The emergencies under which a department may ask today."""
    day = today()
    rows = Emergency.objects.filter(
        bodies=body, since__lte=day, until__gte=day, ended_on=None
    ).exclude(confirmed_by=None)
    return list(rows.select_related("area").order_by("until", "pk"))


def basics_of(body: Body, path: str, q: str = "") -> list[Entry]:
    """The basic duties that a department answers for, or nobody in particular."""
    versions = in_force(path, today(), ASKABLE)
    rows = Entry.objects.filter(version__in=versions, duty_class=DutyClass.BASIC)
    rows = holding(rows.filter(Q(body=None) | Q(body=body)), today())
    for word in q.split()[:3]:
        rows = rows.filter(Q(zh__contains=word) | Q(code__startswith=word))
    found = rows.order_by("version", "place")[:MOST_LOOKED_AT]
    return [row for row in found if answers(body, row)][:MOST_OFFERED]


def answers(body: Body, entry: Entry) -> bool:
    """Whether a department answers for an entry: it is named there, or nobody is."""
    return entry.body_id is not None or not entry.responsible or is_named(entry.responsible, body)


def bases_of(body: Body) -> list[tuple[str, str]]:
    """All that a department may stand on today, for a choice: a key and its words."""
    found = [(f"admission:{one.uid}", f"{one.number} {one.title}") for one in admissions_of(body)]
    found += [(f"emergency:{one.uid}", one.title) for one in emergencies_of(body)]
    found += [
        (f"entry:{one.code}", f"{one.code} {one}") for one in basics_of(body, body.area_path)
    ]
    return found


def basis_named(body: Body, key: str) -> dict[str, Any]:
    """What such a key means, as facts of a case; nothing where none was chosen."""
    kind, _colon, name = key.partition(":")
    if kind == "admission":
        return {"admission": Application.objects.get(uid=name, body=body)}
    if kind == "emergency":
        return {"emergency": Emergency.objects.get(uid=name, bodies=body)}
    return {"duty_code": name} if kind == "entry" else {}


MOST_OFFERED, MOST_LOOKED_AT = 60, 1000


def communities_under(path: str) -> list[Area]:
    """The communities at a place, as they follow one another."""
    rows = Area.objects.valid().filter(subtree("path", path), level="community")
    return list(rows.select_related("parent").order_by("path"))


def scope_of(application: Application) -> list[tuple[Area, int]]:
    """The communities of an admission and how many units may still be asked of each."""
    hearings = application.hearings.filter(admitted=True, area__level="community")
    rows = hearings.select_related("area__parent").order_by("area_path")
    return [(one.area, max(one.quantity - asked(application, one.area), 0)) for one in rows]


def totals(rows: Sequence[Assignment]) -> tuple[int, int]:
    """How many units were accepted of so many asked."""
    return sum(one.accepted_quantity for one in rows), sum(one.quantity for one in rows)


def paid(application: Application) -> int:
    """What was earned under an admission so far, in fen."""
    done = application.assignments.aggregate(sum=Sum("accepted_quantity"))["sum"] or 0
    return int(done) * application.unit_fen
