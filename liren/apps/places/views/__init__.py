"""The territory as pages, one module for each noun."""

from liren.apps.places.views.areas import (
    describe,
    ground,
    shapes,
    view,
)
from liren.apps.places.views.buildings import (
    add_building,
    add_dwelling,
    building,
    change_building,
    change_dwelling,
    close_building,
    close_dwelling,
    dwelling,
    dwellings,
    lay_out,
)
from liren.apps.places.views.estates import (
    add_estate,
    change_estate,
    close_estate,
    estate,
    estates,
    points,
)
from liren.apps.places.views.grids import (
    close_grid,
    draw_grid,
    grid_map,
    grids,
    import_grids,
    posting,
    redraw_grid,
)
from liren.apps.places.views.sheets import (
    export_estates,
    import_estates,
    template,
)
from liren.apps.places.views.trees import (
    adopt,
    children,
    divisions,
    tree,
)

__all__ = [
    "add_building",
    "add_dwelling",
    "add_estate",
    "adopt",
    "building",
    "change_building",
    "change_dwelling",
    "change_estate",
    "children",
    "close_building",
    "close_dwelling",
    "close_estate",
    "close_grid",
    "describe",
    "divisions",
    "draw_grid",
    "dwelling",
    "dwellings",
    "estate",
    "estates",
    "export_estates",
    "grid_map",
    "grids",
    "ground",
    "import_estates",
    "import_grids",
    "lay_out",
    "points",
    "posting",
    "redraw_grid",
    "shapes",
    "template",
    "tree",
    "view",
]
