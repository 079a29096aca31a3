"""Pictures from the report to the pair of before and after, in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from liren.apps.cases import actions
from liren.apps.cases.models import Case, Picture
from liren.kernel.access.who import actor_of
from liren.kernel.files.tests import samples
from liren.kernel.testing import world

from .conftest import Open, faults, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMMUNITY = "990101.001.001."
TEXT = "3栋2单元楼道堆放纸箱，挡住消火栓，已经三天了。"
DONE = "已联系住户清运，楼道恢复畅通，消火栓可正常使用。"


@pytest.fixture
def people(settings: Any, tmp_path: Path) -> dict[str, Any]:
    """A resident, a desk and a company's clerk, and a shelf of their own."""
    own = {"BACKEND": "liren.kernel.files.shelf.Folder", "OPTIONS": {"location": tmp_path / "f"}}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    world.rules()
    world.square(world.area(COMMUNITY + "01."), 120.92, 30.85)
    company = world.body("和睦物业", "property_company", COMMUNITY, "property")
    return {
        "resident": world.actor("lan", "resident", "990101."),
        "desk": world.actor("xu", "subdistrict_desk", "990101.001."),
        "clerk": world.actor("qian", "property_company", for_body=company),
        "company": company,
    }


@pytest.fixture
def photos(tmp_path: Path) -> list[str]:
    """Two photographs on somebody's disk, one with the place where it was taken."""
    found = []
    for name, content in (
        ("before.jpg", samples.with_place()),
        ("after.png", samples.picture("PNG", (3000, 2000), "#79c")),
    ):
        (tmp_path / name).write_bytes(content)
        found.append(str(tmp_path / name))
    return found


def choose(page: Page, name: str, *files: str) -> None:
    """Choose files and wait until they are shown."""
    field = page.locator(f"input[name={name}]")
    field.set_input_files(list(files))
    chosen = page.locator("[data-pics]", has=field).locator("[data-chosen] li")
    expect(chosen).to_have_count(len(files))


def test_from_a_report_with_a_picture_to_the_pair(
    open_page: Open, people: dict[str, Any], photos: list[str]
) -> None:
    page = open_page("/cases/report/", who=people["resident"].user, width=390)
    page.locator("input[name=common][value=corridor_clutter]").check()
    choose(page, "pictures", photos[0])
    page.locator("[name=text]").fill("短")
    page.locator("[name=community]").select_option(index=1)
    page.locator(".send .btn.pri").click()
    expect(page.locator(".note-box.bad")).to_be_visible()
    expect(page.locator("[data-chosen] li")).to_have_count(1)  # what was chosen is kept
    assert overflow(page) <= 0
    page.locator("[name=text]").fill(TEXT)
    page.locator(".send .btn.pri").click()
    page.wait_for_url("**/cases/*-*/")
    case = Case.objects.get()
    assert case.picture_count == 1
    expect(page.locator("figure.shot img")).to_have_js_property("complete", True)

    desk, clerk = people["desk"], people["clerk"]
    page = open_page("/cases/?tab=reported", who=desk.user)
    expect(page.locator(".has-shots")).to_be_visible()
    page.locator(f"a.ttl[href='/cases/{case.uid}/']").click()
    page.locator("#panel a[data-shot]").click()
    expect(page.locator("dialog.light[open] img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.light[open]")).to_have_count(0)

    actions.accept(desk, case)
    actions.dispatch(desk, case, handler=people["company"])
    actions.sign(clerk, case)
    page = open_page(f"/cases/{case.uid}/feed_back/", who=clerk.user)
    page.locator("[name=outcome]").fill(DONE)
    choose(page, "after_pictures", photos[1])
    page.locator("form.step-form .btn.pri").click()
    expect(page.locator("[data-toast]").first).to_be_visible()
    sizes = {(p.phase, p.file.width, p.file.height) for p in Picture.objects.all()}
    assert sizes == {("before", 480, 640), ("after", 2560, 1707)}

    page = open_page(f"/cases/{case.uid}/", who=people["resident"].user, width=390)
    expect(page.locator(".shot-pair figure")).to_have_count(2)
    assert overflow(page) <= 0
    assert faults(page) == []


def test_a_part_is_covered_by_drawing_and_without_a_script(
    open_page: Open, people: dict[str, Any], photos: list[str]
) -> None:
    page = open_page("/cases/report/", who=people["resident"].user, script=False)
    page.locator("input[name=common][value=corridor_clutter]").check()
    page.locator("[name=text]").fill(TEXT)
    page.locator("[name=community]").select_option(index=1)
    page.locator("input[name=pictures]").set_input_files(photos)
    page.locator(".send .btn.pri").click()
    page.wait_for_url("**/cases/*-*/")
    first, second = Picture.objects.all()
    assert actor_of(people["resident"].user).user == first.added_by

    path = f"/cases/{first.case.uid}/pictures/{{}}/redact/"
    page = open_page(path.format(first.uid), who=people["desk"].user)
    canvas = page.locator("[data-cover] canvas")
    expect(canvas).to_be_visible()
    box: Any = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=4)
    page.mouse.up()
    expect(page.locator("#id_drawn")).not_to_have_value("")
    canvas.focus()
    for key in ("Enter", "Shift+ArrowRight", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert page.locator("#id_drawn").input_value().count(";") == 1
    assert faults(page) == []
    page.locator("[name=reason]").fill("照片里有无关人员的面部，予以遮盖。")
    page.locator("form.form .btn.pri").click()
    page.wait_for_url(f"**{first.case.get_absolute_url()}")

    page = open_page(path.format(second.uid), who=people["desk"].user, script=False, width=390)
    for name, number in (("left", "10"), ("top", "10"), ("width", "30"), ("height", "30")):
        page.locator(f"[name={name}]").fill(number)
    page.locator("[name=reason]").fill("照片里有无关车辆的号牌，予以遮盖。")
    page.locator("form.form .btn.pri").click()
    page.wait_for_url(f"**{first.case.get_absolute_url()}")
    assert Picture.objects.filter(redacted_at=None).count() == 0
