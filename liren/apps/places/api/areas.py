"""Areas for programs."""

from typing import Any

from ninja import Router, Schema

from liren.apps.places.models import Area
from liren.apps.places.queries import area_at, area_for, area_of_address, areas_for
from liren.kernel.access.request import Request

router = Router()


class FoundAreaOut(Schema):
    """An area with its division code."""

    code: str
    name: str
    level: str
    parent: str | None = None
    lng: float | None
    lat: float | None

    @staticmethod
    def resolve_parent(area: Area) -> str | None:
        """The code of the area around it."""
        return area.parent.code if area.parent else None


def listing(request: Request, parent: str = "", level: str = "") -> list[Area]:
    """List the areas I see, inside one or of one level; at most 500."""
    rows = areas_for(request.actor).select_related("parent")
    rows = rows.filter(parent__code=parent) if parent else rows
    rows = rows.filter(level=level) if level else rows
    return list(rows[:500])


@router.get("/at", response={200: FoundAreaOut, 404: Any}, operation_id="places.at")
def at(
    request: Request, lng: float | None = None, lat: float | None = None, address: str = ""
) -> Area:
    """Find the area of a point or of an address."""
    found = area_at(lng, lat) if lng is not None and lat is not None else None
    found = found or (area_of_address(address) if address else None)
    if found is None:
        raise Area.DoesNotExist
    return found


@router.get("/{code}", response=FoundAreaOut, operation_id="places.view")
def view(request: Request, code: str) -> Area:
    """See one area."""
    return area_for(request.actor, code)
