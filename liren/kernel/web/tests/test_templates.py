"""What must hold for every template of the project, read as text and compiled."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

LIREN = Path(__file__).resolve().parents[3]
FOLDERS = sorted(LIREN.glob("**/templates"))
TEMPLATES = sorted((f, p) for f in FOLDERS for p in f.rglob("*.html"))
FORM = re.compile(r"<form\b[^>]*>", re.IGNORECASE)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:|hx-vals=.?js",
    re.IGNORECASE,
)


def ids(value: object) -> str:
    """Names of tests: the template."""
    return value.name if isinstance(value, Path) else ""


@pytest.mark.parametrize(("folder", "file"), TEMPLATES, ids=ids)
def test_a_template_compiles(folder: Path, file: Path) -> None:
    get_template(file.relative_to(folder).as_posix())


@pytest.mark.parametrize(("folder", "file"), TEMPLATES, ids=ids)
def test_no_inline_script_or_style(folder: Path, file: Path) -> None:
    assert INLINE.findall(file.read_text()) == []


@pytest.mark.parametrize(("folder", "file"), TEMPLATES, ids=ids)
def test_forms_work_without_script(folder: Path, file: Path) -> None:
    for tag in FORM.findall(file.read_text()):
        assert 'method="' in tag, tag
        assert 'action="' in tag, tag


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.parent.name)
def test_components_say_what_they_take(folder: Path) -> None:
    for file in folder.glob("web/*.html"):
        assert "{% comment %}" in file.read_text()[:200], file.name


def test_tags_never_run_over_a_line_s_end() -> None:
    """Django does not read `{% … %}` or `{{ … }}` over two lines: it prints them."""
    for _folder, file in TEMPLATES:
        for line in file.read_text().splitlines():
            assert line.count("{%") == line.count("%}"), f"{file.name}: {line[:80]}"
            assert line.count("{{") == line.count("}}"), f"{file.name}: {line[:80]}"
