"""Custody: who works for the keeper also works in the area that it keeps, and no longer."""

from liren.apps.lineage.actions.grants import lend
from liren.apps.lineage.models import Change, Custody
from liren.kernel.access.models import Grant
from liren.kernel.access.transaction import together
from liren.kernel.access.who import system
from liren.kernel.base.clock import now, today

LASTING = ("resident",)  # a home is no office


def begin_custody(change: Change) -> Custody:
    """Write the custody down and let the keeper's people in."""
    if change.keeper is None:
        raise LookupError(change.pk)
    custody = Custody.objects.create(
        change=change,
        area=change.predecessors.get(),
        keeper=change.keeper,
        since=change.effective,
        until=change.until or change.effective,
    )
    keep(custody)
    return custody


def keep(custody: Custody) -> None:
    """Give the keeper's people of today what they need in the area, take it from who has left."""
    area = custody.keeper
    held = Grant.objects.holding(today()).filter(area=area).exclude(role__in=LASTING)
    wanted = {(grant.user_id, grant.role): grant for grant in held.select_related("user")}
    lent = Grant.objects.kept().filter(follows=custody.mark)
    for grant in lent:
        if (grant.user_id, grant.role) not in wanted or grant.area_id != custody.area_id:
            grant.taken_at, grant.taken_by = now(), system().user
            grant.taken_why = str(custody.change.document)[:200]
            grant.save(update_fields=["taken_at", "taken_by", "taken_why"])
    lend(
        [(grant.user, grant.role) for grant in wanted.values()],
        custody.area, custody.since, custody.until,
        follows=custody.mark, basis=custody.change.document,
    )  # fmt: skip


def keep_custodies() -> None:
    """What the worker does while custodies run: people come and go. The end comes by itself."""
    running = Custody.objects.filter(since__lte=today(), until__gte=today())
    for custody in running.select_related("area", "keeper", "change"):
        together(lambda custody=custody: keep(custody))  # type: ignore[misc]
