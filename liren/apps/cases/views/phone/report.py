"""Reporting on the way: a kind, a sentence, perhaps a picture and a point."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.cases import actions
from liren.apps.cases.forms import ReportForm
from liren.apps.cases.models import Case
from liren.apps.cases.rules import PLACES, Source
from liren.apps.cases.views.phone.doorstep import answered
from liren.apps.cases.views.uploads import with_pictures
from liren.apps.places.queries import area_at, area_of_address, communities
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import value
from liren.kernel.web.outbox import Faulty, on_phone, shown, waits
from liren.kernel.web.respond import go, refusals_to

SHOWN = 7  # with the tile for all others two rows of four
SIDE = 1600  # pixels: enough to judge, small enough for a slow line


@on_phone("cases.view")
def report(request: Request) -> HttpResponse:
    """The form of a report; it keeps what was typed when something is missing."""
    context = reporting(request)
    form = context["report"]
    if request.method == "POST" and waits(request):
        return answered(request, lambda: send(request.actor, form))
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            case = send(request.actor, form)
            said = _("已上报，编号 %(number)s。") % {"number": case.number}
            return go(request, reverse("cases.phone"), said=said)
    return shown(request, "cases/phone/report.html", form=form, **context)


def reporting(request: Request) -> dict[str, Any]:
    """The form, and whether it has to ask for a place: not of who works in one."""
    return {"report": report_form(request), "needs_place": own_place(request.actor) is None}


def report_form(request: Request) -> ReportForm:
    """The form as this person may send it."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    first = {name: request.GET[name] for name in ("lng", "lat") if request.GET.get(name)}
    return trimmed(ReportForm(*sent, source=source_of(request.actor), initial=first))


def trimmed(form: ReportForm) -> ReportForm:
    """Two rows of tiles, and pictures for a slow line."""
    common: Any = form.fields["common"]
    common.choices = list(common.choices)[:SHOWN]
    form.fields["pictures"].widget.attrs["data-side"] = str(SIDE)
    form.least = value("cases.min_description_length")  # type: ignore[attr-defined]
    return form


def source_of(actor: Actor) -> Source:
    """Whoever may check on the spot reports as a patrol, others as any resident."""
    return Source.PATROL if actor.may("cases.verify") else Source.RESIDENT


def send(actor: Actor, form: ReportForm) -> Case:
    """Report it, once under its key."""
    if not form.is_valid():
        raise Faulty(form)
    given, once = form.facts(), form.acting(actor)
    where = place_of(actor, given)
    given.pop("community")
    with with_pictures(once, "cases.report", where, given) as facts:
        case: Case = actions.report(once, where, source=source_of(actor), **facts)
    return case


def place_of(actor: Actor, given: dict[str, Any]) -> Area:
    """The area of the point, of the choice, of the address; else where one works."""
    home, found = own_place(actor), None
    if given["lng"] is not None and given["lat"] is not None:
        found = inside(actor, area_at(given["lng"], given["lat"]), home)
    chosen = given["community"]
    found = found or next((one for one in communities() if one.code == chosen), None)
    found = found or (None if home else area_of_address(given["address"])) or home
    if found is None:
        sentence = _("还不知道问题在哪个社区。请点“定位”，或选择所在社区。")
        raise Refused("cases.no-place", sentence)
    return found


def inside(actor: Actor, area: Area | None, home: Area | None) -> Area | None:
    """A point in somebody else's area, or off a map on which one's own stands, is not taken."""
    is_mine = area is not None and permits(actor, "cases.report", area)
    if is_mine or (area is None and (home is None or home.lng is None)):
        return area
    sentence = _(
        "定位在「%(area)s」，不在您负责的范围里。"
        "定位偏了就去掉定位再提交；确在那里的，请转告那里的网格员。"
    )
    raise Refused("cases.outside", sentence % {"area": area or _("地图以外")})


def own_place(actor: Actor) -> Area | None:
    """The one grid or community in which somebody works; None for those with a wider view."""
    areas = {grant.area for grant in actor.grants if grant.area and grant.role != "resident"}
    found = [area for area in areas if area.level in PLACES]
    return found[0] if len(areas) == 1 and found else None
