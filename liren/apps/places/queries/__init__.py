"""Reads of the territory, one module for each noun."""

from liren.apps.places.queries.areas import (
    Index,
    area_at,
    area_for,
    area_of_address,
    areas_for,
    around,
    communities,
    index,
    shapes_in,
    tops_for,
)
from liren.apps.places.queries.divisions import (
    adopted,
    division_of,
    divisions_in,
    divisions_like,
    levels_below,
    way_of,
)

__all__ = [
    "Index",
    "adopted",
    "area_at",
    "area_for",
    "area_of_address",
    "areas_for",
    "around",
    "communities",
    "division_of",
    "divisions_in",
    "divisions_like",
    "index",
    "levels_below",
    "shapes_in",
    "tops_for",
    "way_of",
]
