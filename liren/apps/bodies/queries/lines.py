"""Who does what to whom: what follows from the model of a place, and what was written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as Number
from django.db.models import Q

from liren.apps.bodies.models import Body, Relation
from liren.apps.bodies.queries.institutions import (
    codes_for,
    model_at,
    model_of,
    nearest,
    on_the_way,
    stands_for,
)
from liren.apps.bodies.rules.institutions import Link, Model
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today
from liren.kernel.policy.models import spoken


@dataclass(frozen=True)
class Line:
    """One body does something to another; `row` is there where it was written down."""

    giver: Body
    tie: str
    receiver: Body
    basis: str
    article: str = ""
    says: str = ""
    verify: bool = False
    row: Relation | None = None

    @property
    def key(self) -> tuple[int, str, int]:
        """What makes two lines the same."""
        return self.giver.pk, self.tie, self.receiver.pk


@dataclass(frozen=True)
class Many:
    """The same tie to many bodies of one kind, such as an office and its communities."""

    tie: str
    kind: str
    count: int
    passive: bool
    link: Link


def lines_in(area: Area, bodies: Sequence[Body], day: date | None = None) -> list[Line]:
    """All lines among the bodies of a place and those above it, in the order of the model."""
    model = model_of(area, day)
    told = written(bodies, day)
    usual = [one for link in model.links for one in _meant(link, bodies)] if model else []
    return [*_left(usual, told), *told]


def written(bodies: Iterable[Body], day: date | None = None) -> list[Line]:
    """The relations that somebody wrote down for any of these bodies and that hold on a day."""
    day = day or today()
    keys = [body.pk for body in bodies]
    rows = Relation.objects.filter(
        Q(giver__in=keys) | Q(receiver__in=keys),
        Q(valid_to=None) | Q(valid_to__gt=day),
        valid_from__lte=day,
    )
    found = rows.select_related("giver__area", "receiver__area").order_by("valid_from", "pk")
    return [Line(row.giver, row.tie, row.receiver, row.basis, row=row) for row in found]


def _meant(link: Link, bodies: Sequence[Body]) -> list[Line]:
    pairs = (
        (giver, receiver)
        for giver in nearest(bodies, link.giver)
        for receiver in nearest(bodies, link.receiver)
    )
    return [usual(link, giver, receiver) for giver, receiver in pairs]


def usual(link: Link, giver: Body, receiver: Body) -> Line:
    """A line that follows from the model."""
    return Line(
        giver, link.tie, receiver, link.source, link.article, spoken(link.zh, link.en), link.verify
    )


def _left(usual_lines: list[Line], told: list[Line]) -> list[Line]:
    """What remains of the model beside what was written down: the written word wins."""
    keys = {one.key for one in told}
    instead = {(one.tie, one.receiver.pk) for one in told if one.row and one.row.instead}
    return [
        one
        for one in usual_lines
        if one.key not in keys and (one.tie, one.receiver.pk) not in instead
    ]


def bodies_around(area: Area, model: Model | None, day: date | None = None) -> list[Body]:
    """The bodies of a place, and of those above it the ones that its model names."""
    here = list(
        Body.objects.standing(day).filter(area_path=area.path).select_related("area", "parent")
    )
    named = {kind for link in model.links for kind in (link.giver, link.receiver)} if model else ()
    above = [body for body in on_the_way(area.path, named, day) if body.area_path != area.path]
    return [*sorted(here, key=lambda body: body.code), *above]


def lines_of(body: Body, day: date | None = None) -> tuple[list[Line], list[Many]]:
    """What a body does to others and others to it; many of one kind are told as a number."""
    model = model_at(body.area_path, day)
    told = written([body], day)
    if model is None:
        return told, []
    kind = stands_for(body)
    links = [link for link in model.links if kind in (link.giver, link.receiver)]
    near = on_the_way(body.area_path, {k for x in links for k in (x.giver, x.receiver)}, day)
    usual_lines = [
        one for link in links for one in _meant(link, near) if body.pk in (one.key[0], one.key[2])
    ]
    below = [one for link in links if (one := _many(link, body, kind, near, day))]
    return [*_left(usual_lines, told), *told], below


def _many(
    link: Link, body: Body, kind: str, near: Sequence[Body], day: date | None
) -> Many | None:
    """The bodies further in to which the same is done, where the body itself lies further out."""
    other = link.receiver if kind == link.giver else link.giver
    if nearest(near, other):
        return None
    rows = Body.objects.standing(day).filter(
        subtree("area_path", body.area_path), kind__in=codes_for([other])
    )
    count = rows.aggregate(n=Number("pk"))["n"]
    return Many(link.tie, other, count, kind == link.receiver, link) if count else None
