"""Estates, buildings and dwellings: rules, permission, history, counting, parallel use."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from liren.apps.places import actions
from liren.apps.places.models import Area, Building, Dwelling, Estate, Stairwell
from liren.apps.places.queries import (
    Sought,
    by_management,
    counted,
    coverage,
    dwellings_sought,
    estates_like,
    estates_sought,
    holdings,
    page_of_dwellings,
    page_of_estates,
    particulars_of,
    plan_of,
)
from liren.apps.places.rules import Management, Numbering, Pattern, Use, estates
from liren.apps.places.rules.estates import (
    laid_out,
    order_of,
    parsed_areas,
    parsed_floors,
    plan,
)
from liren.kernel.access.actor import Actor
from liren.kernel.audit.log import history
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.testing import world


def test_a_pattern_numbers_its_flats() -> None:
    flats = laid_out(Pattern(2, 3, 2, areas=(Decimal("89.5"), Decimal(120))))
    assert len(flats) == 12
    assert [flat.number for flat in flats[:6]] == ["101", "102", "201", "202", "301", "302"]
    assert [(flat.stairwell, flat.column) for flat in flats[5:8]] == [(1, 2), (2, 3), (2, 4)]
    assert flats[1].area_m2 == Decimal(120)


def test_numbers_run_through_or_begin_anew() -> None:
    through = laid_out(Pattern(2, 1, 2, numbering=Numbering.THROUGH))
    assert [flat.number for flat in through] == ["101", "102", "103", "104"]


def test_floors_without_a_four_and_shops_below() -> None:
    flats = laid_out(Pattern(1, 4, 1, skip=(4,), ground=Use.SHOP))
    assert [flat.number for flat in flats] == ["101", "201", "301", "501"]
    assert [flat.use for flat in flats] == [Use.SHOP, *[Use.RESIDENTIAL] * 3]
    assert estates.counted(3, (1, 2)) == [3, 4, 5]


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        (Pattern(0, 6, 2), "places.odd-pattern"),
        (Pattern(1, 121, 2), "places.odd-pattern"),
        (Pattern(60, 60, 2), "places.too-many-flats"),
        (Pattern(1, 6, 3, areas=(Decimal(1), Decimal(2))), "places.odd-areas"),
    ],
)
def test_patterns_that_no_house_has(pattern: Pattern, code: str) -> None:
    with pytest.raises(Refused) as no:
        laid_out(pattern)
    assert no.value.code == code


def test_sizes_and_floors_as_people_write_them() -> None:
    assert parsed_areas(" 89.5，120 ") == (Decimal("89.5"), Decimal(120))
    assert parsed_floors("4、14") == (4, 14)
    for parse in (parsed_areas, parsed_floors):
        with pytest.raises(Refused):
            parse("four")
    assert order_of("3") < order_of("12") < order_of("A")


def test_the_picture_has_floors_from_the_top() -> None:
    flats = laid_out(Pattern(2, 3, 2))
    drawn = plan([(f.stairwell, f.floor, f.column, f.number) for f in flats])
    assert drawn.columns == ((1, 2), (2, 2))
    assert drawn.rows[0] == (3, ["301", "302", "301", "302"])
    assert plan([]).rows == []


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def test_an_estate_lies_in_the_grid_of_its_point(estate: Estate, grid: Area) -> None:
    assert estate.area == grid
    assert (estate.initials, estate.pinyin) == ("nmhy", "nanmenhuayuan")
    assert history(estate)[0].verb == "places.add_estate"


def test_an_estate_without_a_point_lies_in_its_community(worker: Actor, community: Area) -> None:
    made = actions.add_estate(worker, community, name="北区", management="self")
    assert made.area == community
    moved = actions.change_estate(worker, made, lng=120.905, lat=30.855, name="北区一期")
    assert moved.area.level == "grid"
    assert moved.initials == "bqyq"


def test_a_point_in_another_community_is_refused(worker: Actor, community: Area) -> None:
    world.square(world.area("990101.001.002.01."), 121.5, 31.5)
    from liren.kernel.policy.values import changed

    changed()
    with pytest.raises(Refused) as no:
        actions.add_estate(
            worker, community, name="甲", management="self", lng=121.505, lat=31.505
        )
    assert no.value.code == "places.point-elsewhere"


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"name": " "}, "places.no-name"), ({"name": "南门花园"}, "places.estate-exists")],
)
def test_what_an_estate_may_not_be(
    worker: Actor, community: Area, estate: Estate, facts: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as no:
        actions.add_estate(worker, community, management="self", **facts)
    assert no.value.code == code


def test_houses_stand_in_communities_only(office: Actor, community: Area) -> None:
    assert community.parent is not None
    with pytest.raises(Refused) as no:
        actions.add_estate(office, community.parent, name="甲", management="self")
    assert no.value.code == "places.not-a-community"


def test_who_may_not(community: Area, estate: Estate, stranger: Actor, resident: Actor) -> None:
    for actor in (stranger, resident):
        with pytest.raises(PermissionDenied):
            actions.add_estate(actor, community, name="乙", management="self")
        with pytest.raises(PermissionDenied):
            actions.change_estate(actor, estate, name="乙")
    assert estates_like(stranger, "南门", 5) == []
    assert estates_like(resident, "nm", 5) == [estate]


def test_the_company_sees_what_it_looks_after(worker: Actor, estate: Estate) -> None:
    body = world.body("wy", "property_company", "990102.", "property")
    clerk = world.actor("clerk", "property_company", for_body=body)
    assert page_of_estates(clerk, Sought()).rows == []
    actions.change_estate(worker, estate, manager=body)
    assert page_of_estates(clerk, Sought()).rows == [estate]
    with pytest.raises(PermissionDenied):
        actions.change_estate(clerk, estate, name="乙")


def test_a_building_is_laid_out_once(worker: Actor, building: Building) -> None:
    assert building.flats == Dwelling.objects.filter(building=building).count() == 24
    assert Stairwell.objects.filter(building=building).count() == 2
    assert len(plan_of(building).rows) == 6
    with pytest.raises(Refused) as no:
        actions.lay_out(worker, building, pattern=Pattern(1, 1, 1))
    assert no.value.code == "places.laid-out"
    dwelling = Dwelling.objects.filter(building=building)[0]
    assert dwelling.area == building.area
    assert dwelling.area_path.startswith("990101.001.001."), "each lies in one community"


def test_numbers_of_buildings_and_rooms_stand_once(
    worker: Actor, estate: Estate, building: Building
) -> None:
    with pytest.raises(Refused) as no:
        actions.add_building(worker, estate, number="3栋", floors=6)
    assert no.value.code == "places.building-exists"
    with pytest.raises(Refused) as no:
        actions.add_dwelling(worker, building, number="301", floor=3, stairwell=1)
    assert no.value.code == "places.dwelling-exists"
    shop = actions.add_dwelling(worker, building, number="商1", floor=1, use=Use.SHOP)
    building.refresh_from_db()
    assert (building.flats, shop.stairwell) == (25, None)
    with pytest.raises(Refused) as no:
        actions.change_dwelling(worker, shop, number=" ")
    assert no.value.code == "places.no-number"


def test_a_building_moves_with_its_dwellings(
    worker: Actor, building: Building, community: Area
) -> None:
    world.square(world.area("990101.001.001.02."), 120.92, 30.85)
    from liren.kernel.policy.values import changed

    changed()
    moved = actions.change_building(worker, building, lng=120.925, lat=30.855, number="12")
    assert (moved.area.code[-2:], moved.place) == ("02", 12)
    paths = set(Dwelling.objects.filter(building=building).values_list("area_path", flat=True))
    assert paths == {moved.area_path}


def test_what_ends_is_kept_and_takes_no_more(
    head: Actor, worker: Actor, estate: Estate, building: Building
) -> None:
    flat = Dwelling.objects.filter(building=building)[0]
    actions.close_dwelling(worker, flat, on=today(), reason="两户打通")
    building.refresh_from_db()
    assert building.flats == 23
    with pytest.raises(PermissionDenied):
        actions.close_estate(worker, estate, reason="拆迁")
    with pytest.raises(Refused) as no:
        actions.close_estate(head, estate, reason="  ")
    assert no.value.code == "places.no-reason"
    actions.close_estate(head, estate, on=today(), reason="整体拆迁")
    assert Dwelling.objects.filter(valid_to=None).count() == 0
    assert Dwelling.objects.filter(end_reason="两户打通").count() == 1, "each keeps its own end"
    closed: tuple[tuple[Any, Any, dict[str, Any]], ...] = (
        (actions.change_estate, estate, {"name": "x"}),
        (actions.add_building, estate, {"number": "9", "floors": 1}),
        (actions.close_building, building, {"reason": "x"}),
        (actions.change_dwelling, flat, {"number": "9"}),
    )
    for act, row, facts in closed:
        with pytest.raises(Refused) as no:
            act(head, row, **facts)
        assert no.value.code == "places.is-closed"
    assert page_of_estates(head, Sought()).rows == []
    assert page_of_estates(head, Sought(ended=True)).rows == [estate]


def test_every_act_is_on_record_under_its_verb(
    head: Actor, estate: Estate, building: Building
) -> None:
    """The same acts in the order of a house's life."""
    spare = actions.add_building(head, estate, number="9", floors=1)
    shop = actions.add_dwelling(head, spare, number="商1", floor=1, use=Use.SHOP)
    actions.change_dwelling(head, shop, area_m2=Decimal(45))
    actions.close_dwelling(head, shop, reason="打通")
    actions.change_building(head, spare, lifts=1)
    actions.close_building(head, spare, reason="拆除")
    actions.change_estate(head, estate, name="南门新苑")
    actions.close_estate(head, estate, reason="拆迁")
    seen = {
        row: [entry.verb for entry in history(one)][::-1]
        for row, one in (("shop", shop), ("spare", spare), ("laid", building), ("estate", estate))
    }
    assert seen == {
        "shop": ["places.add_dwelling", "places.change_dwelling", "places.close_dwelling"],
        "spare": ["places.add_building", "places.change_building", "places.close_building"],
        "laid": ["places.add_building", "places.lay_out"],
        "estate": ["places.add_estate", "places.change_estate", "places.close_estate"],
    }


def test_an_end_before_the_beginning(head: Actor, worker: Actor, estate: Estate) -> None:
    actions.change_estate(worker, estate, valid_from=today())
    with pytest.raises(Refused) as no:
        actions.close_estate(head, estate, on=today() - timedelta(days=1), reason="误")
    assert no.value.code == "places.ends-before"


def test_a_village_became_a_community(worker: Actor, office: Actor, community: Area) -> None:
    facts = {"kind": "converted", "converted_on": date(2024, 5, 1), "phone": "0573-84021234"}
    actions.describe(worker, community, **facts)
    assert history(community)[0].verb == "places.describe"
    known = particulars_of(community)
    assert known is not None
    assert known.converted_on == date(2024, 5, 1)
    actions.describe(worker, community, kind="urban", converted_on=date(2024, 5, 1))
    known = particulars_of(community)
    assert known is not None
    assert known.converted_on is None, "a day of conversion belongs to what was converted"
    assert community.parent is not None
    with pytest.raises(Refused) as no:
        actions.describe(office, community.parent, kind="converted")
    assert no.value.code == "places.not-converted"


# ── many at once ────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_the_same_estate_one_does() -> None:
    world.rules()
    community = world.area("990101.001.001.")
    actors = [world.actor(f"w{n}", "community_worker", community.path) for n in range(4)]
    answers: list[str] = []

    def add(actor: Actor) -> None:
        try:
            actions.add_estate(actor, community, name="同名小区", management="self")
            answers.append("done")
        except Refused as no:
            answers.append(no.code)
        finally:
            connections.close_all()

    run(add, actors)
    assert Counter(answers) == {"done": 1, "places.estate-exists": 3}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_lay_out_a_building_one_does() -> None:
    world.rules()
    community = world.area("990101.001.001.")
    actors = [world.actor(f"w{n}", "community_worker", community.path) for n in range(4)]
    estate = actions.add_estate(actors[0], community, name="甲", management="self")
    building = actions.add_building(actors[0], estate, number="1", floors=6)
    answers: list[str] = []

    def lay(actor: Actor) -> None:
        try:
            actions.lay_out(actor, building, pattern=Pattern(1, 6, 2))
            answers.append("done")
        except Refused as no:
            answers.append(no.code)
        finally:
            connections.close_all()

    run(lay, actors)
    assert Counter(answers) == {"done": 1, "places.laid-out": 3}
    assert Dwelling.objects.count() == 12


def run(target: Any, actors: list[Actor]) -> None:
    """Everybody at once."""
    threads = [Thread(target=target, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# ── what the seeds count ────────────────────────────────────────────────────────────────────

SEED = {"魏塘": (52, 0, 27, 5), "罗星": (76, 0, 9, 2), "惠民": (15, 0, 3, 0)}
COUNTY = (172, 17, 60, 7)


def fill(community: Area, counts: tuple[int, ...]) -> None:
    """So many estates of each kind of management."""
    rows = [
        Estate(area=community, area_path=community.path, name=f"小区{n}", management=kind.value)
        for kind, number in zip(Management, counts, strict=True)
        for n in range(number)
    ]
    Estate.objects.bulk_create(rows)


def test_estates_of_three_subdistricts_counted_from_their_rows(grid: Area) -> None:
    """84 + 87 + 18 = 189 estates, by who looks after them."""
    for order, (name, counts) in enumerate(SEED.items(), start=1):
        community = world.area(f"990101.{order:03d}.001.")
        fill(community, counts)
        Area.objects.filter(path=f"990101.{order:03d}.").update(name=name)
    district = Area.objects.get(path="990101.")
    table = {str(area): counts for area, counts in by_management(district)}
    assert {name: counts.total() for name, counts in table.items()} == {
        "魏塘": 84, "罗星": 87, "惠民": 18,
    }  # fmt: skip
    for name, expected in SEED.items():
        found = tuple(table[name][kind.value] for kind in Management)
        assert found == expected
    assert holdings(district).estates == 189


def test_estates_of_the_county_and_the_share_of_companies(grid: Area) -> None:
    """256 = 172 + 17 + 60 + 7, of which 67 % have a company on the market."""
    fill(world.area("990101.001.001."), COUNTY)
    held = holdings(Area.objects.get(path="990101."))
    assert held.estates == 256
    assert tuple(held.management[kind.value] for kind in Management) == COUNTY
    rate = coverage(held.management)
    assert rate is not None
    assert round(100 * rate) == 67


# ── lists ───────────────────────────────────────────────────────────────────────────────────


def test_pages_of_dwellings_follow_one_another(worker: Actor, building: Building) -> None:
    first = page_of_dwellings(worker, Sought(), limit=10)
    then = page_of_dwellings(worker, Sought(), first.older, limit=10)
    last = page_of_dwellings(worker, Sought(), then.older, limit=10)
    seen = [row.pk for one in (first, then, last) for row in one.rows]
    assert len(seen) == len(set(seen)) == 24
    assert last.older == ""
    back = page_of_dwellings(worker, Sought(), then.newer, limit=10)
    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]
    assert counted(worker, dwellings_sought(Sought(q="3栋 301")), "places.dwellings") == 2
    assert counted(worker, estates_sought(Sought(area="nowhere")), "places.view") == 0


def test_a_neighbour_counts_nothing(stranger: Actor, building: Building) -> None:
    assert counted(stranger, dwellings_sought(Sought()), "places.dwellings") == 0
    assert page_of_dwellings(stranger, Sought()).rows == []
