"""Estates as pages: the list, one with its buildings, and the acts on it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.places import actions
from liren.apps.places.forms.estates import CloseForm, EstateForm, NewEstateForm
from liren.apps.places.models import Area, Estate
from liren.apps.places.queries import (
    Sought,
    around,
    buildings_of,
    capped,
    counted,
    estate_for,
    estate_points,
    estates_sought,
    open_to,
    page_of_estates,
)
from liren.apps.places.rules import EstateKind, Management
from liren.apps.places.views.shown import asked, beside, log_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import part

FILTERS = ("area", "management", "kind", "q")


def sought_of(request: Request) -> Sought:
    """The question of this list; what is no choice counts as not asked."""
    given = {name: request.GET.get(name, "")[:60] for name in FILTERS}
    if given["management"] not in Management.values:
        given["management"] = ""
    if given["kind"] not in EstateKind.values:
        given["kind"] = ""
    return Sought(**given, ended=request.GET.get("ended") == "1")


@require_safe
def estates(request: Request) -> HttpResponse:
    """The estates of an area, by who looks after them."""
    sought, actor = sought_of(request), request.actor
    found = page_of_estates(actor, sought, request.GET.get("cursor", ""))
    total = counted(actor, estates_sought(sought), "places.view")
    area = Area.objects.filter(code=sought.area).first() if sought.area else None
    context: dict[str, Any] = {
        "rows": found.rows,
        "sought": sought,
        "area": area,
        "tabs": [tab(request, sought, "", _("全部"))]
        + [tab(request, sought, one.value, str(one.label)) for one in Management],
        "kinds": EstateKind.choices,
        "shown": _("共 %(total)s 个小区") % {"total": capped(total)},
        "newer": asked(request, cursor=found.newer) if found.newer else "",
        "older": asked(request, cursor=found.older) if found.older else "",
        "may_add": actor.may("places.add_estate"),
        "may_import": actor.may("places.import_estates"),
        "export_url": asked(request).replace(request.path, reverse("places.export_estates"), 1)
        if actor.may("places.export_estates")
        else "",
        "filtered": bool(sought.q or sought.kind or sought.management or sought.ended),
    }
    return part(request, "places/estates.html", "estates", **context)


def tab(request: Request, sought: Sought, management: str, label: str) -> dict[str, Any]:
    """One way of being looked after, as a tab."""
    url = asked(request, management=management)
    return {"label": label, "url": url, "count": "", "current": sought.management == management}


@require_safe
def estate(request: Request, uid: UUID) -> HttpResponse:
    """One estate with its buildings."""
    row, actor = estate_for(request.actor, uid), request.actor
    houses = list(buildings_of(row))
    context = {
        "estate": row,
        "way": around(row.area),
        "buildings": houses,
        "opens": actor.may("places.dwellings"),
        "homes": sum(house.flats for house in houses),
        "rows": [
            (_("管理类型"), row.get_management_display()),
            (_("管理单位"), row.manager),
            (_("房屋类型"), row.get_kind_display()),
            (_("地址"), row.address),
            (_("所在网格或社区"), row.area),
            (_("建成年份"), row.built_year),
            (_("启用日期"), row.valid_from),
            (_("撤销日期"), row.valid_to),
            (_("撤销原因"), row.end_reason),
        ],
        "may": may(request, row),
        "entries": log_of(row) if actor.may("places.dwellings") else [],
    }
    return part(request, "places/estate.html", "estate", **context)


def may(request: Request, row: Estate) -> dict[str, bool]:
    """What may be done to an estate, by the last word of the verb."""
    verbs = ("add_building", "change_estate", "close_estate")
    is_open = row.valid_to is None
    return {one: is_open and permits(request.actor, f"places.{one}", row) for one in verbs}


def add_estate(request: Request) -> HttpResponse:
    """Add an estate to a community."""
    if not request.actor.may("places.add_estate"):
        raise Refused("places.no-add", _("您的角色不能登记小区。请联系社区或街道的工作人员。"))
    listed = open_to(request.actor, "places.add_estate")
    code = request.GET.get("area", "")[:12]
    initial = {"community": code, "management": Management.PROFESSIONAL}
    form = NewEstateForm(request.POST or None, communities=listed, initial=initial)

    def do(actor: Actor, community: str, **facts: Any) -> Estate:
        area = next(one for one in listed if one.code == community)
        made: Estate = actions.add_estate(actor, area, **facts)
        return made

    return act_page(
        request,
        form,
        do,
        title=_("登记小区"),
        label=_("登记"),
        back=reverse("places.estates") + (f"?area={code}" if code else ""),
        said=lambda made: _("已登记「%(name)s」，接着登记楼栋。") % {"name": made.name},
        to=lambda made: made.get_absolute_url(),
        beside=beside(code, *_middle(listed)),
    )


def _middle(listed: list[Area]) -> tuple[float | None, float | None]:
    drawn = next((area for area in listed if area.lng is not None), None)
    return (drawn.lng, drawn.lat) if drawn else (None, None)


def change_estate(request: Request, uid: UUID) -> HttpResponse:
    """Correct what is known of an estate."""
    row = estate_for(request.actor, uid)
    names = ("name", "management", "kind", "address", "lng", "lat", "built_year", "valid_from")
    initial = {name: getattr(row, name) for name in names}
    initial["manager"] = row.manager.code if row.manager else ""
    return act_page(
        request,
        EstateForm(request.POST or None, initial=initial),
        lambda actor, **facts: actions.change_estate(actor, row, **facts),
        title=_("修改「%(name)s」") % {"name": row},
        label=_("保存"),
        back=row.get_absolute_url(),
        said=_("已保存。"),
        beside=beside(row.area.code[:12], row.area.lng, row.area.lat),
    )


def close_estate(request: Request, uid: UUID) -> HttpResponse:
    """End an estate with its buildings and dwellings."""
    row = estate_for(request.actor, uid)
    houses = list(buildings_of(row))
    warning = _("楼栋 %(houses)d 栋、户室 %(homes)d 户同时撤销，都留作历史，不会删除。") % {
        "houses": len(houses),
        "homes": sum(house.flats for house in houses),
    }
    return act_page(
        request,
        CloseForm(request.POST or None, initial={"on": today()}),
        lambda actor, **facts: actions.close_estate(actor, row, **facts),
        title=_("撤销「%(name)s」") % {"name": row},
        label=_("撤销"),
        back=row.get_absolute_url(),
        said=_("已撤销「%(name)s」，可在“已撤销”里查看。") % {"name": row.name},
        to=reverse("places.estates"),
        warning=warning,
    )


@require_safe
def points(request: Request) -> JsonResponse:
    """The estates of an area as points of a map."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.lng, row.lat]},
            "properties": {
                "t": str(row),
                "u": row.get_absolute_url(),
                "s": str(row.get_management_display()),
                "tone": "",
            },
        }
        for row in estate_points(request.actor, sought_of(request))
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})
