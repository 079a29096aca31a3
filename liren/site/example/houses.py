"""The estates of the invented district as rows: buildings, stairwells and dwellings."""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from liren.apps.places import actions
from liren.apps.places.rules import CommunityKind, EstateKind, Management, UrbanRural
from liren.apps.places.rules.sheets import House
from liren.site.example.estates import Estate
from liren.site.example.geometry import community_code, lnglat
from liren.site.example.people import DISTRICT, Town, company_code

SEED = 29
CONVERTED = frozenset({6, 14, 22})  # communities that were villages
LAID_OUT = frozenset({2, 10})  # registered down to the flats; the others have counted their houses


def furnish(town: Town, estates: Sequence[Estate]) -> None:
    """Register every estate with its buildings in one sheet, as a district office would."""
    office = town.actors["office"][0]
    luck = random.Random(SEED)
    houses = [house.plain() for estate in estates for house in _houses(luck, estate)]
    actions.import_estates(office, town.areas[DISTRICT], houses=houses)
    for index in range(24):
        facts = _facts(index)
        actions.describe(office, town.areas[community_code(index)], **facts)


def _houses(luck: random.Random, estate: Estate) -> Iterator[House]:
    """One line for each building; its stairwells where the community has registered its homes."""
    index = estate.grid.community
    management = _management(luck, estate)
    company = company_code(estate.company) if estate.company is not None else ""
    year = luck.randint(1982, 1998) if estate.old else luck.randint(2003, 2022)
    size = luck.choice((2, 2, 3)) if estate.lift else 2
    areas = "，".join(f"{luck.choice((62, 74, 89, 96, 118))}" for _ in range(size))
    for building in estate.buildings:
        at = building.shape.centroid
        lng, lat = lnglat(at.x, at.y)
        yield House(
            line=0,
            community=community_code(index),
            name=estate.name,
            management=management,
            kind=_kind(estate),
            manager=company or _subdistrict(index, management),
            address=f"{estate.road.name} {estate.door} 号",
            lng=lng,
            lat=lat,
            built_year=year,
            number=str(building.number),
            floors=estate.floors,
            stairwells=building.units if index in LAID_OUT else 0,
            per_floor=size if index in LAID_OUT else 0,
            skip="4，14" if estate.lift else "",
            areas=areas if index in LAID_OUT else "",
        )


def _management(luck: random.Random, estate: Estate) -> str:
    if estate.company is not None:
        return Management.PROFESSIONAL.value
    others = (Management.BACKSTOP, Management.BACKSTOP, Management.QUASI, Management.SELF)
    return luck.choice(others).value


def _kind(estate: Estate) -> str:
    if "宿舍" in estate.name:
        return EstateKind.UNIT.value
    if "新村" in estate.name or estate.name.endswith("村"):
        return EstateKind.RESETTLEMENT.value
    return EstateKind.COMMERCIAL.value


def _subdistrict(index: int, management: str) -> str:
    """The subdistrict's office looks after what has no company."""
    if management != Management.BACKSTOP:
        return ""
    return f"jd990101{index // 8 + 1:03d}"


def _facts(index: int) -> dict[str, Any]:
    converted = index in CONVERTED
    return {
        "kind": CommunityKind.CONVERTED if converted else CommunityKind.URBAN,
        "converted_on": date(2016 + index % 3, 6, 1) if converted else None,
        "urban_rural": UrbanRural.FRINGE if converted else UrbanRural.MAIN,
        "phone": f"0500-6{index + 100:03d}{index * 37 % 1000:03d}",
    }
