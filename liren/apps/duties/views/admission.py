"""One application as a page: what is asked of whom, what it costs, who said what, what is next."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.actions.reviews import counted
from liren.apps.duties.models import Application, Cover, Hearing, Seat
from liren.apps.duties.queries import applications as queries
from liren.apps.duties.queries.gate import cover
from liren.apps.duties.queries.similar import similar_to
from liren.apps.duties.rules.admission import ADMITTED, NEXT, OPEN, AskKind, Choice, Stance, State
from liren.apps.duties.rules.admission_words import BUTTONS, GRAVE, STEP_WORDS, TONES, stages
from liren.apps.duties.rules.known import sorted_facts
from liren.apps.duties.views.applications import clock
from liren.apps.duties.views.blocks import blocks
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import is_barred, permits
from liren.kernel.access.request import Request
from liren.kernel.audit.log import history
from liren.kernel.audit.models import Outcome
from liren.kernel.base.clock import local, now
from liren.kernel.doors.queries import require
from liren.kernel.web.respond import part

STANCES = {Stance.AGREES: "ok", Stance.DEPENDS: "warn", Stance.OBJECTS: "bad"}
VOTES = {Choice.FOR: "ok", Choice.AGAINST: "bad", Choice.ABSTAINS: ""}


@require_safe
def application(request: Request, uid: UUID) -> HttpResponse:
    """One application: its terms, its cost, the voices, the votes, the money, the next step."""
    require(request.actor, queries.READ)
    row = queries.application_for(request.actor, uid)
    return part(request, "duties/application.html", "application", **detail(request.actor, row))


def detail(actor: Actor, row: Application) -> dict[str, Any]:
    """All that the page shows to this actor."""
    hearings = queries.hearings_of(row)
    seats, covers = queries.seats_of(row), queries.covers_of(row)
    seated = [seat_line(actor, one, row) for one in seats]
    paid = [cover_line(actor, one) for one in covers]
    held, new = sorted_facts(row.asks_data)
    signs = stages(row.state, decided=bool(row.decided_at), submitted=bool(row.submitted_at))
    return {
        "row": row,
        "tone": TONES.get(row.state, ""),
        "clock": clock(row),
        "decide": decide_words(row),
        "stages": [{"label": name, "state": sign} for name, sign in signs],
        "verbs": buttons(actor, row),
        "facts": facts(row),
        **wanted(actor, row, hearings),
        "held": held,
        "new_facts": new,
        "similar": similar_to(actor, row),
        "seats": seated,
        "vote_url": next((one["url"] for one in seated if one["url"]), ""),
        "confirm_url": next((one["url"] for one in paid if one["url"]), ""),
        "tally": tally_words(row) if seats else "",
        "covers": paid,
        "money": money_words(row, hearings, covers),
        "entries": entries(row, hearings, seats, covers),
        "blocks": blocks("application", actor, row),
    }


def buttons(actor: Actor, row: Application) -> list[dict[str, Any]]:
    """What this actor may do, the next step first and alone."""
    verbs = queries.verbs_for(actor, row)
    following = after_votes(row) if row.state == State.REVIEW else NEXT.get(row.state, "")
    if following == "duties.record_cover" and row.covers.filter(confirmed_by=None).exists():
        following = ""  # what is recorded waits for the second person
    return [
        {
            "name": verb,
            "label": BUTTONS[verb],
            "url": reverse(verb, args=[row.uid]),
            "next": verb == following,
            "grave": verb in GRAVE,
        }
        for verb in verbs
        if verb in BUTTONS
    ]


def after_votes(row: Application) -> str:
    """What the votes as they stand ask for; nothing while too few have voted."""
    found = counted(row)
    if not found.quorate:
        return ""
    return "duties.approve" if found.passed else "duties.refuse_admission"


def decide_words(row: Application) -> str:
    """Until when the whole has to be decided."""
    if row.decide_by is None or row.state not in OPEN:
        return ""
    return _("应在 %(day)s 前作出决定") % {"day": f"{local(row.decide_by):%F}"}


def facts(row: Application) -> list[tuple[str, object]]:
    """What the department says of it, or the table settled."""
    price = _("每%(unit)s %(sum)s 元") % {"unit": row.unit, "sum": yuan(row.unit_fen)}
    hours = _("每个社区 %(hours)s 小时") % {"hours": f"{float(row.hours_each):g}"}
    return [
        (_("申请部门"), row.body),
        (_("事项类型"), row.get_kind_display()),
        (pgettext("duty", "期限"), f"{row.start_on:%F} — {row.end_on:%F}"),
        (pgettext("duty", "依据"), row.document or row.basis),
        (_("条款"), row.article),
        (_("清单事项编码"), row.entry_code),
        (_("单价"), price if row.unit and row.unit_fen else ""),
        (_("预计工时"), hours if row.hours_each else ""),
        (_("派来的人员、设备"), row.staff),
        (_("培训安排"), row.training),
        (_("批准的其他条件"), row.conditions),
        (_("晚申请的原因"), row.late_reason),
    ]


def yuan(fen: int) -> str:
    """Cents as people read money."""
    return f"{fen / 100:,.2f}"


# ── who is asked, and what it costs each ────────────────────────────────────────────────────


def wanted(actor: Actor, row: Application, hearings: Sequence[Hearing]) -> dict[str, Any]:
    """The communities with what each is asked for, and the sum; the subdistricts beside them."""
    inner = [one for one in hearings if one.area.level == "community"]
    households = queries.households_in(one.area for one in inner)
    lines = [community_line(actor, row, one, households) for one in inner]
    inside = [one for one in inner if one.admitted is not False]
    units = sum(one.quantity for one in inside)
    sums = {
        "communities": len(inside),
        "units": units,
        "yuan": yuan(units * row.unit_fen),
        "hours": f"{float(row.hours_each) * len(inside):g}",
        "households": sum(households.values()),
    }
    offices = [office_line(actor, one) for one in hearings if one.area.level != "community"]
    return {"lines": lines, "sums": sums, "offices": offices, "asked": row.state not in UNASKED}


UNASKED = (State.DRAFT, State.SUBMITTED)


def community_line(
    actor: Actor, row: Application, one: Hearing, households: Mapping[int, int]
) -> dict[str, Any]:
    """One community: how much, for how much, with what load, and what it says."""
    return {
        "hearing": one,
        "households": households.get(one.area_id, 0),
        "yuan": yuan(one.quantity * row.unit_fen) if one.quantity else "",
        "load": load_words(one.load),
        **said(actor, one),
    }


def office_line(actor: Actor, one: Hearing) -> dict[str, Any]:
    """What a subdistrict says."""
    return {"hearing": one, **said(actor, one)}


def said(actor: Actor, one: Hearing) -> dict[str, Any]:
    """A stance as a tag, and the way to the page of the question."""
    return {
        "tone": STANCES.get(Stance(one.stance), "") if one.stance else "",
        "stance": one.get_stance_display() if one.stance else "",
        "url": one.get_absolute_url() if permits(actor, "duties.hearings", one) else "",
    }


def load_words(load: Mapping[str, Any]) -> list[str]:
    """What a community carried when it was asked, in a few words."""
    if not load:
        return []
    burdens = sum(load.get("burdens", {}).values())
    tasks, admissions = load.get("tasks", 0), load.get("admissions", 0)
    found = [
        ngettext("准入事项 %(n)d 件", "准入事项 %(n)d 件", admissions) % {"n": admissions},
        ngettext("在办任务 %(n)d 件", "在办任务 %(n)d 件", tasks) % {"n": tasks},
        ngettext("牌子、台账等 %(n)d 项", "牌子、台账等 %(n)d 项", burdens) % {"n": burdens},
    ]
    if load.get("hours"):
        words = _("每月 %(hours)s 小时、%(staff)d 人分担")
        found.append(words % {"hours": f"{load['hours']:g}", "staff": load.get("staff", 0)})
    return found


def burden_words(load: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The standing burdens of a community by kind."""
    found = load.get("burdens", {})
    return [(str(AskKind(kind).label), n) for kind, n in sorted(found.items())]


# ── votes and money ─────────────────────────────────────────────────────────────────────────


def seat_line(actor: Actor, one: Seat, row: Application) -> dict[str, Any]:
    """A body at the table and how it voted."""
    waits = row.state == State.REVIEW and not one.vote
    may = waits and permits(actor, "duties.vote", one)
    return {
        "seat": one,
        "tone": VOTES.get(Choice(one.vote), "") if one.vote else "",
        "url": reverse("duties.vote", args=[one.uid]) if may else "",
    }


def tally_words(row: Application) -> str:
    """The votes counted, and whether they carry it."""
    found = counted(row)
    facts = {
        "yes": found.votes[Choice.FOR],
        "no": found.votes[Choice.AGAINST],
        "none": found.votes[Choice.ABSTAINS],
        "silent": found.silent,
    }
    if row.decided_at or row.state in ADMITTED:
        return _("赞成 %(yes)d，反对 %(no)d，弃权 %(none)d。") % facts
    if not found.quorate:
        return (
            _("赞成 %(yes)d，反对 %(no)d，弃权 %(none)d，还没表决 %(silent)d。表决的单位还不够。")
            % facts
        )
    if found.passed:
        return _("赞成 %(yes)d，反对 %(no)d，弃权 %(none)d。达到通过比例。") % facts
    return _("赞成 %(yes)d，反对 %(no)d，弃权 %(none)d。没有达到通过比例。") % facts


def cover_line(actor: Actor, one: Cover) -> dict[str, Any]:
    """Money that was recorded, and whether this actor confirms it."""
    waits = one.confirmed_by_id is None
    return {
        "cover": one,
        "yuan": yuan(one.fen) if one.fen else "",
        "url": reverse("duties.confirm_cover", args=[one.uid])
        if waits and permits(actor, "duties.confirm_cover", one)
        else "",
        "own": waits and is_barred(actor, "duties.confirm_cover", one),
    }


def money_words(
    row: Application, hearings: Sequence[Hearing], covers: Sequence[Cover]
) -> dict[str, Any]:
    """What it needs, what is confirmed, and whether that reaches."""
    needs = queries.wish_cost(row, hearings)
    there = sum(one.fen for one in covers if one.confirmed_by_id)
    until, whole = cover(row) if row.state in ADMITTED else (None, False)
    over = until is not None and until < local(now()).date()
    return {
        "shown": row.state in ADMITTED or bool(covers),
        "needs": yuan(needs),
        "there": yuan(there),
        "lacks": yuan(needs - there) if needs > there else "",
        "until": until,
        "whole": whole and not over,
        "over": over,
    }


# ── what happened ───────────────────────────────────────────────────────────────────────────


def entries(
    row: Application, hearings: Sequence[Hearing], seats: Sequence[Seat], covers: Sequence[Cover]
) -> list[dict[str, Any]]:
    """The course of it, newest first: steps, voices, votes, money."""
    steps = history(row).filter(outcome=Outcome.DONE, verb__in=STEP_WORDS)
    found = [event(one.actor, STEP_WORDS[one.verb], one.at, note_of(one)) for one in steps]
    for hearing in hearings:
        if hearing.at:
            what = _("%(place)s：%(stance)s")
            names = {"place": hearing.area, "stance": hearing.get_stance_display()}
            found.append(event(hearing.by, what % names, hearing.at, hearing.text))
    for seat in seats:
        if seat.at:
            what = _("%(body)s 表决：%(vote)s")
            names = {"body": seat.body, "vote": seat.get_vote_display()}
            found.append(event(seat.by, what % names, seat.at, seat.reason))
    for one in covers:
        found.append(event(one.recorded_by, STEP_WORDS["duties.record_cover"], one.recorded_at))
        if one.confirmed_at:
            word = STEP_WORDS["duties.confirm_cover"]
            found.append(event(one.confirmed_by, word, one.confirmed_at))
    found.sort(key=lambda entry: entry["at"], reverse=True)
    if found:
        found[0]["tone"] = "hi"
    return found


def event(who: Any, what: object, at: Any, note: str = "") -> dict[str, Any]:
    """One line of the course."""
    return {"who": str(who or ""), "text": what, "at": at, "note": note}


def note_of(step: Any) -> str:
    """What was said with a step."""
    return str(step.facts.get("reason", "")) if step.verb in NOTED else ""


NOTED = frozenset(
    {
        *("duties.send_back", "duties.withdraw", "duties.refuse_admission"),
        *("duties.suspend", "duties.exit"),
    }
)
