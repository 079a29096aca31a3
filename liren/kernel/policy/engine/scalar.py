"""One figure at a time: exact, and with a memory of how it came about."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from liren.kernel.base.choices import _
from liren.kernel.policy.engine import nodes
from liren.kernel.policy.engine.figure import Figure, Lack, Use
from liren.kernel.policy.engine.rounding import (
    above,
    below,
    compared,
    is_zero,
    nearest,
    stepped,
)
from liren.kernel.policy.engine.scope import Line, Scope, entry, fraction, written
from liren.kernel.policy.engine.wording import decimal
from liren.kernel.policy.faults import Malformed
from liren.kernel.policy.models import Parameter

Value = Fraction | None
WHOLES = ("band", "mode")  # shown as they stand in the pack


class Walk:
    """One question to a scope; figures that are used twice are computed once."""

    def __init__(self, scope: Scope, inputs: Mapping[str, Any]) -> None:
        self.scope = scope
        self.inputs = inputs
        self.figures: dict[str, Figure] = {}
        self.path: list[str] = []

    def figure(self, key: str) -> Figure:
        """The figure of this name; Malformed when formulas name each other in a circle."""
        if key in self.figures:
            return self.figures[key]
        if key not in self.scope.formulas:
            names = self.scope.named(key)
            return Figure(key, *names, missing_parts=(Lack(key, *names, kind="rule"),))
        if key in self.path:
            raise circle([*self.path[self.path.index(key) :], key])
        self.path.append(key)
        self.figures[key] = self.reckoned(self.scope.line(key))
        self.path.pop()
        return self.figures[key]

    def reckoned(self, line: Line) -> Figure:
        """A formula with the numbers put in."""
        row, visit = line.row, Visit(self)
        exact = visit.number(line.expression.tree)
        mode = self.scope.mode(line.rounding)
        if mode is None:
            visit.lacks(Lack(line.rounding, *self.scope.named(line.rounding), kind="parameter"))
            exact = None
        value = None
        if exact is not None:
            final = stepped(exact, mode, Fraction(line.step)) if mode else exact
            value = decimal(final)
        return Figure(
            row.key,
            row.zh,
            row.en,
            row.unit,
            value=value,
            group=row.group,
            missing_parts=() if value is not None else tuple(visit.missing.values()),
            expression=row.expression,
            uses=tuple(visit.uses.values()),
            written=written(row),
            rounding=mode or "",
            step=line.step if mode else "",
            tree=line.expression.tree,
            exact=exact,
            found=visit.found,
            names=line.names,
        )


class Visit:
    """One formula on the way: what it used, what it found, what it lacked."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.scope = walk, walk.scope
        self.uses: dict[tuple[str, str], Use] = {}
        self.missing: dict[tuple[str, str], Lack] = {}
        self.found: dict[Any, Value] = {}

    def lacks(self, lack: Lack) -> None:
        """Note what is missing."""
        self.missing[lack.key, lack.entry] = lack

    def number(self, node: nodes.Node) -> Value:
        """The value of a part, or None when something is missing for it."""
        return NUMBERS[type(node)](self, node)

    def name(self, node: nodes.Name) -> Value:
        """An input, a parameter or another figure."""
        key, scope = node.key, self.scope
        if key in scope.inputs:
            value = self._input(key)
        elif key in scope.figures:
            value = self._figure(key)
        else:
            value = self._parameter(key, scope.number(key))
        self.found[node] = value
        return value

    def _input(self, key: str) -> Value:
        row = self.scope.inputs[key]
        value = fraction(self.walk.inputs.get(key))
        shown = None if value is None else decimal(value)
        self.uses[key, ""] = Use(key, row.zh, row.en, row.unit, kind="input", value=shown)
        if value is None:
            self.lacks(Lack(key, row.zh, row.en, kind="input"))
        return value

    def _figure(self, key: str) -> Value:
        figure = self.walk.figure(key)
        self.uses[key, ""] = Use(
            key, figure.zh, figure.en, figure.unit, kind="figure", value=figure.value,
            written=figure.written, figure=figure,
        )  # fmt: skip
        for lack in figure.missing_parts:
            self.lacks(lack)
        return None if figure.value is None else Fraction(figure.value)

    def _parameter(self, key: str, value: Value, at: str = "", kind: str = "parameter") -> Value:
        zh, en = self.scope.named(key)
        ruling = self.scope.settled.get(key)
        if ruling is not None:
            row, others = ruling.row, ruling.said
            self.uses[key, at] = Use(
                key, zh, en, row.unit, kind=kind,
                value=_put(ruling.value, value, kind),
                entry=at, written=written(row), combine=row.combine,
                others=tuple(_said(one) for one in others if one is not row),
            )  # fmt: skip
        if value is None:
            missing = "entry" if at and ruling is not None else "parameter"
            self.lacks(Lack(key, zh, en, kind=missing, entry=at))
        return value

    def lookup(self, node: nodes.Lookup) -> Value:
        """An entry of a table."""
        at = self.number(node.entry)
        if at is None:
            return None
        name, table = entry(at), self.scope.table(node.key)
        value = fraction(table[name] if name in table else table.get("*"))
        self.found[node] = value
        return self._parameter(node.key, value, name, "table")

    def side(self, node: nodes.Side) -> Value:
        """One end of a band."""
        value = self.scope.side(node.key, node.end)
        self.found[node] = value
        return self._parameter(node.key, value, kind="band")

    def rounded(self, node: nodes.Rounded) -> Value:
        """A number rounded as a parameter says."""
        part, mode = self.number(node.part), self.scope.mode(node.key)
        self._parameter(node.key, None if mode is None else Fraction(0), kind="mode")
        return None if part is None or mode is None else stepped(part, mode, Fraction(1))

    def call(self, node: nodes.Call) -> Value:
        """One of the functions."""
        parts = [self.number(part) for part in node.parts]
        known = [part for part in parts if part is not None]
        return CALLS[node.function](*known) if len(known) == len(parts) else None

    def reckoned(self, node: nodes.Reckoned) -> Value:
        """Two numbers; a divisor that is zero gives nothing."""
        left, right = self.number(node.left), self.number(node.right)
        if left is None or right is None:
            return None
        if node.sign == "/" and is_zero(right):
            key = node.right.key if isinstance(node.right, nodes.Name) else "/"
            self.lacks(Lack(key, *self.scope.named(key), kind="zero"))
            return None
        return SUMS[node.sign](left, right)

    def negative(self, node: nodes.Negative) -> Value:
        """A number with its sign turned."""
        part = self.number(node.part)
        return None if part is None else -part

    def choice(self, node: nodes.Choice) -> Value:
        """One of two numbers; the other one may lack what it likes."""
        test = self.test(node.test)
        if test is None:
            return None
        return self.number(node.then if test else node.other)

    def test(self, node: nodes.Test) -> bool | None:
        """Yes, no, or None when what would decide is missing."""
        match node:
            case nodes.Compared():
                left, right = self.number(node.left), self.number(node.right)
                if left is None or right is None:
                    return None
                return compared(node.sign, left, right)
            case nodes.Joined():
                return self._joined(node)
            case nodes.Inverted():
                part = self.test(node.part)
                return None if part is None else not part
        value = self.number(node.part)
        return None if value is None else not is_zero(value)

    def _joined(self, node: nodes.Joined) -> bool | None:
        decides = node.word == "or"
        before = dict(self.missing)
        found = [self.test(part) for part in node.parts]
        if decides in found:
            self.missing = before  # what was missing decided nothing
            return decides
        return None if None in found else not decides


NUMBERS: Mapping[type, Callable[[Visit, Any], Value]] = {
    nodes.Number: lambda _visit, node: node.value,
    nodes.Name: Visit.name,
    nodes.Lookup: Visit.lookup,
    nodes.Side: Visit.side,
    nodes.Rounded: Visit.rounded,
    nodes.Call: Visit.call,
    nodes.Reckoned: Visit.reckoned,
    nodes.Negative: Visit.negative,
    nodes.Choice: Visit.choice,
}
SUMS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}


def _round(value: Fraction, digits: Fraction = Fraction(0)) -> Fraction:
    scale = Fraction(10) ** int(digits)
    return Fraction(nearest(value * scale) / scale)


CALLS: Mapping[str, Callable[..., Fraction]] = {
    "min": min,
    "max": max,
    "floor": below,
    "ceil": above,
    "round": _round,
    "clip": lambda value, low, high: min(max(value, low), high),
    "abs": abs,
}


def circle(path: list[str]) -> Malformed:
    """Formulas that name each other."""
    sentence = str(_("公式互相引用成圈：%(path)s。")) % {"path": " → ".join(path)}
    return Malformed(sentence)


def _put(whole: Any, value: Value, kind: str) -> Any:
    """What is shown of a parameter: the number that was used, or all where it is not a number."""
    return whole if value is None or kind in WHOLES or isinstance(whole, str) else decimal(value)


def _said(row: Parameter) -> Use:
    return Use(
        row.key, row.zh, row.en, row.unit, kind="parameter",
        value=_put(row.value, fraction(row.value), "parameter"),
        written=written(row), combine=row.combine,
    )  # fmt: skip
