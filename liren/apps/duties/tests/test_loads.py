"""The burden page: what is counted, of whom, beside what others reported."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liren.apps.duties.actions.burdens import end_burden, note_burden, order_removal
from liren.apps.duties.actions.estimates import estimate
from liren.apps.duties.models import Burden, Estimate
from liren.apps.duties.queries import load_tables, loads
from liren.apps.duties.rules.estimates import Hours, before, first_of
from liren.apps.duties.tests import standing
from liren.apps.duties.tests.conftest import DISTRICT, STREET, Offices
from liren.apps.duties.views.burden_sheet import read_head
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import now, today
from liren.kernel.web.workbook import workbook as written

MONTH = before(first_of(today()))


def noted(offices: Offices, at: int, kind: str, title: str, **facts: Any) -> Burden:
    """Something at the door of a community."""
    given: dict[str, Any] = {"asker": offices.department, **facts}
    return note_burden(offices.heads[at], offices.communities[at], kind=kind, title=title, **given)


@pytest.fixture
def full(offices: Offices) -> Offices:
    """Plaques, ledgers and groups; one was ended, one ordered away; one month was said."""
    noted(offices, 0, "plaque", "普法宣传站")
    ordered = noted(offices, 0, "plaque", "科普驿站")
    order_removal(
        offices.desk, ordered, remove_by=today() + timedelta(days=9), document="减负办3号"
    )
    noted(offices, 0, "group", "民政工作群")
    noted(offices, 1, "ledger", "优抚台账", generated=True)
    book = noted(offices, 1, "ledger", "低保台账")
    noted(offices, 2, "form", "月报", asker=offices.neighbour)
    end_burden(offices.heads[2], Burden.objects.get(title="月报"), note="不再报送")
    lines = [Hours("低保台账", Decimal(30), f"b:{book.pk}"), Hours("接待来访", Decimal(10))]
    estimate(offices.heads[1], offices.communities[1], month=MONTH, staff=4, lines=lines)
    return offices


def test_the_stock_counts_what_is_live(full: Offices) -> None:
    found = loads.stock(DISTRICT)
    assert found.kinds == {"plaque": 2, "group": 1, "ledger": 2}
    assert (found.bare, found.settled_plaques, found.ordered, found.late) == (4, 1, 1, 0)
    assert found.generated["ledger"] == 1
    assert loads.stock("990101.002.").standing == 0


def test_the_flow_counts_what_went(full: Offices) -> None:
    found = loads.flow(DISTRICT, MONTH)
    assert (found.noted, found.ended, found.merged) == (6, 1, 0)


def test_the_hours_know_what_outsiders_ask(full: Offices) -> None:
    found = loads.time_in(DISTRICT, MONTH)
    assert (found.hours, found.asked, found.staff, found.said) == (Decimal(40), Decimal(30), 4, 1)


def test_work_that_is_accepted_and_not_covered_is_unpaid(full: Offices) -> None:
    bare, sure = standing.admission(full), standing.active(full)
    facts = {
        **{"asker": full.department, "area": full.communities[0], "kind": "survey"},
        **{"passed_as": "admission", "title": "调查", "due_on": today(), "sent_at": now()},
        **{"sent_by": full.clerk.user, "quantity": 10, "done_quantity": 10},
        **{"accepted_quantity": 10, "unit_fen": 500, "state": "accepted", "ended_at": now()},
    }
    for application in (bare, sure):
        application.assignments.create(area_path=full.communities[0].path, **facts)
    whole, each = loads.money(DISTRICT, MONTH)
    assert (whole.earned, whole.unpaid) == (10_000, 5_000)
    assert each[full.department.pk].unpaid == 5_000


def test_departments_stand_with_what_they_ask(full: Offices) -> None:
    rows = load_tables.by_asker(DISTRICT, MONTH, MONTH, {})
    assert [(one.body, one.standing, one.bare, one.hours) for one in rows] == [
        (full.department, 5, 4, Decimal(30))
    ]


def test_communities_stand_with_theirs(full: Offices) -> None:
    rows = load_tables.by_place(Area.objects.get(path=STREET), MONTH)
    assert [(one.standing, one.bare, one.hours) for one in rows] == [
        (3, 2, Decimal(0)),
        (2, 2, Decimal(40)),
    ]
    assert [one.each for one in rows] == [None, 10]


def test_the_trend_ends_with_what_stood_last_month(full: Offices) -> None:
    Burden.objects.filter(kind="plaque").update(since=MONTH)
    rows = loads.trend(DISTRICT, [before(MONTH), MONTH])
    assert [(row.hours, row.asked, row.said, row.stood) for row in rows] == [
        (Decimal(0), Decimal(0), 0, 0),
        (Decimal(40), Decimal(30), 1, 2),
    ]


def test_only_those_who_work_there_open_a_place(full: Offices) -> None:
    assert [area.path for area in loads.tops_for(full.desk)] == [STREET]
    with pytest.raises(Area.DoesNotExist):
        loads.load_area(full.heads[0], full.communities[1].code)


# ── pages ───────────────────────────────────────────────────────────────────────────────────


def top(full: Offices) -> str:
    """The code of the district."""
    return full.department.area.code


def seen(client: Client, actor: Actor, url: str) -> str:
    """The page as somebody sees it."""
    client.force_login(actor.user)
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_the_burden_page_shows_figures_with_what_was_reported(
    client: Client, full: Offices
) -> None:
    page = seen(client, full.office, "/duties/load/")
    for word in ("205", "63 + 98 + 44", "民政局", "590,000", "平均每社区"):
        assert word in page
    own = seen(client, full.heads[0], "/duties/load/?months=12")
    assert "填工时" in own
    assert "平均每社区</th>" not in own


def test_every_figure_opens_the_list_that_it_counts(client: Client, full: Offices) -> None:
    page = seen(client, full.office, f"/duties/burdens/?area={top(full)}&kind=plaque")
    assert "普法宣传站" in page
    assert "优抚台账" not in page
    made = seen(client, full.office, "/duties/burdens/?kind=ledger&made=yes")
    assert "优抚台账" in made
    assert "低保台账" not in made


def test_list_page_form_and_step_of_a_burden(client: Client, full: Offices) -> None:
    row = Burden.objects.get(title="普法宣传站")
    assert "责令清理" in seen(client, full.desk, row.get_absolute_url())
    client.force_login(full.desk.user)
    facts = {"remove_by": today() + timedelta(days=3), "document": "减负办4号"}
    answer = client.post(f"{row.get_absolute_url()}order/", facts)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == "ordered"


def test_the_month_is_typed_once_and_changed_after(client: Client, full: Offices) -> None:
    url = f"/duties/estimates/write/?month={MONTH:%Y-%m}"
    assert "民政工作群" in seen(client, full.heads[0], url)
    answer = client.post(url, {"staff": 3, "seen": 0, "h0": "4.5", "l0": "接待", "o0": "2"})
    assert answer.status_code == 302
    row = Estimate.objects.get(area=full.communities[0])
    assert {line.label: line.hours for line in row.lines.all()} == {
        "工作群：民政工作群": Decimal("4.5"),
        "接待": 2,
    }
    assert client.post(url, {"staff": 3, "seen": 0, "h0": "5"}).status_code == 422


def sheet(*lines: list[str]) -> SimpleUploadedFile:
    """A spreadsheet as the export writes it."""
    return SimpleUploadedFile("b.xlsx", written("x", read_head(), lines).read())


def test_a_sheet_is_shown_first_and_then_taken(client: Client, full: Offices) -> None:
    code = full.communities[0].code
    lines = [
        [code, "", "挂牌", "新牌子", "民政局", "", "否", "2026-01-02", ""],
        [code, "", "挂牌", "普法宣传站", "民政局", "", "否", "", ""],
        [code, "", "奇怪", "什么", "民政局", "", "", "", ""],
        ["999", "外地社区", "挂牌", "牌", "民政局", "", "", "", ""],
    ]
    client.force_login(full.heads[0].user)
    page = client.post("/duties/burdens/import/", {"sheet": sheet(*lines)})
    text = page.content.decode()
    assert "将登记 1 项" in text
    assert "2 行有误" in text
    assert "1 行已经登记过" in text
    carried = page.context["take"].initial["lines"]
    facts = {"lines": carried, "key": "k1"}
    for _again in range(2):
        assert client.post("/duties/burdens/import/", facts).status_code == 302
    row = Burden.objects.get(title="新牌子")
    assert (row.asker, row.area) == (full.department, full.communities[0])


def test_lists_leave_as_spreadsheets(client: Client, full: Offices) -> None:
    client.force_login(full.office.user)
    for url in (
        "/duties/burdens/export.xlsx?tab=all",
        f"/duties/load/export.xlsx?area={top(full)}",
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert BytesIO(b"".join(answer)).read(2) == b"PK"
