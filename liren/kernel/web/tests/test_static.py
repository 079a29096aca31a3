"""The files that browsers get: nothing changed, nothing newer than the browser floor."""

import re
from pathlib import Path

import pytest

from liren.kernel.web.templatetags.web import ICONS
from liren.kernel.web.vendoring import assets

STATIC = Path(__file__).resolve().parents[1] / "static"
LIREN = Path(__file__).resolve().parents[3]
OURS = (
    STATIC / "web",
    LIREN / "kernel/files/static/files",
    LIREN / "apps/cases/static/cases",
)
SHEETS = sorted(sheet for folder in OURS for sheet in folder.glob("*.css"))
SCRIPTS = sorted(script for folder in OURS for script in folder.glob("*.js"))
TOO_NEW_CSS = re.compile(
    r":has\(|color-mix\(|oklch\(|oklab\(|@container|@starting-style|\bdvh\b|^\s*&", re.MULTILINE
)
TOO_NEW_JS = re.compile(
    r"\.toSorted\(|\.toReversed\(|\.with\(|Object\.groupBy|\.findLast\(|structuredClone"
    r"|\beval\(|new Function|innerHTML|outerHTML"
)
ICON = re.compile(r"""\{%\s*icon\s+["']([\w-]+)["']|\bicon=["']([\w-]+)["']""")


def test_vendored_files_are_as_published() -> None:
    assert assets.faults() == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda f: f.name)
def test_sheets_stay_within_the_browser_floor(sheet: Path) -> None:
    text = sheet.read_text()
    assert TOO_NEW_CSS.findall(text) == []
    assert text.count("{") == text.count("}")
    assert max(map(len, text.splitlines())) <= 160


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda f: f.name)
def test_scripts_stay_within_the_browser_floor(script: Path) -> None:
    assert TOO_NEW_JS.findall(script.read_text()) == []


def test_every_icon_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / ICONS).read_text()))
    used = {
        name
        for file in LIREN.glob("**/templates/**/*.html")
        for pair in ICON.findall(file.read_text())
        for name in pair
        if name
    }
    assert used - sprite == set()


def test_head_names_the_vendored_versions() -> None:
    head = (LIREN / "kernel/web/templates/web/head.html").read_text()
    for name in re.findall(r"'(vendor/[^']+)'", head):
        assert (STATIC / name).is_file(), name
