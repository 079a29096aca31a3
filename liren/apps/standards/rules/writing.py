"""Values of rules as people type them, and back."""

import json
import re
from fractions import Fraction
from typing import Any

from liren.apps.standards.rules.changes import is_number, shape
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

BETWEEN = re.compile(r"\s*(?:[,，、;；~～]|–|—|至|到|(?<=\d)\s*-\s*(?=\d)|\n)\s*")
COMMA = re.compile(r"\s*[,，、;；\n]\s*")
LONGEST = 20_000


def written(value: Any) -> str:
    """A value as a person edits it: a number, a range, one entry a line, or JSON."""
    if isinstance(value, list) and all(shape(one) in ("number", "text") for one in value):
        return ", ".join(map(str, value))
    if is_flat(value):
        return "\n".join(f"{key}: {plain(one)}" for key, one in value.items())
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return plain(value)


def plain(value: Any) -> str:
    """One value without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def is_flat(value: Any) -> bool:
    """A table with one simple value for each name."""
    return isinstance(value, dict) and not any(
        isinstance(one, dict | list) for one in value.values()
    )


def read(text: str, like: Any) -> Any:
    """The typed value, in the shape of the present one; a sentence where it cannot be that."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Refused("policy.no-value", _("请填写新值。"))
    if isinstance(like, list) and all(shape(one) in ("number", "text") for one in like):
        return _list(text, like)
    if is_flat(like):
        return _lines(text, like)
    if isinstance(like, dict | list):
        return _json(text)
    return _one(text, like)


def _one(text: str, like: Any) -> Any:
    if isinstance(like, bool):
        if text.lower() not in ("true", "false", "是", "否"):
            raise Refused("policy.not-yes-no", _("请填“是”或“否”。"))
        return text.lower() in ("true", "是")
    if shape(like) != "number":
        return text
    digits = text.replace(",", "").replace("，", "")
    if not is_number(digits):
        raise Refused("policy.not-a-number", _("“%(text)s”不是数字。") % {"text": text[:40]})
    if isinstance(like, str):
        return digits
    exact = Fraction(digits)
    return int(exact) if exact.denominator == 1 else float(exact)


def _list(text: str, like: list[Any]) -> list[Any]:
    sample = like[0] if like else ""
    between = BETWEEN if shape(sample) == "number" else COMMA
    parts = [part for part in between.split(text.strip("[]（）() \n")) if part]
    return [_one(part.strip("'\" "), sample) for part in parts]


def _lines(text: str, like: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, mark, value = line.replace("：", ":", 1).partition(":")
        if not mark:
            words = {"line": line[:40]}
            raise Refused("policy.bad-line", _("“%(line)s”这一行应当写成“名称: 值”。") % words)
        found[name.strip()] = _one(
            value.strip(), like.get(name.strip(), next(iter(like.values())))
        )
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        words = {"line": fault.lineno, "column": fault.colno}
        raise Refused(
            "policy.bad-table", _("表格格式有误：第 %(line)d 行第 %(column)d 个字符处。") % words
        ) from fault
