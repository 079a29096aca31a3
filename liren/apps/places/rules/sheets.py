"""A spreadsheet of estates and buildings: its columns, and what a line must say."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from liren.apps.places.rules.estates import (
    EstateKind,
    Management,
    Pattern,
    check_pattern,
    parsed_areas,
    parsed_floors,
)
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

MOST_ROWS = 5000
COLUMNS: Mapping[str, object] = {
    "community": _("社区（名称或代码）"),
    "name": _("小区名称"),
    "management": _("管理类型"),
    "kind": _("房屋类型"),
    "manager": _("管理单位"),
    "address": _("地址"),
    "lng": _("经度"),
    "lat": _("纬度"),
    "built_year": _("建成年份"),
    "number": _("楼号"),
    "stairwells": _("单元数"),
    "floors": _("地上层数"),
    "per_floor": _("每单元每层户数"),
    "skip": _("跳过的楼层"),
    "areas": _("各户面积"),
}
CHINESE = (
    *(
        "社区（名称或代码）",
        "小区名称",
        "管理类型",
        "房屋类型",
        "管理单位",
        "地址",
        "经度",
        "纬度",
    ),
    *("建成年份", "楼号", "单元数", "地上层数", "每单元每层户数", "跳过的楼层", "各户面积"),
)
LONGEST = {"name": 80, "address": 200, "number": 20, "community": 80, "manager": 80}


@dataclass(frozen=True)
class House:
    """One line of the sheet: an estate, and one of its buildings where a number is given."""

    line: int
    community: str
    name: str
    management: str = ""
    kind: str = EstateKind.COMMERCIAL
    manager: str = ""
    address: str = ""
    lng: float | None = None
    lat: float | None = None
    built_year: int | None = None
    number: str = ""
    stairwells: int = 0
    floors: int = 0
    per_floor: int = 0
    skip: str = ""
    areas: str = ""

    @property
    def pattern(self) -> Pattern | None:
        """How the building is laid out; None when the line does not say."""
        if not (self.stairwells and self.per_floor):
            return None
        return Pattern(
            stairwells=self.stairwells,
            floors=self.floors,
            per_floor=self.per_floor,
            skip=parsed_floors(self.skip),
            areas=parsed_areas(self.areas),
        )

    def plain(self) -> dict[str, Any]:
        """The line as JSON takes it."""
        return asdict(self)


@dataclass
class Read:
    """What a sheet says: lines to take, and what is wrong with the others."""

    houses: list[House] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)


def columns_of(head: Sequence[str]) -> dict[str, int]:
    """Where each column stands; the first line names them in Chinese or in the reader's words."""
    known = {title: key for key, title in zip(COLUMNS, CHINESE, strict=True)}
    known |= {str(title): key for key, title in COLUMNS.items()}
    found = {known[title.strip()]: at for at, title in enumerate(head) if title.strip() in known}
    lacks = [str(COLUMNS[key]) for key in ("community", "name") if key not in found]
    if lacks:
        raise Refused(
            "places.no-columns-here",
            _("表格第一行缺少列：%(columns)s。请用下载的模板填写。")
            % {"columns": "、".join(lacks)},
        )
    return found


def read(rows: Sequence[Sequence[str]]) -> Read:
    """Judge all lines of a sheet; empty ones count as nothing."""
    if not rows:
        raise Refused("places.empty-sheet", _("表格是空的。请用下载的模板填写。"))
    if len(rows) > MOST_ROWS + 1:
        raise Refused(
            "places.long-sheet",
            _("一次最多导入 %(n)d 行，请分成几个文件。") % {"n": MOST_ROWS},
        )
    at, found = columns_of(rows[0]), Read()
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(rows[1:], start=2):
        cells = {key: row[place].strip() if place < len(row) else "" for key, place in at.items()}
        if not any(cells.values()):
            continue
        try:
            house = _house(number, cells)
        except Refused as no:
            found.faults.append((number, str(no)))
            continue
        mark = (house.community, house.name, house.number)
        if mark in seen:
            found.faults.append((number, str(_("与前面的行重复：同一小区、同一楼号。"))))
            continue
        seen.add(mark)
        found.houses.append(house)
    return found


def _house(line: int, cells: Mapping[str, str]) -> House:
    for key, most in LONGEST.items():
        if len(cells.get(key, "")) > most:
            sentence = _("“%(column)s”太长，最多 %(n)d 个字。")
            raise Refused("places.bad-cell", sentence % {"column": COLUMNS[key], "n": most})
    if not cells["community"] or not cells["name"]:
        raise Refused("places.bad-cell", _("社区和小区名称都要写。"))
    house = House(
        line=line,
        community=cells["community"],
        name=cells["name"],
        management=_coded(cells, "management", Management),
        kind=_coded(cells, "kind", EstateKind) or EstateKind.COMMERCIAL,
        manager=cells.get("manager", ""),
        address=cells.get("address", ""),
        lng=_number(cells, "lng", -180, 180),
        lat=_number(cells, "lat", -90, 90),
        built_year=_whole(cells, "built_year", 1840, 2200) or None,
        number=cells.get("number", "").removesuffix("栋").removesuffix("号楼").strip(),
        stairwells=_whole(cells, "stairwells", 1, 60),
        floors=_whole(cells, "floors", 1, 120),
        per_floor=_whole(cells, "per_floor", 1, 60),
        skip=cells.get("skip", ""),
        areas=cells.get("areas", ""),
    )
    if house.number and not house.floors:
        raise Refused("places.bad-cell", _("写了楼号，也要写地上层数。"))
    if house.pattern:
        check_pattern(house.pattern)
    return house


def _coded(cells: Mapping[str, str], key: str, choices: Any) -> str:
    said = cells.get(key, "")
    for code, label in choices.choices:
        if said in (code, str(label)):
            return str(code)
    chinese = {"management": MANAGEMENT_ZH, "kind": KIND_ZH}[key]
    if said and said not in chinese:
        sentence = _("“%(column)s”写的是“%(said)s”，应为其中之一：%(choices)s。")
        listed = "、".join(str(label) for _code, label in choices.choices)
        facts = {"column": COLUMNS[key], "said": said[:20], "choices": listed}
        raise Refused("places.bad-cell", sentence % facts)
    return chinese.get(said, "")


# the words of the Chinese sheet, whatever language the reader has
MANAGEMENT_ZH = {
    "专业物业": Management.PROFESSIONAL.value,
    "准物业": Management.QUASI.value,
    "街道兜底": Management.BACKSTOP.value,
    "业主自管": Management.SELF.value,
}
KIND_ZH = {
    "商品房": EstateKind.COMMERCIAL.value,
    "安置房": EstateKind.RESETTLEMENT.value,
    "单位房、房改房": EstateKind.UNIT.value,
    "保障房": EstateKind.AFFORDABLE.value,
    "城中村、自建房": EstateKind.VILLAGE.value,
    "混合": EstateKind.MIXED.value,
}


def _number(cells: Mapping[str, str], key: str, least: float, most: float) -> float | None:
    said = cells.get(key, "")
    if not said:
        return None
    try:
        found = float(said)
    except ValueError:
        found = most + 1
    if not least <= found <= most:
        sentence = _("“%(column)s”须是 %(least)d 到 %(most)d 之间的数字。")
        facts = {"column": COLUMNS[key], "least": least, "most": most}
        raise Refused("places.bad-cell", sentence % facts)
    return found


def _whole(cells: Mapping[str, str], key: str, least: int, most: int) -> int:
    found = _number(cells, key, least, most)
    if found is not None and found != int(found):
        sentence = _("“%(column)s”须是整数。")
        raise Refused("places.bad-cell", sentence % {"column": COLUMNS[key]})
    return int(found or 0)
