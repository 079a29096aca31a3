"""Declaring and confirming facts: who may, what counts, and what a larger area has."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from liren.apps.standards import actions
from liren.apps.standards.models import Declared
from liren.apps.standards.queries import ledger, sheets
from liren.apps.standards.queries.figures import lines, rules_on
from liren.apps.standards.queries.inputs import declarable
from liren.apps.standards.queries.known import ground
from liren.apps.standards.tests.conftest import DAY, Office, fact, xingchen
from liren.apps.standards.tests.test_pages import browser, text_of
from liren.kernel.access.models import Area
from liren.kernel.audit.log import history
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.engine import RuleSet
from liren.kernel.testing import world

pytestmark = pytest.mark.django_db
PAPER = "半年统计表"


def value_of(area: Area, key: str, day: date | None = None) -> Decimal | None:
    """What counts of an area on a day."""
    return ground(area, day or today()).whole(area.pk, key).value


def declared(office: Office, value: int = 3551, day: date = DAY) -> Declared:
    """A number that waits for the second person."""
    return actions.declare(
        office.worker, office.community, key="households", value=Decimal(value), day=day,
        document=PAPER,
    )  # fmt: skip


def test_a_number_counts_when_a_second_person_has_confirmed_it(office: Office) -> None:
    row = declared(office)
    assert value_of(office.community, "households") is None
    assert history(row)[0].verb == "standards.declare"
    actions.confirm(office.head, row, value=Decimal(3551))
    assert value_of(office.community, "households") == 3551
    assert history(row)[0].verb == "standards.confirm"


def test_nobody_confirms_what_he_declared(office: Office) -> None:
    row = declared(office)
    with pytest.raises(Refused) as no:
        actions.confirm(office.worker, row, value=row.value)
    assert no.value.code == "access.own-work"


def test_neighbours_neither_declare_nor_confirm_nor_see(office: Office) -> None:
    row = declared(office)
    with pytest.raises(PermissionDenied):
        actions.declare(
            office.stranger, office.community, key="posts", value=Decimal(7), day=DAY,
            document=PAPER,
        )  # fmt: skip
    with pytest.raises(PermissionDenied):
        actions.confirm(office.stranger, row, value=row.value)
    with pytest.raises(Declared.DoesNotExist):
        ledger.declared_for(office.stranger, row.uid)


def test_a_waiting_number_is_replaced_and_what_was_not_seen_is_not_confirmed(
    office: Office,
) -> None:
    row = declared(office)
    again = declared(office, 3560)
    assert (again.pk, Declared.objects.count()) == (row.pk, 1)
    with pytest.raises(Refused) as no:
        actions.confirm(office.head, row, value=Decimal(3551))
    assert no.value.code == "standards.changed-since"
    actions.confirm(office.head, row, value=Decimal(3560))


def test_a_confirmed_number_is_corrected_by_another_one_of_the_same_day(office: Office) -> None:
    fact(office, office.community, "households", 3551)
    before = now()
    fact(office, office.community, "households", 3540)
    assert value_of(office.community, "households") == 3540
    known = ground(office.community, today(), known=before)
    assert known.whole(office.community.pk, "households").value == 3551
    assert Declared.objects.count() == 2


def test_the_newest_day_counts_as_of_a_day(office: Office) -> None:
    fact(office, office.community, "households", 3551)
    fact(office, office.community, "households", 3600, day=date(2026, 9, 30))
    assert value_of(office.community, "households", date(2026, 8, 1)) == 3551
    assert value_of(office.community, "households", date(2026, 10, 1)) == 3600
    assert value_of(office.community, "households", date(2026, 1, 1)) is None


def test_a_larger_area_is_the_sum_of_its_parts_or_says_which_are_missing(office: Office) -> None:
    street = world.area("990101.001.")
    fact(office, office.community, "households", 3551)
    whole = ground(street, today()).whole(street.pk, "households")
    assert (whole.value, whole.lacking) == (None, (str(office.other),))
    fact(office, office.other, "households", 1800)
    assert value_of(street, "households") == 5351
    assert value_of(world.area("990101."), "households") == 5351
    fact(office, street, "households", 5400)
    assert value_of(street, "households") == 5400, "its own number goes before the sum"


def test_a_fact_of_the_county_holds_for_all_in_it(office: Office) -> None:
    row = actions.declare(
        office.office, world.area("990101."), key="average_wage", value=Decimal(90000), day=DAY,
        document="统计公报",
    )  # fmt: skip
    actions.confirm(office.finance, row, value=row.value)
    assert value_of(office.community, "average_wage") == 90000
    floor = next(
        line for line in lines(rules(), ground(office.community, today()).numbers(
            office.community.pk)) if line.key == "pay.floor"
    )  # fmt: skip
    assert floor.value == 117000


def rules() -> RuleSet:
    """The rules of today."""
    found = rules_on(today())
    assert found is not None
    return found


def test_facts_give_the_figures_of_the_report(office: Office) -> None:
    xingchen(office)
    numbers = ground(office.community, today()).numbers(office.community.pk)
    found = {line.key: line for line in lines(rules(), numbers)}
    assert found["staff.quota"].shown == "9–17"
    assert found["premises.need"].value == Decimal("1775.5")
    assert found["premises.used_gap"].value == Decimal("1637.5")
    assert found["size.excess"].value == 551
    assert found["funding.year"].value == 196000
    assert "缺少" in found["governance.assembly_quorum_people"].sentence


def test_what_was_decided_for_a_year_counts_in_that_year_alone(office: Office) -> None:
    street = world.area("990101.001.")
    for key, value in (("villages", 6), ("village_award_due", 126_000)):
        fact(office, street, key, value, day=date(2025, 12, 31))
    assert value_of(street, "villages", date(2026, 3, 1)) == 6
    assert value_of(street, "village_award_due", date(2025, 12, 31)) == 126_000
    assert value_of(street, "village_award_due", date(2026, 1, 1)) is None
    numbers = ground(street, date(2026, 1, 1)).numbers(street.pk)
    upkeep = rules().figure("funding.upkeep_due", numbers)
    assert "报告未写各档金额" in upkeep.sentence


def test_a_community_is_not_asked_for_what_only_a_subdistrict_has(office: Office) -> None:
    street = {fact.key for fact in declarable("subdistrict")}
    here = {fact.key for fact in declarable("community")}
    asked = {"villages", "village_award_due", "lottery_decided", "department_decided"}
    assert street - here == asked
    assert "brand_award" not in street, "the rules of another place ask for it"
    text = text_of(office.desk, f"/figures/{office.community.code}/")
    assert "funding.upkeep_due" not in text
    assert "funding.year" in text
    text = text_of(office.desk, "/figures/990101001000/?whole=yes")
    assert "funding.upkeep_due" in text
    facts = text_of(office.desk, "/figures/990101001000/facts/")
    assert "只计入统计日期所在的年度" in facts


def test_money_by_residents_of_a_subdistrict_of_the_example(office: Office) -> None:
    street = world.area("990101.001.")
    for area, residents in ((office.community, 9_800), (office.other, 4_350)):
        fact(office, area, "residents", residents)
    numbers = ground(street, today()).numbers(street.pk)
    assert rules().figure("funding.year", numbers).value == 283_000


SHEET = (
    "区划代码,名称,户数,在岗人数,颜色\n"
    "990101001001,甲,3551,7,红\n990101001002,乙,很多,7.5,\n1,丙,5,5,\n"
)


def test_a_sheet_is_looked_through_line_by_line(office: Office) -> None:
    rows = sheets.read("底数.csv", SHEET.encode("gb18030"))
    looked = sheets.look(office.desk, rows, DAY, today(), PAPER)
    assert [(c.area.code, c.fact.key, int(c.value)) for c in looked.cells] == [
        ("990101001001", "households", 3551), ("990101001001", "posts", 7),
    ]  # fmt: skip
    assert [line.number for line in looked.faulty] == [3, 4]
    assert len(looked.faulty[0].faults) == 2
    assert list(looked.unknown) == ["颜色"]
    assert not Declared.objects.exists(), "looking writes nothing"
    mine = sheets.look(office.worker, rows, DAY, today(), PAPER)
    assert mine.lines[1].area is None, "a neighbour's line is not mine"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"no spreadsheet", "standards.unreadable"),
        ("a.csv", b"\x81\xff\xfe", "standards.unreadable"),
        ("a.csv", "名称,户数\n甲,5\n".encode(), "standards.no-code-column"),
    ],
)
def test_what_is_no_sheet_says_so(office: Office, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as no:
        sheets.look(office.desk, sheets.read(name, content), DAY, today(), PAPER)
    assert no.value.code == code


def upload(client: Client, code: str, name: str, content: bytes) -> str:
    """A sheet sent by the page."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(
        f"/figures/{code}/import/",
        {"file": SimpleUploadedFile(name, content), "day": "2026-06-30", "document": PAPER},
    )
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_sheet_comes_in_by_the_page_after_a_look(office: Office) -> None:
    client, code = browser(office.desk), "990101001000"
    text = upload(client, code, "底数.csv", SHEET.encode())
    assert "很多" in text
    assert "可导入 2 个数" in text
    kept = text.split('name="lines" value="')[1].split('"')[0]
    given = {
        "lines": kept.replace("&quot;", '"'), "day": "2026-06-30", "document": PAPER,
    }  # fmt: skip
    assert client.post(f"/figures/{code}/import/", given).status_code == 302
    assert Declared.objects.filter(confirmed_at=None).count() == 2


def test_what_is_taken_out_can_be_brought_in(office: Office) -> None:
    xingchen(office)
    client, code = browser(office.desk), "990101001000"
    answer = client.get(f"/figures/{code}/facts/export/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    rows = sheets.read("底数.xlsx", content)
    looked = sheets.look(office.desk, rows, DAY, today(), PAPER)
    assert (len(looked.cells), looked.faulty, looked.unknown) == (5, [], [])
    assert {(c.fact.key, int(c.value)) for c in looked.cells} >= {("used_area_m2", 138)}


def test_page_and_api_declare_and_confirm_alike(office: Office) -> None:
    code, api = office.community.code, browser(office.worker)
    given = {"key": "households", "value": 3551, "day": "2026-06-30", "document": PAPER}
    made = api.post(f"/api/v1/facts/{code}", given, content_type="application/json")
    assert made.status_code == 201, made.content
    uid = made.json()["id"]
    own = api.post(
        f"/api/v1/facts/declared/{uid}/confirm", {"value": 3551}, content_type="application/json"
    )
    assert (own.status_code, own.json()["type"]) == (409, "access.own-work")
    page = browser(office.head).post(f"/figures/declared/{uid}/confirm/", {"value": "3551"})
    assert page.status_code == 302
    facts = api.get(f"/api/v1/facts/{code}").json()
    assert next(one for one in facts if one["key"] == "households")["value"] == "3551.0000"
    late = {**given, "day": "2099-01-01"}
    no = api.post(f"/api/v1/facts/{code}", late, content_type="application/json")
    assert (no.status_code, no.json()["type"]) == (409, "standards.not-yet")
    form = {"item": "households", "value": "5", "day": "2099-01-01", "document": PAPER}
    assert api.post(f"/figures/{code}/declare/", form).status_code == 422
    figures = api.get(f"/api/v1/figures/{code}").json()
    quota = next(one for one in figures if one["key"] == "staff.quota")
    assert (quota["shown"], len(quota["sides"])) == ("9–17", 2)
    assert quota["sides"][0]["uses"]
