"""The chart of accounts: one code for each place where a promise or money can be."""

from collections.abc import Mapping

from liren.kernel.base.choices import TextChoices, _, in_context


def promise(body: int) -> str:
    """What a body promised and has not paid; below nothing."""
    return f"promise/{body}"


def cash(body: int) -> str:
    """What a body paid in; below nothing."""
    return f"cash/{body}"


def outside(what: str) -> str:
    """Money that came from outside or left for good: donors, residents, payees; any sign."""
    return f"outside/{what}"


def pledge(application: int) -> str:
    """What is promised for an admitted matter and not yet given to a task."""
    return f"pledge/{application}"


def deposit(application: int) -> str:
    """What was paid in for an admitted matter before it was done."""
    return f"deposit/{application}"


def claim(uid: object) -> str:
    """What is still owed on one claim."""
    return f"claim/{uid}"


def purse(uid: object) -> str:
    """What lies in one purse and is free."""
    return f"purse/{uid}"


class Kind(TextChoices):
    """What a posting is, for the voucher and the statement."""

    PLEDGE = "pledge", _("落实事项经费")
    UNPLEDGE = "unpledge", _("退回未用的事项经费")
    REPLEDGE = "repledge", _("重新落实事项经费")
    TASK = "task", _("任务预留")
    UNTASK = "untask", _("任务释放")
    EARN = "earn", _("验收应付")
    DEPOSIT = "deposit", _("预存事项经费")
    UNDEPOSIT = "undeposit", _("退还预存")
    ENTITLE = "entitle", _("核定应拨")
    CANCEL = "cancel", _("撤销应付")
    REMIT = "remit", _("拨付到账")
    RECEIVE = "receive", in_context("posting", "收入")
    COMMIT = "commit", _("支出预留")
    UNCOMMIT = "uncommit", _("预留释放")
    PAY = "pay", in_context("posting", "付款")
    REFUND = "refund", in_context("posting", "退款")
    TRANSFER = "transfer", _("调拨")
    CARRY = "carry", _("年末结转")
    LAPSE = "lapse", _("年末收回")
    REVERSE = "reverse", in_context("posting", "冲销")


# the kinds of accounts in words; True is what was set aside of one
SPHERES: Mapping[tuple[str, bool], object] = {
    ("promise", False): _("单位承诺拨付（负数）"),
    ("cash", False): _("单位已经拨付（负数）"),
    ("outside", False): _("系统外收入和支出"),
    ("pledge", False): _("已落实的事项经费"),
    ("pledge", True): _("任务预留的事项经费"),
    ("deposit", False): _("预存的事项经费"),
    ("deposit", True): _("任务预留的预存"),
    ("claim", False): _("应付款"),
    ("claim", True): _("应付款预留"),
    ("purse", False): _("经费账户可用"),
    ("purse", True): _("经费账户预留"),
}
