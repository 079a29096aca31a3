"""Units of an expression: metres are not added to households."""

import re
from collections.abc import Mapping

from liren.kernel.base.choices import _
from liren.kernel.policy.engine import nodes
from liren.kernel.policy.faults import Malformed

Unit = Mapping[str, int]  # 元/人 is {"元": 1, "人": -1}; no unit is {}
PLAIN: Unit = {}
ANY = None  # a number that is written out fits every unit
NO_UNIT = frozenset({"", "%", "倍"})
PERIOD = re.compile(r"/(年|月)$")  # money a year is money


def unit_of(text: str) -> Unit:
    """The unit that a text says: 户/人 is households for each person."""
    text = PERIOD.sub("", text)
    if text in NO_UNIT:
        return PLAIN
    over, _slash, under = text.partition("/")
    multiplied = {part: 1 for part in over.split("·")}
    return _product(multiplied, {part: -1 for part in under.split("/") if part})


class Units:
    """One check of an expression; `known` gives the unit of each name."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known

    def check(self, tree: nodes.Node, unit: str) -> None:
        """Malformed when the parts do not fit together, or the whole does not fit its unit."""
        found = self.number(tree)
        if found is not ANY and found != unit_of(unit):
            sentence = _("公式算出的单位是“%(found)s”，登记的单位是“%(unit)s”。")
            raise Malformed(str(sentence) % {"found": written(found), "unit": unit})

    def number(self, node: nodes.Node) -> Unit | None:
        """The unit of a part."""
        match node:
            case nodes.Number():
                return ANY
            case nodes.Name() | nodes.Lookup() | nodes.Side():
                return unit_of(self.known.get(node.key, ""))
            case nodes.Negative() | nodes.Rounded():
                return self.number(node.part)
            case nodes.Call():
                return self._same([self.number(part) for part in node.parts])
            case nodes.Reckoned():
                return self._reckoned(node)
        self.test(node.test)
        return self._same([self.number(node.then), self.number(node.other)])

    def test(self, node: nodes.Test) -> None:
        """The parts of a condition fit together."""
        match node:
            case nodes.Compared():
                self._same([self.number(node.left), self.number(node.right)])
            case nodes.Joined():
                for part in node.parts:
                    self.test(part)
            case nodes.Inverted():
                self.test(node.part)
            case nodes.NotZero():
                self.number(node.part)

    def _reckoned(self, node: nodes.Reckoned) -> Unit | None:
        left, right = self.number(node.left), self.number(node.right)
        if node.sign in "+-":
            return self._same([left, right])
        if left is ANY and right is ANY:
            return ANY
        under = {name: -power for name, power in (right or PLAIN).items()}
        return _product(left or PLAIN, under if node.sign == "/" else right or PLAIN)

    def _same(self, units: list[Unit | None]) -> Unit | None:
        known = [unit for unit in units if unit is not ANY]
        for unit in known:
            if unit != known[0]:
                sentence = _("单位不一致：“%(one)s”和“%(other)s”。")
                words = {"one": written(known[0]), "other": written(unit)}
                raise Malformed(str(sentence) % words)
        return known[0] if known else ANY


def written(unit: Unit | None) -> str:
    """A unit as it is written: 户/人."""
    parts = dict(unit or {})
    over = "·".join(name for name, power in parts.items() if power > 0)
    under = "".join(f"/{name}" for name, power in parts.items() if power < 0)
    return f"{over or (1 if under else '')}{under}"


def _product(one: Unit, other: Unit) -> Unit:
    powers = {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}
    return {name: power for name, power in powers.items() if power}
