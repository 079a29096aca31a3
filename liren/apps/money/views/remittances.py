"""Payments as pages: written down by who owes, confirmed or sent back by the other side."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.queries.applications import application_for
from liren.apps.money.actions import claims as actions
from liren.apps.money.forms import claims as forms
from liren.apps.money.models import Claim, Remittance
from liren.apps.money.queries import claims as queries
from liren.apps.money.queries import fees
from liren.apps.money.queries.confirming import standing
from liren.apps.money.rules.claims import REMITTANCE_TONES, RemittanceState, Standing
from liren.apps.money.views.claims import LONGEST, posting
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Body
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import part


def remit(request: Request) -> HttpResponse:
    """Choose what is paid, the oldest first, and write down the payment."""
    require(request.actor, "money.remit")
    body = paying(request)
    if body is None:
        return part(request, "money/remit_choose.html", "choose", bodies=payers(request.actor))
    offered = queries.payable(body)
    form = forms.RemitForm(
        posting(request),
        offered=[(str(row.uid), claim_words(row, left)) for row, left in offered],
        initial={"claims": proposed(request, [row for row, _left in offered]), "day": today()},
    )
    known = {str(row.uid): row for row, _left in offered}

    def act(actor: Actor, **given: Any) -> Remittance:
        rows = [known[uid] for uid in given.pop("claims")]
        return actions.remit(actor, body, claims=rows, **given)

    whole = _("%(n)d 笔，%(sum)s 元") % {
        "n": len(offered),
        "sum": yuan(sum(left for _row, left in offered)),
    }
    if not offered:
        return part(request, "money/remit_choose.html", "choose", bodies=[], none=body)
    return act_page(
        request, form, act,
        title=_("登记拨款"), label=_("登记拨款"), back=reverse("money.claims"),
        said=_("已登记，等社区或区财政确认到账。"),
        to=lambda made: made.get_absolute_url(),
        lead=_("先把钱转出，再在这里登记。另一方确认到账后才算付清。"),
        rows=[(_("付款单位"), body), (_("还可以付"), whole)],
    )  # fmt: skip


def paying(request: Request) -> Body | None:
    """In whose name is paid: the one that is named, or the only one."""
    bodies = queries.bodies_paying(request.actor)
    code = request.GET.get("debtor", "")[:LONGEST]
    named = [one for one in bodies if one.code == code]
    if named or len(bodies) == 1:
        return (named or bodies)[0]
    return None


def payers(actor: Actor) -> list[tuple[Body, str]]:
    """The bodies in whose name the actor may pay, and where."""
    url = reverse("money.remit")
    return [(one, f"{url}?debtor={one.code}") for one in queries.bodies_paying(actor)]


def proposed(request: Request, rows: list[Claim]) -> list[str]:
    """What is ticked at first: the claim one comes from, else what is due, else the oldest."""
    wanted = request.GET.get("claim", "")
    named = [row for row in rows if str(row.uid) == wanted]
    due = [row for row in rows if row.due_on <= today()]
    return [str(row.uid) for row in named or due or rows[:1]]


def claim_words(row: Claim, left: int) -> str:
    """One claim on one line."""
    facts = {"day": f"{row.due_on:%F}", "place": row.area, "title": row.title, "sum": yuan(left)}
    return _("%(day)s 到期 · %(place)s · %(title)s · %(sum)s 元") % facts


@require_safe
def remittances(request: Request) -> HttpResponse:
    """Payments that wait, that came, that did not."""
    require(request.actor, queries.PAYMENTS)
    actor = request.actor
    given = {name: request.GET.get(name, "")[:LONGEST] for name in ("debtor", "area")}
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in queries.PAYMENT_TABS else "waiting"
    cursor = request.GET.get("cursor", "")
    found = queries.page_of_remittances(actor, tab, given["debtor"], given["area"], cursor)
    words = {
        "waiting": pgettext("remittances", "待确认"),
        "confirmed": pgettext("remittances", "已到账"),
        "refused": pgettext("remittances", "已退回"),
        "all": _("全部"),
    }
    waiting = queries.waiting_payments(actor)
    rest = "".join(f"&{name}={one}" for name, one in given.items() if one)
    context = {
        "rows": [shown(row) for row in found.rows],
        "tabs": [
            {
                "label": label,
                "url": f"?tab={name}{rest}",
                "current": name == tab,
                "count": waiting if name == "waiting" and waiting and not rest else None,
            }
            for name, label in words.items()
        ],
        "newer": f"?tab={tab}{rest}&cursor={found.newer}" if found.newer else "",
        "older": f"?tab={tab}{rest}&cursor={found.older}" if found.older else "",
        "may_pay": bool(actor.bodies("money.remit")),
        "tab": tab,
    }
    return part(request, "money/remittances.html", "remittances", **context)


def shown(row: Remittance) -> dict[str, Any]:
    """One payment on one line."""
    return {"row": row, "tone": REMITTANCE_TONES[row.state], "fen": full_yuan(row.fen)}


@require_safe
def remittance(request: Request, uid: UUID) -> HttpResponse:
    """One payment: what for, by which paper, whether it came."""
    require(request.actor, queries.PAYMENTS)
    actor = request.actor
    row = queries.remittance_for(actor, uid)
    waits = row.state == RemittanceState.RECORDED
    pledge = fees.pledge_of(row.application) if row.application else None
    may_confirm = waits and permits(actor, "money.confirm_remittance", row)
    side = standing(actor, row) if may_confirm else None
    context = {
        **shown(row),
        "facts": facts(row),
        "parts": [(one, full_yuan(one.fen)) for one in queries.parts_paid(row)],
        "may_confirm": may_confirm and side != Standing.WITHIN,
        "within": side == Standing.WITHIN,
        "alone": side == Standing.ALONE,
        "may_refuse": waits and permits(actor, "money.refuse_remittance", row),
        "waits": waits,
        "pledge_url": pledge.get_absolute_url() if pledge and actor.may(fees.READ) else "",
    }
    return part(request, "money/remittance.html", "remittance", **context)


def facts(row: Remittance) -> list[tuple[str, object]]:
    """What is known of it."""
    return [
        (_("付款单位"), row.debtor),
        (_("用途"), row.get_kind_display()),
        (_("准入事项"), row.application),
        (_("金额"), _("%(sum)s 元") % {"sum": yuan(row.fen)}),
        (pgettext("remittance", "凭据"), row.paper),
        (_("拨款日期"), f"{row.day:%F}"),
        (_("登记人"), row.by.name),
        (_("处理人"), row.decided_by.name if row.decided_by else ""),
        (_("退回理由"), row.reason),
    ]


def confirm_remittance(request: Request, uid: UUID) -> HttpResponse:
    """Another person has seen the money."""
    words = (
        _("确认到账"),
        _("请核对账户：这笔钱确实到账了再确认。确认后不能改，有错要另行冲销。"),
        _("已确认到账。"),
    )
    form = KeyForm(posting(request))
    return decide(
        request, uid, "money.confirm_remittance", actions.confirm_remittance, form, words
    )


def refuse_remittance(request: Request, uid: UUID) -> HttpResponse:
    """The money did not come."""
    words = (
        _("退回登记"),
        _("没有收到钱，或金额不对的，退回给付款单位重新登记。应付款仍按未付计算。"),
        _("已退回，付款单位会看到理由。"),
    )
    form = forms.ReasonForm(posting(request))
    verb, act = "money.refuse_remittance", actions.refuse_remittance
    return decide(request, uid, verb, act, form, words)


def decide(
    request: Request, uid: UUID, verb: str, do: Any, form: Any, words: tuple[str, str, str]
) -> HttpResponse:
    """One answer to a payment."""
    require(request.actor, queries.PAYMENTS)
    row = queries.remittance_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    label, lead, said = words
    return act_page(
        request,
        form,
        lambda actor, **given: do(actor, row, **given),
        title=f"{label} · {row.paper}",
        label=label,
        back=row.get_absolute_url(),
        said=said,
        lead=lead,
        rows=facts(row),
    )


# ── before the work, and after it ───────────────────────────────────────────────────────────


def deposit(request: Request, uid: UUID) -> HttpResponse:
    """Pay in for an admitted matter before the work is done."""
    require(request.actor, "money.deposit")
    row = application_for(request.actor, uid)
    if row.body_id not in request.actor.bodies("money.deposit"):
        raise PermissionDenied("money.deposit")
    pledge = fees.pledge_of(row)
    rows: list[tuple[str, object]] = [(_("准入事项"), row), (_("付款单位"), row.body)]
    if pledge:
        found = fees.sums_of(pledge)
        rows.append((_("已预存"), _("%(sum)s 元") % {"sum": yuan(found.deposit)}))
        rows.append((_("最多还可以预存"), _("%(sum)s 元") % {"sum": yuan(found.to_come)}))
    return act_page(
        request,
        forms.DepositForm(posting(request), initial={"day": today()}),
        lambda actor, **given: actions.deposit(actor, row, **given),
        title=f"{_('预存经费')} · {row.title}",
        label=_("登记预存"),
        back=pledge.get_absolute_url() if pledge else row.get_absolute_url(),
        said=_("已登记，区财政确认到账后计入预存。"),
        to=lambda made: made.get_absolute_url(),
        lead=_("预存的经费在任务验收时直接付给社区，没用完的在事项退出后退还。"),
        rows=rows,
    )


def return_deposit(request: Request, uid: UUID) -> HttpResponse:
    """Give back what was paid in and not used."""
    require(request.actor, fees.READ)
    row = fees.pledge_for(request.actor, uid)
    if not permits(request.actor, "money.return_deposit", row):
        raise PermissionDenied("money.return_deposit")
    left = _("%(sum)s 元") % {"sum": yuan(max(queries.returnable(row), 0))}
    return act_page(
        request,
        forms.PaperForm(posting(request), initial={"day": today()}),
        lambda actor, **given: actions.return_deposit(actor, row, **given),
        title=f"{_('退还预存')} · {row}",
        label=_("登记退还"),
        back=row.get_absolute_url(),
        said=_("已登记，另一人确认后记账。"),
        to=lambda made: made.get_absolute_url(),
        lead=_("事项已经退出，没有用完的预存经费退还给部门。由另一人确认后记账。"),
        rows=[(_("准入事项"), row), (_("退还给"), row.body), (_("可以退还"), left)],
    )
