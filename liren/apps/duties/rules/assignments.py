"""What a department hands to a community: its course, and on what grounds a community says no."""

from collections.abc import Mapping
from datetime import date

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move


class State(TextChoices):
    """The states of what was handed to one community."""

    SENT = "sent", in_context("assignment", "待签收")
    SIGNED = "signed", in_context("assignment", "办理中")
    DONE = "done", in_context("assignment", "待验收")
    DISPUTED = "disputed", in_context("assignment", "有争议")
    ACCEPTED = "accepted", in_context("assignment", "已验收")
    REFUSED = "refused", in_context("assignment", "已拒办")
    RECALLED = "recalled", in_context("assignment", "已收回")


OPEN = (State.SENT, State.SIGNED, State.DONE, State.DISPUTED)

COURSE = Course(
    moves=(
        Move("duties.sign", frozenset({State.SENT}), State.SIGNED),
        Move("duties.refuse", frozenset({State.SENT, State.SIGNED}), State.REFUSED),
        Move("duties.report_work", frozenset({State.SIGNED, State.DISPUTED}), State.DONE),
        Move("duties.accept_work", frozenset({State.DONE, State.DISPUTED}), State.ACCEPTED),
        Move("duties.dispute_work", frozenset({State.DONE}), State.DISPUTED),
        Move("duties.recall", frozenset({State.SENT, State.SIGNED}), State.RECALLED),
        Move("duties.decide_appeal", frozenset({State.REFUSED}), State.SENT),
    ),
    labels=dict(State.choices),
)
NEXT: Mapping[str, str] = {
    State.SENT: "duties.sign",
    State.SIGNED: "duties.report_work",
    State.DONE: "duties.accept_work",
    State.DISPUTED: "duties.report_work",
}


class Ground(TextChoices):
    """Why a community says no."""

    UNLISTED = "unlisted", _("不在清单之内")
    NEGATIVE = "negative", _("属于负面清单")
    UNCOVERED = "uncovered", _("没有落实经费")
    EXPIRED = "expired", _("已过有效期")
    OUT_OF_SCOPE = "scope", _("超出准入范围")
    HELD = "held", _("数据系统里已有，重复填报")
    OTHERS = "others", _("属于别的单位的职责")


class RefusalState(TextChoices):
    """What became of a refusal."""

    STANDS = "stands", in_context("refusal", "拒办有效")
    APPEALED = "appealed", in_context("refusal", "申诉中")
    UPHELD = "upheld", in_context("refusal", "维持拒办")
    OVERTURNED = "overturned", in_context("refusal", "应当办理")


# what a button says; the course says the same
BUTTONS: Mapping[str, object] = {
    "duties.sign": _("签收"),
    "duties.report_work": _("报告完成情况"),
    "duties.accept_work": _("验收"),
    "duties.dispute_work": _("对结果提出异议"),
    "duties.recall": _("收回"),
    "duties.refuse": _("拒办"),
}
TONES: Mapping[str, str] = {
    State.SENT: "info",
    State.SIGNED: "info",
    State.DONE: "info",
    State.DISPUTED: "warn",
    State.ACCEPTED: "ok",
    State.REFUSED: "bad",
    State.RECALLED: "off",
}
MOST_QUANTITY = 1_000_000
LONGEST_YEARS = 3


def check_community(level: str, name: object) -> None:
    """Only a community is asked; grids and subdistricts have their own ways."""
    if level != "community":
        sentence = _("「%(name)s」不是社区。交办只能交给社区，请改选社区。")
        raise Refused("duties.no-community", sentence % {"name": name})


def check_days(due_on: date, day: date) -> None:
    """What is asked is asked for a day that is still to come."""
    if due_on < day:
        raise Refused("duties.due-before", _("完成日期早于今天，请改成今天或以后的日期。"))
    if due_on.year > day.year + LONGEST_YEARS:
        raise Refused("duties.due-late", _("完成日期在三年以后，请核对年份。"))


def check_title(title: str) -> str:
    """What is asked has a name."""
    title = " ".join(title.split())
    if not title:
        raise Refused("duties.no-title", _("请写明交办的是什么事。"))
    return title


def check_quantity(quantity: int, *, counted: bool) -> None:
    """Where units were admitted, how many are asked is said."""
    if not 0 <= quantity <= MOST_QUANTITY:
        raise Refused("duties.odd-quantity", _("数量应在 0 到 1000000 之间，请核对。"))
    if counted and quantity == 0:
        raise Refused("duties.no-quantity", _("这件事按数量准入和付费，请写明交给这个社区多少。"))


def check_done(done: int, asked: int, accepted: int) -> None:
    """Nobody reports more than was asked, nor less than was taken already."""
    if asked and not accepted <= done <= asked:
        facts = {"least": accepted, "most": asked}
        sentence = _("完成数量应在 %(least)d 到 %(most)d 之间，请核对。")
        raise Refused("duties.odd-done", sentence % facts)


def check_accepted(accepted: int, done: int, before: int, reason: str) -> None:
    """Not more is taken than was reported; who takes less says why."""
    if not before <= accepted <= done:
        facts = {"least": before, "most": done}
        sentence = _("验收数量应在 %(least)d 到 %(most)d 之间，请核对。")
        raise Refused("duties.odd-accepted", sentence % facts)
    if accepted < done:
        check_reason(reason)


def check_reason(reason: str) -> None:
    """Who says no says why."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("duties.no-reason", _("请写明理由，至少 4 个字，对方会看到。"))


SHORTEST_REASON = 4


def check_outcome(outcome: str) -> None:
    """What is reported says what came of it."""
    if len(outcome.strip()) < SHORTEST_REASON:
        raise Refused("duties.no-outcome", _("请写明完成情况，至少 4 个字。"))
