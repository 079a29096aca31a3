"""A rule is changed by two people, and the figure of a community follows; clicks are counted."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from liren.apps.standards import actions
from liren.apps.standards.models import Change
from liren.kernel.access.actor import Actor
from liren.kernel.policy.models import Parameter
from liren.kernel.testing import world

from .conftest import Open, faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMMUNITY = "990101.001.001."
FIGURES = "/figures/990101001001/"
PAPER = "县委办〔2025〕88号 关于调整社区用房标准的通知"
PROPOSE_CLICKS, CONSENT_CLICKS = 4, 3


@dataclass
class People:
    """Who takes part."""

    office: Actor
    finance: Actor
    worker: Actor


@pytest.fixture
def people() -> Any:
    """A community with 3,551 households, two offices of the district, a worker."""
    world.rules()
    area = world.area(COMMUNITY)
    found = People(
        office=world.actor("ban", "district_office", "990101."),
        finance=world.actor("cai", "district_finance", "990101."),
        worker=world.actor("lin", "community_worker", COMMUNITY),
    )
    for key, value in {"households": 3551, "used_area_m2": 138}.items():
        row = actions.declare(
            found.worker, area, key=key, value=Decimal(value), day=date(2026, 6, 30),
            document="半年统计表",
        )  # fmt: skip
        actions.confirm(found.office, row, value=row.value)
    yield found
    Change.objects.all().delete()  # the rules outlive a test
    Parameter.objects.filter(key="premises.per_block", value=60).delete()


def figure(page: Page) -> str:
    """The premises that are due, as the list of figures shows them."""
    return page.locator(f"a[href^='{FIGURES}open/premises.need/'] .number").inner_text()


def test_two_people_change_a_rule_and_the_figure_follows(open_page: Open, people: People) -> None:
    page = open_page(FIGURES, who=people.worker.user)
    assert figure(page).startswith("1,775.5")

    page = open_page("/rules/?theme=premises", who=people.office.user)
    clicks = 0
    page.locator("a[href='/rules/premises.per_block/']").click()
    clicks += 1
    page.locator(".head .btn.pri").click()
    clicks += 1
    page.locator("[name=value]").fill("60")
    page.locator("[name=valid_from]").fill("2026-01-01")
    page.locator("[name=source]").fill(PAPER)
    page.locator("[name=article]").click()  # leaving the field lets the effect appear
    clicks += 1
    expect(page.locator("#check")).to_contain_text("2,130.6")
    page.locator("#propose-form .btn.pri").click()
    clicks += 1
    page.wait_for_url("**/rules/changes/*/")
    assert clicks <= PROPOSE_CLICKS
    assert Change.objects.get().state == "proposed"
    expect(page.locator("form[action$='/consent/']")).to_have_count(0)

    page = open_page("/rules/changes/", who=people.finance.user)
    clicks = 0
    page.locator("a.ttl").first.click()
    clicks += 1
    page.locator("form[action$='/consent/'] .btn.pri").click()
    clicks += 1
    expect(page.locator("[data-toast]").first).to_be_visible()
    assert clicks <= CONSENT_CLICKS
    assert Change.objects.get().state == "applied"

    page = open_page(FIGURES, who=people.worker.user)
    assert figure(page).startswith("2,130.6")
    page.locator(f"a[href^='{FIGURES}open/premises.need/']").first.click()
    expect(page.locator("#panel")).to_contain_text(PAPER)


@pytest.mark.parametrize(("width", "large"), [(1366, False), (390, True)])
def test_the_pages_are_readable_and_fit(
    open_page: Open, people: People, width: int, large: bool
) -> None:
    page = open_page(FIGURES, who=people.office.user, width=width, large=large)
    for path in (
        FIGURES,
        f"{FIGURES}open/staff.quota/",
        f"{FIGURES}facts/",
        f"{FIGURES}declare/",
        f"{FIGURES}places/",
        "/figures/990101000000/",
        "/rules/?theme=premises",
        "/rules/premises.per_block/",
        "/rules/premises.per_block/propose/",
        "/rules/changes/",
        "/rules/places/?left=jiashan&right=jiashan",
        f"{FIGURES}trial/?p.premises.per_block=60",
        f"{FIGURES}import/",
    ):
        page.goto(path)
        assert overflow(page) <= 0, path
        if width > 1000 and not large:  # once is enough, and slow on long lists
            assert faults(page) == [], path
