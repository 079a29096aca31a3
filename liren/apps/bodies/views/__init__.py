"""Pages, one module for each noun."""

from liren.apps.bodies.views.body import view
from liren.apps.bodies.views.institution import chart, compare
from liren.apps.bodies.views.listing import kinds, listing, missing, party, workbook
from liren.apps.bodies.views.steps import change, count, dissolve, end_relation, found, relate

__all__ = [
    "change",
    "chart",
    "compare",
    "count",
    "dissolve",
    "end_relation",
    "found",
    "kinds",
    "listing",
    "missing",
    "party",
    "relate",
    "view",
    "workbook",
]
