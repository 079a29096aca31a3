"""What is owed to a community: why, until when, and what a payment does to it."""

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from itertools import takewhile

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import yuan


class FeeClaimKind(TextChoices):
    """Why it is owed."""

    FEE = "fee", _("随事费用")
    BASE = "base", _("基本经费")
    AWARD = "award", _("以奖代投")
    PER_CAPITA = "per_capita", _("按人口补助")
    START_UP = "start_up", _("开办费")
    MATCHING = "matching", _("配套经费")
    BONUS = "bonus", _("用房达标补贴")
    TRANSFER = "transfer", _("转移支付")
    SUBSIDY = "subsidy", _("居民小组长补贴")
    BRAND = "brand", _("服务品牌奖")
    UPKEEP = "upkeep", _("管护考核奖励")
    SHARE = "share", _("责任分摊")
    RENT = "rent", _("租金和代收费用")
    OTHER = "other", in_context("claim", "其他")


class ClaimState(TextChoices):
    """How far it is."""

    OPEN = "open", in_context("claim", "未付")
    PART = "part", in_context("claim", "部分已付")
    PAID = "paid", in_context("claim", "已付清")
    CANCELLED = "cancelled", in_context("claim", "已撤销")


OWING = (ClaimState.OPEN, ClaimState.PART)


class RemittanceState(TextChoices):
    """How far a payment of a debtor is."""

    RECORDED = "recorded", in_context("remittance", "待确认到账")
    CONFIRMED = "confirmed", in_context("remittance", "已到账")
    REFUSED = "refused", in_context("remittance", "未到账")


class Standing(Enum):
    """On which side of a payment somebody stands."""

    APART = auto()  # not of the body that pays
    WITHIN = auto()  # of that body, while others could confirm
    ALONE = auto()  # of that body, and nobody else can


class RemittanceKind(TextChoices):
    """What a payment is for."""

    CLAIMS = "claims", _("支付应付款")
    DEPOSIT = "deposit", _("预存事项经费")
    RETURN = "return", _("退还预存")


REMITTANCE_TONES: Mapping[str, str] = {
    RemittanceState.RECORDED: "warn",
    RemittanceState.CONFIRMED: "ok",
    RemittanceState.REFUSED: "bad",
}
# claims that no task and no scheme raises; the others come from their own work
MOST = 10**12  # fen of one claim; more is a slip of the keyboard
BY_HAND = (
    FeeClaimKind.SUBSIDY,
    FeeClaimKind.BRAND,
    FeeClaimKind.SHARE,
    FeeClaimKind.RENT,
    FeeClaimKind.OTHER,
)


class Age(TextChoices):
    """How long a claim has been due."""

    COMING = "coming", in_context("age", "未到期")
    MONTH = "month", in_context("age", "30 天以内")
    QUARTER = "quarter", in_context("age", "31–90 天")
    YEAR = "year", in_context("age", "91–365 天")
    OLD = "old", in_context("age", "一年以上")


BANDS = ((0, Age.COMING), (30, Age.MONTH), (90, Age.QUARTER), (365, Age.YEAR))


def age_of(days: int) -> Age:
    """The band of a claim that has been due for so many days; none is on its way."""
    return next((age for most, age in BANDS if days <= most), Age.OLD)


def common_path(paths: Iterable[str]) -> str:
    """The path of the smallest area in which all of these lie."""
    split = [path.rstrip(".").split(".") for path in paths]
    same = takewhile(lambda parts: len(set(parts)) == 1, zip(*split, strict=False))
    return "".join(f"{parts[0]}." for parts in same)


def spread(fen: int, left: Iterable[tuple[int, int]]) -> dict[int, int]:
    """An amount over claims in their order: each in full, the last with the rest."""
    parts: dict[int, int] = {}
    for key, most in left:
        part = min(most, fen - sum(parts.values()))
        if part > 0:
            parts[key] = part
    return parts


def check_amount(fen: int | None, most: int) -> int:
    """What is paid has an amount and is not more than is owed; nothing said means all of it."""
    if not most:
        sentence = _("所选的应付款都已付清，或者有拨款正等待确认。请先看拨款记录。")
        raise Refused("money.nothing-owed", sentence)
    fen = most if fen is None else fen
    if not 0 < fen <= most:
        sentence = _("所选应付款还可以付 %(most)s 元，请填写大于零、不超过它的金额。")
        raise Refused("money.odd-amount", sentence % {"most": yuan(most)})
    return fen


def check_undecided(state: str) -> None:
    """Each payment is confirmed or refused once."""
    if state != RemittanceState.RECORDED:
        raise Refused("money.decided", _("这笔拨款已经处理过了，请看最新状态。"))


def check_standing(standing: Standing, debtor: object) -> None:
    """Who pays does not say that the money came."""
    if standing == Standing.WITHIN:
        sentence = _(
            "这笔钱由%(debtor)s支付，本单位的人不能自己确认到账。"
            "请收款的社区或街道负责人核对账户后确认。"
        )
        raise Refused("money.own-body", sentence % {"debtor": debtor})


def check_still_owed(left: int, part: int, title: str) -> None:
    """A claim still takes what the payment brings."""
    if left < part:
        sentence = _("「%(title)s」现在只欠 %(left)s 元，少于这笔拨款里的金额。请退回，重新登记。")
        raise Refused("money.owed-less", sentence % {"title": title, "left": yuan(left)})


def check_owing(state: str, *, waiting: bool) -> None:
    """Only what is still owed falls away, and not while a payment of it waits."""
    if state not in OWING:
        raise Refused("money.not-owing", _("这笔应付款已经付清或撤销，不能再撤销。"))
    if waiting:
        sentence = _("有一笔拨款正等待确认，包含这笔应付款。请先确认或退回那笔拨款。")
        raise Refused("money.payment-waits", sentence)


def check_by_hand(kind: str) -> None:
    """What tasks and schemes raise is not written by hand."""
    if kind not in BY_HAND:
        sentence = _("这一类应付款由任务验收或核定产生，不能手工登记。请选其他类别。")
        raise Refused("money.not-by-hand", sentence)
