"""Projects of the foundation: their course, and what a grant needs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from liren.apps.money.rules.giving import ProjectState
from liren.kernel.base.choices import _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.flow.table import Course, Move

S = ProjectState
COURSE = Course(
    moves=(
        Move("money.change_project", frozenset({S.DRAFT}), S.DRAFT),
        Move("money.propose_project", frozenset({S.DRAFT}), S.PROPOSED),
        Move("money.review_project", frozenset({S.PROPOSED}), S.PROPOSED),
        Move("money.grant_project", frozenset({S.PROPOSED}), S.GRANTED),
        Move("money.refuse_project", frozenset({S.PROPOSED}), S.REFUSED),
        Move("money.withdraw_project", frozenset({S.DRAFT, S.PROPOSED}), S.WITHDRAWN),
        Move("money.report_project", frozenset({S.GRANTED}), S.REPORTED),
        Move("money.close_project", frozenset({S.REPORTED}), S.CLOSED),
    ),
    labels=dict(S.choices),
)
NEXT: Mapping[str, tuple[str, ...]] = {
    S.DRAFT: ("money.propose_project",),
    S.PROPOSED: ("money.grant_project", "money.review_project"),
    S.GRANTED: ("money.report_project",),
    S.REPORTED: ("money.close_project",),
}
TONES: Mapping[str, str] = {
    S.DRAFT: "off",
    S.PROPOSED: "warn",
    S.GRANTED: "ok",
    S.REPORTED: "warn",
    S.CLOSED: "ok",
    S.REFUSED: "bad",
    S.WITHDRAWN: "off",
}
SHOWN = (S.GRANTED, S.REPORTED, S.CLOSED)  # what the public reads
BUTTONS: Mapping[str, object] = {
    "money.change_project": in_context("project", "修改草稿"),
    "money.propose_project": _("提交评审"),
    "money.review_project": _("填写评审意见"),
    "money.grant_project": _("批准资助"),
    "money.refuse_project": in_context("project", "不予资助"),
    "money.withdraw_project": in_context("project", "撤回"),
    "money.report_project": _("填写结项报告"),
    "money.close_project": in_context("project", "结项"),
}
STEP_WORDS: Mapping[str, object] = {
    "money.draft_project": in_context("project", "起草"),
    **BUTTONS,
}
MOST_POINTS = 100


def check_project(title: str, need: str, fen: int, start: date, end: date) -> None:
    """What is asked for, why, how much and for how long."""
    if not title.strip() or not need.strip():
        raise Refused("money.project-empty", _("请写项目名称和要解决的问题。"))
    if fen <= 0:
        raise Refused("money.no-amount", _("请写大于零的金额。"))
    if end < start:
        raise Refused("money.project-days", _("结束日期在开始日期之前，请核对。"))


def check_plan(plan: str) -> None:
    """What is proposed says what will be done."""
    if not plan.strip():
        raise Refused("money.project-plan", _("请先写实施计划，评审人要看怎么做、钱怎么花。"))


def check_opinion(points: int, words: str) -> None:
    """An opinion has points and words."""
    if not 0 <= points <= MOST_POINTS:
        raise Refused("money.points", _("评分是 0 到 100 之间的整数。"))
    if not words.strip():
        raise Refused("money.no-words", _("请写评审意见，申报人会看到。"))


def check_grant(fen: int, asked: int, opinions: int, least: int) -> None:
    """Enough people looked at it, and not more is given than was asked for."""
    if opinions < least:
        sentence = _("还差 %(n)d 份评审意见。请评审人填写后再批准。")
        raise Refused("money.few-opinions", sentence % {"n": least - opinions})
    if not 0 < fen <= asked:
        raise Refused("money.grant-amount", _("资助金额要大于零，也不能超过申请金额，请核对。"))


def check_source(is_foundations: bool) -> None:
    """A grant comes out of the foundation's own money."""
    if not is_foundations:
        raise Refused("money.not-foundation", _("资助只能从这家基金会的资金里出，请重新选择。"))


def check_answer(answer: str) -> None:
    """A no says why."""
    if not answer.strip():
        raise Refused("money.no-reason", _("请写明理由，申报人会看到。"))


def check_report(report: str) -> None:
    """What was done."""
    if not report.strip():
        raise Refused("money.no-report", _("请写做了什么、达到什么效果，捐赠人会看到。"))


def check_nothing_held(held: int) -> None:
    """What is still reserved for a payment does not go back."""
    if held:
        raise Refused(
            "money.still-held", _("还有支出在审批或待付款。请先付清或撤回，再办这一步。")
        )


def mean(opinions: Sequence[Mapping[str, Any]]) -> int | None:
    """The points of all opinions together, rounded; None where there are none."""
    points = [int(one["points"]) for one in opinions]
    return round(sum(points) / len(points)) if points else None
