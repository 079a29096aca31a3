"""The pages of cases: load, call, render."""

from liren.apps.cases.views.bulk import bulk
from liren.apps.cases.views.case import sheet, step, view
from liren.apps.cases.views.following import (
    follow,
    followed,
    followed_picture,
    followed_step,
    receipt,
)
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
from liren.apps.cases.views.reporting import report, report_open
from liren.apps.cases.views.voices import join

__all__ = [
    "add_picture",
    "bulk",
    "chart",
    "desk",
    "drop_view",
    "export",
    "follow",
    "followed",
    "followed_picture",
    "followed_step",
    "join",
    "kinds",
    "mine",
    "picture",
    "points",
    "receipt",
    "redact_picture",
    "remove_picture",
    "report",
    "report_open",
    "save_view",
    "sheet",
    "step",
    "view",
]
