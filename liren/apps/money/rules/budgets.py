"""A year's budget: drafted, approved by another, revised by a new version, closed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from liren.apps.money.rules.funds import Flow
from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move

MOST_LINES = 120
MOST_FEN = 10**13


class BudgetState(TextChoices):
    """How far a version of a budget is."""

    DRAFT = "draft", in_context("budget", "编制中")
    SUBMITTED = "submitted", in_context("budget", "待批准")
    APPROVED = "approved", in_context("budget", "执行中")
    SUPERSEDED = "superseded", in_context("budget", "已被调整替代")
    CLOSED = "closed", in_context("budget", "已决算")
    DROPPED = "dropped", in_context("budget", "已作废")


B = BudgetState
COURSE = Course(
    moves=(
        Move("money.change_budget", frozenset({B.DRAFT}), B.DRAFT),
        Move("money.submit_budget", frozenset({B.DRAFT}), B.SUBMITTED),
        Move("money.approve_budget", frozenset({B.SUBMITTED}), B.APPROVED),
        Move("money.return_budget", frozenset({B.SUBMITTED}), B.DRAFT),
        Move("money.revise_budget", frozenset({B.APPROVED}), B.APPROVED),
        Move("money.drop_budget", frozenset({B.DRAFT}), B.DROPPED),
    ),
    labels=dict(B.choices),
)
NEXT: Mapping[str, str] = {
    B.DRAFT: "money.submit_budget",
    B.SUBMITTED: "money.approve_budget",
    B.APPROVED: "money.revise_budget",
}
BUTTONS: Mapping[str, object] = {
    "money.change_budget": _("修改预算"),
    "money.submit_budget": _("提交批准"),
    "money.approve_budget": _("批准预算"),
    "money.return_budget": _("退回修改"),
    "money.revise_budget": _("调整预算"),
    "money.drop_budget": _("作废这一版"),
}
TONES: Mapping[str, str] = {
    B.DRAFT: "", B.SUBMITTED: "warn", B.APPROVED: "ok", B.SUPERSEDED: "", B.CLOSED: "info",
    B.DROPPED: "bad",
}  # fmt: skip


class Planned(NamedTuple):
    """So much under one heading from one fund; fund and category by code."""

    flow: str
    fund: str
    category: str
    fen: int
    title: str = ""


def check_year(year: int, now: int) -> None:
    """A budget is drafted for the running year or the next one."""
    if year not in (now, now + 1):
        raise Refused("money.budget-year", _("只能编制今年或明年的预算。"))


def check_free(is_open: bool, in_force: bool) -> None:
    """One draft at a time, and what is in force is revised."""
    if is_open:
        sentence = _("这一年已经有一份在编制或待批准的预算。请打开它继续。")
        raise Refused("money.budget-open", sentence)
    if in_force:
        raise Refused("money.budget-in-force", _("这一年的预算已经执行。请用“调整预算”改。"))


def check_lines(lines: Sequence[Planned], flows: Mapping[str, str]) -> None:
    """Every line is an amount under a heading of its own direction, and stands once."""
    if len(lines) > MOST_LINES:
        sentence = _("预算最多 %(most)d 行，请合并小项。")
        raise Refused("money.budget-long", sentence % {"most": MOST_LINES})
    if any(flows.get(one.category) != one.flow for one in lines):
        raise Refused("money.wrong-heading", _("有一行的科目和收支方向不一致，请重新选择。"))
    if any(not 0 <= one.fen <= MOST_FEN for one in lines):
        raise Refused("money.odd-line", _("有一行的金额为负或大得不合理，请核对。"))
    keys = [(one.flow, one.fund, one.category, one.title) for one in lines]
    if len(set(keys)) < len(keys):
        sentence = _("同一来源、同一科目有两行说明相同。请合并，或写上不同的说明。")
        raise Refused("money.line-twice", sentence)


def check_ready(lines: Sequence[Planned]) -> None:
    """A budget that is submitted says what is to be spent, and from what."""
    if not any(one.flow == Flow.OUT and one.fen for one in lines):
        raise Refused("money.budget-empty", _("还没有支出预算。请先填写至少一行支出。"))


def check_seen(seen: int, version: int) -> None:
    """What somebody else changed meanwhile is not overwritten."""
    if seen != version:
        sentence = _("您打开以后，别人改过这份预算。请重新打开，在最新的内容上修改。")
        raise Refused("money.budget-stale", sentence)


def check_above(is_above: bool) -> None:
    """A budget is decided by the level above the one that spends by it."""
    if not is_above:
        sentence = _("预算由上一级批准：社区的由街道批准，街道的由区财政批准。")
        raise Refused("money.not-above", sentence)


def check_reason(reason: str) -> None:
    """What is returned or revised says why."""
    if len(reason.strip()) < 4:
        raise Refused("money.no-reason", _("请写明原因，至少四个字。"))
