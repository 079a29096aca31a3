"""What areas were: family tree, the territory on a day, communities out of bounds."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from shapely.geometry import shape

from liren.apps.lineage.models import Change
from liren.apps.lineage.queries import (
    areas_on,
    bearer_on,
    border_on,
    custodies_of,
    named_on,
    relations_of,
    sizes_in,
)
from liren.apps.lineage.views.drawing import Scale, Sheet, chart
from liren.apps.lineage.views.shown import day as written
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.web.respond import part

PAGE = 100


def asked_day(request: Request) -> date:
    """The day of which the page speaks: that of its address, else today."""
    try:
        return parse_date(request.GET.get("day", "")) or today()
    except ValueError:
        return today()


@require_safe
def area(request: Request, code: str) -> HttpResponse:
    """One area: its family tree, and what it was on a day."""
    seen_by = Area.objects.allowed(request.actor, "places.view")
    found = seen_by.select_related("parent").get(code=code)
    day, kin = asked_day(request), relations_of(found)
    inside = areas_on(request.actor, day).filter(parent=found)
    (named,) = named_on([found], day)
    border = border_on(found, day)
    seen = {d.change_id for d in kin.descents}
    visible = Change.objects.allowed(request.actor, "lineage.view").filter(pk__in=seen)
    context = {
        "area": found,
        "named": named,
        "day": written(day),
        "there": in_force(found, day),
        "children": named_on(inside, day),
        "sheet": sheet_of(border, named.name),
        "chart": chart(kin, found.pk) if kin.descents else None,
        "descents": kin.descents,
        "custodies": custodies_of(found),
        "visible": set(visible.values_list("pk", flat=True)),
        "rows": life(found),
    }
    return part(request, "lineage/area.html", "area", **context)


def in_force(area: Area, day: date) -> bool:
    """Whether an area was there on a day."""
    begun = area.valid_from is None or area.valid_from <= day
    return begun and (area.valid_to is None or day <= area.valid_to)


def life(area: Area) -> list[tuple[str, object]]:
    """From when to when an area is."""
    return [
        (_("代码"), area.code),
        (_("上级"), area.parent or ""),
        (_("设立"), written(area.valid_from)),
        (_("撤销"), written(area.valid_to)),
    ]


def sheet_of(border: object, name: str) -> Sheet | None:
    """The border of a day as a small map."""
    if not border:
        return None
    whole = shape(border)
    scale = Scale([whole])
    return scale.sheet([scale.ground(whole, 0, name, name)])


@require_safe
def as_of(request: Request) -> HttpResponse:
    """The territory as it was on a day, with the names and codes of that day."""
    day, q = asked_day(request), request.GET.get("q", "").strip()
    rows = areas_on(request.actor, day).select_related("parent")
    fine = (Level.GRID, Level.MICRO_GRID)
    rows = bearer_on(rows, q, day) if q else rows.exclude(level__in=fine)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": named_on(page.object_list, day), "q": q, "day": written(day)}
    return part(request, "lineage/as_of.html", "list", **context)


@require_safe
def sizes(request: Request) -> HttpResponse:
    """Every community measured against the size that the rule of the place wants."""
    if not request.actor.may("lineage.view"):
        raise PermissionDenied("lineage.view")
    found, source = sizes_in(offices_seen(request.actor))
    only = request.GET.get("only", "")
    shown = [one for one in found if not only or one.size.tone == only]
    tones = {tone: sum(one.size.tone == tone for one in found) for tone in ("bad", "warn", "ok")}
    labels = {"": _("全部"), "bad": _("不在标准内"), "warn": _("没有户数"), "ok": _("在标准内")}
    tabs = [
        {
            "label": label,
            "url": f"?only={tone}",
            "count": tones.get(tone, len(found)),
            "current": tone == only,
        }
        for tone, label in labels.items()
    ]
    context = {"rows": shown, "tabs": tabs, "source": source}
    return part(request, "lineage/sizes.html", "list", **context)


def offices_seen(actor: Actor) -> Sequence[Area]:
    """The subdistricts whose changes this person may see."""
    rows = Area.objects.allowed(actor, "lineage.view").valid()
    return list(rows.filter(level=Level.SUBDISTRICT).order_by("path"))
