"""Offices follow the areas for which they are held."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q

from liren.apps.lineage.models import Change, Descent, Part
from liren.apps.lineage.queries.plan import Plan, successor_areas
from liren.kernel.access.models import Area, Grant, Token, User
from liren.kernel.access.who import system
from liren.kernel.base.clock import now

Heirs = Mapping[int, Sequence[Part]]


def hand_on(plan: Plan, heirs: Heirs) -> None:
    """Everybody who acts in a changed area acts in what comes of it.

    In all of it, unless the plan names one successor for the person. The old offices stay until
    the rows have followed, so that nobody loses sight of a row in between.
    """
    change, inner = plan.change, successor_areas(plan.change)
    areas = Area.objects.in_bulk(set(inner.values()))
    inside = Q(area__in=plan.predecessors) | Q(area__in=list(inner))
    for grant in Grant.objects.kept().filter(inside).select_related("area", "user", "body"):
        if grant.until and grant.until < change.effective:
            continue
        if new := inner.get(grant.area_id or 0):
            give(grant, areas[new], change)
        else:
            for area in _homes(plan, heirs, grant):
                give(grant, area, change)


def _homes(plan: Plan, heirs: Heirs, grant: Grant) -> list[Area]:
    named = plan.of_holder(grant.user_id)
    parts = [named] if named else heirs.get(grant.area_id or 0, ())
    return [part.area for part in parts if part.area]


def give(grant: Grant, area: Area, change: Change) -> None:
    """The same office in another area, from the day of the change; never twice."""
    if area.pk == grant.area_id:
        return
    Grant.objects.get_or_create(
        user=grant.user, role=grant.role, area=area, body=grant.body,
        follows=grant.follows, taken_at=None,
        defaults={
            "since": max(grant.since or change.effective, change.effective),
            "until": grant.until,
            "basis": f"{change.document} {change.title}"[:200],
            "stands_for_id": grant.stands_for_id,
            "given_by": system().user,
            "given_at": now(),
        },
    )  # fmt: skip


def take_back(change: Change, plan: Plan) -> None:
    """When all rows have followed, the offices in what is no more end."""
    kept = {part.continues_id for part in plan.parts}
    closed = {area.pk for area in plan.predecessors} - kept | set(successor_areas(change))
    gone = Q(area__in=closed)
    for part in plan.parts:  # whoever is named for one successor leaves the others
        gone |= Q(area__in=kept - {None, part.continues_id}, user__in=part.holders)
    rows = Grant.objects.kept().filter(gone)
    why = f"{change.document} {change.title}"[:200]
    rows.update(taken_at=now(), taken_by=system().user, taken_why=why)
    move_tokens(change, closed)


def move_tokens(change: Change, closed: set[int]) -> None:
    """A program's key reaches what came of its area where that is one; else it reaches nothing."""
    for key in closed:
        came = Descent.objects.filter(change=change, predecessor=key)
        found = list(came.values_list("successor", flat=True))
        if len(found) == 1:
            Token.objects.filter(area=key).update(area=found[0])


def lend(
    holders: Sequence[tuple[User, str]], area: Area, since: date, until: date, **facts: str
) -> None:
    """Give people offices for a time."""
    for user, role in holders:
        Grant.objects.get_or_create(
            user=user, role=role, area=area, body=None, follows=facts["follows"], taken_at=None,
            defaults={
                "since": since, "until": until, "basis": facts["basis"],
                "given_by": system().user, "given_at": now(),
            },
        )  # fmt: skip
