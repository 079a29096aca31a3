"""Many estates with their buildings at once, out of a spreadsheet or another program."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from liren.apps.places.actions.buildings import new_building, write_flats
from liren.apps.places.actions.estates import community_path, new_estate
from liren.apps.places.models import Area, Building, Estate, Level
from liren.apps.places.rules import Pattern
from liren.apps.places.rules.sheets import House
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Body
from liren.kernel.access.ways import subtree
from liren.kernel.audit.log import entry
from liren.kernel.audit.models import Entry
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

BATCH = 1000


@dataclass
class Outcome:
    """What a sheet would do, or did: counts, and what is wrong with single lines."""

    estates: int = 0
    buildings: int = 0
    dwellings: int = 0
    known: int = 0  # buildings that stand already and stay as they are
    faults: list[tuple[int, str]] = field(default_factory=list)


class Sheet:
    """The lines of a sheet against what stands already in an area."""

    def __init__(self, area: Area, houses: Sequence[House]) -> None:
        self.area, self.houses = area, houses
        rows = Area.objects.below(area).valid().filter(level=Level.COMMUNITY)
        self.communities: dict[str, list[Area]] = defaultdict(list)
        for row in rows.select_related("parent"):
            for name in {row.code, row.name}:
                self.communities[name].append(row)
        self.bodies = {
            name: body for body in Body.objects.all() for name in (body.name, body.code)
        }
        self.estates = {
            (community_path(estate.area), estate.name): estate
            for estate in Estate.objects.filter(
                subtree("area_path", area.path), valid_to=None
            ).select_related("area")
        }
        numbers = Building.objects.filter(subtree("area_path", area.path), valid_to=None)
        self.numbers = set(numbers.values_list("estate_id", "number"))

    def community(self, house: House) -> Area:
        """The one community of this name or code in the area."""
        found = self.communities.get(house.community, [])
        if len(found) > 1:
            sentence = _("本辖区有几个社区都叫“%(name)s”，请改写 12 位代码。")
        else:
            sentence = _("本辖区没有社区“%(name)s”，请核对名称或改写 12 位代码。")
        if len(found) != 1:
            raise Refused("places.bad-cell", sentence % {"name": house.community[:20]})
        return found[0]

    def estate(self, house: House) -> Estate:
        """The estate of a line: the one that stands, or a new one that is not saved."""
        area = self.community(house)
        known = self.estates.get((area.path, house.name))
        if known:
            return known
        if not house.management:
            raise Refused("places.bad-cell", _("新的小区要写管理类型。"))
        manager = self.bodies.get(house.manager) if house.manager else None
        if house.manager and manager is None:
            sentence = _("没有登记“%(name)s”这个单位，请先登记，或留空。")
            raise Refused("places.bad-cell", sentence % {"name": house.manager[:20]})
        made = new_estate(
            area, name=house.name, management=house.management, kind=house.kind, manager=manager,
            address=house.address, lng=house.lng, lat=house.lat, built_year=house.built_year,
        )  # fmt: skip
        self.estates[area.path, house.name] = made
        return made


def judged(area: Area, houses: Sequence[House]) -> Outcome:
    """What taking these lines would do; nothing is written."""
    return _sorted_out(Sheet(area, houses))[0]


@dataclass
class Plan:
    """One line that is taken: its estate, and its building where it names one."""

    estate: Estate
    building: Building | None
    pattern: Pattern | None


def _sorted_out(sheet: Sheet) -> tuple[Outcome, list[Plan]]:
    outcome, plans = Outcome(), []
    fresh: set[int] = set()
    for house in sheet.houses:
        try:
            estate = sheet.estate(house)
            is_known = (estate.pk, house.number) in sheet.numbers
            plan = Plan(estate, None if is_known else _building(house, estate), house.pattern)
        except Refused as no:
            outcome.faults.append((house.line, str(no)))
            continue
        if estate.pk is None and id(estate) not in fresh:
            fresh.add(id(estate))
            outcome.estates += 1
        outcome.known += is_known
        if not is_known:
            plans.append(plan)
        if plan.building:
            outcome.buildings += 1
            outcome.dwellings += plan.pattern.size if plan.pattern else 0
    return outcome, plans


def _building(house: House, estate: Estate) -> Building | None:
    if not house.number:
        return None
    return new_building(
        estate, number=house.number, floors=house.floors,
        built_year=house.built_year, lng=house.lng, lat=house.lat,
    )  # fmt: skip


@action("places.import_estates", creates=True)
def import_estates(actor: Actor, area: Area, *, houses: Sequence[Mapping[str, object]]) -> Area:
    """Take a sheet of estates and buildings into an area: all its good lines, or none."""
    sheet = Sheet(area, [House(**house) for house in houses])  # type: ignore[arg-type]
    outcome, plans = _sorted_out(sheet)
    if outcome.faults:
        line, said = outcome.faults[0]
        raise Refused(
            "places.sheet-changed",
            _("第 %(line)d 行现在不能导入：%(said)s 请重新上传核对。")
            % {"line": line, "said": said},
        )
    _write(actor, plans)
    return area


def _write(actor: Actor, plans: list[Plan]) -> None:
    fresh = {id(plan.estate): plan.estate for plan in plans if plan.estate.pk is None}
    Estate.objects.bulk_create(fresh.values(), batch_size=BATCH)
    Entry.objects.bulk_create(
        entry(actor.user, "places.add_estate", row, {"name": row.name}) for row in fresh.values()
    )
    built = [plan.building for plan in plans if plan.building]
    Building.objects.bulk_create(built, batch_size=BATCH)
    laid = [(plan.building, plan.pattern) for plan in plans if plan.building and plan.pattern]
    write_flats(laid)
    Building.objects.bulk_update((one for one, _pattern in laid), ["flats"], batch_size=BATCH)
