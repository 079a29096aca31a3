"""Rules in force: the nearest pack, the newest day, never a guess, and no edit is lost."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from liren.apps.cases.actions.course import clock
from liren.apps.cases.models import Case, CaseKind
from liren.apps.cases.queries import kinds_in_force
from liren.apps.cases.rules import CLOCKS
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy import packs, values
from liren.kernel.policy.actions import clear_day, publish_year, set_day
from liren.kernel.policy.models import Day, Pack, Parameter, Year
from liren.kernel.testing import world


@pytest.fixture
def rules(db: None) -> Iterator[None]:
    """The packs of the house; what is kept is forgotten before and after."""
    world.rules()
    values.changed()
    yield
    values.changed()


def add(pack: str, key: str, value: object, start: date, end: date | None = None) -> None:
    """One more value of a pack."""
    Parameter.objects.create(
        pack=Pack.objects.get(code=pack), key=key, zh=key, en=key, valid_from=start,
        valid_to=end, value=value, source="test",
    )  # fmt: skip
    values.changed()


def test_the_newest_value_of_the_nearest_pack(rules: None) -> None:
    key, day = "test.limit", date(2026, 6, 1)
    add("national", key, 1, date(2020, 1, 1))
    assert values.value(key, day) == 1
    add("national", key, 2, date(2026, 1, 1))
    assert values.value(key, day) == 2
    assert values.value(key, date(2025, 12, 31)) == 1
    add("jiashan", key, 3, date(2026, 3, 1), date(2026, 6, 30))
    assert values.value(key, day) == 3
    assert values.value(key, date(2026, 6, 30)) == 3
    assert values.value(key, date(2026, 7, 1)) == 2, "when it ends, the rule above holds again"
    assert values.value(key, date(2026, 2, 28)) == 2


def test_a_missing_rule_is_never_guessed(rules: None) -> None:
    with pytest.raises(Refused, match="test\\.nothing") as no:
        values.value("test.nothing")
    assert no.value.code == "policy.missing"
    add("national", "test.later", 1, today() + timedelta(days=1))
    with pytest.raises(Refused):
        values.value("test.later")


def test_only_one_pack_is_in_force(rules: None) -> None:
    assert [pack.code for pack in Pack.objects.filter(in_force=True)] == ["jiashan"]
    order = values.packs_in_force()
    assert [Pack.objects.get(pk=pk).code for pk in order] == ["jiashan", "national"]


def test_applying_again_corrects_but_keeps_what_was_edited(rules: None) -> None:
    kept, corrected = Parameter.objects.filter(pack__code="national").order_by("pk")[:2]
    Parameter.objects.filter(pk=kept.pk).update(value="mine", edited=True)
    Parameter.objects.filter(pk=corrected.pk).update(value="wrong")
    before = Parameter.objects.count()
    packs.apply("jiashan", leave_out=frozenset({"areas.csv"}))
    found = {row.pk: row.value for row in Parameter.objects.all()}
    assert found[kept.pk] == "mine"
    assert found[corrected.pk] == corrected.value
    assert len(found) == before


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("parameters: [{key: a.b, zh: x, en: x, from: 2020-01-01, source: long enough}]", "value"),
        ("parameters: [{key: A, zh: x, en: x, from: 2020-01-01, value: 1, source: long}]", "key"),
        ("parameters: []\nmore: 1", "more"),
        ("parameters: {", "parameters.yaml"),
    ],
)
def test_a_faulty_pack_names_file_and_place(tmp_path: Path, text: str, place: str) -> None:
    file = tmp_path / "parameters.yaml"
    file.write_text(text)
    with pytest.raises(packs.Malformed, match=place) as no:
        packs.read(file, packs.ParametersFile)
    assert "parameters.yaml" in str(no.value)


@pytest.mark.parametrize("name", ["no_such", "../jiashan", "", "jiashan/../national", "."])
def test_only_packs_of_the_house_are_applied(db: None, name: str) -> None:
    with pytest.raises(packs.Malformed):
        packs.folder(name)


def test_kinds_change_on_their_day(rules: None) -> None:
    kind = kinds_in_force()["corridor_clutter"]
    day = today() + timedelta(days=30)
    CaseKind.objects.create(
        **{
            field.attname: getattr(kind, field.attname)
            for field in kind._meta.concrete_fields
            if field.name not in ("id", "valid_from", "zh")
        },
        valid_from=day,
        zh="新的名称",
    )
    values.changed()
    assert kinds_in_force()["corridor_clutter"].zh == kind.zh
    assert kinds_in_force(day)["corridor_clutter"].zh == "新的名称"
    assert kinds_in_force(day - timedelta(days=1))["corridor_clutter"].zh == kind.zh


def test_every_stage_of_every_kind_has_a_clock_that_runs(rules: None) -> None:
    for kind in kinds_in_force().values():
        for name in set(CLOCKS.values()):
            assert clock(Case(kind=kind), name).amount > 0


def test_the_calendar_can_be_edited(rules: None) -> None:
    """policy.set_day, policy.clear_day, policy.publish_year: at once, and refused in words."""
    office = world.actor("office", "district_office", "990101.")
    year, _new = Year.objects.get_or_create(year=2027)
    monday, saturday = date(2027, 3, 1), date(2027, 3, 6)
    set_day(office, year, day=monday, works=False, name="停电")
    set_day(office, year, day=saturday, works=True, name="调休")
    assert not values.calendar().works(monday)
    assert values.calendar().works(saturday)
    for day, works, code in (
        (date(2027, 3, 2), True, "policy.already-so"),
        (date(2027, 3, 7), False, "policy.already-so"),
        (date(2028, 3, 1), False, "policy.other-year"),
    ):
        with pytest.raises(Refused) as no:
            set_day(office, year, day=day, works=works, name="x")
        assert no.value.code == code
    clear_day(office, year, day=monday)
    assert values.calendar().works(monday)
    with pytest.raises(Refused) as no:
        clear_day(office, year, day=monday)
    assert no.value.code == "policy.no-such-day"
    assert 2027 not in values.calendar().published
    publish_year(office, year, source="国办发明电〔2026〕1号")
    assert 2027 in values.calendar().published


def test_the_files_of_the_calendar_say_the_same_as_the_rows(rules: None) -> None:
    written = yaml.safe_load((settings.LIREN_PACKS / "national/calendar.yaml").read_text())
    days = {
        (day["date"], works)
        for year in written["years"]
        for name, works in (("off", False), ("work", True))
        for day in year[name]
    }
    assert set(Day.objects.values_list("date", "works")) == days
