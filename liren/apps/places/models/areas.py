"""The kernel's Area, under the name by which the apps know it."""

from liren.kernel.access.models import Area, Level, Shape

__all__ = ["Area", "Level", "Shape"]
