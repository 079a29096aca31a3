"""Gifts in kind as pages: the list, one of them, its letter, and the acts on it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.money.actions import goods as actions
from liren.apps.money.actions.donations import law_on_foreign
from liren.apps.money.forms import donations as gift_forms
from liren.apps.money.forms import goods as forms
from liren.apps.money.models import Gift, Handout
from liren.apps.money.queries import donations
from liren.apps.money.queries import goods as queries
from liren.apps.money.queries.goods import GiftsSought
from liren.apps.money.rules.giving import DonorKind, GiftState, Recipient
from liren.apps.money.rules.goods import BUTTONS, COURSE, OWN_CONFIRMATION, STEP_WORDS, TONES
from liren.apps.money.views import giving
from liren.apps.money.views.giving import amount, sent_in, word
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.errors import Refused
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page, step_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.lists import asked
from liren.kernel.web.respond import go, part, private, refusals_to

RETURN, UNDO = "money.return_gift", "money.undo_hand_out"


def sought_of(request: Request) -> GiftsSought:
    """What the address of the list asks for; what is no choice counts as not asked."""
    tab = word(request, "tab")
    return GiftsSought(
        tab if tab in queries.TABS else "all", word(request, "q"), word(request, "area")
    )


@require_safe
def gifts(request: Request) -> HttpResponse:
    """Which things people gave, what is left of them, and what waits."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_gifts(actor, sought, request.GET.get("cursor", ""))
    said = queries.sums(actor, GiftsSought("all", sought.q, sought.area))
    context: dict[str, Any] = {
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "tabs": tabs(sought, said),
        "kpis": kpis(said),
        "area": giving.area_of(sought.area),
        "shown": giving.counted(queries.sums(actor, sought)["n"]),
        **giving.paged(found, sought),
        "may_add": actor.may("money.add_gift"),
        "filtered": bool(sought.q or sought.area),
        "clear": asked(GiftsSought(sought.tab)),
    }
    return part(request, "money/gifts.html", "gifts", **context)


def shown(row: Gift) -> dict[str, Any]:
    """One line of the list."""
    items = list(row.items.all())
    return {
        "row": row,
        "tone": TONES[row.state],
        "items": items,
        "value": amount(sum(one.value_fen for one in items)),
        "left": any(one.left for one in items),
    }


def kpis(said: dict[str, int]) -> list[dict[str, object]]:
    """The figures above the list; those that wait open the list of them."""
    url = reverse("money.gifts")
    return [
        {"label": _("收下的实物估值"), "value": amount(said["value"]),
         "note": _("估值不进经费账目")},
        {"label": _("待核收"), "value": said["waiting"], "url": f"{url}?tab=recorded"},
        {"label": _("待告知捐赠人"), "value": said["untold"], "url": f"{url}?tab=untold"},
    ]  # fmt: skip


def tabs(sought: GiftsSought, said: dict[str, int]) -> list[dict[str, Any]]:
    """The states of the list."""
    words = {
        "all": _("全部"),
        "recorded": _("待核收"),
        "left": _("还有余量"),
        "untold": _("待告知捐赠人"),
        "returned": _("已退回"),
    }
    counts = {"recorded": said["waiting"], "untold": said["untold"]}
    return giving.tabs(sought, words, counts, hot=("recorded",))


# ── one of them ─────────────────────────────────────────────────────────────────────────────


@require_safe
def gift(request: Request, uid: UUID) -> HttpResponse:
    """One gift: who gave what for what, and to whom it went."""
    actor, row = request.actor, queries.gift_for(request.actor, uid)
    items = list(row.items.order_by("pk"))
    undoes = row.state == GiftState.CONFIRMED and permits(actor, UNDO, row)
    context = {
        "row": row,
        "tone": TONES[row.state],
        "facts": facts(row),
        "items": [(one, amount(one.value_fen)) for one in items],
        "value": amount(sum(one.value_fen for one in items)),
        "went": [(one, undoes and may_undo(actor, one.row)) for one in queries.handouts_of(row)],
        "verbs": buttons(actor, row, left=any(one.left for one in items)),
        "foreign": row.donor_kind == DonorKind.FOREIGN and law_on_foreign(),
        "entries": giving.entries(row, STEP_WORDS),
        "confirmed": row.state == GiftState.CONFIRMED,
        "confirmed_here": row.confirmed_by_id == actor.user.pk and actor.may(RETURN),
    }
    return part(request, "money/gift.html", "gift", **context)


def may_undo(actor: Actor, one: Handout) -> bool:
    """Whether this person may take a handout back: not one's own, not one that went back."""
    return one.undone_at is None and one.to != Recipient.DONOR and one.by_id != actor.user.pk


def buttons(actor: Actor, row: Gift, *, left: bool) -> list[dict[str, Any]]:
    """What may be done now; with nothing left there is nothing to hand out or to give back."""
    told = ("money.tell_giver",) if row.told_at is None else ()
    following = ("money.confirm_gift", *(("money.hand_out",) if left else ()), *told)
    found = giving.buttons(actor, row, COURSE, following, BUTTONS)
    if row.state == GiftState.RECORDED or left:
        return found
    gone = {reverse(verb, args=[row.uid]) for verb in ("money.hand_out", RETURN)}
    return [one for one in found if one["url"] not in gone]


def facts(row: Gift) -> list[tuple[str, object]]:
    """What is known of it."""
    return [
        (pgettext("donor", "捐赠人类别"), row.get_donor_kind_display()),
        (pgettext("donor", "联系电话"), str(row.donor_phone)),
        (_("公示"), _("不留名（写作“爱心人士”）") if row.unnamed else ""),
        (_("由谁接收"), row.held_by or row.area),
        (_("捐赠人指定的用途"), row.purpose or _("没有指定用途")),
        (_("收到日期"), f"{row.day:%F}"),
        (_("交接单号"), row.paper),
        (_("登记人"), row.by.name),
        (_("核收人"), row.confirmed_by and row.confirmed_by.name),
        (_("境外捐赠的批准或登记文件"), row.law_paper),
        (pgettext("money", "说明"), row.reason),
        (pgettext("donation", "告知日期"), row.told_at and f"{row.told_at:%F}"),
    ]


@require_safe
def gift_letter(request: Request, uid: UUID) -> HttpResponse:
    """The letter that tells the donor where the things went."""
    row = queries.gift_for(request.actor, uid)
    items = list(row.items.order_by("pk"))
    context = {
        "row": row,
        "items": [(one, amount(one.value_fen)) for one in items],
        "value": amount(sum(one.value_fen for one in items)),
        "went": [one for one in queries.handouts_of(row) if one.row.undone_at is None],
        "keeper": row.held_by or row.area,
        "today": today(),
    }
    return private(render(request, "money/gift_letter.html", context))


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def add_gift(request: Request) -> HttpResponse:
    """Write down which things somebody gave."""
    require(request.actor, "money.add_gift")
    areas, bodies = donations.takers(request.actor, "money.add_gift")
    given = word(request, "area")
    initial = {"day": today(), "to": f"area:{given}" if given else None}
    form = forms.GiftForm(sent_in(request), areas=areas, bodies=bodies, initial=initial)
    if form.is_valid():
        with refusals_to(form):
            facts_of = form.facts()
            made = actions.add_gift(form.acting(request.actor), facts_of.pop("area"), **facts_of)
            said = _("已登记，等另一个人清点核收。")
            return go(request, made.get_absolute_url(), said=said)
    context = {"form": form, "here": request.get_full_path()}
    return part(request, "money/gift_form.html", "form", **context)


def confirm_gift(request: Request, uid: UUID) -> HttpResponse:
    """A second person has counted them."""
    row = acted(request, uid, "money.confirm_gift")
    foreign = row.donor_kind == DonorKind.FOREIGN
    form = gift_forms.ConfirmDonationForm(sent_in(request), foreign=foreign)
    lead = _("请对照交接单清点数量。核收后才能发放、才公示；估值只作公示，不进经费账目。")
    warning = law_on_foreign() if foreign else ""
    return act(request, row, form, actions.confirm_gift, lead=lead, warning=warning)


def hand_out(request: Request, uid: UUID) -> HttpResponse:
    """So many of these things go to somebody."""
    row = acted(request, uid, "money.hand_out")
    items = list(row.items.filter(left__gt=0).order_by("pk"))
    bodies, works = queries.recipients(row)
    form = forms.HandOutForm(
        sent_in(request), items=items, bodies=bodies, works=works, initial={"day": today()}
    )
    meant = {"purpose": row.purpose}
    lead = _("捐赠人指定用于：%(purpose)s。") % meant if row.purpose else ""
    none = "" if items else _("这批物品已经发完。")
    return act(request, row, form, actions.hand_out, lead=lead, warning=none)


def undo_hand_out(request: Request, uid: UUID, handout: UUID) -> HttpResponse:
    """It did not go out like this."""
    row = acted(request, uid, UNDO)
    found = {one.row.uid: one for one in queries.handouts_of(row)}
    one = found.get(handout)
    if one is None:
        raise Handout.DoesNotExist
    went = [(str(one.row.item), f"{one.row.quantity} {one.row.item.unit} → {one.to}")]
    return act_page(
        request,
        forms.UndoForm(sent_in(request)),
        lambda actor, **given: actions.undo_hand_out(actor, row, handout=handout, **given),
        title=f"{STEP_WORDS[UNDO]} · {row.donor}",
        label=str(STEP_WORDS[UNDO]),
        back=row.get_absolute_url(),
        said=_("已撤销，数量退回余量。"),
        rows=went,
        grave=True,
        losses=[_("这次发放不再算数，原记录和原因留着，捐赠人和审计看得到。")],
    )


def return_gift(request: Request, uid: UUID) -> HttpResponse:
    """What is left goes back."""
    row = queries.gift_for(request.actor, uid)
    if row.confirmed_by_id == request.actor.user.pk:
        raise Refused("access.own-work", OWN_CONFIRMATION)
    giving.permitted(request.actor, RETURN, row)
    lead = _("还没有核收，退还就是撤销这条登记。")
    if row.state == GiftState.CONFIRMED:
        lead = _("还没有发的全部退还捐赠人；已经发出的不变。")
    return act(request, row, forms.UndoForm(sent_in(request)), actions.return_gift, lead=lead)


def tell_giver(request: Request, uid: UUID) -> HttpResponse:
    """The donor was told where it went."""
    row = acted(request, uid, "money.tell_giver")
    lead = _("先打印告知信寄给或当面交给捐赠人，再记下已经告知。")
    more = (reverse("money.gift_letter", args=[row.uid]), _("打印告知信"))
    form = KeyForm(sent_in(request))
    return act(request, row, form, actions.tell_giver, lead=lead, more=more)


def acted(request: Request, uid: UUID, verb: str) -> Gift:
    """The gift, if the actor may do this to it."""
    return giving.permitted(request.actor, verb, queries.gift_for(request.actor, uid))


def act(request: Request, row: Gift, form: Any, do: Any, **explained: Any) -> HttpResponse:
    """One form that does one thing to a gift."""
    label = str(BUTTONS[do.action.verb])
    things = [(str(one), f"{one.quantity} {one.unit}") for one in row.items.order_by("pk")]
    return step_page(
        request,
        row,
        form,
        do,
        label=label,
        name=row.donor,
        rows=things,
        **explained,
    )
