"""The rows follow: in batches, each whole, in any number of tries, with the same end."""

from collections import defaultdict
from typing import Any

from django.db.models import Model

from liren.apps.lineage.actions.grants import take_back
from liren.apps.lineage.models import Change, Moved
from liren.apps.lineage.queries.plan import Plan, along, followers, plan_of, successor_areas
from liren.apps.lineage.rules import State
from liren.kernel.access.models import Area
from liren.kernel.access.transaction import together
from liren.kernel.access.who import system
from liren.kernel.audit.log import entry
from liren.kernel.base.clock import now

BATCH = 500


def follow(change: Change, batch: int = BATCH) -> int:
    """Bring every row to the area that took the place of its own; the number of rows moved.

    What has followed no longer lies in a closed area, so a try after a break finds only the rest.
    """
    if change.state != State.CARRIED_OUT:
        return 0
    plan, inner = plan_of(change), successor_areas(change)
    sources = [*inner, *(area.pk for area in plan.predecessors if _is_open(change, area))]
    homes = Area.objects.in_bulk({*inner.values(), *_keys(plan)})
    counted = {
        model._meta.label_lower: _sweep(model, plan, sources, inner, homes, batch)
        for model in followers()
    }
    together(lambda: _finish(change, plan, counted))
    return sum(counted.values())


def _is_open(change: Change, area: Area) -> bool:
    """Rows of a community that goes on are looked at once; of a closed one also later."""
    return change.followed_at is None or area.valid_to is not None


def _keys(plan: Plan) -> list[int]:
    return [part.area_id for part in plan.parts if part.area_id]


def _sweep(
    model: type[Model], plan: Plan, sources: list[int], inner: Any, homes: Any, batch: int
) -> int:
    """All rows of one kind, by growing keys; rows that stay are looked at once and left."""
    done, last = 0, 0
    while True:

        def work(after: int = last) -> tuple[int, int]:
            rows = model._base_manager.select_for_update(of=("self",), no_key=True)
            rows = rows.select_related(*along(model)) if along(model) else rows
            found = list(rows.filter(area__in=sources, pk__gt=after).order_by("pk")[:batch])
            return _move(model, plan, found, inner, homes), found[-1].pk if found else 0

        moved, last = together(work)
        done += moved
        if not last:
            return done


def _move(model: type[Model], plan: Plan, rows: list[Any], inner: Any, homes: Any) -> int:
    """One batch: where each row goes, what is written down of it, and the move itself."""
    goes: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        target = inner.get(row.area_id) or plan.of_row(row).area_id
        if target and target != row.area_id:
            goes[target].append(row)
    change, label = plan.change, model._meta.label_lower
    for target, moving in goes.items():
        Moved.objects.bulk_create(
            Moved(
                change=change, model=label, key=row.pk, source_id=row.area_id,
                target_id=target, day=change.effective,
            )
            for row in moving
        )  # fmt: skip
        home = homes[target]
        keys = [row.pk for row in moving]
        model._base_manager.filter(pk__in=keys).update(area=home, area_path=home.path)
    return sum(map(len, goes.values()))


def _finish(change: Change, plan: Plan, counted: dict[str, int]) -> None:
    """The last row has followed: old offices end, and the record says how many rows there were."""
    fresh = Change.objects.select_for_update().get(pk=change.pk)
    take_back(fresh, plan)
    if any(counted.values()) or fresh.followed_at is None:
        moved = {label: number for label, number in counted.items() if number}
        entry(system().user, "lineage.carry_out", fresh, {"moved": moved}).save(force_insert=True)
    if fresh.followed_at is None:
        fresh.followed_at = now()
        fresh.save(update_fields=["followed_at"])
