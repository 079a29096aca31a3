"""Purses as pages: what an area has, what came and went, and what waits for whom."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import given, paged, query_of
from liren.apps.money.actions.books import note_export
from liren.apps.money.models import Purse
from liren.apps.money.queries import budgets as budget_queries
from liren.apps.money.queries import purses as queries
from liren.apps.money.queries.purses import LinesSought, Row, Standing
from liren.apps.money.queries.receipts import tab_of
from liren.apps.money.queries.tenancy_fees import BOOK, fees_waiting
from liren.apps.money.rules.chart import Kind
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.paper import Column, table
from liren.kernel.web.pdf import pdf_of
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook

YEARS = (2000, 2100)
PER_PAGE = 100
COLUMNS = ("opening", "received", "spent", "given", "carried", "returned", "held", "there")


def year_of(request: Request) -> int:
    """The year that is asked for; this one where the address says none."""
    said = given(request, "year", 4)
    year = int(said) if said.isascii() and said.isdigit() else today().year
    return year if YEARS[0] <= year <= YEARS[1] else today().year


def day_of(request: Request, name: str) -> date | None:
    """A day of the address."""
    try:
        return date.fromisoformat(given(request, name, 10))
    except ValueError:
        return None


class Counted:
    """All that the page of an area says, counted once."""

    def __init__(self, actor: Actor, area: Area, year: int) -> None:
        self.area, self.year = area, year
        self.purses = queries.purses_below(actor, area, year)
        self.known = queries.standings(self.purses)
        self.whole = queries.total(self.known)
        self.funds = queries.by_fund(self.purses, self.known)
        self.inner = queries.by_area(area, self.purses, self.known)
        self.own = queries.own(area, self.purses, self.known)


@require_safe
def purses(request: Request) -> HttpResponse:
    """What an area has: by fund, by purse, by the areas that lie in it."""
    require(request.actor, queries.READ)
    actor, year = request.actor, year_of(request)
    area = queries.area_to_read(actor, given(request, "area", 20))
    found = Counted(actor, area, year)
    context: dict[str, Any] = {
        "area": area,
        "up": upper(actor, area),
        "year": year,
        "years": queries.years_of(actor, area),
        "kpis": kpis(found.whole, area, year),
        "funds": [shown(one) for one in found.funds],
        "own": [shown(one) for one in found.own],
        "inner": [shown(one, year) for one in found.inner],
        "whole": shown(Row(_("合计"), found.whole)),
        "waits": waits(actor),
        "main": main(actor),
        "others": others(actor, area, year),
    }
    return part(request, "money/purses.html", "purses", **context)


def upper(actor: Actor, area: Area) -> Area | None:
    """The area above, if the actor reads it too."""
    if area.parent is None:
        return None
    rows = Area.objects.allowed(actor, queries.READ).filter(level__in=queries.LEVELS)
    found: Area | None = rows.filter(pk=area.parent.pk).first()
    return found


def shown(row: Row, year: int = 0) -> dict[str, Any]:
    """A row in yuan, with where it opens."""
    url = row.purse.get_absolute_url() if row.purse else ""
    if row.area:
        url = reverse("money.purses") + f"?area={row.area.code}&year={year}"
    small = str(row.purse.earmark or "") if row.purse else ""
    amounts = {name: full_yuan(getattr(row.standing, name)) for name in COLUMNS}
    left = row.standing.given + row.standing.carried + row.standing.returned
    return {"name": row.name, "small": small, "url": url, "gone": full_yuan(left), **amounts}


def kpis(whole: Standing, area: Area, year: int) -> list[dict[str, Any]]:
    """The main figures."""
    books = reverse("money.receipts") + f"?area={area.code}&year={year}"
    return [
        {"label": _("可用"), "value": f"¥{yuan(whole.there)}"},
        {"label": _("已预留，待付款"), "value": f"¥{yuan(whole.held)}"},
        {"label": _("本年收入"), "value": f"¥{yuan(whole.received)}", "url": books},
        {"label": _("本年支出"), "value": f"¥{yuan(whole.spent)}"},
    ]


def waits(actor: Actor) -> list[dict[str, Any]]:
    """What waits for this person's second look."""
    found: list[dict[str, Any]] = []
    if actor.may("money.confirm_receipt"):
        rows = queries.waiting_receipts(actor, tab_of("waiting"))
        found.append(
            {
                "n": rows,
                "label": _("笔收入待确认"),
                "url": reverse("money.receipts") + "?tab=waiting",
            }
        )
    if actor.may("money.approve_budget"):
        rows = budget_queries.waiting(actor).count()
        found.append(
            {"n": rows, "label": _("份预算待批准"), "url": reverse("money.budgets") + "?tab=mine"}
        )
    if actor.may("money.confirm_close"):
        rows = queries.waiting_ends(actor)
        found.append({"n": rows, "label": _("份决算待确认"), "url": reverse("money.years")})
    if actor.may(BOOK):
        fees = fees_waiting(actor).count()
        label = _("笔租赁登记费待入账")
        found.append({"n": fees, "label": label, "url": reverse("money.tenancy_fees")})
    return [one for one in found if one["n"]]


def main(actor: Actor) -> tuple[str, str] | None:
    """The one step that most come for."""
    if actor.may("money.add_receipt"):
        return _("登记收入"), reverse("money.add_receipt")
    return None


def others(actor: Actor, area: Area, year: int) -> list[tuple[str, str, str]]:
    """Further ways: icon, words, address."""
    at = f"?area={area.code}&year={year}"
    rows = [
        ("list-details", _("收入登记"), reverse("money.receipts") + f"?area={area.code}"),
        ("file-text", _("预算"), reverse("money.budgets") + at),
        ("key", _("专款"), reverse("money.earmarks") + f"?area={area.code}"),
        ("calendar", _("决算"), reverse("money.years") + at),
    ]
    if actor.may(BOOK):
        url = reverse("money.tenancy_fees") + f"?area={area.code}"
        rows.append(("building", _("租赁登记费"), url))
    if actor.may("money.transfer"):
        rows.append(("send", _("调拨经费"), reverse("money.transfer")))
    if actor.may("money.export_purses"):
        rows.append(("download", _("导出为表格"), reverse("money.export_purses") + at))
        rows.append(("file-text", "PDF", reverse("money.export_purses") + at + "&form=pdf"))
    return rows


@require_safe
def export_purses(request: Request) -> FileResponse | HttpResponse:
    """Purses with their sums, as spreadsheet or paper; who took it out is on record."""
    require(request.actor, "money.export_purses")
    area = queries.area_to_read(request.actor, given(request, "area", 20), "money.export_purses")
    found = Counted(request.actor, area, year_of(request))
    as_paper = given(request, "form", 4) == "pdf"
    rows = [line(one, found.known[one.pk]) for one in found.purses]
    if as_paper:
        answer: Any = on_paper(request, found)
    else:
        file = workbook(_("经费账户"), heads(), rows, widths=(20, 24, 24), still=2)
        name = f"{area} {found.year} {_('经费账户')}.xlsx"
        answer = FileResponse(file, as_attachment=True, filename=name)
    note_export(request.actor, f"area={area.code}&year={found.year}", len(rows))
    return answer  # type: ignore[no-any-return]


def heads() -> list[str]:
    """The head of a list of purses."""
    return [_("辖区"), _("资金来源"), _("专款"), *names()]


def names() -> list[str]:
    """The columns of a standing."""
    return [
        _("上年结转"), _("本年收入"), _("本年支出"), _("调出"), _("结转下年"), _("交回来源"),
        _("预留"), _("可用"),
    ]  # fmt: skip


def line(purse: Purse, standing: Standing) -> list[Any]:
    """One purse in a spreadsheet, amounts in yuan."""
    amounts = [getattr(standing, name) / 100 for name in COLUMNS]
    return [str(purse.area), str(purse.fund), str(purse.earmark or ""), *amounts]


def on_paper(request: Request, found: Counted) -> HttpResponse:
    """Where money came from and what became of it, by fund."""
    columns = [Column(_("资金来源"), width=20)]
    columns += [Column(name, figures=True, width=10) for name in names()]
    rows = [[one.name, *amounts(one.standing)] for one in found.funds]
    facts = {
        "title": _("经费来源表"),
        "place": found.area,
        "period": _("%(year)d 年") % {"year": found.year},
        "unit": _("元"),
        "tables": [table(columns, rows, totals=[[_("合计"), *amounts(found.whole)]])],
        "sources": [_("经费账簿")],
    }
    name = f"{found.area} {found.year} {_('经费来源表')}"
    return pdf_of(request, "web/pdf/report.html", facts, name=name)


def amounts(standing: Standing) -> list[str]:
    """A standing in yuan."""
    return [full_yuan(getattr(standing, name)) for name in COLUMNS]


# ── one purse ───────────────────────────────────────────────────────────────────────────────


@require_safe
def purse(request: Request, uid: UUID) -> HttpResponse | FileResponse:
    """The statement of a purse: every line with what was there afterwards."""
    row = queries.purse_for(request.actor, uid)
    sought = LinesSought(
        given(request, "kind", 12), given(request, "q"), day_of(request, "since"),
        day_of(request, "until"),
    )  # fmt: skip
    if given(request, "form", 4) == "xlsx":
        return statement_sheet(request, row, sought)
    standing = queries.standings([row])[row.pk]
    page = paged(request, queries.lines_of(row, sought), PER_PAGE)
    context = {
        "purse": row,
        "standing": shown(Row(str(row.fund), standing)),
        "names": list(zip(names(), amounts(standing), strict=True)),
        "page": page,
        "lines": [stated(one) for one in page],
        "sought": sought,
        "filtered": any((sought.kind, sought.q, sought.since, sought.until)),
        "kinds": [("", _("全部")), *Kind.choices],
        "query": query_of(request),
        "may_export": request.actor.may("money.export_purses"),
    }
    return part(request, "money/purse.html", "purse", **context)


def stated(line: Any) -> dict[str, Any]:
    """A line of the statement."""
    return {
        "day": line.day,
        "title": line.posting.title,
        "kind": Kind(line.posting.kind).label if line.posting.kind in Kind.values else "",
        "in": full_yuan(line.amount) if line.amount > 0 else "",
        "out": full_yuan(-line.amount) if line.amount < 0 else "",
        "after": full_yuan(line.after),
        "url": reverse("money.voucher", args=[line.posting.uid]),
        "by": line.posting.by.name if line.posting.by else "",
    }


def statement_sheet(request: Request, row: Purse, sought: LinesSought) -> FileResponse:
    """The statement as a spreadsheet."""
    require(request.actor, "money.export_purses")
    lines = [
        [
            f"{one.day:%F}",
            stated(one)["kind"],
            one.posting.title,
            one.amount / 100,
            one.after / 100,
        ]
        for one in queries.lines_of(row, sought)[: queries.MOST]
    ]
    head = [_("日期"), _("类型"), _("摘要"), _("金额（元）"), _("余额（元）")]
    file = workbook(_("对账单"), head, lines, widths=(12, 14, 40), still=1)
    note_export(request.actor, f"purse={row.uid}", len(lines))
    return FileResponse(file, as_attachment=True, filename=f"{row.area} {row}.xlsx")
