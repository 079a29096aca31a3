"""What a place should have and has not: bodies, and people counted in them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liren.apps.bodies.models import Body, BodyKind, Count, Requirement
from liren.apps.bodies.queries.institutions import kind_names, model_of
from liren.apps.bodies.queries.party import latest_counts
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.base.clock import today
from liren.kernel.policy.values import kept, packs_in_force

CHECKED = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)


@dataclass(frozen=True)
class Need:
    """What every place of a level needs, and where that is written."""

    kind: str
    level: str
    least: int
    members: int
    source: str
    article: str = ""
    verify: bool = False


@dataclass(frozen=True)
class Gap:
    """One thing that a place lacks; `body` is there where only its people are too few."""

    area: Area
    kind: BodyKind
    need: Need
    there: int
    body: Body | None = None

    @property
    def short(self) -> int:
        """How many are missing."""
        return (self.need.members if self.body else self.need.least) - self.there


@dataclass(frozen=True)
class Check:
    """The gaps of an area with the number of places that were looked at."""

    gaps: tuple[Gap, ...]
    places: int
    needs: tuple[Need, ...]


@kept
def required(day: date) -> tuple[Need, ...]:
    """What the packs in force require on a day; the nearer pack wins, kind by kind."""
    order = packs_in_force()
    rows = Requirement.objects.filter(pack__in=order, valid_from__lte=day)
    ranked = sorted(rows, key=lambda r: (order.index(r.pack_id), -r.valid_from.toordinal()))
    found: dict[tuple[str, str], Need] = {}
    for r in ranked:
        if r.valid_to is None or r.valid_to >= day:
            need = Need(r.kind_id, r.level, r.least, r.members, r.source, r.article, r.verify)
            found.setdefault((r.kind_id, r.level), need)
    return tuple(found.values())


def needs_of(area: Area, day: date) -> list[Need]:
    """What one place needs: by its level, and in a community by its institutional model."""
    found = {need.kind: need for need in required(day) if need.level == area.level}
    model = model_of(area, day) if area.level == Level.COMMUNITY else None
    for kind, least in model.kinds.items() if model else ():
        if least and model and kind not in found:
            found[kind] = Need(kind, area.level, least, 0, model.source, "", model.verify)
    return [need for need in found.values() if need.kind in kind_names()]


def missing_in(actor: Actor, area: Area, day: date | None = None) -> Check:
    """What is missing in an area and below it, as far as this actor sees."""
    day = day or today()
    places = Area.objects.allowed(actor, "places.view").valid().below(area)
    listed = list(places.filter(level__in=CHECKED).order_by("path"))
    bodies = _by_place(area, day)
    all_of_them = (body for kinds in bodies.values() for own in kinds.values() for body in own)
    counts = latest_counts([body.pk for body in all_of_them])
    gaps: list[Gap] = []
    needed: dict[tuple[str, str], Need] = {}
    for place in listed:
        for need in needs_of(place, day):
            needed.setdefault((need.kind, need.level), need)
            gaps += _gaps(place, need, bodies[place.path].get(need.kind, ()), counts)
    return Check(tuple(gaps), len(listed), tuple(needed.values()))


def _gaps(place: Area, need: Need, own: Sequence[Body], counts: dict[int, Count]) -> list[Gap]:
    kind = kind_names()[need.kind]
    if len(own) < need.least:
        return [Gap(place, kind, need, len(own))]
    if not need.members:
        return []
    few = [(body, counts[body.pk].members if body.pk in counts else 0) for body in own]
    return [Gap(place, kind, need, n, body) for body, n in few if n < need.members]


def _by_place(area: Area, day: date) -> dict[str, dict[str, list[Body]]]:
    """Path → kind in the models → standing bodies there."""
    found: dict[str, dict[str, list[Body]]] = defaultdict(lambda: defaultdict(list))
    rows = Body.objects.standing(day).filter(area_path__gte=area.path)
    names = kind_names()
    for body in rows.filter(area_path__lt=area.path[:-1] + "/"):
        kind = names.get(body.kind)
        found[body.area_path][kind.stands_for if kind else body.kind].append(body)
    return found
