"""The kernel's own operations."""

from ninja import Router

from liren.kernel.doors.api import factor, inbox, mine, record, recovery, rules, watch

router = Router()
for part in (factor, inbox, mine, record, recovery, rules, watch):
    router.add_router("", part.router)
