"""Estates: added where they lie, changed, and ended on a day."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from liren.apps.places.models import Area, Building, Dwelling, Estate, Particulars
from liren.apps.places.queries import area_at, index
from liren.apps.places.rules import check_point
from liren.apps.places.rules import estates as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import changed

FACTS = frozenset(
    {
        *("name", "name_en", "kind", "management", "manager", "address"),
        *("lng", "lat", "built_year", "valid_from"),
    }
)


@action("places.add_estate", creates=True)
def add_estate(
    actor: Actor,
    area: Area,
    /,
    *,
    name: str,
    management: str,
    kind: str = rules.EstateKind.COMMERCIAL,
    **facts: Any,
) -> Estate:
    """Add an estate to a community; its point puts it into a grid there."""
    estate = new_estate(area, name=name, management=management, kind=kind, **facts)
    estate.save()
    return estate


def new_estate(area: Area, **facts: Any) -> Estate:
    """An estate that fits the rules and is not saved yet."""
    unknown = set(facts) - FACTS
    if unknown:
        raise TypeError(f"an estate has no {sorted(unknown)}")
    rules.check_name(facts["name"])
    rules.check_area(area.level)
    place = placed(area, facts.get("lng"), facts.get("lat"))
    check_new_name(area, facts["name"])
    check_manager(facts.get("manager"))
    estate = Estate(area=place, area_path=place.path, **facts)
    estate.sound()
    return estate


def placed(area: Area, lng: float | None, lat: float | None) -> Area:
    """The grid of a point inside the community, or the community where no grid covers it."""
    if lng is None or lat is None:
        return area
    check_point(lng, lat)
    if index().at(lng, lat) == area.pk:
        return area
    found = area_at(lng, lat)
    community = community_path(area)
    if found is None or found.path.startswith(area.path):
        return found or area
    if not found.path.startswith(community):
        raise Refused(
            "places.point-elsewhere",
            _("这个位置在「%(there)s」，不在所选的社区里。请改位置，或改选社区。")
            % {"there": found.parent or found},
        )
    return found


def community_path(area: Area) -> str:
    """The path of the community in which a place lies."""
    deeper = {"grid": 1, "micro_grid": 2}.get(area.level, 0)
    parts = area.path.rstrip(".").split(".")
    return ".".join(parts[: len(parts) - deeper]) + "."


def check_new_name(area: Area, name: str, but: Estate | None = None) -> None:
    """Two estates of one community do not share a name."""
    path = community_path(area)
    with connection.cursor() as cursor:  # two who add at once come one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"estate {path}"])
    same = Estate.objects.filter(
        Q(area_path__gte=path, area_path__lt=path[:-1] + "/"), name=name.strip(), valid_to=None
    )
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(
            "places.estate-exists",
            _("本社区已有名为「%(name)s」的小区。若是另一期，请在名称里写明期数。")
            % {"name": name.strip()},
        )


def check_manager(manager: Body | None) -> None:
    """A body that looks after an estate is one that still exists."""
    if manager is not None and getattr(manager, "valid_to", None):
        raise Refused("places.manager-gone", _("这个单位已经撤销，请选现在管理小区的单位。"))


@action("places.change_estate")
def change_estate(actor: Actor, estate: Estate, /, **facts: Any) -> Estate:
    """Correct or update what is known of an estate; its buildings stay where they are."""
    rules.check_open(estate.valid_to)
    unknown = set(facts) - FACTS
    if unknown:
        raise TypeError(f"an estate has no {sorted(unknown)}")
    if "name" in facts:
        rules.check_name(facts["name"])
        check_new_name(estate.area, facts["name"], estate)
    if "manager" in facts:
        check_manager(facts["manager"])
    for name, value in facts.items():
        setattr(estate, name, value)
    if {"lng", "lat"} & set(facts):
        estate.area = placed(_community(estate.area), estate.lng, estate.lat)
        estate.area_path = estate.area.path
    estate.save()
    return estate


def _community(area: Area) -> Area:
    while area.level in ("grid", "micro_grid") and area.parent:
        area = area.parent
    return area


@action("places.close_estate")
def close_estate(actor: Actor, estate: Estate, *, on: date | None = None, reason: str) -> Estate:
    """End an estate on a day, with its buildings and dwellings; all stay to be read."""
    day = on or today()
    rules.check_open(estate.valid_to)
    rules.check_dates(estate.valid_from, day)
    rules.check_reason(reason)
    Dwelling.objects.filter(building__estate=estate, valid_to=None).update(
        valid_to=day, end_reason=reason
    )
    Building.objects.filter(estate=estate, valid_to=None).update(
        valid_to=day, end_reason=reason, flats=0
    )
    estate.valid_to, estate.end_reason = day, reason
    estate.save(update_fields=["valid_to", "end_reason"])
    return estate


@action("places.describe")
def describe(actor: Actor, area: Area, /, **facts: Any) -> Area:
    """Write down what is known of an area beside its code."""
    if facts.get("kind") == rules.CommunityKind.CONVERTED:
        rules.check_conversion(area.level)
    elif facts.get("converted_on"):
        facts["converted_on"] = None
    Particulars.objects.update_or_create(area=area, defaults=facts)
    changed()
    return area
