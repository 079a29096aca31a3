"""The pages of admission: they open, they say what is next, they do it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from liren.apps.duties.models import Application
from liren.apps.duties.tests.admitted import (
    WHY,
    active,
    approved,
    drafted,
    funded,
    heard,
    submitted,
    table,
    terms,
    voted,
)
from liren.apps.duties.tests.conftest import Offices
from liren.kernel.access.actor import Actor
from liren.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db


def page(actor: Actor, url: str, **given: Any) -> Any:
    """A page as somebody sees it; with facts it is sent."""
    client = Client()
    client.force_login(actor.user)
    return client.post(url, given) if given else client.get(url)


STATES: dict[str, Callable[[Offices], Application]] = {
    "draft": drafted,
    "submitted": submitted,
    "hearing": lambda offices: heard(offices, objecting=(0,)),
    "review": lambda offices: voted(offices, ("for", "against")),
    "approved": approved,
    "funded": funded,
    "active": active,
}


@pytest.mark.parametrize("state", STATES)
def test_the_page_opens_in_every_state(offices: Offices, state: str) -> None:
    row = STATES[state](offices)
    for who in (offices.clerk, offices.office, offices.finance, offices.desk):
        found = page(who, row.get_absolute_url())
        hidden = state == "draft" and who is not offices.clerk
        assert found.status_code == (404 if hidden else 200), who.user
    assert page(offices.clerk, "/duties/applications/?tab=all").status_code == 200


def test_a_draft_is_written_on_the_page_and_sent_in(offices: Offices) -> None:
    assert page(offices.clerk, "/duties/applications/draft/").status_code == 200
    facts = {
        name: one for name, one in terms(offices).items() if name not in ("wanted", "unit_fen")
    }
    code = offices.communities[0].code
    sent = {**facts, "price": "15", f"c-{code}": "on", f"n-{code}": "120", "facts_asked": ["name"]}
    sent |= {"other_facts": "年用电量、空调台数", "body": offices.department.code}
    found = page(offices.clerk, "/duties/applications/draft/", **sent)
    assert found.status_code == 302, found.content.decode()
    row = Application.objects.get()
    assert [one.quantity for one in row.hearings.all()] == [120]
    assert (row.unit_fen, row.asks_data) == (1500, ["name", "年用电量", "空调台数"])
    assert "不必再问" in page(offices.clerk, row.get_absolute_url()).content.decode()


def test_the_whole_way_on_pages(offices: Offices) -> None:
    row = drafted(offices)
    base = row.get_absolute_url()
    assert page(offices.clerk, f"{base}submit/", late_reason="").status_code == 302
    assert page(offices.office, f"{base}open_hearing/", key="").status_code == 302
    for head, area in zip(offices.heads, offices.communities, strict=True):
        one = row.hearings.get(area=area)
        assert page(head, one.get_absolute_url()).status_code == 200
        sent = page(head, f"{one.get_absolute_url()}opinion/", stance="agrees", text="")
        assert sent.status_code == 302
    early = page(offices.office, f"{base}open_review/", bodies=[b.code for b in table(offices)])
    assert early.status_code == 422
    assert "没有答复" in early.content.decode()


def test_page_and_program_give_the_same_no(offices: Offices) -> None:
    row = submitted(offices)
    url = f"{row.get_absolute_url()}send_back/"
    said = page(offices.office, url, reason="不全")
    client = Client()
    client.force_login(offices.office.user)
    api = client.post(
        f"/api/v1/duties/applications/{row.uid}/send_back",
        {"reason": "不全"},
        content_type="application/json",
    )
    assert (said.status_code, api.status_code) == (422, 409)
    assert api.json()["detail"] in said.content.decode()


def test_the_list_is_taken_out_on_record(offices: Offices) -> None:
    funded(offices)
    found = page(offices.office, "/duties/applications/export.xlsx?tab=all")
    rows = CalamineWorkbook.from_filelike(BytesIO(found.getvalue())).get_sheet_by_index(0)
    first = rows.to_python()[1]
    assert first[3] == "住户调查入户登记"
    assert first[13] == 4500
    assert Entry.objects.filter(verb="duties.export_applications").count() == 1


def test_what_is_asked_shows_cost_load_and_what_is_known(offices: Offices) -> None:
    row = heard(offices, objecting=(1,), asks_data=["name", "年用电量"])
    text = page(offices.office, row.get_absolute_url()).content.decode()
    for word in ("4,500.00", "目前任务太重", "不必再问", "年用电量", "准入事项 0 件"):
        assert word in text
    one = row.hearings.get(area=offices.communities[0])
    text = page(offices.heads[0], one.get_absolute_url()).content.decode()
    assert WHY in text
    assert "1,500.00" in text
    assert page(offices.heads[1], one.get_absolute_url()).status_code == 404
