"""Amounts on pages of people: `{% load people_money %}`."""

from django import template

register = template.Library()


@register.filter
def yuan(fen: int) -> str:
    """Cents as yuan, without cents where there are none."""
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"
