"""What a task costs, what has to be paid in before it, and what may be paid in or given back."""

from datetime import date
from decimal import ROUND_CEILING, Decimal

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import yuan

SHORTEST = 4  # of a reason, or the name of a paper


def deposit_of(cost: int, share: Decimal) -> int:
    """What has to be paid in of a cost, in whole fen; never a fen too little."""
    return int((cost * share).to_integral_value(ROUND_CEILING))


def earned_of(accepted: int, unit_fen: int, promised: int) -> int:
    """What accepted units are paid; never more than was held for the task."""
    return min(accepted * unit_fen, promised)


def check_deposit(fen: int | None, most: int) -> int:
    """What is paid in has an amount, and is not more than the work can still cost."""
    if not fen or fen < 0:
        raise Refused("money.no-amount", _("请写金额，要大于零。"))
    if fen > most:
        sentence = _("这件事还需要支付的只有 %(most)s 元，预存不能超过。请改小金额。")
        raise Refused("money.deposit-too-much", sentence % {"most": yuan(most)})
    return fen


def check_return(fen: int, *, ended: bool) -> None:
    """What was paid in goes back when the matter is over and something of it is left."""
    if not ended:
        sentence = _("事项还没有退出，预存的经费还要用来支付任务费用。请在退出后办理退还。")
        raise Refused("money.not-over", sentence)
    if fen <= 0:
        raise Refused("money.nothing-left", _("没有可以退还的预存经费。"))


def check_paper(paper: str) -> str:
    """Who says that money was sent names the paper that proves it."""
    paper = " ".join(paper.split())
    if len(paper) < SHORTEST:
        raise Refused("money.no-paper", _("请写明凭据，例如拨款通知文号或转账回单号。"))
    return paper


def check_day(day: date, today: date) -> None:
    """Money was sent on a day that was."""
    if day > today:
        raise Refused("money.day-to-come", _("拨款日期不能晚于今天。请填写实际转出的日期。"))
    if day.year < today.year - 5:
        raise Refused("money.day-long-ago", _("拨款日期在五年以前，请核对年份。"))


def check_opened(day: date, opened: date) -> None:
    """An account holds nothing of a day before it was there."""
    if day < opened:
        sentence = _(
            "这件事的预存账户 %(day)s 才开立，拨款日期不能更早。"
            "更早转出的，日期请填 %(day)s，并在凭据里写明实际转出的日期。"
        )
        raise Refused("money.day-before-account", sentence % {"day": f"{opened:%F}"})


def check_moved(day: date, last: date) -> None:
    """Nothing goes back on a day before it came."""
    if day < last:
        sentence = _(
            "预存账户最近一笔收付在 %(day)s，退还不能记在它之前。请填 %(day)s 或以后的日期。"
        )
        raise Refused("money.day-before-account", sentence % {"day": f"{last:%F}"})


def check_again(
    needed: int, free: int, back: int, *, name: object, body: object, ended: bool
) -> None:
    """A task that is to be done after all holds what is free, or went back when it was over."""
    most = free + back
    if needed <= most:
        return
    facts = {"name": name, "body": body, "needed": yuan(needed), "most": yuan(most)}
    gone = _(
        "「%(name)s」已经退出，可以重新落实的经费只有 %(most)s 元，这项任务需要 %(needed)s 元，"
        "不能裁定由社区办理。请维持拒办，或者请%(body)s重新申请准入后再交办。"
    )
    short = _(
        "「%(name)s」可用的经费只有 %(most)s 元，这项任务需要 %(needed)s 元，其余已交给别的任务，"
        "暂时不能裁定由社区办理。请先由%(body)s追加经费并经区财政确认，再作裁定。"
    )
    raise Refused("money.not-enough-again", (gone if ended else short) % facts)


def check_reason(reason: str) -> str:
    """Who says no says why."""
    if len(reason.strip()) < SHORTEST:
        raise Refused("money.no-reason", _("请写明理由，至少 4 个字，对方会看到。"))
    return reason.strip()
