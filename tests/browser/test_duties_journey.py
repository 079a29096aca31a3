"""A survey that was admitted for ten of twelve communities goes through the gate; an extra form
does not; when the admission ends, what was not signed is refused in one tap.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from liren.apps.duties.actions.covers import leave
from liren.apps.duties.models import Application, Assignment, Hearing, Refusal
from liren.apps.duties.tests import standing
from liren.apps.duties.tests.conftest import DISTRICT, Offices
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.testing import world

from .conftest import Open, faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STREET = "990101.001."
BUSY = "本月已有三项入户任务，排不开。"


@dataclass
class District:
    """Twelve communities, who asks them, and what was admitted for ten of them."""

    offices: Offices
    communities: list[Area]
    survey: Application


@pytest.fixture
def district(transactional_db: None) -> District:
    """A department, its clerk, the office, the heads of two communities, an active admission."""
    world.rules()
    places = [world.area(f"{STREET}{n:03d}.") for n in range(1, 13)]
    for n, place in enumerate(places, start=1):
        place.name = f"第{n}社区"
        place.save()
    body = world.body("民政局", "department", DISTRICT, "civil_affairs")
    offices = Offices(
        office=world.actor("office", "district_office", DISTRICT),
        second=world.actor("second", "district_office", DISTRICT),
        clerk=world.actor("clerk", "department_clerk", for_body=body),
        other=world.actor("nobody"),
        finance=world.actor("finance", "district_finance", DISTRICT),
        desk=world.actor("desk", "subdistrict_desk", STREET),
        heads=[world.actor(f"head{n}", "community_head", places[n].path) for n in range(2)],
        department=body,
        neighbour=body,
        communities=places,
    )
    survey = standing.active(offices, *places[:10])
    for place in places[10:]:  # two objected to the load and stayed out
        Hearing.objects.create(
            application=survey, area=place, quantity=100, stance="objects", text=BUSY,
            admitted=False,
        )  # fmt: skip
    return District(offices, places, survey)


def looks_well(page: Page) -> None:
    """Nobody is kept out by it, and nothing is cut off."""
    assert overflow(page) <= 0
    assert faults(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = false; })")


def main_button(page: Page) -> None:
    """The one visible next step."""
    page.locator("main .head .btn.pri").click()


def send(page: Page) -> None:
    """The button of the form that changes something."""
    page.locator("main form[method=post] .acts button").last.click()


def test_through_the_gate_and_not_around_it(district: District, open_page: Open) -> None:
    hand_out(district, open_page)
    refuse_extra_form(district, open_page)
    leave(district.offices.office, district.survey, reason="调查提前完成，准入退出。")
    refuse_what_no_longer_holds(district, open_page)
    look_at_department(district, open_page)


def hand_out(district: District, open_page: Open) -> None:
    """Only the ten are offered; a sheet that names an eleventh is answered line by line."""
    page = open_page("/", who=district.offices.clerk.user)
    page.locator("nav a:visible", has_text="交办").first.click()
    main_button(page)
    page.locator("main a", has_text=district.survey.title).first.click()
    boxes = page.locator("input[name=communities]")
    expect(boxes).to_have_count(10)
    looks_well(page)
    page.fill("[name=due_on]", f"{today() + timedelta(days=20):%F}")
    for n in range(10):
        boxes.nth(n).check()
    send(page)
    expect(page.locator("[data-toast]").first).to_contain_text("10")
    looks_well(page)
    assert Assignment.objects.count() == 10


def refuse_extra_form(district: District, open_page: Open) -> None:
    """Asked on the telephone: the page says that it is on no list, then one tap."""
    page = open_page("/duties/refusals/", who=district.offices.heads[0].user, width=390)
    main_button(page)
    page.select_option("[name=asker]", label="民政局")
    page.select_option("[name=kind]", value="form")
    page.fill("[name=title]", "独居老人月报表")
    page.locator("main form[method=get] .acts .btn").click()
    expect(page.locator("main")).to_contain_text("不在事项清单之内")
    looks_well(page)
    send(page)
    expect(page.locator("main h1")).to_contain_text("独居老人月报表")
    looks_well(page)
    assert Refusal.objects.get().ground == "unlisted"


def refuse_what_no_longer_holds(district: District, open_page: Open) -> None:
    """What was not signed when the admission ended says so, and its main button is the no."""
    task = Assignment.objects.get(area=district.communities[1])
    page = open_page("/", who=district.offices.heads[1].user)
    page.locator("nav a:visible", has_text="交办").first.click()
    page.locator("main a", has_text=task.title).first.click()
    expect(page.locator("main")).to_contain_text("已退出")
    looks_well(page)
    main_button(page)
    looks_well(page)
    send(page)
    expect(page.locator("[data-toast]").first).to_contain_text("已拒办")
    task.refresh_from_db()
    assert task.state == "refused"


def look_at_department(district: District, open_page: Open) -> None:
    """The department sees what it asks and what was refused."""
    page = open_page("/duties/departments/", who=district.offices.office.user)
    page.locator("main a", has_text="民政局").first.click()
    expect(page.locator("main")).to_contain_text("独居老人月报表")
    expect(page.locator("main")).to_contain_text(district.survey.title)
    looks_well(page)
