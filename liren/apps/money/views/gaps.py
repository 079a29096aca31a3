"""What areas cost, what they got and what is missing: the list, one opened, and papers."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.actions.runs import note_export
from liren.apps.money.queries import gaps as queries
from liren.apps.money.queries.gaps import Gap
from liren.apps.money.queries.runs import years
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.funds import Nature
from liren.apps.money.views.runs import word, year_in
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import FEN, full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.web import pdf
from liren.kernel.web.paper import Column, table
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook

PAGE = 50


def asked(request: Request, verb: str) -> tuple[Area | None, int]:
    """The area and year of the address, else the first of one's own and this year."""
    require(request.actor, verb)
    code, year = word(request, "area"), year_in(request)
    year = year if year in years() else today().year
    if code:
        return queries.area_for(request.actor, code, verb), year
    return next(iter(queries.tops_for(request.actor)), None), year


@require_safe
def gap(request: Request) -> HttpResponse:
    """Income by source, cost and gap of every subdistrict and community of an area."""
    area, year = asked(request, queries.READ)
    if area is None:
        return part(request, "money/gap.html", "gap", area=None)
    every = queries.gaps_in(area, year)
    page = Paginator(queries.ordered(every, word(request, "sort")), PAGE)
    shown = page.get_page(word(request, "page"))
    export = reverse("money.export_gap") + f"?area={area.code}&year={year}"
    context = {
        "area": area,
        "year": year,
        "years": years(),
        "natures": natures(every),
        "rows": [line(row, natures(every), year) for row in shown],
        "page": shown,
        "query": f"area={area.code}&year={year}&sort={word(request, 'sort')}",
        "sort": word(request, "sort"),
        "kpis": kpis(every),
        "unknown": sum(row.cost is None for row in every),
        "export_url": export if request.actor.may("money.export_gap") else "",
    }
    return part(request, "money/gap.html", "gap", **context)


def natures(rows: list[Gap]) -> list[tuple[str, str]]:
    """The sources from which anything came, in their order."""
    there = {nature for row in rows for nature in row.income}
    return [(one.value, str(one.label)) for one in Nature if one in there]


def line(row: Gap, shown: list[tuple[str, str]], year: int) -> dict[str, Any]:
    """One area."""
    return {
        "row": row,
        "url": reverse("money.gap_of", args=[row.area.code]) + f"?year={year}",
        "is_wide": row.area.level == Level.SUBDISTRICT,
        "income": [yuan(row.income.get(code, 0)) for code, _label in shown],
        "got": yuan(row.got),
        "owed": yuan(row.owed),
        "cost": amount(row.cost),
        "gap": amount(row.gap),
        "left": amount(row.left),
    }


def amount(fen: int | None) -> str:
    """An amount, or a dash where nobody knows it."""
    return "—" if fen is None else yuan(fen)


def kpis(rows: list[Gap]) -> list[dict[str, Any]]:
    """What came in, what is owed, what is missing."""
    late = sum(row.overdue for row in rows)
    known = [row.gap for row in rows if row.gap is not None]
    return [
        {
            "label": _("实际收入"),
            "value": yuan(sum(row.got for row in rows)),
            "unit": _("元"),
        },
        {
            "label": _("应收未收"),
            "value": yuan(sum(row.owed for row in rows)),
            "unit": _("元"),
            "note": _("其中逾期 %(sum)s 元") % {"sum": yuan(late)} if late else "",
        },
        {
            "label": _("经费缺口"),
            "value": yuan(sum(known)),
            "unit": _("元"),
            "note": _("%(n)d 个辖区有缺口") % {"n": sum(gap > 0 for gap in known)},
        },
    ]


@require_safe
def gap_of(request: Request, code: str) -> HttpResponse:
    """The gap of one area opened: every payment, every debt, and where the cost stands."""
    require(request.actor, queries.READ)
    area = queries.area_for(request.actor, code)
    year = year_in(request)
    year = year if year in years() else today().year
    own = [row for row in queries.gaps_in(area, year) if row.area == area]
    row = own[0] if own else Gap(area)
    purses = queries.purses_of(area)
    context = {
        "area": area,
        "year": year,
        "row": row,
        "got": yuan(row.got),
        "owed": yuan(row.owed),
        "cost": amount(row.cost),
        "gap": amount(row.gap),
        "left": amount(row.left),
        "lines": [paid(one, purses) for one in queries.postings_of(area, year)],
        "claims": [
            {"row": one, "left": yuan(one.account.amount), "late": one.days_late}
            for one in queries.claims_of(area, year)
        ],
        "budget": row.budget is not None,
    }
    return part(request, "money/gap_of.html", "gap", **context)


def paid(one: Any, purses: Any) -> dict[str, Any]:
    """One payment that came in."""
    kind = dict(Kind.choices).get(one.posting.kind, one.posting.kind)
    return {
        "day": one.day,
        "title": one.posting.title,
        "kind": kind,
        "fund": purses[one.account_id].fund,
        "amount": yuan(one.amount),
    }


@require_safe
def export_gap(request: Request) -> FileResponse | HttpResponse:
    """The same list as a spreadsheet or a paper; who took it out is on record."""
    area, year = asked(request, "money.export_gap")
    rows = queries.gaps_in(area, year) if area else []
    facts = {"area": area or "", "year": year}
    name = _("%(area)s %(year)d 年经费缺口") % facts
    told = f"{area.code if area else ''}:{year}"
    if request.GET.get("form") == "pdf":
        pdf.ready()
        note_export(request.actor, "money.export_gap", told, len(rows))
        return pdf.pdf_of(request, "web/pdf/report.html", paper(rows, facts, name), name=name)
    shown = natures(rows)
    head = [
        *(_("辖区代码"), _("辖区"), *(label for _code, label in shown), _("实际收入")),
        *(_("应收未收"), _("年支出"), _("支出依据"), _("缺口"), _("收齐后缺口")),
    ]
    file = workbook(_("经费缺口"), head, [plain(row, shown) for row in rows], still=2)
    note_export(request.actor, "money.export_gap", told, len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def plain(row: Gap, shown: list[tuple[str, str]]) -> list[Any]:
    """One area; amounts are numbers."""
    income = [row.income.get(code, 0) / FEN for code, _label in shown]
    rest = [None if fen is None else fen / FEN for fen in (row.gap, row.left)]
    cost = None if row.cost is None else row.cost / FEN
    return [
        *(row.area.code, str(row.area), *income, row.got / FEN, row.owed / FEN),
        *(cost, basis(row), *rest),
    ]


def basis(row: Gap) -> str:
    """On what the cost stands."""
    if row.budget is not None:
        return _("批准的预算")
    if row.row is None:
        return _("下级相加") if row.declared is not None else ""
    return f"{row.row.day:%F} {row.row.document}"


def paper(rows: list[Gap], facts: dict[str, Any], name: str) -> dict[str, Any]:
    """What stands on the paper."""
    heads = (_("实际收入"), _("应收未收"), _("年支出"), _("缺口"), _("收齐后缺口"))
    columns = [
        Column(_("辖区"), width=20),
        *(Column(one, figures=True, width=16) for one in heads),
    ]
    lines = (
        (str(row.area), *(_cell(fen) for fen in (row.got, row.owed, row.cost, row.gap, row.left)))
        for row in rows
    )
    return {
        "title": name,
        "place": facts["area"],
        "period": _("%(year)d 年") % {"year": facts["year"]},
        "unit": _("元"),
        "tables": [table(columns, lines)],
        "notes": [_("年支出按批准的预算，没有预算的按已复核的底数。街道一行只含街道本级收入。")],
        "sources": [_("经费账簿"), _("底数填报")],
    }


def _cell(fen: int | None) -> str:
    return "—" if fen is None else full_yuan(fen)
