"""What was handed to communities as pages: the list, one of them, and the acts on it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liren.apps.duties.actions import assignments as actions
from liren.apps.duties.forms import assignments as forms
from liren.apps.duties.models import Assignment
from liren.apps.duties.queries import assignments as queries
from liren.apps.duties.queries.assignments import AssignmentsSought
from liren.apps.duties.queries.refusals import appeal_until
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.assignments import BUTTONS, COURSE, NEXT, TONES, RefusalState, State
from liren.apps.duties.rules.gate import Pass, Verdict
from liren.apps.duties.views.assignment_sheet import workbook
from liren.apps.duties.views.blocks import blocks
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import permits
from liren.kernel.access.models import Area
from liren.kernel.access.request import Request
from liren.kernel.audit.log import history
from liren.kernel.base.clock import now
from liren.kernel.doors.queries import require
from liren.kernel.web.act import step_page
from liren.kernel.web.forms import KeyForm
from liren.kernel.web.lists import asked, capped
from liren.kernel.web.respond import part

LONGEST = 60


def sought_of(request: Request) -> AssignmentsSought:
    """What the address of the list asks for; what is no choice counts as not asked."""
    names = ("q", "area", "asker", "kind", "basis")
    given = {name: request.GET.get(name, "").strip()[:LONGEST] for name in names}
    given["kind"] = given["kind"] if given["kind"] in AskKind.values else ""
    given["basis"] = given["basis"] if given["basis"] in Pass.values else ""
    tab = request.GET.get("tab", "open")
    return AssignmentsSought(tab if tab in queries.TABS else "open", **given)


@require_safe
def assignments(request: Request) -> HttpResponse:
    """What was handed out: to sign, in hand, to accept, disputed, late, over."""
    require(request.actor, queries.READ)
    actor, sought = request.actor, sought_of(request)
    found = queries.page_of_assignments(actor, sought, request.GET.get("cursor", ""))
    total = queries.counted(actor, queries.assignments_sought(sought))
    filters = (sought.q, sought.area, sought.asker, sought.kind, sought.basis)
    context: dict[str, Any] = {
        "rows": [shown(row) for row in found.rows],
        "sought": sought,
        "tabs": tabs(actor, sought),
        "kinds": AskKind.choices,
        "bases": Pass.choices,
        "askers": queries.askers(actor),
        "area": Area.objects.filter(code=sought.area).first() if sought.area else None,
        "shown": _("共 %(total)s 件") % {"total": capped(total)},
        "newer": asked(sought, cursor=found.newer) if found.newer else "",
        "older": asked(sought, cursor=found.older) if found.older else "",
        "export_url": reverse("duties.export_assignments") + asked(sought)
        if actor.may("duties.export_assignments")
        else "",
        "may_assign": actor.may("duties.assign"),
        "may_refuse": actor.may("duties.refuse_outside"),
        "filtered": any(filters),
        "clear": asked(AssignmentsSought(sought.tab)),
    }
    return part(request, "duties/assignments.html", "assignments", **context)


def tabs(actor: Actor, sought: AssignmentsSought) -> list[dict[str, Any]]:
    """The states of a list, with how many wait in those that need somebody."""
    words = {
        "open": _("在办"),
        "sent": _("待签收"),
        "done": _("待验收"),
        "disputed": _("有争议"),
        "late": _("已逾期"),
        "accepted": _("已验收"),
        "refused": _("已拒办"),
        "all": _("全部"),
    }
    own = {"asker": sought.asker, "area": sought.area, "q": sought.q}
    found = []
    for name, label in words.items():
        wanted = AssignmentsSought(name, kind=sought.kind, basis=sought.basis, **own)
        hot = name in queries.HOT
        count = queries.counted(actor, queries.assignments_sought(wanted)) if hot else None
        found.append(
            {
                "label": label,
                "url": asked(wanted),
                "current": name == sought.tab,
                "count": capped(count) if count else None,
                "hot": bool(count) and name == "late",
            }
        )
    return found


def shown(row: Assignment) -> dict[str, Any]:
    """One line: what, of whom, on what basis, until when."""
    return {
        "row": row,
        "tone": TONES.get(row.state, ""),
        "passed": Pass(row.passed_as).label,
        "basis": basis_words(row),
        "late": row.is_late,
        "place": row.area,
    }


def basis_words(row: Assignment) -> str:
    """What let it through, in words."""
    if row.application and row.passed_as == Pass.ADMISSION:
        return row.application.number
    if row.emergency and row.passed_as == Pass.EMERGENCY:
        return row.emergency.title
    return _("清单 %(code)s") % {"code": row.entry_code}


@require_safe
def export_assignments(request: Request) -> FileResponse:
    """The same list as a spreadsheet; who took it out is on record."""
    require(request.actor, "duties.export_assignments")
    sought = sought_of(request)
    rows = queries.exported(request.actor, sought)
    file = workbook(rows)
    actions.note_export(request.actor, asked(sought), len(rows))
    return FileResponse(file, as_attachment=True, filename=f"{_('交办清单')}.xlsx")


@require_safe
def assignment(request: Request, uid: UUID) -> HttpResponse:
    """One assignment: what, on what basis, with what money, how far, and the next step."""
    row = queries.assignment_for(request.actor, uid)
    said = queries.gate_today(row)
    refusals = list(row.refusals.select_related("by").order_by("-pk"))
    context = {
        "row": row,
        "tone": TONES.get(row.state, ""),
        "facts": facts(row),
        "money": money(row),
        "steps": steps(row),
        "entries": entries(row),
        "verbs": verbs(request.actor, row, said),
        "stopped": said if said.passed is None and row.state in STOPPABLE else None,
        "refusal": refusals[0] if refusals else None,
        "appeal_until": appeal_until(refusals[0]) if refusals else None,
        "may_appeal": bool(refusals) and may_appeal(request.actor, refusals[0]),
        "may_department": request.actor.may("duties.department"),
        "blocks": blocks("assignment", request.actor, row),
    }
    return part(request, "duties/assignment.html", "assignment", **context)


STOPPABLE = (State.SENT, State.SIGNED)


def may_appeal(actor: Actor, refusal: Any) -> bool:
    """Whether the department may still appeal."""
    stands = refusal.state == RefusalState.STANDS and appeal_until(refusal) >= now()
    return stands and permits(actor, "duties.appeal", refusal)


def verbs(actor: Actor, row: Assignment, said: Verdict) -> list[dict[str, Any]]:
    """The buttons of one assignment; what no longer holds is refused before it is signed."""
    stopped = said.passed is None and row.state in STOPPABLE
    following = "duties.refuse" if stopped else NEXT.get(row.state, "")
    open_to = [v for v in COURSE.verbs(row.state) if v in BUTTONS and permits(actor, v, row)]
    if following not in open_to:
        following = next(iter(open_to), "")
    return [
        {
            "name": verb,
            "label": BUTTONS[verb],
            "url": reverse(verb, args=[row.uid]),
            "next": verb == following,
            "grave": verb == "duties.recall",
        }
        for verb in open_to
    ]


def facts(row: Assignment) -> list[tuple[str, object]]:
    """What is known of it."""
    asked_for = f"{row.quantity} {row.unit}".strip() if row.quantity else ""
    done = f"{row.done_quantity} / {row.accepted_quantity} {row.unit}".strip()
    return [
        (_("交办单位"), row.asker),
        (_("社区"), row.area),
        (_("类型"), row.get_kind_display()),
        (pgettext("duty", "数量"), asked_for),
        (_("已报告 / 已验收"), done if row.quantity and row.done_at else ""),
        (pgettext("duty", "完成日期"), f"{row.due_on:%F}"),
        (_("交办人"), row.sent_by.name),
    ]


def money(row: Assignment) -> list[tuple[str, object]]:
    """What it stands on, and what is paid for it."""
    found: list[tuple[str, object]] = [(_("通过关口的依据"), Pass(row.passed_as).label)]
    if row.application:
        found += [
            (_("准入编号"), row.application.number),
            (_("准入期限"), f"{row.application.start_on:%F} — {row.application.end_on:%F}"),
        ]
    if row.emergency:
        law = f"{row.emergency.law} {row.emergency.article}"
        found += [(_("应急例外"), row.emergency.title), (_("法律依据"), law)]
    if row.entry_code:
        found.append((_("清单编码"), row.entry_code))
    if row.unit_fen:
        found += [
            (_("单价"), _("%(sum)s 元") % {"sum": yuan(row.unit_fen)}),
            (_("应付"), _("%(sum)s 元") % {"sum": yuan(row.unit_fen * row.accepted_quantity)}),
        ]
    return found


def yuan(fen: int) -> str:
    """An amount in yuan, without cents where there are none."""
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"


def steps(row: Assignment) -> list[dict[str, Any]]:
    """How far it is."""
    words = [_("交办"), _("签收"), _("办理"), _("验收")]
    at = {
        State.SENT: 1,
        State.SIGNED: 2,
        State.DISPUTED: 2,
        State.DONE: 3,
        State.ACCEPTED: 4,
    }.get(State(row.state))
    if at is None:
        return [
            {"label": words[0], "state": "past"},
            {"label": row.get_state_display(), "state": "stop"},
        ]
    states = ["past"] * at + ["now"] + ["next"] * 4
    return [{"label": a, "state": b} for a, b in zip(words, states, strict=False)]


def entries(row: Assignment) -> list[dict[str, object]]:
    """What happened to it, newest first."""
    words = {"duties.assign": _("交办"), **{k: str(v) for k, v in BUTTONS.items()}}
    done = history(row).filter(outcome="done")[:30]
    return [
        {
            "who": one.actor.name,
            "text": words.get(one.verb, one.verb),
            "at": one.at,
            "note": str(one.facts.get("note", "") or one.facts.get("outcome", "")),
        }
        for one in done
    ]


# ── acts ────────────────────────────────────────────────────────────────────────────────────

Form = Callable[..., KeyForm]
STEPS: Mapping[str, tuple[Callable[..., Assignment], Form]] = {
    "duties.sign": (actions.sign, forms.SignForm),
    "duties.report_work": (actions.report_work, forms.ReportWorkForm),
    "duties.accept_work": (actions.accept_work, forms.AcceptWorkForm),
    "duties.dispute_work": (actions.dispute_work, forms.NoteForm),
    "duties.recall": (actions.recall, forms.NoteForm),
}


def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Ask for what a step needs, then do it."""
    row = queries.assignment_for(request.actor, uid)
    name = f"duties.{verb}"
    act, form_class = STEPS[name]
    if not permits(request.actor, name, row):
        raise PermissionDenied(name)
    leads = {
        "sign": _("签收后由本社区办理。不在准入范围内的可以拒办，不必签收。"),
        "recall": _("收回后社区不用再办，已做的不计数。"),
    }
    return step_page(
        request,
        row,
        form_class(request.POST if request.method == "POST" else None, row=row),
        act,
        label=str(BUTTONS[name]),
        name=row.title,
        lead=leads.get(verb, ""),
        rows=facts(row),
        grave=verb == "recall",
    )
