"""Buildings and dwellings as pages: the plan, the list, and the acts on them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.places import actions
from liren.apps.places.forms.estates import (
    BuildingForm,
    CloseForm,
    DwellingForm,
    LayOutForm,
    NewDwellingForm,
)
from liren.apps.places.models import Area, Building, Dwelling
from liren.apps.places.queries import (
    Sought,
    around,
    building_for,
    capped,
    counted,
    dwelling_for,
    dwellings_sought,
    estate_for,
    page_of_dwellings,
    plan_of,
    uses_of,
)
from liren.apps.places.rules import Block, Pattern, Provider, Use
from liren.apps.places.rules.estates import Plan, laid_out, plan
from liren.apps.places.views.shown import asked, beside, log_of
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import go, part, refusals_to


@require_safe
def building(request: Request, uid: UUID) -> HttpResponse:
    """One building as a picture of its floors; every flat opens."""
    row = building_for(request.actor, uid)
    uses = uses_of(row)
    context = {
        "building": row,
        "plan": plan_of(row),
        "uses": [(one, uses[one.value]) for one in Use if uses[one.value]],
        "may": may(request, row, ("change_building", "close_building", "lay_out", "add_dwelling")),
        "rows": [
            (_("小区"), row.estate),
            (_("所在网格或社区"), row.area),
            (_("地上层数"), row.floors),
            (_("地下层数"), row.basements),
            (_("电梯数"), row.lifts),
            (_("建成年份"), row.built_year),
            (_("户室"), row.flats),
            (_("启用日期"), row.valid_from),
            (_("撤销日期"), row.valid_to),
            (_("撤销原因"), row.end_reason),
        ],
        "blocks": blocks_of(request, row),
        "entries": log_of(row),
    }
    return part(request, "places/building.html", "building", **context)


def blocks_of(request: Request, row: Building | Dwelling) -> list[Block]:
    """What other apps show beside a building or a dwelling."""
    providers: tuple[Provider, ...] = import_string(settings.LIREN_HOMES)
    return [
        one
        for provider in providers
        for one in provider(request.actor, row)
        if isinstance(one, Block)
    ]


def may(request: Request, row: Building | Dwelling, verbs: tuple[str, ...]) -> dict[str, bool]:
    """What may be done to a row that has not ended, by the last word of the verb."""
    is_open = row.valid_to is None
    return {one: is_open and permits(request.actor, f"places.{one}", row) for one in verbs}


def add_building(request: Request, uid: UUID) -> HttpResponse:
    """Add a building to an estate."""
    estate = estate_for(request.actor, uid)
    area = estate.area
    return act_page(
        request,
        BuildingForm(request.POST or None, initial={"built_year": estate.built_year}),
        lambda actor, **facts: actions.add_building(actor, estate, **_filled(facts)),
        title=_("在「%(name)s」登记楼栋") % {"name": estate},
        label=_("登记"),
        back=estate.get_absolute_url(),
        said=lambda made: _("已登记 %(number)s 栋，接着排户室。") % {"number": made.number},
        to=lambda made: made.get_absolute_url(),
        beside=beside(area.code[:12], estate.lng or area.lng, estate.lat or area.lat),
    )


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    """Counts that were left empty are none."""
    return {**facts, "basements": facts["basements"] or 0, "lifts": facts["lifts"] or 0}


def change_building(request: Request, uid: UUID) -> HttpResponse:
    """Correct what is known of a building."""
    row = building_for(request.actor, uid)
    names = ("number", "floors", "basements", "lifts", "built_year", "valid_from", "lng", "lat")
    initial = {name: getattr(row, name) for name in names}
    return act_page(
        request,
        BuildingForm(request.POST or None, initial=initial),
        lambda actor, **facts: actions.change_building(actor, row, **_filled(facts)),
        title=_("修改「%(name)s」") % {"name": f"{row.estate} {row}"},
        label=_("保存"),
        back=row.get_absolute_url(),
        said=_("已保存。"),
        beside=beside(row.area.code[:12], row.area.lng, row.area.lat),
    )


def close_building(request: Request, uid: UUID) -> HttpResponse:
    """End a building with its dwellings."""
    row = building_for(request.actor, uid)
    return act_page(
        request,
        CloseForm(request.POST or None, initial={"on": today()}),
        lambda actor, **facts: actions.close_building(actor, row, **facts),
        title=_("撤销「%(name)s」") % {"name": f"{row.estate} {row}"},
        label=_("撤销"),
        back=row.get_absolute_url(),
        said=_("已撤销 %(number)s 栋。") % {"number": row.number},
        to=row.estate.get_absolute_url(),
        warning=_("户室 %(homes)d 户同时撤销，都留作历史，不会删除。") % {"homes": row.flats},
    )


def lay_out(request: Request, uid: UUID) -> HttpResponse:
    """Make the dwellings of a building by a pattern, after a look at the picture."""
    row = building_for(request.actor, uid)
    form = LayOutForm(request.POST or None, initial={"floors": row.floors})
    preview, number = None, 0
    if form.is_valid():
        with refusals_to(form):
            pattern = form.pattern()
            preview, number = sketched(pattern), pattern.size
            if request.POST.get("sure"):
                actor = form.acting(request.actor)
                actions.lay_out(actor, row, pattern=pattern)
                said = _("已排好 %(n)d 户。") % {"n": number}
                return go(request, row.get_absolute_url(), said=said)
    context = {
        "building": row,
        "form": form,
        "preview": preview if not form.errors else None,
        "number": number,
    }
    return part(request, "places/lay_out.html", "lay_out", **context)


def sketched(pattern: Pattern) -> Plan:
    """The picture of what a pattern would give."""
    flats = laid_out(pattern)
    return plan([(flat.stairwell, flat.floor, flat.column, flat) for flat in flats])


@require_safe
def dwellings(request: Request) -> HttpResponse:
    """The dwellings of an area or an estate, those of one house together."""
    if not request.actor.may("places.dwellings"):
        raise Refused("places.no-dwellings", _("您的角色不能查看户室清单。"))
    given = {name: request.GET.get(name, "")[:60] for name in ("area", "use", "q")}
    given["use"] = given["use"] if given["use"] in Use.values else ""
    sought = Sought(**given, ended=request.GET.get("ended") == "1")
    found = page_of_dwellings(request.actor, sought, request.GET.get("cursor", ""))
    total = counted(request.actor, dwellings_sought(sought), "places.dwellings")
    tabs = [("", _("全部")), *((one.value, str(one.label)) for one in Use)]
    context = {
        "rows": found.rows,
        "sought": sought,
        "area": Area.objects.filter(code=sought.area).first() if sought.area else None,
        "tabs": [
            {
                "label": label,
                "url": asked(request, use=code),
                "count": "",
                "current": sought.use == code,
            }
            for code, label in tabs
        ],
        "shown": _("共 %(total)s 户") % {"total": capped(total)},
        "newer": asked(request, cursor=found.newer) if found.newer else "",
        "older": asked(request, cursor=found.older) if found.older else "",
    }
    return part(request, "places/dwellings.html", "dwellings", **context)


@require_safe
def dwelling(request: Request, uid: UUID) -> HttpResponse:
    """One dwelling."""
    row = dwelling_for(request.actor, uid)
    context = {
        "dwelling": row,
        "way": around(row.area),
        "rows": [
            (_("小区"), row.building.estate),
            (_("楼栋"), row.building),
            (_("单元"), row.stairwell),
            (_("楼层"), row.floor),
            (_("用途"), row.get_use_display()),
            (_("建筑面积（平方米）"), row.area_m2),
            (_("标准地址编码"), row.house_code),
            (_("所在网格或社区"), row.area),
            (_("启用日期"), row.valid_from),
            (_("撤销日期"), row.valid_to),
            (_("撤销原因"), row.end_reason),
        ],
        "may": may(request, row, ("change_dwelling", "close_dwelling")),
        "blocks": blocks_of(request, row),
        "entries": log_of(row),
    }
    return part(request, "places/dwelling.html", "dwelling", **context)


def add_dwelling(request: Request, uid: UUID) -> HttpResponse:
    """Add one dwelling to a building."""
    row = building_for(request.actor, uid)
    return act_page(
        request,
        NewDwellingForm(request.POST or None, initial={"floor": 1, "use": Use.SHOP}),
        lambda actor, **facts: actions.add_dwelling(actor, row, **facts),
        title=_("在「%(name)s」登记户室") % {"name": f"{row.estate} {row}"},
        label=_("登记"),
        back=row.get_absolute_url(),
        said=lambda made: _("已登记 %(number)s 室。") % {"number": made.number},
    )


def change_dwelling(request: Request, uid: UUID) -> HttpResponse:
    """Correct what is known of a dwelling."""
    row = dwelling_for(request.actor, uid)
    names = ("number", "floor", "use", "area_m2", "house_code")
    initial = {name: getattr(row, name) for name in names}
    return act_page(
        request,
        DwellingForm(request.POST or None, initial=initial),
        lambda actor, **facts: actions.change_dwelling(actor, row, **facts),
        title=_("修改 %(number)s 室") % {"number": row.number},
        label=_("保存"),
        back=row.get_absolute_url(),
        said=_("已保存。"),
    )


def close_dwelling(request: Request, uid: UUID) -> HttpResponse:
    """End a dwelling."""
    row = dwelling_for(request.actor, uid)
    return act_page(
        request,
        CloseForm(request.POST or None, initial={"on": today()}),
        lambda actor, **facts: actions.close_dwelling(actor, row, **facts),
        title=_("撤销 %(number)s 室") % {"number": row.number},
        label=_("撤销"),
        back=row.get_absolute_url(),
        said=_("已撤销 %(number)s 室。") % {"number": row.number},
        to=row.building.get_absolute_url(),
    )
