"""Filters of papers: `{% load paper %}`."""

from django import template

from liren.kernel.web.paper import heading_lines

register = template.Library()


@register.filter
def in_lines(heading: object) -> list[str]:
    """A heading in lines of about one length."""
    return heading_lines(str(heading))


@register.filter
def paragraphs(text: object) -> list[str]:
    """A text line by line, without the empty ones."""
    return [line.strip() for line in str(text).splitlines() if line.strip()]
