"""An office is staffed from nothing, and somebody leaves it, in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from liren.apps.offices import actions
from liren.apps.offices.models import HandOver, PostKind
from liren.kernel.access.models import Grant, User
from liren.kernel.base.clock import today
from liren.kernel.testing import world

from .conftest import Open, faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "990101.001.001."
OWN = "chang-feng-wan-li-42"


@pytest.fixture
def keeper() -> User:
    """A security administrator of the district."""
    world.rules()
    world.area(HOME)
    return world.actor("keeper", "security_administrator", "990101.").user


def test_an_official_is_let_in_for_a_time(open_page: Open, keeper: User) -> None:
    """Account, role until a day, first log-in, own password, the desk."""
    page = open_page("/accounts/", who=keeper)
    page.get_by_role("link", name="新建工作账户").click()
    page.fill("[name=name]", "李娟")
    page.fill("[name=username]", "li.juan")
    page.fill("[name=phone]", "13800000001")
    page.get_by_role("button", name="建立账户").click()
    expect(page.locator("#secret")).to_be_visible()
    secret = page.locator("#secret").inner_text()
    assert faults(page) == []
    page.get_by_role("link", name="已抄好").click()
    expect(page.get_by_text("现在没有任何授权")).to_be_visible()
    page.get_by_role("link", name="授予角色").click()
    expect(page.locator("[name=person]")).to_have_value("li.juan")
    page.select_option("[name=role]", "community_worker")
    page.fill("[name=area]", world.area(HOME).code)
    end = today() + timedelta(days=30)
    page.fill("[name=until]", end.isoformat())
    page.fill("[name=basis]", "街道党工委会议纪要")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("请核对要授予的内容")).to_be_visible()
    expect(page.get_by_text("派遣").first).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="确认授予").click()
    expect(page.get_by_text("已授予，立即生效。").first).to_be_visible()
    assert Grant.objects.get(user__username="li.juan").until == end
    first_day(open_page, secret)


def first_day(open_page: Open, secret: str) -> None:
    """The newcomer changes the password before anything else, and sees the desk."""
    page = open_page("/login/", width=390)
    page.fill("[name=username]", "li.juan")
    page.fill("[name=password]", secret)
    page.press("[name=password]", "Enter")
    expect(page.get_by_role("heading", name="请先设置自己的密码")).to_be_visible()
    assert faults(page) == []
    assert overflow(page) <= 0
    page.goto("/cases/")
    expect(page.get_by_role("heading", name="请先设置自己的密码")).to_be_visible()
    page.fill("[name=old]", secret)
    page.fill("[name=password]", OWN)
    page.fill("[name=again]", OWN)
    page.get_by_role("button", name="设置密码并开始").click()
    page.wait_for_url("**/cases/**")
    expect(page.locator("h1").first).to_be_visible()
    page.goto("/offices/mine/")
    expect(page.get_by_text("街道党工委会议纪要").first).to_be_visible()
    assert overflow(page) <= 0


def test_somebody_leaves_and_everything_goes_to_another(open_page: Open, keeper: User) -> None:
    chief = world.actor("chief", "subdistrict_head", "990101.001.")
    body = world.body("rc", "community", HOME)
    kind = PostKind.objects.get(code="full_time_worker")
    post = actions.create_post(chief, body, kind=kind, title="工作者", role="community_worker")
    leaver, other = world.user("leaver"), world.user("other")
    actions.appoint(chief, post, person=leaver)
    page = open_page(f"/offices/people/{leaver.pk}/", who=keeper)
    page.locator("summary[aria-label='更多操作']").click()
    page.get_by_role("link", name="离岗交接").click()
    assert faults(page) == []
    page.fill("[name=to-0]", "other")
    page.fill("[name=reason]", "调往区民政局")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("请核对交接内容")).to_be_visible()
    page.get_by_role("button", name="确认交接").click()
    expect(page.get_by_role("heading", name="的离岗交接记录")).to_be_visible()
    assert faults(page) == []
    assert HandOver.objects.get().person == leaver
    assert Grant.objects.holding().get(user=other).role == "community_worker"


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_pages_stand_in_both_widths_and_languages(
    open_page: Open, keeper: User, lang: str
) -> None:
    chief = world.actor("chief", "subdistrict_head", "990101.001.")
    body = world.body("rc", "community", HOME)
    kind = PostKind.objects.get(code="committee_head")
    post = actions.create_post(chief, body, kind=kind, title="居委会主任", role="community_head")
    actions.appoint(chief, post, person=world.user("wang"))
    for width, large in ((1366, False), (390, True)):
        page = open_page("/offices/", who=keeper, width=width, large=large, lang=lang)
        for path in (
            "/offices/?tab=all",
            post.get_absolute_url(),
            "/offices/grants/",
            "/offices/grants/give/",
            "/offices/giving/",
            "/offices/mine/",
            "/accounts/new/",
        ):
            page.goto(path)
            if lang != "en" and not large:  # once is enough
                assert faults(page) == [], path
            assert overflow(page) <= 0, path
