"""The split of 2019 in Luoxing: 南门、江南、泗洲 become 南门、瓶山、江南、泗洲、绿洲、新洲."""

from datetime import timedelta

import pytest

from liren.apps.cases import actions as cases
from liren.apps.cases.models import Case
from liren.apps.cases.queries import kinds_in_force
from liren.apps.lineage.models import Descent, Edition, Moved
from liren.apps.lineage.queries import area_on, areas_on, border_on, named_on, relations_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, Grant, User
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import moved_to, today
from liren.kernel.testing import world

from .conftest import Through, noon, wish

TEXT = "3栋2单元楼道堆放纸箱，挡住消火栓。"
SIX = ("南门社区", "瓶山社区", "江南社区", "泗洲社区", "绿洲社区", "新洲社区")


def six(communities: list[Area]) -> list[dict[str, object]]:
    """Each of the three keeps its first grids and its code, and gives the others away."""
    kept = {area.name: area for area in communities}
    given = {"瓶山社区": "南门社区", "绿洲社区": "江南社区", "新洲社区": "泗洲社区"}
    return [
        wish(name, continues=kept[name].code)
        if name in kept
        else wish(name, *(f"{kept[given[name]].code}{n:02d}" for n in (3, 4)))
        for name in SIX
    ]


@pytest.fixture
def case(communities: list[Area], head: Actor) -> Case:
    """A case in the third grid of 南门, which goes to 瓶山."""
    grid = Area.objects.get(code=communities[0].code + "03")
    kind = kinds_in_force()["corridor_clutter"]
    return cases.report(
        world.actor("lan", "resident", "990101."), grid, kind=kind, text=TEXT, source="resident"
    )


def test_three_become_six(communities: list[Area], case: Case, through: Through) -> None:
    change = through("split", communities, six(communities))
    now = Area.objects.valid().filter(level="community").order_by("code")
    assert [(area.name, area.code[-3:]) for area in now] == [
        ("南门社区", "001"),
        ("江南社区", "002"),
        ("泗洲社区", "003"),
        ("瓶山社区", "004"),
        ("绿洲社区", "005"),
        ("新洲社区", "006"),
    ]
    assert all(area.children.filter(valid_to=None).count() == 2 for area in now)
    assert change.state == "carried_out"
    assert change.followed_at


def test_a_case_follows_its_grid_and_keeps_its_number(
    communities: list[Area], case: Case, through: Through
) -> None:
    number, before = case.number, case.area
    change = through("split", communities, six(communities))
    case = Case.objects.get(pk=case.pk)
    new = Area.objects.get(name="瓶山社区")
    assert case.area.parent == new
    assert case.area_path.startswith(new.path)
    assert case.number == number
    assert area_on(case, change.effective - timedelta(days=1)) == before
    assert area_on(case, change.effective) == case.area


def test_the_tree_of_yesterday_is_as_it_was(
    communities: list[Area], head: Actor, through: Through
) -> None:
    before = [area.code for area in areas_on(head, today())]
    change = through("split", communities, six(communities))
    eve = change.effective - timedelta(days=1)
    with moved_to(noon(change.effective)):
        actor = actor_of(head.user)
    assert [area.code for area in areas_on(actor, eve)] == before
    old, new = areas_on(actor, eve), areas_on(actor, change.effective)
    assert len(old.filter(level="community")) == 3
    assert len(new.filter(level="community")) == 6
    assert old.filter(level="grid").count() == new.filter(level="grid").count() == 12


def test_what_goes_on_keeps_its_code_and_its_earlier_border(
    communities: list[Area], through: Through
) -> None:
    south = communities[0]
    world.square(south, 120.9, 30.8, 0.04)
    change = through("split", communities, six(communities))
    eve = change.effective - timedelta(days=1)
    assert Area.objects.get(code=south.code).valid_to is None
    then, now = border_on(south, eve), border_on(south, change.effective)
    assert then is not None
    assert then != now
    assert Edition.objects.get(area=south).valid_to == eve


def test_offices_follow_to_all_successors_unless_named(
    communities: list[Area], head: Actor, through: Through
) -> None:
    south = communities[0]
    both = world.actor("both", "community_head", south.path).user
    one = world.actor("one", "community_worker", south.path).user
    patrol = world.actor("patrol", "grid_worker", f"{south.path}03.").user
    parts = six(communities)
    parts[1]["holders"] = [one.pk]
    through("split", communities, parts)

    def reach(user: User) -> set[str]:
        rows = Grant.objects.kept().filter(user=user).select_related("area")
        return {str(row.area) for row in rows}

    assert {"南门社区", "瓶山社区"} <= reach(both)
    assert reach(one) == {"瓶山社区"}
    moved = Grant.objects.kept().get(user=patrol)
    assert moved.area
    assert moved.area.parent
    assert moved.area.parent.name == "瓶山社区"
    ended = Grant.objects.get(user=one, area=south)
    assert ended.taken_at, "the old office is kept as a row, taken back"


def test_bodies_stay_where_the_code_goes_on_or_go_where_named(
    communities: list[Area], through: Through
) -> None:
    committee = world.body("南门居委会", "residents_committee", communities[0].path)
    post = world.body("北片警务室", "department", communities[0].path)
    parts = six(communities)
    parts[1]["bodies"] = [post.code]
    through("split", communities, parts)
    assert Body.objects.get(pk=committee.pk).area.name == "南门社区"
    assert Body.objects.get(pk=post.pk).area.name == "瓶山社区"
    assert Moved.objects.filter(model="access.body").count() == 1


def test_the_chart_knows_both_directions(communities: list[Area], through: Through) -> None:
    through("split", communities, six(communities))
    new = Area.objects.get(name="瓶山社区")
    found = relations_of(new)
    assert {one.name for one in found.periods} >= {"南门社区", "瓶山社区"}
    assert Descent.objects.filter(successor=new).count() == 1
    south = [one for one in found.periods if one.name == "南门社区"]
    assert len(south) == 2, "before and after, under one code"


def test_jiahu_is_dissolved_into_two(communities: list[Area], through: Through) -> None:
    lake = world.area("990101.001.007.")
    lake.name = "嘉湖社区"
    lake.save()
    for n in range(2):
        world.square(world.area(f"{lake.path}{n + 1:02d}."), 121 + n / 100, 31)
    change = through(
        "split", [lake], [wish("惠丰社区", lake.code + "01"), wish("惠园社区", lake.code + "02")]
    )
    lake.refresh_from_db()
    assert lake.valid_to == change.effective - timedelta(days=1)
    codes = Area.objects.filter(name__startswith="惠").values_list("code", flat=True)
    assert sorted(code[-3:] for code in codes) == ["008", "009"]


def test_zhenbei_is_set_up_for_one_estate(communities: list[Area], through: Through) -> None:
    """镇北 takes over 北大金城: one grid of a community that goes on."""
    south = communities[0]
    through(
        "split",
        [south],
        [wish("南门社区", continues=south.code), wish("镇北社区", south.code + "04")],
    )
    new = Area.objects.get(name="镇北社区")
    assert [grid.code for grid in new.children.all()] == [new.code + "01"]
    south.refresh_from_db()
    assert south.children.filter(valid_to=None).count() == 3


def test_a_rename_keeps_the_code_and_the_old_name_of_its_days(
    communities: list[Area], through: Through
) -> None:
    south = communities[0]
    change = through("rename", [south], [wish("南苑社区", continues=south.code)])
    south.refresh_from_db()
    assert south.name == "南苑社区"
    eve = change.effective - timedelta(days=1)
    assert [str(one) for one in named_on([south], eve)] == ["南门社区"]
    assert [str(one) for one in named_on([south], change.effective)] == ["南苑社区"]


def test_a_merge_brings_all_grids_under_one_code(
    communities: list[Area], through: Through
) -> None:
    south, river, _isle = communities
    through("merge", [south, river], [wish("南门社区", continues=south.code)])
    assert south.children.filter(valid_to=None).count() == 8
    names = list(south.children.filter(valid_to=None).values_list("name", flat=True))
    assert len(set(names)) == 8, "no two grids of one name"
    river.refresh_from_db()
    assert river.valid_to


def test_a_code_that_served_is_never_given_again(
    communities: list[Area], through: Through
) -> None:
    south, river, isle = communities
    through("merge", [river, isle], [wish("江南社区", continues=river.code)])
    day = today() + timedelta(days=30)
    with moved_to(noon(day - timedelta(days=5))):
        through(
            "split",
            [south],
            [wish("南门社区", continues=south.code), wish("瓶山社区", south.code + "01")],
            effective=day,
        )
    assert Area.objects.get(name="瓶山社区").code[-3:] == "004"
