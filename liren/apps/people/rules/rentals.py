"""What may be said of something that is let."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused

MOST_FEN = 10_000_000_00
LANDLORD = ("landlord_name", "landlord_phone", "employer", "part")  # never told to the record


class Letting(TextChoices):
    """What is let."""

    WHOLE = "whole", _("整套出租")
    ROOM = "room", _("分间出租")
    DORMITORY = "dormitory", _("单位宿舍")


class Teller(TextChoices):
    """Who told that it is let."""

    LANDLORD = "landlord", _("房东")
    AGENCY = "agency", _("中介")
    EMPLOYER = "employer", _("用人单位")
    PROPERTY = "property", _("物业公司")
    TENANT = "tenant", _("承租人")
    WORKER = "worker", _("走访发现")


class CheckPoint(TextChoices):
    """What is looked at for the safety of what is let."""

    WIRING = "wiring", _("电线、插座私拉乱接")
    GAS = "gas", _("燃气软管、热水器不合格")
    EXIT = "exit", _("疏散通道、门窗被堵")
    EXTINGUISHER = "extinguisher", _("缺灭火器材、烟感")
    CHARGING = "charging", _("电动车室内充电")
    PARTITION = "partition", _("违规隔间、住人过多")
    STRUCTURE = "structure", _("房屋结构有危险")


class PermitState(TextChoices):
    """Whether a residence permit holds."""

    VALID = "valid", _("有效")
    LAPSED = "lapsed", _("逾期未签注，中止")
    ENDED = "ended", _("已终止")


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def check_letting(kind: str, part: str, employer: str) -> None:
    """What is let in parts says which part, a dormitory whose it is."""
    if kind == Letting.ROOM and not part.strip():
        raise Refused("people.no-part", _("分间出租的，请写是哪一间，例如“北间”。"))
    if kind == Letting.DORMITORY and not employer.strip():
        raise Refused(
            "people.no-employer",
            _("单位宿舍请写用人单位的名称。"),
            source="嘉兴市住房租赁管理若干规定",
        )


def check_term(since: date, until: date | None, moved_in_on: date, told_on: date) -> None:
    """The days of a tenancy stand in their order."""
    if until is not None and until < since:
        raise Refused("people.ends-before", _("结束日期早于开始日期，请改正其中一个。"))
    if until is not None and until < moved_in_on:
        raise Refused("people.moved-in-after", _("入住日期晚于租期结束，请核对。"))
    if told_on > moved_in_on + timedelta(days=3660):
        raise Refused("people.told-late", _("申报日期比入住晚了十年以上，请核对年份。"))


def check_told(told_on: date, day: date) -> None:
    """Nobody told it tomorrow."""
    if told_on > day:
        raise Refused("people.told-later", _("申报日期晚于今天，请核对。"))


def check_free(kind: str, part: str, others: Iterable[tuple[str, str]]) -> None:
    """Nothing is let twice: a dwelling as a whole, or each of its parts."""
    for other, room in others:
        whole = Letting.WHOLE in (kind, other)
        if whole or room.strip() == part.strip():
            raise Refused(
                "people.let-already",
                _("这里已有在租的登记。旧的租约结束了，请先办“结束租约”，再登记新的。"),
            )


def check_running(ended_on: date | None) -> None:
    """What is over is not changed."""
    if ended_on is not None:
        raise Refused("people.tenancy-over", _("这份租约已经结束，不能再改。"))


def check_end(on: date, moved_in_on: date, day: date) -> None:
    """A tenancy ends after it began and not before it is known."""
    if on < moved_in_on:
        raise Refused("people.ends-before-moving-in", _("结束日期早于入住日期，请核对。"))
    if on > day:
        raise Refused(
            "people.ends-later", _("结束日期晚于今天。到期日请写在租期里，真正结束时再办。")
        )


def check_amount(fen: int | None) -> None:
    """Money is not less than nothing, and a rent has fewer than eight digits."""
    if fen is not None and not 0 <= fen <= MOST_FEN:
        raise Refused("people.odd-amount", _("金额应在 0 到 10000000 元之间，请核对。"))


def check_fee(fen: int | None, basis: str) -> None:
    """Who collects says on whose word."""
    check_amount(fen)
    if fen and not basis.strip():
        raise Refused(
            "people.fee-without-basis",
            _("写了代收金额，请同时写委托代收的文件或协议。没有委托的，社区不得收费。"),
        )


def check_faults(faults: Iterable[str]) -> list[str]:
    """Points of the list only, each once, in its order."""
    given = set(faults)
    if not given <= set(CheckPoint.values):
        raise Refused("people.no-such-point", _("没有这个检查项，请从列表里选。"))
    return [point for point in CheckPoint.values if point in given]


def check_looked(on: date, again_on: date | None, moved_in_on: date, day: date) -> None:
    """A look was today or before; the second look comes after it."""
    if on > day:
        raise Refused("people.looked-later", _("检查日期晚于今天，请核对。"))
    if on < moved_in_on - timedelta(days=366):
        raise Refused("people.looked-before", _("检查日期早于这份租约一年以上，请核对。"))
    if again_on is not None and again_on <= on:
        raise Refused("people.again-before", _("复查日期应在检查日期之后。"))
