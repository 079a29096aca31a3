"""Duties for programs, one module for each noun."""

from ninja import Router

from liren.apps.duties.api import assignments, emergencies, refusals

router = Router(tags=["duties"])
for noun in (assignments, refusals, emergencies):
    router.add_router("", noun.router)
