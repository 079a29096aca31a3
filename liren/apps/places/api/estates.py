"""Estates, buildings and dwellings for programs."""

from typing import Any
from uuid import UUID

from ninja import Query, Router, Schema, Status

from liren.apps.places import actions
from liren.apps.places.api.shapes import (
    AreaOut,
    BuildingIn,
    BuildingOut,
    DwellingFilter,
    DwellingIn,
    DwellingOut,
    DwellingPage,
    EstateDetail,
    EstateEndIn,
    EstateFilter,
    EstateIn,
    EstateOut,
    EstatePage,
    NewBuildingIn,
    NewDwellingIn,
    NewEstateIn,
    ParticularsIn,
    PatternIn,
    SheetIn,
)
from liren.apps.places.models import Area, Building, Dwelling, Estate
from liren.apps.places.queries import (
    Sought,
    area_for,
    building_for,
    buildings_of,
    dwelling_for,
    estate_for,
    exported,
    page_of_dwellings,
    page_of_estates,
)
from liren.apps.places.rules import Pattern
from liren.apps.places.rules.estates import parsed_areas, parsed_floors
from liren.apps.places.rules.sheets import House
from liren.kernel.access.models import Body
from liren.kernel.access.request import Request
from liren.kernel.api.requests import acting
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

router = Router()


def told(given: Schema) -> dict[str, Any]:
    """What was said, with the manager as a body."""
    facts = given.model_dump(exclude_unset=True)
    if "manager" in facts:
        code = facts["manager"]
        facts["manager"] = Body.objects.filter(code=code).first() if code else None
        if code and facts["manager"] is None:
            raise Refused("places.no-such-body", _("没有这个机构。请先查看机构清单。"))
    said = {name: one for name, one in facts.items() if one is not None or name not in NEEDED}
    return {name: "" if one is None and name in TEXTS else one for name, one in said.items()}


# what is never empty stays as it is when nothing is said
NEEDED = frozenset(
    {"name", "management", "number", "floors", "floor", "use", "basements", "lifts"}
)
TEXTS = frozenset({"address", "house_code", "phone", "note", "kind", "urban_rural"})


@router.get("/estates", response=EstatePage, operation_id="places.estates", by_alias=False)
def estates(request: Request, asked: Query[EstateFilter]) -> dict[str, Any]:
    """List the estates I see, neighbours beside one another."""
    facts = asked.model_dump(exclude={"cursor", "limit"})
    found = page_of_estates(request.actor, Sought(**facts), asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get(
    "/estates/export", response=list[EstateOut], operation_id="places.export_estates",
    by_alias=False,
)  # fmt: skip
def export_estates(request: Request, asked: Query[EstateFilter]) -> list[Estate]:
    """All estates of a list at once, at most 5,000."""
    if not request.actor.may("places.export_estates"):
        raise Refused("places.no-export", _("您的角色不能导出小区清单。"))
    sought = Sought(**asked.model_dump(exclude={"cursor", "limit"}))
    return list(dict.fromkeys(row for row, _house in exported(request.actor, sought)))


@router.get("/estates/{uid}", response=EstateDetail, operation_id="places.estate", by_alias=False)
def estate(request: Request, uid: UUID) -> Estate:
    """See one estate with its buildings."""
    row = estate_for(request.actor, uid)
    row.standing = list(buildings_of(row).select_related("area", "estate"))  # type: ignore[attr-defined]
    return row


@router.post(
    "/estates/{uid}/change", response=EstateOut, operation_id="places.change_estate",
    by_alias=False,
)  # fmt: skip
def change_estate(request: Request, uid: UUID, given: EstateIn) -> Estate:
    """Correct what is known of an estate."""
    return actions.change_estate(acting(request), estate_for(request.actor, uid), **told(given))


@router.post(
    "/estates/{uid}/close", response=EstateOut, operation_id="places.close_estate", by_alias=False
)
def close_estate(request: Request, uid: UUID, given: EstateEndIn) -> Estate:
    """End an estate with its buildings and dwellings."""
    row = estate_for(request.actor, uid)
    return actions.close_estate(acting(request), row, **given.model_dump())


@router.post(
    "/estates/{uid}/buildings", response={201: BuildingOut}, operation_id="places.add_building",
    by_alias=False,
)  # fmt: skip
def add_building(request: Request, uid: UUID, given: NewBuildingIn) -> Status[Building]:
    """Add a building to an estate."""
    row = estate_for(request.actor, uid)
    return Status(201, actions.add_building(acting(request), row, **told(given)))


@router.get(
    "/buildings/{uid}", response=BuildingOut, operation_id="places.building", by_alias=False
)
def building(request: Request, uid: UUID) -> Building:
    """See one building."""
    return building_for(request.actor, uid)


@router.post(
    "/buildings/{uid}/change", response=BuildingOut, operation_id="places.change_building",
    by_alias=False,
)  # fmt: skip
def change_building(request: Request, uid: UUID, given: BuildingIn) -> Building:
    """Correct what is known of a building."""
    row = building_for(request.actor, uid)
    return actions.change_building(acting(request), row, **told(given))


@router.post(
    "/buildings/{uid}/close", response=BuildingOut, operation_id="places.close_building",
    by_alias=False,
)  # fmt: skip
def close_building(request: Request, uid: UUID, given: EstateEndIn) -> Building:
    """End a building with its dwellings."""
    row = building_for(request.actor, uid)
    return actions.close_building(acting(request), row, **given.model_dump())


@router.post(
    "/buildings/{uid}/lay_out", response=BuildingOut, operation_id="places.lay_out",
    by_alias=False,
)  # fmt: skip
def lay_out(request: Request, uid: UUID, given: PatternIn) -> Building:
    """Make the stairwells and dwellings of an empty building by a pattern."""
    facts = given.model_dump()
    facts |= {"skip": parsed_floors(given.skip), "areas": parsed_areas(given.areas)}
    row = building_for(request.actor, uid)
    return actions.lay_out(acting(request), row, pattern=Pattern(**facts))


@router.post(
    "/buildings/{uid}/dwellings", response={201: DwellingOut}, operation_id="places.add_dwelling",
    by_alias=False,
)  # fmt: skip
def add_dwelling(request: Request, uid: UUID, given: NewDwellingIn) -> Status[Dwelling]:
    """Add one dwelling to a building."""
    row = building_for(request.actor, uid)
    return Status(201, actions.add_dwelling(acting(request), row, **told(given)))


@router.get("/dwellings", response=DwellingPage, operation_id="places.dwellings", by_alias=False)
def dwellings(request: Request, asked: Query[DwellingFilter]) -> dict[str, Any]:
    """List the dwellings I see, those of one house together."""
    facts = asked.model_dump(exclude={"cursor", "limit", "estate"})
    sought = Sought(**facts, estate=str(asked.estate or ""))
    found = page_of_dwellings(request.actor, sought, asked.cursor, asked.limit)
    return {"items": found.rows, "next": found.older}


@router.get(
    "/dwellings/{uid}", response=DwellingOut, operation_id="places.dwelling", by_alias=False
)
def dwelling(request: Request, uid: UUID) -> Dwelling:
    """See one dwelling."""
    return dwelling_for(request.actor, uid)


@router.post(
    "/dwellings/{uid}/change", response=DwellingOut, operation_id="places.change_dwelling",
    by_alias=False,
)  # fmt: skip
def change_dwelling(request: Request, uid: UUID, given: DwellingIn) -> Dwelling:
    """Correct what is known of a dwelling."""
    row = dwelling_for(request.actor, uid)
    return actions.change_dwelling(acting(request), row, **told(given))


@router.post(
    "/dwellings/{uid}/close", response=DwellingOut, operation_id="places.close_dwelling",
    by_alias=False,
)  # fmt: skip
def close_dwelling(request: Request, uid: UUID, given: EstateEndIn) -> Dwelling:
    """End a dwelling."""
    row = dwelling_for(request.actor, uid)
    return actions.close_dwelling(acting(request), row, **given.model_dump())


@router.post(
    "/{code}/estates", response={201: EstateOut}, operation_id="places.add_estate", by_alias=False
)
def add_estate(request: Request, code: str, given: NewEstateIn) -> Status[Estate]:
    """Add an estate to a community."""
    area = area_for(request.actor, code)
    return Status(201, actions.add_estate(acting(request), area, **told(given)))


@router.post("/{code}/import_estates", response=AreaOut, operation_id="places.import_estates")
def import_estates(request: Request, code: str, given: SheetIn) -> Area:
    """Take many estates with their buildings into an area: all or none."""
    houses = [
        House(line=line, **{**one.model_dump(), "management": one.management or ""}).plain()
        for line, one in enumerate(given.houses, start=1)
    ]
    return actions.import_estates(acting(request), area_for(request.actor, code), houses=houses)


@router.post("/{code}/describe", response=AreaOut, operation_id="places.describe")
def describe(request: Request, code: str, given: ParticularsIn) -> Area:
    """Write down what is known of an area beside its code."""
    return actions.describe(acting(request), area_for(request.actor, code), **told(given))
