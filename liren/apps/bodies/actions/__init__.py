"""Writes, one module for each noun."""

from liren.apps.bodies.actions.packs import (
    BodiesFile,
    InstitutionsFile,
    load_bodies,
    load_institutions,
)

__all__ = [
    "BodiesFile",
    "InstitutionsFile",
    "load_bodies",
    "load_institutions",
]
