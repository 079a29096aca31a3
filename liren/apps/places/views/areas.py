"""An area as a page: what lies in it, what other apps know of it, its shapes for the map."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.places import actions
from liren.apps.places.forms.estates import DescribeForm
from liren.apps.places.models import Area, Level, Shape
from liren.apps.places.queries import (
    area_for,
    areas_for,
    around,
    by_management,
    coverage,
    holdings,
    particulars_of,
    shapes_below,
    shapes_in,
    tops_for,
)
from liren.apps.places.rules import Block, Management, Provider, Tile
from liren.apps.places.views.shown import log_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Body
from liren.kernel.access.request import Request
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import part

MOST_SHAPES = 400
MOST_CHILDREN = 200
NEAR = (Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID, Level.MICRO_GRID)


@require_safe
def view(request: Request, code: str) -> HttpResponse:
    """One area: where it lies, what lies in it, who acts there, what happened to it."""
    area, actor = area_for(request.actor, code), request.actor
    tiles, blocks = profile(actor, area)
    children = list(areas_for(actor).filter(parent=area)[: MOST_CHILDREN + 1])
    bodies = Body.objects.allowed(actor, "bodies.view").filter(area=area).order_by("kind")
    context = {
        "area": area,
        "way": around(area)[:-1],
        "tiles": tiles,
        "blocks": blocks,
        "children": children[:MOST_CHILDREN],
        "more_children": len(children) > MOST_CHILDREN,
        "bodies": bodies,
        "rows": facts(area),
        "management": management(area),
        "may_describe": permits(actor, "places.describe", area),
        "may_add": area.level in (Level.COMMUNITY, Level.GRID)
        and permits(actor, "places.add_estate", area),
        "entries": log_of(area) if actor.may("places.dwellings") else [],
        "has_map": bool(area.lng) or bool(children),
        # of a whole district the dots would hide the borders
        "points_url": f"{reverse('places.estate_points')}?area={area.code}"
        if area.level in NEAR
        else "",
    }
    return part(request, "places/area.html", "area", **context)


def facts(area: Area) -> list[tuple[str, Any]]:
    """What is known of an area, by name."""
    known = particulars_of(area)
    rows: list[tuple[str, Any]] = [
        (_("代码"), area.code),
        (_("层级"), area.get_level_display()),
        (_("启用日期"), area.valid_from),
        (_("撤销日期"), area.valid_to),
    ]
    if known:
        rows += [
            (_("社区性质"), known.get_kind_display() if known.kind else ""),
            (_("村改居日期"), known.converted_on),
            (_("城乡分类"), known.get_urban_rural_display() if known.urban_rural else ""),
            (_("办公地址"), known.address),
            (_("办公电话"), known.phone),
            (_("说明"), known.note),
        ]
    return rows


def profile(actor: Actor, area: Area) -> tuple[list[Tile], list[Block]]:
    """The figures and blocks of an area: its own, then those of the other apps."""
    providers: tuple[Provider, ...] = import_string(settings.LIREN_PROFILE)
    found = own_tiles(actor, area)
    blocks: list[Block] = []
    for provider in providers:
        for one in provider(actor, area):
            if isinstance(one, Block):
                blocks.append(one)
            else:
                found.append(one)
    return found, blocks


def own_tiles(actor: Actor, area: Area) -> list[Tile]:
    """How many areas, estates, buildings and dwellings lie here."""
    held = holdings(area)
    listed = {Level.SUBDISTRICT: _("街道"), Level.COMMUNITY: _("社区"), Level.GRID: _("网格")}
    tiles = [
        Tile(label, held.levels[level], f"{reverse('places.tree')}?open={area.code}", "map-pin")
        for level, label in listed.items()
        if held.levels[level]
    ]
    here = f"?area={area.code}"
    tiles.append(
        Tile(_("小区"), held.estates, reverse("places.estates") + here, "building-community")
    )
    homes = reverse("places.dwellings") + here if actor.may("places.dwellings") else ""
    tiles.append(Tile(_("楼栋"), held.buildings, reverse("places.estates") + here, "building"))
    tiles.append(Tile(_("户室"), held.dwellings, homes, "home"))
    return tiles


def management(area: Area) -> dict[str, Any]:
    """The table of estates by who looks after them; empty where there is nothing to compare."""
    rows = by_management(area) if area.level not in (Level.GRID, Level.MICRO_GRID) else []
    rows = [(child, counts) for child, counts in rows if counts]
    if not rows:
        return {}
    total = sum((counts for _child, counts in rows), start=type(rows[0][1])())
    url = reverse("places.estates")

    def cells(code: str, counts: Any) -> list[dict[str, Any]]:
        return [
            {"n": counts[one.value], "url": f"{url}?area={code}&management={one.value}"}
            for one in Management
        ]

    rate = coverage(total)
    return {
        "head": [one.label for one in Management],
        "rows": [
            {"area": child, "cells": cells(child.code, counts), "total": counts.total()}
            for child, counts in rows
        ],
        "foot": cells(area.code, total),
        "total": total.total(),
        "rate": f"{100 * rate:.1f}%" if rate is not None else "",
    }


def describe(request: Request, code: str) -> HttpResponse:
    """Write down what is known of an area beside its code."""
    area = area_for(request.actor, code)
    known = particulars_of(area)
    names = ("kind", "converted_on", "urban_rural", "address", "phone", "note")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = DescribeForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form,
        lambda actor, **facts: actions.describe(actor, area, **facts),
        title=_("「%(name)s」的基本情况") % {"name": area},
        label=_("保存"),
        back=reverse("places.view", args=[area.code]),
        said=_("已保存「%(name)s」的基本情况。") % {"name": area},
    )


@require_safe
def shapes(request: Request) -> HttpResponse:
    """Borders as GeoJSON: with `below`, of the areas directly below one; else of the grids.

    Boundaries and names of areas are public by law, so a neighbour's are no secret.
    """
    code = request.GET.get("in", "")
    tops = list(Area.objects.valid().filter(code=code)) if code else tops_for(request.actor)
    rows: list[Shape] = []
    for top in tops:
        inner = _drawn_below(top) if "below" in request.GET else []
        rows += inner or _grids(top, MOST_SHAPES - len(rows))
    features = [
        {
            "type": "Feature",
            "geometry": row.geometry,
            "properties": {"n": str(row.area), "i": row.area.code},
        }
        for row in rows
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _drawn_below(top: Area) -> list[Shape]:
    """The borders of the outermost level inside an area that was drawn."""
    direct = list(shapes_below(top)[:MOST_SHAPES])
    return direct or list(shapes_in(top, Level.COMMUNITY)[:MOST_SHAPES])


def _grids(top: Area, left: int) -> list[Shape]:
    grids = shapes_in(top, Level.GRID)
    if grids.count() <= left:
        return list(grids) or list(Shape.objects.filter(area=top).select_related("area"))
    return list(shapes_in(top, Level.COMMUNITY)[: max(left, 0)])


@login_not_required
@require_safe
def ground(request: HttpRequest) -> FileResponse:
    """The drawn base map of this installation, if it has one."""
    file = settings.HOME / "ground.geojson"
    if not file.exists():
        raise Http404
    return FileResponse(file.open("rb"), content_type="application/geo+json")
