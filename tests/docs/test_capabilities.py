"""The list of capabilities is whole, and a claim in it names its proof."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/reference/capabilities.md"
STATES = ("works", "partly", "not yet")
CAPABILITIES = [f"C{number:02}" for number in range(1, 26)]
ROWS = [f"M{number:02}" for number in range(1, 179)]
DOOR = re.compile(r"`(/[^`]*|[a-z]+\.[a-z_]+)`")  # a page such as /cases/, or a verb
TEST = re.compile(r"`([\w./]+\.py)`")


def rows() -> list[list[str]]:
    """The cells of every table row that opens with an id."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line.strip("| ").split(" | ") for line in lines if re.match(r"\| [CM]\d+ ", line)]


def claims() -> list[list[str]]:
    """The rows of which something is said to be there."""
    return [row for row in rows() if row[-2] != "not yet"]


def test_every_capability_and_row_stands_once_and_in_order() -> None:
    assert [row[0] for row in rows()] == CAPABILITIES + ROWS


def test_every_state_is_one_of_three_words() -> None:
    odd = {row[0]: row[-2] for row in rows() if row[-2] not in STATES}
    assert not odd, f"states are {STATES}: {odd}"


def test_every_row_names_a_capability_of_the_list() -> None:
    for row in rows()[len(CAPABILITIES) :]:
        assert set(row[3].split(", ")) <= set(CAPABILITIES), row[0]


@pytest.mark.parametrize("row", claims(), ids=lambda row: row[0])
def test_a_claim_names_a_door_and_a_test_that_exist(row: list[str]) -> None:
    proofs = TEST.findall(row[-1])
    doors = [door for door in DOOR.findall(row[-1]) if not door.endswith(".py")]
    assert doors, f"{row[0]}: name a page or a verb"
    assert proofs, f"{row[0]}: name a test file"
    for proof in proofs:
        assert (ROOT / proof).is_file(), f"{row[0]}: {proof} does not exist"


def test_what_partly_works_says_what_is_missing() -> None:
    silent = [row[0] for row in rows() if row[-2] == "partly" and "missing:" not in row[-1]]
    assert not silent, f"say what is missing: {silent}"
