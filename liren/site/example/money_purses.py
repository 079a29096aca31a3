"""Money of the invented district: what lay there when the books began, rent, grants, budgets."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Final

from liren.apps.money.actions.budgets import (
    approve_budget,
    change_budget,
    draft_budget,
    revise_budget,
    submit_budget,
)
from liren.apps.money.actions.earmarks import add_earmark
from liren.apps.money.actions.receipts import add_receipt, confirm_receipt
from liren.apps.money.actions.tenancy_fees import book_tenancy_fee
from liren.apps.money.actions.years import close_year, confirm_close
from liren.apps.money.models import Category, Fund, Receipt
from liren.apps.money.queries.tenancy_fees import unbooked
from liren.apps.money.rules.budgets import Planned
from liren.apps.people.models import Tenancy
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.base.clock import moved_to, today, zone
from liren.site.example.estates import Estate
from liren.site.example.people import Town

SEED: Final = 990180
FULL: Final = "990101001003"  # the community of most log-ins: everything stands there
YUAN: Final = 100
SHOPS: Final = ("便民超市", "惠民药房", "社区理发店", "早餐门店", "快递驿站", "水果店")
STARLIGHT: Final = ("990101001003", "990101001007", "990101002002", "990101003001")
OPEN_YEAR: Final = ("990101003006", "990101003007")  # last year is not closed here
PLAN: Final = (
    ("in", "fiscal_district", "in_fiscal", 50_000, ""),
    ("in", "fiscal_subdistrict", "in_fiscal", 36_000, ""),
    ("in", "rent", "in_rent", 24_000, ""),
    ("out", "fiscal_subdistrict", "office", 21_000, "水电、网络、办公用品"),
    ("out", "fiscal_subdistrict", "activities", 15_000, "节日和楼组活动"),
    ("out", "fiscal_district", "service", 32_000, "为老、助残和托管服务"),
    ("out", "fiscal_district", "upkeep", 18_000, "楼道和公共设施小修"),
    ("out", "rent", "aid", 14_000, "困难家庭临时帮扶"),
    ("out", "rent", "group_leaders", 10_000, ""),
)


class Ledger:
    """Who writes down and who confirms, with funds and headings at hand."""

    def __init__(self, town: Town) -> None:
        self.town, self.chance = town, random.Random(SEED)
        self.funds = {one.code: one for one in Fund.objects.all()}
        self.headings = {one.code: one for one in Category.objects.all()}
        self.year = today().year

    def hands(self, area: Area) -> tuple[Actor, Actor, Actor]:
        """Who writes down, who confirms, and who decides above."""
        code, actors = area.code, self.town.actors
        if area.level == "community":
            worker = (actors.get(f"worker:{code}") or actors[f"head:{code}"])[0]
            return worker, actors[f"head:{code}"][0], actors[f"leader:{code[:9]}"][0]
        desk, leader = actors[f"desk:{code[:9]}"][0], actors[f"leader:{code[:9]}"][0]
        return desk, leader, actors["finance"][0]

    def came(self, area: Area, day: date, confirmed: bool = True, **facts: Any) -> Receipt:
        """Money came in on a day, and was confirmed on the same."""
        writes, confirms, above = self.hands(area)
        fund, heading = self.funds[facts.pop("fund")], self.headings[facts.pop("category")]
        with moved_to(datetime.combine(day, time(15), zone())):
            made = add_receipt(writes, area, fund=fund, category=heading, day=day, **facts)
            if confirmed:
                second = above if confirms.user.pk == writes.user.pk else confirms
                made = confirm_receipt(second, made)
        return made


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Every community and subdistrict: last year closed, this year's money and budget."""
    books = Ledger(town)
    places = [
        area
        for code, area in sorted(town.areas.items())
        if area.level in ("subdistrict", "community")
        and (area.level == "subdistrict" or town.actors.get(f"head:{code}"))
    ]
    for place, area in enumerate(places):
        before(books, area)
        if area.code not in OPEN_YEAR:
            closed(books, area)
        arrived(books, area)
        planned(books, area, place)
    fees(books)
    for code in STARLIGHT:
        for area in (one for one in places if one.code == code):
            starlight(books, area)


def fees(books: Ledger) -> None:
    """Of the fees of registered rentals some are booked, some wait."""
    for n, row in enumerate(Tenancy.objects.filter(unbooked()).select_related("area")[:9]):
        if n % 3 == 0 and (found := books.town.actors.get(f"head:{row.area.code[:12]}")):
            book_tenancy_fee(found[0], row)


def within(year: int, month: int, day: int) -> date:
    """A day of a year, or today where it is still to come."""
    return min(date(year, month, day), today())


def before(books: Ledger, area: Area) -> None:
    """What was there when the books began, in last November."""
    year, chance = books.year - 1, books.chance
    day = within(year, 11, 30)
    books.came(
        area, day, fund="fiscal_subdistrict", category="in_fiscal", payer="开户银行",
        fen=chance.randint(8, 61) * 100 * YUAN, title="启用时的账面余额",
        paper=f"{year} 年 11 月银行对账单",
    )  # fmt: skip
    if area.level == "community" and (chance.random() < 0.5 or area.code == FULL):
        books.came(
            area, day, fund="rent", category="in_rent", payer="开户银行",
            fen=chance.randint(30, 190) * 100 * YUAN + chance.randrange(100),
            title="启用时的自有收入余额", paper=f"{year} 年 11 月银行对账单",
        )  # fmt: skip
    if area.code in OPEN_YEAR:
        books.came(
            area, within(year, 12, 20), confirmed=False, fund="rent", category="in_rent",
            payer=chance.choice(SHOPS), fen=1_500 * YUAN, title="十二月门面租金",
            paper="收据 1220",
        )  # fmt: skip


def closed(books: Ledger, area: Area) -> None:
    """Last year was closed in January by two."""
    writes, proposes, confirms = books.hands(area)
    who = proposes if area.level == "community" else writes
    with moved_to(datetime.combine(within(books.year, 1, 18), time(10), zone())):
        confirm_close(confirms, close_year(who, area, year=books.year - 1))


def arrived(books: Ledger, area: Area) -> None:
    """This year's grants, rent quarter by quarter, and what was collected for others."""
    year, chance, own = books.year, books.chance, area.level == "community"
    street = "区财政局" if not own else "街道办事处"
    books.came(
        area, within(year, 2, 10), fund="fiscal_subdistrict", category="in_fiscal",
        payer=street, fen=(36_000 if own else 180_000) * YUAN, title="年度办公经费",
        paper=f"和财预〔{year}〕6号",
    )  # fmt: skip
    if not own:
        books.came(
            area, within(year, 4, 12), fund="other", category="in_other", payer="区住建局",
            fen=chance.randint(60, 240) * 100 * YUAN, title="房屋租赁登记手续费返还",
            paper=f"返还单 {year}-04",
        )  # fmt: skip
    elif chance.random() < 0.4 or area.code == FULL:
        shop, fen = chance.choice(SHOPS), chance.randint(18, 60) * 100 * YUAN
        last = area.code == FULL and today() >= date(year, 10, 8)
        for quarter, month in enumerate((1, 4, 7, 10), start=1):
            if date(year, month, 8) > today():
                break
            books.came(
                area, date(year, month, 8), confirmed=not (last and month == 10), fund="rent",
                category="in_rent", payer=shop, fen=fen, title=f"第 {quarter} 季度门面租金",
                paper=f"收据 {quarter:02d}{chance.randint(10, 99)}",
            )  # fmt: skip


def starlight(books: Ledger, area: Area) -> None:
    """Money of the welfare lottery for the home of the old, and for nothing else."""
    finance = books.town.actors["finance"][0]
    day = within(books.year, 3, 16)
    with moved_to(datetime.combine(day, time(9), zone())):
        mark = add_earmark(
            finance, area, fund=books.funds["lottery"], title="星光老年之家",
            purpose="老年活动室的适老化改造和设备，不得用于人员和办公。",
            document=f"和民福彩〔{books.year}〕2号", until=date(books.year + 1, 12, 31),
        )  # fmt: skip
    books.came(
        area, day, fund="lottery", category="in_fiscal", payer="区民政局", earmark=mark,
        fen=40_000 * YUAN, title="福彩公益金资助", paper=f"和民福彩〔{books.year}〕2号",
    )  # fmt: skip


def planned(books: Ledger, area: Area, place: int) -> None:
    """Most budgets are in force; some wait above, are returned to be begun, or are revised."""
    writes, revises, decides = books.hands(area)
    size = 100 if area.level == "community" else 500
    lines = [
        Planned(flow, fund, heading, fen * size, title) for flow, fund, heading, fen, title in PLAN
    ]
    with moved_to(datetime.combine(within(books.year, 1, 25), time(11), zone())):
        row = draft_budget(writes, area, year=books.year)
        row = change_budget(
            writes, row, lines=lines, seen=row.version, document=f"和社预〔{books.year}〕3号"
        )
        if place % 9 == 8:
            return
        row = submit_budget(writes, row)
        if place % 9 == 7:
            return
    with moved_to(datetime.combine(within(books.year, 2, 3), time(16), zone())):
        row = approve_budget(decides, row)
    if area.code == FULL:
        with moved_to(datetime.combine(within(books.year, 9, 4), time(9), zone())):
            row = revise_budget(revises, row, note="街道追加节日活动经费，办公费相应压减。")
            more = [*lines[:4], lines[4]._replace(fen=21_000 * YUAN), *lines[5:]]
            row = change_budget(
                revises, row, lines=more, seen=row.version, note=row.note, document=row.document
            )
            submit_budget(revises, row)
