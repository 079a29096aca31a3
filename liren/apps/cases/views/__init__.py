"""The pages of cases: load, call, render."""

from liren.apps.cases.views.bulk import bulk
from liren.apps.cases.views.case import sheet, step, view
from liren.apps.cases.views.listing import (
    chart,
    desk,
    drop_view,
    export,
    kinds,
    mine,
    points,
    save_view,
)
from liren.apps.cases.views.pictures import (
    add_picture,
    picture,
    redact_picture,
    remove_picture,
)
from liren.apps.cases.views.reporting import report

__all__ = [
    "add_picture",
    "bulk",
    "chart",
    "desk",
    "drop_view",
    "export",
    "kinds",
    "mine",
    "picture",
    "points",
    "redact_picture",
    "remove_picture",
    "report",
    "save_view",
    "sheet",
    "step",
    "view",
]
