"""The search over all places and the national list, for programs."""

from typing import Any

from ninja import Router, Schema

from liren.apps.places import actions
from liren.apps.places.models import Division
from liren.apps.places.queries import (
    areas_like,
    division_of,
    divisions_in,
    divisions_like,
    estates_like,
)
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting

router = Router()
MOST_HITS = 30


class HitOut(Schema):
    """Something that was found: an area, an estate, or a line of the national list."""

    what: str
    id: str
    name: str
    level: str
    inside: str


class DivisionOut(Schema):
    """A line of the national list of divisions."""

    code: str
    name: str
    level: str
    parent_code: str
    urban_rural: str


@router.get("/search", response=list[HitOut], operation_id="places.search")
def search(request: Request, q: str = "", national: bool = False) -> list[dict[str, Any]]:
    """Find places by name, sound, initials or code; with `national` also in the national list."""
    areas = areas_like(request.actor, q, MOST_HITS)
    found = [_hit("area", row.code, row, row.level, row.parent) for row in areas]
    estates = estates_like(request.actor, q, MOST_HITS)
    found += [_hit("estate", str(one.uid), one, "estate", one.area) for one in estates]
    if national:
        known = {row.code for row in areas}
        rows = [row for row in divisions_like(q, MOST_HITS) if row.code not in known]
        found += [_hit("division", row.code, row, row.level, row.parent_code) for row in rows]
    return found


def _hit(what: str, key: str, row: object, level: str, around: object) -> dict[str, Any]:
    return {"what": what, "id": key, "name": str(row), "level": level, "inside": str(around or "")}


@router.get("/divisions", response=list[DivisionOut], operation_id="places.divisions")
def divisions(request: Request, parent: str = "") -> list[Division]:
    """List what lies directly in a division of the national list; without one, the provinces."""
    here = division_of(parent) if parent else None
    if parent and here is None:
        raise Division.DoesNotExist
    return list(divisions_in(here.code if here else ""))


@router.post("/divisions/{code}/adopt", response=DivisionOut, operation_id="places.adopt")
def adopt(request: Request, code: str) -> Division:
    """Take a division with all below it into the territory."""
    row = division_of(code)
    if row is None:
        raise Division.DoesNotExist
    return actions.adopt(acting(request), row)
