"""From a case to the bill that others are to bear, and back."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liren.apps.cases.actions import report
from liren.apps.cases.models import Case
from liren.apps.cases.queries import kinds_in_force, numbered
from liren.apps.money.actions import bills
from liren.apps.money.actions.bills import Share
from liren.apps.money.actions.booking import pay_claim
from liren.apps.money.models import Bill, Claim
from liren.apps.money.queries.bills import full_number
from liren.apps.money.tests.conftest import Treasury
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today
from liren.kernel.testing import world

SHARE = "/money/bills/share/"


@pytest.fixture
def case(treasury: Treasury) -> Case:
    """A pump that failed, reported by a resident of the first community."""
    grid = world.area("990101.001.001.01.")
    kind = kinds_in_force()["corridor_clutter"]
    text = "地下车库水泵坏了，积水漫到路上。"
    return report(treasury.resident, grid, kind=kind, text=text, source="resident")


def seen_by(who: Actor) -> Client:
    """A browser of somebody."""
    client = Client()
    client.force_login(who.user)
    return client


def shared(treasury: Treasury, case: Case, **changes: Any) -> Bill:
    """A bill of a case that a department and the community bear."""
    facts = {
        "title": "水泵维修", "reason": "积水漫到市政路面", "basis": "会议纪要", "fen": 100_001,
        "day": today(), "fund": treasury.fund("other"), "about": case.number,
        "shares": [Share(treasury.department, 3), Share(None, 1)], **changes,
    }  # fmt: skip
    return bills.share_bill(treasury.workers[0], treasury.communities[0], **facts)


def test_the_form_begins_with_what_the_case_says(treasury: Treasury, case: Case) -> None:
    client = seen_by(treasury.workers[0])
    page = client.get(case.get_absolute_url()).content.decode()
    assert f'href="{SHARE}?about={case.number}"' in page
    form = client.get(f"{SHARE}?about={case.number}").content.decode()
    assert f'value="{case.number}"' in form
    assert f'value="{case.title}"' in form
    assert f'<option value="{treasury.communities[0].code}" selected>' in form
    assert f'href="{case.get_absolute_url()}"' in form


def test_a_case_that_one_does_not_see_fills_nothing_in(treasury: Treasury, case: Case) -> None:
    client = seen_by(treasury.workers[1])
    form = client.get(f"{SHARE}?about={case.number}").content.decode()
    assert case.title not in form
    assert numbered(treasury.workers[1], case.number) is None
    # nor does the page of a case whose bill is not one's own to share
    for who in (treasury.auditor, treasury.resident):
        page = seen_by(who).get(case.get_absolute_url()).content.decode()
        assert SHARE not in page


def test_the_case_shows_who_owes_what_of_its_bill(treasury: Treasury, case: Case) -> None:
    row = shared(treasury, case)
    shared(treasury, case, title="另一件", about="990101001-2026-999999")
    page = seen_by(treasury.heads[0]).get(case.get_absolute_url()).content.decode()
    assert row.get_absolute_url() in page
    assert "待确认" in page
    assert "另一件" not in page
    bills.confirm_bill(treasury.heads[0], row)
    claim = Claim.objects.get(kind="share")
    pay_claim(claim, 50_000, key="part", by=treasury.finance.user, title="转账回单")
    for who in (treasury.workers[0], treasury.auditor, treasury.finance):
        page = seen_by(who).get(case.get_absolute_url()).content.decode()
        assert "750.01 元，部分已付，还欠 250.01 元" in page
        assert "250.00 元，自己承担" in page
    for who in (treasury.resident, treasury.workers[1]):
        page = seen_by(who).get(case.get_absolute_url()).content.decode()
        assert "水泵维修" not in page


def test_the_bill_leads_back_to_the_case(treasury: Treasury, case: Case) -> None:
    row, plain = shared(treasury, case), shared(treasury, case, about="口头")
    client = seen_by(treasury.heads[0])
    assert case.get_absolute_url() in client.get(row.get_absolute_url()).content.decode()
    assert "/cases/" not in client.get(plain.get_absolute_url()).content.decode().split("<main")[1]


def test_the_last_part_of_a_number_is_enough(treasury: Treasury, case: Case) -> None:
    worker = treasury.workers[0]
    assert full_number(worker, f" {case.number[-6:]} ") == case.number
    assert full_number(worker, case.number.replace("-20", "-19")) == case.number.replace(
        "-20", "-19"
    )
    assert full_number(worker, "口头") == "口头"


def test_a_case_without_a_bill_costs_one_statement(
    treasury: Treasury, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {}
    for name, who in {"head": treasury.heads[0], "resident": treasury.resident}.items():
        client = seen_by(who)
        client.get(case.get_absolute_url())
        with CaptureQueriesContext(connection) as said:
            client.get(case.get_absolute_url())
        asked[name] = sum("money_" in one["sql"] for one in said.captured_queries)
    assert asked == {"head": 1, "resident": 0}
