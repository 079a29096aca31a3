"""The rules in force and the calendar, laid out for reading."""

from calendar import Calendar as Weeks
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liren.kernel.base.clock import today
from liren.kernel.doors import names
from liren.kernel.policy.models import Day, Pack, Parameter, Year
from liren.kernel.policy.values import packs_in_force

SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Term:
    """One rule: what holds today, and what each pack says."""

    key: str
    row: Parameter
    said: Sequence[Parameter | None]

    @property
    def value(self) -> str:
        """The value that holds."""
        return names.value(self.row.value)

    @property
    def compared(self) -> str:
        """`same` or `other` where packs lie over each other; nothing where only one speaks."""
        values = [row.value for row in self.said if row]
        if len(values) == 1:
            return ""
        return "same" if all(value == values[0] for value in values) else "other"


def chain() -> list[Pack]:
    """The pack in force and those under it, nearest first."""
    order = packs_in_force()
    return sorted(Pack.objects.filter(pk__in=order), key=lambda pack: order.index(pack.pk))


def terms(day: date | None = None) -> list[Term]:
    """All rules that hold on a day, by key; of the nearest pack the newest wins."""
    packs = chain()
    held = _held(Parameter.objects.filter(pack__in=packs), day or today())
    keys = sorted({key for key, _pack in held})
    return [_term(key, [held.get((key, pack.pk)) for pack in packs]) for key in keys]


def _term(key: str, said: list[Parameter | None]) -> Term:
    return Term(key, next(row for row in said if row), said)


def _held(rows: Iterable[Parameter], day: date) -> dict[tuple[str, int], Parameter]:
    found: dict[tuple[str, int], Parameter] = {}
    for row in sorted(rows, key=lambda one: one.valid_from):
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
            found[row.key, row.pack_id] = row
    return found


def sought(found: list[Term], q: str = "", *, unsure: bool = False) -> list[Term]:
    """Those rules whose name, key or source hold a text; `unsure` keeps what is to be verified."""
    text = q.strip().lower()
    return [
        term
        for term in found
        if (term.row.verify or not unsure)
        and text in f"{term.key} {term.row.zh} {term.row.en} {term.row.source}".lower()
    ]


@dataclass(frozen=True)
class Cell:
    """One day of a month; `mark` is "off", "work" or nothing."""

    day: date
    mark: str
    name: str
    is_weekend: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """One month in weeks that begin on Monday; days of other months are None."""

    name: str
    weeks: Sequence[Sequence[Cell | None]]


def year_or_blank(number: int) -> Year:
    """What is known of a year; a year that nobody wrote down is not published."""
    return Year.objects.filter(year=number).first() or Year(year=number)


def months(number: int, days: Sequence[Day]) -> list[Month]:
    """Twelve months with the days that differ from the ordinary week."""
    turned = {day.date: day for day in days}
    return [_month(number, month, turned) for month in range(1, 13)]


def _month(number: int, month: int, turned: dict[date, Day]) -> Month:
    name = date_format(date(number, month, 1), _("n月"))
    weeks = Weeks().monthdatescalendar(number, month)
    return Month(
        name, [[_cell(d, turned) if d.month == month else None for d in week] for week in weeks]
    )


def _cell(day: date, turned: dict[date, Day]) -> Cell:
    listed = turned.get(day)
    mark = ("work" if listed.works else "off") if listed else ""
    weekend = day.weekday() >= SATURDAY
    return Cell(day, mark, str(listed) if listed else "", weekend, day == today())
