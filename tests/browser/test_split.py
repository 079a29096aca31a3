"""A community is split: drafted, looked at, proposed, agreed to by another person, carried out."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from liren.apps.lineage import jobs
from liren.apps.lineage.actions import follow
from liren.apps.lineage.models import Change
from liren.kernel.access.models import Area, User
from liren.kernel.base.clock import moved_to, today, zone
from liren.kernel.testing import world

from .conftest import Open, faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFICE, HOME = "990101.001.", "990101.001.001."


@pytest.fixture
def town() -> tuple[User, User, Area]:
    """A community of four grids, a head who proposes and an office that agrees."""
    world.rules()
    for number in range(4):
        world.square(world.area(f"{HOME}{number + 1:02d}."), 120.9 + number / 100, 30.8)
    home = world.area(HOME)
    home.name = "书院社区"
    home.save()
    head = world.actor("zhao", "subdistrict_head", OFFICE).user
    return head, world.actor("sun", "district_office", "990101.").user, home


@pytest.fixture(autouse=True)
def empty_queue() -> object:
    """The queue's tables are not Django's, so what is committed in a test stays in them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def drafted(page: Page, day: date, home: Area) -> None:
    """The draft on the page: subdistrict, kind, form."""
    page.locator(".todo a").first.click()
    page.locator(".kind-list a").first.click()
    page.locator("[name=title]").fill("书院社区拆分")
    page.locator("[name=document]").fill("和政民〔2026〕21号")
    page.locator("[name=effective]").fill(f"{day:%F}")
    page.locator(f"[name=predecessors][value='{home.code}']").check()
    page.locator("[name=names]").fill("书院社区\n砚池社区")
    page.locator("form .btn.pri").click()
    expect(page.locator(".steps")).to_be_visible()


def assigned(page: Page, home: Area) -> None:
    """The plan: the last two grids and the households."""
    change = Change.objects.get()
    page.goto(f"/lineage/{change.uid}/assign/")
    for grid in home.children.order_by("code")[2:]:
        page.locator(f"[name=grid_{grid.pk}]").select_option("1")
    page.locator("[name=households_0]").fill("2050")
    page.locator("[name=households_1]").fill("1410")
    page.locator("form .btn.pri").click()
    expect(page.locator(".size-list")).to_contain_text("1410")
    expect(page.locator("svg.ground")).to_have_count(2)


def stepped(page: Page) -> None:
    """The next step, and its yes."""
    page.locator(".head .btn.pri").click()
    page.locator("#step .btn.pri").click()
    expect(page.locator("[data-toast]").first).to_be_visible()


def test_a_split_from_the_draft_to_the_family_tree(
    open_page: Open, town: tuple[User, User, Area]
) -> None:
    head, office, home = town
    day = today() + timedelta(days=10)
    page = open_page("/lineage/draft/", who=head)
    drafted(page, day, home)
    assigned(page, home)
    stepped(page)
    other = open_page(Change.objects.get().get_absolute_url(), who=office)
    assert faults(other) == []
    other.reload()
    stepped(other)
    with moved_to(datetime.combine(day, time(0, 5), zone())):
        jobs.carry_out_due()
        follow(Change.objects.get())
    page = open_page(f"/lineage/areas/{home.code}/?day={day:%F}", who=head)
    expect(page.locator("svg.kin")).to_contain_text("砚池社区")
    expect(page.locator("table.grid")).to_contain_text("和政民〔2026〕21号")
    assert Area.objects.get(name="砚池社区").children.count() == 2
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) <= 0
    eve = f"{day - timedelta(days=1):%F}"
    page.goto(f"/lineage/as-of/?day={eve}&q={home.code}")
    expect(page.locator("table.grid tbody tr")).to_have_count(5)
