"""The kernel's own operations."""

from ninja import Router

from liren.kernel.doors.api import mine, rules, watch

router = Router()
for part in (mine, rules, watch):
    router.add_router("", part.router)
