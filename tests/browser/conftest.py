"""A real browser before the real server, signed in as people of the small town."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from liren.kernel.testing import world

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],  # of what is right it need not tell every element
}
# Playwright's loop runs in this thread, beside which Django would refuse every query
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
Open = Callable[..., Page]
expect.set_options(timeout=20000)  # a busy machine is slow, and that is not what is asked here


def chromium() -> str | None:
    """The browser that the house's conftest has looked for already."""
    named = os.environ.get("LIREN_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUMS)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, once for all journeys."""
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Open]:
    """Open an address as somebody: `open_page("/design/", who=…, width=390, large=True)`.

    A page that says anything on its console fails the test.
    """
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def go(path: str, *, who: object = None, width: int = 1366, **wishes: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if width < 800 else 768},
            reduced_motion="reduce",
            java_script_enabled=wishes.get("script", True),
        )
        contexts.append(context)
        context.add_cookies(cookies(live_server.url, who, **wishes))
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda m: said.append(m.text) if is_fault(m) else None)
        page.goto(path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert said == []


def is_fault(message: ConsoleMessage) -> bool:
    """Whether the console complains; that a form was answered with its faults is no complaint."""
    return message.type == "error" and "status of 422" not in message.text


def cookies(url: str, who: object, **wishes: Any) -> list[Any]:
    """What the browser remembers: the session, the language, the size of letters."""
    kept = {
        settings.LANGUAGE_COOKIE_NAME: wishes.get("lang", "zh-hans"),
        "liren_size": "large" if wishes.get("large") else "normal",
    }
    if who is not None:
        client = Client()
        client.force_login(who, backend=settings.AUTHENTICATION_BACKENDS[-1])  # type: ignore[arg-type]
        kept[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return [{"name": name, "value": value, "url": url} for name, value in kept.items()]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.1 AA, with every menu open."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


@pytest.fixture
def official(transactional_db: None) -> Any:
    """A worker of a community."""
    world.rules()
    return world.actor("lin", "community_worker", "990101.001.001.").user
