"""What the communities of the district make known, and where its residents say that they live."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from liren.apps.notices import actions
from liren.apps.notices.models import Bulletin
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.clock import moved_to, today, zone
from liren.site.example.estates import Estate
from liren.site.example.people import DISTRICT, Town

CENTRE = "990101001"


class Told(NamedTuple):
    """One bulletin: how many days ago, for how many days, of what."""

    ago: int
    lasts: int
    kind: str
    title: str
    text: str
    pinned: bool = False


# {c} is the community, {d} the day a week on
EVERYWHERE = (
    Told(
        3,
        30,
        "outage",
        "{c}{d}夜间停水检修",
        "{c}给水管网检修，{d}22:00至次日6:00停水。\n请提前接好水，来水后先放一会儿再用。\n低层住户请关好水龙头。",
    ),
    Told(
        9,
        40,
        "activity",
        "{c}便民服务日：{d}上午",
        "{d}9:00–11:30，{c}党群服务中心门前广场。\n有磨刀、配钥匙、小家电修理、量血压。\n带老人来的，志愿者可以上门接送。",
    ),
    Told(
        16,
        60,
        "safety",
        "{c}电动自行车不进楼、不进户",
        "{c}集中充电棚每度电一元二角，棚里有灭火设备。\n请不要飞线充电，不要把电池带回家。\n发现楼道里充电的，可以在这里上报。",
    ),
)
DISTRICT_WIDE = (
    Told(
        5,
        90,
        "safety",
        "防汛期间请把阳台花盆搬进屋",
        "近期有大风大雨。\n请把阳台、窗台上的花盆和杂物搬进屋。\n低洼处的车请停到高处；积水路段请绕行。",
        pinned=True,
    ),
    Told(
        20,
        120,
        "notice",
        "城乡居民医疗保险开始缴费",
        "缴费到下月底为止。\n可以在手机上缴，也可以到各社区服务大厅办。\n七十周岁以上老人可由家人代办，请带户口簿。",
    ),
)
OFFICE_WIDE = (
    Told(
        7,
        25,
        "notice",
        "老旧小区加装电梯意见征集",
        "想加装电梯的单元，请由楼道长到社区登记。\n登记后由街道组织现场勘察，不收费。\n有不同意见的住户，也请一并说明。",
    ),
    Told(
        12,
        20,
        "outage",
        "变电所检修停电两小时",
        "因变电所检修，后天13:00–15:00停电。\n有电梯的楼请走楼梯；家里有呼吸机等设备的，请提前告诉社区。",
    ),
)
WRONG = Told(6, 20, "outage", "{c}明天停电六小时", "{c}线路改造，明天8:00–14:00停电，请做好准备。")


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Write the bulletins, oldest first, and the homes of those who log in."""
    settle(town)
    office = town.actors["office"][0]
    for told in DISTRICT_WIDE:
        out(office, office, town.areas[DISTRICT], told)
    for order in range(3):
        code = f"990101{order + 1:03d}"
        leader = town.actors[f"leader:{code}"][0]
        for told in OFFICE_WIDE[: 1 + order % 2]:
            out(leader, leader, town.areas[f"{code}000"], named(told, town.areas[f"{code}000"]))
    for code, area in sorted(town.areas.items()):
        if area.level == "community":
            community(town, code, area)


def community(town: Town, code: str, area: Area) -> None:
    """Two or three in each, written by a worker and released by the head."""
    worker, head = town.actors[f"worker:{code}"][0], town.actors[f"head:{code}"][0]
    turn = int(code[-2:]) % 3
    for told in (EVERYWHERE[turn], EVERYWHERE[(turn + 1) % 3]):
        out(worker, head, area, named(told, area))
    if code == f"{CENTRE}003":
        with moved_to(at(WRONG.ago, 9)):
            wrong = write(worker, area, named(WRONG, area))
            wrong = actions.publish(head, wrong)
        with moved_to(at(WRONG.ago, 15)):
            actions.withdraw(head, wrong, reason="供电部门改了时间，以新的通知为准。")
        with moved_to(at(0, 8)):
            write(worker, area, named(EVERYWHERE[(turn + 2) % 3], area))


def named(told: Told, area: Area) -> Told:
    """The same with the place in it, so that no text stands twice."""
    day = today() - timedelta(days=told.ago) + timedelta(days=7)
    words = {"c": area.name, "d": f"{day.month}月{day.day}日"}
    text = told.text.format(**words)
    if "{c}" not in told.title:
        return told._replace(
            title=f"{area.name}{told.title}", text=f"{text}\n咨询：{area.name}办事处。"
        )
    return told._replace(title=told.title.format(**words), text=text)


def out(writer: Actor, head: Actor, area: Area, told: Told) -> None:
    """Written in the morning, released before noon."""
    with moved_to(at(told.ago, 9)):
        draft = write(writer, area, told)
    with moved_to(at(told.ago, 11)):
        actions.publish(head, draft)


def write(writer: Actor, area: Area, told: Told) -> Bulletin:
    """A draft."""
    since = today()
    return actions.draft(
        writer, area, kind=told.kind, title=told.title, text=told.text, pinned=told.pinned,
        since=since, until=since + timedelta(days=told.lasts), contact=asked_at(area),
    )  # fmt: skip


def asked_at(area: Area) -> str:
    """The office's own line."""
    kinds = ("community", "subdistrict", "government")
    body = Body.objects.filter(area=area, kind__in=kinds).order_by("pk").first()
    return f"{body.name} {body.phone}".strip() if body else area.name


def at(days: int, hour: int) -> datetime:
    """An hour of a day that is past."""
    return datetime.combine(today() - timedelta(days=days), time(hour, 10), zone())


def settle(town: Town) -> None:
    """Residents say where they live: in the community of the grid where they are at home."""
    for post, actors in town.actors.items():
        kind, _, place = post.partition(":")
        if kind == "resident":
            for actor in actors:
                actions.choose_home(actor, actor.user, area=town.areas[place[:12]])
