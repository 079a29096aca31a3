"""What providers do as pages: what they may offer for, sealed offers, records of work."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.actions import invoices
from liren.apps.money.actions import providers as actions
from liren.apps.money.forms import tenders as forms
from liren.apps.money.forms.purchases import PurchaseForm
from liren.apps.money.models import Offer, Purchase
from liren.apps.money.queries import tenders as queries
from liren.apps.money.queries.purchases import SERVES, purchase_for
from liren.apps.money.rules.purchases import PurchaseState
from liren.apps.money.rules.spending_words import BUTTONS, GRAVE, LEADS, SAID
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import local, today
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.files.serving import serve
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import go, part, refusals_to

STEPS: Mapping[str, tuple[Callable[..., Purchase], type[PurchaseForm]]] = {
    "money.send_offer": (actions.send_offer, forms.SendOfferForm),
    "money.withdraw_offer": (actions.withdraw_offer, forms.PlainForm),
}


@require_safe
def tenders(request: Request) -> HttpResponse:
    """What asks for offers, and what one made an offer for."""
    require(request.actor, queries.READ)
    actor, tab = request.actor, request.GET.get("tab", "open")
    tab = tab if tab in queries.TABS else "open"
    found = queries.page_of_tenders(actor, tab, request.GET.get("cursor", ""))
    labels = {"open": _("征集中"), "offered": _("本单位已报价")}
    context = {
        "rows": [shown(actor, row) for row in found.rows],
        "tabs": [
            {
                "label": label,
                "url": f"?tab={name}",
                "current": name == tab,
                "count": queries.counted(actor, name) or None,
                "hot": False,
            }
            for name, label in labels.items()
        ],
        "newer": f"?tab={tab}&cursor={found.newer}" if found.newer else "",
        "older": f"?tab={tab}&cursor={found.older}" if found.older else "",
        "offered": tab == "offered",
    }
    return part(request, "money/tenders.html", "tenders", **context)


def shown(actor: Actor, row: Purchase) -> dict[str, Any]:
    """One line: never more of it than concerns one's own body."""
    own = queries.own_offer(actor, row)
    words, tone = result(row, own)
    return {"row": row, "yuan": full_yuan(row.limit_fen), "words": words, "tone": tone}


def result(row: Purchase, own: Offer | None) -> tuple[str, str]:
    """How one's own offer stands."""
    if own is None:
        return _("还没有报价"), "warn"
    if own.chosen:
        return _("中选"), "ok"
    if row.state == PurchaseState.CANCELLED:
        return _("采购已取消"), ""
    if row.state != PurchaseState.OPEN:
        return _("未中选"), ""
    return (_("已密封"), "") if own.fen is None else (_("已开启，等待比选"), "warn")


@require_safe
def tender(request: Request, uid: UUID) -> HttpResponse:
    """One of them: what is needed, until when, and one's own offer."""
    actor, row = request.actor, queries.tender_for(request.actor, uid)
    own = queries.own_offer(actor, row)
    words, tone = result(row, own)
    context = {
        "row": row,
        "own": own,
        "words": words,
        "tone": tone,
        "facts": facts(row),
        "offer": offer_facts(own) if own else [],
        "verbs": verbs(actor, row, own),
        "service": row.get_absolute_url() if permits(actor, SERVES, row) else "",
    }
    return part(request, "money/tender.html", "tender", **context)


def facts(row: Purchase) -> list[tuple[str, object]]:
    """What a provider has to know."""
    return [
        (_("社区"), row.area),
        (_("需求"), row.need),
        (_("验收标准"), row.standard),
        (_("购买方式"), row.get_manner_display()),
        (_("最高限额"), _("%(sum)s 元") % {"sum": yuan(row.limit_fen)}),
        (_("报价截止日期"), f"{row.offers_until:%F}" if row.offers_until else ""),
    ]


def offer_facts(own: Offer) -> list[tuple[str, object]]:
    """One's own offer: when it came; the rest when all were opened."""
    opened = own.fen is not None
    return [
        (_("收到时间"), f"{local(own.at):%F %H:%M}"),
        (_("回执编号"), str(own.uid)[-12:]),
        (_("报价"), _("%(sum)s 元") % {"sum": yuan(own.fen or 0)} if opened else ""),
        (_("服务内容和承诺"), own.text),
    ]


def verbs(actor: Actor, row: Purchase, own: Offer | None) -> list[dict[str, Any]]:
    """What may be done: sending, sending anew, taking back."""
    open_still = row.offers_until is None or row.offers_until >= today()
    if not open_still or row.opened_at is not None:
        return []
    labels = {"money.send_offer": _("重新报价") if own else BUTTONS["money.send_offer"]}
    if own:
        labels["money.withdraw_offer"] = BUTTONS["money.withdraw_offer"]
    return [
        {
            "label": label,
            "url": reverse(verb, args=[row.uid]),
            "next": verb == "money.send_offer",
            "grave": verb in GRAVE,
        }
        for verb, label in labels.items()
        if permits(actor, verb, row)
    ]


def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Send an offer, or take it back."""
    row = queries.tender_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    act, form_class = STEPS[verb]
    return act_page(
        request,
        form_class(posted(request), row=row),
        lambda actor, **given: act(actor, row, **given),
        title=f"{BUTTONS[verb]} · {row.title}",
        label=str(BUTTONS[verb]),
        back=reverse("money.tender", args=[row.uid]),
        said=str(SAID[verb]),
        lead=str(LEADS[verb]),
        rows=facts(row),
        grave=verb in GRAVE,
    )


def posted(request: Request) -> Any:
    """What was sent, or nothing yet."""
    return request.POST if request.method == "POST" else None


# ── records of work ─────────────────────────────────────────────────────────────────────────


def log_service(request: Request, uid: UUID) -> HttpResponse:
    """What was done on a day, how much, and what shows it."""
    verb, row = "money.log_service", purchase_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    files = request.FILES if request.method == "POST" else None
    form = forms.LogForm(posted(request), files, row=row)
    if form.is_valid():
        given = form.facts()
        upload = given.pop("file")
        with refusals_to(form), ExitStack() as shelf:
            paper = invoices.paper(request.actor, upload) if upload else None
            kept = [shelf.enter_context(paper)] if paper else []
            actions.log_service(form.acting(request.actor), row, files=kept, **given)
            return go(request, row.get_absolute_url(), said=str(SAID[verb]))
    context = {
        "form": form,
        "row": row,
        "here": request.get_full_path(),
        "title": BUTTONS[verb],
        "lead": LEADS[verb],
    }
    return part(request, "money/log_service.html", "log", **context)


def strike_log(request: Request, uid: UUID, log: UUID) -> HttpResponse:
    """Strike a record, with the reason."""
    verb, row = "money.strike_log", purchase_for(request.actor, uid)
    made = queries.log_for(request.actor, uid, log)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    return act_page(
        request,
        forms.StrikeForm(posted(request), row=row),
        lambda actor, **given: actions.strike_log(actor, row, log=made, **given),
        title=f"{BUTTONS[verb]} · {row.title}",
        label=str(BUTTONS[verb]),
        back=row.get_absolute_url(),
        said=str(SAID[verb]),
        lead=str(LEADS[verb]),
        rows=[(_("履行日期"), f"{made.day:%F}"), (_("做了什么"), made.text)],
        grave=True,
    )


@require_safe
def service_paper(request: Request, uid: UUID, paper: UUID, size: str) -> HttpResponseBase:
    """What shows the work, for who may see the purchase."""
    found = queries.paper_for(request.actor, uid, paper)
    title = found.file.title or str(found.pk)
    return serve(request, found.file, title=title, size="" if size == "whole" else size)
