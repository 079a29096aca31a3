"""Which institutional model holds where, and which bodies play its parts there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from liren.apps.bodies.models import Adoption, Body, BodyKind, Institution
from liren.apps.bodies.rules.institutions import Model
from liren.kernel.access.models import Area
from liren.kernel.access.ways import prefixes
from liren.kernel.base.clock import today
from liren.kernel.policy.values import kept, packs_in_force


@kept
def kind_names() -> dict[str, BodyKind]:
    """Kinds of bodies by code, in the order of the packs."""
    return {kind.code: kind for kind in BodyKind.objects.all()}


@kept
def models() -> dict[str, Model]:
    """The institutional models that the packs describe."""
    return {one.code: Model.of(one.code, one.spec) for one in Institution.objects.all()}


def known_kinds() -> frozenset[str]:
    """The kinds of which some model says that a community has them."""
    return frozenset(kind for model in models().values() for kind in model.kinds)


@dataclass(frozen=True)
class Adopted:
    """A model in force with the day and the source, and the paths to which it is limited."""

    model: str
    since: date
    until: date | None
    source: str
    article: str
    verify: bool
    paths: tuple[str, ...]

    def holds(self, path: str, day: date) -> bool:
        """Whether it holds at a place on a day."""
        in_time = self.since <= day and (self.until is None or day <= self.until)
        return in_time and (not self.paths or path.startswith(self.paths))


@kept
def _adopted() -> tuple[Adopted, ...]:
    order = packs_in_force()
    rows = Adoption.objects.filter(pack__in=order).select_related("model")
    codes = {code for row in rows for code in row.areas}
    paths = dict(Area.objects.filter(code__in=codes).values_list("code", "path"))
    # of a nearer pack before a farther, for some areas before for all, later before earlier
    ranked = sorted(
        rows,
        key=lambda r: (order.index(r.pack_id), not r.areas, -r.valid_from.toordinal()),
    )
    found = []
    for row in ranked:
        limits = tuple(paths[code] for code in row.areas if code in paths)
        if row.areas and not limits:
            continue  # a pilot elsewhere
        facts = (row.valid_from, row.valid_to, row.source, row.article, row.verify, limits)
        found.append(Adopted(row.model.code, *facts))
    return tuple(found)


def adopted_at(path: str, day: date | None = None) -> Adopted | None:
    """What says which model holds at a place; None where no pack says anything."""
    day = day or today()
    return next((one for one in _adopted() if one.holds(path, day)), None)


def model_of(area: Area, day: date | None = None) -> Model | None:
    """The institutional model that holds at a place on a day."""
    return model_at(area.path, day)


def model_at(path: str, day: date | None = None) -> Model | None:
    """The same for a path."""
    found = adopted_at(path, day)
    return models().get(found.model) if found else None


def packs_models(day: date | None = None) -> list[Model]:
    """The models that hold anywhere on a day."""
    day = day or today()
    here = [one for one in _adopted() if one.holds(one.paths[0] if one.paths else "", day)]
    wide = next((one.model for one in here if not one.paths), None)
    found = [one.model for one in here if one.paths] + ([wide] if wide else [])
    return [models()[code] for code in dict.fromkeys(found)]


def codes_for(kinds: Iterable[str]) -> list[str]:
    """The kinds themselves and their counterparts, such as those of villages."""
    wanted = set(kinds)
    known = [kind.code for kind in kind_names().values() if kind.stands_for in wanted]
    return sorted({*known, *wanted})


def stands_for(body: Body) -> str:
    """The kind that a body is in the models."""
    kind = kind_names().get(body.kind)
    return kind.stands_for if kind else body.kind


def on_the_way(path: str, kinds: Iterable[str], day: date | None = None) -> list[Body]:
    """Standing bodies of these kinds at a place and above it, the nearest first."""
    rows = Body.objects.standing(day).filter(
        area_path__in=prefixes(path), kind__in=codes_for(kinds)
    )
    return sorted(rows.select_related("area"), key=lambda body: (-len(body.area_path), body.code))


def nearest(bodies: Sequence[Body], kind: str) -> list[Body]:
    """Those of one kind that lie nearest; the bodies come nearest first."""
    fit = [body for body in bodies if stands_for(body) == kind]
    return [body for body in fit if body.area_path == fit[0].area_path]


def responsible(area: Area, function: str, day: date | None = None) -> list[Body]:
    """The bodies that answer for a function at a place, as its model says.

    Of a function it is the first kind that stands there; a part, such as who supervises, is
    played by all of them. Nothing when no model holds or none of its bodies stands.
    """
    model = model_of(area, day)
    kinds = model.answers(function) if model else ()
    if model is None or not kinds:
        return []
    bodies = on_the_way(area.path, kinds, day)
    found = [near for kind in kinds if (near := nearest(bodies, kind))]
    if model.all_together(function):
        return [body for near in found for body in near]
    return found[0] if found else []


def home_of(area: Area, role: str, day: date | None = None) -> list[Body]:
    """The bodies to which people of a role belong at a place."""
    model = model_of(area, day)
    kind = model.home_of(role) if model else ""
    return nearest(on_the_way(area.path, [kind], day), kind) if kind else []


def appraisers_of(body: Body, day: date | None = None) -> list[Body]:
    """The bodies by which this one is appraised where it stands, as its model says."""
    model = model_at(body.area_path, day)
    kinds = model.appraisers(stands_for(body)) if model else ()
    bodies = on_the_way(body.area_path, kinds, day) if kinds else []
    return [one for kind in kinds for one in nearest(bodies, kind)]
