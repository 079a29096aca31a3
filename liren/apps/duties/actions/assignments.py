"""Handing something to communities: one function, which asks the gate, behind every door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied

from liren.apps.duties.models import Application, Assignment, Emergency
from liren.apps.duties.queries.gate import ask_gate
from liren.apps.duties.rules import assignments as rules
from liren.apps.duties.rules.admission import AskKind
from liren.apps.duties.rules.assignments import COURSE, State
from liren.apps.duties.rules.gate import Pass
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body
from liren.kernel.access.transaction import together
from liren.kernel.audit.log import entry
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now, today
from liren.kernel.base.errors import Refused
from liren.kernel.policy.values import value


@action("duties.assign", creates=True)
def assign(
    actor: Actor,
    asker: Body,
    /,
    *,
    area: Area,
    due_on: date,
    title: str = "",
    text: str = "",
    kind: str = "",
    quantity: int = 0,
    application: Application | None = None,
    entry_code: str = "",
    emergency: Emergency | None = None,
) -> Assignment:
    """Hand something to a community in the name of a department, if the gate lets it through."""
    check_asker(actor, asker)
    rules.check_community(area.level, area)
    application, emergency = held(application, emergency)
    kind = kind or (application.kind if application else AskKind.TASK)
    entry_code = entry_code.strip() or (application.entry_code if application else "")
    rules.check_quantity(quantity, counted=bool(application and application.unit))
    rules.check_days(due_on, today())
    passed = ask_gate(
        asker, area, kind, today(),
        quantity=quantity, application=application, entry_code=entry_code, emergency=emergency,
    ).check()  # fmt: skip
    made = Assignment(
        area=area, area_path=area.path, asker=asker, kind=kind, passed_as=passed,
        application=application, entry_code=entry_code, emergency=emergency,
        title=rules.check_title(title or (application.title if application else "")),
        text=text.strip(), quantity=quantity, due_on=due_on, sent_by=actor.user, sent_at=now(),
    )  # fmt: skip
    if application and passed == Pass.ADMISSION:
        made.unit, made.unit_fen = application.unit, application.unit_fen
    made.save()
    return made


def check_asker(actor: Actor, asker: Body) -> None:
    """Only in the name of the body for which one acts, and while it stands."""
    if asker.pk not in actor.bodies("duties.assign"):
        raise PermissionDenied("duties.assign")
    if not asker.stands():
        sentence = _("「%(body)s」已经撤销，不能再交办。")
        raise Refused("duties.body-gone", sentence % {"body": asker})


def held(
    application: Application | None, emergency: Emergency | None
) -> tuple[Application | None, Emergency | None]:
    """What it stands on, locked: two who ask at once come one after the other."""
    if application is not None:
        application = Application.objects.select_for_update().get(pk=application.pk)
    if emergency is not None:
        emergency = Emergency.objects.select_for_update().get(pk=emergency.pk)
    return application, emergency


# ── many at once ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Wanted:
    """One line of what is handed to many: a community, as it was named, and how much."""

    area: Area | None
    quantity: int = 0
    named: str = ""


@dataclass(frozen=True)
class Given:
    """What became of one line: the assignment, or why not."""

    wanted: Wanted
    made: Assignment | None = None
    no: Refused | None = None


def assign_each(actor: Actor, asker: Body, wanted: Sequence[Wanted], **facts: Any) -> list[Given]:
    """Hand the same to many communities: each is asked of the gate by itself and answered."""
    check_many(wanted)
    return [_given(actor, asker, one, facts) for one in wanted]


def check_many(wanted: Sequence[Wanted]) -> None:
    """Some, not too many, and each community once."""
    most = value("gate.assign_limit")
    if not wanted:
        raise Refused("duties.none-chosen", _("还没有选社区。请至少选一个。"))
    if len(wanted) > most:
        sentence = _("一次最多交办给 %(most)d 个社区，请分几次。")
        raise Refused("duties.too-many", sentence % {"most": most})
    keys = [one.area.pk for one in wanted if one.area]
    if len(set(keys)) < len(keys):
        raise Refused("duties.community-twice", _("同一个社区写了两次，请删去一行。"))


def _given(actor: Actor, asker: Body, wanted: Wanted, facts: dict[str, Any]) -> Given:
    if wanted.area is None:
        sentence = _("没有找到社区「%(name)s」。请写完整名称或 12 位代码。")
        no = Refused("duties.no-such-community", sentence % {"name": wanted.named})
        return Given(wanted, no=no)
    own = actor.once(f"{actor.key[:60]}:{wanted.area.code}") if actor.key else actor
    try:
        made: Assignment = assign(own, asker, area=wanted.area, quantity=wanted.quantity, **facts)
    except Refused as no:
        return Given(wanted, no=no)
    return Given(wanted, made=made)


# ── its course ──────────────────────────────────────────────────────────────────────────────


@action("duties.sign")
def sign(actor: Actor, row: Assignment, /) -> Assignment:
    """Take on what was handed to one's community."""
    row.state, row.signed_at = COURSE.after("duties.sign", row.state), now()
    row.save(update_fields=["state", "signed_at"])
    return row


@action("duties.report_work")
def report_work(
    actor: Actor, row: Assignment, /, *, outcome: str, quantity: int | None = None
) -> Assignment:
    """Report what was done, and how much of it."""
    state = COURSE.after("duties.report_work", row.state)
    rules.check_outcome(outcome)
    done = row.quantity if quantity is None else quantity
    rules.check_done(done, row.quantity, row.accepted_quantity)
    row.state, row.outcome, row.done_quantity = state, outcome.strip(), done
    row.done_at, row.done_by = now(), actor.user
    row.save(update_fields=["state", "outcome", "done_quantity", "done_at", "done_by", "numbers"])
    return row


@action("duties.accept_work")
def accept_work(
    actor: Actor, row: Assignment, /, *, quantity: int | None = None, note: str = ""
) -> Assignment:
    """Take what was reported; of what is not taken the department says why."""
    state = COURSE.after("duties.accept_work", row.state)
    taken = row.done_quantity if quantity is None else quantity
    rules.check_accepted(taken, row.done_quantity, row.accepted_quantity, note)
    whole = taken == row.done_quantity
    row.state = state if whole else State.DISPUTED
    row.accepted_quantity, row.dispute = taken, "" if whole else note.strip()
    row.ended_at = now() if whole else None
    row.save(update_fields=["state", "accepted_quantity", "dispute", "ended_at"])
    return row


@action("duties.dispute_work")
def dispute_work(actor: Actor, row: Assignment, /, *, note: str) -> Assignment:
    """Say why what was reported does not do; the community works on or answers."""
    state = COURSE.after("duties.dispute_work", row.state)
    rules.check_reason(note)
    row.state, row.dispute = state, note.strip()
    row.save(update_fields=["state", "dispute"])
    return row


@action("duties.recall")
def recall(actor: Actor, row: Assignment, /, *, note: str) -> Assignment:
    """Take back what was handed out and is not done yet."""
    state = COURSE.after("duties.recall", row.state)
    rules.check_reason(note)
    row.state, row.dispute, row.ended_at = state, note.strip(), now()
    row.save(update_fields=["state", "dispute", "ended_at"])
    return row


def note_export(actor: Actor, query: str, rows: int) -> None:
    """Put on record who took how many assignments out with which question."""
    facts = {"query": query, "rows": rows}
    together(entry(actor.user, "duties.export_assignments", actor.user, facts).save)
