"""Yearly runs as pages: the list, one of them, and the steps on it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.apps.money.actions import runs as actions
from liren.apps.money.forms import runs as forms
from liren.apps.money.models import Entitlement, Run
from liren.apps.money.queries import runs as queries
from liren.apps.money.queries.runs import LinesSought
from liren.apps.money.rules.schemes import BUTTONS, COURSE, TONES, RunState
from liren.apps.money.views import run_words as words
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.request import Request
from liren.kernel.audit.log import history
from liren.kernel.base.money import yuan
from liren.kernel.doors.queries import require
from liren.kernel.policy.models import spoken
from liren.kernel.web.act import act_page
from liren.kernel.web.respond import part

LONGEST = 60


def word(request: Request, name: str) -> str:
    """A word of the address."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]


def year_in(request: Request) -> int:
    """The year of the address; nothing where it names none."""
    text = word(request, "year")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0


@require_safe
def runs(request: Request) -> HttpResponse:
    """Which years were counted, by whom, what they come to, and which wait for a consent."""
    require(request.actor, queries.READ)
    year = year_in(request)
    found = queries.page_of_runs(request.actor, year, word(request, "cursor"))
    sums = queries.sums_of(found.rows)
    context = {
        "rows": [shown(row, sums.get(row.pk, {})) for row in found.rows],
        "year": year,
        "years": queries.years(),
        "newer": f"?year={year or ''}&cursor={found.newer}" if found.newer else "",
        "older": f"?year={year or ''}&cursor={found.older}" if found.older else "",
        "may_count": request.actor.may("money.count_run"),
    }
    return part(request, "money/runs.html", "runs", **context)


def shown(row: Run, sums: Any) -> dict[str, Any]:
    """One line of the list."""
    fen, unknown = sums.get("fen_sum", 0), sums.get("unknown", 0)
    return {"row": row, "tone": TONES[row.state], "sum": yuan(fen), "unknown": unknown}


def count_run(request: Request) -> HttpResponse:
    """Have a year counted."""
    require(request.actor, "money.count_run")
    areas = queries.may_count_in(request.actor)
    given = request.POST if request.method == "POST" else None
    form = forms.CountForm(given, areas=areas, years=queries.years())
    return act_page(
        request,
        form,
        lambda actor, area, **facts: actions.count_run(actor, area, **facts),
        title=_("年度测算"),
        label=_("开始测算"),
        back=reverse("money.runs"),
        said=_("已开始测算，算完后由两人核定。"),
        to=lambda row: row.get_absolute_url(),
        lead=_("按这一年最后一天有效的制度和已复核的底数，算出每个辖区每项应得的经费。"),
    )


@require_safe
def run(request: Request, uid: UUID) -> HttpResponse:
    """One run: what it comes to, what changed and why, what cannot be counted, what is next."""
    row = queries.run_for(request.actor, uid)
    sought = sought_of(request)
    page = Paginator(queries.lines_of(row, sought), queries.PAGE).get_page(word(request, "page"))
    totals = queries.totals_of(row)
    context = {
        "row": row,
        "tone": TONES[row.state],
        "counting": row.state == RunState.COUNTING,
        "done": row.entitlements.count() if row.state == RunState.COUNTING else row.total,
        "people": people(row),
        "kpis": kpis(row, totals),
        "totals": [total(one) for one in totals],
        "nobody": queries.without_debtor(row),
        "tabs": tabs(row, sought),
        "sought": sought,
        "lines": [line(one) for one in page],
        "page": page,
        "query": f"tab={sought.tab}&scheme={sought.scheme}&q={sought.q}",
        "schemes": [
            (one["scheme__code"], spoken(one["scheme__zh"], one["scheme__en"])) for one in totals
        ],
        "filtered": bool(sought.q or sought.scheme),
        "verbs": verbs(request.actor, row),
        "entries": entries(row),
        "may_export": permits(request.actor, "money.export_run", row),
    }
    return part(request, "money/run.html", "run", **context)


def sought_of(request: Request) -> LinesSought:
    """What the address asks for; what is no choice counts as not asked."""
    tab = word(request, "tab")
    tab = tab if tab in queries.TABS else "all"
    return LinesSought(tab, word(request, "scheme"), word(request, "q"))


def people(row: Run) -> list[tuple[str, object]]:
    """Who had it counted and who agreed."""
    return [
        (_("辖区"), row.area),
        (_("测算人"), f"{row.by}，{row.at:%F}"),
        (_("第一核定人"), f"{row.first_by}，{row.first_at:%F}" if row.first_at else ""),
        (_("第二核定人"), f"{row.second_by}，{row.second_at:%F}" if row.second_at else ""),
        (_("入账日期"), f"{row.posted_at:%F}" if row.posted_at else ""),
        (_("说明"), row.note),
    ]


def kpis(row: Run, totals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What it comes to, against the year before; what is still to be booked; what is unknown."""
    fen = sum(one["fen_sum"] for one in totals)
    former = sum(one["former"] for one in totals)
    change = fen - sum(one["before_sum"] for one in totals)
    note = _("比 %(year)d 年 %(change)s 元") % {
        "year": row.year - 1,
        "change": words.signed(change),
    }
    here = reverse("money.run", args=[row.uid])
    none = _("%(year)d 年没有核定过") % {"year": row.year - 1}
    more = sum(one["more_sum"] for one in totals) if row.posted_at is None else 0
    return [
        {
            "label": _("应拨合计"),
            "value": yuan(fen),
            "unit": _("元"),
            "note": note if former else none,
        },
        {"label": _("待入账"), "value": yuan(more), "unit": _("元")},
        {
            "label": _("算不出"),
            "value": sum(one["unknown"] for one in totals),
            "unit": _("项"),
            "url": f"{here}?tab=unknown",
        },
    ]


def total(one: dict[str, Any]) -> dict[str, Any]:
    """What one scheme comes to."""
    change = one["fen_sum"] - one["before_sum"] if one["former"] else None
    return {
        "name": spoken(one["scheme__zh"], one["scheme__en"]),
        "n": one["n"],
        "sum": yuan(one["fen_sum"]),
        "before": yuan(one["before_sum"]) if one["former"] else "—",
        "change": words.signed(change) or "—",
        "unknown": one["unknown"],
    }


def tabs(row: Run, sought: LinesSought) -> list[dict[str, Any]]:
    """The kinds of lines, with how many there are."""
    said = {
        "all": _("全部"),
        "changed": _("有变化"),
        "unknown": _("算不出"),
        "struck": _("已划除"),
        "booked": _("已入账"),
    }
    counts = queries.counts_of(row)
    return [
        {
            "label": label,
            "url": f"?tab={tab}&scheme={sought.scheme}&q={sought.q}",
            "current": tab == sought.tab,
            "count": counts[tab] or None,
            "hot": tab == "unknown" and bool(counts[tab]),
        }
        for tab, label in said.items()
    ]


def line(one: Entitlement) -> dict[str, Any]:
    """One line: amount, the year before, the change and why, what is missing."""
    state, tone = words.state_of(one)
    change = words.change_of(one)
    return {
        "row": one,
        "amount": "—" if one.fen is None else yuan(one.fen),
        "before": "—" if one.before_fen is None else yuan(one.before_fen),
        "change": words.signed(change) if change else "",
        "why": words.why_of(one) if change else [],
        "lacks": words.lacks_of(one),
        "state": state,
        "tone": tone,
    }


def verbs(actor: Actor, row: Run) -> list[dict[str, Any]]:
    """The buttons of one run, the next step first."""
    return [
        {
            "label": BUTTONS[verb],
            "url": reverse(verb, args=[row.uid]),
            "next": verb == "money.consent_run",
        }
        for verb in COURSE.verbs(row.state)
        if verb in BUTTONS and permits(actor, verb, row)
    ]


def entries(row: Run) -> list[dict[str, object]]:
    """What happened to it, newest first."""
    said = {
        "money.count_run": _("年度测算"),
        "money.consent_run": _("核定"),
        "money.withdraw_run": _("撤回测算"),
    }
    return [
        {
            "who": one.actor.name,
            "text": said.get(one.verb, one.verb),
            "at": one.at,
            "note": str(one.facts.get("note", "") or one.facts.get("reason", "")),
        }
        for one in history(row).filter(outcome="done")[:30]
    ]


# ── acts ────────────────────────────────────────────────────────────────────────────────────


def permitted(request: Request, uid: UUID, verb: str) -> Run:
    """The run, if the actor may do this to it; who is barred is told so by the action."""
    row = queries.run_for(request.actor, uid)
    if not request.actor.may(verb):
        raise PermissionDenied(verb)
    return row


def consent_run(request: Request, uid: UUID) -> HttpResponse:
    """Agree to a run."""
    row = permitted(request, uid, "money.consent_run")
    totals = queries.totals_of(row)
    half = row.state == RunState.HALF
    given = request.POST if request.method == "POST" else None
    more = sum(one["more_sum"] for one in totals)
    losses = [
        _("将向各辖区入账应拨经费 %(sum)s 元，由应拨付的单位支付。") % {"sum": yuan(more)},
        _("算不出的 %(n)d 项不入账，补齐底数后可以再测算一次。")
        % {"n": sum(one["unknown"] for one in totals)},
    ]
    return act_page(
        request,
        forms.ConsentForm(given),
        lambda actor, **facts: actions.consent_run(actor, row, **facts),
        title=_("核定 %(run)s 年度测算") % {"run": row},
        label=_("核定并入账") if half else _("核定（还需一人）"),
        back=row.get_absolute_url(),
        said=_("已核定，正在入账。") if half else _("已核定，请另一人再核定。"),
        lead=_("核定要两个人：第二个人核定之后才入账，入账后只能另行冲销。"),
        losses=losses,
        rows=[(_("第一核定人"), row.first_by or "")],
    )


def withdraw_run(request: Request, uid: UUID) -> HttpResponse:
    """Take a run back."""
    row = permitted(request, uid, "money.withdraw_run")
    given = request.POST if request.method == "POST" else None
    return act_page(
        request,
        forms.RunReasonForm(given),
        lambda actor, **facts: actions.withdraw_run(actor, row, **facts),
        title=_("撤回 %(run)s 年度测算") % {"run": row},
        label=_("撤回测算"),
        back=row.get_absolute_url(),
        said=_("已撤回，可以重新测算。"),
        lead=_("还没有入账的测算可以撤回。改正底数或制度后，请重新测算。"),
        grave=True,
    )
