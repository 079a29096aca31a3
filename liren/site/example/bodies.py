"""The bodies of the invented district beside its offices: Party, residents, police, units."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from liren.apps.bodies import actions
from liren.apps.bodies.models import Body, BodyKind, Count
from liren.kernel.access.models import Area
from liren.kernel.base.clock import moved_to, today, zone
from liren.site.example import names
from liren.site.example.estates import Estate
from liren.site.example.geometry import community_code
from liren.site.example.people import DISTRICT, SINCE, Town

SEED = 990102
LINE = "0199-8510"  # 0199 belongs to no place
COUNTED = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30))
Row = tuple[str, str, str, str, str, int, bool, tuple[int, int]]
VOTED, DECIDED = "居民会议决议（2026 年第 1 次）", "居民委员会决定（2026 年第 2 次）"
GROUP_PAPER = "和委办〔2026〕4号"
OWNERS = 0.4  # share of the estates with a company that have a committee of owners
# start of the code, kind, name, English name, document, days later, under the RC, how many
ELECTED: tuple[Row, ...] = (
    ("jmhy", "residents_assembly", "居民会议", "Residents' Assembly", VOTED, 0, False, (0, 0)),
    (
        *("dbhy", "representative_conference", "居民代表会议", "Representative Conference"),
        *(VOTED, 0, False, (41, 67)),
    ),
    (
        *("jwjd", "supervisory_committee", "居务监督委员会", "Supervisory Committee"),
        *(VOTED, 0, False, (3, 3)),
    ),
    (
        *("xsyh", "consultative_committee", "协商议事委员会", "Consultative Committee"),
        *(VOTED, 20, False, (9, 15)),
    ),
    ("ldz", "building_team", "楼栋长队伍", "Building Leaders", DECIDED, 30, True, (24, 70)),
)
SUBS = (
    ("wyh1", "sub_mediation", "综治调解委员会", "Public Order and Mediation Committee"),
    ("wyh2", "sub_family_planning", "计划生育委员会", "Family Planning Committee"),
    ("wyh3", "sub_sanitation", "城管卫生委员会", "City Upkeep and Health Committee"),
    ("wyh4", "sub_welfare", "民政福利委员会", "Civil Affairs and Welfare Committee"),
    ("wyh5", "sub_labour", "劳动保障委员会", "Labour and Social Security Committee"),
    ("wyh6", "sub_culture", "文体科教委员会", "Culture and Education Committee"),
)
OF_DISTRICT = (  # kind, name, English name, document, the body above
    (
        *("leading_group", "和安区社区建设领导小组", "Leading Group for Communities"),
        *(GROUP_PAPER, ""),
    ),
    (
        *("leading_office", "和安区社区建设领导小组办公室", "Office of the Leading Group"),
        *(GROUP_PAPER, "leading_group"),
    ),
    (
        *("burden_group", "和安区社区减负工作领导小组", "Leading Group for Reducing Burdens"),
        *("和政办〔2026〕5号", ""),
    ),
    (
        *("social_work_association", "和安区社会工作协会", "He'an Social-work Association"),
        *("和民社登〔2026〕1号", ""),
    ),
)
TIES = (
    ("leading_group", "guides", "mz", GROUP_PAPER),
    ("mz", "guides", "social_work_association", "和民发〔2026〕11号"),
    ("mz", "entrusts", "social_work_association", "社会工作服务购买合同（2026 年 2 月）"),
)
BRANCHES = (  # kind, name, English name, members from–to, share of communities that have it
    ("branch_residents", "居民第一党支部", "First Residents' Party Branch", (22, 41), 1.0),
    ("branch_residents", "居民第二党支部", "Second Residents' Party Branch", (14, 33), 0.5),
    ("branch_retirees", "离退休党支部", "Retirees' Party Branch", (18, 52), 1.0),
    ("branch_floating", "流动党员党支部", "Floating Members' Party Branch", (3, 11), 0.6),
    ("branch_in_service", "在职党员临时党支部", "Branch of In-service Members", (9, 30), 0.7),
    ("branch_firms", "非公企业联合党支部", "Joint Party Branch of Firms", (4, 16), 0.45),
)
UNITS = (
    ("{p}小学", "{e} Primary School"),
    ("{p}幼儿园", "{e} Kindergarten"),
    ("{p}社区卫生服务站", "{e} Community Health Station"),
    ("和安农商银行{p}支行", "He'an Rural Bank, {e} Branch"),
    ("{p}邮政所", "{e} Post Office"),
    ("{p}菜市场", "{e} Food Market"),
)
NUMERALS = "一二三四五六七八九十"
GROUPS = (3, 6)


@dataclass(frozen=True)
class Wanted:
    """A body to be written, with the code of the one above and what is counted of it."""

    code: str
    kind: str
    name: str
    english: str
    area: str
    founding: str
    day: date
    upper: str = ""
    count: int = 0
    phone: str = ""
    address: str = ""


def furnish(town: Town, estates: Sequence[Estate]) -> None:
    """Write all of it: the many at once, the few of the district through the actions."""
    luck = random.Random(SEED)
    _reach(town, estates)
    wanted = [*_of_subdistricts(town), *_of_communities(town, estates, luck)]
    for wave in _waves(wanted, set(town.bodies)):
        made = [_body(town, one) for one in wave]
        Body.objects.bulk_create(made)
        town.bodies.update({body.code: body for body in made})
    Count.objects.bulk_create(_counts(town, wanted, luck))
    _by_people(town)


def _body(town: Town, one: Wanted) -> Body:
    area = town.areas[one.area]
    body = Body(
        code=one.code,
        kind=one.kind,
        name=one.name,
        name_en=one.english,
        area=area,
        area_path=area.path,
        parent=town.bodies.get(one.upper),
        founding=one.founding,
        valid_from=one.day,
        phone=one.phone,
        address=one.address,
    )
    return body.sounded()


def _waves(wanted: list[Wanted], known: set[str]) -> Iterator[list[Wanted]]:
    """Those whose upper body stands, then those under them, and so on."""
    left = wanted
    while left:
        wave = [one for one in left if not one.upper or one.upper in known]
        yield wave
        known |= {one.code for one in wave}
        left = [one for one in left if one.code not in known]


def _reach(town: Town, estates: Sequence[Estate]) -> None:
    """Give the offices that stand already a line, an address and the day on which they began."""
    offices = [body for body in town.bodies.values() if body.kind in ("community", "subdistrict")]
    at = {community_code(e.grid.community): e for e in estates}
    for number, body in enumerate(offices):
        body.phone = f"{LINE}{number:03d}"
        estate = at.get(body.area.code)
        if estate:
            body.address = f"{estate.road.name}{estate.door + 2}号"
        body.valid_from = SINCE
        body.founding = "和政发〔2026〕1号"
    Body.objects.bulk_update(offices, ["phone", "address", "valid_from", "founding"])


def _of_subdistricts(town: Town) -> Iterator[Wanted]:
    """The Party committee, the police station, the brigade of each subdistrict."""
    for order, (zh, en, _communities) in enumerate(names.SUBDISTRICTS):
        area = f"990101{order + 1:03d}000"
        short, plain = zh.removesuffix("街道"), en.removesuffix(" Subdistrict")
        day = SINCE + timedelta(4)
        code = area[:9]
        yield Wanted(
            f"dgw{code}",
            "party_work_committee",
            f"中共{zh}工作委员会",
            f"Party Working Committee of {en}",
            area,
            "和委发〔2026〕2号",
            day,
            phone=f"{LINE}{100 + order}",
        )
        yield Wanted(
            f"pcs{code}",
            "police_station",
            f"{short}派出所",
            f"{plain} Police Station",
            area,
            "和公发〔2026〕3号",
            day,
            phone=f"{LINE}{110 + order}",
        )
        yield Wanted(
            f"jcfd{code}",
            "inspection_squad",
            f"{zh}城建监察分队",
            f"City-construction Inspection Squad of {en}",
            area,
            "和政办〔2026〕6号",
            day,
            phone=f"{LINE}{120 + order}",
        )


def _of_communities(
    town: Town, estates: Sequence[Estate], luck: random.Random
) -> Iterator[Wanted]:
    for area in town.areas.values():
        if area.level == "community":
            own = [e for e in estates if community_code(e.grid.community) == area.code]
            yield from _party(area, luck)
            yield from _self_government(area, luck)
            yield from _around(area, own, luck)


def _party(area: Area, luck: random.Random) -> Iterator[Wanted]:
    """The general branch with branches by kind."""
    code, short, plain = area.code, area.name, area.name_en
    day = SINCE + timedelta(luck.randint(9, 20))
    paper = f"和安街工委〔2026〕{luck.randint(3, 9)}号"
    yield Wanted(
        f"dzz{code}",
        "party_general_branch",
        f"{short}党总支",
        f"{plain} General Party Branch",
        code,
        paper,
        day,
        f"dgw{code[:9]}",
    )
    for number, (kind, name, english, (least, most), share) in enumerate(BRANCHES):
        if luck.random() < share:
            yield Wanted(
                f"dzb{code}{number}",
                kind,
                f"{short}{name}",
                f"{plain} {english}",
                code,
                paper,
                day + timedelta(7),
                f"dzz{code}",
                luck.randint(least, most),
            )


def _self_government(area: Area, luck: random.Random) -> Iterator[Wanted]:
    """What residents elect and set up."""
    first = SINCE + timedelta(luck.randint(9, 24))
    for row in (*ELECTED, *(_sub(*one) for one in SUBS)):
        start, kind, name, english, paper, days, under, (least, most) = row
        yield Wanted(
            f"{start}{area.code}",
            kind,
            f"{area.name}{name}",
            f"{area.name_en} {english}",
            area.code,
            paper,
            first + timedelta(days),
            f"rc{area.code}" if under else "",
            luck.randint(least, most),
        )
    for number in range(luck.randint(*GROUPS)):
        yield Wanted(
            f"xz{number}{area.code}",
            "residents_group",
            f"第{NUMERALS[number]}居民小组",
            f"Residents' Group {number + 1}",
            area.code,
            DECIDED,
            first + timedelta(12),
            f"rc{area.code}",
            luck.randint(180, 460),
        )


def _sub(start: str, kind: str, name: str, english: str) -> Row:
    return start, kind, name, english, DECIDED, 12, True, (3, 5)


def _around(area: Area, estates: Sequence[Estate], luck: random.Random) -> Iterator[Wanted]:
    """The police room, the contact point, units, and committees of owners."""
    code, short, plain = area.code, area.name, area.name_en
    day = SINCE + timedelta(luck.randint(9, 40))
    officers = luck.choice((1, 1, 2, 2, 3, 0))  # one in six still waits for one
    room = (f"{short}警务室", f"{plain} Police Room")
    point = (f"{short}双拥共建联系点", f"{plain} Army–Civil Contact Point")
    paper = "和公发〔2026〕3号"
    yield Wanted(f"jws{code}", "police_room", *room, code, paper, day, f"pcs{code[:9]}", officers)
    yield Wanted(f"syd{code}", "contact_point", *point, code, "和双拥办〔2026〕2号", day)
    for number, (name, tail) in enumerate(sorted(luck.sample(UNITS, luck.randint(3, 4)))):
        local, english = short.removesuffix("社区"), plain.removesuffix(" Community")
        told = (name.format(p=local), tail.format(e=english))
        yield Wanted(f"dw{number}{code}", "unit", *told, code, "驻区单位登记表", day)
    for number, estate in enumerate(estates):
        if estate.company is not None and luck.random() < OWNERS:
            told = (
                f"{estate.name}业主委员会",
                f"Owners' Committee of Grid {estate.grid.code[-2:]}",
            )
            filed = f"业委会备案〔2026〕{luck.randint(1, 60)}号"
            since = day + timedelta(luck.randint(10, 90))
            yield Wanted(
                f"ywh{number}{code}", "owners_committee", *told, code, filed, since, "", 7
            )


def _counts(town: Town, wanted: list[Wanted], luck: random.Random) -> Iterator[Count]:
    """What was counted at the end of each quarter."""
    for one in wanted:
        if not one.count:
            continue
        members = one.count
        for day in (one.day, *COUNTED):
            if one.day <= day <= today():
                yield Count(
                    body=town.bodies[one.code], day=day, members=members, source="季度统计"
                )
                if one.kind.startswith("branch_"):
                    members = max(3, members + luck.choice((-1, 0, 0, 1, 1)))


def _by_people(town: Town) -> None:
    """What the district office did itself, as the record shows it."""
    office, top = town.actors["office"][0], town.areas[DISTRICT]
    kinds = {kind.code: kind for kind in BodyKind.objects.all()}
    with moved_to(datetime(2026, 1, 12, 10, 20, tzinfo=zone())):
        for kind, name, english, paper, upper in OF_DISTRICT:
            town.bodies[kind] = actions.found(
                office,
                top,
                kind=kinds[kind],
                name=name,
                name_en=english,
                founding=paper,
                since=date(2026, 1, 12),
                parent=town.bodies.get(upper),
            )
        group = town.bodies["leading_group"]
        actions.count_members(office, group, members=15, on=date(2026, 1, 12), source=GROUP_PAPER)
    with moved_to(datetime(2026, 3, 2, 15, 5, tzinfo=zone())):
        for giver, tie, receiver, paper in TIES:
            one, other = town.bodies[giver], town.bodies[receiver]
            since = date(2026, 3, 1)
            actions.relate(office, one, other=other, tie=tie, basis=paper, since=since)
