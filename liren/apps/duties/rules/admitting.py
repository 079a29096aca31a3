"""What is checked on the way of an application: papers, days, voices, votes, money."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from liren.apps.duties.rules.admission import ADMITTED, Choice, CoverKind, Stance, State
from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

ORGANIC_LAW = "城市居民委员会组织法第二十条"
MOST_FEN = 100_000_000_00
MOST_UNITS = 10_000_000


def check_reason(text: str, least: int, source: str = "") -> None:
    """Whoever says no, or asks for something, says why in so many characters."""
    if len(text.strip()) < least:
        sentence = _("请写明理由，至少 %(n)d 个字，对方会看到。")
        raise Refused("duties.no-reason", sentence % {"n": least}, source=source)


def check_term(start_on: date, end_on: date) -> None:
    """It ends after it begins."""
    if end_on < start_on:
        raise Refused("duties.ends-before", _("结束日期早于开始日期，请改正其中一个。"))


def check_amounts(unit: str, unit_fen: int, hours: float, quantities: Sequence[int]) -> None:
    """Money and hours are not less than nothing; who counts says in what."""
    if not 0 <= unit_fen <= MOST_FEN or not 0 <= hours <= 99_999:
        raise Refused("duties.odd-amount", _("单价和工时不能小于零，也不能大得不合理，请核对。"))
    if any(not 0 <= one <= MOST_UNITS for one in quantities):
        raise Refused("duties.odd-quantity", _("数量不能小于零，也不能大得不合理，请核对。"))
    if not unit.strip() and (unit_fen or any(quantities)):
        raise Refused("duties.no-unit", _("写了数量或单价的，请写计量单位，例如“户”“次”“块”。"))
    if unit.strip() and not all(quantities):
        sentence = _("写了计量单位的，请给每个社区填数量；不计数的，请把单位和单价留空。")
        raise Refused("duties.no-quantity", sentence)


def check_basis(document: bool, basis: str) -> None:
    """A department asks on a document, not on its own word."""
    if not document and not basis.strip():
        sentence = _("请选择或写明依据文件。没有依据的事项不能申请准入。")
        raise Refused("duties.no-basis", sentence, source=ORGANIC_LAW)


def check_wanted(number: int) -> None:
    """Somebody is asked."""
    if not number:
        raise Refused("duties.no-community", _("请至少选择一个社区。"))


def check_ahead(start_on: date, earliest: date, late_reason: str, source: str) -> bool:
    """Whether it is asked for later than the rule wants; then a reason is due."""
    late = start_on < earliest
    if late and not late_reason.strip():
        sentence = _(
            "按规定最早可从 %(day)s 开始，这份申请提得晚了。"
            "请改开始日期，或写明为什么来不及提前申请。"
        )
        raise Refused("duties.too-late", sentence % {"day": earliest}, source=source)
    return late


def check_not_over(end_on: date, today: date) -> None:
    """What is over is not asked for."""
    if end_on < today:
        raise Refused("duties.term-over", _("结束日期已经过去，请改到以后。"))


def check_version(known: int, version: int | None) -> None:
    """Who changes a draft has seen the one that stands there."""
    if version is not None and version != known:
        sentence = _("这份申请刚被别人改过。请刷新页面，看过新内容再改。")
        raise Refused("duties.changed-meanwhile", sentence)


def check_open_for_voices(state: str) -> None:
    """Opinions are given while they are asked for."""
    if state != State.HEARING:
        sentence = _("征求意见已经结束，不能再填写意见。")
        raise Refused("duties.hearing-over", sentence)


def check_stance(stance: str, text: str, least: int) -> None:
    """Who agrees says so; who does not says why."""
    if stance not in Stance.values:
        raise Refused("duties.no-stance", _("请选择同意、有条件同意或不同意。"))
    if stance != Stance.AGREES:
        check_reason(text, least)


def check_heard(silent: int, due_at: datetime | None, now: datetime) -> None:
    """The joint review begins when all have spoken or their time is over."""
    if silent and due_at is not None and now < due_at:
        sentence = _("还有 %(n)d 个单位没有答复，答复期限也没有到。请等他们答复，或到期后再会审。")
        raise Refused("duties.not-heard", sentence % {"n": silent})


def check_seats(number: int, least: int, source: str) -> None:
    """A joint review is more than one or two."""
    if number < least:
        sentence = _("联席会审至少要有 %(n)d 个成员单位，申请部门自己不算。")
        raise Refused("duties.few-seats", sentence % {"n": least}, source=source)


def check_vote(state: str, voted: str, choice: str) -> None:
    """A body votes once, while the review lasts."""
    if state != State.REVIEW:
        raise Refused("duties.review-over", _("联席会审已经结束，不能再表决。"))
    if voted:
        raise Refused("duties.voted", _("贵单位已经表决过了，一个单位只表决一次。"))
    if choice not in Choice.values:
        raise Refused("duties.no-choice", _("请选择赞成、反对或弃权。"))


@dataclass(frozen=True)
class Tally:
    """The votes counted, and what follows from them."""

    seats: int
    votes: Mapping[str, int]
    silent: int
    quorate: bool
    passed: bool


def tally(votes: Sequence[str], quorum: Fraction, majority: Fraction, *, over: bool) -> Tally:
    """Count the votes; when the time is over, who was silent counts as abstaining."""
    counted = {one.value: sum(vote == one for vote in votes) for one in Choice}
    silent = sum(not vote for vote in votes)
    if over:
        counted[Choice.ABSTAINS] += silent
        silent = 0
    heard = len(votes) - silent
    quorate = bool(votes) and heard >= quorum * len(votes)
    passed = quorate and counted[Choice.FOR] > majority * heard
    return Tally(len(votes), counted, silent, quorate, passed)


def check_quorate(counted: Tally, source: str) -> None:
    """Without enough votes nothing is decided."""
    if not counted.quorate:
        sentence = _("表决的单位还不够有效比例，请等他们表决，或到期后再决定。")
        raise Refused("duties.no-quorum", sentence, source=source)


def check_approve(counted: Tally, source: str) -> None:
    """It is approved only when the table voted for it."""
    check_quorate(counted, source)
    if not counted.passed:
        sentence = _("赞成票没有超过规定比例，不能批准。请按不予准入办理，并写明理由。")
        raise Refused("duties.votes-against", sentence, source=source)


def check_refuse(counted: Tally, source: str) -> None:
    """It is refused only when the table did not vote for it."""
    check_quorate(counted, source)
    if counted.passed:
        sentence = _("联席会审已经通过，不能不予准入。可以在批准时缩小范围、写明条件。")
        raise Refused("duties.votes-for", sentence, source=source)


def check_scope(
    wanted: Mapping[str, int], scope: Mapping[str, int], objecting: Sequence[str], why: str
) -> None:
    """No more is approved than was asked for; against a community's word only with a reason."""
    if not scope:
        raise Refused("duties.no-community", _("请至少选择一个社区。"))
    if set(scope) - set(wanted):
        sentence = _("只能在申请的社区里批准，不能加上没有申请、没有征求过意见的社区。")
        raise Refused("duties.not-asked", sentence)
    if any(scope[code] > wanted[code] for code in scope):
        raise Refused("duties.more-than-asked", _("批准的数量不能超过申请的数量。"))
    if set(objecting) & set(scope) and not why.strip():
        sentence = _("有 %(n)d 个不同意的社区仍在范围里。请去掉，或写明为什么仍要纳入。")
        raise Refused("duties.over-objection", sentence % {"n": len(set(objecting) & set(scope))})


def check_fewer(asked: Collection[str], given: Collection[str]) -> None:
    """No facts are approved that nobody asked for."""
    if set(given) - set(asked):
        sentence = _("只能在申请的数据项里批准，不能加上没有申请的。")
        raise Refused("duties.other-facts", sentence)


def check_within_asked(asked: tuple[date, date], given: tuple[date, date]) -> None:
    """The period that is approved lies within the one that was asked for."""
    check_term(*given)
    if given[0] < asked[0] or given[1] > asked[1]:
        sentence = _("批准的期限只能在申请的 %(start)s 至 %(end)s 之内。")
        raise Refused("duties.longer-than-asked", sentence % {"start": asked[0], "end": asked[1]})


def check_cover(state: str, kind: str, fen: int, until: date | None, cost: int, day: date) -> None:
    """Money is set aside for what was approved, and says how much and until when."""
    if state not in ADMITTED:
        raise Refused("duties.not-admitted", _("还没有批准的事项，不用落实经费。"))
    if kind == CoverKind.NONE and (cost or fen):
        sentence = _("这件事按批准的单价和数量需要 %(yuan).2f 元，不能登记为不需要经费。")
        raise Refused("duties.costs-money", sentence % {"yuan": cost / 100})
    if kind != CoverKind.NONE and not 0 < fen <= MOST_FEN:
        raise Refused("duties.odd-amount", _("请写明落实了多少经费，金额要大于零。"))
    if until is not None and until < day:
        raise Refused("duties.cover-over", _("经费的有效期已经过去，请核对日期。"))


def check_paper(paper: str) -> None:
    """Who says that there is money shows the paper."""
    if not paper.strip():
        raise Refused("duties.no-paper", _("请写明凭据，例如预算批复、拨款凭证的文号。"))


def check_unconfirmed(confirmed: bool) -> None:
    """Money is confirmed once."""
    if confirmed:
        raise Refused("duties.cover-confirmed", _("这笔经费已经确认过了。"))


def check_covered(covered: bool, until: date | None, day: date) -> None:
    """No money, no task."""
    if not covered or (until is not None and until < day):
        sentence = _("经费没有足额落实或已经到期，不能执行。费随事转，请先落实经费。")
        raise Refused("duties.uncovered", sentence)


def starts_at(state: str) -> str:
    """The key of the clock that runs in a state; empty where none does."""
    return CLOCKS.get(state, "")


CLOCKS: Mapping[str, str] = {
    State.SUBMITTED: "admission.check",
    State.HEARING: "admission.hear",
    State.REVIEW: "admission.review",
}
