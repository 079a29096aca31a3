"""Payments as pages: the list, one of them, the spreadsheet."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.money.actions.spendings import note_export
from liren.apps.money.models import Fund, Invoice, Spending
from liren.apps.money.queries import spendings as queries
from liren.apps.money.queries.spendings import SpendingsSought
from liren.apps.money.rules import spending as rules
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.spending import COURSE, NEXT, TONES, SpendingState
from liren.apps.money.rules.spending_words import BUTTONS, GRAVE
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.audit.log import history
from liren.kernel.base.clock import local
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.ledger.models import Posting
from liren.kernel.policy.values import packs_in_force
from liren.kernel.web.lists import asked, capped
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook

LONGEST = 60
S = SpendingState
SHOWN = ("money.approve", "money.refuse", "money.accept", "money.pay", "money.settle")
ORDER = (*SHOWN, "money.undo_payment", "money.withdraw")


def sought_of(request: Request) -> SpendingsSought:
    """What the address of the list asks for; what is no choice counts as not asked."""
    names = ("q", "area", "purse", "fund", "category", "over")
    given = {
        name: request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in names
    }
    tab = request.GET.get("tab", "") or first_tab(request.actor)
    return SpendingsSought(tab if tab in queries.TABS else "all", **given)


def first_tab(actor: Actor) -> str:
    """What one sees first: what waits for oneself, or everything for who only reads."""
    acts = any(actor.may(verb) for verb in NEXT.values())
    return "mine" if acts else "all"


@require_safe
def spendings(request: Request) -> HttpResponse:
    """What is asked for, approved, to be paid and settled; what waits for me comes first."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_spendings(actor, sought, request.GET.get("cursor", ""))
    total, fen = queries.counted(actor, sought), queries.total_of(actor, sought)
    words = {"total": capped(total), "sum": yuan(fen)}
    context: dict[str, Any] = {
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "tabs": tabs(actor, sought),
        "funds": Fund.objects.filter(pack__in=packs_in_force()),
        "headings": queries.headings(),
        "area": Area.objects.filter(code=sought.area).first() if sought.area else None,
        "shown": _("共 %(total)s 笔，%(sum)s 元") % words,
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "may_ask": actor.may("money.ask"),
        "may_file": actor.may("money.bank_file"),
        "may_approve": actor.may("money.approve"),
        "export_url": reverse("money.export_spendings") + asked(sought)
        if actor.may("money.export_spendings")
        else "",
        "filtered": any((sought.q, sought.purse, sought.fund, sought.category, sought.over)),
        "clear": asked(SpendingsSought(sought.tab)),
    }
    return part(request, "money/spendings.html", "spendings", **context)


def tabs(actor: Actor, sought: SpendingsSought) -> list[dict[str, Any]]:
    """The states of a list, with how many wait in those that need somebody."""
    words = {
        "mine": pgettext("spending", "等我办"),
        **{name: str(S(name).label) for name in queries.TABS if name in queries.STATES},
        "ended": pgettext("spending", "未付已结束"),
        "all": _("全部"),
    }
    if first_tab(actor) != "mine":
        words.pop("mine")
    found = []
    for name, label in words.items():
        wanted = SpendingsSought(**{**vars(sought), "tab": name})
        count = queries.counted(actor, wanted) if name in queries.HOT else 0
        found.append(
            {
                "label": label,
                "url": asked(wanted),
                "current": name == sought.tab,
                "count": capped(count) if count else None,
                "hot": bool(count) and name == "mine",
            }
        )
    return found


def shown(row: Spending) -> dict[str, Any]:
    """One line: what, to whom, out of which purse, how much, how far."""
    final = row.fen if row.final_fen is None else row.final_fen
    return {"row": row, "tone": TONES.get(row.state, ""), "yuan": full_yuan(final)}


@require_safe
def export_spendings(request: Request) -> FileResponse:
    """The same list as a spreadsheet; who took it out is on record."""
    verb, sought = "money.export_spendings", sought_of(request)
    require(request.actor, verb)
    rows = queries.exported(request.actor, sought)
    head = [
        *(_("社区"), _("经费账户"), _("支出科目"), _("用途"), _("收款人"), _("申请金额（元）")),
        *(_("验收金额（元）"), _("状态"), _("申请人"), _("申请时间"), _("审批人"), _("付款日期")),
        *(_("银行回单号"), _("超预算")),
    ]
    file = workbook(_("支出"), head, map(line, rows), still=1)
    note_export(request.actor, verb, asked(sought), len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('支出')}.xlsx")


def line(row: Spending) -> list[Any]:
    """One payment in the spreadsheet."""
    return [
        *(str(row.area), str(row.purse), str(row.category), row.title, row.payee),
        *(row.fen / 100, "" if row.final_fen is None else row.final_fen / 100),
        *(str(row.get_state_display()), row.asked_by.name, f"{local(row.asked_at):%F %H:%M}"),
        *(row.approved_by.name if row.approved_by else "", str(row.paid_on or "")),
        *(row.bank_paper, _("是") if row.over_budget else ""),
    ]


# ── one of them ─────────────────────────────────────────────────────────────────────────────


@require_safe
def spending(request: Request, uid: UUID) -> HttpResponse:
    """One payment: what for, out of what, who may approve it and why, papers, postings."""
    actor, row = request.actor, queries.spending_for(request.actor, uid)
    papers = list(queries.invoices_of(row))
    left = queries.heading_left(row)
    context = {
        "row": row,
        "tone": TONES.get(row.state, ""),
        "verbs": verbs(actor, row),
        "steps": steps(row),
        "facts": facts(row),
        "people": people(row),
        "purse_left": yuan(row.purse.account.amount),
        "purse_url": row.purse.get_absolute_url()
        if permits(actor, "money.purses", row.purse)
        else "",
        "left": None if left is None else yuan(abs(left)),
        "short": left is not None and left < 0,
        "limit": limit_words(row) if row.state == S.ASKED else "",
        "papers": [shown_paper(actor, row, one) for one in papers],
        "twice": sorted(queries.twice(row, queries.numbers_of(row))),
        "may_add": row.state not in queries.ENDED
        and row.state != S.SETTLED
        and permits(actor, "money.add_invoice", row),
        "postings": [shown_posting(one) for one in queries.postings_of(row)],
        "may_voucher": actor.may("money.purses"),
        "purchase": getattr(row, "purchase", None),
        "late": queries.late_words(row),
        "entries": entries(row),
    }
    return part(request, "money/spending.html", "spending", **context)


def verbs(actor: Actor, row: Spending) -> list[dict[str, Any]]:
    """The buttons: one main step, the others behind it."""
    reached = rules.reaches(queries.levels(actor, "money.approve", row), queries.needed(row))
    open_to = [verb for verb in ORDER if verb in COURSE.verbs(row.state)]
    may = [verb for verb in open_to if permits(actor, verb, row)]
    if not reached:
        may = [verb for verb in may if verb != "money.approve"]
    following = NEXT.get(row.state, "")
    return [
        {
            "label": BUTTONS[verb],
            "url": reverse(verb, args=[row.uid]),
            "next": verb == following,
            "grave": verb in GRAVE,
        }
        for verb in may
    ]


def limit_words(row: Spending) -> str:
    """Who may approve this sum, and which rule says so."""
    level, most = queries.needed(row), queries.limits()
    facts = {"sum": yuan(row.fen), "office": rules.OFFICES.get(level, level)}
    if level in most:
        sentence = _("%(sum)s 元由%(office)s审批：这一级可以批准 %(most)s 元以内的支出。")
        return sentence % {**facts, "most": yuan(most[level])}
    highest = max(most.values(), default=0)
    sentence = _("%(sum)s 元由%(office)s审批：%(most)s 元以上的支出由区财政批准。")
    return sentence % {**facts, "most": yuan(highest)}


def facts(row: Spending) -> list[tuple[str, object]]:
    """What is paid for, to whom."""
    return [
        (_("社区"), row.area),
        (_("用途"), row.title),
        (_("说明"), row.reason),
        (_("支出科目"), row.category),
        (_("申请金额"), _("%(sum)s 元") % {"sum": yuan(row.fen)}),
        (
            _("验收金额"),
            "" if row.final_fen is None else _("%(sum)s 元") % {"sum": yuan(row.final_fen)},
        ),
        (_("收款人"), row.payee),
        (_("开户银行"), row.payee_bank),
    ]


def people(row: Spending) -> list[tuple[str, object]]:
    """Who did which step: no two that check one another are the same."""
    when = f"{local(row.asked_at):%F %H:%M}"
    return [
        (_("申请人"), f"{row.asked_by.name} · {when}"),
        (_("审批人"), row.approved_by.name if row.approved_by else ""),
        (_("超预算的理由"), row.approval_note if row.over_budget else ""),
        (_("验收人"), row.accepted_by.name if row.accepted_by else ""),
        (_("验收情况"), row.outcome),
        (_("付款登记人"), f"{row.paid_by.name} · {row.paid_on:%F}" if row.paid_by else ""),
        (_("银行回单号"), row.bank_paper),
        (_("核销人"), row.settled_by.name if row.settled_by else ""),
        (_("核对情况"), row.settle_note),
    ]


def steps(row: Spending) -> list[dict[str, Any]]:
    """How far it is."""
    words = [
        *(pgettext("spending step", "申请"), pgettext("spending step", "审批")),
        *(pgettext("spending step", "验收"), pgettext("spending step", "付款")),
        pgettext("spending step", "核销"),
    ]
    order = (S.ASKED, S.APPROVED, S.ACCEPTED, S.PAID, S.SETTLED)
    if row.state not in order:
        stop = {"label": row.get_state_display(), "state": "stop"}
        return [{"label": words[0], "state": "past"}, stop]
    at = order.index(S(row.state)) + 1
    states = ["past"] * at + ["now"] + ["next"] * len(words)
    return [{"label": a, "state": b} for a, b in zip(words, states, strict=False)]


def shown_paper(actor: Actor, row: Spending, one: Invoice) -> dict[str, Any]:
    """A paper with where it is seen and taken away."""
    names = [row.uid, one.uid]
    removable = row.settled_at is None and permits(actor, "money.remove_invoice", one)
    return {
        "row": one,
        "picture": one.file.kind == "jpeg",
        "url": reverse("money.invoice", args=[*names, "whole"]),
        "small": reverse("money.invoice", args=[*names, "s"]),
        "remove_url": reverse("money.remove_invoice", args=names) if removable else "",
    }


def shown_posting(one: Posting) -> dict[str, Any]:
    """A posting in words."""
    return {
        "row": one,
        "kind": Kind(one.kind).label if one.kind in Kind.values else one.kind,
        "yuan": full_yuan(sum(part.amount for part in one.lines.all() if part.amount > 0)),
        "by": one.by.name if one.by else "",
    }


def entries(row: Spending) -> list[dict[str, object]]:
    """What happened to it, newest first."""
    done = history(row).filter(outcome="done").select_related("actor")[:30]
    return [
        {
            "who": one.actor.name,
            "text": str(BUTTONS.get(one.verb, one.verb)),
            "at": one.at,
            "note": str(one.facts.get("reason", "") or one.facts.get("note", "")),
        }
        for one in done
        if one.verb in BUTTONS
    ]
