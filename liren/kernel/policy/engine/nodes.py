"""The parts of a read expression: numbers, names, and what is done with them.

Nodes are compared by identity, so that a walk can note the value found at each of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, eq=False, slots=True)
class Number:
    """A number as it is written."""

    value: Fraction
    text: str


@dataclass(frozen=True, eq=False, slots=True)
class Name:
    """An input, a parameter or another figure."""

    key: str
    column: int


@dataclass(frozen=True, eq=False, slots=True)
class Lookup:
    """An entry of a table."""

    key: str
    entry: "Node"
    column: int


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """The lower or the upper end of a band."""

    end: str
    key: str
    column: int


@dataclass(frozen=True, eq=False, slots=True)
class Rounded:
    """A number rounded in the way that a text parameter names."""

    part: "Node"
    key: str
    column: int


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """One of the functions of the language."""

    function: str
    parts: Sequence["Node"]


@dataclass(frozen=True, eq=False, slots=True)
class Reckoned:
    """Two numbers added, subtracted, multiplied or divided."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, eq=False, slots=True)
class Negative:
    """A number with its sign turned."""

    part: "Node"


@dataclass(frozen=True, eq=False, slots=True)
class Choice:
    """One of two numbers, by a condition."""

    test: "Test"
    then: "Node"
    other: "Node"


@dataclass(frozen=True, eq=False, slots=True)
class Compared:
    """Two numbers compared."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, eq=False, slots=True)
class Joined:
    """Conditions joined by `and` or `or`."""

    word: str
    parts: Sequence["Test"]


@dataclass(frozen=True, eq=False, slots=True)
class Inverted:
    """A condition turned round."""

    part: "Test"


@dataclass(frozen=True, eq=False, slots=True)
class NotZero:
    """A number that stands where a condition is asked for."""

    part: "Node"


Node: TypeAlias = Number | Name | Lookup | Side | Rounded | Call | Reckoned | Negative | Choice
Test: TypeAlias = Compared | Joined | Inverted | NotZero
