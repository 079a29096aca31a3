"""The portal on an old telephone: without an account and a script, and in large letters."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from liren.apps.cases import actions
from liren.apps.cases.models import Case
from liren.apps.cases.queries import kinds_in_force
from liren.apps.notices import actions as notices
from liren.kernel.access.models import Area
from liren.kernel.base.clock import today
from liren.kernel.files.tests import samples
from liren.kernel.testing import world

from .conftest import Open, faults, overflow
from .test_journey import DAILY_CLICKS, Clicks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMMUNITY = "990101.001.001."
TEXT = "小区东门口的路面塌了一块，晚上看不见，容易摔跤。"
DONE = "已回填并压实路面，设了警示桩，夜间可见。"
QUESTION = "塌的地方离东门大概几米？"


@pytest.fixture
def people(settings: Any, tmp_path: Path) -> dict[str, Any]:
    """A community with an office, a bulletin, a desk, a company and a neighbour."""
    own = {"BACKEND": "liren.kernel.files.shelf.Folder", "OPTIONS": {"location": tmp_path / "f"}}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    world.rules()
    world.square(world.area(COMMUNITY + "01."), 120.92, 30.85)
    company = world.body("和睦物业", "property_company", COMMUNITY, "roads", "lighting")
    head = world.actor("head", "community_head", COMMUNITY)
    said: dict[str, Any] = {
        "kind": "outage",
        "title": "今晚停水八小时",
        "text": TEXT,
        "since": today(),
    }
    community = Area.objects.get(path=COMMUNITY)
    notices.publish(head, notices.draft(head, community, **said))
    found: dict[str, Any] = {
        "resident": world.actor("lan", "resident", "990101."),
        "other": world.actor("mei", "resident", "990101."),
        "desk": world.actor("xu", "subdistrict_desk", "990101.001."),
        "patrol": world.actor("ye", "grid_worker", COMMUNITY),
        "clerk": world.actor("qian", "property_company", for_body=company),
        "company": company,
        "community": community,
    }
    notices.choose_home(found["resident"], found["resident"].user, area=community)
    return found


def handled(people: dict[str, Any], case: Case) -> None:
    """From the report to the end."""
    desk, clerk = people["desk"], people["clerk"]
    actions.accept(desk, case)
    actions.dispatch(desk, case, handler=people["company"])
    actions.sign(clerk, case)
    actions.feed_back(clerk, case, outcome=DONE)
    actions.verify(people["patrol"], case, passed=True)
    actions.close(desk, case)


def fitting(page: Page) -> None:
    """It fits the telephone, and everybody can read it."""
    assert overflow(page) <= 0


def test_a_stranger_reports_follows_answers_and_rates(
    open_page: Open, people: dict[str, Any], tmp_path: Path
) -> None:
    photo = tmp_path / "hole.jpg"
    photo.write_bytes(samples.with_place())
    page = open_page("/c/", width=390, script=False)
    clicks = Clicks()
    clicks.on(page.locator(".todo a").first)
    expect(page.locator("text=今晚停水八小时")).to_be_visible()
    fitting(page)
    clicks.on(page.locator(".main-step"))
    page.locator("[name=kind]").select_option("road_surface")
    page.locator("[name=text]").fill(TEXT)
    page.locator("input[name=pictures]").set_input_files(str(photo))
    fitting(page)
    clicks.on(page.locator(".send .btn.pri"))
    number = page.locator("[data-number]").inner_text()
    code = page.locator("[data-code]").inner_text()
    fitting(page)
    assert clicks.count <= DAILY_CLICKS
    case = Case.objects.get()
    assert (case.number, case.source, case.picture_count) == (number, "stranger", 1)

    actions.ask(people["desk"], case, note=QUESTION)
    page = open_page("/follow/", width=390, script=False)
    clicks = Clicks()
    page.locator("[name=number]").fill(number[-6:])
    page.locator("[name=code]").fill(code.lower().replace("-", " "))
    clicks.on(page.locator("main .btn.pri"))
    expect(page.locator(f"text={QUESTION}").first).to_be_visible()
    fitting(page)
    clicks.on(page.locator("main .btn.pri"))
    page.locator("[name=note]").fill("大概五米，在路灯下面。")
    clicks.on(page.locator("main .btn.pri"))
    expect(page.locator("text=大概五米")).to_be_visible()
    assert clicks.count <= DAILY_CLICKS
    case.refresh_from_db()
    assert case.asked_at is None

    handled(people, case)
    page.reload()
    expect(page.locator(f"text={DONE}").first).to_be_visible()
    page.locator("main .btn.pri").click()
    page.locator("[name=rating][value=satisfied]").check()
    page.locator("main .btn.pri").click()
    case.refresh_from_db()
    assert case.rating == "satisfied"


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_resident_in_large_letters_joins_and_rates(
    open_page: Open, people: dict[str, Any], lang: str
) -> None:
    grid, kind = Area.objects.get(path=COMMUNITY + "01."), "corridor_clutter"
    other = actions.report(
        people["other"], grid, kind=kinds_in_force()[kind], text=TEXT, source="resident"
    )
    lamp = kinds_in_force()["street_lamp"]
    mine = actions.report(people["resident"], grid, kind=lamp, text=TEXT, source="resident")
    handled(people, mine)
    who = people["resident"].user
    page = open_page("/", who=who, width=390, large=True, lang=lang)
    expect(page.locator("text=今晚停水八小时")).to_be_visible()
    expect(page.locator("a[href='tel:120']")).to_be_visible()
    fitting(page)
    assert faults(page) == []
    clicks = Clicks()
    clicks.on(page.locator(".main-step"))
    clicks.on(page.locator(f"label:has(input[name=common][value={kind}])"))
    page.locator("[name=text]").fill("楼道里的纸箱还在，越堆越多了。")
    clicks.on(page.locator(".send .btn.pri"))
    expect(page.locator(".near-list")).to_be_visible()
    fitting(page)
    clicks.on(page.locator(f"form[action='/cases/{other.uid}/join/'] button"))
    page.wait_for_url("**/my/")
    assert clicks.count <= DAILY_CLICKS
    other.refresh_from_db()
    assert (other.join_count, Case.objects.count()) == (1, 2)
    fitting(page)

    clicks = Clicks()
    clicks.on(page.locator(f"a[href='/cases/{mine.uid}/rate/']"))
    clicks.on(page.locator("label:has(input[name=rating][value=fair])"))
    clicks.on(page.locator("form.step-form .btn.pri"))
    expect(page.locator("[data-toast]").first).to_be_visible()
    assert clicks.count <= DAILY_CLICKS
    mine.refresh_from_db()
    assert mine.rating == "fair"
