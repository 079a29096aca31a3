"""The money of a community as its residents read it: open to everybody, on a phone first."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required  # noqa: TID251 — opens, not guards
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.models import Disclosure
from liren.apps.money.queries import disclosures as queries
from liren.apps.money.rules.disclosure import DisclosureState, ObjectionState
from liren.kernel.access.models import Area, Level
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, today
from liren.kernel.base.money import FEN, full_yuan, yuan
from liren.kernel.web.charts import shares
from liren.kernel.web.paper import Column, table
from liren.kernel.web.pdf import pdf_of
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook

OLDER = 12  # quarters offered


def area_at(code: str) -> Area:
    """A community by its code."""
    found = Area.objects.filter(code=code, level=Level.COMMUNITY).first()
    if found is None:
        raise Http404(code)
    return found


def chosen(request: HttpRequest, area: Area) -> tuple[Disclosure | None, list[Disclosure]]:
    """The quarter that is asked for, and all that were published."""
    rows = list(queries.published(area)[:OLDER])
    wanted = request.GET.get("quarter", "")
    named = {period_code(row): row for row in rows}
    if wanted and wanted not in named:
        raise Http404(wanted)
    row = named.get(wanted) or next(iter(rows), None)
    asked = request.GET.get("version", "")
    if row is None or not asked or asked == str(row.number):
        return row, rows
    older = next((one for one in queries.older(row) if str(one.number) == asked), None)
    if older is None:
        raise Http404(asked)
    return older, rows


def period_code(row: Disclosure) -> str:
    """2026-3, as it stands in addresses."""
    return f"{row.year}-{row.quarter}"


def same_quarter(one: Disclosure, other: Disclosure | None) -> bool:
    """Whether two versions are of one quarter."""
    return other is not None and period_code(one) == period_code(other)


def period_name(row: Disclosure) -> str:
    """The quarter in words."""
    return _("%(year)d 年第 %(quarter)d 季度") % {"year": row.year, "quarter": row.quarter}


@login_not_required
@require_safe
def accounts(request: HttpRequest, code: str) -> HttpResponse:
    """One quarter of a community's money, in a sentence, a picture and a table."""
    area = area_at(code)
    row, rows = chosen(request, area)
    context: dict[str, Any] = {
        "area": area,
        "row": row,
        "quarters": [
            (one, period_name(one), period_code(one), same_quarter(one, row)) for one in rows
        ],
        **(told(row) if row else {}),
        **(heard(request, row) if row else {}),
        "lean": True,
    }
    return part(request, "money/published.html", "accounts", **context)


def heard(request: HttpRequest, row: Disclosure) -> dict[str, Any]:
    """What residents asked: read by all when it is answered, before by who asked alone."""
    rows = list(queries.asked_of(row))
    waiting = [one for one in rows if one.state == ObjectionState.RAISED]
    own = [one for one in waiting if one.by_id == request.user.pk]
    return {
        "signed_in": request.user.is_authenticated,
        "asking": asks(request, row),
        "over": today() > queries.last_day_to_ask(row),
        "answered": [one for one in rows if one not in waiting],
        "own": own,
        "waiting": len(waiting) - len(own),
    }


def asks(request: HttpRequest, row: Disclosure) -> str:
    """Whether who looks may ask: "yes", "far", "homeless" or "no"."""
    old = row.state != DisclosureState.PUBLISHED
    if not request.user.is_authenticated or old or today() > queries.last_day_to_ask(row):
        return "no"
    actor = request.actor  # type: ignore[attr-defined]
    if not Disclosure.objects.allowed(actor, queries.ASK).filter(pk=row.pk).exists():
        return "no"
    near, known = queries.is_neighbour(actor, row)
    return "yes" if near else "far" if known else "homeless"


def told(row: Disclosure) -> dict[str, Any]:
    """What the page says of a quarter."""
    sums, before = row.accounts["sums"], row.accounts["a_year_ago"]
    return {
        "period": period_name(row),
        "code": period_code(row),
        "version": f"?quarter={period_code(row)}&version={row.number}",
        "old": row.state == DisclosureState.CORRECTED,
        "older": queries.older(row),
        "sentences": sentences(row),
        "incomes": bars(row, 1),
        "costs": bars(row, -1),
        "compared": compared(sums, before),
        "funds": funds(row),
        "owed": [(one["body"], yuan(one["fen"]), late(one)) for one in row.accounts["owed"]],
        "ask_until": queries.last_day_to_ask(row),
    }


def sentences(row: Disclosure) -> list[str]:
    """The quarter in a sentence, what went back at the end of the year, what others owe."""
    sums = row.accounts["sums"]
    names = ("opening", "received", "spent", "closing", "held")
    facts = {name: yuan(sums[name]) for name in names}
    words = _(
        "季初有 %(opening)s 元，这个季度收入 %(received)s 元，支出 %(spent)s 元，"
        "季末有 %(closing)s 元。"
    )
    if sums["held"]:
        words = _(
            "季初有 %(opening)s 元，这个季度收入 %(received)s 元，支出 %(spent)s 元，"
            "季末有 %(closing)s 元，其中 %(held)s 元已经安排了用途。"
        )
    gone = -sums["moved_on"]
    back = _("年末没有用完、按规定收回的有 %(fen)s 元。") % {"fen": yuan(gone)} if gone > 0 else ""
    return [one for one in (words % facts, back, owing(row)) if one]


def owing(row: Disclosure) -> str:
    """What others owe to the community, in one sentence; empty where nobody owes."""
    sums = row.accounts["sums"]
    if not sums["claimed"]:
        return ""
    facts = {"claimed": yuan(sums["claimed"]), "overdue": yuan(sums["overdue"])}
    if sums["overdue"] == sums["claimed"]:
        return _("有关单位还应付给社区 %(claimed)s 元，都已经过了期限。") % facts
    if sums["overdue"]:
        words = _("有关单位还应付给社区 %(claimed)s 元，其中 %(overdue)s 元已经过了期限。")
        return words % facts
    return _("有关单位还应付给社区 %(claimed)s 元，都没有到期。") % facts


def late(one: dict[str, Any]) -> str:
    """How much of what is owed is late, and since when."""
    if not one["overdue"]:
        return ""
    return _("逾期 %(fen)s 元，最早 %(since)s 到期") % {
        "fen": yuan(one["overdue"]),
        "since": one["since"],
    }


def spoken(one: Mapping[str, Any]) -> str:
    """A frozen name in the reader's language."""
    return str(one["en"] if (get_language() or "").startswith("en") else one["zh"])


def bars(row: Disclosure, sign: int) -> list[dict[str, Any]]:
    """What came in (1) or went out (-1) by heading, the largest first."""
    sums: dict[str, int] = {}
    for one in row.accounts["flows"]:
        if one["fen"] * sign > 0:
            sums[spoken(one)] = sums.get(spoken(one), 0) + one["fen"] * sign
    ordered = sorted(sums.items(), key=lambda pair: -pair[1])
    words = [{"label": label, "value": fen, "words": yuan(fen)} for label, fen in ordered]
    return shares(words)


def compared(sums: dict[str, int], before: dict[str, int]) -> list[tuple[str, str, str, str]]:
    """This quarter beside the same of the year before."""
    if not any(before.values()):
        return []
    names = {"received": _("收入"), "spent": _("支出"), "closing": _("季末结余")}
    return [
        (label, yuan(sums[name]), yuan(before[name]), change(sums[name] - before[name]))
        for name, label in names.items()
    ]


def change(fen: int) -> str:
    """More or less, in yuan."""
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


def funds(row: Disclosure) -> list[tuple[str, str, str, str, str, str]]:
    """Fund by fund: opening, in, out, closing, of it held."""
    moved: dict[str, list[int]] = {}
    for one in (*row.accounts["flows"], *row.accounts["passed"]):
        both = moved.setdefault(one["fund"], [0, 0])
        both[0 if one["fen"] > 0 else 1] += abs(one["fen"])
    return [
        (
            spoken(one),
            full_yuan(one["opening"]),
            *map(full_yuan, moved.get(one["code"], [0, 0])),  # type: ignore[misc]
            full_yuan(one["closing"]),
            full_yuan(one["held"]),
        )
        for one in row.accounts["funds"]
    ]


# ── to take along ───────────────────────────────────────────────────────────────────────────


@login_not_required
@require_safe
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """The quarter on paper for the board at the gate."""
    area = area_at(code)
    row, _rows = chosen(request, area)
    if row is None:
        raise Http404(code)
    return part(request, "money/notice.html", "", area=area, row=row, **told(row))


@login_not_required
@require_safe
def sheet(request: HttpRequest, code: str) -> FileResponse:
    """The lines of the quarter as a spreadsheet, for whoever wants to count again."""
    area = area_at(code)
    row, _rows = chosen(request, area)
    if row is None:
        raise Http404(code)
    names = {one["code"]: spoken(one) for one in row.accounts["funds"]}
    lines = [
        [names.get(one["fund"], one["fund"]), spoken(one), one["fen"] / FEN]
        for one in (*row.accounts["flows"], *row.accounts["passed"])
    ]
    head = [_("经费来源"), _("收支科目"), _("金额（元）")]
    file = workbook(_("收支明细"), head, lines, still=1)
    name = f"accounts-{area.code}-{period_code(row)}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


@require_safe
def paper(request: Request, code: str) -> HttpResponse:
    """The quarter as PDF."""
    area = area_at(code)
    row, _rows = chosen(request, area)
    if row is None:
        raise Http404(code)
    facts = {
        "title": _("%(area)s财务公开") % {"area": area},
        "place": area,
        "period": period_name(row),
        "unit": _("元"),
        "tables": tables(row),
        "notes": [one for one in (*sentences(row), row.note) if one],
        "sources": [_("经费账簿，公开于 %(day)s") % {"day": released(row)}],
        "mark": "",
    }
    return pdf_of(request, "web/pdf/report.html", facts, name=f"{area}-{period_code(row)}")


def released(row: Disclosure) -> str:
    """The day on which it was published."""
    return f"{local(row.published_at):%F}" if row.published_at else ""


def tables(row: Disclosure) -> list[Any]:
    """The tables of the paper: funds, and what came and went."""
    heads = (_("期初"), _("收入"), _("支出"), _("期末"), _("其中已安排"))
    by_fund = [Column(_("经费来源"), width=30)]
    by_fund += [Column(head, figures=True, width=20) for head in heads]
    lines = [Column(_("收支科目"), width=60), Column(_("金额"), figures=True, width=30)]
    flows = [*bars(row, 1), *bars(row, -1)]
    named = [
        (one["label"], full_yuan(one["value"] if n < len(bars(row, 1)) else -one["value"]))
        for n, one in enumerate(flows)
    ]
    return [table(by_fund, funds(row)), table(lines, named)]
