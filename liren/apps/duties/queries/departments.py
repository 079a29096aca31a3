"""What one department asks of communities: of whom, on what basis, and what came of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from liren.apps.bodies.queries import kind_names
from liren.apps.bodies.rules.kinds import Family
from liren.apps.duties.models import Application, Assignment, Refusal
from liren.apps.duties.queries.gate import cover
from liren.apps.duties.rules.admission import ADMITTED
from liren.apps.duties.rules.assignments import OPEN, RefusalState, State
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.base.clock import today

READ = "duties.department"
OFFERED = 30


@dataclass(frozen=True)
class Asking:
    """One thing that a department asks: on what basis, of how many, since when, how far."""

    title: str
    kind: str
    passed_as: str
    communities: int
    number: int
    open: int
    refused: int
    late: int
    asked: int
    accepted: int
    since: Any
    until: Any


@dataclass(frozen=True)
class Figures:
    """A department in numbers, as far as the reader sees its communities."""

    communities: int
    open: int
    late: int
    disputed: int
    refused: int
    upheld: int
    outside: int
    repeated: int
    number: int


def asks_communities(body: Body) -> bool:
    """Whether a body asks communities from outside: a department, not a subdistrict's desk."""
    kind = kind_names().get(body.kind)
    if kind is None:
        return body.kind == "department"
    official = kind.family in (Family.GOVERNMENT, Family.POLICE)
    return official and bool({"city", "district"} & set(kind.levels))


def late() -> Q:
    """What should have been done."""
    return Q(state__in=(State.SENT, State.SIGNED, State.DISPUTED), due_on__lt=today())


def department_for(actor: Actor, code: str) -> Body:
    """The department, if the actor may see it: his own, or one that asked where he works."""
    seen: Body | None = Body.objects.allowed(actor, "bodies.view").filter(code=code).first()
    if seen is not None:
        return seen
    rows = asked_by(actor).filter(asker__code=code).select_related("asker")
    return rows[:1].get().asker


def asked_by(actor: Actor, body: Body | None = None) -> QuerySet[Assignment]:
    """What was asked, as far as the actor sees it."""
    rows: QuerySet[Assignment] = Assignment.objects.allowed(actor, "duties.assignments")
    return rows.filter(asker=body) if body else rows


def refused_to(actor: Actor, body: Body | None = None) -> QuerySet[Refusal]:
    """What was refused, as far as the actor sees it."""
    rows: QuerySet[Refusal] = Refusal.objects.allowed(actor, "duties.refusals")
    return rows.filter(asker=body) if body else rows


def figures(actor: Actor, body: Body) -> Figures:
    """The numbers at the top of a department's page."""
    tasks = asked_by(actor, body).aggregate(
        number=Count("pk"),
        communities=Count("area", distinct=True),
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=late()),
        disputed=Count("pk", filter=Q(state=State.DISPUTED)),
    )
    stands = ~Q(state=RefusalState.OVERTURNED)
    said = refused_to(actor, body).aggregate(
        refused=Count("pk", filter=stands),
        upheld=Count("pk", filter=Q(state=RefusalState.UPHELD)),
        outside=Count("pk", filter=Q(assignment=None)),
        titles=Count("title", distinct=True, filter=stands),
    )
    repeated = said["refused"] - said.pop("titles")
    return Figures(**tasks, **said, repeated=max(repeated, 0))


def askings(actor: Actor, body: Body) -> list[Asking]:
    """What a department asks, one line for each thing."""
    rows = (
        asked_by(actor, body)
        .order_by()
        .values("title", "kind", "passed_as")
        .annotate(
            communities=Count("area", distinct=True),
            number=Count("pk"),
            open=Count("pk", filter=Q(state__in=OPEN)),
            refused=Count("pk", filter=Q(state=State.REFUSED)),
            late=Count("pk", filter=late()),
            asked=Sum("quantity"),
            accepted=Sum("accepted_quantity"),
            since=Min("sent_at"),
            until=Max("due_on"),
        )
        .order_by("-open", "-since")
    )
    return [Asking(**row) for row in rows[:OFFERED]]


@dataclass(frozen=True)
class Standing:
    """An admission of a department, with whether its money is there."""

    application: Application
    covered: bool
    until: Any


def admissions(body: Body) -> list[Standing]:
    """What a department has admitted."""
    rows = Application.objects.filter(body=body, state__in=ADMITTED).order_by("end_on", "pk")
    found = [(row, cover(row)) for row in rows[:OFFERED]]
    return [Standing(row, covered and not_over(until), until) for row, (until, covered) in found]


def not_over(until: Any) -> bool:
    """Whether money is still there today."""
    return until is None or until >= today()


def departments(actor: Actor) -> list[dict[str, Any]]:
    """The departments that asked or were refused, those with most on top."""
    tasks = asked_by(actor).order_by().values("asker")
    tasks = tasks.annotate(
        communities=Count("area", distinct=True),
        open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=late()),
        number=Count("pk"),
    )
    said = refused_to(actor).order_by().values("asker").annotate(refused=Count("pk"))
    found: dict[int, dict[str, Any]] = {row["asker"]: dict(row) for row in tasks}
    for row in said:
        found.setdefault(row["asker"], {"communities": 0, "open": 0, "late": 0, "number": 0})
        found[row["asker"]]["refused"] = row["refused"]
    for key in actor.bodies(READ):
        found.setdefault(key, {"communities": 0, "open": 0, "late": 0, "number": 0})
    bodies = Body.objects.filter(pk__in=found).order_by("code")
    lines = [{"refused": 0, **found[body.pk], "body": body} for body in bodies]
    return sorted(lines, key=lambda line: (-line["open"], -line["refused"], line["body"].code))
