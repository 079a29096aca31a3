"""Declared facts of every community, and changes of rules with and without a second name."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from liren.apps.standards import actions
from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import moved_to, now, today
from liren.kernel.policy.models import Pack, Parameter
from liren.site.example.estates import Estate
from liren.site.example.people import DISTRICT, Town

SEED = 20260630
SHORT_OF_ROOMS = "990101001003"  # 镜湖社区: 138 of 2,044 m², in nine scattered places
TOO_LARGE = "990101003006"  # 晴川社区
TOO_SMALL = "990101002004"  # 老街社区
NOT_MEASURED = "990101001006"  # 书院社区: nobody has measured the rooms yet
Facts = dict[str, int]


def furnish(town: Town, estates: Sequence[Estate]) -> None:
    """Facts of the last half-year, confirmed by the subdistrict, and two changes of rules."""
    luck = random.Random(SEED)
    day = half_year()
    start = now() - timedelta(days=40)
    for code, facts in communities(town, luck):
        declare(town, code, facts, day, start)
    office, finance = town.actors["office"][0], town.actors["finance"][0]
    county = {"average_wage": 98_600, "monthly_standard": 1_160, "town_matches": 1}
    for key, value in county.items():
        with moved_to(start):
            row = actions.declare(
                office, town.areas[DISTRICT], key=key, value=Decimal(value), day=day,
                document="和安区统计局 2025 年统计公报",
            )  # fmt: skip
        actions.confirm(finance, row, value=row.value)
    waiting(town, day)
    changes(office, finance)


def half_year() -> date:
    """The last day of the half-year before."""
    now_ = today()
    return date(now_.year, 6, 30) if now_.month > 6 else date(now_.year - 1, 12, 31)


def communities(town: Town, luck: random.Random) -> Iterator[tuple[str, Facts]]:
    """Believable numbers of each community."""
    for code in sorted(code for code, area in town.areas.items() if area.level == "community"):
        households = luck.randrange(1540, 2900)
        if code == TOO_LARGE:
            households = 3_416
        if code == TOO_SMALL:
            households = 1_274
        if code == SHORT_OF_ROOMS:
            households = 2_951
        yield code, numbers(code, households, luck)


def numbers(code: str, households: int, luck: random.Random) -> Facts:
    """All numbers of one community, from its households."""
    residents = int(households * luck.uniform(2.35, 2.75))
    planned = max(760, households // 2 + luck.randrange(-30, 160))
    facts = {
        "households": households,
        "registered_households": int(households * luck.uniform(0.68, 0.86)),
        "flats": int(households * luck.uniform(1.04, 1.16)),
        "residents": residents,
        "registered_people": int(residents * luck.uniform(0.6, 0.78)),
        "adults": int(residents * luck.uniform(0.8, 0.85)),
        "voters": int(residents * luck.uniform(0.62, 0.74)),
        "posts": luck.randrange(6, 11),
        "planned_area_m2": planned,
        "used_area_m2": int(planned * luck.uniform(0.72, 1.02)),
        "yearly_cost": luck.randrange(150, 320) * 1000,
    }
    if code == SHORT_OF_ROOMS:
        facts |= {"flats": 3_551, "planned_area_m2": 2_044, "used_area_m2": 138, "posts": 7}
    if code == NOT_MEASURED:
        del facts["used_area_m2"]
    return facts


def declare(town: Town, code: str, facts: Facts, day: date, at: datetime) -> None:
    """Declared by the community, confirmed by the subdistrict two days later."""
    head, desk = town.actors[f"head:{code}"][0], town.actors[f"leader:{code[:9]}"][0]
    document = f"{town.areas[code].name}{day.year}年{day.month}月底数统计表"
    rows = []
    with moved_to(at):
        for key, value in facts.items():
            rows.append(
                actions.declare(
                    head,
                    town.areas[code],
                    key=key,
                    value=Decimal(value),
                    day=day,
                    document=document,
                )
            )
    with moved_to(at + timedelta(days=2)):
        for row in rows:
            actions.confirm(desk, row, value=row.value)


def waiting(town: Town, day: date) -> None:
    """Two numbers that nobody has confirmed yet."""
    worker = town.actors[f"worker:{SHORT_OF_ROOMS}"][0]
    news = {"posts": 8, "used_area_m2": 186}
    with moved_to(now() - timedelta(days=1)):
        for key, value in news.items():
            actions.declare(
                worker, town.areas[SHORT_OF_ROOMS], key=key, value=Decimal(value),
                day=today() - timedelta(days=2), document="镜湖社区十一月用房和人员变动登记",
            )  # fmt: skip


def changes(office: Actor, finance: Actor) -> None:
    """One change that two people agreed on, and one that waits for the second."""
    pack = Pack.objects.get(in_force=True)
    january = date(today().year, 1, 1)
    with moved_to(now() - timedelta(days=20)):
        made = actions.propose(
            office, pack, before=newest(pack, "funding.subdistrict_spending"), value=17_600_000,
            valid_from=january, source=f"和安区财政局{january.year - 1}年街道社区经费决算",
            reason="按上年决算更新，用于计算补助占支出的比例。",
        )  # fmt: skip
    with moved_to(now() - timedelta(days=18)):
        actions.consent(finance, made, note="与决算报表一致。")
    with moved_to(now() - timedelta(days=3)):
        actions.propose(
            office, pack, before=newest(pack, "funding.per_capita"), value=22,
            valid_from=date(january.year + 1, 1, 1),
            source="和安区民政局、财政局关于调整社区工作经费补助标准的通知（送审稿）",
            article="第二条", reason="社区支出逐年上升，补助占比下降，拟提高每人两元。",
        )  # fmt: skip


def newest(pack: Pack, key: str) -> Parameter:
    """The latest value of a parameter in a pack."""
    rows = Parameter.objects.filter(pack=pack, key=key)
    return rows.select_related("pack").latest("valid_from")
