"""What each of the five places grants, run on a small district with its own rules."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import pytest

from liren.apps.money.actions import runs as actions
from liren.apps.money.actions.booking import cancel, pay_claim
from liren.apps.money.models import Claim, Run
from liren.apps.money.queries.compared_schemes import offers
from liren.apps.money.queries.gaps import gaps_in
from liren.apps.standards import actions as standards
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now
from liren.kernel.policy import packs
from liren.kernel.policy.values import changed
from liren.kernel.testing import world

DISTRICT = "990101."
FEN = 100


@pytest.fixture(autouse=True)
def _afterwards(db: None) -> Iterator[None]:
    yield
    changed()


@pytest.fixture
def two(db: None) -> tuple[Actor, Actor]:
    """The office and the finance of the district, and the bureaus that owe."""
    for name in ("finance", "civil_affairs", "housing"):
        world.body(name, "department", DISTRICT, name)
    return (
        world.actor("office", "district_office", DISTRICT),
        world.actor("money", "district_finance", DISTRICT),
    )


def place(pack: str) -> None:
    """The rules of a place in force."""
    packs.apply(pack, leave_out=frozenset({"areas.csv"}))
    changed()


def stated(two: tuple[Actor, Actor], area: Area, year: int, **facts: object) -> None:
    """Facts of a year's end, declared by one and confirmed by the other."""
    day = min(date(year, 12, 31), now().date())
    for key, value in facts.items():
        row = standards.declare(
            two[0], area, key=key, value=Decimal(str(value)), day=day, document="核定文件"
        )
        standards.confirm(two[1], row, value=row.value)


def booked(two: tuple[Actor, Actor], year: int, path: str = DISTRICT) -> Run:
    """A year counted, agreed to and booked."""
    run = actions.count_run(two[0], world.area(path), year=year)
    actions.count(run)
    run.refresh_from_db()
    run = actions.consent_run(two[1], actions.consent_run(two[0], run))
    actions.post(run)
    return run


def given(run: Run, area: Area) -> Mapping[str, int | None]:
    """Scheme → yuan."""
    rows = run.entitlements.filter(area=area).values_list("scheme__code", "fen")
    return {code: None if fen is None else fen // FEN for code, fen in rows}


def test_base_award_bonus_and_the_gap_of_the_speech(two: tuple[Actor, Actor]) -> None:
    place("district000")
    good, plain = world.area("990101.001.001."), world.area("990101.001.002.")
    stated(two, good, 2008, award_decided=41_500, office_area_m2=1_050, brand_award=8_000)
    stated(two, good, 2008, group_leaders=12, group_leader_subsidy=100, yearly_cost=110_000)
    stated(two, plain, 2008, award_decided=0, office_area_m2=999)
    run = booked(two, 2008)
    assert given(run, good) == {
        "base": 50_000, "award": 41_500, "premises_bonus": 150_000, "brand_award": 8_000,
        "group_leaders": 14_400,
    }  # fmt: skip
    assert given(run, plain) == {
        "base": 50_000, "award": 0, "premises_bonus": 0, "brand_award": None,
        "group_leaders": None,
    }  # fmt: skip
    Claim.objects.exclude(kind="base").update(state="cancelled")
    gap = next(one for one in gaps_in(world.area(DISTRICT), 2008) if one.area == good)
    assert (gap.cost, gap.gap) == (110_000 * FEN, 110_000 * FEN)
    assert (gap.owed, gap.left) == (50_000 * FEN, 60_000 * FEN)


def test_what_is_granted_once_is_not_granted_again(two: tuple[Actor, Actor]) -> None:
    place("district000")
    area = world.area("990101.001.001.")
    stated(two, area, 2008, office_area_m2=1_050)
    booked(two, 2008)
    run = booked(two, 2009)
    one = run.entitlements.get(area=area, scheme__code="premises_bonus")
    assert (one.fen, one.claim) == (0, None)
    assert one.figure["once"] == {"year": 2008, "fen": 150_000 * FEN}
    assert Claim.objects.filter(kind="bonus").count() == 1


def test_what_was_paid_of_a_grant_that_was_cancelled_counts(two: tuple[Actor, Actor]) -> None:
    place("district000")
    area, bare = world.area("990101.001.001."), world.area("990101.001.002.")
    for where in (area, bare):
        stated(two, where, 2008, office_area_m2=1_050)
    booked(two, 2008)
    claim = Claim.objects.get(kind="bonus", area=area)
    pay_claim(claim, 60_000 * FEN, key="part", by=two[1].user, title="国库支付单 1 号")
    for one in Claim.objects.filter(kind="bonus"):
        cancel(one, by=two[1].user, title="用房已经拆除")
    run = booked(two, 2009)
    lines = run.entitlements.filter(scheme__code="premises_bonus")
    paid, unpaid = lines.get(area=area), lines.get(area=bare)
    assert paid.figure["once"] == {"year": 2008, "fen": 60_000 * FEN}
    assert (paid.fen, paid.claim) == (0, None)
    # of the other nothing ever came: it is granted as if it had never been
    assert unpaid.fen == 150_000 * FEN


def test_thirteen_and_twenty_yuan_for_each_resident(two: tuple[Actor, Actor]) -> None:
    place("jiashan")
    paths = [f"330421.00{n}." for n in (1, 2, 3)]
    for who, role in zip(two, ("district_office", "district_finance"), strict=True):
        world.grant(who.user, role, "330421.")
    office, finance = (world.actor(name) for name in ("office", "money"))
    world.body("县财政局", "department", "330421.", "finance")
    areas = [world.area(path) for path in paths]
    for area, residents in zip(areas, (100_000, 130_000, 80_000), strict=True):
        stated((office, finance), area, 2012, residents=residents)
    early = booked((office, finance), 2016, "330421.")
    assert [given(early, area)["per_capita"] for area in areas] == [1_300_000, 1_690_000, 0]
    later = booked((office, finance), 2017, "330421.")
    assert [given(later, area)["per_capita"] for area in areas] == [2_000_000, 2_600_000, None]
    unknown = later.entitlements.get(area=areas[2], scheme__code="per_capita")
    assert unknown.lacks[0]["kind"] == "entry"
    assert unknown.claim is None
    first = later.entitlements.get(area=areas[0], scheme__code="per_capita")
    why = {one["zh"]: (one["before"], one["after"]) for one in first.figure["why"]}
    assert why == {"按常住人口的补助标准": ("13", "20")}


def test_start_up_running_matching_and_the_poorer_district(two: tuple[Actor, Actor]) -> None:
    place("weihai")
    district, area = world.area(DISTRICT), world.area("990101.001.001.")
    stated(two, district, 2002, is_poorer_district=1, town_matches=1)
    run = booked(two, 2002)
    assert given(run, district)["poorer_district"] == 500_000
    found = given(run, area)
    assert (found["start_up"], found["running"], found["matching"]) == (10_000, 10_000, 3_000)
    assert found["wages"] is None  # all of it by finance, but the report gives no amount
    again = given(booked(two, 2003), area)
    assert (again["start_up"], again["running"], again["matching"]) == (0, 10_000, 3_000)


def test_the_transfer_is_what_was_decided(two: tuple[Actor, Actor]) -> None:
    place("panlong")
    street = world.area("990101.001.")
    run = booked(two, 2008)
    assert given(run, street)["transfer"] is None
    stated(two, street, 2008, transfer_decided=860_000)
    assert given(booked(two, 2008), street)["transfer"] == 860_000
    assert Claim.objects.get().fund.code == "pl_transfer"


def test_a_place_without_schemes_counts_nothing(two: tuple[Actor, Actor]) -> None:
    place("panjin")
    world.area("990101.001.001.")
    run = booked(two, 2021)
    assert not run.entitlements.exists()


def test_columns_and_single_figures_say_the_same(two: tuple[Actor, Actor]) -> None:
    place("district000")
    areas = [world.area(f"990101.001.00{n}.") for n in (1, 2, 3)]
    for n, area in enumerate(areas[:2]):
        stated(two, area, 2008, award_decided=30_000 + n, office_area_m2=900 + 200 * n)
    run = booked(two, 2008)
    ours = next(one for one in offers(world.area(DISTRICT), 2008) if one.pack.in_force)
    for row in ours.rows:
        lines = list(run.entitlements.filter(scheme=row.scheme))
        assert row.areas == len(lines)
        assert row.unknown == sum(one.fen is None for one in lines)
        assert (row.fen or 0) == sum(one.fen or 0 for one in lines)
