"""A list of cases as a spreadsheet; texts stay texts, whatever they begin with."""

from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from liren.apps.cases.models import Case
from liren.apps.cases.views.shown import clock
from liren.kernel.base.clock import local, now
from liren.kernel.base.masking import mask_text

WIDTHS = (24, 40, 18, 18, 12, 18, 18, 14, 24, 36, 10)


def workbook(cases: Iterable[Case], mark: str = "") -> tuple[IO[bytes], int]:
    """The file, and how many cases it holds; on every printed page stands who took it out."""
    file = TemporaryFile()  # noqa: SIM115 — the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(_("事件"))
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 2)
    sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")
    book.set_properties({"comments": mark})
    sheet.write_row(0, 0, head(), bold)
    count = 0
    for case in cases:
        count += 1
        sheet.write_row(count, 0, line(case))
    if mark:
        sheet.write(count + 2, 0, mark)  # below the list, so that it is copied along
    book.close()
    file.seek(0)
    return file, count


def watermark(name: str, query: str) -> str:
    """Who took the list out, when, and what it was asked for."""
    facts = {"name": name, "at": f"{local(now()):%Y-%m-%d %H:%M}", "query": mask_text(query)}
    if not query:
        return _("%(name)s 于 %(at)s 导出，仅供办理事件使用，请勿外传。") % facts
    return _("%(name)s 于 %(at)s 导出（筛选：%(query)s），仅供办理事件使用，请勿外传。") % facts


def head() -> list[str]:
    """The columns."""
    return [
        *(_("编号"), _("标题"), _("类型"), _("辖区"), _("状态"), _("上报时间"), _("时限")),
        *(_("剩余"), _("承办单位"), _("地址"), _("评价")),
    ]


def line(case: Case) -> list[str]:
    """One case."""
    return [
        case.number,
        mask_text(case.title),
        str(case.kind),
        str(case.area),
        str(case.get_state_display()),
        f"{local(case.reported_at):%Y-%m-%d %H:%M}",
        f"{local(case.due_at):%Y-%m-%d %H:%M}" if case.due_at else "",
        clock(case).text,
        str(case.handler or ""),
        mask_text(case.address),
        str(case.get_rating_display()) if case.rating else "",
    ]
