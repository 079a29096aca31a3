"""Who looked for people, as a page."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.people.queries.searches import page_of_searches
from liren.apps.people.rules.rights import Asked
from liren.kernel.access.request import Request
from liren.kernel.web.respond import part


@require_safe
def searches(request: Request) -> HttpResponse:
    """The searches of one's area, or one's own, newest first."""
    by, how = request.GET.get("by", "").strip()[:40], request.GET.get("how", "")
    how = how if how in Asked.values else ""
    found = page_of_searches(request.actor, by=by, how=how, cursor=request.GET.get("cursor", ""))
    plain = {name: one for name, one in (("by", by), ("how", how)) if one}

    def to(**changes: str) -> str:
        kept = {name: one for name, one in {**plain, **changes}.items() if one}
        return f"{request.path}?{urlencode(kept)}"

    every = [("", _("全部")), *((one.value, str(one.label)) for one in Asked)]
    context: dict[str, Any] = {
        "rows": found.rows,
        "by": by,
        "how": how,
        "others": request.actor.may("people.searches"),
        "tabs": [
            {"label": label, "url": to(how=code), "count": "", "current": code == how}
            for code, label in every
        ],
        "newer": to(cursor=found.newer) if found.newer else "",
        "older": to(cursor=found.older) if found.older else "",
    }
    return part(request, "people/searches.html", "searches", **context)
