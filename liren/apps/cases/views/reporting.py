"""Reporting a case: residents and grid workers for themselves, the desk also for callers."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.cases import actions
from liren.apps.cases.forms import DeskReportForm, ReportForm
from liren.apps.cases.models import Case
from liren.apps.cases.rules import Source
from liren.apps.cases.views.uploads import with_pictures
from liren.apps.places.queries import area_at, area_of_address, communities
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.people import person_with_phone
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.web.respond import go, part, refusals_to


def source_of(actor: Actor) -> Source:
    """How a case comes in follows from who reports it."""
    if actor.may("access.act_for"):
        return Source.DESK
    return Source.PATROL if actor.may("cases.verify") else Source.RESIDENT


def report(request: Request) -> HttpResponse:
    """The form of a report; it keeps what was typed when something is missing."""
    source = source_of(request.actor)
    form_class = DeskReportForm if source == Source.DESK else ReportForm
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = form_class(*sent, source=source, initial=asked(request))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            case = send(request.actor, source, dict(form.cleaned_data))
            said = _("已上报，编号 %(number)s。有进展会在这里显示。") % {"number": case.number}
            return go(request, case.get_absolute_url(), said=said)
    official = source != Source.RESIDENT
    context = {
        "form": form,
        "official": official,
        "base": "web/page.html" if official else "web/portal.html",
        "areas_url": reverse("places.shapes"),
        "middle": middle(request.actor),
    }
    return part(request, "cases/report.html", "report", **context)


def send(actor: Actor, source: Source, given: dict[str, Any]) -> Case:
    """Find the place and the reporter, then report."""
    where = place_of(given)
    actor = actor.once(given.pop("key"))
    caller, phone = given.pop("caller", ""), given.pop("phone", "")
    if phone:
        actor = actor.acting_for(person_with_phone(phone, caller or _("来电居民")))
    given.pop("community")
    with with_pictures(actor, "cases.report", where, given) as facts:
        case: Case = actions.report(actor, where, source=source, **facts)
    return case


def place_of(given: dict[str, Any]) -> Area:
    """The area of a point, of a chosen community, or of an address, in this order."""
    found: Area | None = None
    if given["lng"] is not None and given["lat"] is not None:
        found = area_at(given["lng"], given["lat"])
    inside = next((one for one in communities() if one.code == given["community"]), None)
    found = found or inside or area_of_address(given["address"])
    if found is None:
        raise Refused(
            "cases.no-place",
            _("还不知道问题在哪个社区。请在地图上点选位置，或选择所在社区。"),
        )
    return found


def asked(request: Request) -> dict[str, Any]:
    """What a link already knows, such as a point on the map."""
    names = ("kind", "lng", "lat", "address", "community")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def middle(actor: Actor) -> tuple[float | None, float | None]:
    """Where the map opens: in the middle of the actor's first area, if any was ever drawn."""
    held = [grant.area for grant in actor.grants if grant.area]
    drawn = (area for area in (*held, *communities()) if area.lng is not None)
    found = next(drawn, None)
    return (found.lng, found.lat) if found else (None, None)
