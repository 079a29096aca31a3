"""The pages of grids: the list with its faults, drawing, importing, and the public posting."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.places import actions
from liren.apps.places.forms.grids import BorderForm, CloseGridForm, GridFileForm
from liren.apps.places.models import Area, Shape
from liren.apps.places.queries.areas import area_for
from liren.apps.places.queries.grids import (
    border_of,
    faults_in,
    grid_home_for,
    inside,
    posting_of,
    sized,
    tolerance,
)
from liren.apps.places.rules.grids import Fault, Fit, Read, read_features, read_rows
from liren.apps.places.views.sheets import rows_of
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import parameter
from liren.kernel.web.respond import go, part, refusals_to

SALT, KEPT = "places.import_grids", 3600
LARGEST = 2 * 1024 * 1024


@require_safe
def grids(request: Request, code: str) -> HttpResponse:
    """The grids of a community: size, worker, and where they do not fit together."""
    area = grid_home_for(request.actor, code)
    faults = faults_in(area)
    context = {
        "area": area,
        "rows": sized(area),
        "faults": shown(faults),
        "tolerance": round(tolerance()),
        "may_draw": permits(request.actor, "places.draw_grid", area),
        "rule": one_grid_rule(),
        "map_url": reverse("places.grid_map", args=[area.code]),
        "middle": middle(area),
    }
    return part(request, "places/grids.html", "grids", **context)


def one_grid_rule() -> str:
    """That departments use these grids, and where it is written."""
    try:
        rule = parameter("places.one_grid")
    except Refused:
        return ""
    return str(rule.source)


def shown(faults: list[Fault]) -> list[dict[str, Any]]:
    """Faults as the list and the map show them."""
    return [
        {"number": n, "fault": one, "label": Fit(one.kind).label, "m2": one.m2}
        for n, one in enumerate(faults[:50], start=1)
    ]


def middle(area: Area) -> tuple[float, float] | None:
    """Where the map opens: in the area, else in what lies in it or around it."""
    drawn = inside(area).filter(lng__isnull=False).first()
    near = next((a for a in (area, drawn, area.parent) if a and a.lng is not None), None)
    return (near.lng or 0, near.lat or 0) if near else None


@require_safe
def grid_map(request: Request, code: str) -> JsonResponse:
    """Community, grids and faulty places as GeoJSON; `k` says what each is."""
    area = grid_home_for(request.actor, code)
    drawn = Shape.objects.filter(area__in=inside(area)).select_related("area")
    features = [_feature(row.geometry, "grid", row.area.name) for row in drawn]
    if border := border_of(area):
        features.insert(0, _feature(border, "home", area.name))
    features += [
        _feature(one["fault"].border, one["fault"].kind, str(one["number"]))
        for one in shown(faults_in(area))
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _feature(geometry: Any, kind: str, name: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"k": kind, "n": name}}


def draw_grid(request: Request, code: str) -> HttpResponse:
    """Draw a new grid, or a micro-grid in a grid."""
    area = grid_home_for(request.actor, code)
    _check_may(request, "places.draw_grid", area)
    form = BorderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if request.POST.get("look"):
            return _border_page(request, form, area, given)
        with refusals_to(form):
            actor = form.acting(request.actor)
            made = actions.draw_grid(actor, area, name=given["name"], border=given["border"])
            said = _("已划出「%(name)s」，代码 %(code)s。")
            words = {"name": made.name, "code": made.code}
            return go(request, reverse("places.grids", args=[area.code]), said=said % words)
    return _border_page(request, form, area)


def redraw_grid(request: Request, code: str) -> HttpResponse:
    """Draw the border of a grid anew."""
    grid = area_for(request.actor, code)
    _check_may(request, "places.redraw_grid", grid)
    home = grid.parent or grid
    now = {"name": grid.name, "text": json.dumps(border_of(grid)) if border_of(grid) else ""}
    form = BorderForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if request.POST.get("look"):
            return _border_page(request, form, home, given, grid=grid)
        with refusals_to(form):
            actor = form.acting(request.actor)
            actions.redraw_grid(actor, grid, border=given["border"], name=given["name"])
            url = reverse("places.grids", args=[home.code])
            return go(request, url, said=_("界线已更新，以前的界线留在沿革里。"))
    return _border_page(request, form, home, grid=grid)


def _border_page(
    request: Request,
    form: BorderForm,
    home: Area,
    given: dict[str, Any] | None = None,
    grid: Area | None = None,
) -> HttpResponse:
    faults: list[Fault] = []
    if given:
        faults = faults_in(home, [(given["name"], given["border"])], grid.pk if grid else None)
    context = {
        "form": form,
        "area": home,
        "grid": grid,
        "looked": given is not None,
        "faults": shown(faults),
        "map_url": reverse("places.grid_map", args=[home.code]),
        "middle": middle(home),
        "here": request.get_full_path(),
    }
    return part(request, "places/draw.html", "draw", **context)


def _check_may(request: Request, verb: str, area: Area) -> None:
    if not permits(request.actor, verb, area):
        raise PermissionDenied(verb)


def close_grid(request: Request, code: str) -> HttpResponse:
    """End a grid, with the reason."""
    grid = area_for(request.actor, code)
    _check_may(request, "places.close_grid", grid)
    home = grid.parent or grid
    form = CloseGridForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actor = form.acting(request.actor)
            actions.close_grid(actor, grid, reason=form.cleaned_data["reason"])
            url = reverse("places.grids", args=[home.code])
            return go(request, url, said=_("「%(name)s」已撤销。") % {"name": grid})
    return part(request, "places/close_grid.html", "close", form=form, grid=grid, area=home)


def import_grids(request: Request, code: str) -> HttpResponse:
    """A file in two steps: what is in it and how it fits, then the yes."""
    area = grid_home_for(request.actor, code)
    _check_may(request, "places.import_grids", area)
    form = GridFileForm(None)
    context: dict[str, Any] = {"area": area, "form": form}
    if request.method == "POST" and request.POST.get("sure"):
        taken = _confirmed(request)
        actor = request.actor.once(request.POST.get("key", ""))
        actions.import_grids(actor, area, grids=taken)
        url = reverse("places.grids", args=[area.code])
        return go(request, url, said=_("已导入 %(n)d 个网格。") % {"n": len(taken)})
    if request.method == "POST":
        form = context["form"] = GridFileForm(request.POST, request.FILES)
        if form.is_valid():
            with refusals_to(form):
                context |= _judged(area, form.cleaned_data)
    return part(request, "places/import_grids.html", "import", **context)


def _judged(area: Area, given: dict[str, Any]) -> dict[str, Any]:
    read = _read(given["file"], given["system"], given.get("meridian"))
    known = set(inside(area).values_list("name", flat=True))
    new = [(row.name, row.border) for row in read.rows]
    return {
        "read": read,
        "rows": [(row.name, row.name in known) for row in read.rows],
        "faults": shown(faults_in(area, new)),
        "signed": signing.dumps([row.plain() for row in read.rows], salt=SALT, compress=True),
    }


def _read(file: "UploadedFile[bytes]", system: str, meridian: int | None) -> Read:
    if (file.size or 0) > LARGEST:
        raise Refused("places.big-sheet", _("文件超过 2 MB，请分成几个文件。"))
    if str(file.name).lower().endswith((".xlsx", ".xls", ".ods")):
        return read_rows(rows_of(file), system, meridian)
    text = file.read().decode("utf-8-sig", errors="replace")
    return read_features(text, system, meridian)


def _confirmed(request: Request) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = signing.loads(
            request.POST.get("signed", ""), salt=SALT, max_age=KEPT
        )
    except signing.BadSignature as fault:
        sentence = _("这份核对结果已过期或不完整，请重新上传文件。")
        raise Refused("places.stale-sheet", sentence) from fault
    return found


@login_not_required
@require_safe
def posting(request: Request, code: str) -> HttpResponse:
    """The posting of a grid that the law wants on the wall, open to everybody."""
    return render(request, "places/posting.html", {"posting": posting_of(code)})
