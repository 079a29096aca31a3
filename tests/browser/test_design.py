"""The living component page: every component, in both languages and sizes, wide and narrow."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open, faults, overflow

pytestmark = pytest.mark.browser
SHELLS = ("/design/", "/design/?shell=portal", "/design/?shell=plain", "/design/?shell=confirm")


def drawn(page: Page) -> Page:
    """The page once its maps are there."""
    expect(page.locator("[data-map]:not([data-drawn]):visible")).to_have_count(0)
    return page


def close_panel(page: Page) -> None:
    """On a narrow screen the list shows when no case is open."""
    page.evaluate("document.querySelectorAll('.split').forEach(e => e.classList.remove('open'))")


# every two of width, size and language meet once
@pytest.mark.parametrize(
    ("width", "large", "lang"),
    [
        (390, False, "zh-hans"),
        (390, True, "en"),
        (1366, False, "en"),
        (1366, True, "zh-hans"),
    ],
)
def test_nothing_lies_outside_the_window(
    open_page: Open, official: Any, lang: str, large: bool, width: int
) -> None:
    for shell in SHELLS:
        page = drawn(open_page(shell, who=official, width=width, lang=lang, large=large))
        assert overflow(page) <= 0, shell
        close_panel(page)
        assert overflow(page) <= 0, shell


def test_axe_finds_nothing(open_page: Open, official: Any) -> None:
    for shell in SHELLS:
        page = drawn(open_page(shell, who=official))
        assert faults(page) == [], shell


def test_axe_finds_nothing_on_a_phone_in_large_letters(open_page: Open, official: Any) -> None:
    page = drawn(open_page("/design/", who=official, width=390, large=True))
    assert faults(page) == [], "the case"
    close_panel(page)
    assert faults(drawn(page)) == [], "the list"


def test_the_page_works_without_script(open_page: Open, official: Any) -> None:
    page = open_page("/design/", who=official, script=False)
    expect(page.locator(".bulk")).to_be_visible()
    expect(page.locator("[data-map] p").first).to_be_visible()
    page.get_by_role("link", name="待受理").first.click()
    expect(page.locator(".tabs [aria-current]")).to_contain_text("待受理")
    page.get_by_role("button", name="大字").first.click()
    assert page.locator("html").get_attribute("data-size") == "large"
    page.get_by_role("button", name="English").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/design/?shell=confirm")
    page.locator(".btn.danger").click()
    expect(page.locator(".toast")).to_be_visible()


def test_script_makes_the_same_page_quicker(open_page: Open, official: Any) -> None:
    page = drawn(open_page("/design/", who=official))
    page.get_by_role("link", name="待受理").first.click()
    page.wait_for_url("**/design/?tab=new")
    page.locator("tr", has_text="沿街餐饮店外摆").locator(".state").click()
    page.wait_for_url("**/design/?case=*")
    expect(page.locator("#panel h2")).to_be_focused()
    page.go_back()
    page.wait_for_url("**/design/?tab=new")
    expect(page.locator(".tabs [aria-current]")).to_contain_text("待受理")
    expect(page.locator("#main")).to_have_count(1)


def test_chosen_rows_are_counted(open_page: Open, official: Any) -> None:
    page = open_page("/design/", who=official)
    expect(page.locator(".bulk")).to_be_hidden()
    page.locator("input[name=pick]").first.check()
    expect(page.locator("[data-count][aria-live]")).to_have_text("1")
    page.locator("[data-all]").check()
    expect(page.locator("[data-count][aria-live]")).to_have_text("9")
    page.locator("[data-none]").click()
    expect(page.locator(".bulk")).to_be_hidden()


def test_the_keyboard_is_enough(open_page: Open, official: Any) -> None:
    page = open_page("/design/", who=official)
    page.keyboard.press("j")
    expect(page.locator("a.ttl").first).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("input[name=pick]").first).to_be_checked()
    page.keyboard.press("/")
    expect(page.locator("[data-find]")).to_be_focused()


def test_a_question_is_asked_in_a_dialog(open_page: Open, official: Any) -> None:
    page = open_page("/design/", who=official)
    page.locator("#panel summary").first.click()
    page.locator("#panel a.grave").click()
    expect(page.locator("#dialog")).to_be_visible()
    expect(page.locator("dialog li")).to_have_count(2)
    page.locator("dialog [data-cancel]").click()
    expect(page.locator("#dialog")).to_be_hidden()


def test_a_place_is_picked_by_hand_and_by_keys(open_page: Open, official: Any) -> None:
    page = drawn(open_page("/design/", who=official))
    box = page.locator("[data-pick]")
    box.click(position={"x": 200, "y": 150})
    before = page.input_value("#id_lng")
    box.focus()
    page.keyboard.press("ArrowRight")
    assert float(page.input_value("#id_lng")) > float(before)


def test_large_letters_come_at_once_and_stay(open_page: Open, official: Any) -> None:
    page = open_page("/design/", who=official)
    with page.expect_response("**/size/"):
        page.get_by_role("button", name="大字").first.click()
    assert page.evaluate("document.documentElement.dataset.size") == "large"
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "18px"
