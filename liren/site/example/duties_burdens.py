"""What stands at the doors of the invented district's communities, and how it became less."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from liren.apps.duties.actions.burdens import (
    admit_burden,
    end_burden,
    merge_burden,
    note_burden,
    order_removal,
)
from liren.apps.duties.actions.estimates import estimate
from liren.apps.duties.models import Burden
from liren.apps.duties.queries.burdens import admissions_for
from liren.apps.duties.rules.estimates import Hours, before, first_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import moved_to, today, zone
from liren.site.example.estates import Estate
from liren.site.example.people import Town

SEED: Final = 990146
PAPER: Final = "和减负办〔2026〕3号"
FULL: Final = "990101001003"  # the community of most log-ins: everything stands there
NOTED: Final = 185  # the days ago on which all was counted once
SHARE: Final = 0.36  # of the things that stand at the other doors
SPEED: Final = 1.17  # how much more it took each month earlier


@dataclass(frozen=True)
class Thing:
    """One thing: who wants it, how often, its hours a month, and what became of it."""

    kind: str
    title: str
    body: str
    rhythm: str = ""
    hours: int = 0
    fate: str = ""  # ended:60, ordered:-12 (days from now), admitted, generated, merged:…


THINGS: Final = (
    Thing("plaque", "普法宣传教育站", "sf", fate="ordered:25"),
    Thing("plaque", "科普示范社区", "scjg", fate="ended:120"),
    Thing("plaque", "食品安全信息站", "scjg", fate="ended:96"),
    Thing("plaque", "消费维权服务站", "scjg", fate="ordered:-12"),
    Thing("plaque", "环保志愿服务站", "hb", fate="ended:64"),
    Thing("plaque", "交通安全劝导站", "jj"),
    Thing("plaque", "微型消防站", "xf", fate="admitted"),
    Thing("plaque", "健康小屋", "wj"),
    Thing("plaque", "节水示范点", "sw", fate="ended:35"),
    Thing("ledger", "优抚对象台账", "mz", "monthly", 9, "generated"),
    Thing("ledger", "低保动态管理台账", "mz", "monthly", 12),
    Thing("ledger", "高龄津贴台账", "mz", "monthly", 6, "merged:低保动态管理台账"),
    Thing("ledger", "出租房屋消防检查台账", "xf", "monthly", 14),
    Thing("ledger", "安全生产巡查台账", "yj", "weekly", 16),
    Thing("ledger", "餐饮油烟巡查台账", "hb", "weekly", 8, "ended:51"),
    Thing("ledger", "病媒生物防制台账", "wj", "monthly", 5),
    Thing("form", "流动人口月报表", "ga", "monthly", 7, "generated"),
    Thing("form", "垃圾分类周报表", "hw", "weekly", 11),
    Thing("form", "文明养犬统计表", "zhzf", "monthly", 4, "ended:80"),
    Thing("form", "电动车棚统计表", "xf", "quarterly", 3, "ended:42"),
    Thing("inspection", "市容环境月度检查", "zhzf", "monthly", 10),
    Thing("inspection", "平安建设季度督查", "ga", "quarterly", 8),
    Thing("contest", "绿色社区评选", "zj", "yearly", 12, "ended:70"),
    Thing("app", "应急宣教小程序", "yj", "daily", 6, "ended:110"),
    Thing("app", "控烟随手拍", "wj", "daily", 5, "ordered:18"),
    Thing("group", "市场监管协管工作群", "scjg", "daily", 5),
    Thing("group", "环卫网格工作群", "hw", "daily", 6, "ended:30"),
    Thing("group", "社区民警工作群", "ga", "daily", 4),
    Thing("group", "疾控联络群", "wj", "daily", 5, "ended:88"),
    Thing("group", "燃气安检通知群", "rq", "daily", 2),
)
KIND_WORDS: Final = {
    "ledger": "台账", "form": "报表", "inspection": "检查督查", "contest": "评比达标",
    "app": "应用程序", "group": "工作群",
}  # fmt: skip
OWN: Final = (("接待来访和走访居民", 130), ("议事协商和楼组活动", 60))
HOW: Final = {
    "plaque": "牌子已摘除，拍照留存。", "app": "账号已注销，改在本系统处理。",
    "group": "群已解散，通知改走收件箱。",
}  # fmt: skip


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Every community counts what it carries, loses some of it and says its hours for months."""
    chance = random.Random(SEED)
    for code, area in sorted(town.areas.items()):
        heads = town.actors.get(f"head:{code}")
        if area.level != "community" or not heads:
            continue
        things = [one for one in THINGS if code == FULL or chance.random() < SHARE]
        rows = noted(town, heads[0], area, things)
        desk = town.actors[f"desk:{code[:9]}"][0]
        changed(town, heads[0], desk, things, rows)
        if code == FULL or chance.random() < SHARE:
            said(heads[0], area, [(one, rows[one.title].pk) for one in things], chance)


def at(days: int) -> datetime:
    """Ten o'clock so many days ago."""
    return datetime.combine(today() - timedelta(days=days), time(10), zone())


def noted(town: Town, head: Actor, area: Area, things: Sequence[Thing]) -> dict[str, Burden]:
    """Half a year ago everything was written down."""
    found: dict[str, Burden] = {}
    with moved_to(at(NOTED)):
        for one in things:
            found[one.title] = note_burden(
                head, area, kind=one.kind, title=one.title, asker=town.bodies[one.body],
                rhythm=one.rhythm, since=today() - timedelta(days=400),
                generated=one.fate == "generated",
            )  # fmt: skip
    return found


def changed(
    town: Town, head: Actor, desk: Actor, things: Sequence[Thing], rows: dict[str, Burden]
) -> None:
    """What was ended, merged, ordered away and admitted since."""
    for one in things:
        fate, __, said_ = one.fate.partition(":")
        row = rows[one.title]
        if fate == "ended":
            with moved_to(at(int(said_))):
                end_burden(head, row, note=HOW.get(one.kind, "要求单位同意不再报送。"))
        elif fate == "merged" and said_ in rows:
            with moved_to(at(45)):
                merge_burden(head, row, into=rows[said_])
        elif fate == "ordered":
            until = today() + timedelta(days=int(said_))
            with moved_to(at(60)):
                order_removal(desk, row, remove_by=until, document=PAPER)
        elif fate == "admitted" and (offered := admissions_for(row)):
            admit_burden(town.actors["office"][0], row, application=offered[0])


def said(
    head: Actor, area: Area, things: Sequence[tuple[Thing, int]], chance: random.Random
) -> None:
    """Six months of hours, a little fewer each."""
    busy = chance.uniform(0.8, 1.2)
    staff = chance.randint(7, 11)
    last = before(first_of(today()))
    for back in range(5, -1, -1):
        month = before(last, back)
        shrunk = busy * SPEED**back
        lines = [
            Hours(f"{KIND_WORDS[one.kind]}：{one.title}", halves(one.hours * shrunk), f"b:{key}")
            for one, key in things
            if one.hours and lived(one, month)
        ]
        own = [Hours(label, halves(hours * busy)) for label, hours in OWN]
        with moved_to(datetime.combine(before(month, -1), time(10), zone())):
            estimate(head, area, month=month, staff=staff, lines=[*lines, *own])


def lived(one: Thing, month: date) -> bool:
    """Whether it was still asked for in a month."""
    fate, __, days = one.fate.partition(":")
    if fate != "ended":
        return fate != "generated"
    return first_of(today() - timedelta(days=int(days))) >= month


def halves(hours: float) -> Decimal:
    """Hours to the half."""
    return Decimal(round(hours * 2)) / 2
