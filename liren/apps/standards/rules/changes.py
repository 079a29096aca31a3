"""Changing a rule of the place: a new value from a day on, which a second person agrees to."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from liren.kernel.base.choices import TextChoices, _
from liren.kernel.base.errors import Refused

ONE_DAY = timedelta(days=1)
SHORTEST_SOURCE = 4
BAND = 2  # a lower and an upper bound


class State(TextChoices):
    """Where a proposed value stands."""

    PROPOSED = "proposed", _("待会签")
    APPLIED = "applied", _("已生效入库")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class Version(Protocol):
    """One dated value of a parameter in one pack."""

    valid_from: date
    valid_to: date | None


def check_open(state: str) -> None:
    """Only a proposal that nobody has decided yet can be decided or taken back."""
    if state != State.PROPOSED:
        words = {"state": State(state).label}
        raise Refused(
            "policy.decided", _("这份变更的状态已是“%(state)s”，不能再办理。请刷新页面。") % words
        )


def check_source(source: str) -> None:
    """A value without a document is an opinion."""
    if len(source.strip()) < SHORTEST_SOURCE:
        raise Refused("policy.no-source", _("请写明依据的文件名称或文号，至少四个字。"))


def check_value(old: Any, new: Any) -> None:
    """A new value has the shape of the old one: number, text, list or table."""
    if shape(old) != shape(new):
        words = {"old": SHAPES[shape(old)], "new": SHAPES[shape(new)]}
        raise Refused("policy.other-shape", _("这一项应当填%(old)s，填写的却是%(new)s。") % words)
    if old == new:
        raise Refused("policy.same-value", _("新值与现行值相同，不需要变更。"))
    if isinstance(old, list) and is_band(old) and not is_rising(new):
        raise Refused("policy.band-order", _("区间应当是两个数，下限在前且不大于上限。"))
    if isinstance(old, dict):
        lost = sorted(set(map(str, old)) - set(map(str, new)))
        if lost:
            raise Refused(
                "policy.lost-entries", _("新值缺少这些项：%(lost)s。") % {"lost": "、".join(lost)}
            )
        for key, value in old.items():
            if shape(value) != shape(new[key]):
                raise Refused(
                    "policy.other-shape",
                    _("“%(key)s”一项应当填%(old)s，填写的却是%(new)s。")
                    % {"key": key, "old": SHAPES[shape(value)], "new": SHAPES[shape(new[key])]},
                )


SHAPES = {
    "number": _("数字"),
    "text": _("文字"),
    "list": _("列表"),
    "table": _("表格"),
    "yes": _("是或否"),
    "nothing": _("空值"),
}


def shape(value: Any) -> str:
    """What kind of value this is, in the words of people."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, int | float | Decimal):
        return "number"
    if isinstance(value, str):
        return "number" if is_number(value) else "text"
    return "table" if isinstance(value, dict) else "list"


def is_number(text: str) -> bool:
    """Packs may write exact decimals and fractions such as 1/2 as text."""
    try:
        Fraction(text)
    except (ValueError, ZeroDivisionError):
        return False
    return "_" not in text


def is_band(value: Any) -> bool:
    """Two numbers: a lower and an upper bound."""
    return (
        isinstance(value, list)
        and len(value) == BAND
        and all(shape(one) == "number" for one in value)
    )


def is_rising(value: Any) -> bool:
    """A band whose lower bound comes first."""
    return is_band(value) and Fraction(str(value[0])) <= Fraction(str(value[1]))


def end_of(start: date, others: Sequence[Version]) -> date | None:
    """The last day of a value from `start` on: the day before the next one begins."""
    later = [one.valid_from for one in others if one.valid_from > start]
    return min(later) - ONE_DAY if later else None


def check_start(start: date, others: Sequence[Version]) -> None:
    """Two values of one place cannot begin on the same day."""
    if any(one.valid_from == start for one in others):
        raise Refused(
            "policy.same-day",
            _("本地已有一个从这一天起施行的版本。请换一个施行日期。"),
        )
