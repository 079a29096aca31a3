"""Budgets as pages: all of an area, one of them against what was done, its sheet, its steps."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import given, sent
from liren.apps.money.actions import budgets as actions
from liren.apps.money.actions.books import note_export
from liren.apps.money.forms.budgets import AnswerForm, DraftForm, SheetForm
from liren.apps.money.models import Budget
from liren.apps.money.queries import budgets as queries
from liren.apps.money.queries.budgets import Compared
from liren.apps.money.queries.purses import area_to_read
from liren.apps.money.queries.receipts import areas_for, funds
from liren.apps.money.queries.years import is_closed
from liren.apps.money.rules.budgets import BUTTONS, COURSE, NEXT, TONES, BudgetState
from liren.apps.money.rules.funds import Flow
from liren.apps.money.views.purses import upper, year_of
from liren.apps.money.views.receipts import at_home
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import full_yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page, step_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.paper import Column, table
from liren.kernel.web.pdf import pdf_of
from liren.kernel.web.respond import go, part, refusals_to
from liren.kernel.web.workbook import workbook

WHEN_CLOSED = ("money.return_budget", "money.drop_budget")  # what is left to do in a closed year
OVER = ("brought", "carried")  # said where there is any
BACK = 5  # years that the list offers


@require_safe
def budgets(request: Request) -> HttpResponse:
    """The budgets of an area and all that lies in it, with how much of them is used."""
    require(request.actor, queries.READ)
    actor, year = request.actor, year_of(request)
    area = area_to_read(actor, given(request, "area", 20), queries.READ)
    mine = given(request, "tab", 5) == "mine"
    rows = list(queries.waiting(actor)) if mine else queries.budgets_below(actor, area, year)
    sums = queries.sums_of(rows)
    spent = queries.spent_below(area, year)
    context = {
        "area": area,
        "up": upper(actor, area),
        "year": year,
        "years": range(today().year + 1, today().year - BACK, -1),
        "tabs": tabs(actor, area, year, mine),
        "mine": mine,
        "rows": [listed(one, sums[one.pk], spent.get(one.area_id, 0)) for one in rows],
        "may_draft": actor.may("money.draft_budget"),
        "without": [] if mine else queries.without(area, rows),
    }
    return part(request, "money/budgets.html", "budgets", **context)


def tabs(actor: Actor, area: Area, year: int, mine: bool) -> list[dict[str, Any]]:
    """All of them, or those that wait for me."""
    at = f"area={area.code}&year={year}"
    found: list[dict[str, Any]] = [{"label": _("全部"), "url": f"?{at}", "current": not mine}]
    if actor.may("money.approve_budget"):
        n = queries.waiting(actor).count()
        found.append(
            {
                "label": _("待我批准"),
                "url": f"?{at}&tab=mine",
                "current": mine,
                "count": n or None,
                "hot": bool(n),
            }
        )
    return found


def listed(row: Budget, sums: dict[str, int], spent: int) -> dict[str, Any]:
    """One line of the list."""
    used = round(spent * 100 / sums["out"]) if sums["out"] else None
    return {
        "row": row,
        "tone": TONES[row.state],
        "in": full_yuan(sums["in"]),
        "out": full_yuan(sums["out"]),
        "spent": full_yuan(spent),
        "used": used,
        "over": used is not None and used > 100,
    }


# ── one budget ──────────────────────────────────────────────────────────────────────────────


@require_safe
def budget(request: Request, uid: UUID) -> HttpResponse:
    """One version: plan against fact under each heading, and its other versions."""
    row = queries.budget_for(request.actor, uid)
    form = given(request, "form", 4)
    rows = queries.compared(row)
    if form in ("xlsx", "pdf"):
        return taken_out(request, row, rows, form)
    halves = [half(flow, rows) for flow in Flow]
    context = {
        "budget": row,
        "tone": TONES[row.state],
        "facts": facts(row),
        "verbs": verbs(request.actor, row),
        "halves": halves,
        "over": [one for one in rows if one.over],
        "gap": gap(rows),
        "versions": [(one, TONES[one.state]) for one in queries.versions_of(row)],
        "may_export": request.actor.may("money.export_purses"),
        "late": row.state in queries.OPEN and is_closed(row.area, row.year),
        "own_work": row.state == BudgetState.SUBMITTED
        and row.drafted_by_id == request.actor.user.pk,
    }
    return part(request, "money/budget.html", "budget", **context)


def half(flow: Flow, rows: list[Compared]) -> dict[str, Any]:
    """Income or spending: its lines and their sum."""
    found = [one for one in rows if one.flow == flow]
    whole = {
        name: full_yuan(sum(getattr(one, name) for one in found))
        for name in ("planned", "done", "held", "left", "last")
    }
    for name in OVER:
        fen = sum(getattr(one, name) for one in found)
        whole[name] = full_yuan(fen) if fen else ""
    return {
        "flow": flow.value,
        "label": flow.label,
        "whole": whole,
        "lines": [in_words(one) for one in found],
    }


def in_words(one: Compared) -> dict[str, Any]:
    """A line in yuan."""
    amounts = {n: full_yuan(getattr(one, n)) for n in ("planned", "done", "held", "left", "last")}
    percent = one.percent
    return {
        **amounts,
        **{n: full_yuan(getattr(one, n)) if getattr(one, n) else "" for n in OVER},
        "category": str(one.category),
        "fund": str(one.fund),
        "titles": "、".join(one.titles),
        "before": "" if one.before in (None, one.planned) else full_yuan(one.before or 0),
        "percent": percent,
        "share": min(percent or 0, 100),
        "over": one.over,
    }


def gap(rows: list[Compared]) -> str:
    """By how much the planned spending is more than the planned income."""
    both = [sum(one.planned for one in rows if one.flow == flow) for flow in (Flow.OUT, Flow.IN)]
    return full_yuan(both[0] - both[1]) if both[0] > both[1] else ""


def facts(row: Budget) -> list[tuple[str, object]]:
    """What is known of a version."""
    return [
        (_("辖区"), row.area),
        (_("版本"), _("第 %(n)d 版") % {"n": row.number}),
        (_("依据文件"), row.document),
        (_("编制人"), row.drafted_by.name),
        (_("提交"), f"{row.submitted_at:%F}" if row.submitted_at else ""),
        (_("审批人"), row.decided_by.name if row.decided_by else ""),
        (_("审批日期"), f"{row.decided_at:%F}" if row.decided_at else ""),
        (_("审批意见"), row.answer),
        (_("说明"), row.note),
    ]


def verbs(actor: Actor, row: Budget) -> list[dict[str, Any]]:
    """The buttons of a version, the next step first."""
    open_to = [verb for verb in COURSE.verbs(row.state) if permits(actor, verb, row)]
    decides = ("money.approve_budget", "money.return_budget")
    open_to = [v for v in open_to if v not in decides or actions.is_above(actor, v, row.area)]
    if is_closed(row.area, row.year):
        open_to = [verb for verb in open_to if verb in WHEN_CLOSED]
    return [
        {
            "label": BUTTONS[verb],
            "url": reverse(verb, args=[row.uid]),
            "next": verb == NEXT.get(row.state),
        }
        for verb in open_to
    ]


def taken_out(request: Request, row: Budget, rows: list[Compared], form: str) -> HttpResponse:
    """Plan against fact as a spreadsheet or a paper; who took it out is on record."""
    require(request.actor, "money.export_purses")
    head = [
        _("收支"), _("科目"), _("资金来源"), _("预算"), _("上年结转"), _("已执行"), _("预留"),
        _("结转下年"), _("剩余"), _("上年执行"),
    ]  # fmt: skip
    names = ("planned", "brought", "done", "held", "carried", "left", "last")
    name = f"{row.area} {row.year} {_('预算执行表')}"
    note_export(request.actor, f"budget={row.uid}", len(rows))
    if form == "xlsx":
        lines = [
            [str(Flow(one.flow).label), str(one.category), str(one.fund)]
            + [getattr(one, n) / 100 for n in names]
            for one in rows
        ]
        file: Any = workbook(_("预算执行表"), head, lines, widths=(8, 18, 22), still=2)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")  # type: ignore[return-value]
    columns = [Column(one, figures=n > 2, width=(7, 15, 18)[n] if n < 3 else 12)
               for n, one in enumerate(head)]  # fmt: skip
    cells = [
        [
            Flow(one.flow).label,
            one.category,
            one.fund,
            *(full_yuan(getattr(one, n)) for n in names),
        ]
        for one in rows
    ]
    told = {
        "title": _("预算执行表"), "place": row.area, "unit": _("元"),
        "period": _("%(year)d 年") % {"year": row.year}, "tables": [table(columns, cells)],
        "sources": [_("经费账簿")],
    }  # fmt: skip
    return pdf_of(request, "web/pdf/report.html", told, name=name)


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def draft_budget(request: Request) -> HttpResponse:
    """Begin a budget: first where, then which year."""
    require(request.actor, "money.draft_budget")
    areas = areas_for(request.actor, "money.draft_budget")
    area = at_home(request, areas)
    if area is None:
        title = _("编制哪个辖区的预算")
        context = {"areas": areas, "url": reverse("money.draft_budget"), "title": title}
        return part(request, "money/where.html", "where", **context)
    now = today().year
    return act_page(
        request,
        DraftForm(sent(request), years=(now, now + 1)),
        lambda actor, **told: actions.draft_budget(actor, area, **told),
        title=_("编制预算 · %(area)s") % {"area": area},
        label=_("开始编制"),
        back=reverse("money.budgets"),
        said=_("已按上年预算和执行数填好初稿，请逐行核对。"),
        to=lambda row: reverse("money.change_budget", args=[row.uid]),
        lead=_("初稿先照上年的预算填，上年没有预算的照实际收支填。"),
    )


def permitted(request: Request, uid: UUID, verb: str) -> Budget:
    """The budget, if the actor may do this to it."""
    row = queries.budget_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    return row


def change_budget(request: Request, uid: UUID) -> HttpResponse:
    """All lines as one sheet."""
    row = permitted(request, uid, "money.change_budget")
    form = SheetForm(
        sent(request),
        lines=queries.lines_of(row),
        funds=funds(),
        headings=queries.all_headings(),
        initial={"seen": row.version, "document": row.document, "note": row.note},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_to(form):
            actions.change_budget(form.acting(request.actor), row, **form.facts())
            again = "again" in request.POST
            url = request.path if again else row.get_absolute_url()
            return go(request, url, said=_("已保存。"))
    context = {"budget": row, "form": form, "lines": form.rows()}
    return part(request, "money/budget_sheet.html", "sheet", **context)


def submit_budget(request: Request, uid: UUID) -> HttpResponse:
    """Ask the level above."""
    row = permitted(request, uid, "money.submit_budget")
    return act(request, row, KeyForm(sent(request)), actions.submit_budget, "submit_budget")


def approve_budget(request: Request, uid: UUID) -> HttpResponse:
    """It is in force."""
    row = permitted(request, uid, "money.approve_budget")
    form = AnswerForm(sent(request), must=False)
    return act(request, row, form, actions.approve_budget, "approve_budget")


def return_budget(request: Request, uid: UUID) -> HttpResponse:
    """It is to be worked over."""
    row = permitted(request, uid, "money.return_budget")
    return act(request, row, AnswerForm(sent(request)), actions.return_budget, "return_budget")


def revise_budget(request: Request, uid: UUID) -> HttpResponse:
    """A new version of what is in force."""
    row = permitted(request, uid, "money.revise_budget")
    lead = _("会照现在执行的预算起草一个新版本。批准以前，原来的继续执行。")
    form = AnswerForm(sent(request))
    return act(request, row, form, actions.revise_budget, "revise_budget", lead)


def drop_budget(request: Request, uid: UUID) -> HttpResponse:
    """A draft that is not wanted."""
    row = permitted(request, uid, "money.drop_budget")
    return act(request, row, KeyForm(sent(request)), actions.drop_budget, "drop_budget")


def act(
    request: Request, row: Budget, form: Any, do: Any, name: str, lead: str = ""
) -> HttpResponse:
    """One form that does one thing to a budget."""
    label = str(BUTTONS[f"money.{name}"])
    to: Any = lambda made: (  # noqa: E731
        reverse("money.change_budget", args=[made.uid])
        if name == "revise_budget"
        else made.get_absolute_url()
    )
    return step_page(
        request,
        row,
        form,
        do,
        label=label,
        name=row,
        to=to,
        rows=facts(row),
        lead=lead,
    )
