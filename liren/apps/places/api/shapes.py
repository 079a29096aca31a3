"""What operations on estates, buildings and dwellings take and give."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AliasPath, Field

from liren.apps.places.rules import (
    CommunityKind,
    EstateKind,
    Management,
    Numbering,
    UrbanRural,
    Use,
)
from liren.apps.places.rules.sheets import MOST_ROWS
from liren.kernel.api.requests import Paging
from liren.kernel.api.rows import RowOut

Lng = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]
Year = Annotated[int, Field(ge=1840, le=2200)]
Floors = Annotated[int, Field(ge=1, le=120)]
Number = Annotated[str, Field(min_length=1, max_length=20)]


class EstateOut(RowOut):
    """An estate; `area` is its grid, or its community where no grid covers it."""

    id: UUID = Field(validation_alias="uid")
    name: str
    area: str = Field(validation_alias=AliasPath("area", "code"))
    kind: str
    management: str
    manager: str | None = Field(None, validation_alias=AliasPath("manager", "code"))
    address: str
    lng: float | None
    lat: float | None
    built_year: int | None
    valid_from: date | None
    valid_to: date | None


class BuildingOut(RowOut):
    """A building with the number of its dwellings."""

    id: UUID = Field(validation_alias="uid")
    estate: UUID = Field(validation_alias=AliasPath("estate", "uid"))
    number: str
    area: str = Field(validation_alias=AliasPath("area", "code"))
    floors: int
    basements: int
    lifts: int
    flats: int
    built_year: int | None
    lng: float | None
    lat: float | None
    valid_to: date | None


class DwellingOut(RowOut):
    """A dwelling."""

    id: UUID = Field(validation_alias="uid")
    building: UUID = Field(validation_alias=AliasPath("building", "uid"))
    stairwell: int | None = Field(None, validation_alias=AliasPath("stairwell", "number"))
    number: str
    floor: int
    use: str
    area_m2: float | None
    house_code: str
    valid_to: date | None


class EstatePage(RowOut):
    """One page of estates; `next` is the cursor of the following page."""

    items: list[EstateOut]
    next: str


class EstateDetail(EstateOut):
    """An estate with its standing buildings."""

    buildings: list[BuildingOut] = Field(validation_alias="standing")


class DwellingPage(RowOut):
    """One page of dwellings; `next` is the cursor of the following page."""

    items: list[DwellingOut]
    next: str


class EstateFilter(Paging):
    """Filters by field name."""

    area: str = ""
    management: str = ""
    kind: str = ""
    q: str = ""
    ended: bool = False


class DwellingFilter(Paging):
    """Filters by field name; `estate` is an id."""

    area: str = ""
    use: str = ""
    estate: UUID | None = None
    q: str = ""
    ended: bool = False


class EstateIn(Schema):
    """What is known of an estate; what is left out stays as it is."""

    name: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    management: Management | None = None
    kind: EstateKind | None = None
    manager: str | None = None
    address: Annotated[str, Field(max_length=200)] | None = None
    lng: Lng | None = None
    lat: Lat | None = None
    built_year: Year | None = None
    valid_from: date | None = None


class NewEstateIn(EstateIn):
    """A new estate."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    management: Management


class BuildingIn(Schema):
    """What is known of a building; what is left out stays as it is."""

    number: Number | None = None
    floors: Floors | None = None
    basements: Annotated[int, Field(ge=0, le=9)] | None = None
    lifts: Annotated[int, Field(ge=0, le=40)] | None = None
    built_year: Year | None = None
    lng: Lng | None = None
    lat: Lat | None = None


class NewBuildingIn(BuildingIn):
    """A new building."""

    number: Number
    floors: Floors


class PatternIn(Schema):
    """How a building is laid out; `skip` and `areas` as people write them."""

    stairwells: int
    floors: int
    per_floor: int
    numbering: Numbering = Numbering.STAIRWELL
    skip: Annotated[str, Field(max_length=40)] = ""
    areas: Annotated[str, Field(max_length=200)] = ""
    ground: Use = Use.RESIDENTIAL


class DwellingIn(Schema):
    """What is known of a dwelling; what is left out stays as it is."""

    number: Annotated[str, Field(min_length=1, max_length=12)] | None = None
    floor: int | None = None
    use: Use | None = None
    area_m2: Annotated[float, Field(gt=0, lt=100_000)] | None = None
    house_code: Annotated[str, Field(max_length=40)] | None = None


class NewDwellingIn(DwellingIn):
    """A new dwelling."""

    number: Annotated[str, Field(min_length=1, max_length=12)]
    floor: int
    stairwell: Annotated[int, Field(ge=1, le=60)] | None = None


class EstateEndIn(Schema):
    """When and why something ends."""

    on: date | None = None
    reason: Annotated[str, Field(max_length=200)]


class ParticularsIn(Schema):
    """What is known of an area beside its code."""

    kind: CommunityKind | None = None
    converted_on: date | None = None
    urban_rural: UrbanRural | None = None
    address: Annotated[str, Field(max_length=200)] | None = None
    phone: Annotated[str, Field(pattern=r"^[0-9+() \-]{5,30}$")] | None = None
    note: Annotated[str, Field(max_length=500)] | None = None


class HouseIn(Schema):
    """One line of a sheet: an estate, and one of its buildings where a number is given."""

    community: Annotated[str, Field(min_length=1, max_length=80)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    management: Management | None = None
    kind: EstateKind = EstateKind.COMMERCIAL
    manager: Annotated[str, Field(max_length=80)] = ""
    address: Annotated[str, Field(max_length=200)] = ""
    lng: Lng | None = None
    lat: Lat | None = None
    built_year: Year | None = None
    number: Annotated[str, Field(max_length=20)] = ""
    stairwells: int = 0
    floors: Annotated[int, Field(ge=0, le=120)] = 0
    per_floor: int = 0
    skip: Annotated[str, Field(max_length=40)] = ""
    areas: Annotated[str, Field(max_length=200)] = ""


class SheetIn(Schema):
    """The lines of a sheet."""

    houses: Annotated[list[HouseIn], Field(min_length=1, max_length=MOST_ROWS)]


class AreaOut(RowOut):
    """The area on which was acted."""

    code: str
    name: str
