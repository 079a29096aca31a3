"""What people do to their own account, and what a security administrator does to others'."""

from liren.kernel.doors.actions.ending import shut_out
from liren.kernel.doors.actions.factor import (
    drop_second_factor,
    recovery_codes,
    renew_recovery_codes,
    set_second_factor,
    spend,
)
from liren.kernel.doors.actions.others import (
    create_account,
    deactivate,
    end_sessions,
    first_password,
    reactivate,
    reset_password,
    unlock,
)
from liren.kernel.doors.actions.own import (
    change_password,
    change_settings,
    end_session,
    issue,
    issue_token,
    new_secret,
    own_verbs,
    revoke_token,
    year_row,
)

__all__ = [
    "change_password",
    "change_settings",
    "create_account",
    "deactivate",
    "drop_second_factor",
    "end_session",
    "end_sessions",
    "first_password",
    "issue",
    "issue_token",
    "new_secret",
    "own_verbs",
    "reactivate",
    "recovery_codes",
    "renew_recovery_codes",
    "reset_password",
    "revoke_token",
    "set_second_factor",
    "shut_out",
    "spend",
    "unlock",
    "year_row",
]
