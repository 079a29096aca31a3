"""Duties for programs, one module for each noun."""

from ninja import Router

from liren.apps.duties.api import (
    applications,
    assignments,
    burdens,
    documents,
    emergencies,
    entries,
    hearings,
    lists,
    loads,
    refusals,
)

router = Router(tags=["duties"])
for noun in (
    applications,
    hearings,
    assignments,
    refusals,
    emergencies,
    documents,
    lists,
    entries,
    burdens,
    loads,
):
    router.add_router("", noun.router)
