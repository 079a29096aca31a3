"""What is owed as pages: the list, one claim, what is raised by hand or cancelled."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.money.actions import claims as actions
from liren.apps.money.forms import claims as forms
from liren.apps.money.models import Claim, Fund, Part
from liren.apps.money.queries import claims as queries
from liren.apps.money.queries.claims import ClaimsSought
from liren.apps.money.rules.chart import Kind
from liren.apps.money.rules.claims import (
    OWING,
    REMITTANCE_TONES,
    ClaimState,
    FeeClaimKind,
)
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.money import full_yuan, yuan
from liren.kernel.doors.queries import require
from liren.kernel.ledger.reading import statement
from liren.kernel.web.act import act_page
from liren.kernel.web.lists import asked, capped
from liren.kernel.web.respond import part
from liren.kernel.web.workbook import workbook

LONGEST = 60
TONES = {
    ClaimState.OPEN: "info",
    ClaimState.PART: "warn",
    ClaimState.PAID: "ok",
    ClaimState.CANCELLED: "off",
}


def sought_of(request: Request) -> ClaimsSought:
    """What the address of the list asks for; what is no choice counts as not asked."""
    names = ("q", "debtor", "kind", "year", "area")
    given = {name: request.GET.get(name, "").strip()[:LONGEST] for name in names}
    given["kind"] = given["kind"] if given["kind"] in FeeClaimKind.values else ""
    given["year"] = given["year"] if given["year"].isdecimal() else ""
    tab = request.GET.get("tab", "owing")
    return ClaimsSought(tab if tab in queries.TABS else "owing", **given)


@require_safe
def claims(request: Request) -> HttpResponse:
    """What is owed, what is overdue, what was paid."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_claims(actor, sought, request.GET.get("cursor", ""))
    sums = queries.sums(actor, sought)
    context: dict[str, Any] = {
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "tabs": tabs(actor, sought),
        "kinds": FeeClaimKind.choices,
        "debtors": queries.debtors(actor),
        "years": [str(year) for year in queries.years(actor)],
        "area": Area.objects.filter(code=sought.area).first() if sought.area else None,
        "shown": sum_words(sums),
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "export_url": reverse("money.export_claims") + asked(sought)
        if actor.may("money.export_claims")
        else "",
        "may_pay": bool(actor.bodies("money.remit")),
        "may_raise": actor.may("money.raise"),
        "waiting": queries.waiting_payments(actor) if actor.may(queries.PAYMENTS) else 0,
        "filtered": any((sought.q, sought.debtor, sought.kind, sought.year, sought.area)),
        "clear": asked(ClaimsSought(sought.tab)),
    }
    return part(request, "money/claims.html", "claims", **context)


def sum_words(sums: Any) -> str:
    """How many and how much."""
    facts = {"n": sums["number"], "fen": yuan(sums["fen"]), "left": yuan(sums["left"])}
    return _("共 %(n)s 笔，金额 %(fen)s 元，未付 %(left)s 元") % facts


def tabs(actor: Actor, sought: ClaimsSought) -> list[dict[str, Any]]:
    """The tabs of the list, with how many are owed and overdue."""
    words = {
        "owing": pgettext("claims", "未付清"),
        "overdue": pgettext("claims", "已逾期"),
        "paid": pgettext("claims", "已付清"),
        "cancelled": pgettext("claims", "已撤销"),
        "all": _("全部"),
    }
    found = []
    for name, label in words.items():
        wanted = ClaimsSought(name, sought.q, sought.debtor, sought.kind, sought.year, sought.area)
        hot = name in ("owing", "overdue")
        count = queries.sums(actor, wanted)["number"] if hot else 0
        found.append(
            {
                "label": label,
                "url": asked(wanted),
                "current": name == sought.tab,
                "count": capped(count) if count else None,
                "hot": bool(count) and name == "overdue",
            }
        )
    return found


def shown(row: Claim) -> dict[str, Any]:
    """One line: what, of whom, to whom, how much, since when."""
    owed = row.state in OWING
    return {
        "row": row,
        "tone": "bad" if row.days_late else TONES[ClaimState(row.state)],
        "fen": full_yuan(row.fen),
        "left": full_yuan(row.account.amount) if owed else "",
        "late": row.days_late,
    }


@require_safe
def export_claims(request: Request) -> FileResponse:
    """The same list as a spreadsheet; who took it out is on record."""
    require(request.actor, "money.export_claims")
    sought = sought_of(request)
    rows = queries.exported(request.actor, sought)
    head = (
        *(_("款项"), _("社区"), _("应付单位"), _("类别"), pgettext("money", "年度")),
        *(_("依据"), _("产生日期"), _("应付日期"), _("逾期天数"), _("金额（元）")),
        *(_("未付（元）"), _("状态")),
    )
    file = workbook(_("应付款"), head, map(cells, rows), widths=(36, 20, 24), still=1)
    actions.note_export(request.actor, asked(sought), len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('应付款')}.xlsx")


def cells(row: Claim) -> list[Any]:
    """One line of the spreadsheet."""
    left = row.account.amount / 100 if row.state in OWING else 0
    return [
        *(row.title, str(row.area), str(row.debtor), row.get_kind_display(), row.year),
        *(row.basis, f"{row.raised_on:%F}", f"{row.due_on:%F}", row.days_late, row.fen / 100),
        *(left, row.get_state_display()),
    ]


# ── one claim ───────────────────────────────────────────────────────────────────────────────


@require_safe
def claim(request: Request, uid: UUID) -> HttpResponse:
    """One claim: why, since when, what was paid, what is left."""
    require(request.actor, queries.READ)
    actor = request.actor
    row = queries.claim_for(actor, uid)
    parts = queries.parts_of(row) if actor.may(queries.PAYMENTS) else []
    left = row.account.amount if row.state in OWING else 0
    cancel = row.state in OWING and permits(actor, "money.cancel_claim", row)
    context = {
        "row": row,
        "tone": TONES[ClaimState(row.state)],
        "facts": facts(row),
        "steps": steps(row),
        "kpis": kpis(row, left),
        "parts": [paid_line(one) for one in parts],
        "lines": [posted(one) for one in statement(row.account)[:40]],
        "pay_url": reverse("money.remit") + f"?debtor={row.debtor.code}&claim={row.uid}"
        if left and row.debtor_id in actor.bodies("money.remit")
        else "",
        "cancel_url": reverse("money.cancel_claim", args=[row.uid]) if cancel else "",
        "assignment": row.assignment if actor.may("duties.assignments") else None,
    }
    return part(request, "money/claim.html", "claim", **context)


def facts(row: Claim) -> list[tuple[str, object]]:
    """What is known of it."""
    return [
        (_("应付单位"), row.debtor),
        (_("付给"), row.area),
        (_("类别"), row.get_kind_display()),
        (_("依据"), row.basis),
        (_("经费来源"), row.fund),
        (_("专款"), row.earmark),
        (_("所属年度"), _("%(year)s 年") % {"year": row.year}),
        (_("产生日期"), f"{row.raised_on:%F}"),
        (_("应付日期"), f"{row.due_on:%F}"),
        (_("登记人"), row.by.name),
    ]


def kpis(row: Claim, left: int) -> list[dict[str, Any]]:
    """How much, how much of it was paid, how much is left."""
    gone = row.fen - left if row.state != ClaimState.CANCELLED else None
    late = _("已逾期 %(n)d 天") % {"n": row.days_late} if row.days_late else ""
    return [
        {"label": _("应付"), "value": yuan(row.fen), "unit": _("元")},
        {"label": _("已付"), "value": "—" if gone is None else yuan(gone), "unit": _("元")},
        {"label": _("未付"), "value": yuan(left), "unit": _("元"), "note": late},
    ]


def steps(row: Claim) -> list[dict[str, str]]:
    """How far it is."""
    words = [_("产生"), pgettext("remittances", "拨款"), _("付清")]
    if row.state == ClaimState.CANCELLED:
        return [
            {"label": words[0], "state": "past"},
            {"label": row.get_state_display(), "state": "stop"},
        ]
    at = 1 if row.state in OWING else 3
    states = ["past"] * at + ["now"] + ["next"] * 3
    return [{"label": a, "state": b} for a, b in zip(words, states, strict=False)]


def paid_line(one: Part) -> dict[str, Any]:
    """One payment of a claim."""
    payment = one.remittance
    return {"part": one, "fen": full_yuan(one.fen), "tone": REMITTANCE_TONES[payment.state]}


def posted(line: Any) -> dict[str, Any]:
    """One line of the books."""
    return {
        "day": line.day,
        "kind": Kind(line.posting.kind).label if line.posting.kind in Kind.values else "",
        "title": line.posting.title,
        "fen": full_yuan(line.amount),
        "after": full_yuan(line.after),
    }


def cancel_claim(request: Request, uid: UUID) -> HttpResponse:
    """What is still owed falls away."""
    require(request.actor, queries.READ)
    row = queries.claim_for(request.actor, uid)
    if not permits(request.actor, "money.cancel_claim", row):
        raise PermissionDenied("money.cancel_claim")
    return act_page(
        request,
        forms.ReasonForm(posting(request)),
        lambda actor, **given: actions.cancel_claim(actor, row, **given),
        title=f"{_('撤销应付款')} · {row.title}",
        label=_("撤销应付款"),
        back=row.get_absolute_url(),
        said=_("已撤销，未付的部分不再计入欠款。"),
        lead=_("撤销后未付的部分不再欠社区。已付的不变，双方都能看到理由。"),
        rows=facts(row),
        grave=True,
    )


def posting(request: Request) -> Any:
    """What a form was sent with; nothing where it is only shown."""
    return request.POST if request.method == "POST" else None


def raise_claim(request: Request) -> HttpResponse:
    """Write down what no task and no scheme raises."""
    require(request.actor, "money.raise")
    areas, debtors = queries.places_owed(request.actor), queries.bodies_owing(request.actor)
    funds = {one.code: one for one in Fund.objects.all()}
    form = forms.RaiseForm(
        posting(request),
        areas=[(one.code, f"{one.parent} · {one}") for one in areas],
        debtors=[(one.code, str(one)) for one in debtors],
        funds=[(code, str(one)) for code, one in funds.items()],
    )
    places, owing = {one.code: one for one in areas}, {one.code: one for one in debtors}

    def act(actor: Actor, **given: Any) -> Claim:
        area, debtor = places[given.pop("area")], owing[given.pop("debtor")]
        fund = funds[given.pop("fund")]
        return actions.raise_by_hand(actor, area, debtor=debtor, fund=fund, **given)

    return act_page(
        request,
        form,
        act,
        title=_("登记应付款"),
        label=_("登记"),
        back=reverse("money.claims"),
        said=_("已登记，应付单位能看到这笔应付款。"),
        to=lambda made: made.get_absolute_url(),
        lead=_("任务验收和年度核定的应付款会自动产生，不用登记。这里登记其他有依据的应付款。"),
    )
