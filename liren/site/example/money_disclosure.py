"""Accounts that communities of the invented district published, and what residents asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from liren.apps.money.actions import disclosures, receipts, spendings
from liren.apps.money.actions.booking import purse_of
from liren.apps.money.models import Budget, Category, Disclosure, Fund, Purse, Receipt
from liren.apps.money.queries.disclosures import last_day_to_ask, suggested
from liren.apps.money.queries.publishing import last_day
from liren.apps.money.rules.accounts import Period, period_of
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import local, moved_to, today, zone
from liren.site.example.estates import Estate
from liren.site.example.people import Town

STREET: Final = "990101001"  # its communities have money in any case
LATE: Final = "990101001007"  # and this one is late with the last of them
FULL: Final = "990101001003"  # residents ask here
QUARTERS: Final = 3
ASKED: Final = (
    ("维修支出是哪家单位做的，有没有比价？",
     "由三家报价中最低的一家施工，报价单和验收单可到社区查看。"),
    ("公共收益为什么没有单独列出来？",
     "公共收益列在“租金收入”一项，明细贴在小区公告栏。"),
    ("活动经费的结余明年还能用吗？", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """Money of every quarter in a community that has no other: from whom, or to whom."""

    fund: str
    heading: str
    title: str
    other: str
    fen: int
    after: int  # days of the quarter that are over


CAME: Final = (
    Moved("fiscal_subdistrict", "in_fiscal", "按季社区工作经费", "街道办事处", 12_500_00, 9),
    Moved("rent", "in_rent", "活动室场地使用费", "和安文化传播有限公司", 3_600_00, 35),
)
WENT: Final = (
    Moved("fiscal_subdistrict", "upkeep", "楼道扶手维修", "和安安居维修服务部", 4_380_00, 41),
    Moved("fiscal_subdistrict", "activities", "邻里节物料", "和安文化传播公司", 2_260_50, 58),
    Moved("rent", "office", "打印纸和墨盒", "南市文具商行", 486_00, 66),
)  # fmt: skip


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Who has money published three quarters; one place is late with the last."""
    for code in communities(town):
        if code.startswith(STREET) and not kept(code):
            for period in periods():
                money(town, code, period)
        for n, period in enumerate(periods()):
            if code != LATE or n:
                publish(town, code, period)
    ask(town)


def kept(code: str) -> bool:
    """Whether a community has receipts or a budget already."""
    return any(one.objects.filter(area__code=code).exists() for one in (Budget, Receipt))


def communities(town: Town) -> list[str]:
    """The communities that stand, have somebody at work, and have money or get some here."""
    rich = set(Purse.objects.values_list("area__code", flat=True))
    standing = Area.objects.valid().filter(level="community").order_by("code")
    return [
        code
        for code in standing.values_list("code", flat=True)
        if town.actors.get(f"worker:{code}") and (code in rich or code.startswith(STREET))
    ]


def periods() -> list[Period]:
    """The quarters that are over, the last one first."""
    found = [period_of(today()).before]
    while len(found) < QUARTERS:
        found.append(found[-1].before)
    return found


@dataclass
class At:
    """The clock on a day of a quarter, in the morning."""

    day: date

    def moment(self) -> datetime:
        """Never later than now."""
        return datetime.combine(min(self.day, today()), time(10, 20), zone())


def after(period: Period, days: int) -> At:
    """So many days after the first day of a quarter."""
    return At(period.first + timedelta(days=days))


def money(town: Town, code: str, period: Period) -> None:
    """What came and went in one quarter; in most places little."""
    whole = code == FULL
    for one in CAME if whole else CAME[:1]:
        with moved_to(after(period, one.after).moment()):
            came(town, code, one)
    for one in WENT if whole else WENT[:1]:
        with moved_to(after(period, one.after).moment()):
            went(town, code, one)


def came(town: Town, code: str, one: Moved) -> None:
    """Written down by one, confirmed by another."""
    worker, head = town.actors[f"worker:{code}"][0], town.actors[f"head:{code}"][0]
    facts: dict[str, Any] = {
        "fund": Fund.objects.get(code=one.fund),
        "category": Category.objects.get(code=one.heading),
        "payer": one.other, "title": one.title, "fen": one.fen, "day": today(),
        "paper": f"银行回单 {today():%m%d}",
    }  # fmt: skip
    row = receipts.add_receipt(worker, town.areas[code], **facts)
    receipts.confirm_receipt(head, row)


def went(town: Town, code: str, one: Moved) -> None:
    """Asked for, approved, accepted, paid, each by whoever may."""
    asks, takes, *_others = town.actors[f"worker:{code}"]
    head, desk = town.actors[f"head:{code}"][0], town.actors[f"desk:{STREET}"][0]
    purse = purse_of(town.areas[code], Fund.objects.get(code=one.fund), today().year)
    heading = Category.objects.get(code=one.heading)
    row = spendings.ask(
        asks, purse, category=heading, title=one.title, fen=one.fen, payee=one.other
    )
    spendings.approve(head, row)
    spendings.accept(takes, row, fen=one.fen, outcome="已完成，数量和质量符合约定。")
    spendings.pay(desk, row, day=today(), bank_paper=f"支付回单 {today():%m%d}")


def publish(town: Town, code: str, period: Period) -> None:
    """Drafted by a worker some days after the quarter, made known by the head."""
    worker, head = town.actors[f"worker:{code}"][0], town.actors[f"head:{code}"][0]
    day = last_day(period) if code == FULL else period.last + timedelta(days=9)
    with moved_to(At(day).moment()):
        facts: dict[str, Any] = {
            "year": period.year,
            "quarter": period.quarter,
            "note": suggested(town.areas[code], period),
        }
        row = disclosures.draft_accounts(worker, town.areas[code], **facts)
        disclosures.publish_accounts(head, row)


def ask(town: Town) -> None:
    """Two questions are answered, one is new."""
    area = town.areas[FULL]
    row = Disclosure.objects.filter(area=area, state="published").order_by("-year", "-quarter")[0]
    head = town.actors[f"head:{FULL}"][0]
    out = local(row.published_at).date() if row.published_at else today()
    days = [out + timedelta(days=4), out + timedelta(days=9), last_day_to_ask(row)]
    for who, day, (text, answer) in zip(neighbours(town, area), days, ASKED, strict=False):
        with moved_to(At(day).moment()):
            question = disclosures.raise_objection(who, row, text=text)
            if answer:
                disclosures.answer_objection(head, question, answer=answer)


def neighbours(town: Town, area: Area) -> Iterator[Actor]:
    """Residents of a community."""
    for key, found in town.actors.items():
        if key.startswith(f"resident:{area.code}"):
            yield from found
