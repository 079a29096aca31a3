"""In which shell a page is drawn: everybody may read lists, officials do at the desk."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import today

LONGEST = 60
PER_PAGE = 60


def reader(request: HttpRequest) -> Actor | None:
    """Who is signed in; None for a stranger."""
    if not request.user.is_authenticated:
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def shell(request: HttpRequest) -> dict[str, Any]:
    """The base of a page for who looks at it: the desk, or the portal."""
    actor = reader(request)
    inside = bool(actor) and any(role != "resident" for role in actor.roles())  # type: ignore[union-attr]
    return {
        "base": "web/page.html" if inside else "web/portal.html",
        "lean": not inside,
        "inside": inside,
        "today": today(),
    }


def given(request: HttpRequest, name: str, most: int = LONGEST) -> str:
    """A word of the address, without what no text may hold."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


def query_of(request: HttpRequest) -> str:
    """The question of the address without the place in its pages."""
    kept = [(name, one) for name, one in request.GET.items() if one and name != "page"]
    return urlencode(kept)


def paged(request: HttpRequest, rows: Any, size: int = PER_PAGE) -> Page[Any]:
    """One page of rows; a page that is not there is the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def sent(request: HttpRequest) -> Any:
    """What a form was sent with, be it nothing; None where it is only shown."""
    return request.POST if request.method == "POST" else None
