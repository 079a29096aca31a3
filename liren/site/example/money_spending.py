"""What communities of the invented district pay for, buy and share: at every stage."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from liren.apps.money.actions import bills, providers, purchases, spendings
from liren.apps.money.actions.bills import Share
from liren.apps.money.actions.booking import purse_of
from liren.apps.money.models import Purchase, Purse, Spending
from liren.apps.money.queries.purchases import providers as who_serves
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import moved_to, today, zone
from liren.site.example import names, people
from liren.site.example.estates import Estate
from liren.site.example.money_purses import FULL, YUAN, Ledger, within
from liren.site.example.people import Town

# heading, what for, to whom, bank, yuan
WANTED: Final = (
    ("office", "一季度水电费", "和安区供电公司", "建设银行和安支行", 1860),
    ("office", "打印纸和硒鼓", "文汇办公用品商行", "农业银行和安支行", 736),
    ("activities", "元宵灯会物料", "和安文化服务社", "和安农商银行", 2150),
    ("activities", "邻里节桌椅租赁", "顺达会务服务部", "工商银行和安支行", 980),
    ("office", "宽带年费", "电信和安分公司", "交通银行和安支行", 1440),
    ("activities", "暑期托管班教具", "小书虫文具店", "和安农商银行", 1268),
    ("office", "二季度水电费", "和安区供电公司", "建设银行和安支行", 1715),
    ("activities", "消夏晚会音响租赁", "声动演艺设备租赁", "工商银行和安支行", 1600),
    ("office", "档案盒和文件柜", "文汇办公用品商行", "农业银行和安支行", 1390),
    ("activities", "重阳节慰问品", "惠民超市", "和安农商银行", 2860),
    ("office", "三季度水电费", "和安区供电公司", "建设银行和安支行", 1940),
    ("activities", "楼组长培训场地", "青年中心", "建设银行和安支行", 600),
)
SETTLED, PAID, ACCEPTED, APPROVED, ASKED = "settled", "paid", "accepted", "approved", "asked"
# how far the payments of the fullest community are; the others take them in turn
STAGES: Final = (
    *(SETTLED, SETTLED, SETTLED, SETTLED, SETTLED, "returned", SETTLED, "refused"),
    *(PAID, ACCEPTED, APPROVED, ASKED),
)
OTHERS: Final = 9
EACH: Final = 3


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Some forty payments, eight purchases, two shared bills."""
    books = Ledger(town)
    places = [area for code, area in sorted(town.areas.items()) if town.actors.get(f"head:{code}")]
    places = [area for area in places if area.level == "community"]
    full = next(area for area in places if area.code == FULL)
    for at in range(len(WANTED)):
        payment(books, full, at, STAGES[at])
    above(books, full)
    others = [area for area in places if area.code != FULL]
    for n, area in enumerate(others[:OTHERS]):
        for at in range(EACH):
            payment(books, area, (n * EACH + at) % len(WANTED), STAGES[(n + at * 4) % len(STAGES)])
    for n, area in enumerate([full, *others[:6], full]):
        purchase(books, area, n)
    shared(books, full)


class Hands:
    """Who asks, says yes, pays and checks in a community; and the days of a payment."""

    def __init__(self, books: Ledger, area: Area, at: int) -> None:
        self.asks, self.approves, self.above = books.hands(area)
        if self.asks.user.pk == self.approves.user.pk:
            self.approves = self.above
        self.pays: Actor = books.town.actors[f"desk:{area.code[:9]}"][0]
        first = within(books.year, 2, 11)
        self.day = first + (today() - first) * (at + 1) // (len(WANTED) + 1)

    def on(self, days: int, act: Callable[[], Any], hour: int = 10) -> Any:
        """Do something so many days after it was asked for, not after today."""
        day = min(self.day + timedelta(days=days), today())
        with moved_to(datetime.combine(day, time(hour), zone())):
            return act()


def purse(books: Ledger, area: Area) -> Purse:
    """The money of the subdistrict for this year."""
    return purse_of(area, books.funds["fiscal_subdistrict"], books.year)


def payment(books: Ledger, area: Area, at: int, stage: str) -> None:
    """One payment, brought as far as its stage."""
    heading, title, payee, bank, yuan = WANTED[at]
    hands, fen = Hands(books, area, at), (yuan + area.pk % 7 * 10) * YUAN
    row = hands.on(
        0,
        lambda: spendings.ask(
            hands.asks, purse(books, area), category=books.headings[heading], title=title,
            fen=fen, payee=payee, payee_bank=bank,
            payee_account=f"62284800{at:02d}10{area.pk:06d}",
        ),
    )  # fmt: skip
    if stage == "refused":
        why = "与上月采购重复，请先盘点库存。"
        hands.on(1, lambda: spendings.refuse(hands.approves, row, reason=why))
        return
    brought(books, hands, row, stage)


def brought(books: Ledger, hands: Hands, row: Spending, stage: str) -> None:
    """Approved, accepted, paid, settled: as far as the stage says."""
    if stage == ASKED:
        return
    row = hands.on(1, lambda: spendings.approve(hands.approves, row))
    if stage == APPROVED:
        return
    row = hands.on(
        3, lambda: spendings.accept(hands.asks, row, fen=row.fen, outcome="数量相符，完好")
    )
    if stage == ACCEPTED:
        return
    paid(hands, row, f"农商回单 {row.pk:06d}")
    if stage == "returned":
        came_back(hands, row, books.town.actors["finance"][0])
    if stage == SETTLED:
        note = "发票已核，原件在凭证册"
        hands.on(8, lambda: spendings.settle(hands.approves, row, note=note))


def paid(hands: Hands, row: Spending, paper: str) -> None:
    """The subdistrict keeps the account, and its desk writes down what the bank paid."""
    hands.on(5, lambda: spendings.pay(hands.pays, row, day=today(), bank_paper=paper), hour=15)


def came_back(hands: Hands, row: Spending, finance: Actor) -> None:
    """The bank sent it back; it waits to be paid again."""
    why = "户名与账号不符，银行退回"
    hands.on(7, lambda: spendings.undo_payment(finance, row, reason=why))


def above(books: Ledger, area: Area) -> None:
    """One that only the subdistrict may approve, and one that was withdrawn."""
    hands = Hands(books, area, len(WANTED) - 1)

    def asks(**facts: Any) -> Spending:
        heading = books.headings["activities"]
        return spendings.ask(hands.asks, purse(books, area), category=heading, **facts)

    hands.on(2, lambda: asks(title="年末居民联欢", fen=6200 * YUAN, payee="和安文化服务社"))
    row = hands.on(2, lambda: asks(title="横幅制作", fen=420 * YUAN, payee="顺达会务服务部"))
    why = "改用电子屏，不再制作"
    hands.on(3, lambda: spendings.withdraw(hands.asks, row, reason=why))


# ── services ────────────────────────────────────────────────────────────────────────────────

# what, for whom, yuan, and how far it is
SERVICES: Final = (
    ("独居老人助浴", "为 12 位独居老人每月上门助浴一次", 8200, "rated"),
    ("四点半课堂", "放学后照看 25 名小学生，每周五天", 7600, "over"),
    ("楼道微更新设计", "为三幢楼的门厅做设计和施工指导", 6800, "running"),
    ("社区矛盾调解培训", "给楼组长和调解员上六次课", 5400, "asking"),
    ("老年食堂送餐", "为行动不便的老人中午送餐", 7900, "need"),
    ("残疾人居家康复指导", "为 9 位残疾人每月上门指导两次", 4800, "performed"),
    ("新居民法律咨询", "每周六上午在居委会坐班咨询", 3600, "asked"),
    ("楼组长急救课", "给 40 位楼组长上两次急救课", 1500, "over"),
)
PROVIDERS: Final = tuple(zh for zh, _en in names.SOCIETIES)
VISITS: Final = (
    (22, "服务 22 人次，均有签字"),
    (19, "服务 19 人次，3 人改期"),
    (19, "服务 19 人次，材料已补齐"),
)
VISITED: Final = sum(quantity for quantity, _text in VISITS)


def purchase(books: Ledger, area: Area, n: int) -> None:
    """One purchase, brought as far as its stage."""
    hands, (title, need, yuan, stage) = Hands(books, area, 4), SERVICES[n]
    row: Purchase = hands.on(
        0,
        lambda: purchases.need_service(
            hands.asks, area, title=title, need=need, standard="有记录、有签字，满意率九成以上",
            category=books.headings["purchase"], limit_fen=yuan * YUAN,
        ),
    )  # fmt: skip
    if stage == "need":
        return
    above = hands.above
    row = hands.on(2, lambda: purchases.budget_purchase(above, row, purse=purse(books, area)))
    if stage in ("over", "asking"):
        competed(books, hands, row, asking=stage == "asking")
        return
    row = signed(books, hands, row, running=stage == "running")
    if stage != "running":
        performed(hands, row)
    if stage in ("asked", "rated"):
        accepted(hands, row, whole=stage == "rated")


def competed(books: Ledger, hands: Hands, row: Purchase, *, asking: bool) -> None:
    """Three sealed offers whose last day was yesterday; or offers may still come for a week."""
    began = today() - timedelta(days=9)
    until = today() + timedelta(days=7 if asking else -1)
    with moved_to(datetime.combine(began, time(10), zone())):
        opened = purchases.open_purchase(
            hands.approves, row, manner="quotes", offers_until=until
        )  # fmt: skip
    senders = PROVIDERS[1:2] if asking else PROVIDERS[:2]
    for at, name in enumerate(senders):
        fen, who = row.limit_fen - (300 * at + 150) * YUAN, provider(books, name)
        with moved_to(datetime.combine(began + timedelta(days=at + 2), time(14), zone())):
            providers.send_offer(who, opened, fen=fen, text="两名持证人员，服务记录每月交一次")
    if not asking:  # one came in an envelope
        with moved_to(datetime.combine(began + timedelta(days=6), time(15), zone())):
            purchases.add_offer(
                hands.asks, opened, name=PROVIDERS[2], fen=row.limit_fen - 250 * YUAN,
                text="上门人员均有健康证", body=books.town.bodies[people.society_code(2)],
            )  # fmt: skip


def provider(books: Ledger, name: str) -> Actor:
    """Who acts for a society."""
    return books.town.actors[f"provider:{people.society_code(PROVIDERS.index(name))}"][0]


def signed(books: Ledger, hands: Hands, row: Purchase, *, running: bool) -> Purchase:
    """Entrusted to the first society, signed, and worked on: visits are on record."""
    who, fen, body = hands.approves, row.limit_fen, books.town.bodies[people.society_code(0)]
    why = "上一年度由同一单位承接，居民熟悉，续做一年"
    row = hands.on(3, lambda: purchases.open_purchase(who, row, manner="entrust", reason=why))
    row = hands.on(
        4, lambda: purchases.add_offer(hands.asks, row, name="", body=body, fen=fen)
    )  # fmt: skip
    row = hands.on(5, lambda: purchases.choose_offer(who, row, offer=row.offers.get()))
    start = min(hands.day + timedelta(days=6), today())
    row = hands.on(
        6,
        lambda: purchases.sign_contract(
            who, row, contract=f"和社购〔{start.year}〕{row.pk}号", fen=fen, start_on=start,
            end_on=start + timedelta(days=180), quantity=VISITED, unit="人次",
        ),
    )  # fmt: skip
    works = provider(books, PROVIDERS[0])
    for at, (quantity, text) in enumerate(VISITS[: 2 if running else None]):
        facts = {"quantity": quantity, "text": text}
        hands.on(10 + at * 8, partial(worked, works, row, facts))
    return row


def worked(works: Actor, row: Purchase, facts: dict[str, Any]) -> None:
    """One record of work, of the day on which it is written."""
    providers.log_service(works, row, day=today(), **facts)


def performed(hands: Hands, row: Purchase) -> None:
    """Reported as done, by the community from the paper that came."""
    text = "全部完成，服务记录和签字齐全"
    hands.on(40, lambda: purchases.record_service(hands.asks, row, outcome=text))


def accepted(hands: Hands, row: Purchase, *, whole: bool) -> None:
    """Found good and its payment asked for; with `whole` paid and rated as well."""
    who, fen = hands.approves, row.limit_fen
    row = hands.on(
        42, lambda: purchases.accept_service(who, row, fen=fen, finding="抽查 6 户，均满意")
    )
    row = hands.on(43, lambda: purchases.pay_purchase(hands.asks, row, payee_bank="和安农商银行"))
    spending = row.spending
    if spending is None or not whole:
        return
    why = "年初预算没有单列购买服务，经居委会讨论调剂使用"
    approved = hands.on(44, lambda: spendings.approve(hands.above, spending, note=why))
    hands.on(
        46,
        lambda: spendings.pay(hands.pays, approved, day=today(), bank_paper="农商回单 购01"),
        hour=15,
    )
    row.refresh_from_db()
    words = "师傅耐心，老人都说好；冬天水温再高一点。"
    hands.on(60, lambda: purchases.rate_purchase(hands.asks, row, rating=4, text=words))


# ── bills that several bear ─────────────────────────────────────────────────────────────────


def shared(books: Ledger, area: Area) -> None:
    """A pump that three answer for, confirmed; a lamp that two share, not yet."""
    hands, firm = Hands(books, area, 6), providers_of(area)
    department = books.town.bodies["zhzf"]
    if firm is None:
        return
    facts: dict[str, Any] = {"fund": books.funds["other"], "day": days_ago(30)}
    row = hands.on(
        1,
        lambda: bills.share_bill(
            hands.asks, area, title="地下车库排水泵维修", fen=6_400 * YUAN + 50,
            reason="水泵为小区共用设施，积水影响道路，物业和城管各有责任",
            basis="现场会议纪要和物业服务合同第九条",
            shares=[Share(firm, 60), Share(department, 30), Share(None, 10)], **facts,
        ),
    )  # fmt: skip
    hands.on(3, lambda: bills.confirm_bill(hands.above, row))
    bills.share_bill(
        hands.asks, area, title="弄堂口路灯更换", fen=1_260 * YUAN, reason="两家共用的出入口",
        basis="双方签字的协议", shares=[Share(firm, 1), Share(None, 1)], **facts,
    )  # fmt: skip


def days_ago(days: int) -> date:
    """A day that lies so far back."""
    return today() - timedelta(days=days)


def providers_of(area: Area) -> Any:
    """A firm of the district."""
    firms = who_serves(Purchase(area=area, area_path=area.path))
    return firms.filter(kind="property_company").first()
