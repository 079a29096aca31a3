"""Filters of the doors' pages: `{% load doors %}`."""

from django import template

from liren.kernel.doors import names

register = template.Library()


@register.filter
def shown(value: object) -> str:
    """A value of a rule as people read it."""
    return names.value(value)


@register.filter
def role(code: str) -> str:
    """What a role is called."""
    return names.role(code)


@register.filter
def unit(word: str) -> str:
    """The unit of a rule in the reader's language."""
    return names.unit(word)
