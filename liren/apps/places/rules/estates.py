"""What an estate, a building and a dwelling may be, and how a building is laid out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused

MOST_FLATS = 2000
MOST_FLOORS, MOST_STAIRWELLS, MOST_PER_FLOOR = 120, 60, 60


class Management(TextChoices):
    """Who looks after an estate."""

    PROFESSIONAL = "professional", _("专业物业")
    QUASI = "quasi", _("准物业")
    BACKSTOP = "backstop", _("街道兜底")
    SELF = "self", _("业主自管")


class EstateKind(TextChoices):
    """What kind of housing an estate is."""

    COMMERCIAL = "commercial", _("商品房")
    RESETTLEMENT = "resettlement", _("安置房")
    UNIT = "unit", _("单位房、房改房")
    AFFORDABLE = "affordable", _("保障房")
    VILLAGE = "village", _("城中村、自建房")
    MIXED = "mixed", _("混合")


class Use(TextChoices):
    """What a dwelling is used for."""

    RESIDENTIAL = "residential", _("住宅")
    SHOP = "shop", _("商铺")
    OFFICE = "office", _("办公")
    PUBLIC = "public", _("公共服务")
    STORE = "store", _("车库、储藏")
    OTHER = "other", _("其他")


class Numbering(TextChoices):
    """How the flats of a floor are counted."""

    STAIRWELL = "stairwell", _("每个单元从 01 数起")
    THROUGH = "through", _("全楼同层连着数")


class CommunityKind(TextChoices):
    """What kind of community an area is."""

    URBAN = "urban", _("城市社区")
    CONVERTED = "converted", _("村改居社区")
    VILLAGE = "village", _("村")


class UrbanRural(TextChoices):
    """The statistical class of an area (城乡分类代码)."""

    MAIN = "111", _("主城区")
    FRINGE = "112", _("城乡结合区")
    TOWN = "121", _("镇中心区")
    TOWN_FRINGE = "122", _("镇乡结合区")
    SPECIAL = "123", _("特殊区域")
    SEAT = "210", _("乡中心区")
    VILLAGE = "220", _("村庄")


@dataclass(frozen=True)
class Pattern:
    """How a building is laid out: stairwells × floors × flats of a floor.

    `skip` names floors that are not counted (4, 14); `areas` the size of the flats of one
    stairwell's floor from left to right; `ground` the use of the first floor.
    """

    stairwells: int
    floors: int
    per_floor: int
    numbering: str = Numbering.STAIRWELL
    skip: tuple[int, ...] = ()
    areas: tuple[Decimal, ...] = ()
    ground: str = Use.RESIDENTIAL

    @property
    def size(self) -> int:
        """How many dwellings it gives."""
        return self.stairwells * self.floors * self.per_floor


@dataclass(frozen=True)
class Flat:
    """One dwelling that a pattern gives."""

    stairwell: int
    floor: int
    column: int
    number: str
    use: str
    area_m2: Decimal | None


@dataclass(frozen=True)
class Plan:
    """A building as a picture: floors from the top, and what stands on them from the left."""

    columns: tuple[tuple[int, int], ...]  # stairwell and how many columns it has
    rows: list[tuple[int, list[object]]] = field(default_factory=list)


def check_name(name: str) -> None:
    """An estate has a name."""
    if not name.strip():
        raise Refused("places.no-name", _("请写小区名称。"))


def check_dates(since: date | None, until: date | None) -> None:
    """What ends does not end before it began."""
    if since and until and until < since:
        raise Refused("places.ends-before", _("撤销日期早于启用日期，请改正其中一个。"))


def check_open(valid_to: date | None) -> None:
    """What has ended is kept as it was."""
    if valid_to is not None:
        raise Refused("places.is-closed", _("这里已经撤销，只能查看，不能再改。"))


def check_area(level: str) -> None:
    """Houses stand in a community, a grid or a micro-grid, so that each lies in one community."""
    if level not in ("community", "grid", "micro_grid"):
        raise Refused(
            "places.not-a-community",
            _("请选到社区或网格：小区、楼栋和户室都要落在一个社区里。"),
        )


def check_reason(reason: str) -> None:
    """Who ends something says why."""
    if not reason.strip():
        raise Refused("places.no-reason", _("请写明撤销的原因，例如拆除、合并、登记有误。"))


def check_conversion(level: str) -> None:
    """Only a community is turned from a village."""
    if level != "community":
        raise Refused("places.not-converted", _("只有社区才能登记为村改居。"))


def check_building(number: str, floors: int) -> None:
    """A building has a number and a height."""
    if not number:
        raise Refused("places.no-number", _("请写楼号，例如 3。"))
    if not 1 <= floors <= MOST_FLOORS:
        raise Refused("places.odd-floors", _("地上层数须在 1 到 120 之间。"))


def check_dwelling(number: str, floor: int) -> None:
    """A dwelling has a number, on a floor that a house can have."""
    if not number.strip():
        raise Refused("places.no-number", _("请写室号，例如 301。"))
    if not -9 <= floor <= MOST_FLOORS or floor == 0:
        raise Refused("places.odd-floors", _("楼层须在 -9 到 120 之间，没有 0 层。"))


def check_pattern(pattern: Pattern) -> None:
    """A building has a size that buildings have."""
    sizes = (
        (pattern.stairwells, MOST_STAIRWELLS),
        (pattern.floors, MOST_FLOORS),
        (pattern.per_floor, MOST_PER_FLOOR),
    )
    if any(not 1 <= size <= most for size, most in sizes):
        raise Refused(
            "places.odd-pattern",
            _("单元数须在 1 到 60 之间，层数在 1 到 120 之间，每层户数在 1 到 60 之间。"),
        )
    if pattern.size > MOST_FLATS:
        raise Refused(
            "places.too-many-flats",
            _("这样排出来超过 2000 户。请核对单元数、层数和每层户数，或分成几栋。"),
        )
    if len(pattern.areas) not in (0, 1, pattern.per_floor):
        raise Refused(
            "places.odd-areas",
            _("面积要么只写一个，要么按每层户数从左到右各写一个。"),
        )


def laid_out(pattern: Pattern) -> list[Flat]:
    """The dwellings that a pattern gives, stairwell by stairwell from the bottom."""
    check_pattern(pattern)
    floors = counted(pattern.floors, pattern.skip)
    return [
        _flat(pattern, stairwell, order, floor, place)
        for stairwell in range(1, pattern.stairwells + 1)
        for order, floor in enumerate(floors)
        for place in range(1, pattern.per_floor + 1)
    ]


def counted(floors: int, skip: Iterable[int]) -> list[int]:
    """The numbers of so many floors when some numbers are left out."""
    left, number = set(skip), 0
    found: list[int] = []
    while len(found) < floors:
        number += 1
        if number not in left:
            found.append(number)
    return found


def _flat(pattern: Pattern, stairwell: int, order: int, floor: int, place: int) -> Flat:
    column = (stairwell - 1) * pattern.per_floor + place
    serial = column if pattern.numbering == Numbering.THROUGH else place
    areas = pattern.areas * pattern.per_floor if len(pattern.areas) == 1 else pattern.areas
    return Flat(
        stairwell=stairwell,
        floor=floor,
        column=column,
        number=f"{floor}{serial:02d}",
        use=pattern.ground if order == 0 else Use.RESIDENTIAL,
        area_m2=areas[place - 1] if areas else None,
    )


def order_of(number: str) -> int:
    """The place of a building among its neighbours: 3 before 12, letters last."""
    found = re.search(r"\d+", number)
    return min(int(found.group()), 99_999) if found else 99_999


def parsed_areas(text: str) -> tuple[Decimal, ...]:
    """Sizes as people write them: 89.5、120."""
    found: list[Decimal] = []
    for part in re.split(r"[\s,，、;；]+", text.strip()):
        if not part:
            continue
        if not re.fullmatch(r"\d{1,4}(\.\d{1,2})?", part):
            raise Refused(
                "places.odd-areas", _("面积请写成数字，几个之间用逗号隔开，例如 89.5，120。")
            )
        found.append(Decimal(part))
    return tuple(found)


def parsed_floors(text: str) -> tuple[int, ...]:
    """Floors as people write them: 4、14."""
    parts = [part for part in re.split(r"[\s,，、;；]+", text.strip()) if part]
    if any(not re.fullmatch(r"\d{1,3}", part) for part in parts):
        raise Refused(
            "places.odd-floors", _("跳过的楼层请写成数字，几个之间用逗号隔开，例如 4，14。")
        )
    return tuple(int(part) for part in parts)


def plan(flats: Sequence[tuple[int, int, int, object]]) -> Plan:
    """The picture of a building out of (stairwell, floor, column, what stands there)."""
    spots = sorted({(stairwell, column) for stairwell, _f, column, _o in flats})
    wide = tuple(
        (s, sum(1 for one, _c in spots if one == s)) for s in sorted({s for s, _c in spots})
    )
    at = {(floor, s, column): one for s, floor, column, one in flats}
    floors = sorted({floor for _s, floor, _c, _o in flats}, reverse=True)
    return Plan(wide, [(f, [at.get((f, s, c)) for s, c in spots]) for f in floors])
