"""Lists: who there is, as a page and as a spreadsheet; kinds; what is missing; the Party."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.bodies.models import Body
from liren.apps.bodies.queries.competence import function_names
from liren.apps.bodies.queries.institutions import kind_names
from liren.apps.bodies.queries.listing import Asked, bodies_for, listed_kinds
from liren.apps.bodies.queries.missing import missing_in
from liren.apps.bodies.queries.party import latest_counts, party_of
from liren.apps.bodies.rules.institutions import Tie
from liren.apps.bodies.rules.kinds import Family, Filled, Nature
from liren.apps.places.queries import tops_for
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook as written

PER_PAGE, MOST_EXPORTED = 50, 20_000
WIDTHS = (30, 20, 18, 24, 24, 16, 28, 20, 12, 12, 30, 10)


def asked_of(request: Request) -> Asked:
    """The question of a list as its address says it."""
    given = request.GET
    return Asked(
        q=given.get("q", "").strip()[:60].replace("\x00", ""),
        kind=given.get("kind", "")[:30],
        family=given.get("family", "")[:20],
        area=area if (area := given.get("area", "")[:20]).isalnum() else "",
        tie=given.get("tie", "")[:12],
        gone=given.get("gone", "") == "on",
    )


@require_safe
def listing(request: Request) -> HttpResponse:
    """The bodies of my areas, by kind, with their lines."""
    asked = asked_of(request)
    page = Paginator(bodies_for(request.actor, asked), PER_PAGE).get_page(request.GET.get("page"))
    given = [(name, value) for name, value in request.GET.items() if value and name != "page"]
    context: dict[str, Any] = {
        "rows": rows(list(page)),
        "page": page,
        "asked": asked,
        "filters": asked.filters(),
        "query": urlencode(given),
        "kinds": [("", _("全部")), *((kind.code, str(kind)) for kind in listed_kinds())],
        "families": [("", _("全部")), *Family.choices],
        "ties": [("", _("全部")), *Tie.choices],
        "areas": areas_of(request),
        "may_found": request.actor.may("bodies.found"),
        "top": next(iter(tops_for(request.actor)), None),
    }
    return part(request, "bodies/list.html", "list", **context)


def rows(bodies: list[Body]) -> list[dict[str, Any]]:
    """Bodies as a list shows them."""
    kinds, functions = kind_names(), function_names()
    counts = latest_counts([body.pk for body in bodies])
    return [
        {
            "body": body,
            "kind": kinds.get(body.kind, body.kind),
            "functions": [str(functions.get(code, code)) for code in body.functions],
            "count": counts.get(body.pk),
            "counted": kinds[body.kind].counted if body.kind in kinds else "",
        }
        for body in bodies
    ]


def areas_of(request: Request) -> list[tuple[str, str]]:
    """Districts, subdistricts and communities that this person sees, for the filter."""
    places = Area.objects.allowed(request.actor, "places.view").valid()
    found = places.filter(level__in=(Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY))
    listed = found.select_related("parent").order_by("path")[:400]
    named = ((a.code, f"{a.parent} · {a}" if a.parent else str(a)) for a in listed)
    return [("", _("全部")), *named]


@require_safe
def workbook(request: Request) -> FileResponse:
    """The list with its filters as a spreadsheet; texts stay texts, whatever they begin with."""
    found = list(bodies_for(request.actor, asked_of(request))[:MOST_EXPORTED])
    file = written(_("机构"), head(), map(line, rows(found)), widths=WIDTHS, still=1)
    return FileResponse(file, as_attachment=True, filename=f"{_('机构清单')}.xlsx")


def head() -> list[str]:
    """The columns."""
    return [
        *(_("名称"), _("类别"), _("辖区"), _("上级机构"), _("职能"), _("电话"), _("地址")),
        *(_("办公时间"), _("设立日期"), _("撤销日期"), _("设立依据"), _("人数")),
    ]


def line(row: dict[str, Any]) -> list[Any]:
    """One body."""
    body: Body = row["body"]
    return [
        str(body),
        str(row["kind"]),
        str(body.area),
        str(body.parent or ""),
        _("、").join(row["functions"]),
        body.phone,
        body.address,
        " ".join(body.office_hours or []),
        body.valid_from.isoformat() if body.valid_from else "",
        body.valid_to.isoformat() if body.valid_to else "",
        body.founding,
        row["count"].members if row["count"] else "",
    ]


@require_safe
def kinds(request: Request) -> HttpResponse:
    """What each kind is: what it does, how it is filled, where it stands, on which basis."""
    families = [
        {
            "name": family.label,
            "kinds": [
                {
                    "kind": kind,
                    "does": [Nature(one).label for one in kind.does],
                    "filled": Filled(kind.filled).label,
                    "levels": [Level(one).label for one in kind.levels],
                }
                for kind in listed_kinds()
                if kind.family == family
            ],
        }
        for family in Family
    ]
    return part(request, "bodies/kinds.html", "kinds", families=families)


def chosen_area(request: Request, code: str = "") -> Area | None:
    """The area that the address names, if one may see it; else the first of one's own."""
    code = code or request.GET.get("area", "")
    places = Area.objects.allowed(request.actor, "places.view").valid()
    if code:
        area: Area = places.get(code=code[:20])
        return area
    return next(iter(tops_for(request.actor)), None)


@require_safe
def missing(request: Request) -> HttpResponse:
    """What should be there and is not, place by place."""
    area = chosen_area(request)
    check = missing_in(request.actor, area) if area else None
    names = kind_names()
    context = {
        "area": area,
        "check": check,
        "gaps": [
            {"gap": gap, "may": request.actor.may("bodies.found")} for gap in check.gaps[:500]
        ]
        if check
        else [],
        "needs": [
            {"need": need, "kind": names[need.kind], "level": Level(need.level).label}
            for need in (check.needs if check else ())
        ],
        "areas": areas_of(request)[1:],
    }
    return part(request, "bodies/missing.html", "missing", **context)


@require_safe
def party(request: Request) -> HttpResponse:
    """Party organisations: general branches, branches by kind, members, place by place."""
    area = chosen_area(request)
    found = party_of(area, request.actor) if area else None
    below = (
        Area.objects.allowed(request.actor, "places.view")
        .valid()
        .filter(parent=area, level__in=(Level.SUBDISTRICT, Level.COMMUNITY))
        .order_by("path")
        if area
        else ()
    )
    context = {
        "area": area,
        "party": found,
        "inner": [{"area": one, "party": party_of(one, request.actor)} for one in below],
        "areas": areas_of(request)[1:],
        "today": today(),
    }
    return part(request, "bodies/party.html", "party", **context)
