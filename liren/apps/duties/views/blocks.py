"""What the apps above put on the pages of duties: one table, named by LIREN_TASK_BLOCKS."""

from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from liren.kernel.access.actor import Actor


@cache
def providers() -> Any:
    """The functions of each page."""
    return import_string(settings.LIREN_TASK_BLOCKS)


def blocks(page: str, actor: Actor, row: Any) -> list[dict[str, Any]]:
    """The blocks of a page, with those that have a template drawn."""
    found = [one for provider in providers().get(page, ()) for one in provider(actor, row)]
    return [{"block": one, "html": drawn(one)} for one in found]


def drawn(block: Any) -> str:
    """A block's own template with nothing but its facts."""
    return render_to_string(block.template, dict(block.facts)) if block.template else ""
