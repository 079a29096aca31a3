"""Works that residents pay for themselves: decided, collected, done, accounted for."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from liren.apps.money.rules.giving import WorkState
from liren.kernel.base.choices import _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move

S = WorkState
COURSE = Course(
    moves=(
        Move("money.collect", frozenset({S.DECIDED, S.COLLECTING}), S.COLLECTING),
        Move("money.confirm_contributions", frozenset({S.COLLECTING}), S.COLLECTING),
        Move("money.strike_contributions", frozenset({S.COLLECTING}), S.COLLECTING),
        Move("money.start_work", frozenset({S.COLLECTING}), S.BUILDING),
        Move("money.finish_work", frozenset({S.BUILDING}), S.DONE),
        Move("money.close_work", frozenset({S.DONE}), S.CLOSED),
        Move("money.cancel_work", frozenset({S.DECIDED, S.COLLECTING}), S.CANCELLED),
    ),
    labels=dict(S.choices),
)
NEXT: Mapping[str, tuple[str, ...]] = {
    S.DECIDED: ("money.collect",),
    S.COLLECTING: ("money.confirm_contributions", "money.collect"),
    S.BUILDING: ("money.finish_work",),
    S.DONE: ("money.close_work",),
}
TONES: Mapping[str, str] = {
    S.DECIDED: "warn",
    S.COLLECTING: "warn",
    S.BUILDING: "ok",
    S.DONE: "warn",
    S.CLOSED: "ok",
    S.CANCELLED: "off",
}
BUTTONS: Mapping[str, object] = {
    "money.collect": _("登记收款"),
    "money.confirm_contributions": _("确认收款"),
    "money.strike_contributions": _("划掉收款登记"),
    "money.start_work": in_context("work", "开工"),
    "money.finish_work": in_context("work", "完工"),
    "money.close_work": _("公布结清"),
    "money.cancel_work": _("取消并退款"),
}
STEP_WORDS: Mapping[str, object] = {
    "money.decide_work": in_context("work", "登记决定"),
    **BUTTONS,
}
ON_LINES = ("money.confirm_contributions", "money.strike_contributions")
OWNERS = "owners"
FUND = "raised"
MOST_LINES = 500
MOST_FEN = 10**13
LONGEST_PLACE = 60


def enough(part: int, whole: int, share: str) -> bool:
    """Whether a part is enough of the whole: «>1/2» is more than half, «>=2/3» two thirds."""
    strict = not share.startswith(">=")
    least = Fraction(share.lstrip(">=")) * whole
    return part > least if strict else part >= least


def check_vote(entitled: int, present: int, votes_for: int, quorum: str, majority: str) -> None:
    """Enough came, and enough of those agreed."""
    if not 0 < votes_for <= present <= entitled:
        raise Refused(
            "money.odd-vote", _("票数对不上：同意人数不超过到会人数，到会人数不超过应到人数。")
        )
    if not enough(present, entitled, quorum):
        sentence = _("到会 %(present)d 人，不够应到 %(entitled)d 人的法定比例，决定无效。")
        facts = {"present": present, "entitled": entitled}
        raise Refused("money.no-quorum", sentence % facts)
    if not enough(votes_for, present, majority):
        sentence = _("同意 %(votes)d 人，不够到会 %(present)d 人的法定比例，决定没有通过。")
        raise Refused("money.no-majority", sentence % {"votes": votes_for, "present": present})


def check_work(title: str, text: str, minutes: str, fen: int) -> None:
    """What is done, what it costs, and where the decision stands."""
    if not title.strip() or not text.strip():
        raise Refused("money.work-empty", _("请写要办的事和具体内容。"))
    if not minutes.strip():
        raise Refused("money.no-minutes", _("请写会议记录或表决书的名称、编号。"))
    if fen <= 0:
        raise Refused("money.no-amount", _("请写大于零的金额。"))


def check_day(day: date, today: date) -> None:
    """Nothing was decided, given or done tomorrow."""
    if day > today:
        raise Refused("money.day-ahead", _("日期还没有到，请核对。"))


def check_lines(count: int) -> None:
    """Somebody gave something, and not more than a sheet holds."""
    if not count:
        raise Refused("money.no-lines", _("没有可登记的收款，请填写至少一户。"))
    check_most(count)


def check_most(count: int) -> None:
    """Not more at once than a sheet holds."""
    if count > MOST_LINES:
        raise Refused(
            "money.many-lines", _("一次最多办 %(most)d 户，请分几次。") % {"most": MOST_LINES}
        )


def check_contribution(place: str, fen: int) -> None:
    """A household stands under its place and gave something."""
    if not place.strip():
        raise Refused("money.no-place", _("请写楼栋和房号，公布时按它列出。"))
    if fen <= 0:
        raise Refused("money.no-amount", _("请写大于零的金额。"))
    if fen > MOST_FEN:
        raise Refused("money.odd-amount", _("金额要大于零，也不能大得不合理，请核对。"))


def check_picked(picked: int, found: int, own: int) -> None:
    """What is confirmed or struck waits, all of it, and was written down by somebody else."""
    if own:
        sentence = _("其中 %(n)d 笔是您登记的，请由另一位工作人员办理。")
        raise Refused("money.own-contribution", sentence % {"n": own})
    if not picked:
        raise Refused("money.no-lines", _("请至少选一笔收款。"))
    if found < picked:
        sentence = _("所选的收款里有的已经办过了，这一次都没有办。请刷新后再选。")
        raise Refused("money.line-decided", sentence)


def check_reason(reason: str) -> None:
    """What is struck says why."""
    if not reason.strip():
        raise Refused("money.no-reason", _("请写明为什么划掉，登记人和审计会看到。"))


def check_none_waits(waiting: int) -> None:
    """Nothing begins or is paid back while money waits for its second person."""
    if waiting:
        sentence = _("还有 %(n)d 笔收款没有确认。请先由另一位工作人员确认，或划掉没有收到的。")
        raise Refused("money.unconfirmed", sentence % {"n": waiting})


def check_other_hand(collected: bool) -> None:
    """Who took the money in does not close its accounts, and does not pay it back."""
    if collected:
        sentence = _("您登记过这件事的收款，不能由您结清或退款。请由另一位工作人员办理。")
        raise Refused("money.own-collection", sentence)


def check_started(collected: int) -> None:
    """Nothing begins without money."""
    if not collected:
        raise Refused(
            "money.nothing-collected",
            _("还没有确认收到的款。请先登记收款并由另一人确认，再开工。"),
        )


def check_outcome(outcome: str) -> None:
    """What came of it is said in words."""
    if not outcome.strip():
        raise Refused("money.no-outcome", _("请写办成了什么，居民会看到。"))


def check_untouched(there: int, collected: int) -> None:
    """Everybody gets everything back, as long as nothing was spent."""
    if there < collected:
        sentence = _("已经有支出，不能全额退款。请完工后公布结清，把余款按比例退还。")
        raise Refused("money.already-spent", sentence)


def check_rest(left: int, given: int, is_odd: bool, decided: bool) -> None:
    """What is left goes back to those who gave, or on to the next work if that was decided."""
    if is_odd:
        raise Refused("money.rest-elsewhere", _("余款只能留给本社区另一件还在收款的事，请另选。"))
    if not decided and left > given:
        raise Refused(
            "money.rest-above", _("余款比居民交的还多，不能全部退还。请按决定留给下一件事。")
        )


def check_decision(paper: str) -> None:
    """Leaving the rest to another work is decided by residents."""
    if not paper.strip():
        raise Refused("money.no-minutes", _("余款留给下一件事须经居民决定，请写会议记录。"))
