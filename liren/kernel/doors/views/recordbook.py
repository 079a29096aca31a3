"""The record as a spreadsheet: who took it stands in its first line and on every printed page."""

from collections.abc import Iterable, Mapping
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from liren.kernel.access.actor import Actor
from liren.kernel.base.clock import local, now
from liren.kernel.doors import names

WIDTHS = (10, 20, 14, 14, 20, 24, 18, 12, 60, 60)


def workbook(
    actor: Actor, asked: Mapping[str, str], found: Iterable[dict[str, Any]]
) -> tuple[IO[bytes], int]:
    """The file, and how many entries it holds; texts stay texts, whatever they begin with."""
    file = TemporaryFile()  # noqa: SIM115 — the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(_("审计记录"))
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    mark = watermark(actor, asked)
    sheet.set_footer(f"&C{mark.replace('&', '&&')[:200]}")
    sheet.freeze_panes(2, 2)
    sheet.write_string(0, 0, mark)
    sheet.write_row(1, 0, head(), bold)
    count = 0
    for line in found:
        count += 1
        sheet.write_row(1 + count, 0, cells(line))
    book.close()
    file.seek(0)
    return file, count


def watermark(actor: Actor, asked: Mapping[str, str]) -> str:
    """Who takes the file, when, and what was asked for."""
    says = _(
        "导出人：%(name)s（%(login)s）；导出时间：%(at)s；筛选：%(asked)s；仅供审计，不得外传"
    )
    chosen = [f"{names.fact(name)}={text}" for name, text in asked.items()]
    return says % {
        "name": actor.user.name,
        "login": actor.user.username,
        "at": f"{local(now()):%Y-%m-%d %H:%M:%S}",
        "asked": _("、").join(chosen) or _("全部"),
    }


def head() -> list[str]:
    """The columns."""
    return [
        *(_("编号"), _("时间"), _("人员"), _("代谁办理"), _("做了什么"), _("对象"), _("辖区")),
        *(_("结果"), _("内容"), _("变更前后")),
    ]


def cells(line: Mapping[str, Any]) -> list[str]:
    """One entry."""
    row = line["entry"]
    told = [_("%(name)s：%(value)s") % {"name": n, "value": v} for n, v in line["facts"]]
    changed = [f"{name}：{before} → {after}" for name, before, after in line["changes"]]
    return [
        str(row.pk),
        f"{local(row.at):%Y-%m-%d %H:%M:%S}",
        row.actor.name,
        row.behalf.name if row.behalf else "",
        line["verb"],
        line["subject"],
        str(line["area"] or ""),
        str(row.get_outcome_display()),
        _("；").join(told),
        _("；").join(changed),
    ]
