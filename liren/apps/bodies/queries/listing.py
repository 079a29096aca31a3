"""The bodies that one may see: one of them, or a list with its filters."""

import re
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Case, Q, QuerySet, Value, When

from liren.apps.bodies.models import Body, BodyKind, Count, Relation
from liren.apps.bodies.queries.institutions import kind_names, packs_models
from liren.apps.bodies.rules.institutions import Tie
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import outermost, subtree
from liren.kernel.audit.log import history
from liren.kernel.audit.models import Entry, Outcome

LATIN = re.compile(r"^[a-z0-9]+$")
MOST_HISTORY = 12


@dataclass(frozen=True)
class Asked:
    """What a list is asked for; empty means: no matter."""

    q: str = ""
    kind: str = ""
    family: str = ""
    function: str = ""
    area: str = ""
    tie: str = ""
    gone: bool = False

    def filters(self) -> int:
        """How many filters are set beside the words."""
        return sum(
            map(bool, (self.kind, self.family, self.function, self.area, self.tie, self.gone))
        )


def body_for(actor: Actor, code: str) -> Body:
    """The body with this code, if this actor may see it."""
    body: Body = Body.objects.allowed(actor, "bodies.view").select_related("area").get(code=code)
    return body


def bodies_for(actor: Actor, asked: Asked | None = None) -> QuerySet[Body]:
    """The bodies that this actor may see, by area; without a question those that stand."""
    asked = asked or Asked()
    rows = Body.objects.allowed(actor, "bodies.view").select_related("area")
    if not asked.gone:
        rows = rows.standing()
    own = [subtree("area_path", path) for path in outermost(actor.paths("bodies.view"))]
    here = reduce(or_, own, Q(pk=None))  # one's own area first, then who stands above it
    above = Case(When(here, then=Value(0)), default=Value(1))
    return _narrowed(rows, asked).order_by(above, "area_path", "kind", "code")


def _narrowed(rows: QuerySet[Body], asked: Asked) -> QuerySet[Body]:
    if asked.q:
        rows = rows.filter(said(asked.q))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.family:
        rows = rows.filter(kind__in=kinds_of(asked.family))
    if asked.function:
        rows = rows.filter(functions__contains=[asked.function])
    if asked.area:
        place = Area.objects.filter(code=asked.area).first()
        rows = rows.filter(subtree("area_path", place.path)) if place else rows.none()
    if asked.tie:
        rows = rows.filter(doing(asked.tie))
    return rows


def said(text: str) -> Q:
    """By name in either language, by code, or by the initials: jhsq finds 镜湖社区."""
    text = text.strip()[:60].replace("\x00", "")
    found = Q(name__contains=text) | Q(name_en__icontains=text) | Q(code=text)
    low = text.lower().replace(" ", "")
    if LATIN.match(low):
        found |= Q(initials__contains=low) | Q(pinyin__startswith=low)
    return found


def kinds_of(family: str) -> list[str]:
    """The kinds of a family."""
    return [kind.code for kind in kind_names().values() if kind.family == family]


def doing(tie: str) -> Q:
    """Bodies that do this to others: by the models in force, or by a relation written down."""
    if tie not in Tie.values:
        return Q(pk=None)
    kinds = {kind for model in packs_models() for kind in model.doers(tie)}
    return Q(kind__in=kinds) | Q(
        pk__in=Relation.objects.filter(tie=tie, valid_to=None).values("giver")
    )


def listed_kinds() -> list[BodyKind]:
    """All kinds in the order of the packs."""
    return sorted(kind_names().values(), key=lambda kind: (kind.place, kind.code))


def children_of(actor: Actor, body: Body) -> list[Body]:
    """The standing bodies under one."""
    rows = Body.objects.allowed(actor, "bodies.view").standing().filter(parent=body)
    return sorted(rows, key=lambda child: (kind_place(child), child.code))


def kind_place(body: Body) -> int:
    """Where the kind of a body stands in the order of the packs."""
    kind = kind_names().get(body.kind)
    return kind.place if kind else 999


def counts_of(body: Body, since: date | None = None) -> list[Count]:
    """What was counted of a body, newest first."""
    rows = Count.objects.filter(body=body)
    return list(rows.filter(day__gte=since) if since else rows)


def course_of(body: Body) -> list[Entry]:
    """What was done to a body, newest first."""
    done = history(body).filter(outcome=Outcome.DONE, verb__startswith="bodies.")
    return list(done.order_by("-at", "-pk")[:MOST_HISTORY])
