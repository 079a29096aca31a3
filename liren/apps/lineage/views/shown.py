"""Changes as the templates want them."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liren.apps.lineage import rules
from liren.apps.lineage.models import Change
from liren.apps.lineage.queries import plan_of, preview, verbs_for
from liren.apps.lineage.rules import ChangeKind, State
from liren.apps.lineage.views.drawing import before_and_after
from liren.kernel.access.actor import Actor
from liren.kernel.access.guarded import is_barred
from liren.kernel.audit.log import history
from liren.kernel.audit.models import Outcome

STAGES = (State.DRAFT, State.PROPOSED, State.CONSENTED, State.CARRIED_OUT)


def day(value: Any) -> str:
    """A day as pages write it."""
    return date_format(value, "Y-m-d") if value else ""


def detail(actor: Actor, change: Change) -> dict[str, Any]:
    """All that the page of a change shows to this actor."""
    verbs = verbs_for(actor, change)
    custody = change.kind == ChangeKind.CUSTODY
    context = {
        "change": change,
        "shape": rules.SHAPES[change.state],
        "facts": facts(change),
        "stages": stages(change),
        "verbs": [button(change, verb) for verb in verbs],
        "own": change.state == State.PROPOSED and is_barred(actor, "lineage.consent", change),
        "entries": entries(change),
        "custody": custody,
        "drawn": not custody,
    }
    return context if custody else context | plan_shown(change)


def plan_shown(change: Change) -> dict[str, Any]:
    """The plan and its preview: until the day as it would be, afterwards as it came about."""
    plan, found = plan_of(change), preview(change)
    before, after = before_and_after(plan)
    given: dict[int, list[Any]] = {part.order: [] for part in plan.parts}
    for area in plan.inner:
        given[plan.of_area(area).order].append(area)
    lines = [
        {"line": line, "figures": [line.figures.get(one.order) for one in found.successors]}
        for line in found.lines
    ]
    return {
        "parts": [
            {"part": part, "shown": shown, "grids": given[part.order], "colour": part.order % 12}
            for part, shown in zip(plan.parts, found.successors, strict=True)
        ],
        "lines": lines if change.state in rules.OPEN else [],
        "sizes": found.sizes,
        "source": found.source,
        "before": before,
        "after": after,
        "predecessors": plan.predecessors,
    }


def facts(change: Change) -> list[tuple[str, object]]:
    """What was written down of a change."""
    before = _("、").join(str(area) for area in change.predecessors.order_by("path"))
    return [
        (_("类型"), change.get_kind_display()),
        (_("依据文号"), change.document),
        (_("涉及"), before),
        (_("代管社区"), change.keeper or ""),
        (_("生效日"), day(change.effective)),
        (_("到"), day(change.until)),
        (_("起草单位"), change.area),
        (_("起草人"), change.drafter),
        (_("提出人"), change.proposer or ""),
        (_("批准人"), change.consenter or ""),
        (_("理由"), change.reason),
        (_("未办成的原因"), change.note),
    ]


def stages(change: Change) -> list[dict[str, object]]:
    """How far a change is."""
    ended = change.state in (State.WITHDRAWN, State.REFUSED)
    if ended:
        return [{"label": change.get_state_display(), "state": "stop"}]
    here = STAGES.index(State(change.state))
    last = len(STAGES) - 1
    signs = ["past" if n < here or here == last else "next" for n in range(len(STAGES))]
    if here != last:
        signs[here] = "now"
    return [
        {"label": stage.label, "state": sign} for stage, sign in zip(STAGES, signs, strict=True)
    ]


def button(change: Change, verb: str) -> dict[str, Any]:
    """A verb with its words and address, and whether it is the next step."""
    return {
        "label": rules.BUTTONS[verb],
        "url": reverse(verb, args=[change.uid]),
        "is_next": verb == change.next_verb,
    }


def entries(change: Change) -> list[dict[str, object]]:
    """What was done to a change, newest first."""
    done = history(change).filter(outcome=Outcome.DONE)
    return [
        {
            "who": str(one.actor),
            "text": rules.STEP_WORDS.get(one.verb, one.verb),
            "at": one.at,
            "note": moved(one.facts) or str(one.facts.get("reason") or "")[:300],
            "tone": "",
        }
        for one in done
    ]


def moved(said: Any) -> str:
    """How many rows had followed, as the record says."""
    counted = said.get("moved")
    if not counted:
        return ""
    return _("数据已全部跟进，共 %(n)d 条。") % {"n": sum(counted.values())}
