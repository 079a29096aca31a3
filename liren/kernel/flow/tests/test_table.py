"""A course as a table."""

import pytest

from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move

DOOR = Course(
    moves=(
        Move("door.open", frozenset({"shut"}), "open"),
        Move("door.shut", frozenset({"open"}), "shut"),
        Move("door.paint", frozenset({"open", "shut"}), "shut"),
    ),
    labels={"shut": "关着", "open": "开着"},
)


def test_moves() -> None:
    assert DOOR.after("door.open", "shut") == "open"
    assert DOOR.verbs("open") == ["door.shut", "door.paint"]
    assert DOOR.verbs("gone") == []


def test_a_wrong_state_is_named_in_the_refusal() -> None:
    with pytest.raises(Refused, match="开着") as no:
        DOOR.after("door.open", "open")
    assert no.value.code == "flow.wrong-state"


def test_an_unknown_verb_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        DOOR.after("door.lock", "open")
