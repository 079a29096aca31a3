"""Reading who looked for people."""

from liren.apps.people.models import Purpose, Search
from liren.kernel.access.actor import Actor
from liren.kernel.access.pages import Order, Page, page
from liren.kernel.policy.values import kept

VERB = "people.searches"
NEWEST = Order("at")


@kept
def purposes() -> tuple[Purpose, ...]:
    """The purposes for which people may be looked for."""
    return tuple(Purpose.objects.filter(searching=True))


def purpose_named(code: str) -> Purpose | None:
    """The purpose with this code, if people may be looked for by it."""
    return next((one for one in purposes() if one.code == code), None)


def page_of_searches(
    actor: Actor, *, by: str = "", how: str = "", cursor: str = "", limit: int = 50
) -> Page[Search]:
    """One page of the searches that this actor may see, newest first."""
    rows = Search.objects.select_related("by", "purpose")
    if how:
        rows = rows.filter(how=how)
    if by:
        rows = rows.filter(by__name__contains=by)
    return page(rows, Search.objects.branches(actor, VERB), NEWEST, cursor, limit)
