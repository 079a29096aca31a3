"""The ends of years as pages."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liren.apps.duties.views.shells import given, sent
from liren.apps.money.actions import years as actions
from liren.apps.money.forms.purses import CloseForm
from liren.apps.money.models import YearEnd
from liren.apps.money.queries import years as queries
from liren.apps.money.queries.commitments import Commitment, commitments, known_of, payee_of
from liren.apps.money.queries.purses import area_to_read
from liren.apps.money.queries.receipts import areas_for
from liren.apps.money.rules.years import Fate, YearState
from liren.apps.money.views.purses import YEARS, upper
from liren.apps.money.views.receipts import at_home
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.base.clock import today
from liren.kernel.base.money import full_yuan
from liren.kernel.doors.queries import require
from liren.kernel.web.act import act_page, step_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.respond import part

TONES = {
    YearState.OPEN: "", YearState.PROPOSED: "warn", YearState.CLOSED: "ok",
    YearState.DROPPED: "bad",
}  # fmt: skip
BACK = 4
LEAD = gettext_lazy(
    "可以结转的经费带到下一年，其余交回来源。已批准未付款的支出和已签的合同，"
    "连同预留的钱一起结转，在下一年付款。欠付的款项照旧挂账，不受影响。"
)


def year_of(request: Request) -> int:
    """The year that is asked for; last year where the address says none."""
    said = given(request, "year", 4)
    year = int(said) if said.isascii() and said.isdigit() else today().year - 1
    return year if YEARS[0] <= year <= YEARS[1] else today().year - 1


@require_safe
def years(request: Request) -> HttpResponse:
    """How far the year of each area is, and what is still open where it is not closed."""
    require(request.actor, queries.READ)
    actor, year = request.actor, year_of(request)
    area = area_to_read(actor, given(request, "area", 20), queries.READ)
    ends = {one.area_id: one for one in queries.ends_for(actor, area, year)}
    places = queries.areas_with_money(area, year)
    places += [one.area for one in ends.values() if one.area not in places]
    rows = [listed(place, ends.get(place.pk), year) for place in sorted(places, key=by_path)]
    context = {
        "area": area,
        "up": upper(actor, area),
        "year": year,
        "years": range(today().year - 1, today().year - 1 - BACK, -1),
        "rows": rows,
        "done": sum(one["state"] == YearState.CLOSED for one in rows),
        "may_close": actor.may("money.close_year"),
    }
    return part(request, "money/years.html", "years", **context)


def by_path(area: Area) -> str:
    """The order of areas."""
    return area.path


def listed(area: Area, end: YearEnd | None, year: int) -> dict[str, Any]:
    """One area and how far its year is."""
    state = queries.state_of(end)
    lines = queries.lines_of(end) if end else queries.left_in(area, year)
    blocking = queries.blocking(area, year) if end is None else []
    agreed = queries.promises_of(end) if end else [x.promised(()) for x in commitments(area, year)]
    gone = [one for one in agreed if one.fate == Fate.CARRY]
    return {
        "area": area,
        "end": end,
        "state": state,
        "label": state.label,
        "tone": TONES[state],
        "carried": full_yuan(sum(one.carried for one in lines)),
        "returned": full_yuan(sum(one.returned for one in lines)),
        "agreed": full_yuan(sum(one.fen for one in gone)) if gone else "",
        "agreed_count": len(gone),
        "blocking": blocking,
    }


@require_safe
def year_end(request: Request, uid: UUID) -> HttpResponse:
    """One end of a year: purse by purse what stays and what goes back."""
    row = queries.end_for(request.actor, uid)
    lines, state = queries.lines_of(row), queries.state_of(row)
    waiting = state == YearState.PROPOSED
    names = ("there", "carried", "returned")
    named = {str(one.uid): str(one) for one in queries.purses_in(row.area, row.year)}
    context = {
        "end": row,
        "state": state.label,
        "tone": TONES[state],
        "waiting": waiting,
        "own_work": waiting and row.by_id == request.actor.user.pk,
        "facts": facts(row),
        "lines": [
            (named.get(one.purse, one.name), reverse("money.purse", args=[one.purse]),
             *(full_yuan(getattr(one, name)) for name in names))
            for one in lines
        ],
        "promises": promises(row),
        "promised": full_yuan(sum(one.fen for one in queries.promises_of(row))),
        "whole": [full_yuan(sum(getattr(one, name) for one in lines)) for name in names],
        "blocking": queries.blocking(row.area, row.year) if waiting else [],
        "verbs": verbs(request.actor, row) if waiting else [],
    }  # fmt: skip
    return part(request, "money/year_end.html", "end", **context)


def promises(end: YearEnd) -> list[dict[str, Any]]:
    """What was agreed and not paid: with whom, how much, and what becomes of it."""
    said = queries.promises_of(end)
    rows = known_of(said)
    return [
        {
            "row": row,
            "payee": payee_of(row),
            "fen": full_yuan(one.fen),
            "fate": Fate(one.fate).label,
            "tone": "info" if one.fate == Fate.CARRY else "",
        }
        for one in said
        for row in [rows[one.key]]
    ]


def facts(row: YearEnd) -> list[tuple[str, object]]:
    """What is known of it."""
    return [
        (_("辖区"), row.area),
        (_("年度"), str(row.year)),
        (_("提出人"), row.by.name),
        (_("提出日期"), f"{row.at:%F}"),
        (_("确认人"), row.confirmed_by.name if row.confirmed_by else ""),
        (_("确认日期"), f"{row.confirmed_at:%F}" if row.confirmed_at else ""),
        (_("范围"), _("连同下面各辖区") if row.below else ""),
    ]


def verbs(actor: Actor, row: YearEnd) -> list[dict[str, Any]]:
    """The buttons of a proposal."""
    words = (("money.confirm_close", _("确认决算"), True), ("money.drop_close", _("撤回"), False))
    return [
        {"label": label, "url": reverse(verb, args=[row.uid]), "next": main}
        for verb, label, main in words
        if permits(actor, verb, row)
    ]


def close_year(request: Request) -> HttpResponse:
    """Propose the end of a year: first where."""
    require(request.actor, "money.close_year")
    areas = areas_for(request.actor, "money.close_year")
    area = at_home(request, areas)
    if area is None:
        title = _("提出哪个辖区的决算")
        context = {"areas": areas, "url": reverse("money.close_year"), "title": title}
        return part(request, "money/where.html", "where", **context)
    now, inner = today().year, area.level != "community"
    form = CloseForm(
        sent(request),
        years=range(now - 1, now - 1 - BACK, -1),
        inner=inner,
        open_to=[
            (one.uid, f"{year} · {in_one_line(one)}")
            for year in range(now - 1, now - 1 - BACK, -1)
            for one in commitments(area, year)
            if one.may_go and queries.end_of(area, year) is None
        ],
        initial={"year": year_of(request)},
    )
    agreed = commitments(area, year_of(request))
    return act_page(
        request,
        form,
        lambda actor, **told: actions.close_year(actor, area, **told),
        title=_("提出决算 · %(area)s") % {"area": area},
        label=_("提出决算"),
        back=reverse("money.years"),
        said=_("已提出决算，等另一位同事确认。"),
        to=lambda row: row.get_absolute_url(),
        lead=str(LEAD),
        rows=[(fate_words(one), in_one_line(one)) for one in agreed],
    )


def in_one_line(one: Commitment) -> str:
    """A commitment with whom it is and how much it is."""
    return f"{one.row} · {one.payee} · ¥{full_yuan(one.fen)}"


def fate_words(one: Commitment) -> str:
    """What becomes of it, or why it may not go on."""
    return one.obstacle or str(_("待结转") if one.may_go else _("待结转（应付）"))


def permitted(request: Request, uid: UUID, verb: str) -> YearEnd:
    """The end of a year, if the actor may do this to it."""
    row = queries.end_for(request.actor, uid)
    if not permits(request.actor, verb, row):
        raise PermissionDenied(verb)
    return row


def confirm_close(request: Request, uid: UUID) -> HttpResponse:
    """A second person closes the year."""
    row = permitted(request, uid, "money.confirm_close")
    losses = [
        _("%(year)d 年的账户全部关闭，不能再记入。") % {"year": row.year},
        _("结转的钱记入下一年的账户，收回的钱交回来源，各有一笔凭证。"),
    ]
    return act(request, row, actions.confirm_close, _("确认决算"), losses)


def drop_close(request: Request, uid: UUID) -> HttpResponse:
    """Take back a proposal."""
    row = permitted(request, uid, "money.drop_close")
    return act(request, row, actions.drop_close, _("撤回决算"), [])


def act(request: Request, row: YearEnd, do: Any, label: str, losses: list[str]) -> HttpResponse:
    """One form that does one thing to the end of a year."""
    return step_page(
        request,
        row,
        KeyForm(sent(request)),
        do,
        label=label,
        name=row,
        rows=facts(row),
        losses=losses,
        grave=bool(losses),
    )
