"""The matrix of roles and verbs, written on one page of the site and read here."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

Roles = Mapping[str, frozenset[str]]

SYSTEM = "system"


@cache
def roles() -> Roles:
    """Role → verbs: one file, named by LIREN_ROLES."""
    matrix: Roles = import_string(settings.LIREN_ROLES)
    return matrix


def allows(role: str, verb: str) -> bool:
    """Whether a role holds a verb; a role that is no longer on the page holds none."""
    return verb in roles().get(role, frozenset())
