"""A figure for many places at once: columns of floats, with NaN where something is missing."""

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from liren.kernel.policy.engine import nodes
from liren.kernel.policy.engine.rounding import (
    Column,
    all_above,
    all_below,
    all_compared,
    all_nearest,
    all_snapped,
    all_stepped,
    are_zero,
)
from liren.kernel.policy.engine.scalar import circle
from liren.kernel.policy.engine.scope import Scope, fraction

Flags = npt.NDArray[np.bool_]
Truth = tuple[Flags, Flags]  # where it holds, and where it is not known
NOTHING = np.float64("nan")
NUMBER = r"-?\d+(\.\d+)?"


class Sheet:
    """One question to a scope for all places; a figure used twice is computed once."""

    def __init__(self, scope: Scope, inputs: Mapping[str, Any]) -> None:
        self.scope = scope
        self.inputs = {key: _finite(column) for key, column in inputs.items()}
        self.size = max((column.size for column in self.inputs.values()), default=1)
        self.columns: dict[str, Column] = {}
        self.path: list[str] = []

    def all(self, keys: Iterable[str]) -> dict[str, Column]:
        """Key → one number for each place."""
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            return {key: np.broadcast_to(self.column(key), (self.size,)) for key in keys}

    def column(self, key: str) -> Column:
        """The figure of this name."""
        if key in self.columns:
            return self.columns[key]
        if key not in self.scope.formulas:
            return _one(NOTHING)
        if key in self.path:
            raise circle([*self.path[self.path.index(key) :], key])
        self.path.append(key)
        line = self.scope.line(key)
        found = self.number(line.expression.tree)
        mode = self.scope.mode(line.rounding)
        if mode is None:
            found = _one(NOTHING)
        elif mode:
            found = all_stepped(found, mode, Fraction(line.step))
        self.columns[key] = found
        self.path.pop()
        return found

    def number(self, node: nodes.Node) -> Column:
        """The values of a part."""
        return NUMBERS[type(node)](self, node)

    def name(self, node: nodes.Name) -> Column:
        """An input, another figure or a parameter."""
        if node.key in self.scope.inputs:
            return self.inputs.get(node.key, _one(NOTHING))
        if node.key in self.scope.figures:
            return self.column(node.key)
        return _constant(self.scope.number(node.key))

    def lookup(self, node: nodes.Lookup) -> Column:
        """Entries of a table."""
        entries = all_snapped(self.number(node.entry))
        table = self.scope.table(node.key)
        rest = _constant(fraction(table.get("*")))
        rows = sorted((float(name), name) for name in table if re.fullmatch(NUMBER, name))
        if not rows:
            return np.where(np.isnan(entries), NOTHING, rest)
        names = np.array([number for number, _name in rows])
        values = np.array([float(_constant(fraction(table[name]))) for _number, name in rows])
        at = np.minimum(np.searchsorted(names, entries), names.size - 1)
        found = np.where(names[at] == entries, values[at], rest)
        return np.where(np.isnan(entries), NOTHING, found)

    def rounded(self, node: nodes.Rounded) -> Column:
        """Numbers rounded as a parameter says."""
        mode = self.scope.mode(node.key)
        part = self.number(node.part)
        return all_stepped(part, mode, Fraction("1")) if mode else _one(NOTHING)

    def call(self, node: nodes.Call) -> Column:
        """One of the functions."""
        return CALLS[node.function](*[self.number(part) for part in node.parts])

    def reckoned(self, node: nodes.Reckoned) -> Column:
        """Two columns; what is divided by zero is not known."""
        left, right = self.number(node.left), self.number(node.right)
        if node.sign == "/":
            found, zero = left / right, are_zero(right)
            return np.where(zero, NOTHING, found) if np.any(zero) else found
        return SUMS[node.sign](left, right)

    def choice(self, node: nodes.Choice) -> Column:
        """One of two columns, place by place."""
        test, unknown = self.test(node.test)
        found = np.where(test, self.number(node.then), self.number(node.other))
        if np.any(unknown):
            found = np.where(unknown, NOTHING, found)
        return found

    def test(self, node: nodes.Test) -> Truth:
        """Where a condition holds, and where that is not known."""
        match node:
            case nodes.Compared():
                left, right = self.number(node.left), self.number(node.right)
                unknown = np.isnan(left) | np.isnan(right)
                return all_compared(node.sign, left, right) & ~unknown, unknown
            case nodes.Joined():
                return self._joined(node)
            case nodes.Inverted():
                test, unknown = self.test(node.part)
                return ~test & ~unknown, unknown
        value = self.number(node.part)
        unknown = np.isnan(value)
        return ~are_zero(value) & ~unknown, unknown

    def _joined(self, node: nodes.Joined) -> Truth:
        parts = [self.test(part) for part in node.parts]
        if node.word == "or":
            yes = _any(test for test, _unknown in parts)
            return yes, _any(unknown for _test, unknown in parts) & ~yes
        no = _any(~test & ~unknown for test, unknown in parts)
        unknown = _any(unknown for _test, unknown in parts) & ~no
        return ~no & ~unknown, unknown


NUMBERS: Mapping[type, Callable[[Sheet, Any], Column]] = {
    nodes.Number: lambda _sheet, node: _one(np.float64(node.value)),
    nodes.Name: Sheet.name,
    nodes.Lookup: Sheet.lookup,
    nodes.Side: lambda sheet, node: _constant(sheet.scope.side(node.key, node.end)),
    nodes.Rounded: Sheet.rounded,
    nodes.Call: Sheet.call,
    nodes.Reckoned: Sheet.reckoned,
    nodes.Negative: lambda sheet, node: -sheet.number(node.part),
    nodes.Choice: Sheet.choice,
}
SUMS: Mapping[str, Callable[[Column, Column], Column]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
}


def _round(column: Column, digits: Column | None = None) -> Column:
    scale = 1.0 if digits is None else 10.0 ** float(digits)
    return all_nearest(column * scale) / scale


CALLS: Mapping[str, Callable[..., Column]] = {
    "min": lambda *parts: _folded(np.minimum, parts),
    "max": lambda *parts: _folded(np.maximum, parts),
    "floor": all_below,
    "ceil": all_above,
    "round": _round,
    "clip": lambda column, low, high: np.minimum(np.maximum(column, low), high),
    "abs": np.abs,
}


def _folded(work: Callable[[Column, Column], Column], parts: Iterable[Column]) -> Column:
    first, *others = parts
    for other in others:
        first = work(first, other)
    return first


def _any(flags: Iterable[Flags]) -> Flags:
    first, *others = flags
    for other in others:
        first = first | other
    return first


def _finite(column: Any) -> Column:
    found = np.asarray(column, dtype=np.float64)
    return np.where(np.isinf(found), NOTHING, found) if np.isinf(found).any() else found


def _one(value: np.float64) -> Column:
    return np.asarray(value)


def _constant(value: Any) -> Column:
    return _one(NOTHING if value is None else np.float64(value))
