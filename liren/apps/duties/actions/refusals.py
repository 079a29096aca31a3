"""A community says no; a department appeals; the district office decides."""

from liren.apps.duties.models import Assignment, Refusal
from liren.apps.duties.queries.assignments import gate_today
from liren.apps.duties.queries.refusals import appeal_until, decide_until, outside
from liren.apps.duties.rules import assignments, refusals
from liren.apps.duties.rules.assignments import RefusalState, State
from liren.apps.duties.rules.gate import Verdict
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now


@action("duties.refuse")
def refuse(actor: Actor, row: Assignment, /, *, ground: str = "", note: str = "") -> Assignment:
    """Say no to what was handed to one's community; the gate of today gives the ground."""
    state = assignments.COURSE.after("duties.refuse", row.state)
    said = gate_today(row)
    refusals.check_once(was_overturned(row), said)
    ground = ground or refusals.ground_of(said)
    refusals.check_ground(ground, said, note)
    row.state, row.ended_at = state, now()
    row.save(update_fields=["state", "ended_at"])
    facts = {"asker": row.asker, "kind": row.kind, "title": row.title, "assignment": row}
    _written(actor, row.area, said, ground, note, facts)
    return row


def was_overturned(row: Assignment) -> bool:
    """Whether the district office decided once that this is to be done."""
    return row.refusals.filter(state=RefusalState.OVERTURNED).exists()


@action("duties.refuse_outside", creates=True)
def refuse_outside(
    actor: Actor,
    area: Area,
    /,
    *,
    asker: Body,
    kind: str,
    title: str,
    entry_code: str = "",
    ground: str = "",
    note: str = "",
) -> Refusal:
    """Say no to what was asked by telephone, in a group or on paper."""
    assignments.check_community(area.level, area)
    title = assignments.check_title(title)
    said = outside(asker, area, kind, entry_code=entry_code.strip())
    ground = ground or refusals.ground_of(said)
    refusals.check_ground(ground, said, note)
    facts = {"asker": asker, "kind": kind, "title": title}
    return _written(actor, area, said, ground, note, facts)


def _written(
    actor: Actor, area: Area, said: Verdict, ground: str, note: str, facts: dict[str, object]
) -> Refusal:
    made = Refusal(
        area=area, area_path=area.path, ground=ground, by=actor.user, at=now(),
        sentence=str(said.sentence)[:300] if not said.passed else _passed(said),
        source=said.source[:300], note=note.strip(), **facts,
    )  # fmt: skip
    made.save()
    return made


def _passed(said: Verdict) -> str:
    sentence = _("关口允许：%(name)s。社区以自己的理由拒办。")
    return str(sentence % {"name": said.sentence})[:300]


@action("duties.appeal")
def appeal(actor: Actor, row: Refusal, /, *, text: str) -> Refusal:
    """A department has the district office look at a refusal; its clock starts."""
    state = refusals.COURSE.after("duties.appeal", row.state)
    refusals.check_appeal(text, now(), appeal_until(row))
    row.state, row.appeal, row.appealed_at = state, text.strip(), now()
    row.decide_by = decide_until(row.appealed_at)
    row.save(update_fields=["state", "appeal", "appealed_at", "decide_by"])
    return row


@action("duties.decide_appeal")
def decide_appeal(actor: Actor, row: Refusal, /, *, upheld: bool, decision: str) -> Refusal:
    """The district office decides: the no stands, or it is to be done, if the gate allows it."""
    state = refusals.COURSE.after("duties.decide_appeal", row.state)
    assignments.check_reason(decision)
    row.state = state if upheld else RefusalState.OVERTURNED
    row.decision, row.decided_by, row.decided_at = decision.strip(), actor.user, now()
    if not upheld and row.assignment_id:
        _reopened(row.assignment_id)
    row.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    return row


def _reopened(key: int) -> None:
    """It waits for the community again; the district office opens no way around the gate."""
    task = Assignment.objects.select_for_update().get(pk=key)
    gate_today(task).check()
    task.state = State(assignments.COURSE.after("duties.decide_appeal", task.state))
    task.ended_at = task.signed_at = None
    task.save(update_fields=["state", "ended_at", "signed_at"])
