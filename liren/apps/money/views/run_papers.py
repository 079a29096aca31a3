"""A yearly run as a spreadsheet and on paper."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.actions.runs import note_export
from liren.apps.money.models import Entitlement, Run
from liren.apps.money.queries import runs as queries
from liren.apps.money.views import run_words as words
from liren.apps.money.views.runs import sought_of
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.money import FEN, full_yuan
from liren.kernel.policy.models import spoken
from liren.kernel.web import pdf
from liren.kernel.web.paper import Column, table
from liren.kernel.web.workbook import workbook


@require_safe
def export_run(request: Request, uid: UUID) -> FileResponse | HttpResponse:
    """The lines that are looked at as a spreadsheet or a paper; who took it out is on record."""
    row = queries.run_for(request.actor, uid)
    if not permits(request.actor, "money.export_run", row):
        raise PermissionDenied("money.export_run")
    rows = queries.lines_of(row, sought_of(request))
    name = _("%(run)s年度经费测算") % {"run": row}
    if request.GET.get("form") == "pdf":
        pdf.ready()
        note_export(request.actor, "money.export_run", str(row.uid), rows.count())
        return pdf.pdf_of(request, "web/pdf/report.html", paper(row, rows, name), name=name)
    lines = [plain(one) for one in rows[: queries.MOST_EXPORTED]]
    note_export(request.actor, "money.export_run", str(row.uid), len(lines))
    file = workbook(_("年度测算"), head(), lines, widths=(16, 16, 22), still=3)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def head() -> list[str]:
    """The columns of the spreadsheet."""
    return [
        *(_("辖区代码"), _("辖区"), _("制度"), _("应拨（元）"), _("上年（元）"), _("增减（元）")),
        *(_("变化原因"), _("缺什么"), _("应拨付单位"), _("办理情况"), _("依据")),
    ]


def plain(one: Entitlement) -> list[Any]:
    """One line; amounts are numbers."""
    change = words.change_of(one)
    return [
        *(one.area.code, str(one.area), str(one.scheme)),
        *(None if fen is None else fen / FEN for fen in (one.fen, one.before_fen, change)),
        *(_("；").join(words.why_of(one)) if change else "", words.lacks_of(one)),
        *(str(one.debtor or ""), words.state_of(one)[0], one.scheme.source),
    ]


def paper(row: Run, rows: Any, name: str) -> dict[str, Any]:
    """What stands on the paper: each scheme, and then each line."""
    totals = queries.totals_of(row)
    schemes = table(
        [Column(_("制度"), width=36), Column(_("辖区数"), figures=True, width=12)]
        + [Column(one, figures=True, width=16) for one in (_("应拨"), _("上年"))]
        + [Column(_("算不出"), figures=True, width=12)],
        [
            (
                spoken(one["scheme__zh"], one["scheme__en"]),
                one["n"],
                full_yuan(one["fen_sum"]),
                full_yuan(one["before_sum"]) if one["former"] else "—",
                one["unknown"],
            )
            for one in totals
        ],
    )
    lines = table(
        [Column(_("辖区"), width=20), Column(_("制度"), width=24)]
        + [Column(one, figures=True, width=16) for one in (_("应拨"), _("上年"))]
        + [Column(_("办理情况"), width=24)],
        ((str(o.area), str(o.scheme), *_cells(o), words.state_of(o)[0]) for o in rows),
    )
    return {
        "title": name,
        "place": row.area,
        "period": _("%(year)d 年") % {"year": row.year},
        "unit": _("元"),
        "tables": [schemes, lines],
        "notes": [_("按当年最后一天有效的制度和已复核的底数测算；算不出的没有计入。")],
        "sources": list(dict.fromkeys(one.scheme.source for one in rows[:500])),
    }


def _cells(one: Entitlement) -> tuple[str, str]:
    return tuple("—" if fen is None else full_yuan(fen) for fen in (one.fen, one.before_fen))  # type: ignore[return-value]
