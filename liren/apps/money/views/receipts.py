"""Receipts and transfers as pages."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import given, sent
from liren.apps.money.actions import receipts as actions
from liren.apps.money.actions.books import note_export
from liren.apps.money.forms.purses import ReceiptForm, TransferForm, WhyForm
from liren.apps.money.models import Receipt
from liren.apps.money.queries import receipts as queries
from liren.apps.money.queries.purses import MOST
from liren.apps.money.queries.receipts import ReceiptsSought
from liren.apps.money.queries.vouchers import number_of
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.receipts import TONES, ReceiptState
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page, step_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.lists import asked
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook


def sought_of(request: Request) -> ReceiptsSought:
    """What the address asks for."""
    tab = given(request, "tab", 10)
    words = {name: given(request, name) for name in ("q", "area", "fund", "year")}
    return ReceiptsSought(tab if tab in queries.TABS else "all", **words)


@require_safe
def receipts(request: Request) -> HttpResponse | FileResponse:
    """Money that came in, by state."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    if given(request, "form", 4) == "xlsx":
        return sheet(request, sought)
    found = queries.page_of_receipts(actor, sought, request.GET.get("cursor", ""))
    counts = queries.counts(actor, sought)
    context: dict[str, Any] = {
        "rows": [listed(one) for one in found.rows],
        "tabs": tabs(sought, counts),
        "sought": sought,
        "area": Area.objects.filter(code=sought.area).first() if sought.area else None,
        "funds": queries.funds(),
        "shown": _("共 %(total)d 项") % {"total": counts[sought.tab]},
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "may_add": actor.may("money.add_receipt"),
        "may_transfer": actor.may("money.transfer"),
        "export_url": export_url(sought) if actor.may("money.export_purses") else "",
    }
    return part(request, "money/receipts.html", "receipts", **context)


def export_url(sought: ReceiptsSought) -> str:
    """The same list as a spreadsheet."""
    said = asked(sought)
    return reverse("money.receipts") + (said + "&" if said else "?") + "form=xlsx"


def tabs(sought: ReceiptsSought, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The states of the list."""
    own = {name: one for name, one in vars(sought).items() if name != "tab"}
    words = {"all": _("全部"), **{str(code): label for code, label in ReceiptState.choices}}
    return [
        {
            "label": words[name],
            "url": asked(ReceiptsSought(name, **own)) or "?",
            "current": name == sought.tab,
            "count": counts.get(name) or None,
            "hot": name == "waiting" and bool(counts.get(name)),
        }
        for name in ("all", *queries.TABS[:-1])
    ]


def listed(row: Receipt) -> dict[str, Any]:
    """One line of the list."""
    state = ReceiptState(actions.state_of(row))
    return {
        "row": row,
        "state": state.label,
        "tone": TONES[state],
        "fen": full_yuan(row.fen),
        "fund": str(row.purse.fund),
    }


def sheet(request: Request, sought: ReceiptsSought) -> HttpResponse | FileResponse:
    """The list as a spreadsheet."""
    require(request.actor, "money.export_purses")
    rows = queries.exported(request.actor, sought, MOST)
    head = [
        _("辖区"), _("到账日期"), _("摘要"), _("付款方"), _("资金来源"), _("科目"),
        _("金额（元）"), _("凭据"), _("状态"),
    ]  # fmt: skip
    lines = [
        [
            str(one.area), f"{one.day:%F}", one.title, one.payer, str(one.purse.fund),
            str(one.category), one.fen / 100, one.paper, str(listed(one)["state"]),
        ]
        for one in rows
    ]  # fmt: skip
    file = workbook(_("收入登记"), head, lines, widths=(16, 12, 28, 20), still=1)
    note_export(request.actor, asked(sought), len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('收入登记')}.xlsx")


@require_safe
def receipt(request: Request, uid: UUID) -> HttpResponse:
    """One receipt: what it says, how far it is, and its vouchers."""
    row = queries.receipt_for(request.actor, uid)
    one = listed(row)
    context = {
        **one,
        "receipt": row,
        "facts": facts(row),
        "verbs": verbs(request.actor, row),
        "waiting": actions.state_of(row) == ReceiptState.WAITING,
        "own_work": row.by_id == request.actor.user.pk,
        "twins": queries.same_paper(row),
        "vouchers": [
            {
                "kind": Kind(p.kind).label,
                "number": number_of(p),
                "day": p.day,
                "url": reverse("money.voucher", args=[p.uid]),
            }
            for p in queries.postings_of(row)
        ],
    }
    return part(request, "money/receipt.html", "receipt", **context)


def facts(row: Receipt) -> list[tuple[str, object]]:
    """What was written down."""
    return [
        (_("辖区"), row.area),
        (_("金额"), f"¥{yuan(row.fen)}"),
        (_("到账日期"), f"{row.day:%F}"),
        (_("资金来源"), row.purse.fund),
        (_("专款"), row.purse.earmark or ""),
        (_("科目"), row.category),
        (pgettext("receipt", "调出账户") if row.giver else _("付款方"), giver_of(row)),
        (_("凭据"), row.paper),
        (_("登记人"), row.by.name),
        (_("确认人"), row.confirmed_by.name if row.confirmed_by else ""),
        (_("原因"), row.reason),
    ]


def giver_of(row: Receipt) -> str:
    """Who paid."""
    return f"{row.giver.area} · {row.giver}" if row.giver else row.payer


def verbs(actor: Actor, row: Receipt) -> list[dict[str, Any]]:
    """The buttons of one receipt, the next step first."""
    state = actions.state_of(row)
    offered = {
        ReceiptState.WAITING: (
            ("money.confirm_receipt", _("确认到账"), True),
            ("money.drop_receipt", _("撤销登记"), False),
        ),
        ReceiptState.BOOKED: (("money.reverse", _("冲销"), False),),
    }.get(ReceiptState(state), ())
    return [
        {"label": label, "url": reverse(verb, args=[row.uid]), "next": following}
        for verb, label, following in offered
        if permits(actor, verb, row)
    ]


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def add_receipt(request: Request) -> HttpResponse:
    """Write down money that came in: first where."""
    require(request.actor, "money.add_receipt")
    areas = queries.areas_for(request.actor, "money.add_receipt")
    area = at_home(request, areas)
    if area is None:
        title = _("登记在哪个辖区")
        context = {"areas": areas, "url": reverse("money.add_receipt"), "title": title}
        return part(request, "money/where.html", "where", **context)
    form = ReceiptForm(
        sent(request),
        funds=queries.funds(),
        headings=queries.headings(),
        earmarks=queries.earmarks_at(area),
        initial={"day": today()},
    )
    return act_page(
        request,
        form,
        lambda actor, **told: actions.add_receipt(actor, area, **told),
        title=_("登记收入 · %(area)s") % {"area": area},
        label=_("登记"),
        back=reverse("money.receipts"),
        said=_("已登记，等另一位同事确认到账。"),
        to=lambda row: row.get_absolute_url(),
        lead=_("部门按应付款拨来的钱在“拨款”里登记，捐赠在“捐赠”里登记。这里登记租金、"
               "上级拨入和其他收入。"),
    )  # fmt: skip


def at_home(request: Request, areas: list[Area]) -> Area | None:
    """The area of the address, or the only one there is."""
    code = given(request, "area", 20)
    if len(areas) == 1 and not code:
        return areas[0]
    found = next((one for one in areas if one.code == code), None)
    if code and found is None:
        raise Area.DoesNotExist
    return found


def transfer(request: Request) -> HttpResponse:
    """Hand money of a purse to another area."""
    require(request.actor, "money.transfer")
    givers = queries.givers_for(request.actor)
    form = TransferForm(
        sent(request),
        givers=givers,
        areas=queries.areas_for(request.actor, "money.transfer"),
        headings=queries.headings(),
    )
    warning = "" if givers else _("您的辖区里今年还没有可以调出的经费。")
    return act_page(
        request,
        form,
        lambda actor, *, giver, **told: actions.transfer(actor, giver, **told),
        title=_("调拨经费"),
        label=_("调拨"),
        back=reverse("money.receipts"),
        said=_("已登记调拨，对方确认到账后入账。"),
        to=lambda row: row.get_absolute_url(),
        lead=_("只能在同一经费来源、同一专款之间调拨。由另一位同事确认到账后才入账。"),
        warning=warning,
    )


def permitted(request: Request, uid: UUID, verb: str) -> Receipt:
    """The receipt, if the actor may do this to it."""
    row = queries.receipt_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    return row


def confirm_receipt(request: Request, uid: UUID) -> HttpResponse:
    """A second person has seen that the money is there."""
    row = permitted(request, uid, "money.confirm_receipt")
    return act(
        request, row, KeyForm(sent(request)), actions.confirm_receipt, _("确认到账"),
        _("请先核对银行回单或收据：金额、付款方、日期都对，再确认。确认后入账，只能冲销。"),
    )  # fmt: skip


def drop_receipt(request: Request, uid: UUID) -> HttpResponse:
    """Take back what was written down."""
    row = permitted(request, uid, "money.drop_receipt")
    return act(request, row, WhyForm(sent(request)), actions.drop_receipt, _("撤销登记"))


def reverse_receipt(request: Request, uid: UUID) -> HttpResponse:
    """Answer what is in the books by its opposite."""
    row = permitted(request, uid, "money.reverse")
    warning = _("账上会多一笔方向相反的凭证，原来的凭证保留。钱已花掉的，余额不够不能冲销。")
    return act(request, row, WhyForm(sent(request)), actions.reverse, _("冲销"), warning)


def act(
    request: Request, row: Receipt, form: Any, do: Any, label: str, warning: str = ""
) -> HttpResponse:
    """One form that does one thing to a receipt."""
    return step_page(
        request,
        row,
        form,
        do,
        label=label,
        name=row.title,
        rows=facts(row),
        warning=warning,
    )
