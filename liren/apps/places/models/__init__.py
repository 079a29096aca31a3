"""The territory as tables: the kernel's Area and what a city knows about it."""

from liren.apps.places.models.areas import Area, Level, Shape

__all__ = ["Area", "Level", "Shape"]
