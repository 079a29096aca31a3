"""Shared bills as pages: the list, one of them, and the acts on it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.money.actions import bills as actions
from liren.apps.money.forms.purchases import BillForm, DropForm
from liren.apps.money.models import Bill, BillShare, Fund
from liren.apps.money.queries import bills as queries
from liren.apps.money.queries.bills import BillsSought
from liren.apps.money.rules.bills import TONES, BillState
from liren.apps.money.views.purchases import LONGEST, places_for, posted
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.masking import mask_text
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.lists import asked, capped
from liren.kernel.web.respond import part


def sought_of(request: Request) -> BillsSought:
    """What the address of the list asks for."""
    given = {
        name: request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]
        for name in ("q", "area")
    }
    tab = request.GET.get("tab", "all")
    return BillsSought(tab if tab in queries.TABS else "all", **given)


@require_safe
def bills(request: Request) -> HttpResponse:
    """Which bills are borne by several, and which wait for a second person."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_bills(actor, sought, request.GET.get("cursor", ""))
    context: dict[str, Any] = {
        "rows": [(row, *state_words(row), full_yuan(row.fen)) for row in found.rows],
        "sought": sought,
        "tabs": tabs(actor, sought),
        "shown": _("共 %(total)s 份") % {"total": capped(queries.counted(actor, sought))},
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "may_share": actor.may("money.share_bill"),
        "filtered": bool(sought.q),
        "clear": asked(BillsSought(sought.tab)),
    }
    return part(request, "money/bills.html", "bills", **context)


def state_words(row: Bill) -> tuple[object, str]:
    """How far it is, with its tone."""
    state = queries.state_of(row)
    return state.label, TONES[state]


def tabs(actor: Actor, sought: BillsSought) -> list[dict[str, Any]]:
    """The states, with how many wait."""
    words = {"all": _("全部"), **{one.value: str(one.label) for one in BillState}}
    waits = queries.counted(actor, BillsSought("waits", sought.q, sought.area))
    return [
        {
            "label": label,
            "url": asked(BillsSought(name, sought.q, sought.area)),
            "current": name == sought.tab,
            "count": capped(waits) if name == "waits" and waits else None,
        }
        for name, label in words.items()
    ]


@require_safe
def bill(request: Request, uid: UUID) -> HttpResponse:
    """One bill: why it is shared, who bears what, what is still owed."""
    actor, row = request.actor, queries.bill_for(request.actor, uid)
    label, tone = state_words(row)
    open_ = queries.state_of(row) == BillState.WAITS
    case = queries.case_of(actor, row.about)
    context = {
        "row": row,
        "label": label,
        "tone": tone,
        "facts": facts(row),
        "shares": [shown(actor, row, one) for one in queries.shares_of(row)],
        "total": full_yuan(row.fen),
        "case_url": case.get_absolute_url() if case else "",
        "may_confirm": open_ and permits(actor, "money.confirm_bill", row),
        "may_drop": open_ and permits(actor, "money.drop_bill", row),
    }
    return part(request, "money/bill.html", "bill", **context)


def facts(row: Bill) -> list[tuple[str, object]]:
    """What it is for and why it is shared so."""
    return [
        (_("社区"), row.area),
        (_("账单金额"), _("%(sum)s 元") % {"sum": yuan(row.fen)}),
        (_("账单日期"), f"{row.day:%F}"),
        (_("事件编号"), row.about),
        (_("为什么这样分担"), row.reason),
        (pgettext("duty", "依据"), row.basis),
        (_("收回的钱归"), row.fund),
        (_("登记人"), row.by.name),
        (_("确认人"), row.confirmed_by.name if row.confirmed_by else ""),
        (_("作废理由"), row.drop_reason),
    ]


def shown(actor: Actor, row: Bill, one: BillShare) -> dict[str, Any]:
    """One share, with what is still owed of it."""
    claim = one.claim
    seen = claim is not None and permits(actor, "money.claims", claim)
    return {
        "name": row.area if one.own else one.body,
        "own": one.own,
        "yuan": full_yuan(one.fen),
        "percent": f"{one.fen * 100 / row.fen:.1f}%",
        "claim": claim,
        "left": full_yuan(claim.account.amount) if claim else "",
        "url": claim.get_absolute_url() if claim and seen else "",
    }


def share_bill(request: Request) -> HttpResponse:
    """Write down a bill and who bears it."""
    verb = "money.share_bill"
    require(request.actor, verb)
    areas = places_for(request.actor, verb)
    about = request.GET.get("about", "")[:40].replace("\x00", "").strip()
    case = queries.case_of(request.actor, about)
    form = BillForm(
        posted(request), areas=areas, funds=list(Fund.objects.all()),
        bodies=list(queries.bearers(areas)[:500]),
        initial={"fund": "other", **(begun(case) if case else {"about": about})},
    )  # fmt: skip

    def act(actor: Actor, *, area: Area, about: str, **given: Any) -> Bill:
        number = queries.full_number(actor, about)
        return actions.share_bill(actor, area, about=number, **given)

    return act_page(
        request,
        form,
        act,
        title=_("登记费用分摊"),
        label=_("提交"),
        back=case.get_absolute_url() if case else reverse(queries.READ),
        rows=[(_("事件"), f"{case.number} · {mask_text(case.title)}")] if case else [],
        to=lambda row: row.get_absolute_url(),
        said=_("已登记，请另一位负责人确认。"),
        lead=_("按责任分担的账单：确认以后，每家单位都会收到一笔应付款，合计分毫不差。"),
    )


def begun(case: Any) -> dict[str, str]:
    """What is known of a bill that begins on the page of a case."""
    title = mask_text(case.title)[:80]
    return {"about": case.number, "title": title, "area": case.area.code[:12]}


def confirm_bill(request: Request, uid: UUID) -> HttpResponse:
    """A second person agrees; each of the others owes its share."""
    verb, row = "money.confirm_bill", queries.bill_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    owed = [one for one in queries.shares_of(row) if not one.own]
    sentence = _("%(name)s 承担 %(sum)s 元")
    return act_page(
        request,
        KeyForm(posted(request)),
        lambda actor: actions.confirm_bill(actor, row),
        title=_("确认费用分摊") + f" · {row.title}",
        label=_("确认，记为应付款"),
        back=row.get_absolute_url(),
        said=_("已确认，各单位的应付款已经生成。"),
        lead=_("确认后不能再改。算错了的，要逐笔撤销应付款再重新登记。"),
        rows=facts(row),
        losses=[sentence % {"name": one.body, "sum": yuan(one.fen)} for one in owed],
    )


def drop_bill(request: Request, uid: UUID) -> HttpResponse:
    """Give up what was not confirmed."""
    verb, row = "money.drop_bill", queries.bill_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    return act_page(
        request,
        DropForm(posted(request)),
        lambda actor, **given: actions.drop_bill(actor, row, **given),
        title=_("作废费用分摊") + f" · {row.title}",
        label=_("作废费用分摊"),
        back=row.get_absolute_url(),
        said=_("已作废。"),
        grave=True,
    )
