"""The pages of a telephone, below /m/: for those who work outside."""

from liren.apps.cases.views.phone.case import case, step
from liren.apps.cases.views.phone.lists import chart, listing, points
from liren.apps.cases.views.phone.report import report
from liren.apps.cases.views.phone.shell import shell
from liren.apps.cases.views.phone.today import me, tasks, today

__all__ = [
    "case",
    "chart",
    "listing",
    "me",
    "points",
    "report",
    "shell",
    "step",
    "tasks",
    "today",
]
