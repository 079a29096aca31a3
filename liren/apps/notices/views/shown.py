"""Bulletins as the templates want them, and who reads them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from liren.apps.notices.models import Bulletin
from liren.apps.notices.rules import ICONS, State
from liren.kernel.access.actor import Actor

SHAPES: Mapping[str, str] = {
    State.DRAFT: "new",
    State.PUBLISHED: "done",
    State.WITHDRAWN: "refused",
}


def reader(request: HttpRequest) -> Actor | None:
    """Who is signed in; None for a stranger."""
    if not request.user.is_authenticated:
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def official(actor: Actor) -> bool:
    """Whether the person has an office, not only a home."""
    return any(role != "resident" for role in actor.roles())


def bulletin_row(bulletin: Bulletin) -> dict[str, Any]:
    """One bulletin with its state in words."""
    over = bulletin.state == State.PUBLISHED and bulletin.is_over
    return {
        "one": bulletin,
        "url": bulletin.get_absolute_url(),
        "kind": bulletin.get_kind_display(),
        "icon": ICONS[bulletin.kind],
        "place": bulletin.area,
        "state": _("已过期") if over else bulletin.get_state_display(),
        "shape": "refused" if over else SHAPES[bulletin.state],
        "released": bulletin.is_released,
        "withdrawn": bulletin.state == State.WITHDRAWN,
    }


def address(request: HttpRequest, **changes: str) -> str:
    """This list with another place in its pages."""
    query = {name: one for name, one in request.GET.items() if one} | changes
    return f"{request.path}?{urlencode(query)}"
