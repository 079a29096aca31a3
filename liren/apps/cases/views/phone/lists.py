"""One's cases on the telephone: as a list, and on the map."""

from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.cases.queries.phone import LISTS, cases_on_phone, open_points
from liren.apps.cases.views.shown import clock, rows
from liren.apps.places.queries import tops_for
from liren.kernel.access.request import Request
from liren.kernel.base.masking import mask_text
from liren.kernel.web.outbox import on_phone, shown
from liren.kernel.web.respond import private

LONGEST_SEARCH = 60
MOST_BESIDE = 40


@on_phone("cases.view")
@require_safe
def listing(request: Request) -> HttpResponse:
    """The open cases of one's area, the ended ones, and what one reported oneself."""
    words = {"open": _("在办"), "closed": _("已办结"), "reported": _("我上报的")}
    which = request.GET.get("tab", "")
    which = which if which in LISTS else "open"
    q = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = cases_on_phone(request.actor, which, q, request.GET.get("cursor", ""))

    def address(**changes: str) -> str:
        asked = {"tab": which, "q": q, **changes}
        return "?" + urlencode({name: one for name, one in asked.items() if one})

    context = {
        "rows": rows(found.rows),
        "q": q,
        "which": which,
        "tabs": [
            {"label": words[name], "url": address(tab=name), "current": name == which}
            for name in LISTS
        ],
        "newer": address(cursor=found.newer) if found.newer else "",
        "older": address(cursor=found.older) if found.older else "",
        "clear": address(q=""),
    }
    return shown(request, "cases/phone/list.html", **context)


@on_phone("cases.view")
@require_safe
def chart(request: Request) -> HttpResponse:
    """My area with the open cases in it, and the same as a list."""
    tops = tops_for(request.actor, "cases.view")
    shapes = reverse("places.shapes")
    context = {
        "rows": rows(open_points(request.actor, MOST_BESIDE)),
        "points_url": reverse("cases.phone_points"),
        "areas_url": f"{shapes}?in={tops[0].code}" if len(tops) == 1 else shapes,
    }
    return shown(request, "cases/phone/map.html", **context)


@on_phone("cases.view")
@require_safe
def points(request: Request) -> HttpResponse:
    """The open cases as GeoJSON, each with its page on the telephone."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [case.lng, case.lat]},
            "properties": {
                "t": mask_text(case.title),
                "u": reverse("cases.phone_case", args=[case.uid]),
                "s": f"{case.get_state_display()} {clock(case).text}",
                "tone": clock(case).tone,
            },
        }
        for case in open_points(request.actor)
    ]
    return private(JsonResponse({"type": "FeatureCollection", "features": features}))
