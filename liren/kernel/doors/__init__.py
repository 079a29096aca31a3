"""The kernel's own pages: log-in, account, roles, calendar, rules in force, audit log."""
