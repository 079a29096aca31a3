"""How many hours a month what was asked took a community: said once, never measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

MOST_STAFF = 500
MOST_LINES = 200
MONTHS = 12


@dataclass(frozen=True)
class Hours:
    """The hours of one thing: on what it stands, by a key of ours, and what it is called."""

    label: str
    hours: Decimal
    source: str = ""  # a:7 an assignment, p:7 an admission, b:7 a burden; empty: written freely

    def __str__(self) -> str:
        return f"{self.label} {self.hours}"


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def before(month: date, number: int = 1) -> date:
    """The first day of a month that many months earlier."""
    count = month.year * MONTHS + month.month - 1 - number
    return date(count // MONTHS, count % MONTHS + 1, 1)


def after(month: date) -> date:
    """The first day of the next month."""
    return before(month, -1)


def months_to(month: date, number: int) -> list[date]:
    """So many months up to this one, the oldest first."""
    return [before(month, back) for back in range(number - 1, -1, -1)]


def check_month(month: date, day: date, back: int, source: str) -> None:
    """A month that has begun, and that somebody still remembers."""
    if month != first_of(month):
        raise Refused("duties.estimate-month", _("月份请写那个月的第一天。"))
    if month > day:
        raise Refused("duties.estimate-ahead", _("这个月还没有开始，请选本月或以前的月份。"))
    if month < before(first_of(day), back):
        sentence = _("只能补填最近 %(n)d 个月的工时。")
        raise Refused("duties.estimate-old", sentence % {"n": back}, source=source)


def check_seen(seen: int, version: int) -> None:
    """Nobody writes over what a colleague wrote in the meantime."""
    if seen != version:
        sentence = _("同事刚刚填了这个月的工时，请刷新后在新的数上修改。")
        raise Refused("duties.estimate-changed", sentence)


def check_lines(lines: Sequence[Hours], staff: int, most: int, source: str) -> None:
    """Something was done, each thing once, and no more than the people could work."""
    if not 0 < staff <= MOST_STAFF:
        sentence = _("参加的人数应在 1 到 %(most)d 之间，请核对。")
        raise Refused("duties.estimate-staff", sentence % {"most": MOST_STAFF})
    if not lines or len(lines) > MOST_LINES:
        sentence = _("请至少给一件事填上工时，最多 %(most)d 件。")
        raise Refused("duties.estimate-empty", sentence % {"most": MOST_LINES})
    labels = [one.label for one in lines]
    twin = next((label for label in labels if labels.count(label) > 1), "")
    if twin:
        sentence = _("「%(label)s」写了两次，请合成一行。")
        raise Refused("duties.estimate-twice", sentence % {"label": twin})
    _check_sum(sum((one.hours for one in lines), Decimal(0)), staff * most, source)


def _check_sum(total: Decimal, most: int, source: str) -> None:
    if total > most:
        facts = {"total": total, "most": most}
        sentence = _("合计 %(total)s 小时，超过这些人一个月最多能做的 %(most)d 小时，请核对。")
        raise Refused("duties.estimate-much", sentence % facts, source=source)
