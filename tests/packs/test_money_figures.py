"""Money of each place: what its document states comes again, what it does not is refused."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from liren.apps.money.models import Category, Fund, Scheme
from liren.kernel.policy import packs, values
from liren.kernel.policy.engine import rules
from liren.kernel.policy.models import Pack
from liren.kernel.testing import world
from liren.site.wiring import PACK_THEMES
from tests.packs.test_figures import NOW, REPORT, figure


@pytest.fixture(autouse=True)
def _all_packs(db: None) -> Iterator[None]:
    world.rules()
    yield
    values.changed()


def test_the_base_fund_and_the_award_within_its_range() -> None:
    day = date(2005, 1, 1)
    assert figure("district000", "funding.base_due", day).value == 50_000
    for decided, award, outside in (
        (0, 0, 0),  # the basic duties were not done
        (12_000, 30_000, 18_000),
        (30_000, 30_000, 0),
        (41_500.5, 41_500.5, 0),
        (50_000, 50_000, 0),
        (60_000, 50_000, 10_000),
    ):
        given = {"award_decided": decided, "yearly_cost": 110_000}
        found = rules("district000", day).figures(
            ["funding.award_due", "funding.award_outside", "funding.year_due",
             "funding.after_award_gap"], given,
        )  # fmt: skip
        values_ = [one.value for one in found.values()]
        total = 50_000 + award
        assert values_ == [award, outside, total, 110_000 - total], decided
        assert all(one.verify for one in found.values())
    clamped = figure("district000", "funding.award_due", day, award_decided=60_000)
    assert clamped.steps[-1] == "= 50,000"
    assert "60,000, 30,000, 50,000" in clamped.steps[0]
    assert "上下限" in clamped.label
    not_yet = figure("district000", "funding.award_due", day)
    assert not_yet.sentence.startswith("无法计算：缺少以奖代投核定奖励")


def test_what_the_speech_sets_up_without_an_amount() -> None:
    day = date(2005, 1, 1)
    leaders = figure("district000", "funding.leaders_due", day, group_leaders=6)
    assert leaders.value is None
    assert leaders.sentence == (
        "无法计算：缺少居民小组长每人每月补贴（原文未写金额，按区里决定填报）。"
    )
    given = {"group_leaders": 6, "group_leader_subsidy": 80}
    assert figure("district000", "funding.leaders_due", day, **given).value == 5_760
    brand = figure("district000", "funding.brand_due", day)
    assert "原文未写金额" in brand.sentence
    assert figure("district000", "funding.brand_due", day, brand_award=20_000).value == 20_000
    found = rules("district000", day)
    for key in ("funding.group_leaders", "funding.brand_award"):
        ruling = found.ruling(key)
        assert ruling is not None
        assert ruling.value["code"] == "unstated"


def test_the_subsidy_of_the_example_district_by_its_subdistricts() -> None:
    given = {"subdistrict_code": 990101001, "residents": 43_210}
    found = figure("jiashan", "funding.year", NOW, **given)
    assert found.value == 864_200
    assert found.steps[0] == "若 1 ≠ 0，则 20 × 43,210，否则 0"
    gap = figure("jiashan", "funding.gap", NOW, **given, yearly_cost=1_700_000)
    assert gap.value == 835_800


def test_upkeep_of_urban_villages() -> None:
    assert figure("jiashan", "funding.upkeep_due", date(2017, 12, 31)).sentence == (
        "无法计算：这里没有“应发城中村管护奖励”的标准。"
    )
    unstated = figure("jiashan", "funding.upkeep_due", villages=10)
    assert unstated.value is None
    assert "报告未写各档金额" in unstated.sentence
    assert figure("jiashan", "funding.upkeep_due", villages=0).value == 0
    due = figure("jiashan", "funding.upkeep_due", villages=10, village_award_due=126_000)
    assert due.value == 126_000
    assert due.written.document == "善建发〔2018〕65号"
    ruling = rules("jiashan", REPORT).ruling("funding.urban_villages")
    assert ruling is not None
    assert sum(ruling.value.values()) == 16


def test_three_sources_are_added_only_when_all_are_known() -> None:
    given = {"subdistrict_code": 330421002, "residents": 100_000}
    some = figure("jiashan", "funding.three_sources", REPORT, **given, lottery_decided=300_000)
    assert some.missing == ("部门资金核定支持（报告未写金额，按决定填报）",)
    given |= {"lottery_decided": 300_000, "department_decided": 450_000}
    assert figure("jiashan", "funding.three_sources", REPORT, **given).value == 2_750_000
    assert figure("jiashan", "funding.lottery_due", REPORT, **given).value == 300_000


def test_money_of_weihai() -> None:
    day = date(2003, 1, 1)
    found = rules("weihai", day)
    for key, given, value in (
        ("funding.start_up_due", {}, 10_000),
        ("funding.running_due", {}, 10_000),
        ("funding.matched", {"town_matches": 1}, 3_000),
        ("funding.matched", {"town_matches": 0}, 0),
        ("funding.poorer_due", {"is_poorer_district": 1}, 500_000),
        ("funding.poorer_due", {"is_poorer_district": 0}, 0),
        ("funding.wages_due", {"wages_total": 61_234.56}, Decimal("61234.56")),
        ("funding.starlight_yearly", {}, Decimal("3333333.33")),
        ("funding.starlight_due", {"starlight_decided": 400_000}, 400_000),
        ("funding.starlight_due", {"starlight_decided": 12_000_000}, 10_000_000),
        ("funding.starlight_left", {"starlight_decided": 400_000}, 9_600_000),
    ):
        assert found.figure(key, given).value == value, key
    for key in ("funding.wages_due", "funding.starlight_due"):
        assert "原文未写" in found.figure(key, {}).sentence
    assert "是否财力紧张的区" in found.figure("funding.poorer_due", {}).sentence


def test_transfer_payments_of_panlong_are_proposed_and_decided() -> None:
    day = date(2009, 9, 1)
    found = rules("panlong", day)
    assert "论文未写金额" in found.figure("funding.transfer_due", {}).sentence
    assert found.figure("funding.transfer_due", {"transfer_decided": 750_000}).value == 750_000
    given = {"residents": 50_000, "subdistrict_revenue": 4_000_000, "average_means": 100}
    assert found.figure("funding.means", given).value == 80
    need = found.figure("funding.transfer_need", given)
    assert need.value == 1_000_000
    assert need.verify
    assert "product default" in need.written.source
    richer = given | {"subdistrict_revenue": 9_000_000}
    assert found.figure("funding.transfer_need", richer).value == 0


def test_panjin_states_nothing_of_money() -> None:
    ruling = rules("panjin", NOW).ruling("funding.scheme")
    assert ruling is not None
    assert (ruling.value["code"], ruling.row.verify) == ("unstated", True)
    assert not [one for one in rules("panjin", NOW).keys() if one.key.startswith("funding.")]  # noqa: SIM118


def test_columns_of_money_say_the_same_as_single_figures() -> None:
    given = {
        "award_decided": [0.0, 12_000, np.nan, 45_000.5],
        "yearly_cost": [110_000.0, 90_000, 80_000, np.nan],
    }
    found = rules("district000", date(2005, 1, 1))
    keys = ["funding.award_due", "funding.year_due", "funding.after_award_gap"]
    columns = found.column(keys, {key: np.array(row) for key, row in given.items()})
    for at in range(4):
        one = {key: row[at] for key, row in given.items()}
        for key in keys:
            value, number = found.figure(key, one).value, columns[key][at]
            assert np.isnan(number) if value is None else float(value) == number


def test_funds_and_schemes_of_every_place_can_be_loaded_and_computed() -> None:
    for name in packs.names():
        pack = Pack.objects.get(code=name)
        for file in ("funds.yaml", "schemes.yaml"):
            path, theme = packs.folder(name) / file, PACK_THEMES[file]
            if path.exists():
                theme.load(pack, packs.read(path, theme.schema))
                assert theme.load(pack, packs.read(path, theme.schema)) == 0, "loaded again"
    assert {fund.pack.code for fund in Fund.objects.all()} == {"national", "weihai", "panlong"}
    assert {one.flow for one in Category.objects.all()} == {"in", "out"}
    assert Scheme.objects.count() == 15
    for scheme in Scheme.objects.select_related("pack"):
        found = rules(scheme.pack.code, scheme.valid_from)
        one = found.figure(scheme.formula, {})
        assert one.unit.startswith("元"), scheme.code
        assert not [lack for lack in one.missing_parts if lack.kind == "rule"], scheme.code
        assert one.value is not None or one.sentence.startswith("无法计算：缺少"), scheme.code
