"""What is done in the territory, one module for each noun."""

from liren.apps.places.actions.areas import add_area, load_areas
from liren.apps.places.actions.divisions import adopt, import_divisions

__all__ = ["add_area", "adopt", "import_divisions", "load_areas"]
