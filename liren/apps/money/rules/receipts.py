"""Money that comes in: who may write it down, and when it lies in the purse."""

from collections.abc import Mapping
from datetime import date

from liren.apps.money.rules.funds import Flow
from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused

MOST_FEN = 10**13


class ReceiptState(TextChoices):
    """How far a receipt is."""

    WAITING = "waiting", in_context("receipt", "待确认")
    BOOKED = "booked", in_context("receipt", "已入账")
    DROPPED = "dropped", in_context("receipt", "已撤销")
    REVERSED = "reversed", in_context("receipt", "已冲销")


S = ReceiptState
TONES: Mapping[str, str] = {S.WAITING: "warn", S.BOOKED: "ok", S.DROPPED: "", S.REVERSED: "bad"}


def state_of(confirmed: bool, dropped: bool) -> ReceiptState:
    """The state that follows from who did what."""
    if dropped:
        return S.REVERSED if confirmed else S.DROPPED
    return S.BOOKED if confirmed else S.WAITING


def check_owed(fen: int | None, booked: bool) -> None:
    """A fee of a tenancy is booked while it is handed down and not booked for its term."""
    if booked:
        sentence = _("这份租赁登记这一租期的费用已经登记过，不再重复登记。请在收入登记里查看。")
        raise Refused("money.fee-booked", sentence)
    if not fen:
        sentence = _("这份租赁登记没有委托代收的费用。请先在租赁登记里写明金额和委托文件。")
        raise Refused("money.no-fee", sentence)


def check_waiting(state: str) -> None:
    """Only what waits is confirmed or taken back."""
    if state != S.WAITING:
        raise Refused("money.not-waiting", _("这一笔已经处理过了。请刷新页面看现在的状态。"))


def check_booked(state: str) -> None:
    """Only what is in the books is reversed, and once."""
    if state != S.BOOKED:
        raise Refused("money.not-booked", _("只有已入账、还没有冲销的收入才能冲销。"))


def check_in(flow: str) -> None:
    """Money that comes in stands under a heading of income."""
    if flow != Flow.IN:
        raise Refused("money.wrong-heading", _("这个科目是支出科目。请选收入科目。"))


def check_day(day: date, now: date) -> None:
    """Money is written down when it is there, in its year or in the one after."""
    if day > now:
        raise Refused("money.future", _("到账日期在今天之后。钱到了再登记。"))
    if day.year < now.year - 1:
        raise Refused("money.too-old", _("到账日期早于去年。以前年度的收入请登记在本年并写明。"))


def check_fen(fen: int) -> None:
    """Something came in, and not more than anybody ever had."""
    if not 0 < fen <= MOST_FEN:
        raise Refused("money.odd-amount", _("金额要大于零，也不能大得不合理，请核对。"))


def check_transfer(areas_differ: bool, same_fund: bool) -> None:
    """Money moves between areas within one fund."""
    if not areas_differ:
        raise Refused("money.same-purse", _("调出和调入不能是同一个辖区。"))
    if not same_fund:
        raise Refused("money.other-fund", _("调拨不能改变经费来源，专款只能调作同一项专款。"))


def check_reason(reason: str) -> None:
    """What is taken back or reversed says why."""
    if len(reason.strip()) < 2:
        raise Refused("money.no-reason", _("请写明原因，账上会一并保留。"))
