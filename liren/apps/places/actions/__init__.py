"""What is done in the territory, one module for each noun."""

from liren.apps.places.actions.areas import add_area, load_areas
from liren.apps.places.actions.buildings import (
    add_building,
    add_dwelling,
    change_building,
    change_dwelling,
    close_building,
    close_dwelling,
    lay_out,
)
from liren.apps.places.actions.divisions import adopt, import_divisions
from liren.apps.places.actions.estates import add_estate, change_estate, close_estate, describe
from liren.apps.places.actions.grids import close_grid, draw_grid, import_grids, redraw_grid
from liren.apps.places.actions.sheets import import_estates, judged

__all__ = [
    "add_area",
    "add_building",
    "add_dwelling",
    "add_estate",
    "adopt",
    "change_building",
    "change_dwelling",
    "change_estate",
    "close_building",
    "close_dwelling",
    "close_estate",
    "close_grid",
    "describe",
    "draw_grid",
    "import_divisions",
    "import_estates",
    "import_grids",
    "judged",
    "lay_out",
    "load_areas",
    "redraw_grid",
]
