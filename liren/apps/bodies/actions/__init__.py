"""Writes, one module for each noun."""

from liren.apps.bodies.actions.course import change, count_members, dissolve, found
from liren.apps.bodies.actions.packs import (
    BodiesFile,
    InstitutionsFile,
    load_bodies,
    load_institutions,
)
from liren.apps.bodies.actions.relations import end_relation, relate

__all__ = [
    "BodiesFile",
    "InstitutionsFile",
    "change",
    "count_members",
    "dissolve",
    "end_relation",
    "found",
    "load_bodies",
    "load_institutions",
    "relate",
]
