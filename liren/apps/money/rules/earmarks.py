"""Money that is for one thing only."""

from datetime import date

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused


def check_earmark(until: date | None, now: date) -> None:
    """An earmark that begins over is none."""
    if until is not None and until < now:
        raise Refused("money.until-past", _("使用期限已经过了。请填今天以后的日期，或不填。"))


def check_running(ended_on: date | None) -> None:
    """What is ended is not ended again, and takes no more money."""
    if ended_on is not None:
        raise Refused("money.earmark-ended", _("这项专款已经结束，不能再记入或再次结束。"))


def check_fits(same_fund: bool, inside: bool) -> None:
    """An earmark holds money of its own fund, at its own place and below."""
    if not same_fund or not inside:
        raise Refused(
            "money.wrong-earmark", _("这项专款属于另一个经费来源或另一个辖区，请重新选择。")
        )


def check_empty(waiting: int) -> None:
    """An earmark with money that waits for confirmation goes on."""
    if waiting:
        sentence = _("这项专款还有 %(n)d 笔收入待确认。请先确认或撤销，再结束专款。")
        raise Refused("money.earmark-waits", sentence % {"n": waiting})
