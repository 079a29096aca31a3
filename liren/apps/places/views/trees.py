"""The tree of areas, the search over it, and the national list beside it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.places import actions
from liren.apps.places.models import Area, Division
from liren.apps.places.queries import (
    adopted,
    area_for,
    areas_like,
    children_of,
    division_of,
    divisions_in,
    divisions_like,
    estates_like,
    levels_below,
    tops_for,
    way_of,
)
from liren.apps.places.rules.divisions import ADOPTABLE
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.web.respond import confirm, go, part

MOST_HITS = 30


@require_safe
def tree(request: Request) -> HttpResponse:
    """The areas in which I work as a tree that opens, and a search by name, initials or code."""
    q = request.GET.get("q", "").strip()[:40]
    context: dict[str, Any] = {"q": q}
    if q:
        context |= hits(request, q)
    else:
        context["nodes"] = grown(request, request.GET.get("open", ""))
    return part(request, "places/tree.html", "tree", **context)


def hits(request: Request, q: str) -> dict[str, Any]:
    """What was found: areas, estates, and lines of the national list that are no areas yet."""
    areas = areas_like(request.actor, q, MOST_HITS)
    known = {area.code for area in areas}
    listed = [one for one in divisions_like(q, MOST_HITS) if one.code not in known]
    return {
        "areas": areas,
        "estates": estates_like(request.actor, q, MOST_HITS),
        "divisions": named(listed),
        "found": bool(areas or listed),
    }


def named(rows: list[Division]) -> list[dict[str, Any]]:
    """Divisions with the names of what lies around them, in one query for all."""
    codes = {f"{row.code[:n]:0<12}" for row in rows for n in (2, 4, 6, 9)}
    names = dict(Division.objects.filter(code__in=codes).values_list("code", "name"))
    found = []
    for row in rows:
        outer = [names.get(f"{row.code[:n]:0<12}", "") for n in (2, 4, 6, 9)]
        way = [name for name in dict.fromkeys(outer) if name and name != row.name]
        found.append({"row": row, "way": " › ".join(way)})
    return found


def grown(request: Request, code: str) -> list[dict[str, Any]]:
    """The top areas, opened on the way to the one that was asked for."""
    tops = tops_for(request.actor)
    path = ""
    if code:
        path = area_for(request.actor, code).path
    elif len(tops) == 1:
        path = tops[0].path
    return [_node(request, top, path) for top in children_of(request.actor, tops)]


def _node(request: Request, area: Area, path: str) -> dict[str, Any]:
    is_open = path.startswith(area.path)
    inner = children_of(request.actor, [], parent=area) if is_open else []
    return {
        "area": area,
        "children": [_node(request, child, path) for child in inner],
        "is_open": is_open,
    }


@require_safe
def children(request: Request, code: str) -> HttpResponse:
    """The areas directly below one, as a branch of the tree."""
    area = area_for(request.actor, code)
    nodes = [
        {"area": child, "children": [], "is_open": False}
        for child in children_of(request.actor, [], parent=area)
    ]
    return part(request, "places/branch_page.html", "branch", nodes=nodes, area=area)


@require_safe
def divisions(request: Request) -> HttpResponse:
    """The national list: from the provinces inwards, or what a search finds."""
    q, code = request.GET.get("q", "").strip()[:40], request.GET.get("in", "")[:12]
    here = division_of(code) if code.isdigit() else None
    rows = divisions_like(q, MOST_HITS) if q else list(divisions_in(here.code if here else ""))
    taken = adopted([row.code for row in rows] + ([here.code] if here else []))
    may = request.actor.may("places.adopt")
    context = {
        "q": q,
        "here": here,
        "way": [*way_of(here), here] if here else [],
        "rows": [one | {"taken": one["row"].code in taken} for one in named(rows)],
        "taken": bool(here and here.code in taken),
        "below": levels_below(here) if here else {},
        "adopt_url": _adopt_url(here) if may and here else "",
    }
    return part(request, "places/divisions.html", "divisions", **context)


def _adopt_url(division: Division) -> str:
    if division.level not in ADOPTABLE:
        return ""
    return reverse("places.adopt", args=[division.code])


def adopt(request: Request, code: str) -> HttpResponse:
    """Take a division with all below it into the territory, after a look at what that is."""
    division = division_of(code) if code.isdigit() else None
    if division is None:
        raise Division.DoesNotExist
    if not request.actor.may("places.adopt"):
        raise Refused("places.no-adopt", _("您的角色不能接管区划，请联系系统管理员或区社区办。"))
    back = f"{reverse('places.divisions')}?in={division.code}"
    if request.method == "POST":
        actions.adopt(request.actor, division)
        url = reverse("places.tree") + f"?q={division.code}"
        return go(request, url, said=_("已接管「%(name)s」。") % {"name": division.name})
    below = levels_below(division)
    numbers = [(_("街道、乡镇"), "subdistrict"), (_("社区、村"), "community")]
    listed = [f"{label} {below[level]}" for label, level in numbers if below[level]]
    return confirm(
        request,
        title=_("接管「%(name)s」") % {"name": division.name},
        text=_(
            "清单里的这些区划会成为平台上的辖区。已有的不动；接管后改名、合并要按辖区调整办理。"
        ),
        losses=listed or [str(division)],
        label=_("接管"),
        cancel=back,
    )
