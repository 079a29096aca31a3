"""Party organisations and their members, as dated figures."""

from dataclasses import dataclass
from datetime import date

from liren.apps.bodies.models import Body, BodyKind, Count
from liren.apps.bodies.queries.institutions import kind_names
from liren.apps.bodies.rules.kinds import Family
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.ways import subtree
from liren.kernel.base.clock import today

GENERAL = frozenset({"party_general_branch", "party_committee"})
PARTY = (Family.PARTY, Family.PARTY_BRANCH)


@dataclass(frozen=True)
class Party:
    """The organisations of an area on a day: general branches, branches by kind, members."""

    day: date
    general: int
    branches: int
    members: int
    by_kind: tuple[tuple[BodyKind, int, int], ...]  # kind, how many, members
    unknown: int  # branches of which nobody counted the members
    oldest: date | None  # the oldest count among those that were added up


def party_of(area: Area, actor: Actor | None = None, day: date | None = None) -> Party:
    """The Party organisations in an area on a day; a general branch is counted by its branches."""
    day = day or today()
    counting = [kind for kind in kind_names().values() if kind.family in PARTY and kind.counted_zh]
    rows = Body.objects.allowed(actor, "bodies.view") if actor else Body.objects.all()
    bodies = list(
        rows.standing(day).filter(
            subtree("area_path", area.path), kind__in=[kind.code for kind in counting]
        )
    )
    latest = latest_counts([body.pk for body in bodies], day)
    parents = {body.parent_id for body in bodies if body.parent_id}
    leaves = [body for body in bodies if body.pk not in parents]
    branches = [body for body in bodies if body.kind not in GENERAL]
    used = [latest[body.pk] for body in leaves if body.pk in latest]
    return Party(
        day=day,
        general=len(bodies) - len(branches),
        branches=len(branches),
        members=sum(count.members for count in used),
        by_kind=_by_kind(counting, bodies, leaves, latest),
        unknown=sum(1 for body in leaves if body.pk not in latest),
        oldest=min((count.day for count in used), default=None),
    )


def _by_kind(
    kinds: list[BodyKind], bodies: list[Body], leaves: list[Body], latest: dict[int, Count]
) -> tuple[tuple[BodyKind, int, int], ...]:
    found = []
    for kind in kinds:
        own = [body for body in bodies if body.kind == kind.code]
        sums = [latest[b.pk].members for b in leaves if b.kind == kind.code and b.pk in latest]
        if own:
            found.append((kind, len(own), sum(sums)))
    return tuple(found)


def latest_counts(bodies: list[int], day: date | None = None) -> dict[int, Count]:
    """The newest count of each body on a day."""
    rows = Count.objects.filter(body__in=bodies, day__lte=day or today())
    return {row.body_id: row for row in rows.order_by("body_id", "-day").distinct("body_id")}


def members_of(body: Body, day: date | None = None) -> Count | None:
    """The newest count of one body."""
    return latest_counts([body.pk], day).get(body.pk)
