"""Expressions in words and with numbers put in."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from liren.kernel.base.choices import _
from liren.kernel.policy.engine import nodes
from liren.kernel.policy.models import spoken

SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
COMPARISONS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
RANK = {"+": 1, "-": 1, "*": 2, "/": 2}
PLACES = Decimal("0.000001")
ROOT, TOP, UNARY = -1, 0, 3
FUNCTIONS: Mapping[str, Any] = {
    "min": _("取小"), "max": _("取大"), "floor": _("舍去尾数"), "ceil": _("进一取整"),
    "round": _("四舍五入"), "clip": _("限定"), "abs": _("绝对值"),
}  # fmt: skip
ENDS: Mapping[str, Any] = {"low": _("%(band)s（下限）"), "high": _("%(band)s（上限）")}
Found = Mapping[Any, Fraction | None]


def decimal(value: Fraction) -> Decimal:
    """A fraction as people write it, with at most six digits behind the point."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return tidy(exact.quantize(PLACES, ROUND_HALF_UP))


def tidy(value: Decimal) -> Decimal:
    """Without zeros at the end, and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def shown(value: Any) -> str:
    """A value with separators: 1,775.5; a band as 9–17; a dash for nothing."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, (list, tuple)):
        joint = "–" if all(isinstance(part, (int, float, Decimal)) for part in value) else "、"
        return joint.join(shown(part) for part in value)
    if isinstance(value, dict) and value.keys() == {"code", "zh", "en"}:
        return spoken(value["zh"], value["en"])
    if isinstance(value, dict):
        return "；".join(f"{name}：{shown(part)}" for name, part in value.items())
    if isinstance(value, (int, float, Decimal)):
        return f"{tidy(Decimal(str(value))):,f}"
    return str(value)


def plain(value: Any) -> Any:
    """A value for JSON: exact numbers as text."""
    return f"{value:f}" if isinstance(value, Decimal) else value


def words(tree: nodes.Node, labels: Mapping[str, str]) -> str:
    """The expression with names instead of keys."""
    return _Writer(lambda node, key: labels.get(key, key), labels).number(tree, ROOT)


def filled(tree: nodes.Node, found: Found, labels: Mapping[str, str]) -> str:
    """The expression with the numbers that were used; names where none was needed."""

    def put(node: Any, key: str) -> str:
        value = found.get(node)
        return labels.get(key, key) if value is None else shown(decimal(value))

    return _Writer(put, labels, found).number(tree, ROOT)


class _Writer:
    """Writes a tree as text; how a name is written is given."""

    def __init__(
        self,
        put: Callable[[Any, str], str],
        labels: Mapping[str, str],
        found: Found | None = None,
    ) -> None:
        self.put, self.labels, self.found = put, labels, found

    def number(self, node: nodes.Node, rank: int) -> str:
        match node:
            case nodes.Number():
                return shown(Decimal(node.text))
            case nodes.Name():
                return self.put(node, node.key)
            case nodes.Lookup() | nodes.Side():
                return self._entry(node)
            case nodes.Rounded():
                return f"{self.labels.get(node.key, node.key)}({self.number(node.part, TOP)})"
            case nodes.Call():
                parts = ", ".join(self.number(part, TOP) for part in node.parts)
                return f"{FUNCTIONS[node.function]}({parts})"
            case nodes.Negative():
                return f"−{self.number(node.part, UNARY)}"
            case nodes.Reckoned():
                return self._reckoned(node, rank)
        return self._choice(node, rank)

    def _entry(self, node: nodes.Lookup | nodes.Side) -> str:
        if self.found is not None and self.found.get(node) is not None:
            return self.put(node, node.key)
        label = self.labels.get(node.key, node.key)
        if isinstance(node, nodes.Side):
            return str(ENDS[node.end]) % {"band": label}
        return f"{label}[{self.number(node.entry, TOP)}]"

    def _reckoned(self, node: nodes.Reckoned, rank: int) -> str:
        own = RANK[node.sign]
        # the right side of − and ÷ keeps its brackets even at the same rank
        right = self.number(node.right, own + (node.sign in "-/"))
        text = f"{self.number(node.left, own)} {SIGNS[node.sign]} {right}"
        return f"({text})" if own < rank else text

    def _choice(self, node: nodes.Choice, rank: int) -> str:
        text = str(_("若 %(test)s，则 %(then)s，否则 %(other)s")) % {
            "test": self.test(node.test),
            "then": self.number(node.then, TOP),
            "other": self.number(node.other, TOP),
        }
        return text if rank == ROOT else f"（{text}）"

    def test(self, node: nodes.Test) -> str:
        match node:
            case nodes.Compared():
                left, right = self.number(node.left, TOP), self.number(node.right, TOP)
                return f"{left} {COMPARISONS[node.sign]} {right}"
            case nodes.Joined():
                word = str(_("并且") if node.word == "and" else _("或者"))
                return f" {word} ".join(self.test(part) for part in node.parts)
            case nodes.Inverted():
                return str(_("并非 %(what)s")) % {"what": self.test(node.part)}
        return f"{self.number(node.part, TOP)} ≠ 0"
