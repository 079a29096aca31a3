"""The only writers of cases: one function per verb."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from liren.apps.bodies.queries import is_competent
from liren.apps.cases import rules
from liren.apps.cases.actions.gating import asker_of, check_gate, put_basis
from liren.apps.cases.actions.hanging import hang
from liren.apps.cases.models import Case, CaseKind, Step
from liren.apps.cases.rules import CLOCKS, COURSE, Phase, Source, State
from liren.apps.duties.models import Application, Emergency
from liren.kernel.access.action import action
from liren.kernel.access.actor import Actor
from liren.kernel.access.models import Area, Body, User
from liren.kernel.access.written import insert, update
from liren.kernel.base.calendar import Calendar, Span, due
from liren.kernel.base.choices import _
from liren.kernel.base.clock import now
from liren.kernel.base.errors import Refused
from liren.kernel.base.masking import mask_text
from liren.kernel.files.storing import Received
from liren.kernel.policy.values import calendar, office, parameter, span


@action("cases.report", creates=True)
def report(
    actor: Actor,
    area: Area,
    *,
    kind: CaseKind,
    text: str,
    source: str,
    title: str = "",
    address: str = "",
    lng: float | None = None,
    lat: float | None = None,
    urgent: bool = False,
    pictures: Sequence[Received] = (),
    admission: Application | None = None,
    emergency: Emergency | None = None,
    duty_code: str = "",
) -> Case:
    """Report something wrong in an area; on behalf of a caller, the caller is the reporter."""
    asker = asker_of(actor)
    if asker is not None:  # who acts for a department brings in nothing as a resident
        source = Source.DEPARTMENT
    check_report(area, kind, text, source, sources_of(actor, asker))
    facts: dict[str, Any] = {"title": title, "address": address, "lng": lng, "lat": lat}
    reporter = actor.behalf or actor.user
    basis = (asker, admission, emergency, duty_code)
    case = begun(area, kind, text, source, reporter, urgent=urgent, basis=basis, **facts)
    hang(actor, case, "cases.report", pictures, Phase.BEFORE)
    note_step(actor, case, "cases.report")
    return case


def begun(
    area: Area,
    kind: CaseKind,
    text: str,
    source: str,
    reporter: User,
    *,
    title: str,
    address: str,
    lng: float | None,
    lat: float | None,
    urgent: bool = False,
    basis: tuple[Body | None, Application | None, Emergency | None, str] = (None, None, None, ""),
) -> Case:
    """A new case in its first stage, written down."""
    title = (title.strip() or rules.title_of(mask_text(text)))[: rules.LONGEST_TITLE]
    case = Case(
        area=area,
        area_path=area.path,
        office=area.code[:9],
        kind=kind,
        title=title,
        text=text.strip(),
        address=address.strip(),
        lng=lng,
        lat=lat,
        words=f"{title} {address} {text}",
        source=source,
        urgent=urgent or kind.urgent,
        reporter=reporter,
        reported_at=now(),
    )
    put_basis(case, *basis)
    enter(case, State.REPORTED)
    insert(case)
    return case


def check_report(
    area: Area, kind: CaseKind, text: str, source: str, sources: Collection[str]
) -> None:
    """The rules on what a report says, where it lies and how it comes in."""
    least = parameter("cases.min_description_length")
    rules.check_text(text, least.value, least.source)
    rules.check_place(area.level)
    open_to = {*kind.open_to, Source.DEPARTMENT}  # what a department asks the gate looks at
    rules.check_open_to(source, set(sources) & open_to, str(kind))


def sources_of(actor: Actor, asker: Body | None = None) -> set[str]:
    """How a case may come in through this person: nobody claims another's office."""
    if asker is not None:
        return {Source.DEPARTMENT.value}
    found = {Source.RESIDENT.value}
    found |= {Source.PATROL.value} if actor.may("cases.verify") else set()
    return found | ({Source.DESK.value} if actor.may("access.act_for") else set())


@action("cases.accept")
def accept(
    actor: Actor, case: Case, *, kind: CaseKind | None = None, urgent: bool | None = None
) -> Case:
    """Accept a report and settle its kind."""
    move(case, "cases.accept")
    case.kind = kind or case.kind
    case.urgent = case.urgent if urgent is None else urgent
    return keep_step(actor, case, "cases.accept", changed=("kind", "urgent"))


@action("cases.reject")
def reject(actor: Actor, case: Case, *, reason: str) -> Case:
    """Decline a report; the reporter reads the reason."""
    check_reason(reason)
    move(case, "cases.reject")
    case.closed_at = now()
    return keep_step(actor, case, "cases.reject", note=reason, changed=("closed_at",))


@action("cases.self_handle")
def self_handle(
    actor: Actor,
    case: Case,
    *,
    outcome: str,
    before_pictures: Sequence[Received] = (),
    after_pictures: Sequence[Received] = (),
) -> Case:
    """Settle a small matter on the spot; somebody else checks it."""
    rules.check_self_handle(case.kind.self_handle, str(case.kind))
    check_outcome(outcome)
    case.handler = actor.acting_body("cases.self_handle")
    case.handle_due_at = due(case.reported_at, clock(case, "handle"), calendar_of(case))
    finish(actor, case, "cases.self_handle", outcome)
    hang(actor, case, "cases.self_handle", before_pictures, Phase.BEFORE)
    hang(actor, case, "cases.self_handle", after_pictures, Phase.AFTER)
    return keep_step(actor, case, "cases.self_handle", note=outcome, changed=HANDLED_FIELDS)


@action("cases.dispatch")
def dispatch(actor: Actor, case: Case, *, handler: Body, note: str = "") -> Case:
    """Send a case to the body that has to handle it; the handling clock starts."""
    check_handler(case, handler, note)
    case.handler = handler
    move(case, "cases.dispatch")
    case.handle_due_at = due(now(), clock(case, "handle"), calendar_of(case))
    changed = ("handler", "handle_due_at")
    return keep_step(actor, case, "cases.dispatch", note=note, to_body=handler, changed=changed)


@action("cases.sign")
def sign(actor: Actor, case: Case) -> Case:
    """Take on a dispatched case."""
    move(case, "cases.sign")
    if case.handle_due_at:  # handling counts from the dispatch
        case.due_at = case.handle_due_at
        case.due_sure = calendar().is_sure(case.stage_at, case.due_at)
    return keep_step(actor, case, "cases.sign")


@action("cases.return")
def return_(actor: Actor, case: Case, *, reason: str) -> Case:
    """Give a case back to the desk, with the reason why it is another's."""
    check_reason(reason)
    move(case, "cases.return")
    case.handler, case.handle_due_at = None, None
    case.returned += 1
    changed = ("handler", "handle_due_at", "returned")
    return keep_step(actor, case, "cases.return", note=reason, changed=changed)


@action("cases.handle")
def handle(actor: Actor, case: Case, *, note: str) -> Case:
    """Write down a measure while the work goes on; the clock runs on."""
    check_reason(note)
    case.state = COURSE.after("cases.handle", case.state)
    return keep_step(actor, case, "cases.handle", note=note)


@action("cases.feed_back")
def feed_back(
    actor: Actor,
    case: Case,
    *,
    outcome: str,
    before_pictures: Sequence[Received] = (),
    after_pictures: Sequence[Received] = (),
) -> Case:
    """Report what was done; the case goes to the check."""
    check_outcome(outcome)
    finish(actor, case, "cases.feed_back", outcome)
    hang(actor, case, "cases.feed_back", before_pictures, Phase.BEFORE)
    hang(actor, case, "cases.feed_back", after_pictures, Phase.AFTER)
    return keep_step(actor, case, "cases.feed_back", note=outcome, changed=HANDLED_FIELDS)


@action("cases.verify")
def verify(
    actor: Actor,
    case: Case,
    *,
    passed: bool,
    note: str = "",
    pictures: Sequence[Received] = (),
) -> Case:
    """Check the outcome; when it does not hold, the handler works on."""
    if not passed:
        check_reason(note)
    move(case, "cases.verify")
    hang(actor, case, "cases.verify", pictures, Phase.CHECK)
    if not passed:
        case.redone += 1
        # who settled it without a body has nobody to work on: the desk dispatches it
        enter(case, State.HANDLING if case.handler else State.ACCEPTED)
        case.handled_at = case.handled_by = None
    changed = ("redone", "handled_at", "handled_by")
    return keep_step(actor, case, "cases.verify", note=note, changed=changed)


@action("cases.close")
def close(actor: Actor, case: Case, *, note: str = "") -> Case:
    """Close a checked case; the reporter may rate it."""
    move(case, "cases.close")
    case.closed_at = now()
    return keep_step(actor, case, "cases.close", note=note, changed=("closed_at",))


@action("cases.reopen")
def reopen(actor: Actor, case: Case, *, reason: str) -> Case:
    """Take up a closed case again, as long as the window is open."""
    check_reason(reason)
    COURSE.after("cases.reopen", case.state)
    check_window(case, "cases.reopen_window")
    move(case, "cases.reopen")
    case.redone += 1
    case.handler = case.handled_by = None
    case.closed_at = case.handled_at = case.handle_due_at = case.rated_at = None
    case.rating = case.rating_note = ""
    return keep_step(actor, case, "cases.reopen", note=reason, changed=REOPENED_FIELDS)


@action("cases.rate")
def rate(actor: Actor, case: Case, *, rating: str, note: str = "") -> Case:
    """Say how content one is with the outcome, once."""
    COURSE.after("cases.rate", case.state)
    rules.check_not_rated(case.rating)
    check_window(case, "cases.rate_window")
    case.rating, case.rating_note, case.rated_at = rating, note, now()
    changed = ("rating", "rating_note", "rated_at", "numbers")
    return keep_step(actor, case, "cases.rate", note=note, changed=changed)


HANDLED_FIELDS = ("handler", "handled_by", "handled_at", "outcome", "handle_due_at", "numbers")
REOPENED_FIELDS = (
    *("handler", "handled_by", "closed_at", "handled_at", "handle_due_at"),
    *("redone", "rating", "rating_note", "rated_at", "numbers"),
)


def move(case: Case, verb: str) -> None:
    """Bring a case to the state after a verb, with the clock of that state."""
    enter(case, COURSE.after(verb, case.state))


def enter(case: Case, state: str) -> None:
    """Begin a stage: its clock starts now; an ended case has none."""
    case.state, case.stage_at = state, now()
    name = CLOCKS.get(state)
    if name is None:
        case.due_at, case.due_sure = None, True
        return
    days = calendar_of(case)
    case.due_at = due(case.stage_at, clock(case, name), days)
    case.due_sure = days.is_sure(case.stage_at, case.due_at)


def finish(actor: Actor, case: Case, verb: str, outcome: str) -> None:
    """The work is done: who did it, when, and what came of it."""
    COURSE.after(verb, case.state)
    case.handled_by, case.handled_at, case.outcome = actor.user, now(), outcome.strip()
    enter(case, rules.after_handling(case.kind.verify_by))


def clock(case: Case, name: str) -> Span:
    """The time for a stage: what the kind says, else the rule for all kinds."""
    own = case.kind.clocks.get(name)
    return Span.parse(own) if own else span(f"cases.clock.{name}")


def calendar_of(case: Case) -> Calendar:
    """The city's calendar with the office hours of the body that works on the case."""
    days = calendar()
    own = case.handler.office_hours if case.handler else None
    return replace(days, office=office(own)) if own else days


def check_reason(reason: str) -> None:
    """The rule on reasons with the length in force."""
    least = parameter("cases.min_reason_length")
    rules.check_reason(reason, least.value, least.source)


def check_outcome(outcome: str) -> None:
    """The rule on outcomes with the length in force."""
    least = parameter("cases.min_outcome_length")
    rules.check_outcome(outcome, least.value, least.source)


def check_window(case: Case, key: str) -> None:
    """The rule on late second thoughts with the window in force."""
    if case.closed_at:
        rules.check_window(case.closed_at, now(), span(key), calendar())


def check_handler(case: Case, handler: Body, note: str) -> None:
    """Dispatch goes by territory and competence; a reason is due beyond competence."""
    if not handler.stands():
        sentence = _("“%(body)s”已经撤销。请选择现在承担这项职能的单位。")
        raise Refused("cases.body-gone", sentence % {"body": handler})
    if not case.area_path.startswith(handler.area_path):
        sentence = _("「%(body)s」不管这个地方。请从能到达这里的单位中选择。")
        raise Refused("cases.wrong-area", sentence % {"body": handler})
    if not is_competent(handler, case.kind.competent) and not note.strip():
        sentence = _("「%(body)s」不是「%(kind)s」的职能单位。确需派给它，请在说明里写明理由。")
        raise Refused("cases.not-competent", sentence % {"body": handler, "kind": case.kind})
    check_gate(case, handler)


def keep_step(
    actor: Actor,
    case: Case,
    verb: str,
    *,
    note: str = "",
    to_body: Body | None = None,
    changed: tuple[str, ...] = (),
) -> Case:
    """Save what changed and the step that changed it."""
    update(case, ("state", "stage_at", "due_at", "due_sure", *changed))
    note_step(actor, case, verb, note, to_body)
    return case


def note_step(
    actor: Actor, case: Case, verb: str, note: str = "", to_body: Body | None = None
) -> None:
    """Write a step into the case's course."""
    step = Step(
        case=case,
        verb=verb,
        at=now(),
        actor=actor.user,
        behalf=actor.behalf,
        body=actor.acting_body(verb),
        to_body=to_body,
        state=case.state,
        note=note.strip(),
    )
    insert(step)
