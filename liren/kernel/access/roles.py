"""The matrix of roles and verbs, written on one page of the site and read here."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

Roles = Mapping[str, frozenset[str]]

SYSTEM = "system"
# what is done to other people's accounts
KEEPING = frozenset(
    {
        *("access.view_accounts", "access.create_account", "access.deactivate"),
        *("access.reactivate", "access.reset_password", "access.unlock", "access.end_sessions"),
        *("access.open_recovery", "access.link_login", "access.unlink_login"),
    }
)


@cache
def roles() -> Roles:
    """Role → verbs: one file, named by LIREN_ROLES."""
    matrix: Roles = import_string(settings.LIREN_ROLES)
    return matrix


@cache
def gives() -> Roles:
    """Role → roles that its holder may give in his own area: one page, named by LIREN_GIVES."""
    page: Roles = import_string(settings.LIREN_GIVES)
    return page


@cache
def by_body() -> frozenset[str]:
    """Roles that are held for a body only, never for an area, named by LIREN_BY_BODY."""
    found: frozenset[str] = import_string(settings.LIREN_BY_BODY)
    return found


@cache
def apart() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Pairs of sets of roles that no person holds together, named by LIREN_APART."""
    pairs: tuple[tuple[frozenset[str], frozenset[str]], ...] = import_string(settings.LIREN_APART)
    return pairs


@cache
def administrators() -> frozenset[str]:
    """Roles that administer the platform itself, named by LIREN_ADMINISTRATORS."""
    found: frozenset[str] = import_string(settings.LIREN_ADMINISTRATORS)
    return found


def allows(role: str, verb: str) -> bool:
    """Whether a role holds a verb; a role that is no longer on the page holds none."""
    return verb in roles().get(role, frozenset())
