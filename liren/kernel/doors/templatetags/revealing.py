"""A masked fact with the way to see it: `{% reveal case "reporter.phone" %}`."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from liren.kernel.doors import revealable

register = template.Library()


@register.inclusion_tag("doors/masked.html", takes_context=True)
def reveal(context: Any, row: Any, field: str) -> dict[str, object]:
    """The mask, and 查看 for those who may see what is behind it."""
    url = address(context["request"], row, field)
    return {"masked": revealable.masked(row, field), "url": url}


@register.inclusion_tag("doors/hidden.html", takes_context=True)
def hidden_facts(context: Any, row: Any) -> dict[str, object]:
    """Ways to everything of this row that stands behind a mask, for those who may see it."""
    listed = revealable.facts().get(row._meta.label_lower, {})
    every = [
        (fact.name, address(context["request"], row, field)) for field, fact in listed.items()
    ]
    return {"facts": [(name, url) for name, url in every if url]}


def address(request: Any, row: Any, field: str) -> str:
    """Where this fact is shown for a reason; empty for those who may not, or for no fact."""
    if not revealable.held(row, field) or not revealable.may(request.actor, row, field):
        return ""
    key = [row._meta.label_lower, revealable.key_of(row), field]
    back = urlencode({"next": request.get_full_path()})
    return f"{reverse(revealable.VERB, args=key)}?{back}"
