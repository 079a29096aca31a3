"""Reporting a case: for oneself, for a caller, and without an account.

Between filling in and sending, residents see what was reported near by; the form comes back to
them as hidden fields, with the pictures that lie on the shelf already.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liren.apps.cases import actions
from liren.apps.cases.forms import DepartmentReportForm, DeskReportForm, ReportForm
from liren.apps.cases.models import Case
from liren.apps.cases.queries import Near, near_reports, reported_under, usual_community
from liren.apps.cases.rules import SHORTEST_KEY, Source
from liren.apps.cases.views.following import hand_out
from liren.apps.cases.views.uploads import kept_pictures, put_aside, with_kept, with_pictures
from liren.apps.duties.queries.assignments import basis_named
from liren.apps.places.queries import area_at, area_of_address, communities
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.people import person_with_phone
from liren.kernel.access.request import Request
from liren.kernel.access.who import system
from liren.kernel.base.errors import Refused
from liren.kernel.base.ids import uuid7
from liren.kernel.doors import limits
from liren.kernel.web.respond import go, part, refusals_to

NEAR_FOR = frozenset({Source.RESIDENT, Source.STRANGER})
VERBS = {Source.STRANGER: "cases.report_open"}


def source_of(actor: Actor) -> Source:
    """How a case comes in follows from who reports it."""
    if actions.asker_of(actor) is not None:
        return Source.DEPARTMENT
    if actor.may("access.act_for"):
        return Source.DESK
    return Source.PATROL if actor.may("cases.verify") else Source.RESIDENT


def report(request: Request) -> HttpResponse:
    """The form of a report; it keeps what was typed when something is missing."""
    source = source_of(request.actor)
    form = form_of(request, source)
    if request.method == "POST" and form.is_valid() and not goes_back(request):
        with refusals_to(form):
            if page := before_sending(request, request.actor, source, form):
                return page
            case = send(request.actor, source, form, request.POST.get("kept", ""))
            said = _("已上报，编号 %(number)s。有进展会在这里显示。") % {"number": case.number}
            return go(request, case.get_absolute_url(), said=said)
    return filling(request, source, form)


@login_not_required
def report_open(request: HttpRequest) -> HttpResponse:
    """The same without an account: a number and a code come back."""
    if request.user.is_authenticated:
        return go(request, f"{reverse('cases.report')}?{request.GET.urlencode()}")
    form = form_of(request, Source.STRANGER)
    if request.method == "POST" and form.is_valid() and not goes_back(request):
        with refusals_to(form):
            limits.count("stranger_report", address_of(request))
            if page := before_sending(request, system(), Source.STRANGER, form):
                return page
            if len(form.cleaned_data["key"]) < SHORTEST_KEY:  # not made by our form
                form.cleaned_data["key"] = str(uuid7())
            code = actions.new_code(form.cleaned_data["key"])
            case = send(system(), Source.STRANGER, form, request.POST.get("kept", ""), code=code)
            hand_out(request, case, code)
            return go(request, reverse("cases.receipt"))
    return filling(request, Source.STRANGER, form)


def address_of(request: HttpRequest) -> str:
    """The network address from which a stranger comes."""
    return str(get_adapter(request).get_client_ip(request))


def form_of(request: HttpRequest, source: Source) -> ReportForm:
    """The form as this person may send it."""
    form_class = DeskReportForm if source == Source.DESK else ReportForm
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    asker = actions.asker_of(request.actor) if source == Source.DEPARTMENT else None  # type: ignore[attr-defined]
    if asker is not None:
        return DepartmentReportForm(*sent, source=source, asker=asker, initial=asked(request))
    return form_class(*sent, source=source, initial=asked(request))


def goes_back(request: HttpRequest) -> bool:
    """Whether the person wants to change something before sending."""
    return "back" in request.POST


def filling(request: HttpRequest, source: Source, form: ReportForm) -> HttpResponse:
    """The form, empty or with what was typed."""
    actor: Actor | None = None if source == Source.STRANGER else request.actor  # type: ignore[attr-defined]
    official = source not in NEAR_FOR
    context = {
        "form": form,
        "official": official,
        "stranger": source == Source.STRANGER,
        "base": "web/page.html" if official else "web/portal.html",
        "send_url": request.path,
        "areas_url": reverse("places.shapes") if actor else "",
        "middle": middle(actor),
        "kept": request.POST.get("kept", "") if goes_back(request) else "",
        "kept_count": len(kept_pictures(request.POST.get("kept", ""), form["key"].value() or "")),
    }
    return part(request, "cases/report.html", "report", **context)


def before_sending(
    request: HttpRequest, actor: Actor, source: Source, form: ReportForm
) -> HttpResponse | None:
    """What was reported near by, if anything was and nobody looked at it yet."""
    if source not in NEAR_FOR or "sure" in request.POST:
        return None
    given = form.cleaned_data
    if reported_under(actor, given["key"]):
        return None
    where = place_of(given)
    if not permits(actor, VERBS.get(source, "cases.report"), where):
        return None  # the action says so
    actions.check_report(where, given["kind"], given["text"], source, {source.value})
    found = near_reports(given["kind"], where, point_of(given), given["address"], by=actor.user.pk)
    if not found:
        return None
    kept = put_aside(actor, given["pictures"], given["key"], request.POST.get("kept", ""))
    return asking(request, source, form, found, kept)


def asking(
    request: HttpRequest, source: Source, form: ReportForm, found: list[Near], kept: str
) -> HttpResponse:
    """Is it one of these? Without a script, too."""
    given = form.cleaned_data
    names = ("text", "address", "community", "lng", "lat", "key")
    said = [(name, "" if given[name] is None else given[name]) for name in names]
    context = {
        "near": found,
        "hidden": [*said, ("kind", given["kind"].code), ("kept", kept)],
        "kept_count": len(kept_pictures(kept, given["key"])),
        "kind": given["kind"],
        "text": given["text"],
        "stranger": source == Source.STRANGER,
        "base": "web/portal.html",
        "send_url": request.path,
    }
    return part(request, "cases/near.html", "report", **context)


def send(actor: Actor, source: Source, form: ReportForm, kept: str, code: str = "") -> Case:
    """Report it, once under its key, also where two presses arrive together."""
    key = form.cleaned_data["key"]
    if done := reported_under(actor, key):
        return done
    try:
        return _send(actor, source, dict(form.cleaned_data), kept, code)
    except IntegrityError as fault:  # the other press was first: its pictures are these
        if done := reported_under(actor, key):
            return done
        raise Refused("cases.sent-already", _("这份上报已经提交过了。请重新填写。")) from fault


def _send(actor: Actor, source: Source, given: dict[str, Any], kept: str, code: str) -> Case:
    where, key = place_of(given), given.pop("key")
    actor = actor.once(key)
    caller, phone = given.pop("caller", ""), given.pop("phone", "")
    if phone:
        actor = actor.acting_for(person_with_phone(phone, caller or _("来电居民")))
    given.pop("community")
    asker = actions.asker_of(actor)
    given |= basis_named(asker, given.pop("basis", "")) if asker else {}
    verb = VERBS.get(source, "cases.report")
    with with_pictures(actor, verb, where, given) as fresh, with_kept(kept, key, fresh) as facts:
        if source == Source.STRANGER:
            return actions.report_open(actor, where, code=code, **facts)
        case: Case = actions.report(actor, where, source=source, **facts)
    return case


def point_of(given: dict[str, Any]) -> tuple[float, float] | None:
    """The point, if one was chosen."""
    return None if given["lng"] is None or given["lat"] is None else (given["lng"], given["lat"])


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


def asked(request: HttpRequest) -> dict[str, Any]:
    """What a link already knows, such as a point on the map, and where one usually reports."""
    names = ("kind", "lng", "lat", "address", "community")
    known = {name: request.GET[name] for name in names if request.GET.get(name)}
    if request.method == "GET" and request.user.is_authenticated:
        known.setdefault("community", usual_community(request.actor))  # type: ignore[attr-defined]
    return known


def middle(actor: Actor | None) -> tuple[float | None, float | None]:
    """Where the map opens: in the middle of the actor's first area, if any was ever drawn."""
    held = [grant.area for grant in actor.grants if grant.area] if actor else []
    drawn = (area for area in (*held, *communities()) if area.lng is not None)
    found = next(drawn, None)
    return (found.lng, found.lat) if found else (None, None)
