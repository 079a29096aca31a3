"""Writes, one module for each noun."""

from liren.apps.bodies.actions.packs import BodiesFile, load_bodies

__all__ = ["BodiesFile", "load_bodies"]
