"""One case from the report on the map to the rating, in a real browser, in both languages."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from liren.apps.cases.models import Case
from liren.apps.cases.rules import State
from liren.kernel.access.models import User
from liren.kernel.testing import world

from .conftest import Open, faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMMUNITY = "990101.001.001."
TEXT = "3栋2单元楼道堆放纸箱，挡住消火栓，已经三天了。"
DONE = "已联系住户清运，楼道恢复畅通，消火栓可正常使用。"
DAILY_CLICKS = 4  # from log-in to done


@dataclass
class People:
    """Who takes part."""

    resident: User
    desk: User
    clerk: User
    patrol: User
    by_name: dict[str, User] = field(default_factory=dict)


@pytest.fixture
def people() -> People:
    """A resident, a desk, a property company's clerk and a grid worker in one community."""
    world.rules()
    world.square(world.area(COMMUNITY + "01."), 120.92, 30.85)
    for path in ("990101.", "990101.001.", COMMUNITY):
        where = world.area(path)
        where.lng, where.lat = 120.925, 30.855
        where.save()
    company = world.body("和睦物业", "property_company", COMMUNITY, "property")
    return People(
        resident=world.actor("lan", "resident", "990101.").user,
        desk=world.actor("xu", "subdistrict_desk", "990101.001.").user,
        clerk=world.actor("qian", "property_company", for_body=company).user,
        patrol=world.actor("ye", "grid_worker", COMMUNITY).user,
    )


class Clicks:
    """Counts what a person has to click or press in the main part of a page."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, what: Locator) -> None:
        """One click, on a page that is all there: what still comes may push its buttons away."""
        self.count += 1
        what.page.wait_for_load_state("load")
        what.click()


def primary(page: Page) -> Locator:
    """The one visible main next step of a case."""
    return page.locator("[data-panel] .btn.pri:visible").first


def step(open_page: Open, who: User, uid: object, lang: str, words: dict[str, str] | None) -> int:
    """From the list to the step done, as this person; the number of clicks.

    `words` go into the form of the step; None where a step is one press.
    """
    page = open_page("/", who=who, lang=lang)
    clicks = Clicks()
    clicks.on(page.locator(f"a.ttl[href='/cases/{uid}/']"))
    expect(page.locator("#panel h2").first).to_be_visible()
    clicks.on(primary(page))
    if words is not None:
        form = page.locator("form.step-form")
        for name, text in words.items():
            form.locator(f"[name={name}]").fill(text)
        clicks.on(form.locator(".btn.pri"))
    expect(page.locator("[data-toast]").first).to_be_visible()
    return clicks.count


def outside(open_page: Open, who: User, uid: object, lang: str) -> int:
    """The same of who works outside: on the telephone's pages."""
    page = open_page("/", who=who, lang=lang, width=390)
    clicks = Clicks()
    clicks.on(page.locator(f"[data-task='{uid}']"))
    clicks.on(page.locator(".p-do .btn.pri"))
    clicks.on(page.locator(".p-step .btn.pri"))
    expect(page.locator("[data-toast]").first).to_be_visible()
    return clicks.count


def report(open_page: Open, who: User, lang: str) -> Case:
    """A resident chooses a kind, says what happened and puts the pin on the map."""
    page = open_page("/cases/report/", who=who, lang=lang)
    page.locator("input[name=common][value=corridor_clutter]").check()
    page.locator("[name=text]").fill(TEXT)
    expect(page.locator("[data-map][data-drawn]")).to_be_visible()
    box: Any = page.locator("[data-map]").bounding_box()
    page.locator("[data-map]").click(position={"x": box["width"] / 2 + 40, "y": box["height"] / 2})
    expect(page.locator("#id_lng")).not_to_have_value("")
    page.locator(".send .btn.pri").click()
    page.wait_for_url("**/cases/*-*/")
    return Case.objects.get()


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_from_report_to_rating(open_page: Open, people: People, lang: str) -> None:
    case = report(open_page, people.resident, lang)
    assert case.area.path == COMMUNITY + "01.", "the pin decides the grid"
    way: list[tuple[User, dict[str, str] | None, str]] = [
        (people.desk, {}, State.ACCEPTED),
        (people.desk, {}, State.DISPATCHED),
        (people.clerk, None, State.SIGNED),
        (people.clerk, {"outcome": DONE}, State.HANDLED),
        (people.patrol, {}, State.VERIFIED),
        (people.desk, {}, State.CLOSED),
    ]
    for who, words, state in way:
        if who == people.patrol:
            clicks = outside(open_page, who, case.uid, lang)
        else:
            clicks = step(open_page, who, case.uid, lang, words)
        case.refresh_from_db()
        assert case.state == state
        assert clicks <= DAILY_CLICKS, f"{state}: {clicks} clicks"
    rate(open_page, people.resident, lang)
    case.refresh_from_db()
    assert case.rating == "satisfied"


def rate(open_page: Open, who: User, lang: str) -> None:
    """The resident is asked at once, and answers in two clicks."""
    page = open_page("/my/", who=who, lang=lang, width=390)
    page.locator(".note-box a").click()
    page.locator("input[name=rating][value=satisfied]").check()
    page.locator("form.step-form .btn.pri").click()
    expect(page.locator("[data-toast]").first).to_be_visible()


PAGES: dict[str, tuple[str, ...]] = {
    "desk": (
        *("/cases/?tab=all", "/cases/report/", "/cases/map/?tab=all", "/kinds/?q=路灯"),
        *("/places/", "/places/990101001000/", "/bodies/", "/rules/?theme=premises", "/calendar/"),
        *("/roles/?q=受理", "/account/", "/inbox/", "/estates/", "/offices/"),
    ),
    "resident": ("/my/", "/cases/report/", "/account/"),
    "": ("/login/",),
}


@pytest.fixture
def standing(people: People) -> Case:
    """A case that the desk and the resident can open."""
    from liren.apps.cases import actions
    from liren.apps.cases.queries import kinds_in_force
    from liren.kernel.access.who import actor_of

    return actions.report(
        actor_of(people.resident),
        world.area(COMMUNITY + "01."),
        kind=kinds_in_force()["corridor_clutter"],
        text=TEXT,
        source="resident",
        lng=120.925,
        lat=30.855,
    )


def drawn(page: Page) -> Page:
    """The page once its maps are there."""
    expect(page.locator("[data-map]:not([data-drawn]):visible")).to_have_count(0)
    return page


def pages_of(case: Case) -> list[tuple[str, str]]:
    """Every page with the person who opens it."""
    own = case.get_absolute_url()
    found = [(who, path) for who, paths in PAGES.items() for path in paths]
    return [*found, ("desk", own), ("desk", f"{own}accept/"), ("resident", own)]


SIZES = ((390, ""), (390, "large"), (1366, "large"), (1366, ""))


def too_wide(page: Page) -> list[tuple[int, str, int]]:
    """The sizes in which a page is wider than its window, and by how much."""
    found = []
    for width, size in SIZES:
        page.set_viewport_size({"width": width, "height": 844 if width < 800 else 768})
        page.evaluate("size => { document.documentElement.dataset.size = size; }", size)
        if (more := overflow(page)) > 0:
            found.append((width, size, more))
    return found


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_page_fits_and_axe_finds_nothing(
    open_page: Open, people: People, standing: Case, lang: str
) -> None:
    wide: dict[str, Any] = {}
    wrong: dict[str, Any] = {}
    at: dict[str, Page] = {}  # a window for each person
    for who, path in pages_of(standing):
        if who not in at:
            at[who] = open_page(path, who=getattr(people, who) if who else None, lang=lang)
        else:
            at[who].goto(path)
        page = drawn(at[who])
        if found := too_wide(page):
            wide[f"{who} {path}"] = found
        if lang != "en" and (said := faults(page)):
            wrong[f"{who} {path}"] = said
    assert (wide, wrong) == ({}, {})


def test_the_way_works_without_script(open_page: Open, people: People, standing: Case) -> None:
    page = open_page(standing.get_absolute_url(), who=people.desk, script=False)
    primary(page).click()
    page.locator("form.step-form .btn.pri").click()
    standing.refresh_from_db()
    assert standing.state == State.ACCEPTED
    page = open_page("/cases/report/", who=people.resident, script=False)
    page.locator("[name=text]").fill(TEXT)
    page.locator(".send .btn.pri").click()
    expect(page.locator(".note-box.bad")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value(TEXT)


@pytest.mark.parametrize("width", [390, 1366])
def test_the_chosen_tab_is_in_sight(people: People, open_page: Open, width: int) -> None:
    page = open_page("/cases/?tab=closed", who=people.desk, lang="en", width=width)
    assert is_in_sight(page)
    page.locator(".tabs a").first.click()
    page.wait_for_url("**/cases/?tab=mine*")
    assert is_in_sight(page)


def is_in_sight(page: Page) -> bool:
    """Whether the strip of tabs shows the chosen one whole."""
    return bool(
        page.locator(".tabs [aria-current]").evaluate(
            """tab => {
                const at = tab.getBoundingClientRect();
                const strip = tab.closest(".tabs").getBoundingClientRect();
                return at.left >= strip.left - 1 && at.right <= strip.right + 1;
            }"""
        )
    )
