"""Grids of a community: what they are, how they fit, and what is posted of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from shapely.geometry import shape

from liren.apps.places.models import Area, Dwelling, FormerBorder, Level, Particulars, Shape
from liren.apps.places.rules import Block, Use
from liren.apps.places.rules.grids import Border, Fault, faults_between, size_m2
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Grant
from liren.kernel.access.ways import subtree
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import parameter, value

TOLERANCE = "places.grid_tolerance"
SIZES = {Level.GRID: "places.grid_households", Level.MICRO_GRID: "places.microgrid_households"}
WORKER = "grid_worker"
WIDE, HIGH = 700.0, 400.0  # of the border on paper


@dataclass(frozen=True)
class Sized:
    """A grid with its size: households against the rule, square metres, who works in it."""

    area: Area
    m2: int | None
    households: int
    tone: str
    sentence: str
    workers: Sequence[str]


def inside(outer: Area) -> QuerySet[Area]:
    """The grids of a community, or the micro-grids of a grid, in force."""
    fine = (Level.GRID, Level.MICRO_GRID)
    return Area.objects.valid().filter(parent=outer, level__in=fine).order_by("path")


def borders_in(outer: Area, but: int | None = None) -> list[tuple[str, Border]]:
    """The drawn borders of what lies in an area, by name."""
    drawn = Shape.objects.filter(area__in=inside(outer)).select_related("area")
    rows = drawn.exclude(area=but) if but else drawn
    return [(row.area.name, row.geometry) for row in rows.order_by("area__path")]


def border_of(area: Area) -> Border | None:
    """The border of an area, if one was drawn."""
    found: Border | None = (
        Shape.objects.filter(area=area).values_list("geometry", flat=True).first()
    )
    return found


def tolerance() -> float:
    """Gaps and overlaps up to this many square metres are no faults."""
    return float(value(TOLERANCE))


def faults_in(
    outer: Area, new: Sequence[tuple[str, Border]] = (), but: int | None = None
) -> list[Fault]:
    """How the grids of a community fit together, with some that are only planned.

    A planned grid of a name that exists takes that one's place.
    """
    planned = {name for name, _border in new}
    kept = [one for one in borders_in(outer, but) if one[0] not in planned]
    return faults_between(border_of(outer), [*kept, *new], tolerance())


def sized(outer: Area) -> list[Sized]:
    """The grids of a community, each measured against the rule of the place."""
    grids = list(inside(outer))
    borders = dict(Shape.objects.filter(area__in=grids).values_list("area", "geometry"))
    households = _households(outer)
    people = workers_of(grids)
    found = []
    for area in grids:
        number = sum(n for path, n in households.items() if path.startswith(area.path))
        tone, sentence = _measured(area, number)
        drawn = borders.get(area.pk)
        m2 = round(size_m2(shape(drawn))) if drawn else None
        found.append(Sized(area, m2, number, tone, sentence, people.get(area.pk, ())))
    return found


def _households(outer: Area) -> Counter[str]:
    homes = Dwelling.objects.filter(subtree("area_path", outer.path), valid_to=None)
    homes = homes.filter(use=Use.RESIDENTIAL)
    return Counter(dict(homes.values_list("area_path").annotate(Count("pk"))))


def _measured(area: Area, households: int) -> tuple[str, str]:
    try:
        low, high = parameter(SIZES[Level(area.level)]).value
    except Refused as no:
        return "warn", str(no)
    words = {"n": households, "low": low, "high": high}
    if not households:
        return "warn", str(_("没有登记住房，无法核对（标准 %(low)d–%(high)d 户）。") % words)
    if low <= households <= high:
        return "ok", str(_("%(n)d 户，在标准 %(low)d–%(high)d 户之内。") % words)
    few = _("%(n)d 户，少于标准 %(low)d–%(high)d 户。")
    many = _("%(n)d 户，超过标准 %(low)d–%(high)d 户。")
    return "bad", str((few if households < low else many) % words)


def workers_of(grids: Sequence[Area]) -> dict[int, list[str]]:
    """Who works in each grid today, by name."""
    held = Grant.objects.holding().filter(area__in=grids, role=WORKER).select_related("user")
    found: dict[int, list[str]] = {}
    for grant in held.order_by("pk"):
        if grant.area_id:
            found.setdefault(grant.area_id, []).append(str(grant.user))
    return found


def offices_in(area: Area) -> int:
    """How many people hold an office in this area or below it."""
    inner = Grant.objects.holding().filter(Q(area=area) | subtree("area__path", area.path))
    return inner.exclude(role="resident").values("user").distinct().count()


@dataclass(frozen=True)
class Posting:
    """What the law wants posted of a grid."""

    area: Area
    community: Area | None
    workers: Sequence[str]
    phone: str
    supervision: str
    border: Border | None

    @property
    def sheet(self) -> tuple[int, int, str] | None:
        """The border for paper: width, height, and the path of an SVG."""
        if not self.border:
            return None
        ring = self.border["coordinates"][0]
        west, south = (min(at[n] for at in ring) for n in (0, 1))
        east, north = (max(at[n] for at in ring) for n in (0, 1))
        lean = cos(radians((south + north) / 2))
        factor = min(WIDE / ((east - west) * lean), HIGH / (north - south))
        points = (
            f"{(x - west) * lean * factor:.1f} {(north - y) * factor:.1f}" for x, y, *_z in ring
        )
        size = round((east - west) * lean * factor) + 1, round((north - south) * factor) + 1
        return *size, f"M{' L'.join(points)}Z"


def posting_of(code: str) -> Posting:
    """The public posting of a grid in force: name, border, worker, contact, supervision."""
    fine = (Level.GRID, Level.MICRO_GRID)
    rows = Area.objects.valid().filter(level__in=fine).select_related("parent__parent")
    area = rows.get(code=code)
    home = _of_level(area, Level.COMMUNITY)
    office = _of_level(area, Level.SUBDISTRICT)
    workers = workers_of([area]).get(area.pk) or []
    if not workers and area.parent and area.parent.level == Level.GRID:
        workers = workers_of([area.parent]).get(area.parent.pk) or []
    return Posting(area, home, workers, _phone(home), _phone(office), border_of(area))


def _of_level(area: Area | None, level: str) -> Area | None:
    while area is not None and area.level != level:
        area = area.parent
    return area


def _phone(area: Area | None) -> str:
    found = Particulars.objects.filter(area=area).values_list("phone", flat=True).first()
    return found or ""


def former_border(area: Area, day: date) -> Any | None:
    """The border that a grid had on a day before it was drawn anew, as a row; None if today's."""
    return FormerBorder.objects.filter(area=area, valid_to__gte=day).first()


def grid_home_for(actor: Actor, code: str) -> Area:
    """A community or grid in force in which this actor may look at grids."""
    rows = Area.objects.allowed(actor, "places.view").valid().select_related("parent")
    found: Area = rows.get(code=code, level__in=(Level.COMMUNITY, Level.GRID))
    return found


def grid_block(actor: Actor, area: Area) -> Iterable[Block]:
    """On the page of a community: its grids; on that of a grid: its posting."""
    if area.valid_to:
        return
    if area.level == Level.COMMUNITY:
        said = _("%(n)d 个网格") % {"n": inside(area).count()}
        links = ((_("网格、规模和缝隙"), reverse("places.grids", args=[area.code]), said),)
        yield Block(_("网格"), links=links)
    if area.level in SIZES:
        paper = _("名称、界线、网格员和电话")
        links = ((_("网格公示牌"), reverse("places.posting", args=[area.code]), paper),)
        yield Block(_("公示"), links=links)
