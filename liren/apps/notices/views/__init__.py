"""The pages of notices: those who write them, and the portal for everybody."""

from liren.apps.notices.views.portal import board, choose_home, find, home, of_area
from liren.apps.notices.views.writing import (
    change,
    draft,
    listing,
    paper,
    publish,
    sheet,
    view,
    withdraw,
)

__all__ = [
    "board",
    "change",
    "choose_home",
    "draft",
    "find",
    "home",
    "listing",
    "of_area",
    "paper",
    "publish",
    "sheet",
    "view",
    "withdraw",
]
