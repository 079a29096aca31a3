"""The kernel's own operations."""

from ninja import Router

from liren.kernel.doors.api import (
    factor,
    inbox,
    links,
    mine,
    record,
    recovery,
    revealing,
    rules,
    watch,
)

router = Router()
for part in (factor, inbox, links, mine, record, recovery, revealing, rules, watch):
    router.add_router("", part.router)
