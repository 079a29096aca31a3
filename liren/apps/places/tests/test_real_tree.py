"""The real tree of Jiashan, loaded from its pack: codes, paths, addresses, points."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings

from liren.apps.places.actions import load_areas
from liren.apps.places.models import Area, Level
from liren.apps.places.queries import (
    area_at,
    area_for,
    area_of_address,
    areas_for,
    around,
    communities,
)
from liren.apps.places.rules import nests, segment
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Grant
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy import packs
from liren.kernel.policy.models import Pack
from liren.kernel.policy.values import changed
from liren.kernel.testing import world


@pytest.fixture
def jiashan(db: None) -> Area:
    """The county with all its towns and communities."""
    world.rules()
    rows = packs.read(settings.LIREN_PACKS / "jiashan/areas.csv", None)
    assert load_areas(Pack.objects.get(code="jiashan"), rows) == len(rows)
    return Area.objects.get(code="330421000000")


def test_nine_towns_and_174_communities(jiashan: Area) -> None:
    counted = Counter(Area.objects.values_list("level", flat=True))
    expected = {"province": 1, "city": 1, "district": 1, "subdistrict": 9, "community": 174}
    assert counted == expected
    assert Area.objects.below(jiashan).count() == 184


def test_every_path_is_its_code(jiashan: Area) -> None:
    """The path spells the national code, so that a subtree is one range."""
    for area in Area.objects.select_related("parent"):
        digits = area.path.replace(".", "")
        assert area.code == digits.ljust(12, "0")
        assert len(area.code) == 12
        assert area.parent is None or area.path.startswith(area.parent.path)
        assert [one.level for one in around(area)][-1] == area.level
    assert jiashan.path == "33.04.21."


def test_loading_again_changes_nothing(jiashan: Area) -> None:
    rows = packs.read(settings.LIREN_PACKS / "jiashan/areas.csv", None)
    assert load_areas(Pack.objects.get(code="jiashan"), rows) == 0


def test_somebody_of_a_town_sees_the_town(jiashan: Area) -> None:
    town = Area.objects.filter(parent=jiashan).order_by("code")[0]
    who = Actor(world.user("w"), (Grant(role="subdistrict_desk", area=town),))
    seen = set(areas_for(who).values_list("code", flat=True))
    assert seen == {town.code, *town.children.values_list("code", flat=True)}
    assert area_for(who, town.code) == town
    with pytest.raises(Area.DoesNotExist):
        area_for(who, jiashan.code)


def test_addresses(jiashan: Area) -> None:
    """The deepest area whose whole name stands in it; never a guess between two."""
    names = Counter(Area.objects.values_list("name", flat=True))
    chance = random.Random(3)  # noqa: S311 — the same choice in every run
    places = [area for area in communities() if names[area.name] == 1]
    for area in chance.sample(places, 25):
        assert area.parent is not None
        others = [one for one in places if one != area and one.name in area.name]
        if not others:
            assert area_of_address(f"嘉善县{area.parent}{area}12号") == area
    assert area_of_address("") is None
    assert area_of_address("不知道在哪里%_\\") is None
    assert area_of_address("嘉善县") == jiashan
    one, other = places[0], places[1]
    assert area_of_address(f"{one}和{other}交界处") is None
    assert one.parent is not None
    assert area_of_address(f"{one}12号", inside=one.parent) == one


def test_a_dissolved_area_takes_no_more(jiashan: Area) -> None:
    area = communities()[0]
    Area.objects.filter(pk=area.pk).update(valid_to=today())
    changed()
    assert area not in communities()
    found = area_of_address(f"{area.name}1号")
    assert found is None or found.pk != area.pk


@pytest.fixture
def grids(db: None) -> Iterator[list[Area]]:
    """Four squares side by side, and one elsewhere without a border."""
    world.rules()
    drawn = [
        world.square(world.area(f"990101.001.001.0{n}."), 120.90 + n * 0.01, 30.85)
        for n in range(1, 5)
    ]
    world.area("990101.001.001.09.")
    changed()
    yield drawn
    changed()


def test_points(grids: list[Area]) -> None:
    chance = random.Random(5)  # noqa: S311 — the same points in every run
    for number, grid in enumerate(grids, start=1):
        for _point in range(20):
            lng = 120.90 + number * 0.01 + chance.uniform(0.0001, 0.0099)
            assert area_at(lng, 30.85 + chance.uniform(0.0001, 0.0099)) == grid
    assert area_at(120.90, 30.80) is None
    assert area_at(-120.92, 30.855) is None
    on_the_border = area_at(120.92, 30.855)
    assert on_the_border == grids[0], "always the same one: that with the lower key"


def test_a_new_grid_is_found_at_once(grids: list[Area]) -> None:
    assert area_at(121.5, 31.5) is None
    new = world.square(world.area("990101.001.002.01."), 121.495, 31.495)
    changed()
    assert area_at(121.5, 31.5) == new


def test_a_redrawn_border_is_found_without_a_restart(grids: list[Area]) -> None:
    """The kept tree is built again when a border moved, though no grid came or went."""
    assert area_at(121.5, 31.5) is None
    world.square(grids[0], 121.495, 31.495)
    changed()  # or some seconds later
    assert area_at(121.5, 31.5) == grids[0]
    assert area_at(120.915, 30.855) is None


@pytest.mark.parametrize(("lng", "lat"), [(181, 0), (0, 91), (-200, 30), (30.85, 120.92)])
def test_points_off_the_earth_are_refused(db: None, lng: float, lat: float) -> None:
    with pytest.raises(Refused) as no:
        area_at(lng, lat)
    assert no.value.code == "places.no-such-point"


def test_levels() -> None:
    assert nests(Level.DISTRICT, Level.GRID)
    assert not nests(Level.GRID, Level.DISTRICT)
    assert not nests(Level.GRID, Level.GRID)
    assert segment("330421001001", "community", "330421001000", "subdistrict") == "001"
    assert segment("330421001000", "subdistrict", "330421000000", "district") == "001"
    assert segment("330000000000", "province", "", "") == "33"
    assert segment("33042100100101", "grid", "330421001001", "community") == "01"
