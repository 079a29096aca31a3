"""Works of residents as pages: the list, one of them, its accounts, and the acts on it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import shell
from liren.apps.money.actions import works as actions
from liren.apps.money.forms import works as forms
from liren.apps.money.models import Contribution, Work
from liren.apps.money.queries import works as queries
from liren.apps.money.queries.works import Account, WorksSought
from liren.apps.money.rules.giving import WorkState
from liren.apps.money.rules.works import BUTTONS, COURSE, NEXT, ON_LINES, STEP_WORDS, TONES
from liren.apps.money.views import giving
from liren.apps.money.views.giving import amount, sent_in, word
from liren.apps.places.queries import open_to
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.masking import mask_name
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page, step_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.lists import asked
from liren.kernel.web.respond import go, part, private, refusals_to

# with nothing that waits for this person there is nothing to confirm and nothing to strike
WITHOUT_LINES = replace(COURSE, moves=tuple(m for m in COURSE.moves if m.verb not in ON_LINES))


def sought_of(request: Request) -> WorksSought:
    """What the address of the list asks for."""
    tab, area = word(request, "tab"), word(request, "area")
    return WorksSought(tab if tab in queries.TABS else "all", word(request, "q"), area)


@require_safe
def works(request: Request) -> HttpResponse:
    """What residents decided to pay for together."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_works(actor, sought, request.GET.get("cursor", ""))
    counts = queries.counts(actor, WorksSought("all", sought.q, sought.area))
    here = sum(counts.values()) if sought.tab == "all" else counts.get(sought.tab, 0)
    words = {"all": _("全部"), **{one.value: str(one.label) for one in WorkState}}
    context: dict[str, Any] = {
        **shell(request),
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "tabs": giving.tabs(sought, words, {n: k for n, k in counts.items() if n in NEXT}),
        "area": giving.area_of(sought.area),
        "shown": giving.counted(here),
        **giving.paged(found, sought),
        "may_decide": actor.may("money.decide_work"),
        "filtered": bool(sought.q or sought.area),
        "clear": asked(WorksSought(sought.tab)),
    }
    return part(request, "money/works.html", "works", **context)


def shown(row: Any) -> dict[str, Any]:
    """One line of the list."""
    return {
        "row": row,
        "tone": TONES[row.state],
        "target": amount(row.target_fen),
        "given": amount((row.given or 0) - (row.back or 0)),
        "households": row.households,
        "waiting": row.waiting,
    }


@require_safe
def work(request: Request, uid: UUID) -> HttpResponse:
    """One work: what was decided, who gave, what was paid, what is left."""
    actor, row = request.actor, queries.work_for(request.actor, uid)
    waits = queries.waiting_for(actor, row)
    course = COURSE if waits.for_me else WITHOUT_LINES
    context = {
        **shell(request),
        **told(actor, row),
        "waiting": waits,
        "waiting_fen": amount(waits.fen),
        "verbs": giving.buttons(actor, row, course, NEXT.get(row.state, ()), BUTTONS),
        "may_collect": row.state in COURSE.move("money.collect").start
        and permits(actor, "money.collect", row),
        "entries": giving.entries(row, STEP_WORDS),
    }
    return part(request, "money/work.html", "work", **context)


def told(actor: Actor, row: Work) -> dict[str, Any]:
    """A work with its figures and the lines of households, names in full only for who keeps it."""
    said = queries.account_of(row)
    keeps = permits(actor, "money.collect", row)
    open_to = queries.reads_lines(actor, row)
    gave = queries.contributions_of(row)[:1000] if open_to else []
    return {
        "row": row,
        "tone": TONES[row.state],
        "facts": facts(row),
        "said": said,
        "sums": sums(row, said),
        "share": min(100, said.collected * 100 // row.target_fen),
        "households": [household(one, keeps) for one in gave],
        "hidden": not open_to,
        "uses": [(one, amount(one.fen)) for one in said.uses],
    }


def household(one: Contribution, in_full: bool) -> dict[str, object]:
    """What one household gave."""
    return {
        "place": one.place,
        "name": one.name if in_full else mask_name(one.name),
        "day": one.day,
        "fen": amount(one.fen),
        "back": amount(one.refunded_fen) if one.refunded_fen else "",
        "waits": one.confirmed_at is None,
    }


def sums(row: Work, said: Account) -> list[tuple[str, object]]:
    """What came in, went out and is left."""
    left = queries.left_to(row)
    into = row.rest_into
    return [
        (_("需要筹集"), amount(row.target_fen)),
        (_("已筹集"), f"{amount(said.collected)}"),
        (_("交款户数"), said.households),
        (_("上一件事留下"), left and amount(left)),
        (_("已支出"), amount(said.paid)),
        (_("已预留待付"), said.held and amount(said.held)),
        (_("账上余款"), amount(said.there)),
        (_("已退还居民"), said.refunded and amount(said.refunded)),
        (_("余款去向"), into and _("留给：%(title)s") % {"title": into}),
        (_("留用的会议记录"), row.rest_paper),
    ]


def facts(row: Work) -> list[tuple[str, object]]:
    """What was decided, by whom."""
    vote = _("应到 %(entitled)d 人，到会 %(present)d 人，同意 %(votes)d 人") % {
        "entitled": row.entitled,
        "present": row.present,
        "votes": row.votes_for,
    }
    return [
        (pgettext("work", "社区"), row.area),
        (_("由哪个会议决定"), row.get_decided_by_display()),
        (_("会议日期"), f"{row.decided_on:%F}"),
        (_("表决结果"), vote),
        (_("会议记录"), row.minutes),
        (_("每户"), row.share_fen and amount(row.share_fen)),
        (pgettext("work", "登记人"), row.by.name),
        (_("完工日期"), row.done_on and f"{row.done_on:%F}"),
        (_("公布日期"), row.published_at and f"{row.published_at:%F}"),
        (_("结清人"), row.closed_by and row.closed_by.name),
    ]


@require_safe
def work_accounts(request: Request, uid: UUID) -> HttpResponse:
    """The accounts of a work on paper, for the board at the gate: names masked."""
    row = queries.work_for(request.actor, uid)
    context = {**told(request.actor, row), "today": today()}
    if not context["hidden"]:
        gave = queries.confirmed_of(row).order_by("place", "pk")[:1000]
        context["households"] = [household(one, in_full=False) for one in gave]
    return private(render(request, "money/work_accounts.html", context))


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def decide_work(request: Request) -> HttpResponse:
    """Write down what residents decided to pay for."""
    require(request.actor, "money.decide_work")
    areas = open_to(request.actor, "money.decide_work")
    initial = {"area": word(request, "area") or None, "decided_on": today()}
    form = forms.WorkForm(sent_in(request), areas=areas, initial=initial)
    return act_page(
        request,
        form,
        lambda actor, **given: actions.decide_work(actor, given.pop("area"), **given),
        title=_("登记自筹办事的决定"),
        label=pgettext("work", "登记决定"),
        back=reverse("money.works"),
        said=_("已登记，可以开始收款。"),
        to=lambda row: row.get_absolute_url(),
        lead=_(
            "到会和同意的人数都要够法定比例，不够的登记不上。业主大会还要看面积，请写进会议记录。"
        ),
    )


def collect(request: Request, uid: UUID) -> HttpResponse:
    """Write down what some households gave."""
    row = acted(request, uid, "money.collect")
    form = forms.CollectForm(sent_in(request), share=row.share_fen, initial={"day": today()})
    if form.is_valid():
        with refusals_to(form):
            actions.collect(form.acting(request.actor), row, **form.facts())
            return go(
                request, row.get_absolute_url(), said=_("已登记收款，等另一个人确认后计入。")
            )
    context = {"row": row, "form": form, "here": request.get_full_path()}
    return part(request, "money/collect.html", "collect", **context)


def start_work(request: Request, uid: UUID) -> HttpResponse:
    """It begins."""
    row = acted(request, uid, "money.start_work")
    said = queries.account_of(row)
    lacks = row.target_fen - said.there
    warning = ""
    if lacks > 0:
        warning = _("还差 %(fen)s 没有筹到，开工后不能再收款。") % {"fen": amount(lacks)}
    form = KeyForm(sent_in(request))
    return act(request, row, form, actions.start_work, warning=warning)


def finish_work(request: Request, uid: UUID) -> HttpResponse:
    """It is done."""
    row = acted(request, uid, "money.finish_work")
    form = forms.FinishForm(sent_in(request), initial={"done_on": today()})
    return act(request, row, form, actions.finish_work)


def close_work(request: Request, uid: UUID) -> HttpResponse:
    """The accounts are closed and published."""
    row = acted(request, uid, "money.close_work")
    form = forms.CloseForm(sent_in(request), offered=queries.next_works(row))
    lead = _("请对照收款、支出和余款。公布后账目不再变动，居民可以打印。")
    return act(request, row, form, actions.close_work, lead=lead)


def cancel_work(request: Request, uid: UUID) -> HttpResponse:
    """It is not done."""
    row = acted(request, uid, "money.cancel_work")
    form = forms.CancelForm(sent_in(request))
    given = {"fen": amount(queries.account_of(row).collected)}
    losses = [_("已交的 %(fen)s 全部退还各户，这件事不再办。") % given]
    return act(request, row, form, actions.cancel_work, grave=True, losses=losses)


def acted(request: Request, uid: UUID, verb: str) -> Work:
    """The work, if the actor may do this to it."""
    return giving.permitted(request.actor, verb, queries.work_for(request.actor, uid))


def act(request: Request, row: Work, form: Any, do: Any, **explained: Any) -> HttpResponse:
    """One form that does one thing to a work."""
    label = str(BUTTONS[do.action.verb])
    return step_page(
        request,
        row,
        form,
        do,
        label=label,
        name=row.title,
        rows=sums(row, queries.account_of(row)),
        **explained,
    )
