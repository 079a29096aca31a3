"""Things that people give: what is written down, who has seen it, to whom it goes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from liren.apps.money.rules.giving import GiftState, Recipient, ValuedBy
from liren.kernel.base.choices import _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move

S = GiftState
COURSE = Course(
    moves=(
        Move("money.confirm_gift", frozenset({S.RECORDED}), S.CONFIRMED),
        Move("money.hand_out", frozenset({S.CONFIRMED}), S.CONFIRMED),
        Move("money.tell_giver", frozenset({S.CONFIRMED}), S.CONFIRMED),
        Move("money.return_gift", frozenset({S.RECORDED, S.CONFIRMED}), S.RETURNED),
    ),
    labels=dict(S.choices),
)
TONES: Mapping[str, str] = {S.RECORDED: "warn", S.CONFIRMED: "ok", S.RETURNED: "off"}
BUTTONS: Mapping[str, object] = {
    "money.confirm_gift": _("核收"),
    "money.hand_out": _("发放"),
    "money.tell_giver": _("告知捐赠人"),
    "money.return_gift": in_context("gift", "退还捐赠人"),
}
STEP_WORDS: Mapping[str, object] = {
    "money.add_gift": in_context("donation", "登记"),
    "money.undo_hand_out": _("撤销发放"),
    **BUTTONS,
}
OWN_CONFIRMATION = _("核收的人不能办理退还，请由另一位工作人员退还。")
MOST_THINGS = 20
MOST_OF_A_THING = 10**8
MOST_FEN = 10**13
LISTED = re.compile(r"[、，,;；/\n]")  # what stands between the names of a list


@dataclass(frozen=True)
class Thing:
    """So many of a thing, and what they are worth by which estimate."""

    name: str
    quantity: int
    unit: str
    value_fen: int
    valued_by: str
    value_note: str


def check_gift(donor: str, paper: str, day: date, today: date) -> None:
    """Who gave, on which list of delivery, and not tomorrow."""
    if not donor.strip():
        raise Refused(
            "money.no-donor",
            _("请写捐赠人。不愿公开姓名的也要登记，勾选“公示时不留名”即可。"),
        )
    if not paper.strip():
        raise Refused("money.no-paper", _("请写交接单号，第二个人凭它清点核收。"))
    if day > today:
        raise Refused("money.day-ahead", _("日期还没有到。请写收到捐赠的那一天。"))


def check_things(things: Sequence[Thing]) -> None:
    """Something came, each thing is counted, and its worth is estimated in a named way."""
    if not 0 < len(things) <= MOST_THINGS:
        sentence = _("请写捐赠的物品，一次最多 %(most)d 种。")
        raise Refused("money.no-things", sentence % {"most": MOST_THINGS})
    for one in things:
        check_thing(one)


def check_thing(one: Thing) -> None:
    """One thing by name, number and unit, with a worth and where that is known from."""
    if not one.name.strip() or not one.unit.strip():
        raise Refused("money.thing-unnamed", _("请写物品名称和计量单位，例如：大米，袋。"))
    if not 0 < one.quantity <= MOST_OF_A_THING:
        raise Refused("money.thing-count", _("数量要写大于零的整数；论斤两的请换小一级的单位。"))
    if not 0 < one.value_fen <= MOST_FEN:
        raise Refused("money.no-amount", _("请写大于零的金额。"))
    if one.valued_by not in ValuedBy.values or not one.value_note.strip():
        sentence = _("请写估值的依据，例如发票号、哪家商店的标价。捐赠人和居民会看到。")
        raise Refused("money.no-valuation", sentence)


def check_enough(name: str, unit: str, wanted: int, left: int) -> None:
    """Not more is handed out than is left."""
    if not 0 < wanted <= left:
        sentence = _("%(name)s 还有 %(left)d %(unit)s，这一次要发 %(wanted)d，不够。请核对数量。")
        facts = {"name": name, "left": left, "unit": unit, "wanted": wanted}
        raise Refused("money.thing-short", sentence % facts)


def check_left(left: int) -> None:
    """Something is left that can go back."""
    if not left:
        raise Refused("money.nothing-left", _("这批物品已经发完，没有可以退还的。"))


def check_handed_on(day: date, came: date, today: date) -> None:
    """Handed out after it came, and not tomorrow."""
    if not came <= day <= today:
        sentence = _("发放日期要在收到捐赠之后、不晚于今天，请核对。")
        raise Refused("money.handout-day", sentence)


def check_counts(counted: int, known: int) -> None:
    """Something is handed out, and all of it is of this gift."""
    if not counted or known < counted:
        raise Refused("money.no-things", _("请至少写一种物品的发放数量。"))


def check_paper(paper: str) -> None:
    """The names stand on a list with signatures, which stays in the file."""
    if not paper.strip():
        sentence = _("请写签收单的编号或存放处。领取人的名字只留在签收单上，不写进系统。")
        raise Refused("money.no-paper", sentence)


def check_recipient(
    to: str, *, body: bool, work: bool, group: str, households: int | None
) -> None:
    """To whom it goes is said, and never as a list of names."""
    said = {
        Recipient.BODY: body,
        Recipient.WORK: work,
        Recipient.GROUP: bool(group.strip()),
        Recipient.HOUSEHOLDS: bool(households),
    }
    if not said.get(Recipient(to) if to in Recipient.values else Recipient.DONOR):
        sentence = _("请写清发给谁：户数、人群、机构或自筹办事，选哪一样就填哪一样。")
        raise Refused("money.no-recipient", sentence)
    if LISTED.search(group):
        sentence = _("人群只写一个统称，例如“独居老人”。不要列名单，名字留在签收单上。")
        raise Refused("money.names-listed", sentence)


def check_inside(is_inside: bool) -> None:
    """What was given to a place stays there."""
    if not is_inside:
        sentence = _("只能发给接收捐赠的地方的机构或自筹办事，请另选。")
        raise Refused("money.handout-elsewhere", sentence)


def check_undo(found: bool, undone: bool, own: bool, reason: str) -> None:
    """A slip is taken back once, by somebody else, with a reason."""
    if not found or undone:
        raise Refused("money.handout-undone", _("这次发放已经撤销，或不在这批物品里。请刷新。"))
    if own:
        sentence = _("这次发放是您登记的，请由另一位工作人员核对后撤销。")
        raise Refused("money.own-handout", sentence)
    if not reason.strip():
        raise Refused("money.no-reason", _("请写明原因，捐赠人和审计会看到。"))
