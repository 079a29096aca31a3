"""The pack files hold what they promise: counts, codes, parents, words, clocks, calendar."""

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from liren.kernel.base.calendar import Span
from liren.kernel.policy import packs
from liren.site.wiring import PACK_THEMES

PACKS = Path(__file__).parents[2] / "liren/packs"
STAGES = {"accept", "dispatch", "sign", "handle", "verify", "close"}


def read(pack: str, theme: str) -> Any:
    """Read one file of a pack."""
    return yaml.safe_load((PACKS / pack / f"{theme}.yaml").read_text(encoding="utf-8"))


def areas() -> list[dict[str, str]]:
    """Read Jiashan's division tree."""
    with (PACKS / "jiashan/areas.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


KINDS = read("national", "cases")["kinds"]
LOCAL = read("jiashan", "cases")["kinds"]


FILES = [path for name in PACK_THEMES for path in PACKS.glob(f"*/{name}")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_schema_takes_the_file(path: Path) -> None:
    assert packs.read(path, PACK_THEMES[path.name].schema)


def test_jiashan_has_nine_towns_and_174_communities() -> None:
    levels = [row["level"] for row in areas()]
    assert levels.count("subdistrict") == 9
    assert levels.count("community") == 174
    assert levels[:3] == ["province", "city", "district"]


def test_every_area_has_a_code_of_its_own_and_a_parent_above_it() -> None:
    seen: set[str] = set()
    for row in areas():
        assert len(row["code"]) == 12
        assert row["code"].isdigit()
        assert row["code"] not in seen
        assert row["parent"] in seen or row["level"] == "province"
        seen.add(row["code"])


def test_five_classes_of_components_and_six_of_events() -> None:
    groups = [row["group"] for row in read("national", "cases")["classes"]]
    assert (groups.count("component"), groups.count("event")) == (5, 6)


def test_the_list_of_kinds_is_as_long_as_a_city_needs_and_has_every_class() -> None:
    classes = {row["code"] for row in read("national", "cases")["classes"]}
    assert 55 <= len(KINDS) <= 80
    assert {kind["class"] for kind in KINDS} == classes
    assert len({kind["code"] for kind in KINDS}) == len(KINDS)
    assert len({kind["zh"] for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["code"])
def test_a_national_kind_is_complete(kind: dict[str, Any]) -> None:
    functions = {row["code"] for row in read("national", "bodies")["functions"]}
    assert kind["zh"]
    assert kind["en"]
    assert kind["source"]
    assert set(kind["competent"]) <= functions
    assert {"zh", "en"} == kind["filing"].keys() == kind["closing"].keys()
    assert kind["verify_by"] in {"patrol", "desk", "none"}
    assert set(kind["open_to"]) <= {"resident", "stranger", "patrol", "desk"}
    assert "handle" in kind["clocks"]


@pytest.mark.parametrize("kind", KINDS + LOCAL, ids=lambda kind: f"{kind['code']}")
def test_all_clocks_can_be_read(kind: dict[str, Any]) -> None:
    assert kind["clocks"].keys() <= STAGES
    for text in kind["clocks"].values():
        assert str(Span.parse(text)) == text


def test_clocks_use_all_four_units() -> None:
    texts = [text for kind in KINDS for text in kind["clocks"].values()]
    units = {text.split()[1] for text in texts}
    assert units == {"hours", "working_hours", "working_days", "days"}


def test_jiashan_overrides_what_exists_and_marks_all_of_it() -> None:
    national = {kind["code"] for kind in KINDS}
    for kind in LOCAL:
        assert kind["verify"] is True
        assert kind["source"]
        assert kind["code"] in national or kind["code"].startswith("js_")


def parameters() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every parameter of every pack, with the pack."""
    for path in FILES:
        if PACK_THEMES[path.name].schema is packs.ParametersFile:
            for row in read(path.parent.name, path.stem)["parameters"]:
                yield path.parent.name, row


def test_parameters_are_named_dated_and_sourced() -> None:
    seen = set()
    for pack, row in parameters():
        assert row.keys() >= {"key", "zh", "en", "from", "value", "source"}
        assert (pack, row["key"], row["from"]) not in seen
        seen.add((pack, row["key"], row["from"]))
        if "product default" in row["source"]:
            assert row["verify"] is True
        if row["key"].startswith("cases.clock."):
            assert Span.parse(row["value"])


def test_every_stage_has_a_clock() -> None:
    keys = {row["key"] for row in read("national", "parameters")["parameters"]}
    assert {f"cases.clock.{stage}" for stage in STAGES} <= keys


def money(pack: str, theme: str, word: str) -> list[dict[str, Any]]:
    """What a pack says of money, if it does."""
    path = PACKS / pack / f"{theme}.yaml"
    return read(pack, theme).get(word, []) if path.exists() else []


NAMES = sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))
SCHEMES = [(pack, row) for pack in NAMES for row in money(pack, "schemes", "schemes")]


def test_funds_have_codes_of_their_own_and_say_what_stays() -> None:
    funds = [row for pack in NAMES for row in money(pack, "funds", "funds")]
    assert len({row["code"] for row in funds}) == len(funds)
    national = {row["code"]: row for row in money("national", "funds", "funds")}
    assert {row["nature"] for row in national.values()} == {
        "fiscal", "lottery", "department", "donation", "raised", "rent", "other",
    }  # fmt: skip
    assert not national["fiscal_district"]["carries"]
    for row in funds:
        assert isinstance(row["carries"], bool)
        assert row["source"]
        assert row["en"] != row["zh"]
        assert row["nature"] != "fiscal" or row["verify"]


def test_headings_go_one_way_each() -> None:
    headings = money("national", "funds", "categories")
    assert len({row["code"] for row in headings}) == len(headings)
    assert {row["flow"] for row in headings} == {"in", "out"}
    assert all(row["en"] and row["en"] != row["zh"] for row in headings)


@pytest.mark.parametrize(("pack", "row"), SCHEMES, ids=lambda one: str(one)[:24])
def test_a_scheme_names_a_figure_in_yuan_a_fund_and_a_debtor(
    pack: str, row: dict[str, Any]
) -> None:
    formulas = {one["key"]: one for one in read(pack, "formulas")["formulas"]}
    assert formulas[row["formula"]]["unit"] in {"元", "元/年"}
    assert formulas[row["formula"]]["from"] <= row["from"]
    both = (*money("national", "funds", "funds"), *money(pack, "funds", "funds"))
    assert row["fund"] in {fund["code"] for fund in both}
    assert row["debtor"] in {one["code"] for one in read("national", "bodies")["functions"]}
    assert row["en"] != row["zh"]


def test_every_place_that_states_schemes_has_them() -> None:
    found = {(pack, row["code"]) for pack, row in SCHEMES}
    stated = {
        "district000": "base award group_leaders premises_bonus brand_award",
        "jiashan": "per_capita upkeep lottery",
        "weihai": "start_up running matching wages poorer_district starlight",
        "panlong": "transfer",
    }
    assert found == {(pack, code) for pack, codes in stated.items() for code in codes.split()}
    once = {row["code"] for _pack, row in SCHEMES if row.get("once")}
    assert once == {"premises_bonus", "start_up", "starlight"}


def test_limits_of_money_say_where_they_come_from() -> None:
    rows = {row["key"]: row for row in read("national", "money")["parameters"]}
    assert all(row["verify"] is True for row in rows.values())
    assert rows["money.limit_community"]["value"] < rows["money.limit_subdistrict"]["value"]
    assert rows["money.quotes_least"]["value"] == 3


def calendar() -> tuple[set[datetime.date], set[datetime.date], set[int]]:
    """Give days off, make-up days and the years that are published."""
    years = read("national", "calendar")["years"]
    off = {day["date"] for year in years for day in year["off"]}
    work = {day["date"] for year in years for day in year["work"]}
    return off, work, {year["year"] for year in years if year["published"]}


def test_calendar_knows_spring_festival_and_national_day_of_2026() -> None:
    off, work, _ = calendar()
    day = datetime.date
    assert {day(2026, 2, n) for n in range(15, 24)} <= off
    assert {day(2026, 10, n) for n in range(1, 8)} <= off
    assert {day(2026, 2, 14), day(2026, 2, 28), day(2026, 9, 20), day(2026, 10, 10)} <= work
    assert day(2026, 2, 24) not in off


def test_make_up_days_are_weekend_days_that_are_not_off() -> None:
    off, work, _ = calendar()
    assert not off & work
    assert all(day.weekday() >= 5 for day in work)


def test_a_year_not_yet_published_is_absent() -> None:
    _, _, published = calendar()
    assert published == set(range(2020, 2027))
