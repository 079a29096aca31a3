"""Buildings and dwellings: added, laid out by a pattern, changed, ended."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from liren.apps.places.actions.estates import placed
from liren.apps.places.models import Building, Dwelling, Estate, Stairwell
from liren.apps.places.rules import Pattern, Use
from liren.apps.places.rules import estates as rules
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.base.choices import _
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused

BATCH = 2000


@action("places.add_building")
def add_building(
    actor: Actor, estate: Estate, /, *, number: str, floors: int, **facts: Any
) -> Building:
    """Add a building to an estate; its point puts it into a grid."""
    rules.check_open(estate.valid_to)
    building = new_building(estate, number=number, floors=floors, **facts)
    check_new_number(estate, building.number)
    building.save()
    return building


def new_building(estate: Estate, *, number: str, floors: int, **facts: Any) -> Building:
    """A building that fits the rules and is not saved yet."""
    number = number.strip().removesuffix("栋").removesuffix("幢").removesuffix("号楼").strip()
    rules.check_building(number, floors)
    area = placed(estate.area, facts.get("lng"), facts.get("lat"))
    return Building(
        estate=estate,
        number=number,
        place=rules.order_of(number),
        floors=floors,
        area=area,
        area_path=area.path,
        **facts,
    )


def check_new_number(estate: Estate, number: str, but: Building | None = None) -> None:
    """A number stands once in an estate."""
    same = Building.objects.filter(estate=estate, number=number, valid_to=None)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(
            "places.building-exists",
            _("这个小区已有 %(number)s 栋，请核对楼号。") % {"number": number},
        )


@action("places.change_building")
def change_building(actor: Actor, building: Building, /, **facts: Any) -> Building:
    """Correct what is known of a building."""
    rules.check_open(building.valid_to)
    for name, value in facts.items():
        setattr(building, name, value)
    building.number = building.number.strip()
    rules.check_building(building.number, building.floors)
    check_new_number(building.estate, building.number, building)
    building.place = rules.order_of(building.number)
    if {"lng", "lat"} & set(facts):
        building.area = placed(building.estate.area, building.lng, building.lat)
        building.area_path = building.area.path
        Dwelling.objects.filter(building=building).update(
            area=building.area, area_path=building.area_path
        )
    building.save()
    return building


@action("places.close_building")
def close_building(
    actor: Actor, building: Building, *, on: date | None = None, reason: str
) -> Building:
    """End a building on a day, with its dwellings."""
    day = on or today()
    rules.check_open(building.valid_to)
    rules.check_dates(building.valid_from, day)
    rules.check_reason(reason)
    Dwelling.objects.filter(building=building, valid_to=None).update(
        valid_to=day, end_reason=reason
    )
    building.valid_to, building.end_reason, building.flats = day, reason, 0
    building.save(update_fields=["valid_to", "end_reason", "flats"])
    return building


@action("places.lay_out")
def lay_out(actor: Actor, building: Building, *, pattern: Pattern) -> Building:
    """Make the stairwells and dwellings of an empty building by a pattern."""
    rules.check_open(building.valid_to)
    if building.flats:
        raise Refused(
            "places.laid-out",
            _("这栋楼已有 %(n)d 户。要重新排，请先逐户撤销，或撤销这栋楼另建。")
            % {"n": building.flats},
        )
    write_flats([(building, pattern)])
    building.floors = max(building.floors, pattern.floors)
    building.save(update_fields=["flats", "floors"])
    return building


def write_flats(laid: Sequence[tuple[Building, Pattern]]) -> int:
    """Write the dwellings of many buildings at once; the buildings count them, unsaved."""
    drawn = [(building, rules.laid_out(pattern)) for building, pattern in laid]
    stairwells = {
        (building.pk, number): Stairwell(building=building, number=number)
        for building, flats in drawn
        for number in sorted({flat.stairwell for flat in flats})
    }
    Stairwell.objects.bulk_create(
        stairwells.values(), batch_size=BATCH, update_conflicts=True,
        unique_fields=["building", "number"], update_fields=["number"],
    )  # fmt: skip
    made = [
        Dwelling(
            building=building,
            stairwell=stairwells[building.pk, flat.stairwell],
            floor=flat.floor,
            column=flat.column,
            number=flat.number,
            use=flat.use,
            area_m2=flat.area_m2,
            area_id=building.area_id,
            area_path=building.area_path,
        )
        for building, flats in drawn
        for flat in flats
    ]
    Dwelling.objects.bulk_create(made, batch_size=BATCH)
    for building, flats in drawn:
        building.flats = len(flats)
    return len(made)


@action("places.add_dwelling")
def add_dwelling(
    actor: Actor,
    building: Building,
    /,
    *,
    number: str,
    floor: int,
    stairwell: int | None = None,
    use: str = Use.RESIDENTIAL,
    **facts: Any,
) -> Dwelling:
    """Add one dwelling that the pattern did not give: a shop, a garage, a late flat."""
    rules.check_open(building.valid_to)
    rules.check_dwelling(number, floor)
    entrance = None
    if stairwell is not None:
        entrance, _new = Stairwell.objects.get_or_create(building=building, number=stairwell)
    same = Dwelling.objects.filter(
        building=building, stairwell=entrance, number=number.strip(), valid_to=None
    )
    if same.exists():
        raise _twice(number)
    last = Dwelling.objects.filter(building=building, stairwell=entrance).order_by("-column")
    dwelling = Dwelling.objects.create(
        building=building,
        stairwell=entrance,
        floor=floor,
        column=_column(building, entrance, floor, last.values_list("column", flat=True).first()),
        number=number.strip(),
        use=use,
        area=building.area,
        area_path=building.area_path,
        **facts,
    )
    building.flats += 1
    building.save(update_fields=["flats"])
    return dwelling


def _column(building: Building, entrance: Stairwell | None, floor: int, last: int | None) -> int:
    """The first free place of the floor within the columns that are there, else a new one."""
    here = Dwelling.objects.filter(building=building, stairwell=entrance, valid_to=None)
    known = set(here.values_list("column", flat=True))
    taken = set(here.filter(floor=floor).values_list("column", flat=True))
    return min(known - taken, default=(last or 0) + 1)


def _twice(number: str) -> Refused:
    sentence = _("这个单元已有 %(number)s 室，请核对室号。")
    return Refused("places.dwelling-exists", sentence % {"number": number.strip()})


@action("places.change_dwelling")
def change_dwelling(actor: Actor, dwelling: Dwelling, /, **facts: Any) -> Dwelling:
    """Correct the number, use or size of a dwelling."""
    rules.check_open(dwelling.valid_to)
    for name, value in facts.items():
        setattr(dwelling, name, value)
    dwelling.number = dwelling.number.strip()
    rules.check_dwelling(dwelling.number, dwelling.floor)
    same = Dwelling.objects.filter(
        building=dwelling.building_id, stairwell=dwelling.stairwell_id, number=dwelling.number
    )
    if same.filter(valid_to=None).exclude(pk=dwelling.pk).exists():
        raise _twice(dwelling.number)
    dwelling.save()
    return dwelling


@action("places.close_dwelling")
def close_dwelling(
    actor: Actor, dwelling: Dwelling, *, on: date | None = None, reason: str
) -> Dwelling:
    """End a dwelling on a day: merged with its neighbour, pulled down, never built."""
    day = on or today()
    rules.check_open(dwelling.valid_to)
    rules.check_dates(dwelling.valid_from, day)
    rules.check_reason(reason)
    building = Building.objects.select_for_update().get(pk=dwelling.building_id)
    building.flats = max(0, building.flats - 1)
    building.save(update_fields=["flats"])
    dwelling.valid_to, dwelling.end_reason = day, reason
    dwelling.save(update_fields=["valid_to", "end_reason"])
    return dwelling
