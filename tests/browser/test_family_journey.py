"""A family moves in, has a child and lets a room; the mother has her record put right."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from liren.apps.people.models import Household, Person, Proposal, Stay, Tenancy
from liren.apps.places import actions as places
from liren.apps.places.models import Dwelling
from liren.apps.places.rules import Pattern
from liren.kernel.access.models import User
from liren.kernel.base.clock import today
from liren.kernel.base.numbers import CHECKS, WEIGHTS
from liren.kernel.testing import world

from .conftest import Open
from .test_journey import DAILY_CLICKS, Clicks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMMUNITY = "990101.001.001."
PHONE = "13800138601"
CAME, BORN = today() - timedelta(days=30), today() - timedelta(days=3)


@dataclass
class Street:
    """Who works here, who comes to live here, and where."""

    worker: User
    other: User
    resident: User
    flats: list[Dwelling]


@pytest.fixture
def street(transactional_db: None) -> Street:
    """Two empty flats in a community, two of its workers, and a resident with an account."""
    world.rules()
    head = world.actor("fang", "community_head", COMMUNITY)
    estate = places.add_estate(
        head, world.area(COMMUNITY + "01."), name="和园", management="professional"
    )
    building = places.add_building(head, estate, number="3", floors=2)
    places.lay_out(head, building, pattern=Pattern(stairwells=1, floors=2, per_floor=1))
    resident = world.actor("mei", "resident", "990101.").user
    resident.phone = PHONE
    resident.save()
    return Street(
        worker=world.actor("lin", "community_worker", COMMUNITY).user,
        other=world.actor("hua", "community_worker", COMMUNITY).user,
        resident=resident,
        flats=list(Dwelling.objects.filter(building=building).order_by("pk")),
    )


def number(text: str) -> str:
    """A well-formed number of a county that there is not."""
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=True))
    return text + CHECKS[total % 11]


FATHER, MOTHER = number("99020519880315631"), number("99020519900607632")
TENANT = number("99030619950101633")


class Visitor:
    """Somebody at the screen, whose clicks since log-in are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, Clicks()

    def click(self, what: Locator) -> None:
        """One click."""
        self.clicks.on(what)

    def menu(self, label: str) -> None:
        """One click in the menu."""
        self.click(self.page.locator("nav a:visible", has_text=label).first)

    def more(self, label: str) -> None:
        """What stands behind 更多: two clicks."""
        self.click(self.page.locator("main .head summary:visible").first)
        self.click(self.page.locator(".menu a:visible, details a:visible", has_text=label).first)

    def arrived(self, title: str) -> None:
        """At the page of a daily task, in few clicks since log-in."""
        expect(self.page.locator("main h1")).to_contain_text(title)
        assert self.clicks.count <= DAILY_CLICKS, f"{title}: {self.clicks.count} clicks"

    def fill(self, **words: str) -> None:
        """Type into the form."""
        for name, text in words.items():
            self.page.locator(f"form.form [name='{name.replace('__', '-')}']").fill(text)

    def choose(self, **words: str) -> None:
        """Choose in the form what a label says."""
        for name, text in words.items():
            field = self.page.locator(f"form.form select[name={name}]")
            label = field.locator("option", has_text=text).first.inner_text()
            field.select_option(label=label)

    def send(self) -> None:
        """The main button of the form; what was done is said."""
        self.click(self.page.locator("form.form .acts .btn.pri"))
        expect(self.page.locator("[data-toast]").first).to_be_visible()

    def shows(self, *words: str) -> None:
        """These words stand on the page."""
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one)


def visitor(open_page: Open, who: User, path: str = "/") -> Visitor:
    """Somebody who has just logged in."""
    return Visitor(open_page(path, who=who))


def people_of(street: Street, open_page: Open) -> Visitor:
    """The list of people; what for is said once after log-in."""
    at = visitor(open_page, street.worker)
    at.menu("人口")
    at.page.locator("input[name=purpose]").first.check()
    at.page.locator("form.form .acts .btn.pri").click()
    expect(at.page.locator("main h1")).to_have_text("人口")
    return at


def move_in(street: Street, open_page: Open) -> Visitor:
    """He first, with a flat that was empty; then she, to his household."""
    at = people_of(street, open_page)
    at.more("登记迁入")
    at.page.locator("main input[name=q]").fill("和园 3栋 101")
    at.click(at.page.locator("#homes ul.todo a").first)
    at.arrived("迁入「和园 3 栋 1 单元 101」")
    at.fill(name="陆一鸣", id_number=FATHER, on=CAME.isoformat())
    at.send()
    at.shows("迁入", "陆一鸣")
    household = Household.objects.get()
    at.page.goto(household.get_absolute_url())
    at.shows("陆一鸣", "户主", "1 人")
    at.more("登记迁入")
    at.fill(name="沈若梅", id_number=MOTHER, phone=PHONE, on=CAME.isoformat())
    at.choose(relation="配偶")
    at.send()
    return at


def test_a_family_from_moving_in_to_its_record_put_right(street: Street, open_page: Open) -> None:
    have_a_child(move_in(street, open_page))
    let_a_room(street, open_page)
    resident = ask_for_a_correction(street, open_page)
    decide(street, open_page)
    resident.page.reload()
    resident.shows("和安区第二幼儿园", "更正工作单位", "已采纳")


def have_a_child(at: Visitor) -> None:
    """On the mother's page; the home, the father and the household are known."""
    household = Household.objects.get()
    at.page.goto(household.get_absolute_url())
    at.shows("陆一鸣", "沈若梅", "配偶", "2 人")
    assert MOTHER not in at.page.content(), "numbers are masked"
    at.page.locator("main a", has_text="沈若梅").first.click()
    at.more("登记出生")
    expect(at.page.locator("main h1")).to_contain_text("沈若梅")
    at.fill(name="陆小满", on=BORN.isoformat())
    at.page.locator("input[name=sex][value='2']").check()
    at.choose(other="陆一鸣")
    at.send()
    at.page.goto(household.get_absolute_url())
    at.shows("陆小满", "女", "3 人")
    child = Person.objects.get(name="陆小满")
    assert (child.born, child.household) == (BORN, household)
    assert set(Stay.objects.values_list("person__name", "relation", "since")) == {
        ("陆一鸣", "02", CAME), ("沈若梅", "10", CAME), ("陆小满", "30", BORN),
    }  # fmt: skip


def let_a_room(street: Street, open_page: Open) -> None:
    """The north room to a lodger, told in time; he comes into the register with it."""
    at = visitor(open_page, street.worker)
    at.menu("租住与走访")
    at.click(at.page.locator("main .head .btn.pri"))
    at.page.locator("main input[name=q]").fill("和园 101")
    at.page.locator("main input[name=q]").press("Enter")
    at.click(at.page.locator("main ul.lines .btn", has_text="登记出租").first)
    at.arrived("登记出租")
    at.shows("和园")
    at.choose(kind="分间", told_by="房东")
    at.fill(part="北间", landlord_name="陆一鸣", rent="1200")
    at.fill(t0__name="何远", t0__id_number=TENANT)
    at.page.locator("details summary", has_text="合同编号").click()
    at.fill(contract="和园2026-07")
    at.send()
    tenancy = Tenancy.objects.get()
    at.shows("何远", "北间", "陆一鸣", "1200", "和园2026-07", "在租", "房东", "应在")
    assert TENANT not in at.page.content()
    assert tenancy.told_on == today() <= tenancy.due_on
    at.page.goto("/people/rentals/")
    at.shows("和园", "北间", "陆一鸣")
    tenant = Person.objects.get(name="何远")
    assert tenant.home == street.flats[0]
    at.page.goto(f"/people/dwellings/{street.flats[0].uid}/")
    at.shows("陆一鸣户", "何远户", "出租")


def ask_for_a_correction(street: Street, open_page: Open) -> Visitor:
    """She finds her own record and says what is otherwise."""
    at = visitor(open_page, street.resident, "/account/")
    at.click(at.page.locator("main a", has_text="我的登记"))
    at.arrived("查看我的登记")
    at.fill(name="沈若梅", id_number=MOTHER)
    at.send()
    expect(at.page.locator("main h1")).to_have_text("我的登记")
    at.shows("沈若梅", "和园", "配偶", "还没有人看过")
    assert MOTHER not in at.page.content()
    at.click(at.page.locator("main .head .btn.pri"))
    at.page.locator("select[name=field]").select_option("employer")
    at.fill(value="和安区第二幼儿园", why="换了单位，有劳动合同")
    at.send()
    at.shows("更正工作单位", "前答复")
    return at


def decide(street: Street, open_page: Open) -> None:
    """The desk looks at what stands there and what is proposed, and takes it over."""
    desk = visitor(open_page, street.other)
    desk.menu("租住与走访")
    desk.more("更正建议")
    desk.shows("沈若梅", "工作单位", "没有登记", "和安区第二幼儿园")
    desk.click(desk.page.locator("main .btn", has_text="核对"))
    desk.arrived("沈若梅：更正工作单位")
    desk.shows("换了单位，有劳动合同")
    desk.send()
    assert Proposal.objects.get().state == "taken"
    desk.page.goto(Person.objects.get(name="沈若梅").get_absolute_url())
    desk.shows("和安区第二幼儿园")
