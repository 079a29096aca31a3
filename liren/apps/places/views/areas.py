"""The territory as pages: the tree, one area, its shapes for the map."""

from django.conf import settings
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.places.models import Area, Level, Shape
from liren.apps.places.queries import area_for, areas_for, around, shapes_in, tops_for
from liren.kernel.access.models import Body
from liren.kernel.access.request import Request
from liren.kernel.web.respond import part

MOST_SHAPES = 400
MOST_ROWS = 200


@require_safe
def tree(request: Request) -> HttpResponse:
    """The areas in which I work, and a search by name or code."""
    q = request.GET.get("q", "").strip()
    found = areas_for(request.actor)
    if q:
        rows = found.filter(Q(name__contains=q) | Q(code__startswith=q))
    else:
        rows = found.exclude(level__in=(Level.GRID, Level.MICRO_GRID))
    rows = rows.annotate(inside=Count("children", filter=Q(children__valid_to=None)))
    listed = list(rows.select_related("parent")[: MOST_ROWS + 1])
    context = {"rows": listed[:MOST_ROWS], "more": len(listed) > MOST_ROWS, "q": q}
    return part(request, "places/tree.html", "tree", **context)


@require_safe
def view(request: Request, code: str) -> HttpResponse:
    """One area: where it lies, what lies in it, who acts there."""
    area = area_for(request.actor, code)
    children = areas_for(request.actor).filter(parent=area)
    bodies = Body.objects.allowed(request.actor, "bodies.view").filter(area=area).order_by("kind")
    context = {
        "area": area,
        "way": around(area),
        "children": children,
        "bodies": bodies,
        "rows": [(_("代码"), area.code), (_("层级"), area.get_level_display())],
    }
    return part(request, "places/area.html", "area", **context)


@require_safe
def shapes(request: Request) -> HttpResponse:
    """The grids around a place as GeoJSON: of one area, or of all in which I work.

    Boundaries and names of grids are public by law, so a neighbour's are no secret.
    """
    code = request.GET.get("in", "")
    tops = list(Area.objects.valid().filter(code=code)) if code else tops_for(request.actor)
    rows: list[Shape] = []
    for top in tops:
        grids = shapes_in(top, Level.GRID)
        fits = grids.count() + len(rows) <= MOST_SHAPES
        rows += grids if fits else shapes_in(top, Level.COMMUNITY)[: MOST_SHAPES - len(rows)]
    features = [
        {
            "type": "Feature",
            "geometry": row.geometry,
            "properties": {"n": str(row.area), "i": row.area.code},
        }
        for row in rows
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@require_safe
def ground(request: Request) -> FileResponse:
    """The drawn base map of this installation, if it has one."""
    file = settings.HOME / "ground.geojson"
    if not file.exists():
        raise Http404
    return FileResponse(file.open("rb"), content_type="application/geo+json")
