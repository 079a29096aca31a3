"""The glossary knows every model, and no term or identifier stands for two things."""

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/glossary.md").read_text(encoding="utf-8")
TERM = re.compile(r"^([一-鿿、（）]+)[:：]")


def rows() -> list[list[str]]:
    """The cells of every row of the tables, without their heads."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] != "中文"]


def terms() -> list[str]:
    """Every Chinese term."""
    return [row[0] for row in rows()]


def test_no_term_stands_twice() -> None:
    twice = {term for term in terms() if terms().count(term) > 1}
    assert not twice, f"one term for one thing: {twice}"


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if model.__module__.startswith("liren.")],
    ids=lambda model: model._meta.label,
)
def test_every_model_opens_with_a_term_of_the_glossary(model: type) -> None:
    found = TERM.match((model.__doc__ or "").strip())
    if found:
        assert found[1] in terms(), f"add {found[1]} to docs/reference/glossary.md"
