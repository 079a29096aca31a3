"""Grids for programs: drawn, drawn anew, ended, imported; and what is posted of them."""

from typing import Annotated, Any

from ninja import Router, Schema, Status
from pydantic import Field

from liren.apps.places import actions
from liren.apps.places.api.areas import FoundAreaOut
from liren.apps.places.models import Area
from liren.apps.places.queries.areas import area_for
from liren.apps.places.queries.grids import faults_in, grid_home_for, posting_of, sized
from liren.apps.places.rules.coordinates import System
from liren.apps.places.rules.grids import LONGEST_TEXT, MOST_GRIDS, read_border
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting

router = Router()

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Name = Annotated[str, Field(min_length=1, max_length=40)]


class BorderIn(Schema):
    """A border as GeoJSON, WKT or a list of coordinates, in one of the known systems."""

    border: Text
    system: System = System.WGS84
    meridian: int | None = None

    def read(self) -> dict[str, Any]:
        """The border in WGS-84."""
        return read_border(self.border, self.system, self.meridian)


class GridIn(BorderIn):
    """A grid with its name."""

    name: Name


class RedrawIn(BorderIn):
    """A border anew; a name only where it changes."""

    name: Annotated[str, Field(max_length=40)] = ""


class GridsIn(Schema):
    """Several grids at once."""

    grids: Annotated[list[GridIn], Field(max_length=MOST_GRIDS)]


class GridWhyIn(Schema):
    """Why a grid ends."""

    reason: Annotated[str, Field(max_length=200)]


class GridOut(Schema):
    """A grid with its size."""

    code: str
    name: str
    m2: int | None
    households: int
    size: str


class GridFaultOut(Schema):
    """A place where grids do not fit together."""

    kind: str
    names: list[str]
    m2: int
    lng: float
    lat: float
    detail: str


class GridsOut(Schema):
    """The grids of a community and their faults."""

    grids: list[GridOut]
    faults: list[GridFaultOut]


class PostingOut(Schema):
    """What is posted of a grid."""

    code: str
    name: str
    community: str
    workers: list[str]
    phone: str
    supervision: str
    border: dict[str, Any] | None


@router.get("/{code}/grids", response=GridsOut, operation_id="places.grids")
def grids(request: Request, code: str) -> dict[str, Any]:
    """The grids of a community with their sizes, and where they do not fit together."""
    area = grid_home_for(request.actor, code)
    rows = [
        {
            "code": row.area.code,
            "name": row.area.name,
            "m2": row.m2,
            "households": row.households,
            "size": row.sentence,
        }
        for row in sized(area)
    ]
    faults = [
        {
            "kind": one.kind,
            "names": list(one.names),
            "m2": one.m2,
            "lng": one.lng,
            "lat": one.lat,
            "detail": one.sentence,
        }
        for one in faults_in(area)
    ]
    return {"grids": rows, "faults": faults}


@router.post("/{code}/grids", response={201: FoundAreaOut}, operation_id="places.draw_grid")
def draw_grid(request: Request, code: str, given: GridIn) -> Status[Area]:
    """Draw a grid in a community, or a micro-grid in a grid."""
    area = grid_home_for(request.actor, code)
    border = given.read()
    return Status(201, actions.draw_grid(acting(request), area, name=given.name, border=border))


@router.post("/{code}/redraw_grid", response=FoundAreaOut, operation_id="places.redraw_grid")
def redraw_grid(request: Request, code: str, given: RedrawIn) -> Area:
    """Draw the border of a grid anew."""
    grid = area_for(request.actor, code)
    return actions.redraw_grid(acting(request), grid, border=given.read(), name=given.name)


@router.post("/{code}/close_grid", response=FoundAreaOut, operation_id="places.close_grid")
def close_grid(request: Request, code: str, given: GridWhyIn) -> Area:
    """End a grid."""
    return actions.close_grid(acting(request), area_for(request.actor, code), reason=given.reason)


@router.post("/{code}/import_grids", response=GridsOut, operation_id="places.import_grids")
def import_grids(request: Request, code: str, given: GridsIn) -> dict[str, Any]:
    """Take several grids at once: known names are drawn anew."""
    area = grid_home_for(request.actor, code)
    rows = [{"name": one.name, "border": one.read()} for one in given.grids]
    actions.import_grids(acting(request), area, grids=rows)
    return grids(request, code)


@router.get("/{code}/posting", response=PostingOut, operation_id="places.posting")
def posting(request: Request, code: str) -> dict[str, Any]:
    """What is posted of a grid: name, border, worker, contact, supervision."""
    found = posting_of(code)
    return {
        "code": found.area.code,
        "name": str(found.area),
        "community": str(found.community or ""),
        "workers": list(found.workers),
        "phone": found.phone,
        "supervision": found.supervision,
        "border": found.border,
    }
