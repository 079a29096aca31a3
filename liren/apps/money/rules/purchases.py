"""Buying services from societies and firms: from the need to the rating."""

from collections.abc import Mapping, Sequence
from datetime import date

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import yuan
from liren.kernel.flow.table import Course, Move


class Manner(TextChoices):
    """How the one who does it is found."""

    TENDER = "tender", _("公开招标")
    QUOTES = "quotes", _("询价比选")
    ENTRUST = "entrust", _("定向委托")


# those for which several may offer, each without knowing the others
COMPETED = (Manner.TENDER, Manner.QUOTES)


class PurchaseState(TextChoices):
    """The states of a purchase."""

    NEED = "need", in_context("purchase", "提出需求")
    BUDGETED = "budgeted", in_context("purchase", "已落实预算")
    OPEN = "open", in_context("purchase", "征集报价")
    CHOSEN = "chosen", in_context("purchase", "待签合同")
    CONTRACTED = "contracted", in_context("purchase", "履行中")
    PERFORMED = "performed", in_context("purchase", "待验收")
    ACCEPTED = "accepted", in_context("purchase", "待付款")
    PAID = "paid", in_context("purchase", "待评价")
    RATED = "rated", in_context("purchase", "已评价")
    CANCELLED = "cancelled", in_context("purchase", "已取消")


P = PurchaseState
LIVE = (P.NEED, P.BUDGETED, P.OPEN, P.CHOSEN, P.CONTRACTED, P.PERFORMED, P.ACCEPTED, P.PAID)

COURSE = Course(
    moves=(
        Move("money.budget_purchase", frozenset({P.NEED}), P.BUDGETED),
        Move("money.open_purchase", frozenset({P.BUDGETED}), P.OPEN),
        Move("money.add_offer", frozenset({P.OPEN}), P.OPEN),
        Move("money.send_offer", frozenset({P.OPEN}), P.OPEN),
        Move("money.withdraw_offer", frozenset({P.OPEN}), P.OPEN),
        Move("money.extend_offers", frozenset({P.OPEN}), P.OPEN),
        Move("money.open_offers", frozenset({P.OPEN}), P.OPEN),
        Move("money.choose_offer", frozenset({P.OPEN}), P.CHOSEN),
        Move("money.sign_contract", frozenset({P.CHOSEN}), P.CONTRACTED),
        Move("money.log_service", frozenset({P.CONTRACTED}), P.CONTRACTED),
        Move("money.report_service", frozenset({P.CONTRACTED}), P.PERFORMED),
        Move("money.record_service", frozenset({P.CONTRACTED}), P.PERFORMED),
        Move("money.accept_service", frozenset({P.PERFORMED}), P.ACCEPTED),
        Move("money.return_service", frozenset({P.PERFORMED}), P.CONTRACTED),
        # the payment goes its own way; when it is paid, the purchase is
        Move("money.pay_purchase", frozenset({P.ACCEPTED}), P.ACCEPTED),
        Move("money.rate_purchase", frozenset({P.PAID}), P.RATED),
        Move(
            "money.cancel_purchase",
            frozenset({P.NEED, P.BUDGETED, P.OPEN, P.CHOSEN, P.CONTRACTED}),
            P.CANCELLED,
        ),
    ),
    labels=dict(P.choices),
)
NEXT: Mapping[str, str] = {
    P.NEED: "money.budget_purchase",
    P.BUDGETED: "money.open_purchase",
    P.OPEN: "money.choose_offer",
    P.CHOSEN: "money.sign_contract",
    P.CONTRACTED: "money.report_service",
    P.PERFORMED: "money.accept_service",
    P.ACCEPTED: "money.pay_purchase",
    P.PAID: "money.rate_purchase",
}
TONES: Mapping[str, str] = {
    P.PERFORMED: "warn",
    P.ACCEPTED: "warn",
    P.PAID: "",
    P.RATED: "ok",
    P.CANCELLED: "bad",
}


def check_manner(
    manner: str, limit_fen: int, from_fen: int, *, reason: str, basis: str, source: str = ""
) -> None:
    """Above a sum offers are compared; who is simply asked is asked for a reason that stands."""
    if manner != Manner.ENTRUST:
        return
    if not reason.strip():
        raise Refused("money.entrust-reason", _("定向委托要写明理由：为什么只能由这一家来做。"))
    if limit_fen >= from_fen and not basis.strip():
        sentence = _(
            "限额 %(limit)s 元，达到 %(start)s 元应当询价或招标。"
            "要定向委托，请写明允许这样做的文件和条款。"
        )
        facts = {"limit": yuan(limit_fen), "start": yuan(from_fen)}
        raise Refused("money.entrust-basis", sentence % facts, source=source)


def check_until(manner: str, until: date | None, today: date) -> None:
    """Where offers are asked for, there is a day until which they may come."""
    if manner == Manner.ENTRUST:
        return
    if until is None:
        raise Refused("money.no-until", _("请填写报价截止日期。"))
    if until < today:
        raise Refused("money.until-past", _("报价截止日期已经过了，请填今天或以后的日期。"))


def check_offer_time(until: date | None, today: date) -> None:
    """An offer that comes too late does not count."""
    if until is not None and today > until:
        sentence = _("报价已于 %(day)s 截止，不能再登记。")
        raise Refused("money.offers-over", sentence % {"day": f"{until:%F}"})


def check_own_offer(there: bool) -> None:
    """What was not sent cannot be taken back."""
    if not there:
        raise Refused("money.no-offer", _("本单位还没有报价，没有可以撤回的。"))


def check_may_open(
    manner: str, opened: bool, until: date | None, today: date, count: int, least: int
) -> None:
    """What is sealed is opened once, all of it, when the day is over and there is enough."""
    if manner not in COMPETED or opened:
        raise Refused("money.nothing-sealed", _("没有密封的报价需要开启。请刷新页面。"))
    if until is not None and today <= until:
        sentence = _("报价到 %(day)s 才截止。截止以前谁也不能开启，包括工作人员。")
        raise Refused("money.offers-open", sentence % {"day": f"{until:%F}"})
    if count < least:
        sentence = _(
            "截止时只收到 %(count)d 家报价，至少要 %(least)d 家。报价保持密封，请先延长征集。"
        )
        raise Refused("money.few-offers", sentence % {"least": least, "count": count})


def check_opened(manner: str, opened: bool) -> None:
    """Where several compete, offers are compared when they were opened together."""
    if manner in COMPETED and not opened:
        raise Refused("money.offers-sealed", _("报价还密封着。请在截止以后先开启报价，再比选。"))


def check_extend(
    manner: str, opened: bool, until: date | None, later: date, today: date, reason: str
) -> None:
    """More time for everybody, while nobody has seen an offer."""
    if manner not in COMPETED or opened:
        raise Refused("money.nothing-sealed", _("报价已经开启，不能再延长征集。"))
    if later < today or (until is not None and later <= until):
        raise Refused("money.until-past", _("新的截止日期要晚于原来的日期，也不能早于今天。"))
    if not reason.strip():
        raise Refused("money.no-reason", _("请写明为什么延长，报价单位会看到。"))


def check_log(day: date, start: date | None, today: date, text: str) -> None:
    """A record of work is of a day of the contract that is not tomorrow, and says what."""
    check_text(text)
    if day > today or (start is not None and day < start):
        sentence = _("履行日期要在合同开始之后、不晚于今天，请核对。")
        raise Refused("money.log-day", sentence)


def check_unstruck(struck: bool, live: bool, reason: str) -> None:
    """A record is struck once, before the work is accepted, with a reason."""
    if struck or not live:
        raise Refused("money.log-closed", _("这条记录已经划除，或服务已经验收，不能再改。"))
    if not reason.strip():
        raise Refused("money.no-reason", _("请写明为什么划除，验收的人会看到。"))


def check_offer_new(name: str, known: Sequence[str]) -> None:
    """Each provider makes one offer."""
    if name in known:
        sentence = _("「%(name)s」已经报过价，一家只能报一次。")
        raise Refused("money.offer-twice", sentence % {"name": name})


def check_enough(manner: str, count: int, least: int, until: date | None, today: date) -> None:
    """Offers are compared when they are enough and no more may come."""
    least = 1 if manner == Manner.ENTRUST else least
    if count < least:
        sentence = _("至少要有 %(least)d 家报价才能比选，现在有 %(count)d 家。")
        raise Refused("money.few-offers", sentence % {"least": least, "count": count})
    if manner != Manner.ENTRUST and until is not None and today <= until:
        sentence = _("报价到 %(day)s 才截止，截止以后才能比选，对各家公平。")
        raise Refused("money.offers-open", sentence % {"day": f"{until:%F}"})


def is_best(fen: int, points: int | None, others: Sequence[tuple[int, int | None]]) -> bool:
    """Whether an offer has the most points or, where not all have points, the lowest price."""
    scored = points is not None and all(one is not None for _fen, one in others)
    if scored:
        return all((points or 0) >= (one or 0) for _fen, one in others)
    return all(fen <= theirs for theirs, _points in others)


def check_choice(fen: int, limit_fen: int, *, best: bool, reason: str) -> None:
    """The choice fits the limit, and says why where it is not the best offer."""
    if fen > limit_fen:
        sentence = _("报价 %(fen)s 元超过限额 %(limit)s 元，不能选。")
        raise Refused("money.above-need", sentence % {"fen": yuan(fen), "limit": yuan(limit_fen)})
    if not best and not reason.strip():
        sentence = _("这家不是得分最高或报价最低的。要选它，请写明理由，会随结果公开。")
        raise Refused("money.choice-reason", sentence)


def check_contract(fen: int, offered: int, number: str, start: date, end: date) -> None:
    """A contract keeps to the offer and has a beginning and an end."""
    if fen <= 0 or fen > offered:
        sentence = _("合同金额要大于零，并且不超过中选报价 %(offered)s 元。")
        raise Refused("money.above-offer", sentence % {"offered": yuan(offered)})
    if not number.strip():
        raise Refused("money.no-contract", _("请填写合同编号。"))
    if end < start:
        raise Refused("money.contract-ends", _("合同结束日期早于开始日期，请核对。"))


def check_text(text: str) -> None:
    """What was done, found or missed is written down."""
    if not text.strip():
        raise Refused("money.no-text", _("请写明情况，不能留空。"))


def check_accepted(fen: int, contract: int) -> None:
    """What is taken is worth no more than the contract says."""
    if fen <= 0 or fen > contract:
        sentence = _(
            "验收金额要大于零，并且不超过合同金额 %(contract)s 元。全部不合格的，请退回。"
        )
        raise Refused("money.above-contract", sentence % {"contract": yuan(contract)})


def check_unpaid(asked: bool) -> None:
    """One payment for one purchase."""
    if asked:
        raise Refused("money.payment-asked", _("已经为它提出付款，请到那笔支出里继续办理。"))


def check_rating(stars: int, text: str) -> None:
    """One to five, with words for what was poor."""
    if not 1 <= stars <= 5:
        raise Refused("money.no-rating", _("请选 1 到 5 分。"))
    if stars <= 2 and not text.strip():
        raise Refused("money.rating-words", _("打 2 分以下要写明哪里不好，方便以后选择。"))


def check_purse(same: bool, other: object) -> None:
    """What an area buys is paid out of its own purse."""
    if not same:
        sentence = _("这个经费账户属于%(area)s。请选购买方自己的经费账户，或先办理调拨。")
        raise Refused("money.foreign-purse", sentence % {"area": other})
