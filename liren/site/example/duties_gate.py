"""What passed the gate in the invented district, what was refused, what the law let through."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from liren.apps.duties.actions import assignments, emergencies, refusals
from liren.apps.duties.models import Application, Assignment, Emergency, Refusal
from liren.apps.duties.rules.admission import State
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import moved_to, now, today, zone
from liren.site.example.estates import Estate
from liren.site.example.names import DISTRICT
from liren.site.example.people import Town

# department, kind, what was asked for, days ago, community by its place in the district
OUTSIDE: Final = (
    ("mz", "form", "独居老人情况月报表", 34, 2),
    ("mz", "form", "独居老人情况月报表", 6, 2),
    ("mz", "form", "独居老人情况月报表", 5, 9),
    ("ga", "app", "反诈应用注册人数每日排名", 21, 2),
    ("hw", "ledger", "迎检资料台账", 27, 4),
    ("xf", "inspection", "社区消防工作季度评比", 12, 2),
    ("scjg", "group", "食品安全协管员工作群", 18, 11),
    ("ga", "certificate", "开具无犯罪记录证明", 9, 2),
    ("wj", "form", "吸烟人群情况统计表", 3, 17),
)
WORK: Final = (
    "已逐户完成，名单和登记表随附。",
    "已完成，三户长期外出，约定回来后补登。",
    "按要求完成，照片和签收单已交联络员。",
)


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Tasks of two admissions and of an emergency; refusals, an appeal that was decided."""
    desk = Desk(town)
    excepted(desk)
    for body in ("wj", "zhzf"):
        handed_out(desk, body)
    for body, kind, title, ago, place in OUTSIDE:
        refused(desk, body, kind, title, ago, place)
    appealed(desk)


class Desk:
    """Who acts, and when."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.communities = sorted(
            (area for area in town.areas.values() if area.level == "community"),
            key=lambda area: area.path,
        )

    def somebody(self, post: str) -> Actor:
        """Who holds a post, with today's grants."""
        return actor_of(self.town.actors[post][0].user)

    def head(self, area: Area) -> Actor:
        """Who answers for a community."""
        return self.somebody(f"head:{area.code}")

    def at(self, days: int, act: Callable[[], Any], hour: int = 9) -> Any:
        """Do something so many days ago."""
        moment = datetime.combine(today() - timedelta(days=days), time(hour, 40), zone())
        with moved_to(min(moment, now() - timedelta(minutes=5))):
            return act()


def handed_out(desk: Desk, code: str) -> None:
    """A department hands out what it has admitted, and communities work on it."""
    body = desk.town.bodies[code]
    admission = Application.objects.filter(body=body, state=State.ACTIVE).order_by("pk").first()
    if admission is None:
        return
    clerk = desk.somebody(f"clerk:{code}")
    since = max((today() - admission.start_on).days - 2, 0)
    hearings = admission.hearings.filter(admitted=True, area__level="community")
    for n, hearing in enumerate(hearings.select_related("area").order_by("area_path")):
        facts: dict[str, Any] = {
            "area": hearing.area,
            "application": admission,
            "quantity": hearing.quantity // 2,
            "due_on": today() + timedelta(days=12),
            "text": "按名单逐户办理，结果在本页报告。需要的数据系统里已有的不必再填。",
        }
        made: Assignment = desk.at(since, partial(assignments.assign, clerk, body, **facts))
        worked(desk, clerk, made, n, since)


def worked(desk: Desk, clerk: Actor, row: Assignment, n: int, since: int) -> None:
    """How far a community is: each a little further than the next."""
    stage, head = n % 6, desk.head(row.area)
    if stage == 5 or since < 8:
        return
    if stage == 4:
        why = "名单里的人员信息人口库里已有，请直接调用，不再重复填报。"
        desk.at(since - 1, lambda: refusals.refuse(head, row, ground="held", note=why))
        return
    row = desk.at(since - 1, lambda: assignments.sign(head, row))
    if stage == 3:
        return
    done, text = row.quantity - n % 3, WORK[n % len(WORK)]
    row = desk.at(
        since - 5, lambda: assignments.report_work(head, row, outcome=text, quantity=done)
    )
    if stage == 0:
        desk.at(since - 6, lambda: assignments.accept_work(clerk, row))
    elif stage == 2:
        note = "抽查有两户登记不全，请补登后再报。"
        desk.at(since - 6, lambda: assignments.dispute_work(clerk, row, note=note))


def excepted(desk: Desk) -> None:
    """A storm that is over, cold that holds now, and one that waits for the second person."""
    law = {"law": "中华人民共和国突发事件应对法", "article": "第七十三条"}
    storm = declared(
        desk, 40, 33, "强降雨Ⅲ级应急响应", "连续强降雨，低洼小区有内涝风险。", ("yj", "sw"), law
    )
    asked_under(desk, storm, "yj", "低洼小区巡查和人员转移准备", 39, 2)
    declared(desk, 3, -6, "寒潮道路结冰Ⅳ级应急响应", "气温骤降，夜间道路结冰。", ("yj", "jt"), law)
    words = {"title": "燃气管网抢修应急", "reason": "中压管网泄漏抢修，需入户通知停气。"}
    desk.at(
        0,
        lambda: emergencies.declare_emergency(
            desk.somebody("office"), desk.communities[2].parent or desk.communities[2],
            since=today(), until=today() + timedelta(days=2),
            bodies=[desk.town.bodies["yj"]], **words, **law,
        ),
    )  # fmt: skip


def declared(
    desk: Desk,
    ago: int,
    until: int,
    title: str,
    reason: str,
    codes: Sequence[str],
    law: dict[str, str],
) -> Emergency:
    """Declared by one, confirmed by another; days are counted back from today."""
    facts: dict[str, Any] = {
        "title": title,
        "reason": reason,
        "since": today() - timedelta(days=ago),
        "until": today() - timedelta(days=until),
        "bodies": [desk.town.bodies[code] for code in codes],
        **law,
    }
    office, district = desk.somebody("office"), desk.town.areas[DISTRICT[0]]
    row: Emergency = desk.at(
        ago, partial(emergencies.declare_emergency, office, district, **facts), hour=8
    )
    return desk.at(  # type: ignore[no-any-return]
        ago, lambda: emergencies.confirm_emergency(desk.somebody("vice"), row)
    )


def asked_under(desk: Desk, row: Emergency, code: str, title: str, ago: int, place: int) -> None:
    """A task under an emergency that nobody signed while it held: it may be refused today."""
    area = desk.communities[place]
    desk.at(
        ago,
        lambda: assignments.assign(
            desk.somebody(f"clerk:{code}"), desk.town.bodies[code], area=area, emergency=row,
            title=title, due_on=today() + timedelta(days=3),
        ),
    )  # fmt: skip


def refused(desk: Desk, code: str, kind: str, title: str, ago: int, place: int) -> None:
    """What was asked by telephone, in a group or on paper."""
    area = desk.communities[place]
    desk.at(
        ago,
        lambda: refusals.refuse_outside(
            desk.head(area), area, asker=desk.town.bodies[code], kind=kind, title=title
        ),
        hour=15,
    )


def appealed(desk: Desk) -> None:
    """One appeal that was not followed, and one that waits."""
    first = Refusal.objects.filter(title="迎检资料台账").first()
    last = Refusal.objects.filter(title="吸烟人群情况统计表").first()
    if first is not None:
        text = "创建国家卫生城区迎检需要，请社区配合。"
        row = desk.at(25, partial(refusals.appeal, desk.somebody("clerk:hw"), first, text=text))
        answer = "台账没有经过准入，迎检资料由系统自动生成，维持拒办。"
        decide = partial(refusals.decide_appeal, desk.somebody("office"), row, upheld=True)
        desk.at(22, partial(decide, decision=answer))
    if last is not None:
        text = "健康城市年度监测需要，只报一次。"
        desk.at(2, partial(refusals.appeal, desk.somebody("clerk:wj"), last, text=text))
