"""Services that are bought as pages: the lists, one of them, and the steps on it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.money.actions import providers
from liren.apps.money.actions import purchases as actions
from liren.apps.money.forms import purchases as forms
from liren.apps.money.forms import tenders
from liren.apps.money.models import Purchase
from liren.apps.money.queries import purchases as queries
from liren.apps.money.queries.purchases import PurchasesSought
from liren.apps.money.queries.spendings import headings
from liren.apps.money.queries.tenders import is_sealed, offers_of, rating_of_own
from liren.apps.money.rules.purchases import COURSE, NEXT, TONES, PurchaseState
from liren.apps.money.rules.spending_words import BUTTONS, GRAVE, LEADS, SAID
from liren.apps.money.views.purchase_words import (
    closed_to,
    entries,
    opened_words,
    paid_words,
    progress,
    rated_words,
    shown_logs,
    shown_offers,
)
from liren.apps.places.queries import open_to
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.lists import asked, capped
from liren.kernel.web.respond import part

LONGEST = 60
P = PurchaseState
Known = Callable[[Actor, Purchase], list[Any]]


def no_rows(actor: Actor, row: Purchase) -> list[Any]:
    """A step that chooses nothing."""
    return []


# verb → the action, its form, and what may be chosen
STEPS: Mapping[str, tuple[Callable[..., Purchase], type[forms.PurchaseForm], Known]] = {
    "money.budget_purchase": (
        actions.budget_purchase,
        forms.BudgetForm,
        lambda actor, row: list(queries.purses_for(actor, row)),
    ),
    "money.open_purchase": (actions.open_purchase, forms.OpenForm, no_rows),
    "money.add_offer": (
        actions.add_offer,
        forms.OfferForm,
        lambda actor, row: list(queries.providers(row)),
    ),
    "money.choose_offer": (
        actions.choose_offer,
        forms.ChooseForm,
        lambda actor, row: offers_of(row),
    ),
    "money.extend_offers": (providers.extend_offers, tenders.ExtendForm, no_rows),
    "money.open_offers": (providers.open_offers, tenders.PlainForm, no_rows),
    "money.sign_contract": (actions.sign_contract, forms.ContractForm, no_rows),
    "money.report_service": (actions.report_service, forms.ReportForm, no_rows),
    "money.record_service": (actions.record_service, forms.ReportForm, no_rows),
    "money.accept_service": (actions.accept_service, forms.AcceptServiceForm, no_rows),
    "money.return_service": (actions.return_service, forms.FindingForm, no_rows),
    "money.pay_purchase": (actions.pay_purchase, forms.PayPurchaseForm, no_rows),
    "money.rate_purchase": (actions.rate_purchase, forms.RateForm, no_rows),
    "money.cancel_purchase": (actions.cancel_purchase, forms.CancelForm, no_rows),
}


def sought_of(request: Request) -> PurchasesSought:
    """What the address of the list asks for."""
    given = {
        name: request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]
        for name in ("q", "area")
    }
    tab = request.GET.get("tab", "live")
    return PurchasesSought(tab if tab in queries.TABS else "all", **given)


@require_safe
def purchases(request: Request) -> HttpResponse:
    """What is being bought, from the need to the rating."""
    return listed(request, queries.READ)


@require_safe
def services(request: Request) -> HttpResponse:
    """What one's own body was asked to do."""
    return listed(request, queries.SERVES)


def listed(request: Request, verb: str) -> HttpResponse:
    """A list of purchases, as who works there or as who performs them."""
    require(request.actor, verb)
    actor, sought, own = request.actor, sought_of(request), verb == queries.SERVES
    found = queries.page_of_purchases(actor, sought, request.GET.get("cursor", ""), verb=verb)
    total = queries.counted(actor, sought, verb)
    context: dict[str, Any] = {
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "title": _("承接的服务") if own else _("购买服务"),
        "here": reverse(verb),
        "tabs": tabs(actor, sought, verb),
        "shown": _("共 %(total)s 项") % {"total": capped(total)},
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "may_need": actor.may("money.need_service") and not own,
        "may_bought": actor.may(queries.BOUGHT) and not own,
        "filtered": bool(sought.q),
        "clear": asked(PurchasesSought(sought.tab)),
        "tenders": own,
        "rated": rated_words(rating_of_own(actor)) if own else "",
    }
    return part(request, "money/purchases.html", "purchases", **context)


def tabs(actor: Actor, sought: PurchasesSought, verb: str) -> list[dict[str, Any]]:
    """The stages, with how many wait in those that need somebody."""
    words = {
        "mine": pgettext("purchase", "等我办"),
        "live": _("在办"),
        "need": pgettext("purchase", "需求"),
        "open": pgettext("purchase", "报价"),
        "contracted": str(P.CONTRACTED.label),
        "performed": str(P.PERFORMED.label),
        "accepted": str(P.ACCEPTED.label),
        "ended": _("已结束"),
        "all": _("全部"),
    }
    found = []
    for name, label in words.items():
        wanted = PurchasesSought(name, sought.q, sought.area)
        count = queries.counted(actor, wanted, verb) if name in queries.HOT else 0
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


def shown(row: Purchase) -> dict[str, Any]:
    """One line."""
    fen = next(
        one for one in (row.accepted_fen, row.contract_fen, row.limit_fen) if one is not None
    )
    return {"row": row, "tone": TONES.get(row.state, ""), "yuan": full_yuan(fen)}


@require_safe
def bought(request: Request) -> HttpResponse:
    """What was bought for residents: by whom, for how much, how good it was."""
    require(request.actor, queries.BOUGHT)
    found = queries.page_of_bought(request.actor, request.GET.get("cursor", ""))
    context = {
        "rows": [shown(row) for row in found.rows],
        "newer": f"?cursor={found.newer}" if found.newer else "",
        "older": f"?cursor={found.older}" if found.older else "",
        "base": "web/page.html",
    }
    return part(request, "money/bought.html", "bought", **context)


# ── one of them ─────────────────────────────────────────────────────────────────────────────


@require_safe
def purchase(request: Request, uid: UUID) -> HttpResponse:
    """One purchase: what for, how far, offers, contract, work, payment, rating."""
    actor, row = request.actor, queries.purchase_for(request.actor, uid)
    inside = permits(actor, queries.READ, row)
    context = {
        "row": row,
        "tone": TONES.get(row.state, ""),
        "verbs": verbs(actor, row),
        "steps": steps(row),
        "facts": facts(row, inside=inside),
        "terms": terms(row),
        "done": done(row),
        "offers": shown_offers(row) if inside else [],
        "sealed": is_sealed(row),
        "logs": shown_logs(actor, row),
        "progress": progress(row),
        "inside": inside,
        "back": reverse(queries.READ if actor.may(queries.READ) else queries.SERVES),
        "spending": row.spending
        if row.spending and permits(actor, "money.spendings", row.spending)
        else None,
        "again": sum_words(row.accepted_fen) if queries.came_back(row) else "",
        "entries": entries(row, inside=inside),
    }
    return part(request, "money/purchase.html", "purchase", **context)


def verbs(actor: Actor, row: Purchase) -> list[dict[str, Any]]:
    """The buttons: one main step, the others behind it."""
    shut = closed_to(row)
    open_to = [one for one in COURSE.verbs(row.state) if one not in shut]
    may = [one for one in open_to if permits(actor, one, row)]
    following = NEXT.get(row.state, "")
    if following in shut or (row.state == P.OPEN and row.offers.count() == 0):
        following = "money.open_offers" if "money.open_offers" in may else "money.add_offer"
    if following not in may:
        following = next((one for one in may if one not in GRAVE), "")
    return [
        {
            "label": BUTTONS[verb],
            "url": reverse(verb, args=[row.uid]),
            "next": verb == following,
            "grave": verb in GRAVE,
        }
        for verb in may
    ]


def sum_words(fen: int | None) -> str:
    """An amount with its unit; nothing where there is none."""
    return "" if fen is None else _("%(sum)s 元") % {"sum": yuan(fen)}


def facts(row: Purchase, *, inside: bool = True) -> list[tuple[str, object]]:
    """What is needed; out of which purse, and who said so, only for those who work there."""
    return [
        (_("社区"), row.area),
        (_("需求"), row.need),
        (_("验收标准"), row.standard),
        (_("支出科目"), row.category),
        (_("最高限额"), sum_words(row.limit_fen)),
        (_("经费账户"), (row.purse or "") if inside else ""),
        (_("提出人"), row.by.name if inside else ""),
    ]


def terms(row: Purchase) -> list[tuple[str, object]]:
    """How the provider was found, and the contract."""
    period = f"{row.start_on:%F} — {row.end_on:%F}" if row.start_on and row.end_on else ""
    return [
        (_("购买方式"), row.get_manner_display() if row.manner else ""),
        (_("定向委托的理由"), row.manner_reason),
        (_("定向委托的文件依据"), row.manner_basis),
        (_("报价截止日期"), f"{row.offers_until:%F}" if row.offers_until else ""),
        (_("报价开启"), opened_words(row)),
        (_("承接单位"), row.provider_name),
        (_("选定理由"), row.choice_reason),
        (_("选定人"), row.decided_by.name if row.decided_by else ""),
        (_("合同编号"), row.contract),
        (_("合同金额"), sum_words(row.contract_fen)),
        (_("合同期限"), period),
    ]


def done(row: Purchase) -> list[tuple[str, object]]:
    """What was reported, found and paid."""
    return [
        (_("完成情况"), row.outcome),
        (_("验收意见"), row.finding),
        (_("验收金额"), sum_words(row.accepted_fen)),
        (_("验收人"), row.accepted_by.name if row.accepted_by else ""),
        (_("付款日期"), paid_words(row)),
    ]


def steps(row: Purchase) -> list[dict[str, Any]]:
    """How far it is."""
    words = [
        *(pgettext("purchase step", "需求"), pgettext("purchase step", "预算")),
        *(pgettext("purchase step", "报价"), pgettext("purchase step", "合同")),
        *(pgettext("purchase step", "履行"), pgettext("purchase step", "验收")),
        *(pgettext("purchase step", "付款"), pgettext("purchase step", "评价")),
    ]
    order = {
        P.NEED: 1, P.BUDGETED: 2, P.OPEN: 2, P.CHOSEN: 3, P.CONTRACTED: 4, P.PERFORMED: 5,
        P.ACCEPTED: 6, P.PAID: 7, P.RATED: 8,
    }  # fmt: skip
    if row.state not in order:
        stop = {"label": row.get_state_display(), "state": "stop"}
        return [{"label": words[0], "state": "past"}, stop]
    states = ["past"] * order[P(row.state)] + ["now"] + ["next"] * len(words)
    return [{"label": a, "state": b} for a, b in zip(words, states, strict=False)]


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def posted(request: Request) -> Any:
    """What was sent, or nothing yet."""
    return request.POST if request.method == "POST" else None


def places_for(actor: Actor, verb: str) -> list[Area]:
    """The communities and subdistricts in which this actor may begin."""
    return [one for one in open_to(actor, verb) if one.level in ("community", "subdistrict")]


def need_service(request: Request) -> HttpResponse:
    """Say what residents need."""
    verb = "money.need_service"
    require(request.actor, verb)
    areas = places_for(request.actor, verb)
    form = forms.NeedForm(posted(request), areas=areas, headings=list(headings()))
    return act_page(
        request,
        form,
        lambda actor, *, area, **given: actions.need_service(actor, area, **given),
        title=str(BUTTONS[verb]),
        label=_("提交需求"),
        back=reverse(queries.READ),
        to=lambda row: row.get_absolute_url(),
        said=_("需求已登记，下一步落实预算。"),
        lead=_("写清楚需要什么、怎样算做好。选承接单位的人不能是提出需求的人。"),
    )


def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Ask for what a step needs, then do it."""
    row = queries.purchase_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    act, form_class, known = STEPS[verb]
    form = form_class(posted(request), row=row, known=known(request.actor, row))
    return act_page(
        request,
        form,
        lambda actor, **given: act(actor, row, **given),
        title=f"{BUTTONS[verb]} · {row.title}",
        label=str(BUTTONS[verb]),
        back=row.get_absolute_url(),
        said=str(SAID[verb]),
        lead=str(LEADS.get(verb, "")),
        rows=facts(row),
        grave=verb in GRAVE,
    )
