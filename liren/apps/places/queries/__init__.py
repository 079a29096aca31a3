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

__all__ = [
    "Index",
    "area_at",
    "area_for",
    "area_of_address",
    "areas_for",
    "around",
    "communities",
    "index",
    "shapes_in",
    "tops_for",
]
