"""What the apps above and below put on the page of a case: one table, named by LIREN_CASE_BLOCKS.

`page` gives blocks, `more` gives links for the menu: words and an address.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from liren.apps.cases.models import Case
from liren.kernel.access.actor import Actor


@cache
def providers() -> Any:
    """The functions of the page and of its menu."""
    return import_string(settings.LIREN_CASE_BLOCKS)


def blocks(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """The blocks of the page, each drawn by its own template with nothing but its facts."""
    found = [one for provider in providers()["page"] for one in provider(actor, case)]
    return [{"block": one, "html": render_to_string(one.template, one.facts)} for one in found]


def more(actor: Actor, case: Case) -> list[tuple[object, str]]:
    """What else one may begin from this page."""
    return [one for provider in providers()["more"] for one in provider(actor, case)]
