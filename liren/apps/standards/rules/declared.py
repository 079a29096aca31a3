"""Declared facts of an area: which numbers are possible, and who makes them count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from liren.kernel.base.choices import _
from liren.kernel.base.errors import Refused

MOST = Decimal(10) ** 13  # what the column holds
SHORTEST_DOCUMENT = 4
# facts of the county, true of all that lies in it; an area may still declare its own
FROM_ABOVE = frozenset(
    {
        *("average_wage", "monthly_standard", "town_matches"),
        *("average_means", "group_leader_subsidy"),
    }
)
# facts of subdistricts and districts, which a single community has not
OF_LARGER = frozenset(
    {
        *("villages", "village_award_due", "lottery_decided", "department_decided"),
        *("subdistrict_revenue", "average_means", "transfer_decided", "is_poorer_district"),
    }
)
# what was decided for one year, the year of its day; it says nothing of the next
OF_YEAR = frozenset(
    {
        *("award_decided", "brand_award", "village_award_due", "lottery_decided"),
        *("department_decided", "wages_total", "subdistrict_revenue", "transfer_decided"),
    }
)
# facts that the tree of areas knows by itself
FROM_TREE = frozenset({"communities", "subdistrict_code"})
# facts of one person, one household, one meeting: asked together with a figure, never declared
OF_OCCASION = frozenset(
    {
        *("years_of_service", "yearly_pay", "certificate_level", "post", "grade", "appraisal"),
        *("present", "income_per_head", "members"),
        *("owners", "owners_area", "owners_present", "owners_present_area"),
    }
)
IN_FRACTIONS = frozenset(
    {
        *("m²", "km²", "㎡", "平方米", "%"),
        *("元", "元/年", "元/月", "元/人", "元/人/月", "万元"),
    }
)
MOST_CELLS = 2000  # of one imported sheet: each is an act of its own on the record


def check_declare(value: Decimal, day: date, today: date, *, whole: bool, document: str) -> None:
    """A fact is a possible number, of a day that has come, from a document that can be found."""
    if not 0 <= value < MOST:
        raise Refused("standards.bad-value", _("数值应当是 0 或正数，请检查是否多打了位数。"))
    if whole and value != value.to_integral_value():
        raise Refused("standards.not-whole", _("这一项按个数计，请填写整数。"))
    if day > today:
        raise Refused("standards.not-yet", _("统计日期还没有到。请填写数据实际所属的日期。"))
    if len(document.strip()) < SHORTEST_DOCUMENT:
        raise Refused(
            "standards.no-document", _("请写明数据出自哪份文件或报表，至少四个字，便于复核。")
        )


def check_confirm(*, confirmed: bool, seen: Decimal, now: Decimal) -> None:
    """One confirms once, and the very number that one has looked at."""
    if confirmed:
        raise Refused("standards.confirmed", _("这一条已经复核过了，无需再复核。"))
    if seen != now:
        raise Refused(
            "standards.changed-since",
            _("您查看之后，这一条的数值被重新填报过。请看过新的数值再复核。"),
        )


@dataclass(frozen=True)
class Whole:
    """A number of an area: its own, that of all its parts, or that of an area around it.

    `row` is the declaration it came from, `parts` what was added up, `lacking` the names of the
    parts without a number.
    """

    value: Decimal | None = None
    row: Any = None
    parts: tuple[tuple[str, Decimal], ...] = ()
    lacking: tuple[str, ...] = ()


NOTHING = Whole()


def whole_of(own: Any, parts: Sequence[tuple[str, Whole]]) -> Whole:
    """One's own number, else the sum of the parts if none of them lacks it."""
    if own is not None:
        return Whole(own.value, own)
    found = tuple((name, part.value) for name, part in parts if part.value is not None)
    if parts and len(found) == len(parts):
        return Whole(sum((value for _name, value in found), Decimal(0)), parts=found)
    if not found:  # nobody has declared it anywhere: there is no part to name
        return NOTHING
    return Whole(lacking=tuple(name for name, part in parts if part.value is None))
