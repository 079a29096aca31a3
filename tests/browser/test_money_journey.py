"""A department pays what it has owed longest, and finance confirms: at most four clicks each."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from liren.apps.money.actions.booking import raise_claim
from liren.apps.money.models import Claim, Fund
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.base.clock import today
from liren.kernel.ledger import proof
from liren.kernel.testing import world

from .conftest import Open, faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DISTRICT = "990101."


@pytest.fixture
def department(transactional_db: None) -> Body:
    """A department that owes two communities, one of them for three quarters."""
    world.rules()
    body = world.body("环卫局", "department", DISTRICT)
    clerk = world.actor("clerk", "department_clerk", for_body=body)
    world.actor("finance", "district_finance", DISTRICT)
    for n, ago in ((1, 270), (2, -20)):
        raise_claim(
            world.area(f"990101.001.{n:03d}."), body, kind="fee", fen=80_050,
            fund=Fund.objects.get(code="department"), title="入户宣传任务费用",
            basis="990101-Z2026-00001", due_on=today() - timedelta(days=ago), year=today().year,
            by=clerk.user, key=f"journey:{n}",
        )  # fmt: skip
    return body


def looks_well(page: Page) -> None:
    """Nobody is kept out by it, and nothing is cut off."""
    assert overflow(page) <= 0
    assert faults(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = false; })")


def somebody(name: str) -> Actor:
    """One of them, with what he holds."""
    return world.actor(name)


def test_the_oldest_is_paid_and_confirmed(department: Body, open_page: Open) -> None:
    page = open_page("/money/claims/", who=somebody("clerk").user)
    looks_well(page)
    page.locator("main .head .btn.pri").click()  # 1
    # what is due is ticked, what is not due yet is left out
    expect(page.locator("input[name=claims]:checked")).to_have_count(1)
    page.fill("input[name=paper]", "国库支付回单 0461 号")
    looks_well(page)
    page.locator("main form[method=post] .acts button").click()  # 2
    expect(page.locator("main h1")).to_have_text("国库支付回单 0461 号")
    looks_well(page)

    page = open_page("/money/remittances/", who=somebody("finance").user, width=390)
    looks_well(page)
    page.get_by_role("link", name="国库支付回单 0461 号").click()  # 1
    page.locator("main .head .btn.pri").click()  # 2
    page.locator("main form[method=post] .acts button").click()  # 3
    expect(page.locator("main .head .tag")).to_have_text("已到账")
    states = Claim.objects.order_by("due_on").values_list("state", flat=True)
    assert list(states) == ["paid", "open"]
    assert proof.check().faults == []

    page = open_page(f"/money/debtors/{department.code}/", who=somebody("finance").user)
    expect(page.locator(".kpis")).to_contain_text("800.50")
    looks_well(page)
