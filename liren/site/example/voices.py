"""What residents say beside their reports: answers, neighbours who join, people without a name."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from liren.apps.cases import actions
from liren.apps.cases.models import Case
from liren.apps.cases.queries import kinds_in_force
from liren.apps.cases.rules import OPEN, State
from liren.kernel.access.models import User
from liren.kernel.access.who import actor_of, system
from liren.kernel.base.clock import moved_to

if TYPE_CHECKING:
    from liren.site.example.people import Town

ASKED = (
    ("麻烦说一下具体在几号楼、哪个单元？", "5号楼2单元，一楼到二楼的拐角。"),
    ("大概是每天几点最严重？我们好安排人去看。", "晚上七点到九点，周末从下午就开始了。"),
    ("旁边有没有门牌或者灯杆编号？", "灯杆上写着HA-0317，对面是小超市。"),
    ("这个情况持续多久了，以前报过吗？", ""),
    ("方便补一张近一点的照片吗？现在这张看不清位置。", ""),
    ("是不是您家楼上那一户？我们上门前想先核实。", ""),
)
JOINS = (4, 3, 2, 2, 1, 1, 1, 1)


class Stranger(NamedTuple):
    """A report of somebody without an account."""

    kind: str
    grid: str
    text: str
    address: str


STRANGERS = (
    Stranger(
        "road_surface",
        "99010100100301",
        "路口往东第二个窖井旁边路面陷了一块，骑车差点摔了。",
        "镜湖路东口",
    ),
    Stranger(
        "street_lamp",
        "99010100200301",
        "公交站台后面两盏路灯都不亮，晚上等车看不见台阶。",
        "南市路公交站",
    ),
    Stranger(
        "litter_bin",
        "99010100100302",
        "桥头的果壳箱门掉了，垃圾被风吹得到处都是。",
        "镜湖桥北侧",
    ),
    Stranger(
        "shared_bikes",
        "99010100300101",
        "地铁口共享单车堆了三层，轮椅过不去，请来人挪一挪。",
        "新桥站二号口",
    ),
)


def say(town: "Town", end: datetime) -> None:
    """Write all of it, a few hours before the end."""
    ask(end)
    join(town, end)
    last = Case.objects.latest("reported_at").reported_at
    for order, one in enumerate(STRANGERS, start=1):
        report(town, one, last + (end - last) * order / (len(STRANGERS) + 1))


def ask(end: datetime) -> None:
    """Some open cases have a question; of these some are answered."""
    rows = Case.objects.filter(source="resident", state__in=(State.SIGNED, State.HANDLING))
    rows = rows.filter(handled_by=None).select_related("kind", "area", "handler", "reporter")
    for (question, answer), case in zip(ASKED, rows.order_by("-reported_at")[:20:3], strict=False):
        last = case.steps.exclude(verb="cases.report").order_by("-at").first()
        asker = actor_of(last.actor) if last else None
        if asker is None or not Case.objects.allowed(asker, "cases.ask").filter(pk=case.pk):
            continue
        with moved_to(end - timedelta(hours=7)):
            case = actions.ask(asker, case, note=question)
        if answer:
            with moved_to(end - timedelta(hours=3)):
                actions.answer(actor_of(case.reporter), case, note=answer)


def join(town: "Town", end: datetime) -> None:
    """Neighbours say that something is their trouble, too."""
    rows = Case.objects.filter(kind__public=True, state__in=OPEN, source="resident")
    for number, case in zip(JOINS, rows.order_by("-reported_at")[:24:3], strict=False):
        there = [
            one
            for post, actors in sorted(town.actors.items())
            if post.startswith(f"resident:{case.area.code[:12]}")
            for one in actors
            if one.user.pk != case.reporter_id
        ]
        with moved_to(end - timedelta(hours=5)):
            for neighbour in there[:number]:
                actions.join(neighbour, case)


def report(town: "Town", one: Stranger, moment: datetime) -> None:
    """Somebody who only passed by; numbers grow with the time, so they come last."""
    with moved_to(moment):
        case = actions.report_open(
            system(), town.areas[one.grid], kind=kinds_in_force()[one.kind], text=one.text,
            address=one.address, code=actions.new_code(),
        )  # fmt: skip
    User.objects.filter(pk=case.reporter_id).update(example=True)
