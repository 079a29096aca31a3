"""The territory as tables: the kernel's Area and what a city knows about it."""

from liren.apps.places.models.areas import Area, Level, Shape
from liren.apps.places.models.divisions import Division
from liren.apps.places.models.estates import Building, Dwelling, Estate, Particulars, Stairwell
from liren.apps.places.models.grids import FormerBorder

__all__ = [
    "Area",
    "Building",
    "Division",
    "Dwelling",
    "Estate",
    "FormerBorder",
    "Level",
    "Particulars",
    "Shape",
    "Stairwell",
]
