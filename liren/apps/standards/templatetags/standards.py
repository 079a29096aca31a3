"""Filters of the pages of standards: `{% load standards %}`."""

from decimal import Decimal

from django import template

from liren.apps.standards.queries.table import Cell
from liren.kernel.doors import names
from liren.kernel.policy.engine import wording
from liren.kernel.policy.engine.parse import parse
from liren.kernel.policy.models import Formula, Input, Parameter, Rounding

register = template.Library()


@register.filter
def measured(value: object) -> str:
    """A value of a rule with separators; limits of time in words."""
    if isinstance(value, str):
        return rounding(value) if value in Rounding.values else names.value(value)
    if isinstance(value, list) and not all(isinstance(one, int | float) for one in value):
        return names.value(value)
    return wording.shown(value)


@register.filter
def ends(cell: Cell) -> str:
    """A number, or both ends of a band."""
    low, high = wording.shown(cell.low), wording.shown(cell.high)
    return low if low == high else f"{low}–{high}"


@register.filter
def summed(cell: Cell) -> str:
    """A sum, where numbers of several areas can be added."""
    return ends(cell) if cell.column.adds and cell.low is not None else ""


@register.filter
def rounding(mode: str) -> str:
    """A way of rounding in words."""
    return str(dict(Rounding.choices).get(mode, mode))


@register.filter
def moved(value: Decimal | None) -> str:
    """By how much something changes, with its sign."""
    if value is None:
        return "—"
    return f"{'+' if value > 0 else ''}{wording.shown(value)}"


@register.filter
def in_words(row: Formula) -> str:
    """A formula with names instead of keys."""
    expression = parse(row.expression)
    keys = {reference.key for reference in expression.references}
    labels: dict[str, str] = {}
    for model in (Input, Parameter, Formula):
        for one in model._default_manager.filter(key__in=keys):
            labels.setdefault(one.key, str(one))
    return wording.words(expression.tree, labels)
