"""A bill that several have to bear: each a share, together exactly the bill."""

from collections.abc import Sequence

from liren.kernel.base.choices import TextChoices, _, in_context
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import shares, yuan


class BillState(TextChoices):
    """How far a shared bill is."""

    WAITS = "waits", in_context("bill", "待确认")
    CONFIRMED = "confirmed", in_context("bill", "已确认")
    DROPPED = "dropped", in_context("bill", "已作废")


MOST = 10**13  # of one share, in fen or hundredths

TONES = {BillState.WAITS: "warn", BillState.CONFIRMED: "ok", BillState.DROPPED: ""}


class By(TextChoices):
    """How it is shared."""

    WEIGHTS = "weights", _("按份数（百分比、户数、面积等）")
    SUMS = "sums", _("按金额（元）")


def divided(fen: int, by: str, given: Sequence[int]) -> list[int]:
    """What each bears: by weights exactly to the fen, or the sums themselves, which must fit."""
    if by == By.SUMS:
        if sum(given) != fen:
            sentence = _("各家分摊合计 %(sum)s 元，账单是 %(fen)s 元，相差 %(gap)s 元，请核对。")
            facts = {"sum": yuan(sum(given)), "fen": yuan(fen), "gap": yuan(abs(fen - sum(given)))}
            raise Refused("money.shares-differ", sentence % facts)
        return list(given)
    return shares(fen, list(given))


def check_shares(weights: Sequence[int], others: int) -> None:
    """Somebody else bears a part, and each part is more than nothing."""
    if not others:
        sentence = _("至少要有一家别的单位分担。只由社区承担的，直接提支出就可以。")
        raise Refused("money.nobody-shares", sentence)
    if min(weights, default=0) <= 0:
        raise Refused("money.empty-share", _("每一家的份额都要大于零；不分担的请删去。"))
    if max(weights) > MOST:
        raise Refused("money.odd-share", _("有一家的份额大得不合理，请核对。"))


def check_once(keys: Sequence[object]) -> None:
    """Nobody bears two shares of one bill."""
    if len(set(keys)) != len(keys):
        raise Refused("money.share-twice", _("同一家单位出现了两次，请合并成一行。"))


def check_waits(confirmed: bool, dropped: bool) -> None:
    """What is confirmed or dropped stays as it is."""
    if confirmed or dropped:
        label = BillState.CONFIRMED.label if confirmed else BillState.DROPPED.label
        sentence = _("这份分摊现在是「%(state)s」，不能再改。请刷新页面看最新进展。")
        raise Refused("money.bill-decided", sentence % {"state": label})
