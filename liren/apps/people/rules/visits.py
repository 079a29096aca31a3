"""What may be found at a door, and what becomes of it."""

from liren.kernel.base.choices import TextChoices, _


class Found(TextChoices):
    """What was found at a door."""

    SAME = "same", _("情况不变")
    CHANGED = "changed", _("有变化")
    ABSENT = "absent", _("家中无人")
    REFUSED = "refused", _("本人谢绝")


class ProposalSource(TextChoices):
    """Who found a fact to be otherwise."""

    VISIT = "visit", _("走访")
    PERSON = "person", _("本人申请")
    FORM = "form", _("填表核对")


class ProposalState(TextChoices):
    """What became of a proposal."""

    OPEN = "open", _("待处理")
    TAKEN = "taken", _("已采纳")
    REFUSED = "refused", _("未采纳")
    OUTDATED = "outdated", _("记录已另有变动")
