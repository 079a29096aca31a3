"""Reads of changes: those one may see, what they would move, and what was true on a day."""

from liren.apps.lineage.queries.changes import (
    change_for,
    changes_for,
    counts_for,
    custodies_of,
    offices_for,
    open_changes_of,
    verbs_for,
)
from liren.apps.lineage.queries.past import (
    Named,
    area_on,
    areas_on,
    bearer_on,
    border_on,
    named_on,
    relations_of,
)
from liren.apps.lineage.queries.plan import Plan, followers, plan_of
from liren.apps.lineage.queries.preview import preview, sizes_in

__all__ = [
    "Named",
    "Plan",
    "area_on",
    "areas_on",
    "bearer_on",
    "border_on",
    "change_for",
    "changes_for",
    "counts_for",
    "custodies_of",
    "followers",
    "named_on",
    "offices_for",
    "open_changes_of",
    "plan_of",
    "preview",
    "relations_of",
    "sizes_in",
    "verbs_for",
]
