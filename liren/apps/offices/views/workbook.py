"""The list of grants as a spreadsheet; texts stay texts, whatever they begin with."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.utils.translation import gettext as _

from liren.kernel.web.workbook import workbook as written

WIDTHS = (16, 18, 20, 22, 28, 12, 12, 14, 14, 30, 12)


def workbook(rows: Iterable[Mapping[str, Any]]) -> IO[bytes]:
    """The file, one line for each grant."""
    return written(_("授权"), head(), map(line, rows), widths=WIDTHS, still=1)


def head() -> list[str]:
    """The columns."""
    return [
        *(_("姓名"), _("登录名"), _("角色"), _("辖区"), _("机构"), _("从"), _("到")),
        *(_("来由"), _("授权人"), _("依据"), _("收回日期")),
    ]


def line(row: Mapping[str, Any]) -> list[str]:
    """One grant."""
    grant = row["grant"]
    return [
        grant.user.name,
        grant.user.username,
        row["role"],
        str(grant.area or ""),
        str(grant.body or ""),
        str(grant.since or ""),
        str(grant.until or ""),
        row["why"],
        row["by"],
        grant.basis,
        f"{grant.taken_at:%Y-%m-%d}" if grant.taken_at else "",
    ]
