"""What departments of the invented district want of communities, in every stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from liren.apps.duties.actions import applications, covers, hearings, reviews
from liren.apps.duties.models import Application
from liren.kernel.access.actor import Actor
from liren.kernel.access.who import actor_of
from liren.kernel.base.clock import moved_to, now, today, zone
from liren.site.example.estates import Estate
from liren.site.example.people import Town

STAGES: Final = (
    *("draft", "submitted", "hearing", "review", "approved", "recorded", "funded", "active"),
    *("suspended", "exited"),
)
TABLE: Final = ("zj", "scjg", "yj", "jd990101001")  # who sits in the joint review
LATE: Final = "上级临时部署，来不及提前三十个工作日申请。"


@dataclass(frozen=True)
class Plan:
    """One application: what it says, how far it comes, who objects."""

    body: str
    kind: str
    title: str
    reason: str
    basis: str
    first: int  # the days from today on which it begins and ends
    last: int
    places: Sequence[int]  # numbers of communities
    ago: int  # drafted so many days ago
    stage: str
    unit: str = ""
    fen: int = 0
    quantity: int = 0
    hours: int = 0
    asks: Sequence[str] = ()
    objects: Mapping[int, str] = field(default_factory=dict)
    silent: Sequence[int] = ()  # who has not answered yet
    against: int = 0  # how many at the table vote against it
    voted: int = 9  # how many have voted so far
    more: Mapping[str, Any] = field(default_factory=dict)


BUSY: Final = "本月已有三项入户任务，社工只有六人，排不开。"
PLANS: Final = (
    Plan(
        "wj", "survey", "独居老人冬季安全走访登记",
        "入冬后独居老人意外风险上升，请社区逐户走访登记取暖、用气情况，卫健部门据此安排家庭医生。",
        "和卫健〔2026〕18号", -25, 60, range(12), 80, "active", "户", 1800, 85, 45,
        ("name", "phone", "address", "tags", "取暖方式"), {3: BUSY, 8: BUSY},
        more={"staff": "每个社区派家庭医生 1 名", "training": "开始前集中培训半天"},
    ),
    Plan(
        "zhzf", "task", "违法搭建线索协查",
        "对群众反映的违法搭建，请社区协助指认位置、联系住户，查处由执法分局负责。",
        "和综执〔2026〕7号", -40, 120, (*range(8), 10, 16), 95, "active", "处", 6000, 12, 15,
        ("address", "dwelling"), more={"staff": "执法中队每个社区固定 1 名联络员"},
    ),
    Plan(
        "hw", "task", "垃圾分类入户宣传",
        "新标准下月施行，请社区协助入户发放分类指引并解答。",
        "和环卫〔2026〕11号", 20, 80, (2, 3, 9, 17), 14, "review", "户", 300, 600, 30,
        voted=2, more={"staff": "环卫中心派督导员 4 名"},
    ),
    Plan(
        "wj", "survey", "六十五岁以上老人健康体检登记",
        "年度免费体检下月开始，请社区通知老人并登记意愿和时间。",
        "和卫健〔2026〕23号", 45, 110, (0, 1, 2, 3, 9, 17), 5, "hearing", "人", 500, 210, 25,
        ("name", "born", "phone", "慢性病情况"), {1: BUSY}, (2, 9),
    ),
    Plan(
        "xf", "ledger", "楼道消防安全台账",
        "要求每个社区按楼道建立消防安全台账，每月更新。",
        "和消防〔2026〕4号", 40, 400, (2, 4, 5, 11), 12, "hearing", hours=60,
        objects={4: "内容与出租房安全检查重复，建议直接用系统里的检查记录。"}, silent=(2,),
    ),
    Plan(
        "jj", "task", "电动自行车登记上牌协助",
        "集中上牌期间，请社区提供场地并通知居民。",
        "和公交警〔2026〕9号", 15, 60, (2, 3, 10, 17), 30, "recorded", "场", 80000, 2, 20,
        more={"staff": "交警大队派民警 2 名、设备 1 套"},
    ),
    Plan(
        "sf", "plaque", "公共法律服务点挂牌",
        "在社区会客厅设立公共法律服务点，律师每周坐班半天。",
        "和司〔2026〕6号", 10, 700, (2, 9, 17), 40, "funded", hours=4,
        more={"staff": "律师每周坐班半天"},
    ),
    Plan(
        "scjg", "survey", "小餐饮燃气使用情况排查",
        "配合燃气安全整治，请社区协助排查沿街小餐饮的气瓶使用情况。",
        "和市监〔2026〕15号", 50, 90, (1, 2, 6, 12, 18), 3, "submitted", "家", 2000, 30, 30,
        ("address", "气瓶数量", "软管年限"),
    ),
    Plan(
        "zhzf", "form", "门前责任制签约情况月报",
        "每月汇总沿街店铺门前责任制签约情况。",
        "和综执〔2026〕12号", 60, 300, (2, 3), 2, "draft", hours=10,
    ),
    Plan(
        "zj", "survey", "老旧房屋安全隐患排查",
        "汛期前排查砖混结构老旧住宅的安全隐患。",
        "和建〔2026〕10号", -30, 40, (4, 5, 12, 13), 75, "suspended", "幢", 15000, 14, 40,
        ("dwelling",), more={"staff": "专业检测机构随行"},
    ),
    Plan(
        "sw", "survey", "二次供水设施普查",
        "登记小区泵房、水箱的位置和清洗情况。",
        "和水〔2026〕3号", -60, -8, (2, 7, 14, 20), 110, "exited", "个", 10000, 6, 16,
    ),
    Plan(
        "scjg", "app", "食品安全随手拍注册推广",
        "请社区组织居民下载注册，完成注册人数指标。",
        "和市监〔2026〕13号", 20, 200, (2, 3, 4), 45, "refused", hours=40,
        objects={2: "要求居民注册并定指标，属于变相摊派。", 3: "与现有应用重复。"}, against=3,
    ),
    Plan(
        "hb", "group", "餐饮油烟整治工作群",
        "建立各社区餐饮油烟整治工作群，每日打卡报送。",
        "和环〔2026〕8号", 30, 200, (2, 3), 20, "withdrawn",
    ),
)  # fmt: skip


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Bring each application as far as its plan says."""
    for plan in PLANS:
        Way(town, plan).go()


@dataclass
class Way:
    """One application on its way; each step some days after the one before, none after now."""

    town: Town
    plan: Plan
    hours: int = 0

    def go(self) -> None:
        """All steps up to the stage of the plan."""
        plan = self.plan
        row = self.draft()
        if plan.stage == "draft":
            return
        row = self.at(0, lambda: applications.submit(self.clerk(), row, late_reason=LATE))
        if plan.stage == "withdrawn":
            reason = "改为在现有工作群里办理，不再另建。"
            self.at(2, lambda: applications.withdraw(self.clerk(), row, reason=reason))
        elif plan.stage != "submitted":
            self.hear(row)

    def at(self, day: int, act: Any) -> Any:
        """Do something so many days after the draft, an hour later each time."""
        self.hours += 1
        when = self.began() + timedelta(days=day, minutes=20 * self.hours)
        with moved_to(min(when, now() - timedelta(minutes=60 - self.hours))):
            return act()

    def began(self) -> datetime:
        """The morning on which it was drafted."""
        day = today() - timedelta(days=self.plan.ago)
        return datetime.combine(day, time(9, 10), zone())

    def clerk(self) -> Actor:
        """Who applies."""
        return self.somebody(f"clerk:{self.plan.body}")

    def somebody(self, post: str) -> Actor:
        """Who holds a post, with today's grants."""
        return actor_of(self.town.actors[post][0].user)

    def draft(self) -> Application:
        """The papers."""
        plan, codes = self.plan, community_codes(self.town)
        start = today() + timedelta(days=plan.first)
        facts: dict[str, Any] = {
            "kind": plan.kind, "title": plan.title, "reason": plan.reason, "basis": plan.basis,
            "start_on": start, "end_on": today() + timedelta(days=plan.last),
            "unit": plan.unit, "unit_fen": plan.fen, "hours_each": Decimal(plan.hours),
            "asks_data": list(plan.asks), **plan.more,
        }  # fmt: skip
        wanted = {codes[n]: quantity_of(plan, n) for n in plan.places}
        body = self.town.bodies[plan.body]
        made: Application = self.at(
            0, lambda: applications.draft(self.clerk(), body, wanted=wanted, **facts)
        )
        return made

    def hear(self, row: Application) -> None:
        """Communities and subdistricts are asked, and answer."""
        plan, office = self.plan, self.somebody("office")
        self.at(2, lambda: hearings.open_hearing(office, row))
        codes = community_codes(self.town)
        numbers = {code: n for n, code in enumerate(codes)}
        for one in row.hearings.select_related("area").order_by("area_path"):
            n = numbers.get(one.area.code)
            if n in plan.silent:
                continue
            post = f"head:{one.area.code}" if n is not None else f"desk:{one.area.code[:9]}"
            said = {"stance": "agrees"}
            if n is not None and n in plan.objects:
                said = {"stance": "objects", "text": plan.objects[n]}
            who = self.somebody(post)
            self.at(3, lambda one=one, who=who, said=said: hearings.give_opinion(who, one, **said))
        if plan.stage != "hearing":
            self.review(row)

    def review(self, row: Application) -> None:
        """The table votes."""
        plan, office = self.plan, self.somebody("office")
        bodies = [self.town.bodies[code] for code in TABLE if code != plan.body]
        self.at(7, lambda: reviews.open_review(office, row, bodies=bodies))
        for n, seat in enumerate(row.seats.select_related("body").order_by("pk")):
            if n >= plan.voted:
                break
            code = seat.body.code
            who = self.somebody(f"leader:{code[2:]}" if code.startswith("jd") else f"chief:{code}")
            no = {"choice": "against", "reason": "给社区定注册指标，不符合减负要求。"}
            said = no if n < plan.against else {"choice": "for"}
            self.at(8, lambda seat=seat, who=who, said=said: reviews.vote(who, seat, **said))
        if plan.stage == "refused":
            why = "与现有应用重复，且向社区下达注册指标。"
            self.at(9, lambda: reviews.refuse_admission(office, row, reason=why))
        elif plan.stage != "review":
            self.decide(row)

    def decide(self, row: Application) -> None:
        """Approved for those who do not object; then the money, then the work."""
        plan, office = self.plan, self.somebody("office")
        inner = row.hearings.filter(area__level="community").exclude(stance="objects")
        scope = dict(inner.values_list("area__code", "quantity"))
        row = self.at(10, lambda: reviews.approve(office, row, scope=scope))
        rank = STAGES.index(plan.stage)
        if rank >= STAGES.index("recorded"):
            self.pay(row, sum(scope.values()) * plan.fen, confirm=plan.stage != "recorded")
        if rank >= STAGES.index("active"):
            self.at(14, lambda: covers.activate(office, row))
        if plan.stage == "suspended":
            why = "两个社区反映检测人员未到场，先核实再继续。"
            self.at(plan.ago - 6, lambda: covers.suspend(office, row, reason=why))
        if plan.stage == "exited":
            why = "普查任务已全部完成并验收。"
            self.at(plan.ago - 8, lambda: covers.leave(office, row, reason=why))

    def pay(self, row: Application, needs: int, *, confirm: bool) -> None:
        """The money for it, recorded by one and confirmed by another."""
        facts: dict[str, Any] = {"kind": "none", "paper": "由部门自行制作安装，不需要经费"}
        if needs:
            paper = f"和财预〔{self.began().year}〕{20 + self.plan.ago % 60}号"
            facts = {"kind": "budget", "fen": needs, "paper": paper, "until": row.end_on}
        made = self.at(12, lambda: covers.record_cover(self.clerk(), row, **facts))
        if confirm:
            self.at(13, lambda: covers.confirm_cover(self.somebody("finance"), made))


def community_codes(town: Town) -> list[str]:
    """The communities of the district in their order."""
    return sorted(code for code, area in town.areas.items() if area.level == "community")


def quantity_of(plan: Plan, n: int) -> int:
    """A little more here, a little less there."""
    return max(1, plan.quantity + (n * 37 % 11 - 5) * plan.quantity // 40) if plan.unit else 0
