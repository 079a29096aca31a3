"""What people read on the way of an application: buttons, what was done, how far it is."""

from collections.abc import Mapping

from liren.apps.duties.rules.admission import State
from liren.kernel.base.choices import _, in_context

BUTTONS: Mapping[str, object] = {
    "duties.change_draft": _("修改"),
    "duties.submit": _("提交申请"),
    "duties.send_back": _("退回补正"),
    "duties.open_hearing": _("材料齐全，征求意见"),
    "duties.give_opinion": _("填写意见"),
    "duties.open_review": _("提交联席会审"),
    "duties.vote": _("表决"),
    "duties.approve": _("批准准入"),
    "duties.refuse_admission": _("不予准入"),
    "duties.record_cover": _("登记经费"),
    "duties.confirm_cover": _("确认经费"),
    "duties.activate": _("启动"),
    "duties.suspend": _("暂停"),
    "duties.resume": _("恢复"),
    "duties.exit": _("退出"),
    "duties.withdraw": _("撤回申请"),
}
STEP_WORDS: Mapping[str, object] = {
    "duties.draft": in_context("step", "起草"),
    "duties.change_draft": in_context("step", "修改草稿"),
    "duties.submit": in_context("step", "提交申请"),
    "duties.send_back": in_context("step", "退回补正"),
    "duties.open_hearing": in_context("step", "材料审查通过，征求意见"),
    "duties.open_review": in_context("step", "提交联席会审"),
    "duties.approve": in_context("step", "批准准入"),
    "duties.refuse_admission": in_context("step", "不予准入"),
    "duties.record_cover": in_context("step", "登记经费"),
    "duties.confirm_cover": in_context("step", "确认经费"),
    "duties.activate": in_context("step", "启动执行"),
    "duties.suspend": in_context("step", "暂停"),
    "duties.resume": in_context("step", "恢复执行"),
    "duties.exit": in_context("step", "退出"),
    "duties.withdraw": in_context("step", "撤回申请"),
}
SAID: Mapping[str, object] = {
    "duties.draft": _("草稿已保存。请核对每个社区的数量和费用，再提交申请。"),
    "duties.change_draft": _("草稿已保存。"),
    "duties.submit": _("已提交区社区办审查材料。"),
    "duties.send_back": _("已退回，部门会看到理由。"),
    "duties.open_hearing": _("已向相关街道和社区征求意见。"),
    "duties.give_opinion": _("意见已记录。征求意见结束前可以再改。"),
    "duties.open_review": _("已请成员单位表决。"),
    "duties.vote": _("表决已记录。"),
    "duties.approve": _("已批准。经费落实并确认后才能启动。"),
    "duties.refuse_admission": _("已办理不予准入，部门会看到理由。"),
    "duties.record_cover": _("已登记，等财政确认后生效。"),
    "duties.confirm_cover": _("经费已确认。"),
    "duties.activate": _("已启动。部门从现在起可以按批准的范围交办。"),
    "duties.suspend": _("已暂停，不能再交办新的任务。"),
    "duties.resume": _("已恢复执行。"),
    "duties.exit": _("已退出，不能再交办。"),
    "duties.withdraw": _("已撤回。"),
}
TONES: Mapping[str, str] = {
    State.DRAFT: "",
    State.SUBMITTED: "info",
    State.HEARING: "info",
    State.REVIEW: "info",
    State.APPROVED: "warn",
    State.FUNDED: "warn",
    State.ACTIVE: "ok",
    State.SUSPENDED: "bad",
    State.EXITED: "",
    State.REFUSED: "bad",
    State.WITHDRAWN: "",
}
# the verbs that need no words, only a decision
GRAVE = frozenset({"duties.refuse_admission", "duties.exit", "duties.withdraw", "duties.suspend"})
STAGES: tuple[tuple[object, frozenset[str]], ...] = (
    (_("起草"), frozenset({State.DRAFT})),
    (_("材料审查"), frozenset({State.SUBMITTED})),
    (_("征求意见"), frozenset({State.HEARING})),
    (_("联席会审"), frozenset({State.REVIEW})),
    (_("落实经费"), frozenset({State.APPROVED})),
    (_("启动"), frozenset({State.FUNDED})),
    (_("执行"), frozenset({State.ACTIVE, State.SUSPENDED})),
)


def stages(state: str, *, decided: bool, submitted: bool) -> list[tuple[object, str]]:
    """The progress line: each step as past, now, next, or stop where it ended early."""
    if state == State.EXITED:
        return [(label, "past") for label, _states in STAGES]
    if state in (State.REFUSED, State.WITHDRAWN):
        reached = 4 if decided else 2 if submitted else 1
        early = [(label, "past") for label, _states in STAGES[:reached]]
        return [*early, (State(state).label, "stop")]
    at = next(n for n, (_label, states) in enumerate(STAGES) if state in states)
    signs = ["past" if n < at else "now" if n == at else "next" for n in range(len(STAGES))]
    return [(label, sign) for (label, _states), sign in zip(STAGES, signs, strict=True)]
