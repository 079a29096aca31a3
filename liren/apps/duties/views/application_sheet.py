"""Applications as a spreadsheet, one line each."""

from collections.abc import Iterable
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from liren.apps.duties.models import Application
from liren.kernel.base.clock import local
from liren.kernel.web.workbook import workbook as written


def workbook(rows: Iterable[Application]) -> IO[bytes]:
    """The file; texts stay texts, whatever they begin with."""
    return written(_("准入申请"), head(), map(line, rows))


def head() -> list[str]:
    """The columns."""
    return [
        *(
            _("编号"),
            _("申请部门"),
            _("事项类型"),
            _("事项名称"),
            pgettext("duty", "依据"),
            _("条款"),
        ),
        *(_("清单事项编码"), _("开始日期"), _("结束日期"), _("社区数"), _("计量单位")),
        *(
            pgettext("duty", "数量"),
            _("每单位费用（元）"),
            _("费用合计（元）"),
            _("已确认经费（元）"),
        ),
        *(_("每个社区预计工时"), _("状态"), _("提交日期"), _("应决定日期"), _("决定日期")),
        _("结束于"),
    ]


def line(row: Application) -> list[Any]:
    """One application; of a decided one the communities that are in it."""
    communities = [one for one in row.hearings.all() if one.quantity or one.admitted is not None]
    inside = [one for one in communities if one.admitted is not False]
    units = sum(one.quantity for one in inside)
    covered = sum(one.fen for one in row.covers.all() if one.confirmed_at)
    return [
        *(row.number, str(row.body), str(row.get_kind_display()), row.title),
        *(str(row.document or row.basis), row.article, row.entry_code),
        *(text(row.start_on), text(row.end_on), len(inside), row.unit, units or ""),
        *(row.unit_fen / 100, units * row.unit_fen / 100, covered / 100),
        *(float(row.hours_each), str(row.get_state_display()), day(row.submitted_at)),
        *(day(row.decide_by), day(row.decided_at), text(row.ended_on)),
    ]


def text(value: object) -> str:
    """A day as it is written, or nothing."""
    return str(value) if value else ""


def day(moment: Any) -> str:
    """The day of a moment, or nothing."""
    return f"{local(moment):%F}" if moment else ""
