"""The territory is the kernel's Area; this app adds what a city knows about it."""

from liren.kernel.access.models import Area, Level, Shape

__all__ = ["Area", "Level", "Shape"]
