"""What is done in the territory, one module for each noun."""

from liren.apps.places.actions.areas import add_area, load_areas

__all__ = ["add_area", "load_areas"]
