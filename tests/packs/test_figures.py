"""Each place gives the figures of its own document again, in a database that knows them all."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from liren.kernel.policy import packs, values
from liren.kernel.policy.engine import Figure, RuleSet, rules
from liren.kernel.policy.models import Check, Formula, Input, Pack, Parameter
from liren.kernel.testing import world

REPORT, NOW = date(2020, 11, 30), date(2026, 11, 22)
PLACES = ("district000", "jiashan", "national", "panjin", "panlong", "weihai")


@pytest.fixture(autouse=True)
def _all_packs(db: None) -> Iterator[None]:
    world.rules()
    yield
    values.changed()


@pytest.fixture
def _fresh(_all_packs: None) -> None:
    """All rows thrown away and loaded again from the files."""
    for model in (Check, Formula, Input, Parameter):
        model._default_manager.all().delete()
    packs.load_all()


def figure(place: str, key: str, day: date = REPORT, **given: float) -> Figure:
    """One figure of a place."""
    return rules(place, day).figure(key, given)


@pytest.mark.usefixtures("_fresh")
def test_every_place_can_be_read_and_one_is_in_force() -> None:
    assert {pack.code for pack in Pack.objects.all()} == set(PLACES)
    assert [pack.code for pack in Pack.objects.filter(in_force=True)] == ["jiashan"]
    for place in PLACES:
        found = rules(place, NOW)
        assert found.packs[-1].code == "national"
        assert len(found.keys()) >= 25
        for one in found.keys():  # noqa: SIM118 — not a dictionary
            found.check(one.key)
    assert Pack.objects.get(code="district000").note_zh.startswith("原文声明“所有数字为虚构”")


@pytest.mark.usefixtures("_fresh")
def test_what_documents_state_stands_beside_what_their_figures_give() -> None:
    for check in Check.objects.select_related("pack"):
        found = rules(check.pack.code, check.day).trial(check.expression, check.inputs, check.unit)
        assert float(found.value or 0) == pytest.approx(check.expected), check.code
        assert check.sentence
        assert check.source


def test_the_contradictions_of_the_documents_are_kept() -> None:
    kept = set(Check.objects.filter(agrees=False).values_list("pack__code", "code"))
    assert kept == {
        *(("jiashan", code) for code in ("average_households", "average_workers")),
        *(("jiashan", code) for code in ("xingchen_used", "xingchen_size", "resized")),
        ("jiashan", "subsidy_residents"),
        ("panlong", "urbanisation"),
        *(("district000", code) for code in ("rooms_average", "staff_average")),
        *(("district000", code) for code in ("served_all", "branches")),
    }


# ── 嘉善 ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("households", "band"),
    [(800, "6–12"), (2000, "6–12"), (2001, "6–12"), (2299, "6–12"), (2300, "6–13"),
     (2400, "7–13"), (3551, "9–17")],
)  # fmt: skip
def test_workers_of_jiashan(households: int, band: str) -> None:
    found = rules("jiashan", REPORT).band("staff.quota", {"households": households})
    assert found.shown == band


def test_xingchen() -> None:
    need = figure("jiashan", "premises.need", households=3551)
    assert need.value == Decimal("1775.5")
    assert need.steps == ("取大(750, 50 × 3,551 ÷ 100)", "= 1,775.5")
    assert need.verify
    assert figure("jiashan", "premises.need", households=1000).value == 750
    planned = figure("jiashan", "premises.planned_gap", households=3551, planned_area_m2=2044)
    used = figure("jiashan", "premises.planned_gap", households=3551, planned_area_m2=138)
    assert planned.value == 0
    assert used.value == Decimal("1637.5")
    given = {"households": 3551, "planned_area_m2": 2044, "used_area_m2": 138}
    shares = rules("jiashan", REPORT).figures(
        ["premises.used_of_planned", "premises.used_of_need"], given
    )
    assert [one.value for one in shares.values()] == [Decimal("6.8"), Decimal("7.8")]
    missing = figure("jiashan", "premises.planned_gap", households=3551)
    assert missing.sentence == "无法计算：缺少规划用房面积。"


def test_an_average_community_is_smaller_than_the_standard() -> None:
    given = {"registered_households": 35782, "communities": 29}
    assert rules("jiashan", REPORT).figure("size.average_households", given).value == 1234
    assert figure("jiashan", "size.shortfall", households=1234).value == 266
    assert figure("jiashan", "size.excess", households=3551).value == 551


@pytest.mark.parametrize(
    ("code", "year", "paid"),
    [
        (330421001, 2011, None),
        (330421001, 2012, 1300),
        (330421001, 2016, 1300),
        (330421001, 2017, 2000),
        (330421002, 2020, 2000),
        (330421003, 2016, 0),
        (330421003, 2017, None),
        (330421102, 2016, 0),
    ],
)
def test_the_subsidy_by_residents(code: int, year: int, paid: int | None) -> None:
    day = date(year, 12, 31) if year != 2017 else date(2017, 1, 1)
    found = figure("jiashan", "funding.year", day, subdistrict_code=code, residents=100)
    assert found.value == paid
    if year == 2017 and paid is None:
        assert "330421003" in found.sentence


def test_two_million_are_a_hundred_thousand_residents() -> None:
    given = {"subdistrict_code": 330421001, "residents": 100_000}
    found = rules("jiashan", REPORT)
    assert found.figure("funding.year", given).value == 2_000_000
    assert found.figure("funding.year_cover", given).value == Decimal("11.8")


def test_pay_of_jiashan() -> None:
    found = rules("jiashan", REPORT)
    parts = found.figures(["pay.base", "pay.performance"], {"yearly_pay": 84_000})
    assert [one.value for one in parts.values()] == [58_800, 25_200]
    short = found.figure("pay.shortfall", {"yearly_pay": 84_000})
    assert short.sentence == "无法计算：缺少上年度单位就业人员年平均工资。"
    short = found.figure("pay.shortfall", {"yearly_pay": 84_000, "average_wage": 70_000})
    assert short.value == 7_000
    rewards = [found.figure("pay.reward", {"certificate_level": one}) for one in (1, 2, 3)]
    assert [one.value for one in rewards] == [800, 1200, None]
    assert all(one.verify for one in rewards[:2]), "the report does not say which gets which"


# ── the other places ────────────────────────────────────────────────────────────────────────


def test_weihai() -> None:
    day = date(2003, 1, 1)
    paid = {town: figure("weihai", "funding.year", day, town_matches=town) for town in (0, 1)}
    assert {town: one.value for town, one in paid.items()} == {0: 10_000, 1: 13_000}
    assert figure("weihai", "funding.first_year", day, town_matches=1).value == 23_000
    assert (
        figure("weihai", "funding.year", day).sentence == "无法计算：缺少镇里是否配套（1 或 0）。"
    )
    assert figure("weihai", "premises.need", day).value == 280
    found = rules("weihai", day)
    assert found.band("staff.quota", {}).shown == "5–9"
    assert found.band("staff.full_time", {}).shown == "2–3"
    assert found.band("size.households", {}).shown == "1,000–1,500"
    poorer = found.ruling("funding.poorer_district")
    assert poorer is not None
    assert poorer.value == 500_000


def test_the_fictional_district() -> None:
    day = date(2005, 1, 1)
    gap = figure("district000", "funding.gap", day, yearly_cost=110_000)
    assert gap.value == 60_000
    assert gap.steps == ("取大(0, 110,000 − 50,000)", "= 60,000")
    assert rules("district000", day).band("funding.year", {}).shown == "80,000–100,000"
    for area, bonus in ((999.99, 0), (1000, 150_000), (1400, 150_000)):
        assert figure("district000", "funding.bonus", day, office_area_m2=area).value == bonus
    said = rules("district000", day)
    assert all(said.figure(one, {}).verify for one in ("funding.year_low", "funding.gap"))


def test_lists_and_grids_of_panjin_and_contracts_of_panlong() -> None:
    panjin, panlong = rules("panjin", REPORT), rules("panlong", REPORT)
    for found, key, value in (
        (panjin, "governance.task_list", {"大类": 7, "小类": 39, "任务": 183}),
        (panjin, "governance.service_list", {"大类": 5, "事项": 49}),
        (panjin, "deliberation.catalogue", {"大类": 6, "事项": 43}),
        (panjin, "places.grid_levels", 3),
        (panjin, "places.management_levels", 4),
        (panlong, "staff.contract_years", 1),
    ):
        ruling = found.ruling(key)
        assert ruling is not None
        assert ruling.value == value


# ── the law of the whole country, by its day ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "size", "term", "marital"),
    [
        (date(2015, 1, 1), "100–700", 3, "allowed"),
        (date(2019, 1, 1), "100–700", 5, "allowed"),
        (date(2025, 12, 31), "100–700", 5, "forbidden"),
        (date(2026, 1, 1), "1,000–3,000", 5, "forbidden"),
    ],
)
def test_the_old_and_the_revised_organic_law(
    day: date, size: str, term: int, marital: str
) -> None:
    found = rules("national", day)
    assert found.band("size.households", {}).shown == size
    ruling, certificate = (
        found.ruling("offices.term_committee"),
        found.ruling("certificates.marital"),
    )
    assert ruling is not None
    assert certificate is not None
    assert (ruling.value, certificate.value["code"]) == (term, marital)


def test_owners_before_and_after_the_civil_code() -> None:
    given = {"owners": 300, "owners_present": 240, "owners_area": 30_000,
             "owners_present_area": 24_000}  # fmt: skip
    keys = ("quorum_heads", "quorum_area", "special_heads", "special_area", "general_heads")
    for day, said in (
        (date(2020, 12, 31), [151, 15_000, 200, 20_000, 151]),
        (date(2021, 1, 1), [200, 20_000, 180, 18_000, 121]),
    ):
        found = rules("national", day).figures([f"owners.{key}" for key in keys], given)
        assert [one.value for one in found.values()] == said


def test_votes() -> None:
    found = rules("national", NOW)
    given = {"adults": 2001, "present": 1001, "voters": 2001}
    for key, value in (
        ("governance.assembly_quorum_people", 1001),
        ("governance.assembly_majority_people", 501),
        ("governance.assembly_request_people", 201),
        ("elections.turnout_people", 1001),
        ("elections.elected_votes", 501),
        ("elections.supplementary_votes", 334),
        ("elections.recall_request_people", 401),
    ):
        assert found.figure(key, given).value == value, key
    before = rules("national", date(2025, 6, 1))
    assert before.figure("governance.assembly_request_people", given).value == 401


def test_eighteen_for_each_ten_thousand() -> None:
    assert figure("national", "staff.target", NOW, residents=102_764).value == 185
    assert figure("national", "premises.need", NOW, households=3551).value == Decimal("1065.3")


# ── all places at once, and beside each other ───────────────────────────────────────────────


def test_columns_of_all_places_say_the_same_as_single_figures() -> None:
    households = np.array([800.0, 2300, np.nan, 3551])
    for place in ("jiashan", "weihai", "district000", "panjin"):
        found: RuleSet = rules(place, NOW)
        keys = ["premises.need", "size.shortfall", "staff.quota_low", "staff.quota_high"]
        columns = found.column(keys, {"households": households})
        for key in keys:
            for given, number in zip(households, columns[key], strict=True):
                value = found.figure(key, {"households": float(given)}).value
                assert np.isnan(number) if value is None else float(value) == number


def test_what_was_edited_stays_and_the_files_are_not_loaded_twice() -> None:
    before = (Parameter.objects.count(), Formula.objects.count(), Check.objects.count())
    row = Parameter.objects.get(pack__code="jiashan", key="funding.subdistrict_spending")
    Parameter.objects.filter(pk=row.pk).update(value=1, edited=True)
    other = Formula.objects.get(pack__code="weihai", key="premises.need")
    Formula.objects.filter(pk=other.pk).update(expression="1")
    counts = packs.load_all()
    assert sum(counts.values()) == 1
    assert Parameter.objects.get(pk=row.pk).value == 1
    assert Formula.objects.get(pk=other.pk).expression == other.expression
    after = (Parameter.objects.count(), Formula.objects.count(), Check.objects.count())
    assert after == before
