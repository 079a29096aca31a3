"""Admission: what a department may want of a community, and the way of its application."""

from collections.abc import Mapping

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.flow.table import Course, Move


class AskKind(TextChoices):
    """What a department may want of a community; all of it goes through the gate."""

    TASK = "task", _("工作任务")
    ORDER = "order", _("督办单")
    SURVEY = "survey", _("调查普查")
    FORM = "form", _("报表")
    LEDGER = "ledger", _("台账")
    INSPECTION = "inspection", _("检查督查")
    CONTEST = "contest", _("评比达标")
    CAMPAIGN = "campaign", _("创建活动")
    PLAQUE = "plaque", _("挂牌")
    OFFICE = "office", _("设立机构或窗口")
    CERTIFICATE = "certificate", _("开具证明")
    APP = "app", _("应用程序")
    GROUP = "group", _("工作群")


class State(TextChoices):
    """The states of an application for admission."""

    DRAFT = "draft", in_context("admission", "起草中")
    SUBMITTED = "submitted", in_context("admission", "待材料审查")
    HEARING = "hearing", in_context("admission", "征求意见中")
    REVIEW = "review", in_context("admission", "联席会审中")
    APPROVED = "approved", in_context("admission", "已批准，待经费")
    FUNDED = "funded", in_context("admission", "经费已落实")
    ACTIVE = "active", in_context("admission", "执行中")
    SUSPENDED = "suspended", in_context("admission", "已暂停")
    EXITED = "exited", in_context("admission", "已退出")
    REFUSED = "refused", in_context("admission", "不予准入")
    WITHDRAWN = "withdrawn", in_context("admission", "已撤回")


OPEN = (State.SUBMITTED, State.HEARING, State.REVIEW)
ADMITTED = (State.APPROVED, State.FUNDED, State.ACTIVE, State.SUSPENDED)

COURSE = Course(
    moves=(
        Move("duties.change_draft", frozenset({State.DRAFT}), State.DRAFT),
        Move("duties.submit", frozenset({State.DRAFT}), State.SUBMITTED),
        Move("duties.send_back", frozenset({State.SUBMITTED}), State.DRAFT),
        Move("duties.open_hearing", frozenset({State.SUBMITTED}), State.HEARING),
        Move("duties.give_opinion", frozenset({State.HEARING}), State.HEARING),
        Move("duties.open_review", frozenset({State.HEARING}), State.REVIEW),
        Move("duties.vote", frozenset({State.REVIEW}), State.REVIEW),
        Move("duties.approve", frozenset({State.REVIEW}), State.APPROVED),
        Move("duties.refuse_admission", frozenset({State.REVIEW}), State.REFUSED),
        Move("duties.confirm_cover", frozenset({State.APPROVED}), State.FUNDED),
        Move("duties.activate", frozenset({State.FUNDED}), State.ACTIVE),
        Move("duties.suspend", frozenset({State.ACTIVE}), State.SUSPENDED),
        Move("duties.resume", frozenset({State.SUSPENDED}), State.ACTIVE),
        Move(
            "duties.exit",
            frozenset({State.APPROVED, State.FUNDED, State.ACTIVE, State.SUSPENDED}),
            State.EXITED,
        ),
        Move("duties.withdraw", frozenset({State.DRAFT, *OPEN}), State.WITHDRAWN),
    ),
    labels=dict(State.choices),
)
# The verb that brings an application on from each state: the one visible next step.
NEXT: Mapping[str, str] = {
    State.DRAFT: "duties.submit",
    State.SUBMITTED: "duties.open_hearing",
    State.HEARING: "duties.open_review",
    State.REVIEW: "duties.approve",
    State.APPROVED: "duties.record_cover",
    State.FUNDED: "duties.activate",
    State.SUSPENDED: "duties.resume",
    State.ACTIVE: "duties.assign",
}


class Stance(TextChoices):
    """What a subdistrict or a community says of an application."""

    AGREES = "agrees", in_context("stance", "同意")
    DEPENDS = "depends", in_context("stance", "有条件同意")
    OBJECTS = "objects", in_context("stance", "不同意")


class Choice(TextChoices):
    """What a member of the joint review votes."""

    FOR = "for", in_context("vote", "赞成")
    AGAINST = "against", in_context("vote", "反对")
    ABSTAINS = "abstains", in_context("vote", "弃权")


class CoverKind(TextChoices):
    """How the money is made sure."""

    BUDGET = "budget", _("列入部门预算")
    DEPOSIT = "deposit", _("已拨付到专户")
    NONE = "none", _("不需要经费")
