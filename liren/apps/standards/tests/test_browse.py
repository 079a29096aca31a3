"""Rules of all places for reading, comparing and trying; lists that stay flat."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liren.apps.standards.models import Change, Declared
from liren.apps.standards.queries import browse, compared
from liren.apps.standards.queries.figures import rules_on
from liren.apps.standards.queries.known import ground
from liren.apps.standards.queries.table import table_of
from liren.apps.standards.queries.uses import users_of
from liren.apps.standards.queries.whatif import outcome_of
from liren.apps.standards.tests.conftest import Office, fact, xingchen
from liren.apps.standards.tests.test_pages import browser, text_of
from liren.kernel.audit.models import Entry
from liren.kernel.base.clock import today
from liren.kernel.policy import values
from liren.kernel.policy.engine import RuleSet
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db


def rules() -> RuleSet:
    """The rules of today."""
    found = rules_on(today())
    assert found is not None
    return found


def test_policy_view_shows_value_source_and_what_is_unsure(office: Office) -> None:
    grid = world.actor("grid", "grid_worker", "990101.001.001.")
    text = text_of(grid, "/rules/")
    for word in ("验证码有效时间", "accounts.code_minutes", "产品默认", "待核实", "已核实"):
        assert word in text
    assert "没有找到" in text_of(grid, "/rules/?q=zzz")
    unsure = text_of(grid, "/rules/?verify=yes&theme=funding")
    assert "funding.per_capita_paid" in unsure
    assert "funding.scheme" not in unsure
    assert browser(world.actor("lan", "resident", "990101.")).get("/rules/").status_code == 403


def test_the_rule_of_a_place_on_a_day() -> None:
    world.rules()
    known = browse.packs()
    assert known[0].code == "jiashan"
    assert {pack.code for pack in known} >= {"weihai", "panjin", "panlong", "district000"}
    order = browse.chain(known[0], known)
    old = {term.key: term for term in browse.terms(order, date(2015, 1, 1))}
    new = {term.key: term for term in browse.terms(order, date(2020, 1, 1))}
    assert (old["funding.per_capita"].value, new["funding.per_capita"].value) == (13, 20)
    assert new["premises.block"].row.pack.code == "national"
    assert new["staff.quota_low"].is_formula
    assert {row.key for row in users_of("staff.base")} == {"staff.quota_low", "staff.quota_high"}


def test_two_places_and_two_days_are_compared(office: Office) -> None:
    xingchen(office)
    known = browse.packs()
    here, there = (browse.pack_of(code, known) for code in ("jiashan", "weihai"))
    found = {
        pair.key: pair
        for pair in compared.pairs(
            browse.chain(here, known), today(), browse.chain(there, known), today()
        )
    }
    assert found["premises.need"].differs
    assert not found["accounts.code_minutes"].differs
    assert found["funding.match_ratio"].left is None
    ground_here = ground(office.community, today())
    rows = {row.key: row for row in compared.across(ground_here, [here, there], today())}
    shown = [cell and cell.shown for cell in rows["premises.need"].cells]
    assert shown == ["1,775.5", "280"]
    days = {row.key: row for row in compared.two_days(ground_here, date(2015, 1, 1), today())}
    money = [cell and cell.shown for cell in days["funding.year"].cells]
    assert money == ["0", "196,000"]


def test_what_if_changes_nothing(office: Office) -> None:
    xingchen(office)
    fact(office, office.other, "households", 1800)
    district = world.area("990101.")
    before = Declared.objects.count()
    found = outcome_of(district, rules(), {"premises.per_block": 60}, {})
    moved = {shift.subject.key: shift for shift in found.moving}
    assert moved["premises.need"].change == Decimal("535.1")
    assert found.said == ["每百户社区工作服务用房面积：50 → 60"]
    other = outcome_of(office.community, rules(), {}, {"households": Decimal(2000)})
    quota = next(shift for shift in other.moving if shift.subject.key == "staff.quota_high")
    assert [quota.before, quota.after] == [Decimal(17), Decimal(12)]
    assert (Declared.objects.count(), Change.objects.count()) == (before, 0)
    assert rules().figure("premises.need", {"households": 3551}).value == Decimal("1775.5")


def test_a_trial_says_what_cannot_be_tried_and_goes_out_as_a_sheet(office: Office) -> None:
    xingchen(office)
    url = f"/figures/{office.community.code}/trial/"
    client = browser(office.desk)
    assert client.get(f"{url}?p.premises.per_block=").status_code == 422
    bad = client.get(f"{url}?p.staff.base=12-6&p.premises.least=many")
    assert bad.status_code == 422
    for word in ("下限在前", "不是数字"):
        assert word in bad.content.decode()
    sheet = client.get(f"{url}?p.premises.per_block=60&as=xlsx")
    assert b"".join(sheet.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert Entry.objects.filter(verb="standards.export").count() == 1


def test_the_list_sorts_filters_and_names_what_is_missing(office: Office) -> None:
    xingchen(office)
    fact(office, office.other, "households", 1800)
    found = table_of(ground(world.area("990101."), today()), rules())
    assert [str(row.area) for row in found.sorted_by("-households")] == [
        str(office.community), str(office.other),
    ]  # fmt: skip
    short = found.sorted_by("", gaps_only=True)
    assert [row.area for row in short] == [office.community]
    assert found.lacking == 2
    quota = next(cell for cell in short[0].cells if cell.column.key == "staff.quota")
    assert [quota.low, quota.high] == [Decimal(9), Decimal(17)]
    text = text_of(office.desk, "/figures/990101001000/?gaps=yes")
    assert "1,637.5" in text
    sheet = browser(office.desk).get("/figures/990101001000/export/")
    assert b"".join(sheet.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_the_list_asks_the_same_number_of_questions_however_long(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(values, "KEPT_SECONDS", 3600)
    street = world.area("990101.001.")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            table_of(ground(street, today()), rules())
        return len(queries)

    xingchen(office)
    asked()
    few = asked()
    for number in range(3, 23):
        xingchen(office, world.area(f"990101.001.{number:03d}."))
    assert asked() == few == 2


def test_a_column_gives_what_the_single_figure_gives(office: Office) -> None:
    xingchen(office)
    fact(office, office.other, "households", 2477)
    here = ground(world.area("990101.001."), today())
    for row in table_of(here, rules()).rows:
        numbers = here.numbers(row.area.pk)
        for cell in row.cells:
            if not cell.column.is_fact:
                sides = [rules().figure(key, numbers).value for key in cell.column.keys]
                assert [cell.low, cell.high] == [sides[0], sides[-1]], cell.column.key


def test_the_page_of_an_area_leads_to_its_figures(office: Office) -> None:
    xingchen(office)
    text = text_of(office.worker, f"/places/{office.community.code}/")
    assert f"/figures/{office.community.code}/" in text
    assert "多出 551 户" in text
