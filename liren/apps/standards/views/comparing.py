"""Places and days side by side."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from liren.apps.places.queries import around
from liren.apps.standards.forms.asking import CompareForm
from liren.apps.standards.queries import browse, compared
from liren.apps.standards.queries.known import ground
from liren.apps.standards.queries.reach import area_for, tops_for
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.doors.queries import require
from liren.kernel.policy.models import Check
from liren.kernel.web.respond import part


@require_safe
def rules(request: Request) -> HttpResponse:
    """The rules of two places, or of two days, that differ."""
    require(request.actor, "policy.view")
    known = browse.packs()
    form = CompareForm(request.GET, packs=known)
    asked = form.asked()
    found: list[compared.Pair] = []
    if known:
        left, right = (browse.pack_of(asked[side], known) for side in ("left", "right"))
        found = compared.pairs(
            browse.chain(left, known), asked["left_day"],
            browse.chain(right, known), asked["right_day"],
        )  # fmt: skip
    shown = found if asked["same"] else [pair for pair in found if pair.differs]
    tops = tops_for(request.actor)
    return part(
        request,
        "standards/places.html",
        "places",
        form=form,
        asked=asked,
        packs=known,
        pairs=shown,
        differing=sum(pair.differs for pair in found),
        every=len(found),
        area_url=reverse("standards.elsewhere", args=[tops[0].code]) if tops else "",
    )


@require_safe
def area(request: Request, code: str) -> HttpResponse:
    """What an area would get by the rules of each place, or of another day."""
    where = area_for(request.actor, code)
    known = browse.packs()
    asked = CompareForm(request.GET, packs=known).asked()
    here = ground(where, today())
    listed = [pack for pack in known if pack.under_id or pack.in_force]
    by_day = "left_day" in request.GET or "right_day" in request.GET
    rows = (
        compared.two_days(here, asked["left_day"], asked["right_day"])
        if by_day
        else compared.across(here, listed, today())
    )
    return part(
        request,
        "standards/elsewhere.html",
        "elsewhere",
        area=where,
        way=around(where),
        by_day=by_day,
        asked=asked,
        heads=[asked["left_day"], asked["right_day"]] if by_day else listed,
        rows=rows,
    )


@require_safe
def checks(request: Request) -> HttpResponse:
    """What documents state beside what their own figures give."""
    require(request.actor, "policy.view")
    rows = Check.objects.select_related("pack").order_by("agrees", "pack__code", "code")
    return part(request, "standards/checks.html", "checks", rows=rows)
