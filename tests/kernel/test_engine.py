"""Figures: exact, explained, never a guess; the language lets nothing in that is not listed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.utils import translation

from liren.kernel.policy.engine import Malformed, RuleSet, Shelf, parse
from liren.kernel.policy.engine.units import Units, unit_of
from liren.kernel.policy.models import Combine, Formula, Input, Pack, Parameter

NATION, CITY, COUNTY = (
    Pack(code=code, zh=zh, en=code.title())
    for code, zh in (("nation", "全国"), ("city", "某市"), ("county", "某县"))
)
OLD, DAY = date(2000, 1, 1), date(2026, 6, 1)


def parameter(key: str, value: object, pack: Pack = NATION, **more: Any) -> Parameter:
    """One value, unsaved."""
    said = {"zh": key, "en": key, "valid_from": OLD, "source": "文件一", "article": "第三条"}
    return Parameter(pack=pack, key=key, value=value, **{**said, **more})


def formula(key: str, expression: str, pack: Pack = NATION, **more: Any) -> Formula:
    """One formula, unsaved."""
    said = {"zh": key, "en": key, "valid_from": OLD, "source": "文件二"}
    return Formula(pack=pack, key=key, expression=expression, **{**said, **more})


def inputs(*keys: str) -> list[Input]:
    """Inputs that are called what they are."""
    return [Input(pack=NATION, key=key, zh=f"《{key}》", en=f"the {key}") for key in keys]


def rules(*rows: Parameter | Formula, day: date = DAY, known: date | None = None) -> RuleSet:
    """The rules of the county over the city over the nation."""
    return Shelf.of(
        [COUNTY, CITY, NATION],
        [row for row in rows if isinstance(row, Parameter)],
        [row for row in rows if isinstance(row, Formula)],
        inputs("a", "b", "c"),
    ).on(day, known)


def reckon(expression: str, given: Mapping[str, Any], *rows: Parameter, **more: Any) -> Any:
    """What an expression gives."""
    return rules(*rows, formula("x.y", expression, **more)).figure("x.y", given)


# ── the language ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expression", "column"),
    [
        ("a.__class__", 1),
        ("__import__('os')", 1),
        ("(1).real", 1),
        ("'text'", 1),
        ("a + 'text'", 5),
        ("a ** 9", 1),
        ("a // 2", 1),
        ("a % 2", 1),
        ("a[0]", 1),
        ("[a]", 1),
        ("{a: 1}", 1),
        ("lambda: 1", 1),
        ("(a := 1)", 2),
        ("a; b", 2),
        ("f'{a}'", 1),
        ("max(a)", 1),
        ("max(*a)", 1),
        ("round(a, b)", 10),
        ("round(a, ndigits=2)", 1),
        ("sum(a, b)", 1),
        ("min", 1),
        ("a / 0", 5),
        ("a / 0.0", 5),
        ("True", 1),
        ("1j", 1),
        ("1e400", 1),
        ("9999999999999999", 1),
        ("a < b", 1),
        ("not a", 1),
        ("a is b", 1),
        ("(a in b) if 1 else 2", 2),
        ("a if b in c else 1", 6),
        ("low(3)", 1),
        ("rounded(a)", 1),
        ("a +", 0),
        ("", 0),
        ("a\nb", 0),
        ("+".join("a" * 300), 0),
        ("+".join("a" * 130), 0),
        ("-" * 60 + "a", 0),
        ("(" * 190 + "a" + ")" * 190 + "(", 0),
    ],
)
def test_nothing_unlisted_gets_in(expression: str, column: int) -> None:
    with pytest.raises(Malformed) as no:
        parse(expression)
    if column:
        assert no.value.column == column
    assert str(no.value)


@pytest.mark.parametrize("expression", ["z", "x.z + 1", "z.a(1)", "low(z.b)", "rounded(a, z.c)"])
def test_unknown_names_are_refused(expression: str) -> None:
    with pytest.raises(Malformed, match="z"):
        rules(formula("x.y", expression)).check("x.y")


def test_a_value_is_used_as_what_it_is() -> None:
    band, table = parameter("p.band", [1, 2]), parameter("p.table", {"1": 5})
    for expression in ("p.band + 1", "p.table * 2", "p.band(3)", "rounded(a, p.band)"):
        with pytest.raises(Malformed):
            rules(band, table, formula("x.y", expression)).check("x.y")
    for expression in ("low(p.band)", "p.table(1)", "high(p.band) + p.table(a)"):
        rules(band, table, formula("x.y", expression)).check("x.y")


def test_circles_are_named_with_their_path() -> None:
    found = rules(
        formula("x.one", "x.two + 1"), formula("x.two", "x.three"), formula("x.three", "x.one")
    )
    for asked in (
        lambda: found.check("x.two"),
        lambda: found.figure("x.two", {}),
        lambda: found.column(["x.two"], {}),
    ):
        with pytest.raises(Malformed, match=r"x\.two → x\.three → x\.one → x\.two"):
            asked()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 / 3 * 3", "1"),
        ("floor(1 / 3 * 3)", "1"),
        ("floor(0.1 * 3 / 0.3)", "1"),
        ("ceil(0.1 * 3 / 0.3)", "1"),
        ("round(2.675, 2)", "2.68"),
        ("round(-2.5)", "-2"),
        ("clip(7, 1, 5)", "5"),
        ("min(3, 2, 4) + max(1, 9) + abs(-3)", "14"),
        ("5 if 1 < 2 < 3 else 6", "5"),
        ("5 if 1 < 2 and not 3 < 2 else 6", "5"),
        ("5 if 1 > 2 or 0 else 6", "6"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 7", "0.142857"),
    ],
)
def test_arithmetic_is_exact(expression: str, value: str) -> None:
    assert reckon(expression, {}).value == Decimal(value)
    column = rules(formula("x.y", expression)).column(["x.y"], {})["x.y"]
    assert float(column[0]) == pytest.approx(float(value), abs=1e-6)


def test_units_fit_together() -> None:
    known = {"m": "m²", "h": "户", "per": "户/人", "pay": "元/年"}
    units = Units(known)
    units.check(parse("m * (h / 100)").tree, "m²·户")
    units.check(parse("floor(h / per) + 1").tree, "人")
    units.check(parse("pay * 0.7").tree, "元")
    units.check(parse("m / m * 100").tree, "%")
    assert unit_of("元/年") == unit_of("元")
    for expression, unit in (("m + h", "m²"), ("max(m, h)", "m²"), ("m * 2", "户")):
        with pytest.raises(Malformed):
            units.check(parse(expression).tree, unit)
    with pytest.raises(Malformed):
        units.check(parse("1 if m > h else 2").tree, "")


# ── what is missing ─────────────────────────────────────────────────────────────────────────


def test_what_is_missing_is_named_and_never_zero() -> None:
    found = reckon("max(0, a - b) + p.rate", {"b": 3})
    assert found.value is None
    assert found.missing == ("《a》", "p.rate")
    late = parameter("p.rate", 2, valid_from=date(2027, 1, 1), zh="费率")
    found = reckon("a + p.rate", {"a": None}, late)
    assert found.missing == ("《a》", "费率")
    assert found.sentence == "无法计算：缺少《a》、费率。"
    with translation.override("en"):
        assert found.sentence == "Cannot be computed: the a, p.rate missing."
    assert reckon("a + 1", {"a": float("nan")}).value is None
    assert reckon("a + 1", {"a": 0}).value == 1


def test_only_the_branch_taken_has_to_be_known() -> None:
    assert reckon("a if b > 1 else c", {"a": 5, "b": 2}).value == 5
    assert reckon("a if b > 1 else c", {"a": 5, "b": 0}).missing == ("《c》",)
    assert reckon("1 if a > 0 or b > 0 else 2", {"b": 3}).value == 1
    assert reckon("1 if a > 0 and b > 0 else 2", {"b": 0}).value == 2
    assert reckon("1 if a > 0 or b > 0 else 2", {"b": 0}).value is None


def test_division_by_zero_is_said() -> None:
    found = reckon("a / b", {"a": 1, "b": 0})
    assert found.value is None
    assert found.sentence == "无法计算：除数“《b》”为 0。"
    column = rules(formula("x.y", "a / b")).column(["x.y"], {"a": [1, 1], "b": [0, 4]})["x.y"]
    assert np.isnan(column[0])
    assert column[1] == 0.25


def test_a_table_says_which_entry_is_missing() -> None:
    table = parameter("p.pay", {"7": 3800, "8": None}, zh="工资表")
    assert reckon("p.pay(a)", {"a": 7}, table).value == 3800
    for grade in (8, 9):
        found = reckon("p.pay(a)", {"a": grade}, table)
        assert found.sentence == f"无法计算：缺少“工资表”中的{grade}一项。"
    others = parameter("p.pay", {"7": 3800, "8": None, "*": 1000})
    assert reckon("p.pay(a)", {"a": 9}, others).value == 1000
    assert reckon("p.pay(a)", {"a": 8}, others).value is None, "an empty entry is not known"


def test_no_rule_is_said_too() -> None:
    found = rules().figure("staff.quota", {})
    assert found.value is None
    assert found.sentence == "无法计算：这里没有“staff.quota”的标准。"
    assert np.isnan(rules().column(["staff.quota"], {"a": [1, 2]})["staff.quota"]).all()


# ── how it came about ───────────────────────────────────────────────────────────────────────


def test_a_figure_opens_into_all_it_rests_on() -> None:
    found = rules(
        parameter("p.step", 300, CITY, zh="每档户数", unit="户/人", verify=True, document="甲"),
        parameter("p.step", 400, NATION, zh="每档户数"),
        formula("x.extra", "floor(a / p.step)", zh="增配"),
        formula("x.all", "6 + x.extra", zh="合计", unit="人"),
    ).figure("x.all", {"a": 3551})
    assert found.value == 17
    assert found.words == "6 + 增配"
    assert found.steps == ("6 + 11", "= 17")
    assert found.verify
    (extra,) = found.uses
    assert extra.figure is not None
    assert extra.figure.steps == ("舍去尾数(3,551 ÷ 300)", "= 11")
    number, step = extra.figure.uses
    assert (number.kind, number.label, number.value) == ("input", "《a》", 3551)
    assert (step.kind, step.value, step.unit) == ("parameter", 300, "户/人")
    assert step.written is not None
    said = step.written
    assert (said.level, said.document, said.article, said.verify) == ("某市", "甲", "第三条", True)
    assert [other.value for other in step.others] == [400]
    plain = found.as_dict()
    assert plain["value"] == "17"
    assert plain["uses"][0]["figure"]["uses"][1]["source"] == "文件一"


def test_rounding_is_shown_as_a_step_of_its_own() -> None:
    found = reckon("a / 3", {"a": 100}, unit="元")
    assert found.value == Decimal("33.33")
    assert found.steps == ("100 ÷ 3", "= 33.333333", "= 33.33")
    assert (found.rounding, found.step) == ("half_up", "0.01")
    assert reckon("a / 3", {"a": 100}, rounding="ceil", step="5").value == 35


def test_the_way_of_rounding_is_a_parameter() -> None:
    for mode, value in (("floor", 3), ("ceil", 4), ("half_up", 4)):
        row = parameter("p.mode", mode)
        assert reckon("rounded(a / 4, p.mode)", {"a": 14}, row).value == value
        assert reckon("a / 4", {"a": 14}, row, rounding="p.mode").value == value
    assert reckon("a / 4", {"a": 14}, parameter("p.mode", "sideways"), rounding="p.mode").missing


def test_needs_and_what_it_rests_on_go_through_other_figures() -> None:
    found = rules(
        parameter("p.one", 1),
        parameter("p.mode", "floor"),
        formula("x.inner", "a * p.one", rounding="p.mode"),
        formula("x.out", "x.inner + b"),
    )
    assert {need.key for need in found.needs("x.out")} == {"a", "b"}
    assert set(found.rests_on("x.out")) == {"p.one", "p.mode"}
    assert [one.key for one in found.keys()] == ["x.inner", "x.out"]  # noqa: SIM118


def test_a_band_has_two_ends() -> None:
    found = rules(
        parameter("p.base", [6, 12]),
        formula("x.quota_low", "low(p.base)", group="x.quota"),
        formula("x.quota_high", "high(p.base)", group="x.quota"),
        formula("x.one", "5"),
    )
    assert found.band("x.quota", {}).shown == "6–12"
    assert found.band("x.one", {}).shown == "5"
    assert found.band("x.none", {}).sentence


def test_shares_are_exact() -> None:
    third = parameter("p.share", "2/3")
    assert reckon("ceil(a * p.share)", {"a": 300}, third).value == 200
    assert reckon("ceil(a * p.share)", {"a": 301}, third).value == 201
    assert reckon("a * p.share", {"a": 3}, third).uses[1].value == "2/3"


# ── which value holds ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("nation", "city", "county", "value", "decided"),
    [
        ((20, "override"), (15, "override"), None, 15, CITY),
        ((20, "floor"), (15, "override"), None, 20, NATION),
        ((20, "floor"), (25, "override"), None, 25, CITY),
        ((20, "floor"), (15, "override"), (10, "override"), 20, NATION),
        ((20, "override"), (15, "floor"), None, 20, NATION),
        ((20, "override"), (25, "floor"), (22, "override"), 25, CITY),
        ((20, "ceiling"), (25, "override"), None, 20, NATION),
        ((20, "ceiling"), (25, "floor"), (30, "override"), 20, NATION),
        ((20, "override"), (5, "sum"), None, 25, CITY),
        ((20, "override"), (5, "sum"), (3, "sum"), 28, COUNTY),
        ((20, "override"), (0.1, "sum"), (0.2, "sum"), 20.3, COUNTY),
        (None, (15, "override"), (10, "ceiling"), 10, COUNTY),
        ((20, "override"), None, None, 20, NATION),
        (([10, 20], "floor"), ([5, 30], "override"), None, [10, 30], NATION),
        (({"1": 10, "2": 20}, "override"), ({"2": 5}, "sum"), None, {"1": 10, "2": 25}, CITY),
        (("floor", "override"), ("ceil", "sum"), None, "ceil", CITY),
    ],
)
def test_packs_combine(nation: Any, city: Any, county: Any, value: object, decided: Pack) -> None:
    said = ((NATION, nation), (CITY, city), (COUNTY, county))
    rows = [
        parameter("p.rate", one[0], pack, combine=Combine(one[1])) for pack, one in said if one
    ]
    ruling = rules(*rows).ruling("p.rate")
    assert ruling is not None
    assert ruling.value == value
    if not isinstance(value, list):
        assert ruling.row.pack is decided
    assert len(ruling.said) == len(rows)


def test_a_citys_old_value_does_not_hide_a_later_national_rise() -> None:
    city = parameter("p.rate", 15, CITY, valid_from=date(2022, 1, 1))
    nation = parameter("p.rate", 20, valid_from=date(2024, 1, 1), combine=Combine.FLOOR)
    line = formula("x.y", "p.rate * a")
    for day, value in ((date(2023, 6, 1), 15), (date(2024, 6, 1), 20)):
        assert rules(city, nation, line, day=day).figure("x.y", {"a": 1}).value == value


def test_the_day_picks_values_and_formulas() -> None:
    rows = (
        parameter("p.size", [100, 700], valid_to=date(2025, 12, 31)),
        parameter("p.size", [1000, 3000], valid_from=date(2026, 1, 1)),
        formula("x.y", "low(p.size)", valid_to=date(2025, 12, 31)),
        formula("x.y", "high(p.size)", valid_from=date(2026, 1, 1)),
        formula("x.y", "a", COUNTY, valid_from=date(2026, 7, 1)),
    )
    for day, value in (
        (date(2025, 12, 31), 100),
        (date(2026, 1, 1), 3000),
        (date(2026, 7, 1), 7),
    ):
        assert rules(*rows, day=day).figure("x.y", {"a": 7}).value == value


def test_last_years_statement_can_be_made_again() -> None:
    """A rise decided in June for January, and a correction found later still."""
    rows = (
        parameter("p.rate", 13),
        parameter("p.rate", 20, valid_from=date(2025, 1, 1), known_at=date(2025, 6, 10)),
        parameter("p.rate", 21, valid_from=date(2025, 1, 1), known_at=date(2026, 2, 1)),
        formula("x.y", "a * p.rate", unit="元"),
    )
    march, given = date(2025, 3, 31), {"a": 1000}

    def paid(known: date | None) -> Decimal | None:
        return rules(*rows, day=march, known=known).figure("x.y", given).value

    assert paid(march) == 13000
    assert paid(date(2025, 12, 31)) == 20000
    assert paid(None) == 21000
