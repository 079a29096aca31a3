"""Reports of money: where it comes from, community by community, and the way to the others."""

import re
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.actions.spendings import note_export
from liren.apps.money.queries import reports as queries
from liren.apps.money.queries.reports import Row, Statement
from liren.apps.money.rules.accounts import Period
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import FEN, full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.paper import Column, table
from liren.kernel.web.pdf import pdf_of
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook

BACK = 3  # years one can look back


def asked(request: Request) -> tuple[Area | None, Period]:
    """The area and period of the address, else the first of one's own and this year."""
    require(request.actor, queries.READ)
    code, given = request.GET.get("area", ""), request.GET.get("period", "")
    years = [today().year - n for n in range(BACK)]
    named = re.fullmatch("([0-9]{4})(?:-([1-4]))?", given)
    period = Period(int(named[1]), int(named[2] or 0)) if named else Period(years[0])
    period = period if period.year in years else Period(years[0])
    if code:
        return queries.area_for(request.actor, code), period
    return next(iter(queries.tops(request.actor)), None), period


def code_of(period: Period) -> str:
    """How a period stands in addresses."""
    return f"{period.year}-{period.quarter}" if period.quarter else str(period.year)


def name_of(period: Period) -> str:
    """A period in words."""
    if not period.quarter:
        return _("%(year)d 年") % {"year": period.year}
    facts = {"year": period.year, "quarter": period.quarter}
    return _("%(year)d 年第 %(quarter)d 季度") % facts


def periods() -> list[Period]:
    """What can be chosen: years, and their quarters that have begun."""
    years = [today().year - n for n in range(BACK)]
    every = [Period(year, n) for year in years for n in (0, 4, 3, 2, 1)]
    return [one for one in every if one.first <= today()]


@require_safe
def reports(request: Request) -> HttpResponse:
    """What came by fund, what went and what is left, in each area of a territory."""
    area, period = asked(request)
    if area is None:
        return part(request, "money/reports.html", "reports", area=None)
    found = queries.statement(area, period)
    here = f"?area={area.code}&period={code_of(period)}"
    context = {
        "area": area,
        "up": area.parent if area.parent and may_go(request, area.parent) else None,
        "below": queries.below(area),
        "period": name_of(period),
        "code": code_of(period),
        "periods": [(code_of(one), name_of(one), one == period) for one in periods()],
        "heads": [str(fund) for fund in found.funds],
        "rows": [line(row, found, area, period) for row in found.rows],
        "total": cells(total(found, area), found),
        "kpis": kpis(found, area),
        "published": _("%(n)d / %(of)d 个社区已公开 %(quarter)s账目")
        % {"n": found.published, "of": found.communities, "quarter": name_of(found.quarter)},
        "others": others(request, area, period),
        "export_url": reverse("money.export_reports") + here,
        "pdf_url": reverse("money.export_reports") + here + "&form=pdf",
    }
    return part(request, "money/reports.html", "reports", **context)


def may_go(request: Request, area: Area) -> bool:
    """Whether the area above can be added up too."""
    return Area.objects.allowed(request.actor, queries.READ).filter(pk=area.pk).exists()


def line(row: Row, found: Statement, area: Area, period: Period) -> dict[str, Any]:
    """One area with where it opens: further down, or to its purses."""
    down = reverse("money.reports") + f"?area={row.area.code}&period={code_of(period)}"
    purses = reverse("money.purses") + f"?area={row.area.code}&year={period.year}"
    return {
        "name": str(row.area),
        "own": row.area.level != Level.COMMUNITY,
        "url": purses if row.area == area or row.area.level == Level.COMMUNITY else down,
        "cells": cells(row, found),
    }


def cells(row: Row, found: Statement) -> list[str]:
    """The sums of a line, in yuan."""
    return [yuan(fen) if fen else "–" for fen in sums(row, found)]


def sums(row: Row, found: Statement) -> list[int]:
    """Opening, each fund, received, spent, given back, closing, of it held."""
    income = [row.income.get(fund.code, 0) for fund in found.funds]
    return [row.opening, *income, row.received, row.spent, row.back, row.closing, row.held]


def total(found: Statement, area: Area) -> Row:
    """All lines added up."""
    whole = Row(area)
    for row in found.rows:
        for fund, fen in row.income.items():
            whole.income[fund] += fen
        whole.opening, whole.closing = whole.opening + row.opening, whole.closing + row.closing
        whole.spent, whole.back = whole.spent + row.spent, whole.back + row.back
        whole.held += row.held
    return whole


def kpis(found: Statement, area: Area) -> list[dict[str, Any]]:
    """What came and went, what is left and owed."""
    whole = total(found, area)
    late = _("其中逾期 %(sum)s 元") % {"sum": yuan(found.overdue)} if found.overdue else ""
    return [
        {"label": _("收入"), "value": yuan(whole.received), "unit": _("元")},
        {"label": _("支出"), "value": yuan(whole.spent), "unit": _("元")},
        {
            "label": _("期末结余"),
            "value": yuan(whole.closing),
            "unit": _("元"),
            "note": _("其中已安排 %(sum)s 元") % {"sum": yuan(whole.held)},
        },
        {"label": _("应收未收"), "value": yuan(found.claimed), "unit": _("元"), "note": late},
    ]


def others(request: Request, area: Area, period: Period) -> list[dict[str, str]]:
    """The reports that have pages of their own."""
    at, year = f"?area={area.code}", f"&year={period.year}"
    listed = (
        ("money.budgets", "money.budgets", _("预算和实际收支"), at + year, "file-text"),
        ("money.claims", "money.arrears", _("欠款排行"), at, "chart-bar"),
        ("money.gap", "money.gap", _("经费缺口"), at + year, "scale"),
        ("money.disclosures", "money.disclosures", _("财务公开"), f"?year={period.year}", "eye"),
        ("money.books", "money.books", _("总账核对"), "", "shield-check"),
    )
    return [
        {"label": label, "url": reverse(page) + query, "icon": icon}
        for verb, page, label, query, icon in listed
        if request.actor.may(verb)
    ]


# ── to take along ───────────────────────────────────────────────────────────────────────────


@require_safe
def export_reports(request: Request) -> FileResponse | HttpResponse:
    """The same as a spreadsheet or a paper."""
    area, period = asked(request)
    if area is None:
        raise Http404(queries.READ)
    found = queries.statement(area, period)
    note_export(request.actor, queries.READ, f"{area.code}:{code_of(period)}", len(found.rows))
    name = _("%(area)s %(period)s经费来源") % {"area": area, "period": name_of(period)}
    if request.GET.get("form") == "pdf":
        facts = paper(found, area, period, name)
        return pdf_of(request, "web/pdf/report.html", facts, name=name)
    rows = [
        [row.area.code, str(row.area), *(fen / FEN for fen in sums(row, found))]
        for row in found.rows
    ]
    whole = ["", _("合计"), *(fen / FEN for fen in sums(total(found, area), found))]
    head = [_("辖区代码"), _("辖区"), *heads(found)]
    file = workbook(_("经费来源"), head, [*rows, whole], still=2)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def heads(found: Statement) -> list[str]:
    """The heads of the columns."""
    income = [str(fund) for fund in found.funds]
    after = (_("收入合计"), _("支出"), _("年末收回"), _("期末"), _("其中已安排"))
    return [_("期初"), *income, *after]


def paper(found: Statement, area: Area, period: Period, name: str) -> dict[str, Any]:
    """What stands on the paper: sums without the funds, which are a table of their own."""
    short = [_("期初"), _("收入"), _("支出"), _("期末"), _("其中已安排")]
    columns = [Column(_("辖区"), width=26)]
    columns += [Column(head, figures=True, width=20) for head in short]
    every = [*found.rows, total(found, area)]
    names = [*(str(row.area) for row in found.rows), _("合计")]
    lines = [
        (label, *map(full_yuan, (row.opening, row.received, row.spent, row.closing, row.held)))
        for label, row in zip(names, every, strict=True)
    ]
    by_fund = [Column(_("经费来源"), width=60), Column(_("收入"), figures=True, width=30)]
    whole = total(found, area)
    funds = [(str(fund), full_yuan(whole.income.get(fund.code, 0))) for fund in found.funds]
    return {
        "title": name,
        "place": area,
        "period": name_of(period),
        "unit": _("元"),
        "tables": [
            table(by_fund, funds, totals=[(_("合计"), full_yuan(whole.received))]),
            table(columns, lines[:-1], totals=lines[-1:]),
        ],
        "notes": [_("每行只含该辖区本级账户；上级拨给社区的，在社区一行记收入。")],
        "sources": [_("经费账簿")],
    }
