"""From door to door: one tap without a network, a conflict that is shown, pages for everybody."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from liren.apps.people.actions import register, rentals, tag
from liren.apps.people.models import Person, Proposal, TagKind, Visit
from liren.apps.places import actions as places
from liren.apps.places.models import Dwelling
from liren.apps.places.rules import Pattern
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.testing import world

from .conftest import Open, faults, overflow
from .test_phone import WAIT, Phone, opened, says, until
from .test_phone import phone as phone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMMUNITY = "990101.001.001."


@pytest.fixture
def homes(transactional_db: None) -> list[Dwelling]:
    """Two flats of a house; in the first lives a woman whom somebody visits every week."""
    world.rules()
    head = world.actor("fang", "community_head", COMMUNITY)
    estate = places.add_estate(
        head, world.area(COMMUNITY + "01."), name="和园", management="professional"
    )
    building = places.add_building(head, estate, number="3", floors=2)
    places.lay_out(head, building, pattern=Pattern(stairwells=1, floors=2, per_floor=1))
    flats = list(Dwelling.objects.filter(building=building).order_by("pk"))
    kind = TagKind.objects.get(code="living_alone")
    with moved_to(now() - timedelta(days=20)):
        person = register(
            head, flats[0], name="沈玉珍", paper="none", sex="2", phone="13800138301"
        )
        tag(head, person, kind=kind, basis="本人说明")
    return flats


def grid() -> Actor:
    """Who goes from door to door."""
    return world.actor("ye-visits", "grid_worker", COMMUNITY + "01.")


def test_one_tap_without_a_network(phone: Phone, homes: list[Dwelling]) -> None:
    context = phone(grid())
    page = opened(context)
    until(page, "async () => Boolean(await lirenStore.get('kept', 'visits'))")
    context.set_offline(True)
    page.goto("/m/visits/")
    page.locator("[data-homes] a").click()
    expect(page.locator("[data-view=visit]")).to_contain_text("138****8301")
    page.locator("[data-view=visit] .btn.pri.wide").click()
    says(page, "待上传")
    assert not Visit.objects.exists()
    context.set_offline(False)
    expect(page.locator("[data-shell]")).to_have_count(0, timeout=WAIT)
    until(page, "async () => (await lirenOutbox.mine()).every(one => one.state === 'done')")
    assert Visit.objects.get().found == "same"
    assert Person.objects.get().checked_on == today()


def test_what_moved_on_meanwhile_is_not_confirmed(phone: Phone, homes: list[Dwelling]) -> None:
    context = phone(grid())
    page = opened(context, "/m/")
    page.goto("/m/visits/")
    page.locator("ul.todo a").click()
    Person.objects.update(version=2)
    page.locator("form .btn.pri.wide").first.click()
    expect(page.locator("[data-fault]").first).to_contain_text("有了变动")
    page.reload()
    page.locator(".p-differ > summary").click()
    page.locator(".p-differ details summary").first.click()
    page.locator("[name^=phone-]").fill("13900139302")
    page.locator(".p-differ .btn.pri").click()
    page.wait_for_url("**/m/visits/")
    assert Visit.objects.get().found == "changed"
    assert Proposal.objects.get().field == "phone"


def test_it_works_without_script(open_page: Open, homes: list[Dwelling]) -> None:
    page = open_page("/m/visits/", who=grid().user, script=False, width=390)
    page.locator("ul.todo a").click()
    page.locator(".btn", has_text="家中无人").click()
    expect(page.locator("[data-toast]")).to_contain_text("走访已登记")
    assert Visit.objects.get().found == "absent"


def test_the_pages_fit_and_axe_finds_nothing(open_page: Open, homes: list[Dwelling]) -> None:
    worker = world.actor("lin-visits", "community_worker", COMMUNITY)
    tenant = {"name": "何远", "paper": "none"}
    row = rentals.let(
        worker, homes[1], landlord_name="沈国强", landlord_phone="13900139001",
        tenants=[tenant], since=today(),
    )  # fmt: skip
    rentals.check_room(worker, row, faults=["gas"])
    home = Person.objects.get(name="沈玉珍").household
    assert home is not None
    paths = (
        *("/people/due/", "/people/rentals/", f"/people/rentals/{row.uid}/"),
        *(f"/people/rentals/{row.uid}/check/", f"/people/dwellings/{homes[0].uid}/let/"),
        *("/people/permits/?tab=may", "/people/visits/", "/people/visits/?tab=all"),
        *(f"/people/households/{home.uid}/visit/", "/people/proposals/"),
        *("/m/visits/", f"/m/visits/{home.uid}/"),
    )
    wide: dict[Any, int] = {}
    wrong: dict[str, list[str]] = {}
    for lang, large in (("zh-hans", False), ("en", True)):
        page = open_page("/", who=worker.user, lang=lang, width=390, large=large)
        for path in paths:
            page.goto(path)
            if (more := overflow(page)) > 0:
                wide[lang, path] = more
            if not large and (said := faults(page)):
                wrong[path] = said
    assert (wide, wrong) == ({}, {})
