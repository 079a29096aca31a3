"""The only writers of cases: one function per verb, and the loader of their kinds."""

from liren.apps.cases.actions.course import (
    accept,
    close,
    dispatch,
    feed_back,
    handle,
    rate,
    reject,
    reopen,
    report,
    return_,
    self_handle,
    sign,
    verify,
)
from liren.apps.cases.actions.kinds import KindsFile, load_kinds
from liren.apps.cases.actions.pictures import (
    add_picture,
    cover_picture,
    redact_picture,
    remove_picture,
)
from liren.apps.cases.actions.views import drop_view, note_export, save_view

__all__ = [
    "KindsFile",
    "accept",
    "add_picture",
    "close",
    "cover_picture",
    "dispatch",
    "drop_view",
    "feed_back",
    "handle",
    "load_kinds",
    "note_export",
    "rate",
    "redact_picture",
    "reject",
    "remove_picture",
    "reopen",
    "report",
    "return_",
    "save_view",
    "self_handle",
    "sign",
    "verify",
]
