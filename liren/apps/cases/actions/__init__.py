"""The only writers of cases: one function per verb, and the loader of their kinds."""

from liren.apps.cases.actions.course import (
    accept,
    check_report,
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
from liren.apps.cases.actions.gating import asker_of
from liren.apps.cases.actions.kinds import KindsFile, load_kinds
from liren.apps.cases.actions.pictures import (
    add_picture,
    cover_picture,
    redact_picture,
    remove_picture,
)
from liren.apps.cases.actions.strangers import new_code, opened, report_open
from liren.apps.cases.actions.views import drop_view, note_export, save_view
from liren.apps.cases.actions.voices import answer, ask, join

__all__ = [
    "KindsFile",
    "accept",
    "add_picture",
    "answer",
    "ask",
    "asker_of",
    "check_report",
    "close",
    "cover_picture",
    "dispatch",
    "drop_view",
    "feed_back",
    "handle",
    "join",
    "load_kinds",
    "new_code",
    "note_export",
    "opened",
    "rate",
    "redact_picture",
    "reject",
    "remove_picture",
    "reopen",
    "report",
    "report_open",
    "return_",
    "save_view",
    "self_handle",
    "sign",
    "verify",
]
