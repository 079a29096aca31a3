"""Things that people gave in the invented district, and to whom they went."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from liren.apps.bodies.models import Body
from liren.apps.money.actions import goods
from liren.apps.money.models import Gift, Handout
from liren.apps.money.rules.goods import Thing
from liren.kernel.access.models import Area
from liren.site.example.estates import Estate
from liren.site.example.money_giving import HOME, YUAN, Desk
from liren.site.example.names import FOUNDATION
from liren.site.example.people import Town

OLD, NEEDY = "发给高龄独居老人", "给困难家庭过冬"
RICE = Thing("大米（10 公斤装）", 60, "袋", 3_480 * YUAN, "invoice", "购货发票尾号 0881")
OIL = Thing("菜籽油（5 升装）", 60, "桶", 4_200 * YUAN, "invoice", "购货发票尾号 0881")
QUILTS = Thing("棉被", 40, "床", 5_200 * YUAN, "market", "和安商厦同款标价")
COATS = Thing("羽绒服", 25, "件", 4_750 * YUAN, "market", "和安商厦同款标价")
BOOKS = Thing("少儿图书", 320, "册", 6_400 * YUAN, "donor", "捐赠人按定价对折申报")
CHAIRS = Thing("折叠椅", 30, "把", 1_950 * YUAN, "market", "网购同款均价")
METERS = Thing("电子血压计", 12, "台", 2_388 * YUAN, "invoice", "购货发票尾号 1206")
PAPER = Thing("打印纸", 20, "包", 480 * YUAN, "market", "文具店标价")
GROUPS: Final = {OLD: "高龄独居老人", NEEDY: "低保和困难家庭"}
# donor, kind, things, purpose, unnamed, days ago, community; None: the foundation; how far it is
GIFTS: Final = (
    ("和安粮油有限公司", "firm", (RICE, OIL), OLD, False, 63, HOME, "told"),
    ("许秀兰", "person", (CHAIRS,), "", False, 34, HOME, "used"),
    ("金先生", "person", (BOOKS,), "放在四点半课堂", True, 26, HOME, "taken"),
    ("镜湖书店", "firm", (PAPER,), "", False, 2, HOME, "recorded"),
    ("永安药店", "firm", (METERS,), "借给高血压老人在家量血压", False, 71, 4, "used"),
    ("和安区总商会", "society", (QUILTS, COATS), NEEDY, False, 48, None, "used"),
    ("倪小红", "person", (COATS,), NEEDY, False, 19, 9, "returned"),
)


def furnish(town: Town, _estates: Sequence[Estate]) -> None:
    """Gifts in kind at all stages: one waits, one is told about, one went back."""
    desk = Desk(town)
    for gift in GIFTS:
        given(desk, town.bodies[FOUNDATION[0]], *gift)


def given(
    desk: Desk, body: Body, donor: str, kind: str, things: Sequence[Thing], purpose: str,
    unnamed: bool, ago: int, place: int | None, fate: str,
) -> None:  # fmt: skip
    """Somebody gave things; a second person counted them; some went out, some went back."""
    area = desk.district if place is None else desk.communities[place]
    posts = ("office", "vice") if place is None else (f"worker:{area.code}", f"head:{area.code}")
    maker, second = (desk.somebody(post) for post in posts)
    facts: dict[str, Any] = {
        "things": things, "donor": donor, "donor_kind": kind, "day": desk.day(ago),
        "paper": f"物交〔{desk.day(ago):%m%d}〕{ago:02d}号", "purpose": purpose,
        "unnamed": unnamed, "held_by": body if place is None else None,
    }  # fmt: skip
    row = desk.at(ago, partial(goods.add_gift, maker, area, **facts))
    if fate == "recorded":
        return
    row = desk.at(ago - 1, partial(goods.confirm_gift, second, row), 15)
    if fate in ("used", "told"):
        used(desk, area, row, ago)
    if fate == "told":
        desk.at(8, partial(goods.tell_giver, maker, row))
    if fate == "returned":
        leader = desk.somebody(f"leader:{area.code[:9]}")
        reason = "尺码不合适，捐赠人取回换货。"
        desk.at(ago - 5, partial(goods.return_gift, leader, row, reason=reason))


def used(desk: Desk, area: Area, row: Gift, ago: int) -> None:
    """Most of it goes to households; a slip of the keyboard is put right by another person."""
    clerk = desk.somebody("foundation:clerk" if row.held_by_id else f"worker:{area.code}")
    items = list(row.items.order_by("pk"))
    most = {str(one.uid): one.quantity * 3 // 4 for one in items}
    facts: dict[str, Any] = {
        "to": "households", "households": items[0].quantity * 3 // 4,
        "group": GROUPS.get(row.purpose, ""),
        "day": desk.day(ago - 6), "paper": f"签收单 {ago:02d}-1，存社区档案柜",
    }  # fmt: skip
    desk.at(ago - 6, partial(goods.hand_out, clerk, row, counts=most, **facts))
    if row.held_by_id is None:
        return
    wrong = {str(items[0].uid): 5}
    rc = Body.objects.get(code=f"rc{desk.communities[4].code}")
    to: dict[str, Any] = {
        "to": "body",
        "body": rc,
        "day": desk.day(ago - 9),
        "paper": f"签收单 {ago:02d}-2",
    }
    desk.at(ago - 9, partial(goods.hand_out, clerk, row, counts=wrong, **to))
    slip = Handout.objects.filter(item__gift=row, body=rc).get()
    director = desk.somebody("foundation:director")
    facts = {"handout": slip.uid, "reason": "居委会当天没有领，改日再发。"}
    desk.at(ago - 10, partial(goods.undo_hand_out, director, row, **facts))
