"""The land of the example district is a partition, and every address lies where it says."""

import json
import random

import pytest
from shapely import STRtree, unary_union
from shapely.geometry import Point, shape

from liren.site.example import estates, geometry, names
from liren.site.example.estates import Estate
from liren.site.example.geometry import Land

DRAWN = geometry.draw()
BUILT = estates.build(DRAWN, geometry.SEED)


@pytest.fixture
def land() -> Land:
    return DRAWN


@pytest.fixture
def built() -> tuple[Estate, ...]:
    return BUILT


def test_there_are_94_grids_in_24_communities(land: Land) -> None:
    assert len(land.parcels) == sum(names.GRIDS_PER_COMMUNITY) == len(names.ESTATES)
    assert {parcel.community for parcel in land.parcels} == set(range(24))


def test_grids_leave_no_gap_and_do_not_overlap(land: Land) -> None:
    whole = unary_union([parcel.shape for parcel in land.parcels])
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(sum(parcel.shape.area for parcel in land.parcels))


def test_the_partition_holds_in_degrees_as_well(land: Land) -> None:
    shapes = [shape(geometry.geojson(parcel.shape)) for parcel in land.parcels]
    assert all(one.is_valid for one in shapes)
    whole = unary_union(shapes)
    assert not whole.interiors
    assert whole.area == pytest.approx(sum(one.area for one in shapes), rel=1e-9)


def test_a_community_is_one_piece(land: Land) -> None:
    for index in range(24):
        assert land.community(index).geom_type == "Polygon"


def test_the_same_seed_draws_the_same_land(land: Land) -> None:
    again = geometry.draw()
    assert [p.shape.wkt for p in again.parcels] == [p.shape.wkt for p in land.parcels]


def test_every_spot_lies_in_its_grid_and_names_a_road_beside_it(
    land: Land, built: tuple[Estate, ...]
) -> None:
    luck = random.Random(7)  # noqa: S311 — places, not secrets
    grids = [shape(geometry.geojson(parcel.shape)) for parcel in land.parcels]
    tree = STRtree(grids)
    for draw in (estates.home, estates.yard, estates.street):
        for estate in luck.sample(built, 40):
            spot = draw(luck, estate)
            found = tree.query(Point(spot.lng, spot.lat), predicate="within")
            assert [land.parcels[hit].code for hit in found] == [spot.grid]
            assert any(road.name in spot.address for road in estate.grid.roads)


def test_buildings_stand_on_land_of_their_grid(built: tuple[Estate, ...]) -> None:
    for estate in built:
        assert len(estate.buildings) >= 8
        assert all(estate.grid.shape.contains(b.shape) for b in estate.buildings)


def test_the_base_map_is_small_and_says_what_it_shows(
    land: Land, built: tuple[Estate, ...]
) -> None:
    drawn = estates.base_map(land, built)
    layers = {feature["properties"]["l"] for feature in drawn["features"]}
    assert layers == {"green", "water", "bld", "road"}
    grades = {f["properties"]["k"] for f in drawn["features"] if f["properties"]["l"] == "road"}
    assert grades == {1, 2, 3, 4, 5}
    assert len(json.dumps(drawn, separators=(",", ":"))) < 500_000
