"""Party organisations as figures (M29), and what is missing (M104)."""

from datetime import date

from liren.apps.bodies.models import Body, Count
from liren.apps.bodies.queries import missing_in, party_of
from liren.apps.bodies.tests.conftest import COMMUNITY, DISTRICT, SUBDISTRICT
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.testing import world

TYPES = (
    *("branch_residents", "branch_retirees", "branch_laid_off", "branch_floating"),
    *("branch_in_service", "branch_firms", "branch_intermediaries"),
)
DAY = date(2025, 1, 1)


def test_46_general_branches_267_branches_4972_members(db: None) -> None:
    """The district of the first seed by its shape."""
    areas = [world.area(f"990101.00{n // 10 + 1}.{n % 10 + 1:03d}.") for n in range(46)]
    generals = [_body(f"g{n}", "party_general_branch", area) for n, area in enumerate(areas)]
    Body.objects.bulk_create(generals)
    branches = [
        _body(f"b{n}", TYPES[n % len(TYPES)], areas[n % 46], generals[n % 46]) for n in range(267)
    ]
    Body.objects.bulk_create(branches)
    sizes = [4972 // 267 + (n < 4972 % 267) for n in range(267)]
    Count.objects.bulk_create(
        Count(body=body, day=DAY, members=size) for body, size in zip(branches, sizes, strict=True)
    )
    Count.objects.create(body=generals[0], day=date(2024, 1, 1), members=99)  # before it branched
    found = party_of(world.area(DISTRICT))
    assert (found.general, found.branches, found.members) == (46, 267, 4972)
    assert sum(number for kind, number, _ in found.by_kind if kind.family == "party_branch") == 267
    assert sum(members for _, _, members in found.by_kind) == 4972
    assert (found.unknown, found.oldest) == (0, DAY)
    before = party_of(world.area(DISTRICT), day=date(2024, 12, 31))
    assert (before.members, before.unknown) == (0, 267)


def _body(code: str, kind: str, area: Area, parent: Body | None = None) -> Body:
    return Body(code=code, name=code, kind=kind, area=area, area_path=area.path, parent=parent)


def test_a_station_for_each_subdistrict_a_room_with_an_auxiliary_for_each_community(
    place: Area, leader: Actor
) -> None:
    def gaps() -> set[tuple[str, str, int]]:
        check = missing_in(leader, world.area(SUBDISTRICT))
        return {
            (gap.area.path, gap.kind.code, gap.short)
            for gap in check.gaps
            if gap.kind.code.startswith("police")
        }

    assert gaps() == {(SUBDISTRICT, "police_station", 1), (COMMUNITY, "police_room", 1)}
    world.body("station", "police_station", SUBDISTRICT)
    room = world.body("room", "police_room", COMMUNITY)
    assert gaps() == {(COMMUNITY, "police_room", 1)}, "the room has no auxiliary officer"
    Count.objects.create(body=room, day=DAY, members=1)
    assert gaps() == set()


def test_a_community_lacks_what_its_model_needs(place: Area, leader: Actor) -> None:
    missing = {gap.kind.code for gap in missing_in(leader, place).gaps}
    assert {"party_general_branch", "community", "supervisory_committee"} <= missing
    assert "station" not in missing
    world.body("c", "community", COMMUNITY)
    assert "community" not in {gap.kind.code for gap in missing_in(leader, place).gaps}
    outside = world.actor("x", "subdistrict_head", "990101.002.")
    assert missing_in(outside, place).gaps == ()
