"""What a department hands to a community: its course, and on what grounds a community says no."""

from collections.abc import Mapping

from liren.kernel.base.choices import TextChoices, _, in_context
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
