"""Donations as pages: the list, one of them, its papers, and the acts on it."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.money.actions import donations as actions
from liren.apps.money.forms import donations as forms
from liren.apps.money.models import Donation
from liren.apps.money.queries import donations as queries
from liren.apps.money.queries.donations import DonationsSought
from liren.apps.money.queries.earmarked import allowance, there
from liren.apps.money.rules.donations import (
    BUTTONS,
    COURSE,
    NEXT,
    OWN_CONFIRMATION,
    STEP_WORDS,
    TONES,
)
from liren.apps.money.rules.giving import DonationState, DonorKind
from liren.apps.money.views import giving
from liren.apps.money.views.giving import amount, sent_in, word
from liren.kernel.access.actor import Actor
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.base.money import capital_yuan, full_yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page, step_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.lists import asked
from liren.kernel.web.respond import part, private
from liren.kernel.web.workbook import workbook

RETURN = "money.return_donation"


def sought_of(request: Request) -> DonationsSought:
    """What the address of the list asks for; what is no choice counts as not asked."""
    kind, held, tab = (word(request, name) for name in ("kind", "held", "tab"))
    return DonationsSought(
        tab if tab in queries.TABS else "all",
        q=word(request, "q"),
        area=word(request, "area"),
        kind=kind if kind in DonorKind.values else "",
        held=held if held in ("body", "area") else "",
    )


@require_safe
def donations(request: Request) -> HttpResponse:
    """What people gave, to whom, for what, and what waits."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_donations(actor, sought, request.GET.get("cursor", ""))
    whole = DonationsSought("all", sought.q, sought.area, sought.kind, sought.held)
    said, here = queries.sums(actor, whole), queries.sums(actor, sought)
    context: dict[str, Any] = {
        "rows": [(row, TONES[row.state], amount(row.fen)) for row in found.rows],
        "sought": sought,
        "tabs": tabs(sought, said),
        "kinds": DonorKind.choices,
        "kpis": kpis(said),
        "area": giving.area_of(sought.area),
        "shown": giving.counted(here["n"]),
        **giving.paged(found, sought),
        "may_add": actor.may("money.add_donation"),
        "export_url": reverse("money.export_donations") + asked(sought)
        if actor.may("money.export_donations")
        else "",
        "filtered": any((sought.q, sought.area, sought.kind, sought.held)),
        "clear": asked(DonationsSought(sought.tab)),
    }
    return part(request, "money/donations.html", "donations", **context)


def kpis(said: dict[str, int]) -> list[dict[str, object]]:
    """The figures above the list; those that wait open the list of them."""
    url = reverse("money.donations")
    return [
        {"label": _("已到账"), "value": amount(said["confirmed"])},
        {"label": _("待确认"), "value": said["waiting"], "url": f"{url}?tab=recorded"},
        {"label": _("待告知捐赠人"), "value": said["untold"], "url": f"{url}?tab=untold"},
        {"label": _("退回捐赠人"), "value": amount(said["returned"])},
    ]


def tabs(sought: DonationsSought, said: dict[str, int]) -> list[dict[str, Any]]:
    """The states of the list."""
    words = {
        "all": _("全部"),
        "recorded": _("待确认"),
        "confirmed": _("已到账"),
        "untold": _("待告知捐赠人"),
        "returned": _("已退回"),
    }
    counts = {"recorded": said["waiting"], "untold": said["untold"]}
    return giving.tabs(sought, words, counts, hot=("recorded",))


@require_safe
def export_donations(request: Request) -> FileResponse:
    """The same list as a spreadsheet; who took it out is on record."""
    require(request.actor, "money.export_donations")
    sought = sought_of(request)
    rows = queries.exported(request.actor, sought)
    head = [
        *(_("收到日期"), _("捐赠人"), pgettext("donor", "捐赠人类别"), _("由谁接收")),
        *(_("捐赠人指定的用途"), _("金额（元）"), _("收据号或凭证号"), _("状态"), _("退回（元）")),
    ]
    file = workbook(_("捐赠"), head, map(cells, rows), still=2)
    actions.note_export(request.actor, "money.export_donations", asked(sought), len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('捐赠')}.xlsx")


def cells(row: Donation) -> list[Any]:
    """One donation as a line."""
    return [
        *(f"{row.day:%F}", row.donor, str(row.get_donor_kind_display())),
        *(str(row.held_by or row.area), row.purpose, row.fen / 100, row.paper),
        *(str(row.get_state_display()), row.returned_fen / 100),
    ]


# ── one of them ─────────────────────────────────────────────────────────────────────────────


@require_safe
def donation(request: Request, uid: UUID) -> HttpResponse:
    """One donation: who gave it, for what, and what became of it."""
    actor, row = request.actor, queries.donation_for(request.actor, uid)
    uses = queries.became(row)
    said = allowance(row.purse)
    context = {
        "row": row,
        "tone": TONES[row.state],
        "fen": amount(row.fen),
        "facts": facts(row),
        "verbs": giving.buttons(actor, row, COURSE, next_of(row), BUTTONS),
        "uses": [(one, amount(one.fen)) for one in uses],
        "shared": queries.is_shared(row),
        "there": amount(there(row.purse)),
        "allowance": said,
        "foreign": row.donor_kind == DonorKind.FOREIGN and actions.law_on_foreign(),
        "entries": giving.entries(row, STEP_WORDS),
        "confirmed": row.state == DonationState.CONFIRMED,
        "confirmed_here": row.confirmed_by_id == actor.user.pk and actor.may(RETURN),
    }
    return part(request, "money/donation.html", "donation", **context)


def next_of(row: Donation) -> tuple[str, ...]:
    """The main step: to confirm it, then to tell the donor once."""
    if row.state == DonationState.CONFIRMED and row.told_at:
        return ()
    return (NEXT.get(row.state, ""),)


def facts(row: Donation) -> list[tuple[str, object]]:
    """What is known of it."""
    return [
        (_("捐赠编号"), row.number),
        (pgettext("donor", "捐赠人类别"), row.get_donor_kind_display()),
        (pgettext("donor", "联系电话"), str(row.donor_phone)),
        (_("公示"), _("不留名（写作“爱心人士”）") if row.unnamed else ""),
        (_("由谁接收"), row.held_by or row.area),
        (_("捐赠人指定的用途"), row.purpose or _("没有指定用途")),
        (_("收到日期"), f"{row.day:%F}"),
        (_("收据号或凭证号"), row.paper),
        (_("登记人"), row.by.name),
        (_("确认人"), row.confirmed_by and row.confirmed_by.name),
        (_("境外捐赠的批准或登记文件"), row.law_paper),
        (_("已退回"), row.returned_fen and amount(row.returned_fen)),
        (_("已改变用途"), row.turned_fen and amount(row.turned_fen)),
        (pgettext("money", "说明"), row.reason),
        (pgettext("donation", "告知日期"), row.told_at and f"{row.told_at:%F}"),
    ]


@require_safe
def donation_receipt(request: Request, uid: UUID) -> HttpResponse:
    """The receipt for the donor, on paper."""
    return on_paper(request, uid, "money/donation_receipt.html")


@require_safe
def donation_letter(request: Request, uid: UUID) -> HttpResponse:
    """The letter that tells the donor what became of it."""
    return on_paper(request, uid, "money/donation_letter.html")


def on_paper(request: Request, uid: UUID, template: str) -> HttpResponse:
    """A paper about a donation."""
    row = queries.donation_for(request.actor, uid)
    context = {
        "row": row,
        "fen": full_yuan(row.fen),
        "in_words": capital_yuan(row.fen),
        "uses": [(one, amount(one.fen)) for one in queries.became(row)],
        "shared": queries.is_shared(row),
        "there": amount(there(row.purse)),
        "keeper": row.held_by or row.area,
        "today": today(),
    }
    return private(render(request, template, context))


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def add_donation(request: Request) -> HttpResponse:
    """Write down what somebody gave."""
    require(request.actor, "money.add_donation")
    areas, bodies = queries.takers(request.actor, "money.add_donation")
    given = request.GET.get("area", "")[:20]
    initial = {"day": today(), "to": f"area:{given}" if given else None}
    form = forms.DonationForm(sent_in(request), areas=areas, bodies=bodies, initial=initial)
    return act_page(
        request,
        form,
        add,
        title=_("登记捐赠"),
        label=pgettext("donation", "登记"),
        back=reverse("money.donations"),
        said=_("已登记，等另一个人确认到账。"),
        to=lambda row: row.get_absolute_url(),
        lead=_("登记后由另一个人对照收据或银行回单确认，确认了才入账、才公示。"),
        hints=lambda: [(forms.PURPOSES, known_purposes(request.actor))],
    )


def add(actor: Actor, **given: Any) -> Donation:
    """Write it down at the area that was chosen."""
    return actions.add_donation(actor, given.pop("area"), **given)


def known_purposes(actor: Actor) -> list[tuple[str, str]]:
    """What others gave for."""
    rows = queries.seen(actor, DonationsSought()).exclude(purpose="").order_by()
    return [(one, "") for one in rows.values_list("purpose", flat=True).distinct()[:30]]


def confirm_donation(request: Request, uid: UUID) -> HttpResponse:
    """A second person saw the money."""
    row = acted(request, uid, "money.confirm_donation")
    foreign = row.donor_kind == DonorKind.FOREIGN
    form = forms.ConfirmDonationForm(sent_in(request), foreign=foreign)
    lead = _("请对照收据和银行回单。确认后入账，就不能再改，只能退回。")
    warning = actions.law_on_foreign() if foreign else ""
    return act(request, row, form, actions.confirm_donation, lead=lead, warning=warning)


def return_donation(request: Request, uid: UUID) -> HttpResponse:
    """Give it back, or strike what never came."""
    row = queries.donation_for(request.actor, uid)
    if row.confirmed_by_id == request.actor.user.pk:
        raise Refused("access.own-work", OWN_CONFIRMATION)
    giving.permitted(request.actor, RETURN, row)
    confirmed = row.state == DonationState.CONFIRMED
    form = forms.ReturnForm(sent_in(request), confirmed=confirmed)
    lead = _("还没有入账，退回就是撤销这条登记。")
    if confirmed:
        free = {"fen": amount(there(row.purse))}
        lead = _("同一用途的账户现在可用 %(fen)s，退回不能超过它。") % free
    return act(request, row, form, actions.return_donation, lead=lead)


def turn_over(request: Request, uid: UUID) -> HttpResponse:
    """Another purpose, with the donor's consent."""
    row = acted(request, uid, "money.turn_over")
    form = forms.TurnForm(sent_in(request))
    lead = _("捐赠只能用在捐赠人说的事上。剩下的要用在别处，须先取得捐赠人同意并写明依据。")
    return act(request, row, form, actions.turn_over, lead=lead)


def tell_donors(request: Request, uid: UUID) -> HttpResponse:
    """The donor was told what became of it."""
    row = acted(request, uid, "money.tell_donors")
    form = KeyForm(sent_in(request))
    lead = _("先打印告知信寄给或当面交给捐赠人，再记下已经告知。")
    more = (reverse("money.donation_letter", args=[row.uid]), _("打印告知信"))
    return act(request, row, form, actions.tell_donors, lead=lead, more=more)


def acted(request: Request, uid: UUID, verb: str) -> Donation:
    """The donation, if the actor may do this to it."""
    return giving.permitted(request.actor, verb, queries.donation_for(request.actor, uid))


def act(request: Request, row: Donation, form: Any, do: Any, **explained: Any) -> HttpResponse:
    """One form that does one thing to a donation."""
    label = str(BUTTONS[do.action.verb])
    return step_page(
        request,
        row,
        form,
        do,
        label=label,
        name=row.donor,
        rows=[(_("金额"), amount(row.fen)), *facts(row)],
        **explained,
    )
