"""What people do to their own account, and what a security administrator does to others'."""

from liren.kernel.doors.actions.dormancy import close_sleepers, unused, warn_sleepers
from liren.kernel.doors.actions.email import check_email_code, send_email_code, set_email
from liren.kernel.doors.actions.ending import shut_out
from liren.kernel.doors.actions.factor import (
    drop_second_factor,
    recovery_codes,
    renew_recovery_codes,
    set_second_factor,
    spend,
)
from liren.kernel.doors.actions.links import link_login, unlink_login
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
from liren.kernel.doors.actions.recovery import (
    agree_recovery,
    alive,
    new_link,
    open_recovery,
    redeem,
    withdraw_recovery,
)

__all__ = [
    "agree_recovery",
    "alive",
    "change_password",
    "change_settings",
    "check_email_code",
    "close_sleepers",
    "create_account",
    "deactivate",
    "drop_second_factor",
    "end_session",
    "end_sessions",
    "first_password",
    "issue",
    "issue_token",
    "link_login",
    "new_link",
    "new_secret",
    "open_recovery",
    "own_verbs",
    "reactivate",
    "recovery_codes",
    "redeem",
    "renew_recovery_codes",
    "reset_password",
    "revoke_token",
    "send_email_code",
    "set_email",
    "set_second_factor",
    "shut_out",
    "spend",
    "unlink_login",
    "unlock",
    "unused",
    "warn_sleepers",
    "withdraw_recovery",
    "year_row",
]
