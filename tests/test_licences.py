"""What we build on may be passed on with us: permissive, or LGPL; nothing under GPL or AGPL.

Works without a network, over what the lock files name and what is installed of it. Known holes in
these packages are looked up by `make audit`, which needs a network.
"""

import re
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
# by words: the field is written freely, with or without a version
ALLOWED = re.compile(
    r"0BSD|APACHE|BSD|CC0|HPND|\bISC\b|LGPL|LESSER GENERAL|\bMIT\b|MPL|MOZILLA|POSTGRESQL|PSF|"
    r"PYTHON SOFTWARE|UNLICENSE|ZLIB",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"AGPL|AFFERO|(?<!L)GPL|(?<!LESSER )(?<!LIBRARY )GENERAL PUBLIC|SSPL|BUSL|COMMONS CLAUSE|"
    r"NON-?COMMERCIAL|CC-BY-NC",
    re.IGNORECASE,
)
# packages that say nothing, or too little, about themselves, and where their licence is read
READ_ELSEWHERE = {
    "axe-playwright-python": "MIT, in the file LICENSE of its sources; for tests only",
}


def locked() -> list[str]:
    """Every package that a lock file names."""
    files = (ROOT / "requirements").glob("*.lock")
    found = {
        name
        for file in files
        for name in re.findall(r"^([A-Za-z0-9._-]+)==", file.read_text(), re.MULTILINE)
    }
    return sorted(found)


def licence(name: str) -> str:
    """What a package says of itself: the expression, else the classifiers, else the free text."""
    said: Any = metadata.metadata(name)
    classifiers = [c for c in said.get_all("Classifier") or [] if c.startswith("License ::")]
    named = "; ".join(c.rpartition("::")[2].strip() for c in classifiers)
    return said.get("License-Expression") or named or (said.get("License") or "").split("\n")[0]


def choices(text: str) -> list[str]:
    """The ways in which one may take it; of «A OR B» one is enough."""
    return re.split(r"\s+OR\s+", text, flags=re.IGNORECASE)


@pytest.mark.parametrize("name", locked())
def test_a_package_may_be_passed_on(name: str) -> None:
    said = licence(name)
    if name in READ_ELSEWHERE:
        assert not ALLOWED.search(said), f"{name} says it itself now: {said}"
        return
    fit = [one for one in choices(said) if ALLOWED.search(one) and not FORBIDDEN.search(one)]
    assert fit, f"{name}: {said!r} is neither permissive nor LGPL (docs/adr/0015)"


def test_exemptions_are_needed() -> None:
    assert set(READ_ELSEWHERE) <= set(locked())


@pytest.mark.parametrize(
    ("said", "may"),
    [
        ("GPL-3.0-or-later", False),
        ("GNU Affero General Public License v3", False),
        ("GNU General Public License v2 (GPLv2)", False),
        ("GNU Lesser General Public License v3 or later (LGPLv3+)", True),
        ("LGPL-3.0-only", True),
        ("MIT OR GPL-2.0-only", True),
        ("MIT AND GPL-2.0-only", False),
        ("Other/Proprietary License", False),
        ("", False),
    ],
)
def test_the_words_are_told_apart(said: str, may: bool) -> None:
    fit = [one for one in choices(said) if ALLOWED.search(one) and not FORBIDDEN.search(one)]
    assert bool(fit) is may


def test_what_is_shipped_to_browsers_is_permissive() -> None:
    table = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8").partition("\n## ")[0]
    rows = re.findall(r"^\| (\S+ [\d.]+) \| ([^|]+) \|", table, re.MULTILINE)
    assert rows
    assert [row for row in rows if not ALLOWED.search(row[1]) or FORBIDDEN.search(row[1])] == []
