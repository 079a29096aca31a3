"""Reading one line of an expression: only what is listed here may stand in it."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from liren.kernel.base.choices import _
from liren.kernel.policy.engine import nodes
from liren.kernel.policy.faults import Malformed

LONGEST, MOST_NODES, DEEPEST = 400, 120, 24
LARGEST = 10**15
SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
}  # fmt: skip
COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
# function → how many numbers it takes at least and at most
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "min": (2, 8), "max": (2, 8), "floor": (1, 1), "ceil": (1, 1), "round": (1, 2),
    "clip": (3, 3), "abs": (1, 1),
}  # fmt: skip
SIDES = ("low", "high")
RESERVED = frozenset({*FUNCTIONS, *SIDES, "rounded"})
MOST_DIGITS = 6


@dataclass(frozen=True)
class Reference:
    """A name in an expression, and as what it stands there."""

    key: str
    use: str  # "number", "table", "band" or "mode"
    column: int


@dataclass(frozen=True)
class Expression:
    """A read line: its tree, and the names in it."""

    text: str
    tree: nodes.Node
    references: tuple[Reference, ...]


@lru_cache(maxsize=2048)
def parse(text: str) -> Expression:
    """Read one line; Malformed says what does not belong there, and in which column."""
    if len(text) > LONGEST:
        raise Malformed(str(_("公式太长，最多 %(most)s 个字符。")) % {"most": LONGEST})
    if "\n" in text or "\r" in text:
        raise Malformed(str(_("公式只能写成一行。")))
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as fault:
        column = getattr(fault, "offset", 0) or 0
        raise Malformed(str(_("公式写法有误，读不懂。")), column=column) from fault
    reader = _Reader()
    return Expression(text, reader.number(body, 0), tuple(reader.references))


class _Reader:
    """One reading: counts what it meets and notes the names."""

    def __init__(self) -> None:
        self.references: list[Reference] = []
        self.count = 0

    def number(self, node: ast.expr, depth: int) -> nodes.Node:
        """What gives a number."""
        self._limit(node, depth)
        match node:
            case ast.Constant():
                return _constant(node)
            case ast.Name() | ast.Attribute():
                return nodes.Name(self._noted(node, "number"), _column(node))
            case ast.BinOp():
                return self._reckoned(node, depth)
            case ast.UnaryOp(op=ast.USub()):
                return nodes.Negative(self.number(node.operand, depth + 1))
            case ast.IfExp():
                return nodes.Choice(
                    self.test(node.test, depth + 1),
                    self.number(node.body, depth + 1),
                    self.number(node.orelse, depth + 1),
                )
            case ast.Call():
                return self._call(node, depth)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise _no(node, _("条件只能写在 if 后面。"))
        raise _no(node, _("公式里不能用这种写法：%(what)s。"), what=type(node).__name__)

    def test(self, node: ast.expr, depth: int) -> nodes.Test:
        """What gives yes or no."""
        self._limit(node, depth)
        match node:
            case ast.Compare():
                return self._compared(node, depth)
            case ast.BoolOp():
                word = "and" if isinstance(node.op, ast.And) else "or"
                return nodes.Joined(word, [self.test(part, depth + 1) for part in node.values])
            case ast.UnaryOp(op=ast.Not()):
                return nodes.Inverted(self.test(node.operand, depth + 1))
        return nodes.NotZero(self.number(node, depth + 1))

    def _limit(self, node: ast.expr, depth: int) -> None:
        self.count += 1
        if self.count > MOST_NODES or depth > DEEPEST:
            raise _no(node, _("公式太复杂。请拆成几个公式。"))

    def _noted(self, node: ast.expr, use: str) -> str:
        key = _dotted(node)
        if key in RESERVED:
            raise _no(node, _("“%(what)s”是函数名，要带括号使用。"), what=key)
        self.references.append(Reference(key, use, _column(node)))
        return key

    def _reckoned(self, node: ast.BinOp, depth: int) -> nodes.Node:
        sign = SIGNS.get(type(node.op))
        if sign is None:
            raise _no(node, _("公式里只能用 + - * / 四种运算。"))
        left = self.number(node.left, depth + 1)
        right = self.number(node.right, depth + 1)
        if sign == "/" and isinstance(right, nodes.Number) and right.value == 0:
            raise _no(node.right, _("除数不能为 0。"))
        return nodes.Reckoned(sign, left, right)

    def _compared(self, node: ast.Compare, depth: int) -> nodes.Test:
        parts = [self.number(part, depth + 1) for part in (node.left, *node.comparators)]
        pairs: list[nodes.Test] = []
        for sign, left, right in zip(node.ops, parts, parts[1:], strict=False):
            if type(sign) not in COMPARISONS:
                raise _no(node, _("比较只能用 < <= > >= == !=。"))
            pairs.append(nodes.Compared(COMPARISONS[type(sign)], left, right))
        return pairs[0] if len(pairs) == 1 else nodes.Joined("and", pairs)

    def _call(self, node: ast.Call, depth: int) -> nodes.Node:
        if node.keywords or any(isinstance(part, ast.Starred) for part in node.args):
            raise _no(node, _("函数的参数只能按顺序写，用逗号隔开。"))
        name = _dotted(node.func)
        if name in SIDES or name == "rounded":
            return self._special(name, node, depth)
        if name not in FUNCTIONS:
            return self._lookup(name, node, depth)
        least, most = FUNCTIONS[name]
        if not least <= len(node.args) <= most:
            raise _no(node, _("函数 %(what)s 的参数个数不对。"), what=name)
        parts = [self.number(part, depth + 1) for part in node.args]
        if name == "round" and len(parts) > 1:
            _digits(node.args[1])
        return nodes.Call(name, parts)

    def _lookup(self, name: str, node: ast.Call, depth: int) -> nodes.Node:
        if len(node.args) != 1:
            raise _no(node, _("查表要写一个参数：表名(参数)。"))
        self._noted(node.func, "table")
        return nodes.Lookup(name, self.number(node.args[0], depth + 1), _column(node))

    def _special(self, name: str, node: ast.Call, depth: int) -> nodes.Node:
        asked = 2 if name == "rounded" else 1
        if len(node.args) != asked or not isinstance(node.args[-1], (ast.Name, ast.Attribute)):
            raise _no(node, _("函数 %(what)s 的参数要写一个参数名。"), what=name)
        if name == "rounded":
            part = self.number(node.args[0], depth + 1)
            return nodes.Rounded(part, self._noted(node.args[1], "mode"), _column(node))
        return nodes.Side(name, self._noted(node.args[0], "band"), _column(node))


def _constant(node: ast.Constant) -> nodes.Number:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _no(node, _("公式里只能写数字和名称，不能写文字。"))
    if not abs(value) <= LARGEST:
        raise _no(node, _("数字太大。"))
    return nodes.Number(Fraction(repr(value)), repr(value))


def _digits(node: ast.expr) -> None:
    value = node.value if isinstance(node, ast.Constant) else None
    if not isinstance(value, int) or not 0 <= value <= MOST_DIGITS:
        raise _no(node, _("保留的小数位数要写成 0 到 6 的整数。"))


def _dotted(node: ast.expr) -> str:
    """A name of words joined by dots: it is looked up as a whole, never followed."""
    words: list[str] = []
    at: ast.expr = node
    while isinstance(at, ast.Attribute):
        words.append(at.attr)
        at = at.value
    if not isinstance(at, ast.Name):
        raise _no(node, _("这里只能写名称。"))
    words.append(at.id)
    if any(word.startswith("_") for word in words):
        raise _no(node, _("名称不能以下划线开头。"))
    return ".".join(reversed(words))


def _column(node: ast.expr) -> int:
    return node.col_offset + 1


def _no(node: ast.expr, sentence: object, **words: object) -> Malformed:
    return Malformed(str(sentence) % words if words else str(sentence), column=_column(node))
