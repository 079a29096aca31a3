"""Tenancies as a spreadsheet: what is let and whether it is safe, and nobody's name."""

from collections.abc import Iterable
from typing import IO, Any

from django.utils.translation import gettext as _

from liren.apps.people.queries.rentals import words_of
from liren.kernel.web.workbook import workbook as written


def workbook(rows: Iterable[Any]) -> IO[bytes]:
    """The file, one line for each tenancy; texts stay texts, whatever they begin with."""
    return written(_("租赁登记"), head(), map(line, rows))


def head() -> list[str]:
    """The columns."""
    return [
        *(_("社区"), _("网格"), _("小区"), _("楼栋"), _("门牌"), _("出租方式"), _("承租人数")),
        *(_("租期从"), _("租期到"), _("入住日期"), _("申报日期"), _("应申报日期"), _("逾期天数")),
        *(
            _("谁来申报"),
            _("月租金（元）"),
            _("代收税费（元/年）"),
            _("上次检查"),
            _("发现的问题"),
        ),
        *(_("整改完成"), _("下次检查"), _("结束日期")),
    ]


def line(row: Any) -> list[Any]:
    """One tenancy; a look at its safety is the newest one."""
    grid = row.area if row.area.level == "grid" else None
    checks = list(row.checks.all())
    last = checks[0] if checks else None
    late = max((row.told_on - row.due_on).days, 0)
    return [
        *(str(grid.parent if grid else row.area), str(grid or "")),
        *(str(row.dwelling.building.estate), str(row.dwelling.building), row.dwelling.number),
        *(words_of(row.kind, row.part), row.living),
        *(text(row.since), text(row.until), text(row.moved_in_on), text(row.told_on)),
        *(text(row.due_on), late or "", str(row.get_told_by_display())),
        *(yuan(row.rent_fen), yuan(row.fee_fen), text(last and last.on)),
        _("；").join(last.fault_words) if last else "",
        *(text(last and last.mended_on), text(row.check_on), text(row.ended_on)),
    ]


def text(day: object) -> str:
    """A day as it is written, or nothing."""
    return str(day) if day else ""


def yuan(fen: int | None) -> float | str:
    """An amount as a number of yuan."""
    return "" if fen is None else fen / 100
