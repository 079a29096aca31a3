"""What stands at a community's door for good: plaques, ledgers, programs, groups, inspections."""

from liren.apps.duties.rules.admission import AskKind
from liren.kernel.base.choices import TextChoices, in_context

# what stays when it was once admitted, and is counted in the register of burdens
STANDING = (
    AskKind.PLAQUE,
    AskKind.LEDGER,
    AskKind.FORM,
    AskKind.APP,
    AskKind.GROUP,
    AskKind.INSPECTION,
    AskKind.CONTEST,
    AskKind.OFFICE,
)
# the ways by which orders come in: what one person has to look into every day
CHANNELS = (AskKind.APP, AskKind.GROUP)


class BurdenState(TextChoices):
    """What was decided of it."""

    FOUND = "found", in_context("burden", "已登记")
    ADMITTED = "admitted", in_context("burden", "已准入")
    ORDERED = "ordered", in_context("burden", "责令清理")
    MERGED = "merged", in_context("burden", "已合并")
    ENDED = "ended", in_context("burden", "已清理")


LIVE = (BurdenState.FOUND, BurdenState.ADMITTED, BurdenState.ORDERED)


class Rhythm(TextChoices):
    """How often it comes round."""

    ONCE = "once", in_context("rhythm", "一次")
    DAILY = "daily", in_context("rhythm", "每天")
    WEEKLY = "weekly", in_context("rhythm", "每周")
    MONTHLY = "monthly", in_context("rhythm", "每月")
    QUARTERLY = "quarterly", in_context("rhythm", "每季度")
    YEARLY = "yearly", in_context("rhythm", "每年")
