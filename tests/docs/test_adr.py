"""Decisions have one shape, and the checks they name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
PARTS = ["Context", "Decision", "Consequences", "Checked by"]
PATH = re.compile(r"`((?:liren|tests|bench|docs|requirements)/[\w./-]*|[\w-]+\.py|[\w-]+\.toml)`")


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_parts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.search(r"^\*\*Status\*\*: \S", text, re.MULTILINE), "say the status"
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_is_guarded_by_what_exists(page: Path) -> None:
    checks = page.read_text(encoding="utf-8").partition("## Checked by")[2]
    named = [found for found in PATH.findall(checks) if "/" in found or found == "conftest.py"]
    gone = [path for path in named if not (ROOT / path).exists()]
    assert not gone, f"named as a check and not there: {gone}"


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
