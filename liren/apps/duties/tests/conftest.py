"""A district with three communities, its offices, and departments that want something of them."""

from dataclasses import dataclass

import pytest

from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.testing import world

DISTRICT = "990101."
STREET = "990101.001."
COMMUNITIES = ("990101.001.001.", "990101.001.002.", "990101.002.001.")


@dataclass
class Offices:
    """Who keeps the lists, who asks, who is asked, who pays."""

    office: Actor  # keeps the lists of the district
    second: Actor  # agrees
    clerk: Actor  # of the department that asks
    other: Actor  # of another department
    finance: Actor
    desk: Actor  # of the first subdistrict
    heads: list[Actor]  # of the three communities
    department: Body
    neighbour: Body  # the other department
    communities: list[Area]


@pytest.fixture
def offices(db: None) -> Offices:
    """Everybody at work, and nothing asked yet."""
    world.rules()
    department = world.body("民政局", "department", DISTRICT, "civil_affairs")
    neighbour = world.body("统计局", "department", DISTRICT)
    return Offices(
        office=world.actor("office", "district_office", DISTRICT),
        second=world.actor("second", "district_office", DISTRICT),
        clerk=world.actor("clerk", "department_clerk", DISTRICT, for_body=department),
        other=world.actor("other", "department_clerk", DISTRICT, for_body=neighbour),
        finance=world.actor("finance", "district_finance", DISTRICT),
        desk=world.actor("desk", "subdistrict_desk", STREET),
        heads=[
            world.actor(f"head{n}", "community_head", path)
            for n, path in enumerate(COMMUNITIES, start=1)
        ],
        department=department,
        neighbour=neighbour,
        communities=[world.area(path) for path in COMMUNITIES],
    )
