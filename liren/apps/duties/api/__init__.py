"""Duties for programs, one module for each noun."""

from ninja import Router

from liren.apps.duties.api import assignments, documents, emergencies, lists, refusals

router = Router(tags=["duties"])
for noun in (assignments, refusals, emergencies, documents, lists):
    router.add_router("", noun.router)
