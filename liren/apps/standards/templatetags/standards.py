"""Filters of the pages of standards: `{% load standards %}`."""

from decimal import Decimal

from django import template

from liren.kernel.doors import names
from liren.kernel.policy.engine import wording
from liren.kernel.policy.engine.parse import parse
from liren.kernel.policy.models import Formula, Input, Parameter

register = template.Library()


@register.filter
def measured(value: object) -> str:
    """A value of a rule with separators; limits of time in words."""
    if isinstance(value, str):
        return names.value(value)
    if isinstance(value, list) and not all(isinstance(one, int | float) for one in value):
        return names.value(value)
    return wording.shown(value)


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
