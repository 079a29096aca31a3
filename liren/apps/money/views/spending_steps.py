"""The steps on payments: asking, saying yes, paying, papers, several at once, the bank's list."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.actions import invoices
from liren.apps.money.actions import spendings as actions
from liren.apps.money.forms import spendings as forms
from liren.apps.money.models import Spending
from liren.apps.money.queries import spendings as queries
from liren.apps.money.queries.spendings import SpendingsSought
from liren.apps.money.rules.spending_words import BUTTONS, GRAVE, LEADS, SAID
from liren.apps.money.views.spendings import facts
from liren.kernel.access.actor import Actor
from liren.kernel.access.bulk import each
from liren.kernel.access.guarded import permits
from liren.kernel.access.pages import MOST_COUNTED
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, now, today
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.files.serving import serve
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import go, part, refusals_to
from liren.kernel.web.workbook import workbook

STEPS: Mapping[str, tuple[Callable[..., Spending], type[forms.StepForm]]] = {
    "money.approve": (actions.approve, forms.ApproveForm),
    "money.refuse": (actions.refuse, forms.ReasonForm),
    "money.withdraw": (actions.withdraw, forms.ReasonForm),
    "money.accept": (actions.accept, forms.AcceptForm),
    "money.pay": (actions.pay, forms.PayForm),
    "money.undo_payment": (actions.undo_payment, forms.ReasonForm),
    "money.settle": (actions.settle, forms.SettleForm),
}


def posted(request: Request) -> Any:
    """What was sent, or nothing yet."""
    return request.POST if request.method == "POST" else None


def allowed(actor: Actor, verb: str, row: Any) -> None:
    """PermissionDenied before a form is shown that would be denied; why comes with the act."""
    if not permits(actor, verb, row):
        raise PermissionDenied(verb)


def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Ask for what a step needs, then do it."""
    row = queries.spending_for(request.actor, uid)
    allowed(request.actor, verb, row)
    act, form_class = STEPS[verb]
    return act_page(
        request,
        form_class(posted(request), row=row),
        lambda actor, **given: act(actor, row, **given),
        title=f"{BUTTONS[verb]} · {row.title}",
        label=str(BUTTONS[verb]),
        back=row.get_absolute_url(),
        said=str(SAID[verb]),
        lead=str(LEADS[verb]),
        rows=facts(row),
        warning=warning(row, verb),
        grave=verb in GRAVE,
    )


def warning(row: Spending, verb: str) -> str:
    """What one should know before the step."""
    if verb == "money.approve" and (over := queries.over(row)):
        sentence = _("这个科目的预算已不够，还差 %(over)s 元。要批准，请写明理由。")
        return sentence % {"over": yuan(over)}
    if verb == "money.settle" and (twice := queries.twice(row, queries.numbers_of(row))):
        sentence = _("发票号 %(numbers)s 在别的支出里用过，请核对是否重复报销。")
        return sentence % {"numbers": _("、").join(sorted(twice))}
    return ""


def ask(request: Request) -> HttpResponse:
    """Ask for a payment: one form, and the money is set aside."""
    require(request.actor, "money.ask")
    purses = list(queries.purses_of(request.actor)[:MOST_COUNTED])
    if not purses:
        return part(request, "money/ask_where.html", "ask")
    chosen = request.GET.get("purse", "") or str(purses[0].uid)
    form = forms.AskForm(
        posted(request), purses=purses, headings=list(queries.headings()),
        initial={"purse": chosen},
    )  # fmt: skip
    return act_page(
        request,
        form,
        lambda actor, *, purse, **given: actions.ask(actor, purse, **given),
        title=_("申请支出"),
        label=_("提交申请"),
        back=reverse("money.spendings"),
        to=lambda row: row.get_absolute_url(),
        said=_("已提交申请，钱已预留，等待审批。"),
        lead=_("提交时就在经费账户里预留这笔钱；没批准或撤回的，钱会退回账户。"),
        hints=lambda: [("payees", [(name, name) for name in queries.payees(request.actor)])],
    )


# ── papers ──────────────────────────────────────────────────────────────────────────────────


def add_invoice(request: Request, uid: UUID) -> HttpResponse:
    """Hang an invoice on a payment."""
    verb, row = "money.add_invoice", queries.spending_for(request.actor, uid)
    allowed(request.actor, verb, row)
    files = request.FILES if request.method == "POST" else None
    form = forms.InvoiceForm(posted(request), files, row=row)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_to(form), invoices.paper(request.actor, given["file"]) as file:
            actor = form.acting(request.actor)
            invoices.add_invoice(actor, row, file=file, number=given["number"])
            return go(request, row.get_absolute_url(), said=str(SAID[verb]))
    context = {"form": form, "row": row, "here": request.get_full_path()}
    return part(request, "money/invoice_form.html", "invoice", **context)


def remove_invoice(request: Request, uid: UUID, invoice: UUID) -> HttpResponse:
    """Take a paper away, with the reason."""
    verb, paper = "money.remove_invoice", queries.invoice_for(request.actor, uid, invoice)
    allowed(request.actor, verb, paper)
    row = paper.spending
    return act_page(
        request,
        forms.ReasonForm(posted(request), row=row),
        lambda actor, **given: invoices.remove_invoice(actor, paper, **given),
        title=f"{BUTTONS[verb]} · {row.title}",
        label=str(BUTTONS[verb]),
        back=row.get_absolute_url(),
        said=str(SAID[verb]),
        grave=True,
    )


@require_safe
def invoice(request: Request, uid: UUID, invoice: UUID, size: str) -> HttpResponseBase:
    """The paper itself, for who may see its payment."""
    found = queries.invoice_for(request.actor, uid, invoice)
    title = found.number or str(found.pk)
    return serve(request, found.file, title=title, size="" if size == "whole" else size)


# ── several at once ─────────────────────────────────────────────────────────────────────────


def approve_all(request: Request) -> HttpResponse:
    """Say yes to several; each has its own entry and its own answer."""
    require(request.actor, "money.approve")
    rows = list(queries.seen(request.actor, SpendingsSought("asked"))[:MOST_AT_ONCE])
    rows = [row for row in rows if permits(request.actor, "money.approve", row)]
    form = forms.PickForm(posted(request), rows=rows)
    answers = None
    if form.is_valid():
        with refusals_to(form):
            picked = form.picked()
            actions.check_any(picked)
            answers = each(actions.approve, request.actor, picked)
    context = {
        "form": form,
        "rows": [(row, full_yuan(row.fen), queries.over(row)) for row in rows],
        "answers": answers,
        "done": sum(one.no is None for one in answers or []),
    }
    return part(request, "money/approve_all.html", "approve", **context)


MOST_AT_ONCE = 100


def bank_file(request: Request) -> HttpResponse | FileResponse:
    """What is to be paid today, as the bank takes it; who took it out is on record."""
    require(request.actor, "money.bank_file")
    rows = queries.to_pay(request.actor, request.GET.get("area", ""))
    form = forms.PickForm(posted(request), rows=rows)
    if form.is_valid():
        with refusals_to(form):
            picked = form.picked()
            actions.check_any(picked)
            return for_bank(request, picked)
    total = sum(row.final_fen or 0 for row in rows)
    context = {
        "form": form,
        "rows": [(row, full_yuan(row.final_fen or 0)) for row in rows],
        "total": full_yuan(total),
    }
    return part(request, "money/bank_file.html", "bank", **context)


def for_bank(request: Request, rows: list[Spending]) -> FileResponse:
    """The spreadsheet, with the name of who took it out below."""
    actions.note_file(request.actor, rows, request.GET.urlencode())
    head = [
        *(_("序号"), _("收款人"), _("收款账号"), _("开户银行"), _("金额（元）"), _("用途")),
        *(_("付款社区"), _("经费账户"), _("支出编号")),
    ]
    lines: list[list[Any]] = [bank_line(at, row) for at, row in enumerate(rows, 1)]
    total = sum(row.final_fen or 0 for row in rows)
    lines.append([_("合计"), "", "", "", total / 100])
    mark = {"name": request.actor.user.name, "at": f"{local(now()):%F %H:%M}"}
    lines.append([_("%(name)s 于 %(at)s 导出，仅供办理付款使用，请勿外传。") % mark])
    file = workbook(_("付款清单"), head, lines, widths=(8, 24, 26, 20, 14, 30))
    name = f"{_('付款清单')}-{today():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def bank_line(at: int, row: Spending) -> list[Any]:
    """One payment for the bank."""
    account = row.payee_account.open() if row.payee_account else ""
    return [
        *(at, row.payee, account, row.payee_bank, (row.final_fen or 0) / 100, row.title),
        *(str(row.area), str(row.purse), str(row.uid)[-12:]),
    ]
