"""A day outside: the telephone loses its network, keeps what was filled in, and sends it once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from liren.apps.cases import actions
from liren.apps.cases.models import Case, Picture
from liren.apps.cases.queries import kinds_in_force
from liren.apps.cases.rules import State
from liren.kernel.access.actor import Actor
from liren.kernel.files.tests import samples
from liren.kernel.testing import world

from .conftest import Open, cookies, faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMMUNITY = "990101.001.001."
GRID = COMMUNITY + "01."
TEXT = "3栋2单元楼道堆放纸箱，挡住消火栓，已经三天了。"
DONE = "已联系住户清运，楼道恢复畅通，消火栓可正常使用。"
WAIT = 90000  # the kept page waits for a slow server, too
SEEN_ELSEWHERE = ("map/", "shell/", "me/")  # made of the same parts
STANDS = """async () => {
  const found = await navigator.serviceWorker.getRegistration("/m/");
  const stands = found && found.active && found.active.state === "activated";
  return Boolean(stands && navigator.serviceWorker.controller);
}"""
ROWS = """async table => (await lirenStore.all(table)).length"""


@dataclass
class People:
    """Who works on the cases of one grid."""

    worker: Actor
    mate: Actor
    desk: Actor
    clerk: Actor
    company: Any


@pytest.fixture
def people(settings: Any, tmp_path: Path) -> People:
    """Two grid workers, a desk and a company in one community, and a shelf of their own."""
    own = {"BACKEND": "liren.kernel.files.shelf.Folder", "OPTIONS": {"location": tmp_path / "f"}}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    world.rules()
    world.square(world.area(GRID), 120.92, 30.85)
    company = world.body("和睦物业", "property_company", COMMUNITY, "property")
    return People(
        worker=world.actor("ye", "grid_worker", GRID),
        mate=world.actor("bao", "grid_worker", GRID),
        desk=world.actor("xu", "subdistrict_desk", "990101.001."),
        clerk=world.actor("qian", "property_company", for_body=company),
        company=company,
    )


def reported(by: Actor, text: str = TEXT, kind: str = "corridor_clutter") -> Case:
    """A report in the grid."""
    found = kinds_in_force()[kind]
    return actions.report(by, world.area(GRID), kind=found, text=text, source="resident")


def handled(people: People, text: str = TEXT) -> Case:
    """A case whose outcome is to be checked."""
    case = actions.accept(people.desk, reported(people.desk, text))
    case = actions.dispatch(people.desk, case, handler=people.company)
    case = actions.sign(people.clerk, case)
    return actions.feed_back(people.clerk, case, outcome=DONE)


@pytest.fixture
def photo(tmp_path: Path) -> str:
    """A photograph on the telephone."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(samples.picture("JPEG", (3000, 2000), "#79c"))
    return str(path)


Phone = Callable[[Actor], BrowserContext]


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Phone]:
    """A telephone of somebody; a script that breaks fails the test, a lost network does not."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def make(who: Actor) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            reduced_motion="reduce",
            service_workers="allow",
            permissions=["geolocation"],
            geolocation={"latitude": 30.855, "longitude": 120.925},
        )
        context.on("weberror", lambda error: broken.append(str(error.error)))
        context.add_cookies(cookies(live_server.url, who.user))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert broken == []


def opened(context: BrowserContext, path: str = "/m/") -> Page:
    """A page of the telephone, once its worker stands and its tasks are kept."""
    page = context.new_page()
    with page.expect_response("**/m/tasks.json"):
        page.goto(path)
    until(page, STANDS)
    until(page, "async () => Boolean(await lirenStore.get('kept', 'tasks'))")
    return page


def until(page: Page, question: str) -> None:
    """Ask until the answer is yes; a promise is no answer yet."""
    for _turn in range(WAIT // 100):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    pytest.fail(question)


def fill_report(page: Page, text: str, *files: str) -> None:
    """A kind, words, pictures: then one press."""
    page.locator(".p-rep .tiles label").nth(2).click()
    page.locator(".p-rep textarea").fill(text)
    if files:
        page.locator(".p-rep input[type=file]").set_input_files(list(files))
        expect(page.locator(".p-rep [data-chosen] li")).to_have_count(len(files))
    page.locator(".p-rep .btn.pri").click()


def states(page: Page) -> list[str]:
    """What the outbox says, newest first."""
    return page.locator("[data-items] li [data-state]").all_inner_texts()


REACHES = """async () => {
    try { return (await fetch("/token.json", { cache: "no-store" })).ok; } catch { return false; }
}"""


def says(page: Page, *words: str) -> None:
    """The outbox says these words, newest first."""
    expect(page.locator("[data-items] li [data-state]")).to_contain_text(list(words), timeout=WAIT)


def test_a_day_without_a_network(phone: Phone, people: People, photo: str) -> None:
    case = handled(people)
    context = phone(people.worker)
    page = opened(context)
    expect(page.locator(f"[data-task='{case.uid}']")).to_contain_text(case.title)

    context.set_offline(True)
    page.reload()
    expect(page.locator("[data-net]")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("1 项待办")
    fill_report(page, "地下车库入口积水，车开不进去。", photo)
    says(page, "待上传")

    page.locator(f"[data-task='{case.uid}']").click()
    expect(page.locator("[data-view=case] .say").first).to_contain_text("楼道堆放纸箱")
    form = page.locator("form[data-queue=step]")
    form.locator("[name=note]").fill("到现场看过，楼道已经清空。")
    form.locator("input[type=file]").set_input_files(photo)
    expect(form.locator("[data-chosen] li")).to_have_count(1)
    form.locator(".btn.pri").click()
    says(page, "待上传", "待上传")

    page.close()
    page = context.new_page()
    page.goto("/m/")
    says(page, "待上传", "待上传")
    expect(page.locator(f"[data-task='{case.uid}'] [data-filled]")).to_be_visible()
    assert Case.objects.count() == 1

    context.set_offline(False)
    expect(page.locator("[data-shell]")).to_have_count(0, timeout=WAIT)  # the page itself is back
    says(page, "已上传", "已上报")
    case.refresh_from_db()
    assert case.state == State.VERIFIED
    assert list(Picture.objects.order_by("phase").values_list("phase", flat=True)) == [
        "before",
        "check",
    ]
    assert max(Picture.objects.latest("at").file.width, 0) <= 1600
    assert Case.objects.count() == 2


def test_two_windows_send_one_report_once(phone: Phone, people: People) -> None:
    context = phone(people.worker)
    page, other = opened(context), opened(context)
    context.set_offline(True)
    fill_report(page, TEXT)
    says(page, "待上传")
    item = page.evaluate("async () => (await lirenOutbox.mine())[0]")
    context.set_offline(False)
    for window in (page, other):
        window.wait_for_function(REACHES, polling=200)
        window.evaluate("() => { lirenOutbox.flush(true); }")
    says(page, "已上报")
    # the answer was lost on the way: the same item is sent again, under its key
    page.evaluate("item => lirenStore.put('outbox', item)", item)
    page.evaluate("() => lirenOutbox.flush(true)")
    says(page, "已上报")
    assert Case.objects.count() == 1


def test_what_happened_meanwhile_is_shown_and_nothing_overwritten(
    phone: Phone, people: People
) -> None:
    case = handled(people)
    context = phone(people.worker)
    page = opened(context)
    context.set_offline(True)
    page.goto(f"/m/cases/{case.uid}/verify/")
    page.locator("form[data-queue=step] input[value=no]").check()
    page.locator("form[data-queue=step] [name=note]").fill("纸箱还在，没有清走。")
    page.locator("form[data-queue=step] .btn.pri").click()
    says(page, "待上传")
    actions.verify(people.mate, case, passed=True, note="已经清走了。")
    context.set_offline(False)
    expect(page.locator("[data-shell]")).to_have_count(0, timeout=WAIT)
    says(page, "有冲突")
    since = page.locator("[data-items] [data-since]")
    expect(since).to_contain_text("待结案")
    expect(since).to_contain_text("bao")
    case.refresh_from_db()
    assert (case.state, case.redone) == (State.VERIFIED, 0)
    assert faults(page) == []
    assert overflow(page) <= 0
    page.locator("[data-items] [data-drop]").click()
    page.locator("[data-items] [data-drop]").click()  # the second press means it
    expect(page.locator("[data-items] li")).to_have_count(0)


def test_the_queue_outlives_the_session_and_goes_with_log_out(
    phone: Phone, people: People, live_server: Any
) -> None:
    context = phone(people.worker)
    page = opened(context)
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    fill_report(page, TEXT)
    says(page, "需登录")
    context.add_cookies(cookies(live_server.url, people.mate.user))
    page.goto("/m/")
    expect(page.locator("[data-items] li")).to_have_count(0)  # another person's telephone now
    assert Case.objects.count() == 0
    context.add_cookies(cookies(live_server.url, people.worker.user))
    page.goto("/m/")
    says(page, "已上报")
    assert Case.objects.get().reporter == people.worker.user

    context.set_offline(True)
    fill_report(page, "路灯不亮，晚上看不清台阶。")
    says(page, "待上传", "已上报")
    page.route("**/token.json", lambda route: route.abort())  # the server is away
    context.set_offline(False)
    page.goto("/m/me/")
    page.locator("form[data-wipe] > button").click()
    expect(page.locator("dialog[data-unsent]")).to_contain_text("1")
    page.locator("[data-say=leave]").click()
    page.wait_for_url("**/login/**")
    assert [page.evaluate(ROWS, table) for table in ("outbox", "kept")] == [0, 0]


def test_the_pages_fit_and_axe_finds_nothing(open_page: Open, people: People) -> None:
    case = handled(people)
    reported(people.desk)
    wide: dict[Any, int] = {}
    wrong: dict[str, list[str]] = {}
    step = f"cases/{case.uid}/"
    for lang, size in (("zh-hans", ""), ("en", "large")):
        page = open_page("/m/", who=people.worker.user, lang=lang, width=390, large=bool(size))
        for path in ("", "cases/", "map/", "me/", "shell/", step, f"{step}verify/"):
            page.goto(f"/m/{path}")
            for width in (390, 1366):
                page.set_viewport_size({"width": width, "height": 844})
                if (more := overflow(page)) > 0:
                    wide[lang, path, width] = more
            page.set_viewport_size({"width": 390, "height": 844})
            if not size and path not in SEEN_ELSEWHERE and (said := faults(page)):
                wrong[path] = said
    assert (wide, wrong) == ({}, {})


def test_it_works_without_script(open_page: Open, people: People, photo: str) -> None:
    case = handled(people)
    page = open_page("/", who=people.worker.user, script=False, width=390)
    page.locator(".p-rep .tiles label").nth(0).click()
    page.locator(".p-rep textarea").fill("垃圾桶满了，垃圾堆到路上。")
    page.locator(".p-rep input[type=file]").set_input_files(photo)
    page.locator(".p-rep .btn.pri").click()
    expect(page.locator("[data-toast]")).to_contain_text("已上报")
    assert Picture.objects.filter(phase="before").count() == 1
    page.locator(f"[data-task='{case.uid}']").click()
    page.locator(".p-do .btn.pri").click()
    page.locator(".p-step .btn.pri").click()
    expect(page.locator("[data-toast]")).to_be_visible()
    case.refresh_from_db()
    assert case.state == State.VERIFIED
