"""What people gave in the invented district, the foundation, and works residents paid for."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from liren.apps.bodies.models import Body
from liren.apps.money.actions import donations, projects, spendings, works
from liren.apps.money.actions.works import Given
from liren.apps.money.models import Category, Donation, Project, Purse, Work
from liren.apps.money.queries.projects import sources
from liren.apps.money.queries.works import waiting_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import moved_to, now, today, zone
from liren.site.example.estates import Estate
from liren.site.example.names import DISTRICT, FOUNDATION
from liren.site.example.people import Town

YUAN: Final = 100
HOME: Final = 2  # the community of most log-ins, by its place in the district
CANTEEN, BOOKS = "给老年食堂添置桌椅", "资助困难家庭孩子上学"
# donor, kind, yuan, purpose, unnamed, days ago, community; None: the foundation; what became of it
GIFTS: Final = (
    ("和安建材有限公司", "firm", 20_000, CANTEEN, False, 120, HOME, "told"),
    ("沈国平", "person", 2_000, CANTEEN, False, 96, HOME, "confirmed"),
    ("周阿婆", "person", 500, "", True, 61, HOME, "confirmed"),
    ("和安区书法协会", "society", 1_800, "社区春联和书法课用纸", False, 40, HOME, "confirmed"),
    ("陆建明", "person", 1_000, "修花园凉亭", False, 9, HOME, "recorded"),
    ("永安药店", "firm", 3_600, "老人量血压用的仪器", False, 75, 4, "confirmed"),
    ("倪先生", "person", 800, "", True, 52, 9, "returned"),
    ("和安农商银行", "firm", 60_000, BOOKS, False, 150, None, "told"),
    ("和安区总商会", "society", 80_000, "", False, 141, None, "confirmed"),
    ("区机关干部职工", "unit", 36_500, "", False, 88, None, "confirmed"),
    ("顾月英", "person", 5_000, BOOKS, False, 33, None, "confirmed"),
    ("海外和安同乡会", "foreign", 30_000, BOOKS, False, 6, None, "recorded"),
)
# title, need, plan, yuan asked, community, how far it is, days ago
PROJECTS: Final = (
    (
        *("楼道微花园", "楼前空地长期堆杂物，居民意见大。"),
        *("居民认领地块，学校老师教种植，每月一次评比。", 18_000, HOME, "closed", 130),
    ),
    (
        *("独居老人敲门行动", "独居老人多，家人不在身边。"),
        *("三十名志愿者两人一组，每周上门一次。", 26_000, 4, "reported", 110),
    ),
    (
        *("四点半课堂", "双职工家庭孩子放学后没人看管。"),
        *("活动室开放到六点半，大学生辅导功课。", 32_000, HOME, "granted", 70),
    ),
    (
        *("小区故事墙", "新老居民互不相识。"),
        *("征集老照片，布置三面墙，办一次邻里节。", 9_600, 11, "proposed", 20),
    ),
    (
        *("电动车充电棚雨棚", "雨天充电不安全。"),
        *("在现有车棚上加雨棚。", 45_000, 17, "refused", 64),
    ),
    ("旧衣改造工坊", "旧衣没有去处。", "", 7_200, HOME, "draft", 3),
)
# what the foundation proposes itself, by its own people
OWN_PROJECTS: Final = (
    (
        *("社区助老员培训", "各社区助老员没有学过急救。"),
        *("请区医院护士长上四次课，发结业证。", 12_000, 4, "granted", 58),
    ),
    (
        *("阳台种菜节", "高层住户之间不来往。"),
        *("发种子和土，秋天一起办一次菜市。", 8_000, 9, "granted", 47),
    ),
    (
        *("邻里故事口述档案", "老街改造后的故事没有人记。"),
        *("二十位老人口述，学生记录成册。", 15_000, 9, "proposed", 15),
    ),
    (
        *("楼门口小书架", "孩子放学后没有地方看书。"),
        *("二十个楼门口各放一个书架，居民认领管理。", 10_000, 11, "proposed", 11),
    ),
    ("社区乐队器材库", "几支乐队各自租器材，花费大。", "", 20_000, 4, "draft", 4),
)
VOTES: Final = {"entitled": 96, "present": 81, "votes_for": 78}


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Donations, six projects at all stages, and three works of one community and another."""
    desk = Desk(town)
    body = town.bodies[FOUNDATION[0]]
    for gift in GIFTS:
        given(desk, body, *gift)
    for project in PROJECTS:
        asked(desk, body, *project)
    for project in OWN_PROJECTS:
        asked(desk, body, *project, own=True)
    intercom(desk)
    bicycles(desk)
    trees(desk)
    benches(desk)


class Desk:
    """Who acts, and when: never before the year began, because the last one is closed."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.district = town.areas[DISTRICT[0]]
        self.communities = sorted(
            (area for area in town.areas.values() if area.level == "community"),
            key=lambda area: area.path,
        )

    def somebody(self, post: str, nth: int = 0) -> Actor:
        """Who holds a post, with today's grants."""
        return actor_of(self.town.actors[post][nth].user)

    def at_home(self, post: str, area: Area) -> Actor:
        """Who holds a post of a community."""
        return self.somebody(f"{post}:{area.code}")

    def day(self, ago: int) -> date:
        """The day so many days ago, in this year."""
        return max(today() - timedelta(days=ago), date(today().year, 1, 1))

    def at(self, ago: int, act: Callable[[], Any], hour: int = 10) -> Any:
        """Do something so many days ago."""
        moment = datetime.combine(self.day(ago), time(hour, 20), zone())
        with moved_to(min(moment, now() - timedelta(minutes=5))):
            return act()


# ── donations ───────────────────────────────────────────────────────────────────────────────


def given(
    desk: Desk, body: Body, donor: str, kind: str, yuan: int, purpose: str, unnamed: bool,
    ago: int, place: int | None, fate: str,
) -> None:  # fmt: skip
    """Somebody gave; a second person confirmed it; some of it was told or went back."""
    area = desk.district if place is None else desk.communities[place]
    maker, second = (
        (desk.somebody("office"), desk.somebody("vice"))
        if place is None
        else (desk.at_home("worker", area), desk.at_home("head", area))
    )
    facts: dict[str, Any] = {
        "fen": yuan * YUAN, "donor": donor, "donor_kind": kind, "day": desk.day(ago),
        "paper": f"捐收〔{desk.day(ago):%m%d}〕{ago:03d}号", "purpose": purpose,
        "unnamed": unnamed, "held_by": body if place is None else None,
    }  # fmt: skip
    row = desk.at(ago, partial(donations.add_donation, maker, area, **facts))
    if fate != "recorded":
        row = desk.at(ago - 1, partial(donations.confirm_donation, second, row))
    if fate == "returned":
        reason = "捐赠人要求退回，改为直接资助个人。"
        leader = desk.somebody(f"leader:{area.code[:9]}")
        desk.at(ago - 20, partial(donations.return_donation, leader, row, reason=reason))
    if fate == "told" and place is not None:
        used(desk, area, row, 8_600)
    if fate == "told":
        desk.at(12, partial(donations.tell_donors, maker, row))


def used(desk: Desk, area: Area, row: Donation, yuan: int) -> None:
    """A part of what was given is spent for its purpose."""
    paid(desk, area, row.purse, "activities", "老年食堂桌椅八套", yuan, "和美家具店", 50)


def paid(
    desk: Desk, area: Area, purse: Purse, heading: str, title: str, yuan: int, payee: str, ago: int
) -> None:
    """Asked for, approved, accepted and paid by four people."""
    worker, street = desk.at_home("worker", area), area.code[:9]
    category = Category.objects.get(code=heading)
    facts: dict[str, Any] = {"title": title, "fen": yuan * YUAN, "payee": payee}
    row = desk.at(ago, partial(spendings.ask, worker, purse, category=category, **facts))
    leader, clerk = desk.somebody(f"leader:{street}"), desk.somebody(f"desk:{street}")
    note = "专款专用，不占科目预算。"
    row = desk.at(ago - 1, partial(spendings.approve, leader, row, note=note), 9)
    taken = partial(spendings.accept, worker, row, fen=yuan * YUAN, outcome="数量和质量相符。")
    row = desk.at(ago - 4, taken, 11)
    facts = {"day": desk.day(ago - 6), "bank_paper": f"回单 {ago:04d}{yuan % 1000:03d}"}
    desk.at(ago - 6, partial(spendings.pay, clerk, row, **facts), 15)


# ── the foundation ──────────────────────────────────────────────────────────────────────────


def asked(
    desk: Desk, body: Body, title: str, need: str, plan: str, yuan: int, place: int, fate: str,
    ago: int, *, own: bool = False,
) -> None:  # fmt: skip
    """A community asks the foundation, or its own people do, and it goes as far as it went."""
    area = desk.communities[place]
    worker = desk.somebody("foundation:clerk") if own else desk.at_home("worker", area)
    facts: dict[str, Any] = {
        "foundation": body, "proposer": body if own else None,
        "title": title, "need": need, "plan": plan,
        "asked_fen": yuan * YUAN, "start_on": desk.day(ago - 15),
        "end_on": desk.day(ago - 15) + timedelta(days=90),
    }  # fmt: skip
    row = desk.at(ago, partial(projects.draft_project, worker, area, **facts))
    if fate == "draft":
        return
    row = desk.at(ago - 1, partial(projects.propose_project, worker, row))
    reviewers = [desk.somebody(f"leader:{area.code[:9]}"), desk.somebody("finance")]
    for n, who in enumerate(reviewers[: 1 if fate == "proposed" else 2]):
        words = ("居民需要，做法可行。", "预算清楚，建议资助。")[n]
        review = partial(projects.review_project, who, row, points=86 - 5 * n, words=words)
        row = desk.at(ago - 4, review, 14 + n)
    decided(desk, area, row, fate, ago - 8)


def decided(desk: Desk, area: Area, row: Project, fate: str, ago: int) -> None:
    """The foundation says yes or no; what was granted is spent, reported on and closed."""
    office, worker = desk.somebody("office"), desk.at_home("worker", area)
    if fate == "refused":
        answer = "车棚属业主共有部分，请由业主大会决定自筹，或申请维修资金。"
        desk.at(ago, partial(projects.refuse_project, office, row, answer=answer))
    if fate in ("proposed", "refused"):
        return
    fen, source = row.asked_fen * 9 // 10, sources(row.foundation)[0]
    answer = "按评审意见核减一成，请把账目贴在活动室。"
    grant = partial(projects.grant_project, office, row, source=source, fen=fen, answer=answer)
    row = desk.at(ago, grant)
    assert row.purse is not None  # noqa: S101 — a granted project has one
    if fate != "granted":
        spent = fen * 4 // 5 // YUAN
        title = f"{row.title}材料和讲课费"
        paid(desk, area, row.purse, "activities", title, spent, "和邻社工服务站", ago - 14)
        report = "三个月办了十一次活动，参加的人一次比一次多，居民自己排了值班表。"
        told = partial(projects.report_project, worker, row, report=report, served=146)
        row = desk.at(ago - 60 if ago > 70 else 4, told)
    if fate == "closed":
        desk.at(18, partial(projects.close_project, desk.somebody("vice"), row))


# ── works of residents ──────────────────────────────────────────────────────────────────────


def voted(desk: Desk, area: Area, title: str, text: str, ago: int, **facts: Any) -> Work:
    """Residents decided to pay for something together."""
    said: dict[str, Any] = {
        "title": title, "text": text, "decided_by": "assembly", "decided_on": desk.day(ago),
        "minutes": f"居民会议记录 {desk.day(ago):%m%d}", **VOTES, **facts,
    }  # fmt: skip
    worker = desk.at_home("worker", area)
    made: Work = desk.at(ago, partial(works.decide_work, worker, area, **said))
    return made


def paid_in(
    desk: Desk, row: Work, lines: Sequence[Given], ago: int, *, waits: bool = False
) -> Work:
    """Households gave; the head looked at cash and receipts a day later, or still has to."""
    act = partial(
        works.collect, desk.at_home("worker", row.area), row, lines=lines, day=desk.day(ago)
    )
    done: Work = desk.at(ago, act, 16)
    if waits:
        return done
    found = list(waiting_of(done).values_list("uid", flat=True))
    confirm = partial(
        works.confirm_contributions, desk.at_home("head", row.area), done, lines=found
    )
    confirmed: Work = desk.at(ago - 1, confirm, 9)
    return confirmed


def rooms(building: int, yuan: int, floors: int) -> list[Given]:
    """Two households on each floor."""
    family = "沈周陆顾倪陶金许"
    return [
        Given(f"{building}幢{floor}0{door}", yuan * YUAN, f"{family[(floor + door) % 8]}先生",
              f"筹{building}{floor}{door}")
        for floor in range(1, floors + 1)
        for door in (1, 2)
    ]  # fmt: skip


def intercom(desk: Desk) -> None:
    """The door of a building: done, paid, closed, and the rest given back to the fen."""
    area = desk.communities[HOME]
    text = "三幢两个单元各装一套可视门禁，含一年保修。"
    row = voted(
        desk, area, "三幢加装可视门禁", text, 100, target_fen=6_000 * YUAN, share_fen=500 * YUAN
    )
    row = paid_in(desk, row, rooms(3, 500, 6), 92)
    worker = desk.at_home("worker", area)
    row = desk.at(84, partial(works.start_work, worker, row))
    assert row.purse is not None  # noqa: S101 — a work has one
    paid(desk, area, row.purse, "upkeep", "可视门禁两套", 5_480, "安居电子", 70)
    outcome = "两套门禁装好试用一个月，十二户都发了钥匙扣。"
    done = partial(works.finish_work, worker, row, outcome=outcome, done_on=desk.day(58))
    row = desk.at(58, done)
    desk.at(50, partial(works.close_work, desk.at_home("head", area), row))


def bicycles(desk: Desk) -> None:
    """A shed for bicycles: being built."""
    area = desk.communities[HOME]
    text = "在五幢北侧搭自行车棚，停三十辆。"
    row = voted(desk, area, "五幢自行车棚", text, 44, target_fen=9_600 * YUAN)
    row = paid_in(desk, row, [*rooms(5, 400, 6), *rooms(6, 400, 6)], 36)
    row = desk.at(28, partial(works.start_work, desk.at_home("worker", area), row))
    assert row.purse is not None  # noqa: S101 — a work has one
    paid(desk, area, row.purse, "upkeep", "车棚立柱和预付款", 4_000, "宏图钢构", 20)


def trees(desk: Desk) -> None:
    """Beds around trees: money comes in."""
    area = desk.communities[9]
    row = voted(desk, area, "中心花园树池改造", "十二个树池加座凳。", 16, target_fen=4_800 * YUAN)
    paid_in(desk, row, rooms(2, 150, 5), 5)


def benches(desk: Desk) -> None:
    """Benches before a building: a part is confirmed, the rest waits for the head."""
    area = desk.communities[HOME]
    text = "四幢单元门口装四张长椅，加遮雨棚。"
    row = voted(
        desk, area, "四幢门口长椅", text, 12, target_fen=3_600 * YUAN, share_fen=300 * YUAN
    )
    row = paid_in(desk, row, rooms(4, 300, 2), 6)
    late = [Given(f"4幢{floor}01", 300 * YUAN, "", f"筹4{floor}1") for floor in (3, 4, 5, 6)]
    paid_in(desk, row, late, 1, waits=True)
