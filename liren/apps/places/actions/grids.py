"""Grids are drawn by the subdistrict with the district, for all departments alike."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from shapely.geometry import shape

from liren.apps.places.actions.areas import add_area
from liren.apps.places.models import Area, Building, Dwelling, FormerBorder, Level, Shape
from liren.apps.places.queries.grids import border_of, inside, offices_in
from liren.apps.places.rules import grids as rules
from liren.apps.places.rules.grids import Border
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.ways import subtree
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused


@action("places.draw_grid", creates=True, secret=("border",))
def draw_grid(actor: Actor, outer: Area, *, name: str, border: Border) -> Area:
    """Draw a grid in a community, or a micro-grid in a grid."""
    return _drawn(outer, name, border)


@action("places.redraw_grid", secret=("border",))
def redraw_grid(actor: Actor, grid: Area, *, border: Border, name: str = "") -> Area:
    """Give a grid another border or name; the former ones stay for the days before."""
    check_is_grid(grid)
    return _redrawn(grid, name or grid.name, border)


@action("places.close_grid")
def close_grid(actor: Actor, grid: Area, *, reason: str) -> Area:
    """End a grid in which nobody holds an office; its houses go to the community."""
    check_is_grid(grid)
    if len(reason.strip()) < 4:
        raise Refused("places.no-reason", _("请写明为什么撤销这个网格。"))
    if inside(grid).exists():
        raise Refused("places.grid-not-empty", _("里面还有微网格，请先撤销微网格。"))
    rules.check_can_close(offices_in(grid))
    grid.valid_to = today() - timedelta(days=1)
    grid.save(update_fields=["valid_to"])
    if grid.parent:
        settle(grid.parent)
    return grid


@action("places.import_grids", secret=("grids",))
def import_grids(actor: Actor, outer: Area, *, grids: Sequence[Mapping[str, Any]]) -> Area:
    """Take the grids of a file: those of a known name are drawn anew, the others added."""
    if not grids:
        raise Refused("places.no-grids", _("文件里没有可以导入的网格。"))
    known = {area.name: area for area in inside(outer)}
    for one in grids:
        border = rules.check_border(shape(one["border"]))
        if area := known.get(one["name"]):
            _redrawn(area, area.name, border)
        else:
            _drawn(outer, one["name"], border)
    return outer


def check_is_grid(area: Area) -> None:
    """Only grids in force are drawn anew or ended here."""
    if area.level not in (Level.GRID, Level.MICRO_GRID) or area.valid_to:
        sentence = _("「%(area)s」不是现行的网格。社区的界线走“辖区调整”。")
        raise Refused("places.no-such-grid", sentence % {"area": area})


def _drawn(outer: Area, name: str, border: Border) -> Area:
    level = rules.grid_level(outer.level)
    taken = Area.objects.filter(code__startswith=outer.code).values_list("code", flat=True)
    name = rules.check_grid_name(name, set(inside(outer).values_list("name", flat=True)))
    code = rules.free_grid_code(outer.code, list(taken))
    grid = add_area(code, name[:80], level, outer, shape=border, since=today())
    settle(outer)
    return grid


def _redrawn(grid: Area, name: str, border: Border) -> Area:
    others = inside(grid.parent).exclude(pk=grid.pk) if grid.parent else Area.objects.none()
    name = rules.check_grid_name(name, set(others.values_list("name", flat=True)))
    before = border_of(grid)
    FormerBorder.objects.create(
        area=grid, name=grid.name, geometry=before, valid_to=today() - timedelta(days=1)
    )
    middle = shape(border).representative_point()
    grid.name, grid.lng, grid.lat = name[:80], middle.x, middle.y
    grid.save(update_fields=["name", "lng", "lat"])
    Shape.objects.update_or_create(area=grid, defaults={"geometry": border})
    if grid.parent:
        settle(grid.parent)
    return grid


def settle(outer: Area) -> None:
    """Buildings whose point lies in another grid now go there, and their dwellings with them."""
    drawn = Shape.objects.filter(area__in=inside(outer)).select_related("area").order_by("pk")
    shapes = [(shape(row.geometry), row.area) for row in drawn]
    here = Building.objects.filter(subtree("area_path", outer.path), lng__isnull=False)
    for building in here.select_related("area"):
        point = shape({"type": "Point", "coordinates": [building.lng, building.lat]})
        home = next((area for border, area in shapes if border.intersects(point)), outer)
        if home.pk != building.area_id:
            moved = {"area": home, "area_path": home.path}
            Building.objects.filter(pk=building.pk).update(**moved)
            Dwelling.objects.filter(building=building).update(**moved)
