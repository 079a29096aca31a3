"""A community with facts, in a city whose rules are known."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from liren.apps.standards import actions
from liren.apps.standards.models import Declared
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.testing import world

COMMUNITY, NEXT = "990101.001.001.", "990101.001.002."
DAY = date(2026, 6, 30)
# 星辰社区 as the report gives it: 3,551 flats, 2,044 m² planned, 138 m² used
XINGCHEN = {
    "households": 3551,
    "posts": 7,
    "planned_area_m2": 2044,
    "used_area_m2": 138,
    "residents": 9800,
}


@dataclass
class Office:
    """Who takes part."""

    worker: Actor
    head: Actor
    desk: Actor
    office: Actor
    finance: Actor
    stranger: Actor
    community: Area
    other: Area


@pytest.fixture
def office(db: None) -> Office:
    """A community with two people, a subdistrict, a district with two offices."""
    world.rules()
    return Office(
        worker=world.actor("lin", "community_worker", COMMUNITY),
        head=world.actor("he", "community_head", COMMUNITY),
        desk=world.actor("xu", "subdistrict_head", "990101.001."),
        office=world.actor("ban", "district_office", "990101."),
        finance=world.actor("cai", "district_finance", "990101."),
        stranger=world.actor("wai", "community_head", "990102.001.001."),
        community=world.area(COMMUNITY),
        other=world.area(NEXT),
    )


def fact(
    office: Office,
    area: Area,
    key: str,
    value: object,
    *,
    day: date = DAY,
    who: Actor | None = None,
) -> Declared:
    """A number declared by the subdistrict and confirmed by the district."""
    row = actions.declare(
        who or office.desk,
        area,
        key=key,
        value=Decimal(str(value)),
        day=day,
        document="半年统计表",
    )
    return actions.confirm(office.office, row, value=row.value)


def xingchen(office: Office, area: Area | None = None) -> None:
    """All facts of the community of the report."""
    for key, value in XINGCHEN.items():
        fact(office, area or office.community, key, value)
